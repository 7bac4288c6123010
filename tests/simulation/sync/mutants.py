"""One wrong line each: the mistakes that a sync engine, a station's store or a server can make (SYNC.md §7).

A mutant is the real part with one method replaced, so that product code carries no switches. One that survives the
histories means that the simulation would not see that mistake in the product either.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from app.models.wire import Ack, Envelope, FeedRow, Page, Push, PushAnswer, SnapshotHead
from app.sync.engine import Engine
from app.sync.events import Enrolled, Event, Now
from app.sync.instructions import Forget, Instruction, TakePage
from app.sync.saved import Cursor, Saved
from app.sync.trust import Said, Verdict
from tests.simulation.sync.doors import Answer, Barred
from tests.simulation.sync.server import Server, State, Transaction
from tests.simulation.sync.station_store import Disk, MemoryStore
from tests.simulation.sync.trade import HOME, Image, Key, Rows, Sheet, decode, fact_hash, stream_of
from tests.simulation.sync.world import Parts

MUTANTS: dict[str, Parts] = {}


def mutant(name: str) -> Any:
    """Register a class with one wrong line under the name of the mistake."""

    def register(kind: type[Any]) -> type[Any]:
        room = {Engine: "engine", MemoryStore: "store", Server: "server"}
        part = next(room[base] for base in kind.__mro__ if base in room)
        MUTANTS[name] = replace(MUTANTS.get(name, Parts()), **{part: kind})
        return kind

    return register


# -- the engine ------------------------------------------------------------------------------------------------------


@mutant("ack by number")
class AckByNumber(Engine):
    def _judge(self, said: Said) -> Verdict:
        verdict = super()._judge(said)
        if verdict is not Verdict.FORK or said.ack.seq > self.standing.last_seq:
            return verdict
        return Verdict.GOOD if said.epoch == self.saved.epoch else Verdict.NEW_EPOCH


@mutant("lower epoch believed")
class LowerEpochBelieved(Engine):
    def _judge(self, said: Said) -> Verdict:
        verdict = super()._judge(said)
        return Verdict.GOOD if verdict is Verdict.OLD and said.heard.own_hash == said.ack.hash else verdict


@mutant("gaps accepted")
class GapsAccepted(Engine):
    def _goes_on(self, page: Page, cursor: Cursor) -> bool:
        return cursor.position is not None and page.after >= cursor.position


@mutant("page taken with facts unacknowledged")
class PageTakenWithFactsUnacknowledged(Engine):
    def _all_acknowledged(self) -> bool:
        return True


@mutant("page taken before it reaches the last ack")
class PageTakenTooShort(Engine):
    def _reaches(self, page: Page, cursor: Cursor) -> bool:
        return True


@mutant("no re-send after restore")
class NoResendAfterRestore(Engine):
    def _into_epoch(self, said: Said) -> Saved:
        return replace(super()._into_epoch(said), acked=self.saved.acked)


@mutant("epoch ignored")
class EpochIgnored(Engine):
    """The number is taken over, and the old positions are believed."""

    def _into_epoch(self, said: Said) -> Saved:
        return replace(self.saved, epoch=said.epoch, acked=said.ack)


@mutant("snapshot taken without the facts sent again")
class SnapshotWithoutOwnFacts(Engine):
    def _holds_own(self, head: SnapshotHead) -> bool:
        return True


@mutant("facts forgotten when acknowledged")
class ForgottenWhenAcknowledged(Engine):
    def handle(self, event: Event, now: Now) -> list[Instruction]:
        acked = self.saved.acked.seq
        told = [each for each in super().handle(event, now) if not isinstance(each, Forget)]
        return [*told, Forget(self.saved.acked.seq)] if self.saved.acked.seq > acked else told


@mutant("facts forgotten without a backup")
class ForgottenWithoutBackup(Engine):
    def handle(self, event: Event, now: Now) -> list[Instruction]:
        standing = self.standing
        standing.saved = replace(standing.saved, durable_seq=standing.saved.acked.seq)
        return super().handle(event, now)


@mutant("facts forgotten as soon as a backup has them")
class ForgottenTooYoung(Engine):
    def __init__(self, streams: Any, tunables: Any) -> None:
        super().__init__(streams, replace(tunables, kept_s_min=0, mark_s=0))


@mutant("facts forgotten under their new numbers")
class ForgottenUnderNewNumbers(Engine):
    """What may go was counted under the old code, and is told after the renumbering."""

    def handle(self, event: Event, now: Now) -> list[Instruction]:
        told = super().handle(event, now)
        if isinstance(event, Enrolled) and told:
            up_to = self.saved.forgettable_seq(now.at, self.standing.tunables)
            told.append(Forget(up_to))
        return told


# -- the station's store ---------------------------------------------------------------------------------------------


@mutant("sync off")
class SyncOff(MemoryStore):
    """Committed, and on the disk some commits later."""

    unsynced = 0

    def commit(self, disk: Disk) -> None:
        self.disk = disk
        self.unsynced = (self.unsynced + 1) % 4
        if self.unsynced == 0:
            self.synced = disk


@mutant("forget on send")
class ForgetOnSend(MemoryStore):
    def outbox(self, first_seq: int, facts_max: int) -> tuple[Envelope, ...]:
        facts = super().outbox(first_seq, facts_max)
        if facts:
            self.forget(facts[-1].seq)
        return facts


@mutant("cursor apart from rows")
class CursorApart(MemoryStore):
    def take_page(self, told: TakePage) -> bool:
        if not self.is_still(told.last_seq):
            return False
        self.save(told.saved)
        return super().take_page(told)


@mutant("page taken across a scan")
class PageAcrossScan(MemoryStore):
    def is_still(self, last_seq: int) -> bool:
        return True


@mutant("touched rows not asked again")
class TouchedForgotten(MemoryStore):
    def with_page(self, page: Page) -> tuple[Rows, frozenset[Key]]:
        rows, touched = super().with_page(page)
        return rows, frozenset(key for key in touched if stream_of(key) != page.stream)


@mutant("a guess wins over the server's row of its version")
class GuessWins(MemoryStore):
    def wins(self, row: FeedRow, standing: Image | None, is_touched: bool) -> bool:
        return standing is None or row.version > standing.version


@mutant("snapshot without own facts on top")
class NothingOnTop(MemoryStore):
    def facts_above(self, seq: int, stream: str) -> tuple[Envelope, ...]:
        return ()


@mutant("new ids under the new code")
class NewIds(MemoryStore):
    def renamed(self, fact: Envelope) -> Envelope:
        return replace(fact, id=UUID(int=fact.id.int ^ 1))


# -- the server ------------------------------------------------------------------------------------------------------


@mutant("no dedupe by id")
class NoDedupeById(Server):
    def is_known(self, fact: Envelope) -> bool:
        return False


@mutant("no dedupe by number")
class NoDedupeByNumber(Server):
    """Numbers and ids are looked at before the transaction has the lock, and not again."""

    def push(self, push: Push) -> Transaction:
        if (refusal := self.refusal(push.station, push.epoch)) is not None:
            return refusal
        fresh = self.fresh(push)
        yield None
        sheet = Sheet(self.state.rows)
        if self.follows(push):
            for fact in fresh:
                self.state.chains.setdefault(fact.station, []).append(fact_hash(fact))
                self.book_fact(sheet, fact)
            self.commit(sheet)
        return self.answer(push.station)

    def is_known(self, fact: Envelope) -> bool:
        return False


@mutant("holes accepted in a push")
class HolesAccepted(Server):
    def follows(self, push: Push) -> bool:
        chain = self.state.chains.get(push.station, [])
        if push.first_seq > len(chain) + 1:
            filler = [bytes(32)] * (push.first_seq - 2 - len(chain))
            self.state.chains.setdefault(push.station, []).extend([*filler, push.prev_hash])
        return super().follows(push)


@mutant("unreadable facts block the queue")
class PoisonPill(Server):
    def fresh(self, push: Push) -> list[Envelope]:
        fresh = super().fresh(push)
        readable = [fact.kind not in self.unreadable for fact in fresh]
        return fresh[: readable.index(False)] if False in readable else fresh

    def upgrade(self) -> Transaction:
        """Nobody comes to upgrade this one."""
        yield None
        return None


@mutant("parked facts dropped")
class ParkedDropped(Server):
    def unpark(self) -> list[Envelope]:
        super().unpark()
        return []


@mutant("naive cursor")
class NaiveCursorServer(Server):
    """Positions are handed out when a transaction begins, and it commits when it likes."""

    slots: tuple[int, ...] = ()

    def push(self, push: Push) -> Transaction:
        feed: list[Any] = self.state.feeds[HOME]
        mine = tuple(range(len(feed), len(feed) + 3))
        feed.extend([None] * len(mine))
        transaction = super().push(push)
        while True:
            self.slots = mine
            try:
                said = next(transaction)
            except StopIteration as end:
                return end.value
            finally:
                self.slots = ()
            yield said

    def feed(self, key: Key, image: Image) -> None:
        super().feed(key, image)
        if self.slots and stream_of(key) == HOME:
            slot, self.slots = self.slots[0], self.slots[1:]
            feed = self.state.feeds[HOME]
            feed[slot] = replace(feed.pop(), position=slot + 1)

    def rows_between(self, state: State, stream: str, after: int, to: int) -> list[FeedRow]:
        return [row for row in super().rows_between(state, stream, after, to) if row]


@mutant("naive cursor")
class NaiveCursor(Engine):
    """Whatever is above the cursor is taken."""

    def _goes_on(self, page: Page, cursor: Cursor) -> bool:
        return page.after == cursor.position


@mutant("ack before commit")
class AckBeforeCommit(Server):
    def push(self, push: Push) -> Transaction:
        if self.refusal(push.station, push.epoch) is None and push.first_seq == self.state.ack(push.station).seq + 1:
            last = push.facts[-1]
            early = self.answer(push.station)
            yield PushAnswer(early.epoch, early.server_at, Ack(last.seq, fact_hash(last)), 0, early.reached)
        answer = yield from super().push(push)
        return answer


@mutant("numbers reused")
class NumbersReused(Server):
    def letter(self) -> str:
        return "E"


@mutant("no new epoch after a restore")
class NoNewEpoch(Server):
    def next_epoch(self) -> int:
        return self.epoch


@mutant("promise race")
class PromiseRace(Server):
    def lock_balance(self, balance_key: str, me: object) -> Any:
        yield from ()

    def checked_again(self, quantity: int, order_id: str, balance_key: str) -> int:
        return quantity


@mutant("clock decides")
class ClockDecides(Server):
    def fold(self, sheet: Sheet, fact: Envelope) -> None:
        if fact.kind != "readdressed":
            super().fold(sheet, fact)
            return
        body = decode(fact.body)
        order = sheet.get("order", body["order"])
        if order and fact.at.timestamp() >= order.get("address_at", 0):
            changes = {"address": body["address"], "address_by": fact.id.hex, "address_at": fact.at.timestamp()}
            sheet.put("order", body["order"], order, **changes)


@mutant("refused dropped")
class RefusedDropped(Server):
    def fold(self, sheet: Sheet, fact: Envelope) -> None:
        super().fold(sheet, fact)
        sheet.changed.pop(("exception", fact.id.hex), None)


@mutant("row without feed row")
class RowWithoutFeedRow(Server):
    def feed(self, key: Key, image: Image) -> None:
        if key[0] != "task" or image.values["picked"] or image.version == 1:
            super().feed(key, image)


@mutant("every pick counts")
class EveryPickCounts(Server):
    """Whoever holds the task, and however much of it is done."""

    def fold(self, sheet: Sheet, fact: Envelope) -> None:
        super().fold(sheet, fact)
        body = decode(fact.body)
        if fact.kind == "picked" and sheet.changed.pop(("exception", fact.id.hex), None):
            task = sheet.get("task", body["task"])
            if task:
                sheet.put("task", body["task"], task, picked=task["picked"] + 1)


@mutant("the revoked are booked")
class RevokedBooked(Server):
    def book(self, push: Push) -> Answer:
        barred, self.revoked = self.revoked, set()
        answer = super().book(push)
        self.revoked = barred
        return answer

    def refusal(self, station: str, epoch: int) -> Answer | None:
        refusal = super().refusal(station, epoch)
        return None if isinstance(refusal, Barred) else refusal
