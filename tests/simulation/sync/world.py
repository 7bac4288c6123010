"""One history of the simulated warehouse: stations, server, network, faults, all drawn from one seed.

Then the faults stop, everything drains, and the invariants of SYNC.md §7 are looked at. The same seed plays the same
history again, step by step: `python -m tests.simulation.sync.world SEED` tells what happened.
"""

import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from app.models.wire import Envelope, Page, Push
from app.sync.engine import Engine
from app.sync.events import Path
from app.sync.tunables import TUNABLES, Tunables
from tests.simulation.sync import invariants
from tests.simulation.sync.desk import Desk
from tests.simulation.sync.doors import Answer, PullAsk, SnapshotAsk, Violation
from tests.simulation.sync.faults import FAULTS
from tests.simulation.sync.server import Server, State, Transaction
from tests.simulation.sync.station_store import Disk, MemoryStore
from tests.simulation.sync.trade import LOCATIONS, SKUS, STREAMS, Rows

START = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
STATIONS = 3
STEPS = 350
STEP_S = 1.0
ROUNDS_MAX = 600
"""Rounds of draining, a simulated second each: more than the longest wait and the snapshot after it."""

QUICK = Tunables(
    push_facts_max=8,
    page_rows=6,
    catch_up_rows_max=60,
    again_rows_max=4,
    poll_s=15,
    backoff_first_s=1,
    backoff_s_max=8,
    retry_after_s_max=20,
    barred_s=25,
    kept_s_min=120,
    mark_s=10,
    tidy_s=10,
    clock_off_s_max=TUNABLES.clock_off_s_max,
)
"""The engine's tunables, so small that a history of minutes meets each bound."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the world is built of; a mutant is one of these with one line wrong."""

    engine: type[Engine] = Engine
    store: type[MemoryStore] = MemoryStore
    server: type[Server] = Server


@dataclass(frozen=True, slots=True)
class Letter:
    """Something on the way: a call that delivers it."""

    deliver: Callable[[], None]


