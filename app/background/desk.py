"""Work off the UI thread: the one store thread, the pool of readers, and the way back.

A screen names an operation and what to do with its answer; the answer arrives on the UI thread. The UI thread waits for
nothing. Writing operations run one after another on the store thread, in the order they were asked, so a burst of scans
is worked in turn and none is dropped (Rule G2). Faults and bugs come back as values: a fault is told to the worker, a
bug is logged and told, and the data stays.
"""

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from app.errors import Fault
from app.operations.station import Author, Outcome, Station

log = logging.getLogger(__name__)

READERS_N = 2
"""Look-ups at once: type-ahead and one list; more would only fight for the disk."""

Done = Callable[[Any], None]
T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """What came back from another thread, for whom."""

    done: Done | None
    value: Any = None
    told: bool = False
    failure: BaseException | None = None
    failed: Callable[[BaseException], None] | None = None


class Desk(QObject):
    """The screens' way to the operations. Thread: UI; callbacks arrive on the UI thread."""

    fault = Signal(object)
    """A `Fault` nobody asked about: shown as a toast with its remedy."""
    bug = Signal(object)
    """Any other exception: the operation stopped, the data stayed."""
    recorded = Signal(object)
    """The `Outcome` of every act that recorded facts or asked for paper, after its commit and its verdict."""
    _answered = Signal(object)

    def __init__(self, station: Station) -> None:
        super().__init__()
        self.station = station
        self.author = Author()
        self._work: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._readers = ThreadPoolExecutor(READERS_N, thread_name_prefix="reader")
        # The pool makes a thread on the first look-up that needs it, and whoever asks waits until it runs: so now.
        together = threading.Barrier(READERS_N)
        for _ in range(READERS_N):
            self._readers.submit(together.wait)
        self._stopped = False
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name="store")
        self._thread.start()

    def do(self, operation: Callable[..., Outcome], *arguments: Any, done: Done | None = None) -> None:
        """Run a writing operation as (station, author, …) on the store thread."""
        author = self.author
        self._work.put(lambda: self._try(lambda: operation(self.station, author, *arguments), done, told=True))

    def call(
        self,
        function: Callable[[], Any],
        done: Done | None = None,
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Run anything on the store thread, after what was asked before."""
        self._work.put(lambda: self._try(function, done, failed=failed))

    def in_turn(self, function: Callable[[], T]) -> T:
        """Run on the store thread, after what was asked before, and wait. Thread: any but UI's and the store's."""
        answer: Future[T] = Future()

        def run() -> None:
            try:
                answer.set_result(function())
            except BaseException as failure:  # noqa: BLE001 - handed on to the thread that waits
                answer.set_exception(failure)

        self._work.put(run)
        return answer.result()

    def somebody_waits(self) -> bool:
        """Whether the store thread has more to do than what it does. Thread: any."""
        return not self._work.empty()

    def read(self, look_up: Callable[..., Any], *arguments: Any, done: Done) -> None:
        """Run a look-up as (connection, …) on a reader thread."""

        def read() -> Any:
            with self.station.store.reader() as connection:
                return look_up(connection, *arguments)

        if not self._stopped:  # the last news of a printer may come after the end of the work
            self._readers.submit(self._try, read, done)

    def stop(self) -> None:
        """Finish what was asked, then end the threads; the store may be closed afterwards."""
        self._stopped = True
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._work.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            work()

    def _try(
        self,
        function: Callable[[], Any],
        done: Done | None,
        told: bool = False,
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        try:
            value = function()
        except Exception as failure:  # the runner's edge: everything goes back to the screen as a value
            if not isinstance(failure, Fault):
                log.exception("operation failed")
            self._answered.emit(Answer(done, failure=failure, failed=failed))
        else:
            self._answered.emit(Answer(done, value, told))

    def _deliver(self, answer: Answer) -> None:
        if answer.failure is None:
            if answer.done is not None:
                answer.done(answer.value)
            if answer.told and (answer.value.facts or answer.value.jobs):
                self.recorded.emit(answer.value)
        elif answer.failed is not None:
            answer.failed(answer.failure)
        elif isinstance(answer.failure, Fault):
            self.fault.emit(answer.failure)
        else:
            self.bug.emit(answer.failure)
