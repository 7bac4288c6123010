"""The open sockets of a client, so that it can hang up at once: a thread that waits for an answer ends then.

Without this a station could only be closed after the longest time-out. The HTTP library tells each connection that it
makes through its `trace` extension.
"""

import socket
from contextlib import suppress
from threading import Lock
from typing import Any
from weakref import WeakSet

_MADE = ("connect_tcp.complete", "start_tls.complete")


class Sockets:
    """Remembers sockets as long as they live. Thread: any."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._open: WeakSet[socket.socket] = WeakSet()
        self._hung_up = False

    def trace(self, name: str, info: dict[str, Any]) -> None:
        """Hear of a step of the HTTP library; remember the socket when it was a new connection."""
        if not name.endswith(_MADE):
            return
        made = info["return_value"].get_extra_info("socket")
        with self._lock:
            if made is not None:
                self._open.add(made)
        if self._hung_up:
            self.hang_up()

    def hang_up(self) -> None:
        """Cut all connections, and every one that is made from now on."""
        self._hung_up = True
        with self._lock:
            for each in self._open:
                with suppress(OSError):  # closed already
                    each.shutdown(socket.SHUT_RDWR)
