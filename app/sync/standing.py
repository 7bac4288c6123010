"""How the exchange with the server stands: what is saved, what is under way, what is waited for.

This is the engine's memory and nothing else: each method is one small fact about it. All but `saved` is lost with the
process, and nothing is lost with it: whatever was under way is asked again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.models.wire import SnapshotHead
from app.sync.clock_offset import ClockOffset, better, measured
from app.sync.events import Heard, Now, Path
from app.sync.instructions import ForkReason, Status
from app.sync.saved import Cursor, Saved
from app.sync.tunables import Tunables
from app.sync.waiting import backoff_s, retry_s


@dataclass(slots=True)
class Stream:
    """When a stream is asked for next (monotonic), whether another copy should be, and where the feed begins."""

    due_s: float = 0.0
    elsewhere: bool = False
    floor: int = 0


@dataclass(frozen=True, slots=True)
class Taking:
    """What the store is writing; it is so once the store says so."""

    stream: str
    saved: Saved
    at_head: bool


class Standing:
    """One station's side of the conversation."""

    def __init__(self, streams: Iterable[str], tunables: Tunables) -> None:
        self.tunables = tunables
        self._names = tuple(streams)
        self.clock: ClockOffset | None = None
        self.offline_since: datetime | None = None
        self.server_at: datetime | None = None
        self.tidy_at_s = 0.0
        self.start("", Saved(), 0)

    def start(self, station: str, saved: Saved, last_seq: int) -> None:
        """Know only what the store says."""
        self.station, self.saved, self.last_seq = station, saved, last_seq
        self.under_way: dict[Path, str] = {}
        self.streams = {name: Stream() for name in self._names}
        self.taking: Taking | None = None
        self.fork: ForkReason | None = None
        self.failures = 0
        self.quiet_until_s = self.wait_told_s = 0.0
        self.push_facts_max = self.tunables.push_facts_max
        self.online = self.revoked = self.old_server = False

    # -- what is true ------------------------------------------------------------------------------------------------

    @property
    def waiting(self) -> int:
        """Own facts that are not acknowledged."""
        return self.last_seq - self.saved.acked.seq

    def needs_snapshot(self, cursor: Cursor) -> bool:
        """Whether there is no position to go on from, or so many rows to catch up that a file is quicker."""
        return cursor.position is None or cursor.missing > self.tunables.catch_up_rows_max

    def position_min(self, cursor: Cursor) -> int:
        """Where a snapshot must stand at least to be of use."""
        enough = cursor.reach - self.tunables.catch_up_rows_max
        return max(cursor.position or 0, enough, self.streams[cursor.stream].floor)

    def is_of_use(self, head: SnapshotHead) -> bool:
        """Whether a snapshot brings its stream on."""
        if head.stream not in self.streams:
            return False
        cursor = self.saved.cursor(head.stream)
        return self.needs_snapshot(cursor) and head.position >= self.position_min(cursor)

    def status(self) -> Status:
        off_s = self.clock.offset_s if self.clock else 0.0
        return Status(
            online=self.online,
            offline_since=self.offline_since,
            waiting=self.waiting,
            parked=len(self.saved.parked),
            revoked=self.revoked,
            old_server=self.old_server,
            forked=self.fork is not None,
            clock_far_off_s=off_s if abs(off_s) > self.tunables.clock_off_s_max else None,
        )

    # -- what has happened -------------------------------------------------------------------------------------------

    def believed(self, path: Path, heard: Heard, server_at: datetime, now: Now) -> None:
        """An answer came that may be believed."""
        self.under_way.pop(path, None)
        self.clock = better(self.clock, measured(server_at, heard.round_trip_s, now))
        self.server_at = server_at
        self.online, self.offline_since = True, None
        self.revoked = self.old_server = False

    def brought_on(self) -> None:
        """Something is further than it was, so the next failure is the first one again."""
        self.failures = 0
        self.quiet_until_s = 0.0

    def stuck(self, now: Now, asked_s: float = 0.0) -> None:
        """Something failed or brought nothing on: wait before asking again, at least as long as the server asked."""
        self.failures += 1
        wait_s = max(backoff_s(self.failures, now.jitter, self.tunables), retry_s(asked_s, now.jitter, self.tunables))
        self.quiet_until_s = now.monotonic_s + wait_s

    def enter_epoch(self) -> None:
        """What was under way and known of the feed belongs to an epoch that is over."""
        self.under_way.clear()
        self.streams = {name: Stream() for name in self._names}
        self.brought_on()

    def barred(self, path: Path, now: Now) -> None:
        """The server serves nobody, or not us, until a person has acted."""
        self.under_way.pop(path, None)
        self.quiet_until_s = now.monotonic_s + self.tunables.barred_s

    def taken(self, again_left: int, now: Now) -> None:
        """The store has written what it was given; the stream stays due unless there is nothing more."""
        assert self.taking, "nothing was given to the store"
        self.saved = self.taking.saved
        self.brought_on()
        if self.taking.at_head and not again_left:
            self.rest(self.taking.stream, now)
        self.taking = None

    def rest(self, stream: str, now: Now) -> None:
        """There is nothing more in a stream for now."""
        self.brought_on()
        self.streams[stream].due_s = now.monotonic_s + self.tunables.poll_s
        self.streams[stream].elsewhere = False
