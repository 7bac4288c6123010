"""GET /v1/feed: server-sent events that say which stream has moved, so that nobody needs to ask all the time.

One look at the heads every 50 ms serves all who listen, and none is taken while nobody does; what moved in between is
one event. A hint that is lost costs a station nothing but time: it asks by itself every half minute (SYNC.md §3). The
format is that of the HTML standard, section 9.2.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs

import msgspec

from app.server.http import Receive, Scope, Send, bearer, refuse
from app.store.server_store import ServerStore
from app.store.stations import proof_of
from app.store.streams import may_pull
from app.store.transactions import DatabaseAway

log = logging.getLogger(__name__)

TICK_S: Final = 0.05
QUIET_S_MAX: Final = 15.0
"""A comment goes out after that long, so that neither side nor a proxy takes the silence for an end."""
LISTENERS_MAX: Final = 2_000


@dataclass(eq=False)
class _Listener:
    streams: Sequence[str]
    told: dict[str, int] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)


class HintDoor:
    """Tells listeners how far the streams are. Thread: the event loop."""

    def __init__(self, store: ServerStore) -> None:
        self._store = store
        self._listeners: set[_Listener] = set()
        self._heads: dict[str, int] = {}
        self._ticking: asyncio.Task[None] | None = None

    @property
    def listeners_n(self) -> int:
        return len(self._listeners)

    def stop(self) -> None:
        """End all: a listener's stream is closed and it comes again."""
        if self._ticking is not None:
            self._ticking.cancel()
        for listener in self._listeners:
            listener.streams = ()
            listener.news.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("streams", [""])[0]
        streams = [each for each in asked.split(",") if each]
        loop = asyncio.get_running_loop()
        try:
            known = await loop.run_in_executor(None, self._store.station_of, proof_of(bearer(scope)))
        except DatabaseAway:
            await refuse(send, 503, "the database is away", 2)
            return
        if known is None:
            await refuse(send, 401, "no such station")
        elif not streams or not all(may_pull(known.role, known.home, each) for each in streams):
            await refuse(send, 403, "not streams of this station")
        elif len(self._listeners) >= LISTENERS_MAX:
            await refuse(send, 503, "too many listen", 5)
        else:
            await self._serve(_Listener(streams), receive, send)

    async def _serve(self, listener: _Listener, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        self._listeners.add(listener)
        if self._ticking is None or self._ticking.done():
            self._ticking = asyncio.create_task(self._tick())
        gone = asyncio.create_task(_hung_up(receive))
        try:
            while listener.streams and not gone.done():
                text = await self._next(listener, gone)
                await send({"type": "http.response.body", "body": text, "more_body": True})
        finally:
            self._listeners.discard(listener)
            gone.cancel()
        await send({"type": "http.response.body", "body": b""})

    async def _next(self, listener: _Listener, gone: "asyncio.Task[None]") -> bytes:
        news = asyncio.create_task(listener.news.wait())
        await asyncio.wait({news, gone}, timeout=QUIET_S_MAX, return_when=asyncio.FIRST_COMPLETED)
        news.cancel()
        listener.news.clear()
        heads = {each: self._heads[each] for each in listener.streams if each in self._heads}
        moved = {stream: head for stream, head in heads.items() if listener.told.get(stream) != head}
        if not moved:
            return b":\n\n"
        listener.told.update(moved)
        return b"data: " + msgspec.json.encode(moved) + b"\n\n"

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        while self._listeners:
            try:
                self._heads = await loop.run_in_executor(None, self._store.heads)
            except DatabaseAway as error:
                log.warning("no hints: %s", error)
            for listener in self._listeners:
                if any(listener.told.get(each) != self._heads.get(each) for each in listener.streams):
                    listener.news.set()
            await asyncio.sleep(TICK_S)


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
