"""The lines to the server: each request runs on a thread of a small pool and comes back as an event.

What the engine needs to judge an answer is added here, where the answer comes in: under which code it was asked, how
long it took, and which hash our own fact of that number has.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory

from app.clock import Clock
from app.models.wire import Ack, Behind, OldCopy, Page, PullRequest, Push, PushAnswer, Reset, SnapshotHead
from app.sync.client import Barred, Client, ForkTold, NoSuchThing, NotDone
from app.sync.events import (
    CopyBehind,
    Event,
    Failure,
    ForkFound,
    Heard,
    OldServerFound,
    PageArrived,
    Path,
    PushAnswered,
    Refused,
    ResetNeeded,
    SnapshotArrived,
    TransportFailed,
)
from app.sync.instructions import LoadSnapshot, Pull, PushFacts
from app.sync.station_store import StationStore

log = logging.getLogger(__name__)
Answer = PushAnswer | Page | Reset | Behind | OldCopy


class Lines:
    """Sends for the runner. Thread: the sync thread asks, the pool's threads work."""

    def __init__(
        self, store: StationStore, client: Client, clock: Clock, pool: Executor, tell: Callable[[Event], None]
    ) -> None:
        self._store, self._client, self._clock, self._pool, self._tell = store, client, clock, pool, tell
        self._folder: TemporaryDirectory[str] | None = None
        self._files: dict[str, FilePath] = {}

    def push(self, told: PushFacts) -> None:
        """Send facts."""
        self._submit(Path.PUSH, lambda asked_s: self._push(told, asked_s))

    def pull(self, told: Pull) -> None:
        """Ask for rows."""
        self._submit(Path.PULL, lambda asked_s: self._pull(told, asked_s))

    def load_snapshot(self, told: LoadSnapshot, epoch: int) -> None:
        """Ask for a snapshot; where the server makes none, begin the stream at its first row."""
        self._submit(Path.SNAPSHOT, lambda asked_s: self._load(told, epoch, asked_s))

    def loaded(self, stream: str) -> FilePath | None:
        """The file of the snapshot that arrived last, None for a stream that begins at its first row."""
        return self._files.get(stream)

    def unload(self, stream: str) -> None:
        """Delete a snapshot's file; it is in the store."""
        file = self._files.pop(stream, None)
        if file is not None:
            file.unlink(missing_ok=True)

    def close(self) -> None:
        """Delete what was loaded."""
        if self._folder is not None:
            self._folder.cleanup()

    # -- on the pool's threads -----------------------------------------------------------------------------------

    def _submit(self, path: Path, ask: Callable[[float], Event]) -> None:
        asked_s = self._clock.monotonic()
        self._pool.submit(lambda: self._tell(self._outcome(path, ask, asked_s)))

    def _outcome(self, path: Path, ask: Callable[[float], Event], asked_s: float) -> Event:
        try:
            return ask(asked_s)
        except NotDone as failure:
            return TransportFailed(path, failure.failure, failure.retry_after_s)
        except Barred:
            return Refused(path)
        except ForkTold:
            return ForkFound()
        except NoSuchThing:
            return TransportFailed(path, Failure.UNREADABLE)
        except Exception:  # the runner's edge: else the engine would wait for this answer for ever
            log.exception("%s failed", path)
            return TransportFailed(path, Failure.UNREADABLE)

    def _push(self, told: PushFacts, asked_s: float) -> Event:
        station = self._store.station
        facts = self._store.outbox(told.first_seq, told.facts_max)
        if not facts:
            raise NotDone(Failure.UNREADABLE)
        answer = self._client.push(Push(station, told.epoch, told.first_seq, told.prev_hash, facts))
        if isinstance(answer, OldCopy):
            return OldServerFound(Path.PUSH, answer)
        return PushAnswered(self._heard(station, answer.ack, asked_s), answer)

    def _pull(self, told: Pull, asked_s: float) -> Event:
        station = self._store.station
        again = self._store.touched(told.stream, told.again_max)
        ask = PullRequest(station, told.epoch, told.stream, told.position, told.rows_max, again)
        return self._pulled(station, self._client.pull(ask), asked_s)

    def _pulled(self, station: str, answer: Page | Reset | Behind | OldCopy, asked_s: float) -> Event:
        match answer:
            case Page():
                return PageArrived(self._heard(station, answer.mine, asked_s), answer)
            case Reset():
                return ResetNeeded(self._heard(station, answer.mine, asked_s), answer)
            case Behind():
                return CopyBehind(answer)
            case OldCopy():
                return OldServerFound(Path.PULL, answer)

    def _load(self, told: LoadSnapshot, epoch: int, asked_s: float) -> Event:
        station, stream = self._store.station, told.stream
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="packbench-snapshot-")
        file = FilePath(self._folder.name) / f"{stream.replace('/', '-')}.sqlite"
        ask = {
            "stream": stream, "station": station, "epoch": str(epoch), "seq_min": str(told.seq_min),
            "position_min": str(told.position_min),
        }  # fmt: skip
        part = file.with_suffix(".part")
        try:
            head = self._client.snapshot(ask, part)
        except NoSuchThing:
            return self._begin(station, stream, epoch, asked_s)
        self._files[stream] = part.replace(file)
        return SnapshotArrived(self._heard(station, head.mine, asked_s), head)

    def _begin(self, station: str, stream: str, epoch: int, asked_s: float) -> Event:
        """A snapshot of a stream at position 0 has no rows: the first page tells the rest that must be known of it."""
        self.unload(stream)
        answer = self._client.pull(PullRequest(station, epoch, stream, 0, 1, ()))
        if isinstance(answer, OldCopy):
            return OldServerFound(Path.SNAPSHOT, answer)
        if isinstance(answer, Reset) and answer.epoch > epoch:
            return self._pulled(station, answer, asked_s)
        if not isinstance(answer, Page):
            raise NotDone(Failure.UNREADABLE)  # the feed no longer begins at its first row, and there is no file
        head = SnapshotHead(stream, answer.epoch, answer.server_at, 0, answer.mine)
        return SnapshotArrived(self._heard(station, head.mine, asked_s), head)

    def _heard(self, station: str, ack: Ack, asked_s: float) -> Heard:
        return Heard(station, self._store.hash_at(ack.seq), self._clock.monotonic() - asked_s)
