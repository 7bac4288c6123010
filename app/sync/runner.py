"""Drives the sync engine in real time: hears the store, the server and the clock, and does what the engine tells.

One thread runs the engine and waits for the store; what goes over the network runs on a few lines beside it, so that a
push never waits for a snapshot. Answers come back as events through one queue. A bug in here ends the exchange for a
minute and is told; the station goes on, since nothing of it waits for this thread.
"""

import logging
import queue
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from app.clock import Clock
from app.errors import Fault
from app.language import tr
from app.sync.client import Barred, Client, NotDone
from app.sync.engine import Engine
from app.sync.events import (
    Event,
    FactRecorded,
    Failure,
    FeedHint,
    Now,
    PageMissed,
    PageTaken,
    Path,
    SnapshotTaken,
    Tick,
    TransportFailed,
)
from app.sync.instructions import (
    AlarmOldServer,
    Forget,
    Instruction,
    LoadSnapshot,
    LowerAck,
    Pull,
    PushFacts,
    ReEnrol,
    Renumber,
    SaveAck,
    Status,
    TakePage,
    TakeSnapshot,
    Tell,
    WaitUntil,
)
from app.sync.lines import Lines
from app.sync.station_store import StationStore
from app.sync.tunables import TUNABLES, Tunables

log = logging.getLogger(__name__)

AFTER_A_BUG_S: Final = 60.0
"""Before the exchange begins again: a bug that comes back at once must not fill the log and the server."""
FEED_AGAIN_S: Final = 5.0
"""Before the feed is asked for again; until then pulls by time go on."""
EVENTS_MAX: Final = 10_000
"""Hints and recorded facts that wait; more of them say nothing new."""
LINES_N: Final = 3
"""A push, a pull and a snapshot at once."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the own facts are: on their way up to `sent_seq`, at the server up to `acked_seq`, some parked."""

    sent_seq: int = 0
    acked_seq: int = 0
    parked: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Ears:
    """Who is told. Each is called on the sync thread and must not wait."""

    status: Callable[[Status], None]
    trouble: Callable[[BaseException], None]
    contact: Callable[[float], None]
    """The server answered; how far its clock is ahead, in seconds."""
    rows: Callable[[str], None]
    """Rows of a stream have come."""
    progress: Callable[["Progress"], None]


