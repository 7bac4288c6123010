"""The turn of a search box: only its newest question matters, and asking again stops the one that is still running.

SQLite's interrupt is used and not a progress handler, because a handler is not called while the word index walks its
lists. A connection is interrupted only while it answers for this box, so that the next user of a pooled one is safe.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


class Overtaken(Exception):
    """A newer question was asked; nobody waits for this answer any more."""


class Turns:
    """Numbers the questions of one box. Thread: any."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._newest = 0
        self._running: dict[int, Any] = {}

    def take(self) -> int:
        """Announce a new question; whatever runs for an older one stops."""
        with self._lock:
            self._newest += 1
            for running in self._running.values():
                running.interrupt()
            return self._newest

    @contextmanager
    def answering(self, turn: int, connection: Connection) -> Iterator[None]:
        """Read for a question. Raises: Overtaken, at once or while reading, when a newer one was asked."""
        self._begin(turn, connection.connection.driver_connection)
        try:
            yield
        except (DBAPIError, sqlite.Error) as error:
            if turn == self._newest or "interrupt" not in str(error).lower():
                raise
            raise Overtaken from error
        finally:
            with self._lock:
                self._running.pop(turn, None)
        if turn != self._newest:
            raise Overtaken

    def _begin(self, turn: int, driver: Any) -> None:
        with self._lock:
            if turn != self._newest:
                raise Overtaken
            self._running[turn] = driver
