"""The whole server as one ASGI application: which door a path leads to, and what is stopped at the end."""

from collections.abc import Callable

from app.clock import Clock
from app.server.desk import make_desk
from app.server.hints import HintDoor
from app.server.http import Handler, Receive, Scope, Send, refuse
from app.server.ingest import FactQueues
from app.server.metrics import Metrics
from app.server.pull import PullDoor
from app.server.push import PushDoor
from app.store.server_store import ServerStore


class Application:
    """Answers requests. Thread: the event loop."""

    def __init__(self, store: ServerStore, clock: Clock, draw: Callable[[], float]) -> None:
        self._metrics = Metrics()
        self._store = store
        self._queues = FactQueues(store.intake, self._metrics, clock)
        self._pull = PullDoor(store, self._metrics, draw)
        self._hints = HintDoor(store)
        self._desk = make_desk(store, self._metrics, self._gauges)
        self._doors: dict[tuple[str, str], Handler] = {
            ("POST", "/v1/push"): PushDoor(store, self._queues, self._metrics, draw),
            ("POST", "/v1/pull"): self._pull,
            ("GET", "/v1/feed"): self._hints,
        }
        self._doors_paths = {path for _, path in self._doors}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        door = self._doors.get((scope.get("method", ""), scope["path"]))
        if door is not None:
            await door(scope, receive, send)
        elif scope["path"] in self._doors_paths:
            await refuse(send, 405, "not this method")
        else:
            await self._desk(scope, receive, send)

    def stop_hints(self) -> None:
        """End the listeners' streams, which would hold the end of the server up."""
        self._hints.stop()

    async def _live(self, receive: Receive, send: Send) -> None:
        """Stop in order: nobody listens, what waits is booked and answered, pages are read to their end."""
        assert (await receive())["type"] == "lifespan.startup"
        await send({"type": "lifespan.startup.complete"})
        assert (await receive())["type"] == "lifespan.shutdown"
        self._hints.stop()
        self._queues.stop()
        self._pull.stop()
        await send({"type": "lifespan.shutdown.complete"})

    def _gauges(self) -> dict[str, float]:
        waiting = {
            f'packbench_queue_waiting{{queue="{name}"}}': float(count) for name, count in self._queues.waiting().items()
        }
        return waiting | {
            "packbench_listeners": float(self._hints.listeners_n),
            "packbench_transactions_again": float(self._store.transactions.again),
        }
