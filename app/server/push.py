"""POST /v1/push: facts in. The answer goes out after the commit and names the last fact by number and hash.

Statuses: 200 with a PushAnswer (also for a hole: its ack tells from where to send again) or an OldCopy; 409 with a
PushAnswer when number and hash contradict; 400 what is no push; 401 not this station; 403 revoked; 413 too large; 429
the queue is full; 503 the database is away.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Final

from app.models.wire import PUSH_BYTES_MAX, PUSH_FACTS_MAX, Envelope, OldCopy, Push, PushAnswer
from app.server.http import Gone, Receive, Scope, Send, TooLarge, answer, bearer, body_of, refuse
from app.server.ingest import FactQueues, QueueFull
from app.server.metrics import Metrics
from app.store.ingest import Offer, Taken, Verdict
from app.store.server_store import ServerStore
from app.store.stations import proof_of
from app.store.streams import COMMERCE
from app.store.transactions import DatabaseAway
from app.sync.codec import Unreadable, packed, unpacked

log = logging.getLogger(__name__)

BODY_BYTES_MAX: Final = 1024 * 1024
"""Of one push as it comes: four times what a push may hold, for envelopes and for one large fact."""
RETRY_S_MAX: Final = 4
"""Seconds to come again after, drawn from 1 on: not all at once."""
_INT4, _INT8 = 2**31, 2**63


class PushDoor:
    """The way in for pushes. Thread: the event loop."""

    def __init__(self, store: ServerStore, queues: FactQueues, metrics: Metrics, draw: Callable[[], float]) -> None:
        self._store, self._queues, self._metrics, self._draw = store, queues, metrics, draw
        self._homes: dict[str, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            push = unpacked(await body_of(receive, BODY_BYTES_MAX), Push)
        except TooLarge:
            await self._refuse(send, 413, "too large")
            return
        except Unreadable as error:
            await self._refuse(send, 400, f"this is no push: {error}")
            return
        except Gone:
            return
        if is_too_large(push):
            await self._refuse(send, 413, f"at most {PUSH_FACTS_MAX} facts and {PUSH_BYTES_MAX} bytes")
        elif why := what_cannot_be_kept(push):
            await self._refuse(send, 400, why)
        else:
            await self._take(Offer(push, proof_of(bearer(scope))), send)

    async def _take(self, offer: Offer, send: Send) -> None:
        try:
            queue = self._queues.of(await self._home(offer.push.station))
            taken = await queue.offer(offer)
        except QueueFull:
            await self._refuse(send, 429, "more is waiting than may", self._retry_s())
        except DatabaseAway:
            await self._refuse(send, 503, "the database is away", self._retry_s())
        except Exception:  # the door's edge: told to the log, and to the station as a fault of ours
            log.exception("a push of %s failed", offer.push.station)
            await self._refuse(send, 500, "a fault of the server", self._retry_s())
        else:
            await self._tell(send, taken)

    async def _tell(self, send: Send, taken: Taken) -> None:
        self._metrics.add("packbench_pushes_total", taken.verdict.name.lower())
        for outcome in taken.outcomes:
            self._metrics.add("packbench_facts_total", outcome.outcome)
        match taken.verdict:
            case Verdict.STRANGER:
                await self._refuse(send, 401, "no such station, or not its token")
            case Verdict.REVOKED:
                await self._refuse(send, 403, "this station is revoked")
            case Verdict.OLD_COPY:
                await answer(send, 200, packed(OldCopy(taken.epoch)))
            case Verdict.TAKEN | Verdict.HOLE | Verdict.FORK:
                said = PushAnswer(
                    taken.epoch, self._store.now(), taken.ack, taken.durable_seq, taken.reached, taken.outcomes
                )
                await answer(send, 409 if taken.verdict is Verdict.FORK else 200, packed(said))

    async def _home(self, station: str) -> str:
        """The home stream of a station, remembered: it only chooses the queue, so an old one does no harm."""
        home = self._homes.get(station)
        if home is None:
            found = await asyncio.get_running_loop().run_in_executor(None, self._store.home_of, station)
            if found is None:
                return COMMERCE  # nobody we know; the transaction will say so
            home = self._homes[station] = found
        return home

    def _retry_s(self) -> int:
        return 1 + int(self._draw() * RETRY_S_MAX)

    async def _refuse(self, send: Send, status: int, why: str, retry_after_s: int = 0) -> None:
        self._metrics.add("packbench_refused_total", str(status))
        await refuse(send, status, why, retry_after_s)


def is_too_large(push: Push) -> bool:
    """Whether a push holds more than it may; one large fact alone must get through."""
    count = len(push.facts)
    return count > PUSH_FACTS_MAX or (count > 1 and sum(len(fact.body) for fact in push.facts) > PUSH_BYTES_MAX)


def what_cannot_be_kept(push: Push) -> str:
    """Tell what no table takes, not even as parked: bytes of zero in a text, numbers out of all range."""
    if not 0 < push.first_seq < _INT8 - PUSH_FACTS_MAX or len(push.prev_hash) != 32 or not _is_plain(push.station):
        return "the head of the push is out of range"
    bad = next((fact for fact in push.facts if not _can_be_kept(fact)), None)
    return "" if bad is None else f"fact {bad.seq} is out of range"


def _can_be_kept(fact: Envelope) -> bool:
    texts = (fact.kind, fact.worker, fact.base, fact.station)
    numbers = 0 < fact.seq < _INT8 and 0 <= fact.version < _INT4 and len(fact.prev) == 32
    return numbers and fact.at.tzinfo is not None and all(map(_is_plain, texts))


def _is_plain(text: Any) -> bool:
    return "\0" not in text
