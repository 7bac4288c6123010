"""Uvicorn with two changes: listeners are sent home before it waits for the open requests to end, and it says where.

Thread: the one that calls `run`.
"""

import sys
from collections.abc import Callable
from typing import Any

import uvicorn

from app.clock import Clock
from app.server.application import Application
from app.server.http import Handler, Receive, Scope, Send
from app.store.server_store import ServerStore


class _Late:
    """Makes the application on the event loop, where its queues belong."""

    def __init__(self, store: ServerStore, clock: Clock, draw: Callable[[], float]) -> None:
        self._of = (store, clock, draw)
        self.made: Application | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.made is None:
            self.made = Application(*self._of)
        await self.made(scope, receive, send)


class Serving(uvicorn.Server):
    """The running server."""

    @staticmethod
    def application(store: ServerStore, clock: Clock, draw: Callable[[], float]) -> Handler:
        """What to serve; made when the event loop runs."""
        return _Late(store, clock, draw)

    async def startup(self, sockets: Any = None) -> None:
        """Say where it listens, for people and for whoever started it on a free port."""
        await super().startup(sockets)
        for server in self.servers:
            for listening in server.sockets:
                host, port = listening.getsockname()[:2]
                sys.stdout.write(f"listening on http://{host}:{port}\n")
        sys.stdout.flush()

    async def shutdown(self, sockets: Any = None) -> None:
        """Let go of the listeners first."""
        app = self.config.app
        if isinstance(app, _Late) and app.made is not None:
            app.made.stop_hints()
        await super().shutdown(sockets)
