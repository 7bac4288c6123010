"""Group commit: the workers of a queue drain what waits into one transaction each, and answer after it (SYNC.md §4).

A commit waits for the disk whether it carries one push or two hundred; while it does, the next ones gather. Two workers
a queue, so that one folds while the other waits for the database; they take their locks in the same order. Queues are
bounded: a full one is told to the station, which keeps its facts and comes again. A queue is one home stream's, so that
a warehouse that is slow, or locked, holds up no other.
"""

import asyncio
import logging
import queue
import threading
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from app.clock import Clock
from app.models.wire import PUSH_FACTS_MAX
from app.server.metrics import Metrics
from app.store.ingest import Offer, Taken
from app.store.intake import Intake
from app.store.transactions import DatabaseAway

log = logging.getLogger(__name__)

PUSHES_MAX: Final = 256
"""Pushes in one transaction: more do not spare the disk anything that counts, and make a failed one dearer."""
FACTS_MAX: Final = 5_000
"""Facts in one transaction: about a second of work that a lost connection would have to repeat."""
WAITING_MAX: Final = 2_048
"""Pushes that may wait in a queue: some seconds of work at full load; beyond that a station had better come again."""
WORKERS: Final = 2
"""Of a queue: while one's rows are being written the other's facts are read and folded; a third finds nothing idle."""
QUEUES_MAX: Final = 8
"""Queues in a process, each worker with a connection; further warehouses share them."""


class QueueFull(Exception):
    """More waits than may; come again."""


@dataclass(slots=True)
class _Waiting:
    offer: Offer
    answer: "asyncio.Future[Taken]"


class FactQueue:
    """What waits for a queue's workers. Thread: `offer` on the event loop; each worker is its own."""

    def __init__(self, name: str, make_intake: Callable[[], Intake], metrics: Metrics, clock: Clock) -> None:
        self._make_intake, self._metrics, self._clock = make_intake, metrics, clock
        self._waiting: queue.Queue[_Waiting | None] = queue.Queue(WAITING_MAX)
        self._loop = asyncio.get_running_loop()
        self._workers = [
            threading.Thread(target=self._run, name=f"facts of {name} {number}") for number in range(WORKERS)
        ]
        for worker in self._workers:
            worker.start()

    @property
    def waiting_n(self) -> int:
        return self._waiting.qsize()

    def offer(self, offer: Offer) -> "asyncio.Future[Taken]":
        """Put a push in line; the future is answered after the commit. Raises: QueueFull."""
        waiting = _Waiting(offer, self._loop.create_future())
        try:
            self._waiting.put_nowait(waiting)
        except queue.Full as error:
            raise QueueFull from error
        return waiting.answer

    def stop(self) -> None:
        """Let the workers finish what waits, and wait for them."""
        for _ in self._workers:
            self._waiting.put(None)
        for worker in self._workers:
            worker.join()

    def _run(self) -> None:
        intake, is_open = self._make_intake(), True
        while is_open:
            batch, is_open = self._next_batch()
            if batch:
                self._answer(batch, self._take(intake, batch))

    def _next_batch(self) -> tuple[list[_Waiting], bool]:
        """Wait for one push, then take all that has gathered, up to the limits; False when this was the last."""
        one = self._waiting.get()
        batch: list[_Waiting] = []
        facts = 0
        while one is not None:
            batch.append(one)
            facts += len(one.offer.push.facts)
            if len(batch) >= PUSHES_MAX or facts + PUSH_FACTS_MAX > FACTS_MAX:
                return batch, True
            try:
                one = self._waiting.get_nowait()
            except queue.Empty:
                return batch, True
        return batch, False

    def _take(self, intake: Intake, batch: Sequence[_Waiting]) -> list[Taken | Exception]:
        started = self._clock.monotonic()
        try:
            taken: list[Taken | Exception] = [*intake.take([each.offer for each in batch])]
        except DatabaseAway as error:
            return [error] * len(batch)
        except Exception as error:  # the worker's edge: a bug with one push may not stop the queue
            log.exception("a batch of %d pushes failed", len(batch))
            return [error] if len(batch) == 1 else [self._take(intake, [each])[0] for each in batch]
        self._metrics.add("packbench_batches_total")
        self._metrics.batch(self._clock.monotonic() - started)
        return taken

    def _answer(self, batch: Sequence[_Waiting], answers: Sequence[Taken | Exception]) -> None:
        self._loop.call_soon_threadsafe(_tell, batch, answers)


def _tell(batch: Sequence[_Waiting], answers: Sequence[Taken | Exception]) -> None:
    for waiting, answer in zip(batch, answers, strict=True):
        if waiting.answer.done():
            continue  # whoever asked has gone; the facts are in the books all the same
        if isinstance(answer, Exception):
            waiting.answer.set_exception(answer)
        else:
            waiting.answer.set_result(answer)


class FactQueues:
    """All queues of a process, made when the first push for a home stream comes. Thread: the event loop."""

    def __init__(self, make_intake: Callable[[], Intake], metrics: Metrics, clock: Clock) -> None:
        self._make_intake, self._metrics, self._clock = make_intake, metrics, clock
        self._queues: dict[str, FactQueue] = {}

    def of(self, home: str) -> FactQueue:
        """The queue of a home stream."""
        if home in self._queues:
            return self._queues[home]
        if len(self._queues) >= QUEUES_MAX:
            names = sorted(self._queues)
            return self._queues[names[zlib.crc32(home.encode()) % len(names)]]
        made = self._queues[home] = FactQueue(home, self._make_intake, self._metrics, self._clock)
        return made

    def waiting(self) -> dict[str, int]:
        return {name: each.waiting_n for name, each in self._queues.items()}

    def stop(self) -> None:
        for each in self._queues.values():
            each.stop()
