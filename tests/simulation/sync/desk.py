"""A simulated station: the real engine, a store, a worker with goods in hand, and the little that runs between them.

The runner does what the engine tells, in order, and waits for the store; only a scan may come between, and one does
now and then exactly between the decision to take a page and the transaction.
"""

from collections import Counter, deque
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.models.wire import Ack, Behind, OldCopy, Page, Push, PushAnswer, Reset
from app.sync.engine import Engine
from app.sync.events import (
    CopyBehind,
    Enrolled,
    Event,
    FactRecorded,
    Failure,
    Heard,
    Now,
    OldServerFound,
    PageArrived,
    PageMissed,
    PageTaken,
    Path,
    PushAnswered,
    Refused,
    ResetNeeded,
    SnapshotArrived,
    SnapshotTaken,
    Tick,
    TransportFailed,
)
from app.sync.instructions import (
    AlarmOldServer,
    Forget,
    Instruction,
    LoadSnapshot,
    LowerAck,
    Pull,
    PushFacts,
    ReEnrol,
    Renumber,
    SaveAck,
    TakePage,
    TakeSnapshot,
    WaitUntil,
)
from tests.simulation.sync import invariants
from tests.simulation.sync.doors import Act, Answer, Barred, PowerCut, PullAsk, Snapshot, SnapshotAsk
from tests.simulation.sync.station_store import Disk, MemoryStore
from tests.simulation.sync.trade import STREAMS, Values, moves_of

if TYPE_CHECKING:
    from tests.simulation.sync.world import World

TIMEOUT_S = 12.0
CUT_WHILE_WRITING = 0.03
SCAN_BETWEEN = 0.15
OPEN_FOREVER_S = 1e9


