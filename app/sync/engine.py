"""The station's sync engine: events in, instructions out; no socket, no clock, no store inside (SYNC.md §3).

Because everything it knows comes with an event, years of power cuts, late letters and restored servers can be played to
it in a second, and the same years again when it went wrong (tests/simulation/sync).
"""

from collections.abc import Iterable

from app.models.wire import Page, SnapshotHead
from app.sync.asking import next_requests, next_tidying, next_wait
from app.sync.events import (
    CopyBehind,
    Enrolled,
    Event,
    FactRecorded,
    Failure,
    FeedHint,
    ForkFound,
    Now,
    OldServerFound,
    PageArrived,
    PageMissed,
    PageTaken,
    Path,
    PushAnswered,
    Refused,
    ResetNeeded,
    SnapshotArrived,
    SnapshotTaken,
    Started,
    Tick,
    TransportFailed,
)
from app.sync.instructions import (
    AlarmOldServer,
    ForkReason,
    Instruction,
    LowerAck,
    Renumber,
    SaveAck,
    Status,
    TakePage,
    TakeSnapshot,
    Tell,
)
from app.sync.saved import Cursor, Saved
from app.sync.standing import Standing, Taking
from app.sync.trust import Said, Verdict, fork_reason, judge
from app.sync.tunables import TUNABLES, Tunables