class World:
    """All of it."""

    skus, places = SKUS, LOCATIONS
    orders_max = 5

    def __init__(self, seed: int, parts: Parts = Parts(), tunables: Tunables = QUICK) -> None:
        self.draw = random.Random(seed)
        self.parts, self.tunables = parts, tunables
        self.time_s = 0.0
        self.faults = True
        self.letters: list[Letter] = []
        self.transactions: list[tuple[Server, Transaction, Callable[[Answer], None]]] = []
        self.truth: dict[str, Envelope] = {}
        self.shelves: Counter[tuple[str, str]] = Counter()
        self.numbers: dict[str, str] = {}
        self.destroyed: set[str] = set()  # facts that a disk had and has no more
        self.excused: set[str] = set()  # of these, the ones the server did not have or has lost since
        self.revoked_at: dict[str, int] = {}
        self.orders_entered = 0
        self.codes = 0
        self.seen: Counter[str] = Counter()
        self.server = parts.server(1, State(), self.now)
        self.zombie: Server | None = None
        self.desks: list[Desk] = []
        for machine in range(STATIONS):
            self.desks.append(Desk(self, machine, Disk(self.new_code())))

    def now(self) -> datetime:
        return START + timedelta(seconds=self.time_s)

    def new_code(self) -> str:
        self.codes += 1
        return f"P{self.codes:02}"

    # -- the network -------------------------------------------------------------------------------------------------

    def to_server(self, desk: Desk, path: Path, request: Any) -> None:
        """Put a request on the way; it may be lost, come twice, late or to an old copy of the server."""
        asked_as = desk.station

        def answer(said: Answer) -> None:
            self.letters.append(Letter(lambda: desk.answered(asked_as, path, said)))

        self.letters.append(Letter(lambda: self._serve(request, answer)))

    def _serve(self, request: Any, answer: Callable[[Answer], None]) -> None:
        server = self.server
        if self.zombie and self.draw.random() < 0.4:
            server = self.zombie
        if isinstance(request, Push):
            self.transactions.append((server, server.push(request), answer))
        elif isinstance(request, PullAsk):
            answer(server.pull(request, self.faults and self.draw.random() < 0.3))
        elif isinstance(request, SnapshotAsk):
            answer(server.snapshot(request, self.faults and self.draw.random() < 0.3))

    def send_feed(self) -> None:
        """Push the newest rows of a stream to a desk, as the feed does: never asked for, often lost."""
        stream, desk = self.draw.choice(STREAMS), self.draw.choice(self.desks)
        head = self.server.state.head(stream)
        after = max(0, head - self.draw.randrange(1, 6))
        epoch = self.server.epoch
        page = self.server.pull(PullAsk(desk.station, epoch, stream, after, self.draw.randrange(1, 6), (), True))
        asked_as = desk.station
        if isinstance(page, Page):
            self.letters.append(Letter(lambda: desk.answered(asked_as, Path.PULL, page)))

    def deliver_one(self) -> None:
        if not self.letters:
            return
        index, luck = self.draw.randrange(len(self.letters)), self.draw.random()
        letter = self.letters[index]
        if not self.faults or luck > 0.14:
            self.letters.pop(index)
        elif luck < 0.08:
            self.letters.pop(index)
            return
        letter.deliver()

    def run_transaction(self) -> None:
        """Let one open transaction go on to its next pause; when it ends, its answer goes out."""
        if not self.transactions:
            return
        index = self.draw.randrange(len(self.transactions))
        _, transaction, answer = self.transactions[index]
        try:
            said = next(transaction)
        except StopIteration as end:
            self.transactions.pop(index)
            said = end.value
        if said is not None:
            answer(said)

    def decide(self, transaction: Transaction) -> None:
        self.transactions.append((self.server, transaction, _nobody))

    def drop_transactions(self, server: Server) -> None:
        self.transactions = [each for each in self.transactions if each[0] is not server]
        server.crash()

    # -- the office --------------------------------------------------------------------------------------------------

    def office(self) -> None:
        """Decide something that only the server decides."""
        draw, rows = self.draw, self.server.state.rows
        luck = draw.random()
        orders = sorted(key for entity, key in rows if entity == "order")
        tasks = sorted(key for entity, key in rows if entity == "task")
        station = draw.choice(self.desks).station
        if luck < 0.75 and orders:
            order, balance = draw.choice(orders), f"{draw.choice(SKUS)}@{draw.choice(LOCATIONS)}"
            for _ in range(1 + (draw.random() < 0.3)):
                self.decide(self.server.promise(order, balance, draw.randrange(1, 4), station))
        elif luck < 0.9 and tasks:
            self.decide(self.server.reassign(draw.choice(tasks), station))
        else:
            self.decide(self.server.rename(draw.choice(SKUS), f"name {draw.randrange(100)}"))

    # -- watching ----------------------------------------------------------------------------------------------------

    def watch_numbers(self, rows: Rows) -> None:
        """I11: a number that anybody has seen is that order's for ever, also across a restore."""
        for (entity, key), image in rows.items():
            number = image.values.get("number") if entity == "order" else ""
            if number and self.numbers.setdefault(number, key) != key:
                raise Violation(f"I11 number {number} is given to {key} and to {self.numbers[number]}")

    def compare_at_head(self, desk: Desk, page: Page) -> None:
        """I9, in the middle of a history: only when the page is the server's present."""
        server = self.server
        if page.epoch == server.epoch and page.to == server.state.head(page.stream) and not server.state.parked:
            self.seen["compared at head"] += 1
            invariants.equal_positions_equal_tables(desk.store.disk, server.state, {page.stream})

    def check_revoked(self) -> None:
        """I13: the revoked change nothing; a restore may even have taken something away."""
        for station, seq in self.revoked_at.items():
            if station in self.server.revoked and self.server.ack_of(station).seq > seq:
                raise Violation(f"I13 {station} is revoked and was booked")

    # -- a history ---------------------------------------------------------------------------------------------------

    def run(self, steps: int = STEPS) -> None:
        """Play, drain, check. Raises: Violation."""
        for _ in range(steps):
            self.step()
        self.drain()
        self.check()

    def step(self) -> None:
        self.time_s += STEP_S
        for desk in self.desks:
            desk.run_timers()
        luck = self.draw.random()
        if luck < 0.20:
            desk = self.draw.choice(self.desks)
            if desk.is_up:
                desk.work()
        elif luck < 0.30:
            self.office()
        elif luck < 0.34:
            self.send_feed()
        elif luck < 0.94:
            for _ in range(2):
                self.deliver_one()
                self.run_transaction()
        else:
            fault = self.draw.choices(FAULTS.functions, FAULTS.weights)[0]
            self.seen[fault.__name__] += 1
            fault(self)

    def drain(self) -> None:
        """I15: with the network healed everything drains in bounded rounds."""
        self.faults = False
        self.zombie = None
        self.check_revoked()
        self.server.revoked.clear()
        self.decide(self.server.upgrade())
        for desk in self.desks:
            if not desk.is_up:
                desk.start()
        for _ in range(ROUNDS_MAX):
            self.time_s += STEP_S
            for desk in self.desks:
                desk.run_timers()
            while self.letters or self.transactions:
                self.deliver_one()
                self.run_transaction()
            if all(self.is_drained(desk) for desk in self.desks):
                return
        raise Violation("I15 the stations do not come to the server's head")

    def is_drained(self, desk: Desk) -> bool:
        disk, state = desk.store.disk, self.server.state
        saved = disk.saved
        at_heads = all(saved.cursor(name).position == state.head(name) for name in STREAMS)
        return saved.epoch == self.server.epoch and disk.last == saved.acked and at_heads and not disk.touched

    def check(self) -> None:
        state = self.server.state
        invariants.every_fact_is_there_once(self.truth, self.excused, state)
        invariants.moves_sum_to_zero(state.rows)
        if self.excused <= state.ids.keys():  # a destroyed disk can only be mended by counting
            invariants.books_equal_shelves(state.rows, self.shelves)
        invariants.the_feed_tells_a_story(state)
        invariants.each_fact_is_counted_or_has_an_exception(state)
        self.watch_numbers(state.rows)
        for desk in self.desks:
            invariants.the_chain_is_whole(desk.store.disk)
            invariants.own_facts_are_on_screen(desk.store.disk)
            invariants.equal_positions_equal_tables(desk.store.disk, state)


def _nobody(answer: Answer) -> None:
    """Nobody waits for this answer."""


if __name__ == "__main__":
    played = World(int(sys.argv[1]))
    try:
        played.run()
    finally:
        print(dict(played.seen), f"{len(played.truth)} facts, {played.time_s:.0f} s")
