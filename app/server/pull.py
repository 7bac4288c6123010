"""POST /v1/pull: rows out. Read on a few threads of their own, so that a large page holds nobody up.

Statuses: 200 with a Page, Reset, Behind or OldCopy; 401 not this station; 403 revoked, or not its stream; 503 too many
at once, or the database is away.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from app.models.wire import Page, PullRequest
from app.server.http import Gone, Receive, Scope, Send, TooLarge, answer, bearer, body_of, refuse
from app.server.metrics import Metrics
from app.store.pages import Barred
from app.store.server_store import ServerStore
from app.store.stations import proof_of
from app.store.transactions import DatabaseAway
from app.sync.codec import Unreadable, packed, unpacked

READERS: Final = 3
"""Threads that read pages: with more of them on two cores each page is only later."""
WAITING_MAX: Final = 512
"""Pulls that may wait; a page of the usual size takes some milliseconds."""
BODY_BYTES_MAX: Final = 256 * 1024
_WHY: Final = {
    Barred.STRANGER: (401, "no such station, or not its token"),
    Barred.REVOKED: (403, "this station is revoked"),
    Barred.NOT_YOURS: (403, "not a stream of this station"),
}


class PullDoor:
    """The way out for pages. Thread: the event loop; reads on its own few."""

    def __init__(self, store: ServerStore, metrics: Metrics, draw: Callable[[], float]) -> None:
        self._store, self._metrics, self._draw = store, metrics, draw
        self._readers = ThreadPoolExecutor(READERS, "pages")
        self._waiting = 0

    def stop(self) -> None:
        self._readers.shutdown()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            ask = unpacked(await body_of(receive, BODY_BYTES_MAX), PullRequest)
        except TooLarge:
            await self._refuse(send, 413, "too large")
            return
        except Unreadable as error:
            await self._refuse(send, 400, f"this is no pull: {error}")
            return
        except Gone:
            return
        if self._waiting >= WAITING_MAX:
            await self._refuse(send, 503, "too many at once", 1 + int(self._draw() * 4))
            return
        self._waiting += 1
        try:
            said = await asyncio.get_running_loop().run_in_executor(
                self._readers, self._read, ask, proof_of(bearer(scope))
            )
        except DatabaseAway:
            await self._refuse(send, 503, "the database is away", 1 + int(self._draw() * 4))
            return
        finally:
            self._waiting -= 1
        if isinstance(said, Barred):
            await self._refuse(send, *_WHY[said])
        else:
            await answer(send, 200, said)

    def _read(self, ask: PullRequest, proof: bytes) -> bytes | Barred:
        """Thread: a reader. Read the page and turn it into bytes."""
        said = self._store.page(ask, proof)
        if isinstance(said, Barred):
            return said
        self._metrics.add("packbench_pulls_total", type(said).__name__.lower())
        if isinstance(said, Page):
            self._metrics.add("packbench_rows_total", count=len(said.rows))
        return packed(said)

    async def _refuse(self, send: Send, status: int, why: str, retry_after_s: int = 0) -> None:
        self._metrics.add("packbench_refused_total", str(status))
        await refuse(send, status, why, retry_after_s)