class Engine:
    """What a station does about its server. Thread: one caller at a time.

    The protocol in plain words. A station's tables hold the server's rows and, on top of them, the fold of its own
    facts. Facts go out first, in order, one push at a time; the answer names the last fact the server has by number and
    hash. If that is not our fact, this disk is a copy or an older state of the one the server knows: the station takes
    a new code and offers all its facts again under their old ids, which the server counts once.

    Rows come in pages from a position that is stored with the rows. A page with a hole is never taken. A page is taken
    only when every own fact is acknowledged and the page reaches the position of the last acknowledgement: an earlier
    one would show the world without the last scans. Else it is dropped and asked again, after the next push or in full
    length. Own folds are guesses, so the rows they touched are asked again by key until the server's image stands.

    When the server comes back from a backup, or as a standby that had not heard everything, it says so by a higher
    epoch. The station then believes only what the server proves, sends the rest again and, once all of it is there,
    starts from a snapshot. Answers of a lower epoch are not believed, whatever they say.

    Nothing is deleted when something fails. A fact goes two weeks after it was acknowledged, if a backup has it.
    """

    def __init__(self, streams: Iterable[str], tunables: Tunables = TUNABLES) -> None:
        self.standing = Standing(streams, tunables)
        self._told = Status()

    @property
    def saved(self) -> Saved:
        """What is known for good, as the store has it."""
        return self.standing.saved

    def handle(self, event: Event, now: Now) -> list[Instruction]:
        """Hear one event and tell what to do, in order."""
        standing = self.standing
        assert standing.taking is None or isinstance(
            event, FactRecorded | PageTaken | PageMissed | SnapshotTaken | Started
        ), "the runner waits for the store"
        told = self._hear(event, now)
        if not standing.station:
            return told
        told += next_requests(standing, now) + next_tidying(standing, now) + next_wait(standing, now)
        status = standing.status()
        if status != self._told:
            self._told = status
            told.append(Tell(status))
        return told

    def _hear(self, event: Event, now: Now) -> list[Instruction]:
        match event:
            case PushAnswered():
                return self._push_answered(event, now)
            case PageArrived():
                return self._page_arrived(event, now)
            case SnapshotArrived():
                return self._snapshot_arrived(event, now)
            case ResetNeeded():
                return self._reset_needed(event, now)
            case CopyBehind():
                return self._copy_behind(event, now)
            case OldServerFound():
                return self._old_server_found(event, now)
            case Enrolled():
                return [Renumber(event.station)] if self.standing.fork else []
            case _:
                self._note(event, now)
                return []

    def _note(self, event: Event, now: Now) -> None:
        """Hear what asks for no answer of its own."""
        standing = self.standing
        match event:
            case Started():
                standing.start(event.station, event.saved, event.last_seq)
            case FactRecorded() if event.station != standing.station:
                pass
            case FactRecorded():
                standing.last_seq = max(standing.last_seq, event.seq)
            case PageTaken() | SnapshotTaken():
                standing.taken(event.again_left, now)
            case PageMissed():
                standing.taking = None
            case FeedHint():
                self._make_due(event.stream, now)
            case TransportFailed():
                self._transport_failed(event, now)
            case Refused():
                standing.revoked = True
                standing.barred(event.path, now)
            case ForkFound():
                standing.fork = ForkReason.TOLD
            case _:
                assert isinstance(event, Tick)

    # -- answers -----------------------------------------------------------------------------------------------------

    def _push_answered(self, event: PushAnswered, now: Now) -> list[Instruction]:
        standing, answer, before = self.standing, event.answer, self.saved
        said = Said(Path.PUSH, event.heard, answer.epoch, answer.ack)
        if (verdict := self._judge(said)) is not Verdict.GOOD:
            return self._doubt(verdict, said, now)
        standing.believed(Path.PUSH, event.heard, answer.server_at, now)
        standing.saved = before.acknowledged(answer, standing.tunables)
        if self.saved.acked.seq > before.acked.seq:
            standing.brought_on()
        elif standing.waiting:
            standing.stuck(now)
        return [SaveAck(self.saved)] if self.saved != before else []

    def _page_arrived(self, event: PageArrived, now: Now) -> list[Instruction]:
        standing, page = self.standing, event.page
        said = Said(Path.PULL, event.heard, page.epoch, page.mine)
        if (verdict := self._judge(said)) is not Verdict.GOOD:
            return self._doubt(verdict, said, now)
        if page.stream not in standing.streams:
            return []
        asked = standing.under_way.get(Path.PULL) == page.stream
        standing.believed(Path.PULL, event.heard, page.server_at, now)
        self._make_due(page.stream, now)
        cursor = self.saved.cursor(page.stream)
        if self._goes_on(page, cursor):
            return self._take(page, cursor, now)
        if asked:
            standing.stuck(now)
        return []

    def _take(self, page: Page, cursor: Cursor, now: Now) -> list[Instruction]:
        """Take a page that goes on from where the stream stands, or drop it; then the stream stays due."""
        standing = self.standing
        if not self._all_acknowledged():
            return []
        if not self._reaches(page, cursor):
            if page.to >= page.head:  # this copy has not heard of our last push
                standing.streams[page.stream].elsewhere = True
                standing.stuck(now)
            return []
        if page.to == page.after and not page.again:
            standing.rest(page.stream, now)
            return []
        standing.taking = Taking(page.stream, self.saved.moved(page.stream, page.to), page.to >= page.head)
        return [TakePage(page, standing.last_seq, standing.taking.saved)]

    def _snapshot_arrived(self, event: SnapshotArrived, now: Now) -> list[Instruction]:
        standing, head = self.standing, event.head
        said = Said(Path.SNAPSHOT, event.heard, head.epoch, head.mine)
        if (verdict := self._judge(said)) is not Verdict.GOOD:
            return self._doubt(verdict, said, now)
        standing.believed(Path.SNAPSHOT, event.heard, head.server_at, now)
        if not standing.is_of_use(head) or not self._holds_own(head):
            standing.stuck(now)
            return []
        standing.taking = Taking(head.stream, self.saved.moved(head.stream, head.position), at_head=False)
        return [TakeSnapshot(head, standing.taking.saved)]

    def _reset_needed(self, event: ResetNeeded, now: Now) -> list[Instruction]:
        standing, reset = self.standing, event.reset
        said = Said(Path.PULL, event.heard, reset.epoch, reset.mine)
        if (verdict := self._judge(said)) is not Verdict.GOOD:
            return self._doubt(verdict, said, now)
        standing.believed(Path.PULL, event.heard, reset.server_at, now)
        if reset.stream in standing.streams:
            standing.saved = self.saved.without_position(reset.stream)
            standing.streams[reset.stream].floor = reset.floor
        return []

    def _doubt(self, verdict: Verdict, said: Said, now: Now) -> list[Instruction]:
        """An answer that must not be taken as it stands."""
        standing = self.standing
        if verdict is Verdict.NOT_OURS:
            return []
        standing.under_way.pop(said.path, None)
        if verdict is Verdict.NEW_EPOCH:
            standing.saved = self._into_epoch(said)
            standing.enter_epoch()
            return [LowerAck(self.saved)]
        if verdict is Verdict.FORK:
            standing.fork = fork_reason(standing.last_seq, said)
        else:
            standing.stuck(now)
        return []

    # -- trouble -----------------------------------------------------------------------------------------------------

    def _transport_failed(self, event: TransportFailed, now: Now) -> None:
        standing = self.standing
        standing.under_way.pop(event.path, None)
        standing.online = False
        standing.offline_since = standing.offline_since or now.at
        if event.failure is Failure.TOO_LARGE and event.path is Path.PUSH:
            standing.push_facts_max = max(1, standing.push_facts_max // 2)
        standing.stuck(now, event.retry_after_s)

    def _copy_behind(self, event: CopyBehind, now: Now) -> list[Instruction]:
        """Ask another copy; when that one lags too, the server has lost what it once told, and did not say so."""
        standing, behind = self.standing, event.behind
        standing.under_way.pop(Path.PULL, None)
        stream = standing.streams.get(behind.stream)
        standing.stuck(now)
        if stream is None or behind.epoch != self.saved.epoch:
            return []
        if stream.elsewhere:
            return self._alarm(behind.epoch)
        stream.elsewhere = True
        return []

    def _old_server_found(self, event: OldServerFound, now: Now) -> list[Instruction]:
        if event.old.epoch >= self.saved.epoch:
            self.standing.under_way.pop(event.path, None)
            return []
        self.standing.barred(event.path, now)
        return self._alarm(event.old.epoch)

    def _alarm(self, epoch: int) -> list[Instruction]:
        """Say it once until the server is well again."""
        if self.standing.old_server:
            return []
        self.standing.old_server = True
        return [AlarmOldServer(epoch, self.saved.epoch)]

    def _make_due(self, stream: str, now: Now) -> None:
        if stream in self.standing.streams:
            self.standing.streams[stream].due_s = now.monotonic_s

    # -- the safety rules, one by one --------------------------------------------------------------------------------

    def _judge(self, said: Said) -> Verdict:
        return judge(self.standing.station, self.saved, said)

    def _goes_on(self, page: Page, cursor: Cursor) -> bool:
        """No hole: neither between the rows taken and the page, nor in the page."""
        return page.after == cursor.position and page.is_gapless

    def _all_acknowledged(self) -> bool:
        return self.standing.waiting == 0

    def _reaches(self, page: Page, cursor: Cursor) -> bool:
        return page.to >= cursor.reach

    def _holds_own(self, head: SnapshotHead) -> bool:
        return head.mine.seq >= self.saved.whole_seq

    def _into_epoch(self, said: Said) -> Saved:
        return self.saved.in_epoch(said.epoch, said.ack, self.standing.last_seq)
