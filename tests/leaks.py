"""Finds threads that outlive the test that started them, Python's and Qt's, and remembers where each was started."""

import threading
import time
import traceback
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import pytest
from PySide6.QtCore import QThread, QThreadPool
from shiboken6 import isValid

# A thread that was told to stop may need a moment to come to its end; more than this is not "told to stop".
PATIENCE_S = 2.0


class Starts:
    """Every thread started while it watches, with the place of its start."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._threads: list[tuple[threading.Thread, str]] = []
        self._qthreads: list[tuple[QThread, str]] = []
        monkeypatch.setattr(threading.Thread, "start", self._watched(threading.Thread.start, self._threads))
        monkeypatch.setattr(QThread, "start", self._watched(QThread.start, self._qthreads))

    def still_running(self, patience_s: float = PATIENCE_S) -> list[str]:
        """Answer one line for each thread that does not end within the patience, or nothing."""
        until = time.monotonic() + patience_s
        while True:
            left = list(self._running())
            if not left or time.monotonic() > until:
                return left
            time.sleep(0.005)

    def _running(self) -> Iterator[str]:
        for thread, place in self._threads:
            if thread.is_alive():
                yield f"thread {thread.name!r}, started at {place}"
        for qthread, place in self._qthreads:
            if isValid(qthread) and qthread.isRunning():
                yield f"QThread {qthread.objectName() or type(qthread).__name__!r}, started at {place}"
        if busy := QThreadPool.globalInstance().activeThreadCount():
            yield f"{busy} job(s) in Qt's global thread pool"

    @staticmethod
    def _watched(start: Callable[..., Any], seen: list[tuple[Any, str]]) -> Callable[..., Any]:
        @wraps(start)
        def watched(thread: Any, *arguments: Any) -> Any:
            seen.append((thread, _caller()))
            return start(thread, *arguments)

        return watched


def _caller() -> str:
    """Answer the nearest places outside the standard library, innermost first."""
    frames = [frame for frame in traceback.extract_stack(limit=12)[:-2] if "/lib/python3" not in frame.filename]
    return " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames[-3:])) or "a place unknown"
