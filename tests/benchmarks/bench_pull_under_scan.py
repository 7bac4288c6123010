"""A station that never stops scanning while others change its rows: how long until they are in, and what a scan waits.

A real desk with its store thread, the real runner, and a server in a process of its own. A scan comes every 300 ms; the
server's stream moves on by a page between two scans, at every distance from the next. The floor, in turn with it: the
same scans at the same station while nobody changes anything. A scan is timed from the moment it is asked for until its
commit is answered.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from app.background.desk import Desk
from app.bootstrap import application
from app.clock import SystemClock
from app.operations.station import Station
from app.store.journal import Author
from app.store.store import Store
from app.sync.credentials import FileKeeper
from app.sync.exchange import Exchange
from app.sync.runner import Ears
from app.sync.station_store import StationStore
from tests.benchmarks.busy_server import STREAM
from tests.benchmarks.figures import HOUSE, Figure, Result, machine, median, percentile
from tests.store.builders import a_receipt

ROUNDS, SCANS_A_ROUND = 6, 15
SCAN_EVERY_S = 0.3
ROWS_A_PAGE = 200
RATIO_MAX = 1.3
NOW_MOMENT = "SELECT max(on_hand) FROM stock WHERE location LIKE 'B-%'"


def measure(_data: Path | None) -> Result:
    """Scan alone and while pages come, in turn, so that a busy neighbour meets both."""
    application()
    alone: list[float] = []
    under: list[float] = []
    waits_ms: list[float] = []
    with TemporaryDirectory() as folder, _server() as server, _desk(Path(folder), server, waits_ms) as desk:
        for _ in range(ROUNDS):
            alone += [_scan(desk, None, turn) for turn in range(SCANS_A_ROUND)]
            under += [_scan(desk, server, turn) for turn in range(SCANS_A_ROUND)]
    figures = (
        Figure("scan while pages come, to scan alone", median(under) / median(alone), "×", RATIO_MAX),
        Figure("scan alone, median", median(alone), "ms"),
        Figure("scan alone, p95", percentile(alone, 95), "ms"),
        Figure("scan while pages come, median", median(under), "ms"),
        Figure("scan while pages come, p95", percentile(under, 95), "ms"),
        Figure("until a change is in, median", median(waits_ms), "ms"),
        Figure("until a change is in, p95", percentile(waits_ms, 95), "ms"),
    )
    about = {"scans": len(under), "rows a page": ROWS_A_PAGE, "pages taken": len(waits_ms), **machine()}
    return Result("pull_under_scan", figures, about)


@contextmanager
def _server() -> Iterator[subprocess.Popen[str]]:
    line = [sys.executable, "-m", "tests.benchmarks.busy_server"]
    with subprocess.Popen(line, cwd=HOUSE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        yield server


@contextmanager
def _desk(folder: Path, server: subprocess.Popen[str], waits_ms: list[float]) -> Iterator[Desk]:
    assert server.stdout is not None
    url = server.stdout.readline().strip()
    with closing(Store(folder / "store.sqlite", SystemClock())) as store:
        desk = Desk(Station(store, SystemClock(), "SZ"))

        seen: list[int] = []

        def came(_stream: str) -> None:
            with store.reader() as connection:
                moment = connection.exec_driver_sql(NOW_MOMENT).scalar()
            if moment not in (None, *seen):
                seen[:] = [moment]
                waits_ms.append(time.monotonic_ns() / 1e6 - moment / 1e3)

        ears = Ears(lambda _: None, lambda _: None, lambda _: None, came, lambda _: None)
        end = StationStore(store, desk.in_turn, desk.somebody_waits)
        exchange = Exchange(end, SystemClock(), FileKeeper(folder / "store.server"), ears)
        store.recorded = exchange.wake
        try:
            exchange.enrol(url, "good")
            time.sleep(1.0)
            assert end.streams() == (STREAM,)
            yield desk
        finally:
            exchange.stop()
            desk.stop()
            server.communicate()


def _scan(desk: Desk, server: subprocess.Popen[str] | None, turn: int) -> float:
    """Scan, and let the server's stream move on before the next one, each turn nearer to it: the last ones collide."""
    store = desk.station.store

    def act() -> None:
        with store.unit() as unit:
            store.journal.record(unit, (a_receipt(1),), Author("W-1"))

    started = time.perf_counter()
    desk.in_turn(act)
    taken_ms = (time.perf_counter() - started) * 1_000
    before_s = SCAN_EVERY_S * turn / SCANS_A_ROUND
    time.sleep(before_s)
    if server is not None and server.stdin is not None:
        server.stdin.write(f"{ROWS_A_PAGE}\n")
        server.stdin.flush()
    time.sleep(SCAN_EVERY_S - before_s)
    return taken_ms