class Desk:
    """One machine with its disk; a clone of the disk is another machine."""

    def __init__(self, world: "World", machine: int, disk: Disk) -> None:
        self.world, self.machine = world, machine
        self.store: MemoryStore = world.parts.store(disk, self._power_may_go)
        self.is_up = True
        self.skew_s = 0.0
        self.hands: Counter[tuple[str, str]] = Counter()  # (order, sku) in the tote
        self.images: list[Disk] = []
        self.deadlines: dict[Path, float] = {}
        self.wake_s = OPEN_FOREVER_S
        self._heard: deque[Event] = deque()
        self._is_busy = False
        self.start()

    @property
    def station(self) -> str:
        return self.store.disk.station

    # -- the runner --------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Switch on: the engine knows what the disk says."""
        self.is_up = True
        self.engine: Engine = self.world.parts.engine(STREAMS, self.world.tunables)
        self.deadlines, self.wake_s = {}, OPEN_FOREVER_S
        self._heard.clear()
        self.hear(self.store.started())

    def go_dark(self) -> None:
        """Cut the power; what was committed and green must still be there."""
        green = {fact.id for fact in self.store.disk.facts}
        self.store.cut_power()
        self.is_up = False
        invariants.nothing_green_is_gone(green, self.store.disk)

    def hear(self, event: Event) -> None:
        """One event after the other: the next is handed in when all is done that the last one led to."""
        if not self.is_up:
            return
        self._heard.append(event)
        if self._is_busy:
            return
        self._is_busy = True
        try:
            while self._heard:
                for told in self.engine.handle(self._heard.popleft(), self._now()):
                    self._do(told)
        except PowerCut:
            self._heard.clear()
            self.go_dark()
        finally:
            self._is_busy = False

    def run_timers(self) -> None:
        """Hand in the tick that was asked for, and the failures of what was not answered in time."""
        time_s = self.world.time_s
        for path in [path for path, deadline_s in self.deadlines.items() if deadline_s <= time_s]:
            del self.deadlines[path]
            self.hear(TransportFailed(path, Failure.TIMED_OUT))
        if self.wake_s <= time_s:
            self.wake_s = OPEN_FOREVER_S
            self.hear(Tick())

    def _now(self) -> Now:
        time_s = self.world.time_s
        return Now(self.world.now() + timedelta(seconds=self.skew_s), time_s, self.world.draw.random())

    def _do(self, told: Instruction) -> None:
        match told:
            case PushFacts():
                facts = self.store.outbox(told.first_seq, min(told.facts_max, self.world.draw.randrange(1, 6)))
                if facts:
                    push = Push(self.station, told.epoch, told.first_seq, told.prev_hash, facts)
                    self._ask(Path.PUSH, push)
                else:
                    self.deadlines[Path.PUSH] = self.world.time_s + TIMEOUT_S
            case Pull():
                again = self.store.touched(told.stream, told.again_max)
                ask = (told.epoch, told.stream, told.position, told.rows_max, again, told.elsewhere)
                self._ask(Path.PULL, PullAsk(self.station, *ask))
            case LoadSnapshot():
                ask_for = (self.engine.saved.epoch, told.stream, told.seq_min, told.position_min)
                self._ask(Path.SNAPSHOT, SnapshotAsk(self.station, *ask_for))
            case TakePage():
                self._take_page(told)
            case TakeSnapshot():
                self._take_snapshot(told)
            case SaveAck() | LowerAck():
                self.world.seen[type(told).__name__] += 1
                self.store.save(told.saved)
            case Forget():
                self.world.seen["facts forgotten"] += max(0, told.up_to_seq - self.store.disk.before.seq)
                self.store.forget(told.up_to_seq)
            case ReEnrol():
                self.world.seen[f"fork: {told.reason}"] += 1
                self.hear(Enrolled(self.world.new_code()))
            case Renumber():
                self._scan_now_and_then()
                self.store.renumber(told.station)
                self.hear(self.store.started())
            case WaitUntil():
                self.wake_s = told.monotonic_s
            case AlarmOldServer():
                self.world.seen["alarm: old server"] += 1

    def _ask(self, path: Path, request: object) -> None:
        self.deadlines[path] = self.world.time_s + TIMEOUT_S
        self.world.to_server(self, path, request)

    def _take_page(self, told: TakePage) -> None:
        self._scan_now_and_then()
        if not self.store.take_page(told):
            self.world.seen["pages missed"] += 1
            self.hear(PageMissed(told.page.stream))
            return
        self.world.seen["pages taken"] += 1
        left = len(self.store.touched(told.page.stream, 1))
        invariants.own_facts_are_on_screen(self.store.disk)
        self.world.watch_numbers(self.store.disk.rows)
        if not left and told.page.to == told.page.head:
            self.world.compare_at_head(self, told.page)
        self.hear(PageTaken(told.page.stream, left))

    def _take_snapshot(self, told: TakeSnapshot) -> None:
        self.store.take_snapshot(told, self._loaded.rows)
        self.world.seen["snapshots taken"] += 1
        invariants.own_facts_are_on_screen(self.store.disk)
        self.world.watch_numbers(self.store.disk.rows)
        self.hear(SnapshotTaken(told.head.stream, len(self.store.touched(told.head.stream, 1))))

    def _scan_now_and_then(self) -> None:
        """Scans wait for nobody: one may come between a decision and its transaction."""
        if self.world.faults and self.world.draw.random() < SCAN_BETWEEN:
            self.work()

    def _power_may_go(self) -> None:
        if self.world.faults and self.world.draw.random() < CUT_WHILE_WRITING:
            self.world.seen["power cut while writing"] += 1
            raise PowerCut

    # -- answers -----------------------------------------------------------------------------------------------------

    def answered(self, asked_as: str, path: Path, answer: Answer) -> None:
        """An answer came out of the network, perhaps twice, perhaps late."""
        if not self.is_up:
            return
        if asked_as == self.station:
            self.deadlines.pop(path, None)
        match answer:
            case PushAnswer():
                self.hear(PushAnswered(self._as_heard(asked_as, answer.ack), answer))
            case Page():
                self.hear(PageArrived(self._as_heard(asked_as, answer.mine), answer))
            case Reset():
                self.hear(ResetNeeded(self._as_heard(asked_as, answer.mine), answer))
            case Snapshot():
                self._loaded = answer
                self.hear(SnapshotArrived(self._as_heard(asked_as, answer.head.mine), answer.head))
            case Behind():
                self.hear(CopyBehind(answer))
            case OldCopy():
                self.hear(OldServerFound(path, answer))
            case Barred():
                self.hear(Refused(path))

    def _as_heard(self, asked_as: str, ack: Ack) -> Heard:
        return Heard(asked_as, self.store.hash_at(ack.seq), 0.1)

    # -- the worker --------------------------------------------------------------------------------------------------

    def record(self, kind: str, **body: Any) -> None:
        """Commit a fact; from here on the goods have moved and the worker has heard the beep."""
        world = self.world
        body |= {"machine": self.machine, "as": self.station}
        at = world.now() + timedelta(seconds=self.skew_s)
        fact = self.store.record(Act(UUID(int=world.draw.getrandbits(128)), kind, body, at))
        world.truth[fact.id.hex] = fact
        world.seen[kind] += 1
        for sku, place, quantity in moves_of(fact):
            world.shelves[sku, place] += quantity
        if world.draw.random() < 0.05:
            self.images = [*self.images[-2:], self.store.image()]
        self.hear(FactRecorded(fact.station, fact.seq))

    def work(self) -> None:
        """Do what makes sense at this desk, drawn by chance."""
        luck = self.world.draw.random()
        bounds: tuple[tuple[float, Callable[[], None]], ...] = (
            (0.10, self._receive),
            (0.22, self._enter_order),
            (0.25, self._cancel),
            (0.32, self._readdress),
            (0.80, self._pick),
            (1.00, self._ship),
        )
        next(act for bound, act in bounds if luck < bound)()

    def _receive(self) -> None:
        draw = self.world.draw
        self.record(
            "received", sku=draw.choice(self.world.skus), place=draw.choice(self.world.places), q=draw.randrange(1, 5)
        )

    def _enter_order(self) -> None:
        draw, world = self.world.draw, self.world
        if world.orders_entered < world.orders_max:
            world.orders_entered += 1
            lines = {sku: draw.randrange(1, 4) for sku in draw.sample(world.skus, draw.randrange(1, 3))}
            self.record("ordered", order=f"order{world.orders_entered}", lines=lines)

    def _cancel(self) -> None:
        if orders := self._rows("order"):
            self.record("cancelled", order=self.world.draw.choice(sorted(orders)))

    def _readdress(self) -> None:
        if orders := self._rows("order"):
            order = self.world.draw.choice(sorted(orders))
            address = f"street {self.world.draw.randrange(1000)}"
            self.record("readdressed", order=order, address=address, seen=orders[order]["address_by"])

    def _pick(self) -> None:
        mine = {
            key: task for key, task in self._rows("task").items() if task["open"] and task["station"] == self.station
        }
        if not mine:
            if self.world.draw.random() < 0.3:
                self._receive()
            return
        key = self.world.draw.choice(sorted(mine))
        task = mine[key]
        if self.world.shelves[task["sku"], task["place"]] > 0:
            what = {"order": task["order"], "sku": task["sku"], "place": task["place"]}
            self.hands[task["order"], task["sku"]] += 1
            self.record("picked", task=key, token=task["token"], **what)

    def _ship(self) -> None:
        ready = sorted({order for (order, _), q in self.hands.items() if q})
        if ready:
            order = self.world.draw.choice(ready)
            items = {sku: q for (of, sku), q in self.hands.items() if of == order and q}
            for sku in items:
                self.hands[order, sku] = 0
            self.record("shipped", order=order, items=items)

    def _rows(self, entity: str) -> dict[str, Values]:
        return {key: image.values for (kind, key), image in self.store.disk.rows.items() if kind == entity}