class Runner:
    """The exchange of one station with one server, from `start` to `stop`."""

    def __init__(
        self, store: StationStore, client: Client, clock: Clock, ears: Ears, draw: Callable[[], float]
    ) -> None:
        self._store, self._client, self._clock, self._ears, self._draw = store, client, clock, ears, draw
        self._events: queue.Queue[Event | None] = queue.Queue(EVENTS_MAX)
        self._stopping = threading.Event()
        self.tunables: Tunables = TUNABLES
        self._engine = Engine(())
        self._wake_at_s = 0.0
        self._early: set[str] = set()
        self._sent_seq = 0
        self._signed_out = False
        self._progress = Progress()
        self._threads: list[threading.Thread] = []

    # -- for others ----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin. The store follows its streams already."""
        self._threads = [
            threading.Thread(target=self._run, name="sync"),
            threading.Thread(target=self._listen, name="sync-feed"),
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Hang up and end the threads; what was not acknowledged is sent after the next start. Thread: any other."""
        self._stopping.set()
        self._client.hang_up()
        self._put(None)
        for thread in self._threads:
            thread.join()
        self._client.close()

    def wake(self, station: str, seq: int) -> None:
        """A fact is committed. Thread: the store's; does not wait."""
        self._put(FactRecorded(station, seq))

    # -- the engine's thread -------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._talk()
            except Exception as failure:  # the runner's edge: the station must not end with its exchange
                if not isinstance(failure, Fault):
                    log.exception("the exchange with the server failed")
                self._ears.trouble(failure)
                self._stopping.wait(AFTER_A_BUG_S)

    def _talk(self) -> None:
        """Hear and do, until stopped; begin with what the store says."""
        streams = self._store.streams()
        self._engine = Engine(streams, self.tunables)
        with ThreadPoolExecutor(LINES_N, thread_name_prefix="sync-line") as pool:
            lines = Lines(self._store, self._client, self._clock, pool, self._put)
            try:
                self._hear(self._store.started(), lines)
                while not self._stopping.is_set():
                    event = self._next()
                    if event is not None:
                        self._hear(event, lines)
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
        lines.close()

    def _next(self) -> Event | None:
        wait_s = max(0.0, self._wake_at_s - self._clock.monotonic())
        try:
            return self._events.get(timeout=wait_s)
        except queue.Empty:
            self._wake_at_s = self._clock.monotonic() + self.tunables.poll_s
            return Tick()

    def _hear(self, event: Event, lines: Lines) -> None:
        """Hand an event in and do what comes of it, wholly, before the next one."""
        self._tell_signed_out(event)
        events = deque([event] if not self._is_early(event) else [])
        while events:
            now = Now(self._clock.now(), self._clock.monotonic(), self._draw())
            known = self._engine.standing.server_at
            for told in self._engine.handle(events.popleft(), now):
                events.extend(self._do(told, lines))
            standing = self._engine.standing
            if standing.server_at != known and standing.clock is not None:
                self._ears.contact(standing.clock.offset_s)
            events.extend(self._late_hints())
        self._tell_progress()

    def _tell_signed_out(self, event: Event) -> None:
        """Say once that the token proves nothing any more; to the engine it is a failure like others."""
        if isinstance(event, TransportFailed) and event.failure is Failure.SIGNED_OUT and not self._signed_out:
            self._signed_out = True
            self._ears.trouble(
                Fault(tr("The server does not know this station."), tr("Enrol it again in the settings."))
            )

    def _tell_progress(self) -> None:
        saved = self._engine.saved
        under_way = Path.PUSH in self._engine.standing.under_way
        sent_seq = max(saved.acked.seq, self._sent_seq) if under_way else saved.acked.seq
        progress = Progress(sent_seq, saved.acked.seq, saved.parked)
        if progress != self._progress:
            self._progress = progress
            self._ears.progress(progress)

    def _is_early(self, event: Event) -> bool:
        """Keep a hint of a stream that is being pulled: the answer may have left before what the hint tells of."""
        if isinstance(event, FeedHint) and self._engine.standing.under_way.get(Path.PULL) == event.stream:
            self._early.add(event.stream)
            return True
        return False

    def _late_hints(self) -> list[Event]:
        pulled = self._engine.standing.under_way.get(Path.PULL)
        ripe = sorted(self._early - {pulled})
        self._early -= set(ripe)
        return [FeedHint(stream) for stream in ripe]

    def _do(self, told: Instruction, lines: Lines) -> list[Event]:
        """Do one instruction; answer what the store says to it."""
        match told:
            case PushFacts():
                self._sent_seq = min(self._engine.standing.last_seq, told.first_seq + told.facts_max - 1)
                lines.push(told)
            case Pull():
                lines.pull(told)
            case LoadSnapshot():
                lines.load_snapshot(told, self._engine.saved.epoch)
            case TakePage() | TakeSnapshot():
                return [self._take(told, lines)]
            case SaveAck() | LowerAck():
                self._store.save(told.saved)
            case Forget():
                self._store.forget(told.up_to_seq)
            case Renumber():
                self._store.renumber(told.station)
                return [self._store.started()]
            case WaitUntil():
                self._wake_at_s = told.monotonic_s
            case Tell():
                self._ears.status(told.status)
            case AlarmOldServer():
                log.error("the server is of epoch %s, this station knows %s", told.epoch, told.own_epoch)
            case ReEnrol():
                log.error("this store is a copy or an older one (%s): it needs another code", told.reason)
        return []

    def _take(self, told: TakePage | TakeSnapshot, lines: Lines) -> Event:
        if isinstance(told, TakePage):
            stream = told.page.stream
            if not self._store.take_page(told):
                return PageMissed(stream)
        else:
            stream = told.head.stream
            self._store.take_snapshot(told, lines.loaded(stream))
            lines.unload(stream)
        self._ears.rows(stream)
        left = len(self._store.touched(stream, 1))
        return PageTaken(stream, left) if isinstance(told, TakePage) else SnapshotTaken(stream, left)

    # -- the feed's thread ---------------------------------------------------------------------------------------

    def _listen(self) -> None:
        """Hear from the feed which streams have moved; it says so of all of them each time it begins."""
        streams = self._store.streams()
        while not self._stopping.is_set():
            try:
                self._client.feed(streams, lambda stream: self._put(FeedHint(stream)))
            except (NotDone, Barred) as failure:
                log.info("the feed broke: %r", failure)
            except Exception as failure:  # the runner's edge, as above; without the feed pulls by time go on
                log.exception("listening to the feed failed")
                self._ears.trouble(failure)
                return
            self._stopping.wait(FEED_AGAIN_S * (1 + self._draw()))

    def _put(self, event: Event | None) -> None:
        try:
            self._events.put_nowait(event)
        except queue.Full:
            log.warning("too many events wait for the sync thread; %r is left out", event)
