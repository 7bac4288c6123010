"""What an order costs from entry to hand-over: CPU, SQL statements, and the same rows written by bare SQL.

The day is `chain_day.py`: three lines and six units (1, 1, and a case of 4 scanned by its GTIN-14), entered singly,
released in waves of ten, twelve scans an order, ten parcels a manifest, every step committed with full sync. Public
order systems need 500 to 4,000 ms of CPU and 660 to 1,140 statements for such an order.

CPU is the whole process's, system time of the disk writes included. Waves on a store of ten thousand orders and on the
big one take turns, so that the growth between them is not the machine's mood. The floor replays the statements that
wrote something, and their BEGIN and COMMIT, through the bare driver on a copy of the same store: what no Python at all
would cost. Statements are all that reach the driver but BEGIN and COMMIT. What an order takes of them is told three
ways: alone (released by itself, on a manifest of its own, into a tote nobody used today; only carriers, cartons, totes
and the like are in memory), alone with every unit scanned singly, and as one of ten.
"""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import event

from app.clock import SystemClock
from app.operations.station import Station
from app.store.database import CACHE_KIB
from app.store.store import Store
from tests.benchmarks.big_store import big_store
from tests.benchmarks.chain_day import WAVE, ChainDay, Step, furnish
from tests.benchmarks.figures import Figure, Result, machine, median
from tests.driver import listening

SMALL, BIG = 10_000, 1_000_000
WAVES, RECORDED = 8, 5
ORDERS_MAX = 400
CPU_MS_MAX, SCAN_CPU_MS_MAX, STATEMENTS_MAX, GROWTH_MAX = 30.0, 3.0, 60.0, 1.2


@dataclass
class Traced:
    """What reached the driver in some waves: each act's statements with their values, in turn."""

    acts: list[list[tuple[str, Any]]] = field(default_factory=list)

    @property
    def statements(self) -> int:
        return sum(len(act) for act in self.acts)

    def writes(self, first: int = 0) -> list[list[tuple[str, Any]]]:
        """The acts from number `first` on, without what only reads."""
        return [
            kept for act in self.acts[first:] if (kept := [each for each in act if not each[0].startswith("SELECT")])
        ]


def measure(data: Path | None) -> Result:
    """Work the day on a small store and on the big one (or the one at `data`)."""
    small, big = big_store(SMALL, SMALL), data or big_store(BIG, BIG)
    with copied(small) as here, copied(big) as there, a_station(here) as one, a_station(there) as other:
        days = [begun(one), begun(other)]
        cold = [day.wave(1) for day in days]
        with traced(one) as alone:
            warm = [day.wave(1) for day in days]
        for day in days:
            day.wave()
        waves: list[list[list[Step]]] = [[], []]
        for _ in range(WAVES):
            for day, found in zip(days, waves, strict=True):
                found.append(day.wave())
        settle(one.store)
        with copied(here) as before, traced(one) as trace, bare_driver(before) as driver:
            told: list[tuple[list[Step], tuple[float, float]]] = []
            for _ in range(RECORDED):
                begun_at = len(trace.acts)
                told.append((days[0].wave(), replayed(driver, trace.writes(begun_at))))
        days[0].singly = True
        with traced(one) as singly:
            days[0].wave(1)
    counts = (alone.statements, singly.statements, trace.statements / (RECORDED * WAVE))
    return Result(
        "chain",
        (
            *order_figures(waves),
            *statement_figures(*counts),
            *alone_figures(cold, warm),
            *floor_figures(waves[0], told),
        ),
        machine() | {"orders": WAVES * WAVE, "stores": [str(small), str(big)]},
    )


def order_figures(waves: list[list[list[Step]]]) -> tuple[Figure, ...]:
    """The budgets, on the big store, and how they grow from the small one."""
    small, big = (median([cpu_ms(wave) / WAVE for wave in found]) for found in waves)
    scans = median([cpu_ms(wave, scans=True) / scans_of(wave) for wave in waves[1]])
    wall = median([sum(step.wall_ms for step in wave if step.is_scan) / scans_of(wave) for wave in waves[1]])
    return (
        Figure("an order, CPU", big, "ms", CPU_MS_MAX),
        Figure("a scan, CPU", scans, "ms", SCAN_CPU_MS_MAX),
        Figure("growth from 10 k to 1 M orders, CPU", big / small, "×", GROWTH_MAX),
        Figure("scans an order", scans_of(waves[1][0]) / WAVE, ""),
        Figure("a scan, by the clock", wall, "ms"),
    )


