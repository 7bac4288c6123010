"""A model of the server that follows SYNC.md §4: lock, compare, book, fold, take the positions last, commit, answer.

Transactions are coroutines: at each pause others may run. What is committed is a `State`, so that a backup, a lagging
replica and a standby are copies of it. A crash drops the coroutines and keeps the state.
"""

from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime

from app.models.wire import (
    NOTHING_YET,
    Ack,
    Behind,
    Envelope,
    FactOutcome,
    FeedRow,
    OldCopy,
    Outcome,
    Page,
    Push,
    PushAnswer,
    Reset,
    RowKey,
    SnapshotHead,
)
from tests.simulation.sync.doors import Answer, Barred, PullAsk, Snapshot, SnapshotAsk, Violation
from tests.simulation.sync.trade import (
    STEPS,
    STREAMS,
    Image,
    Key,
    Rows,
    Sheet,
    decode,
    encode,
    fact_hash,
    fold,
    step,
    stream_of,
)

Transaction = Generator[Answer | None, None, Answer | None]
"""Pauses where others may run; what it answers goes out, usually at its end."""


@dataclass(slots=True)
class State:
    """Everything that is committed."""

    chains: dict[str, list[bytes]] = field(default_factory=dict)
    facts: list[Envelope] = field(default_factory=list)
    ids: Counter[str] = field(default_factory=Counter)
    parked: list[Envelope] = field(default_factory=list)
    rows: Rows = field(default_factory=dict)
    feeds: dict[str, list[FeedRow]] = field(default_factory=lambda: {name: [] for name in STREAMS})
    floors: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STREAMS, 0))
    last_number: int = 0

    def copy(self) -> "State":
        return State(
            {station: list(chain) for station, chain in self.chains.items()},
            list(self.facts),
            Counter(self.ids),
            list(self.parked),
            self.rows,  # replaced at each commit, never changed
            {name: list(feed) for name, feed in self.feeds.items()},
            dict(self.floors),
            self.last_number,
        )

    def ack(self, station: str) -> Ack:
        chain = self.chains.get(station)
        return Ack(len(chain), chain[-1]) if chain else NOTHING_YET

    def head(self, stream: str) -> int:
        return len(self.feeds[stream])


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified backup."""

    at_s: float
    state: State


class Server:
    """One server process over a state. `careless`: an old copy that does not look at the epoch of who asks."""

    careless = False

    def __init__(self, epoch: int, state: State, clock: Callable[[], datetime]) -> None:
        self.epoch = epoch
        self.state = state
        self.clock = clock
        self.replica = state.copy()
        self.ready = state.copy()  # what ready-made snapshots are made of
        self.backups = [Backup(0.0, state.copy())]
        self.revoked: set[str] = set()
        self.unreadable: set[str] = set()
        self._locks: dict[object, object] = {}

    # -- facts in ----------------------------------------------------------------------------------------------------

    def push(self, push: Push) -> Transaction:
        if (refusal := self.refusal(push.station, push.epoch)) is not None:
            return refusal
        me = object()
        yield from self.lock(("station", push.station), me)
        yield None
        answer = self.book(push)
        self.unlock(me)
        return answer

    def refusal(self, station: str, epoch: int) -> Answer | None:
        if epoch > self.epoch and not self.careless:
            return OldCopy(self.epoch)
        return Barred() if station in self.revoked else None

    def book(self, push: Push) -> Answer:
        """The moment of the commit: what is not new is skipped, what does not follow is left out."""
        if push.station in self.revoked:
            return Barred()
        outcomes: list[Outcome] = []
        if self.follows(push):
            sheet = Sheet(self.state.rows)
            for fact in self.fresh(push):
                self.state.chains.setdefault(fact.station, []).append(fact_hash(fact))
                outcomes.append(Outcome(fact.seq, self.book_fact(sheet, fact)))
            self.commit(sheet)
        return self.answer(push.station, tuple(outcomes))

    def follows(self, push: Push) -> bool:
        """No hole, and where it overlaps with what is here, the same facts."""
        chain = self.state.chains.get(push.station, [])
        if push.first_seq > len(chain) + 1:
            return False
        before = chain[push.first_seq - 2] if push.first_seq > 1 else bytes(32)
        known = chain[push.first_seq - 1 :]
        return before == push.prev_hash and all(
            fact_hash(fact) == one for fact, one in zip(push.facts, known, strict=False)
        )

    def fresh(self, push: Push) -> list[Envelope]:
        last = self.state.ack(push.station).seq
        return [fact for fact in push.facts if fact.seq > last]

    def book_fact(self, sheet: Sheet, fact: Envelope) -> FactOutcome:
        state = self.state
        if self.is_known(fact):
            return FactOutcome.BOOKED
        state.ids[fact.id.hex] += 1
        state.facts.append(fact)
        if fact.kind in self.unreadable:
            state.parked.append(fact)
            return FactOutcome.PARKED
        self.fold(sheet, fact)
        return FactOutcome.EXCEPTION if ("exception", fact.id.hex) in sheet.changed else FactOutcome.BOOKED

    def is_known(self, fact: Envelope) -> bool:
        """Under whatever code and number it came before."""
        return fact.id.hex in self.state.ids

    def fold(self, sheet: Sheet, fact: Envelope) -> None:
        """The fold of the stations, and then what only the server decides."""
        fold(sheet, fact)
        if fact.kind == "ordered":
            order_id = self.order_of(fact)
            order = sheet.get("order", order_id)
            assert order
            sheet.put("order", order_id, order, number=self.next_number())

    @staticmethod
    def order_of(fact: Envelope) -> str:
        return str(decode(fact.body)["order"])

    def next_number(self) -> str:
        """The letter is the epoch's: a restored server begins with the numbers of its backup again."""
        self.state.last_number += 1
        return f"{self.letter()}-{self.state.last_number}"

    def letter(self) -> str:
        return f"E{self.epoch}"

    def answer(self, station: str, outcomes: tuple[Outcome, ...] = ()) -> PushAnswer:
        ack = self.state.ack(station)
        reached = tuple((name, self.state.head(name)) for name in STREAMS)
        durable = self.backups[-1].state.ack(station).seq
        return PushAnswer(self.epoch, self.clock(), ack, durable, reached, outcomes)

    def commit(self, sheet: Sheet) -> None:
        """Write rows and feed rows by one function; the positions are taken here, last, so they are in commit order."""
        images = sheet.images()
        for key, image in images.items():
            self.feed(key, image)
        self.state.rows = {**self.state.rows, **images}

    def feed(self, key: Key, image: Image) -> None:
        feed = self.state.feeds[stream_of(key)]
        feed.append(FeedRow(len(feed) + 1, *key, image.version, False, "", 0, encode(image.values)))

    def lock(self, name: object, me: object) -> Generator[None, None, None]:
        while self._locks.get(name, me) is not me:
            yield
        self._locks[name] = me

    def unlock(self, me: object) -> None:
        self._locks = {name: owner for name, owner in self._locks.items() if owner is not me}

    def next_epoch(self) -> int:
        """What a server that takes over from this one with less than all of its facts must call itself."""
        return self.epoch + 1

    def crash(self) -> None:
        """Open transactions are gone; a synchronous standby goes on with what is committed."""
        self._locks.clear()

    # -- rows out ----------------------------------------------------------------------------------------------------

    def pull(self, ask: PullAsk, from_replica: bool = False) -> Answer:
        if (refusal := self.refusal(ask.station, ask.epoch)) is not None:
            return refusal
        state = self.replica if from_replica and not ask.elsewhere else self.state
        mine, head = state.ack(ask.station), state.head(ask.stream)
        if ask.epoch < self.epoch or ask.position < state.floors[ask.stream]:
            return Reset(ask.stream, self.epoch, self.clock(), state.floors[ask.stream], mine)
        if ask.position > head:
            return Behind(ask.stream, self.epoch, head)
        to = min(head, ask.position + ask.rows_max)
        rows = tuple(self.rows_between(state, ask.stream, ask.position, to))
        again = tuple(_again(state, key, to) for key in ask.again) if to == head else ()
        return Page(ask.stream, self.epoch, self.clock(), ask.position, to, head, mine, rows, again)

    def rows_between(self, state: State, stream: str, after: int, to: int) -> list[FeedRow]:
        return state.feeds[stream][after:to]

    def snapshot(self, ask: SnapshotAsk, lazy: bool = False) -> Answer:
        """A ready-made one if it will do; `lazy` gives it also when it will not."""
        if (refusal := self.refusal(ask.station, ask.epoch)) is not None:
            return refusal
        enough = self.ready.ack(ask.station).seq >= ask.seq_min and self.ready.head(ask.stream) >= ask.position_min
        if not enough and not lazy:
            self.ready = self.state.copy()
        state = self.ready
        head = SnapshotHead(ask.stream, self.epoch, self.clock(), state.head(ask.stream), state.ack(ask.station))
        return Snapshot(head, {key: image for key, image in state.rows.items() if stream_of(key) == ask.stream})

    def ack_of(self, station: str) -> Ack:
        return self.state.ack(station)

    # -- what only the server decides --------------------------------------------------------------------------------

    def promise(self, order_id: str, balance_key: str, most: int, station: str) -> Transaction:
        """Give goods of one place to an order, as a task of a station; checked again at the commit."""
        me = object()
        yield from self.lock_balance(balance_key, me)
        quantity = min(most, self.open_for(order_id, balance_key))
        yield None
        quantity = self.checked_again(quantity, order_id, balance_key)
        sheet = Sheet(self.state.rows)
        order = sheet.get("order", order_id)
        if order and quantity > 0 and STEPS[order["state"]] < STEPS["shipped"]:
            self._give(sheet, order_id, balance_key, (quantity, station))
            self.commit(sheet)
        self.unlock(me)
        return None

    def _give(self, sheet: Sheet, order_id: str, balance_key: str, work: tuple[int, str]) -> None:
        sku, place = balance_key.split("@")
        quantity, station = work
        task = {"order": order_id, "sku": sku, "place": place, "q": quantity, "picked": 0, "open": True}
        self.state.last_number += 1
        sheet.put("task", f"{self.letter()}T{self.state.last_number}", task, station=station, token=1)
        balance = sheet.get("balance", balance_key)
        assert balance
        if balance["promised"] + quantity > balance["q"]:
            raise Violation(f"I7 promised ≤ on hand: {balance['promised']} + {quantity} of {balance_key}")
        sheet.put("balance", balance_key, balance, promised=balance["promised"] + quantity)
        step(sheet, order_id, "allocated")

    def lock_balance(self, balance_key: str, me: object) -> Generator[None, None, None]:
        yield from self.lock(("balance", balance_key), me)

    def checked_again(self, quantity: int, order_id: str, balance_key: str) -> int:
        return min(quantity, self.open_for(order_id, balance_key))

    def open_for(self, order_id: str, balance_key: str) -> int:
        """What the order still wants of this product, and the place still has."""
        sheet = Sheet(self.state.rows)
        order, balance = sheet.get("order", order_id), sheet.get("balance", balance_key)
        if not order or not balance:
            return 0
        sku = balance_key.split("@", maxsplit=1)[0]
        tasks = [image.values for (entity, _), image in self.state.rows.items() if entity == "task"]
        given = sum(
            task["q"] if task["open"] else task["picked"]
            for task in tasks
            if (task["order"], task["sku"]) == (order_id, sku)
        )
        return min(order["ordered"].get(sku, 0) - given, balance["q"] - balance["promised"])

    def reassign(self, task_id: str, station: str) -> Transaction:
        """Take work away: the token rises, so that a pick under the old one is seen."""
        yield None
        sheet = Sheet(self.state.rows)
        task = sheet.get("task", task_id)
        if task and task["open"]:
            sheet.put("task", task_id, task, station=station, token=task["token"] + 1)
            self.commit(sheet)
        return None

    def rename(self, sku: str, name: str) -> Transaction:
        """Change the catalogue, which is a stream of its own."""
        yield None
        sheet = Sheet(self.state.rows)
        sheet.put("product", sku, {"name": name})
        self.commit(sheet)
        return None

    def upgrade(self) -> Transaction:
        """Learn to read what was parked, and drive it again."""
        yield None
        self.unreadable.clear()
        sheet = Sheet(self.state.rows)
        for fact in self.unpark():
            self.fold(sheet, fact)
        self.commit(sheet)
        return None

    def unpark(self) -> list[Envelope]:
        parked, self.state.parked = self.state.parked, []
        return parked


def _again(state: State, key: RowKey, to: int) -> FeedRow:
    image = state.rows.get((key.entity, key.key))
    if image is None:
        return FeedRow(to, key.entity, key.key, 0, True, "", 0, b"")
    return FeedRow(to, key.entity, key.key, image.version, False, "", 0, encode(image.values))
