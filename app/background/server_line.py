"""The line to the server as screens see it: how it stands, and the three things people do with it.

What it is made of is given by bootstrap and unknown here. Enrolling asks a server and leaving waits for threads, so
both run on a thread of their own, which exists only while there is something to do for it.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal

from app.errors import Fault

log = logging.getLogger(__name__)


class Line(Protocol):
    """What speaks with the server. Its calls may wait; each is made on the line's own thread."""

    @property
    def is_key_in_file(self) -> bool: ...

    def start(self, url: str) -> bool: ...

    def enrol(self, url: str, code: str) -> None: ...

    def leave(self) -> None: ...

    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class LineState:
    """How the exchange stands, for people. `enrolled` None: not known yet. Facts `waiting` are not acknowledged."""

    url: str = ""
    enrolled: bool | None = None
    online: bool = False
    offline_since: datetime | None = None
    waiting: int = 0
    parked: int = 0
    revoked: bool = False
    old_server: bool = False
    forked: bool = False
    clock_ahead_s: float = 0.0
    clock_is_far_off: bool = False
    contact_at: datetime | None = None
    sent_seq: int = 0
    acked_seq: int = 0
    parked_seqs: tuple[int, ...] = ()
    key_in_file: bool = False


class ServerLine(QObject):
    """The station's line. Thread: UI; `note` and `note_rows` may be called on any."""

    changed = Signal(object)
    """The `LineState`, whenever it is another."""
    rows_came = Signal(str)
    """Rows of a stream have come from the server."""
    trouble = Signal(object)
    """A `Fault` or a bug of the exchange."""
    _noted = Signal(dict)
    _done = Signal(object, object)

    def __init__(self, make: Callable[[], Line]) -> None:
        super().__init__()
        self._make = make
        self._line: Line | None = None
        self._thread: ThreadPoolExecutor | None = None
        self.state = LineState()
        self._noted.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def start(self, url: str) -> None:
        """Go on with a server that this station is enrolled at; without a URL there is nothing to do."""
        if url:
            self._take({"url": url, "enrolled": None})
            self._work(lambda line: line.start(url), self._started)

    def enrol(self, url: str, code: str, done: Callable[[Fault | None], None]) -> None:
        """Enrol by a one-time code; `done` is told what went wrong, None when all is well."""

        def enrolled(answer: object) -> None:
            fault = answer if isinstance(answer, Fault) else None
            if fault is None:
                self._take({"url": url, "enrolled": True})
            done(fault)

        self._work(lambda line: line.enrol(url, code), enrolled)

    def leave(self, done: Callable[[Fault | None], None]) -> None:
        """Work alone from now on."""

        def left(answer: object) -> None:
            if not isinstance(answer, Fault):
                self.state = LineState()
                self.changed.emit(self.state)
            done(answer if isinstance(answer, Fault) else None)

        self._work(lambda line: line.leave(), left)

    def stop(self) -> None:
        """End the exchange and the thread; what was not sent is sent after the next start."""
        if self._thread is not None:
            if self._line is not None:
                self._thread.submit(self._line.stop)
            self._thread.shutdown(wait=True)
            self._thread = None

    def note(self, **values: Any) -> None:
        """Take note of how the exchange stands. Thread: any."""
        self._noted.emit(values)

    def _work(self, act: Callable[[Line], object], done: Callable[[Any], None]) -> None:
        def run() -> None:
            try:
                if self._line is None:
                    self._line = self._make()
                answer = act(self._line)
                self.note(key_in_file=self._line.is_key_in_file)
            except Exception as failure:  # the runner's edge: told to whoever asked, or as a bug
                if not isinstance(failure, Fault):
                    log.exception("the line to the server failed")
                    failure = Fault(repr(failure))
                answer = failure
            self._done.emit(done, answer)

        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="server-line")
        self._thread.submit(run)

    def _deliver(self, done: Callable[[Any], None], answer: object) -> None:
        done(answer)

    def _started(self, answer: object) -> None:
        self._take({"enrolled": answer is True})
        if isinstance(answer, Fault):
            self.trouble.emit(answer)

    def _take(self, values: dict[str, Any]) -> None:
        state = replace(self.state, **values)
        if state != self.state:
            self.state = state
            self.changed.emit(state)