def statement_figures(alone: float, singly: float, in_wave: float) -> tuple[Figure, ...]:
    """What reaches the driver for an order; the budget is for a day's order, which shares its wave and manifest."""
    return (
        Figure("an order in a wave of ten, SQL statements", in_wave, "", STATEMENTS_MAX),
        Figure("one order alone, SQL statements", alone, ""),
        Figure("one order alone, six units scanned singly, SQL statements", singly, ""),
    )


def alone_figures(cold: list[list[Step]], warm: list[list[Step]]) -> tuple[Figure, ...]:
    """One order alone on the big store: the first after the start, and the second."""
    return (
        Figure("one order alone, first of the day, CPU", cpu_ms(cold[1]), "ms"),
        Figure("one order alone, second of the day, CPU", cpu_ms(warm[1]), "ms"),
    )


def floor_figures(waves: list[list[Step]], told: list[tuple[list[Step], tuple[float, float]]]) -> tuple[Figure, ...]:
    """The same rows by bare SQL, wave by wave beside the commands; on the small store both."""
    bare_cpu, bare_wall = (median([bare[kind] / WAVE for _, bare in told]) for kind in (0, 1))
    commands = median([cpu_ms(wave) / WAVE for wave in waves])
    wall = median([sum(step.wall_ms for step in wave) / WAVE for wave, _ in told])
    return (
        Figure("the same rows by bare SQL, CPU an order", bare_cpu, "ms"),
        Figure("commands over bare SQL, CPU", commands / bare_cpu, "×"),
        Figure("commands over bare SQL, by the clock", wall / bare_wall, "×"),
    )


def cpu_ms(wave: list[Step], scans: bool = False) -> float:
    return sum(step.cpu_ms for step in wave if step.is_scan or not scans)


def scans_of(wave: list[Step]) -> int:
    return sum(step.is_scan for step in wave)


@contextmanager
def copied(path: Path) -> Iterator[Path]:
    """A copy to work on, beside the kept store."""
    folder = Path(tempfile.mkdtemp(prefix="work-", dir=path.parent))
    try:
        shutil.copyfile(path, folder / "store.sqlite")
        yield folder / "store.sqlite"
    finally:
        shutil.rmtree(folder)


def settle(store: Store) -> None:
    """Bring what stands in the log into the file, so that the file alone is the store."""
    with sqlite.connect(str(store.path)) as connection:
        assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0


@contextmanager
def a_station(path: Path) -> Iterator[Station]:
    """A station at work on a store."""
    clock = SystemClock()
    store = Store(path, clock)
    try:
        yield Station(store, clock, "SZ")
    finally:
        store.close()


def begun(station: Station) -> ChainDay:
    """A day with its goods on the shelves and nothing of them in memory."""
    furnish(station, ORDERS_MAX)
    return ChainDay(station)


@contextmanager
def traced(station: Station) -> Iterator[Traced]:
    """Note what reaches the driver."""
    trace = Traced()

    def begin(_connection: Any) -> None:
        trace.acts.append([])

    event.listen(station.store._writer, "begin", begin)
    with listening(station.store, lambda text, values: trace.acts[-1].append((text, values))):
        yield trace
    event.remove(station.store._writer, "begin", begin)


@contextmanager
def bare_driver(path: Path) -> Iterator[Any]:
    """The bare driver, set as the store sets it."""
    connection = sqlite.connect(str(path), isolation_level=None, cached_statements=512)
    try:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"cache_size=-{CACHE_KIB}", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        yield connection
    finally:
        connection.close()


def replayed(connection: Any, acts: list[list[tuple[str, Any]]]) -> tuple[float, float]:
    """Write the same rows again through the bare driver; answer (CPU, clock) in ms."""
    cpu, wall = time.process_time(), time.perf_counter()
    for act in acts:
        connection.execute("BEGIN IMMEDIATE")
        for statement, values in act:
            connection.execute(statement, values)
        connection.execute("COMMIT")
    return (time.process_time() - cpu) * 1_000, (time.perf_counter() - wall) * 1_000
