"""How fast a station takes over what happened while it was away: pages of usual length, each synced to disk.

The floor in the same run: the same rows by one bare upsert a page, in a transaction with full sync. The limit is that
of SYNC.md, section 8, given for the same two cores: 20,000 changes a second at least.
"""

import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pysqlite3.dbapi2 as sqlite

from app.clock import SystemClock
from app.models.wire import NOTHING_YET, FeedRow, Page
from app.store.page_taking import read_page, take_page
from app.store.store import Store
from app.sync.tunables import TUNABLES
from tests.benchmarks.figures import Figure, Result, machine, median, percentile

CHANGES = 60_000
HEAPS = 20_000
CHANGES_S_MIN = 20_000
STREAM = "warehouse/SZ"


def a_row(position: int) -> FeedRow:
    """A heap that changed; each changes some times in the back-log."""
    key = f'["SZ","A-{position % HEAPS}","TEA-1","",""]'
    image = msgspec.msgpack.encode({"on_hand": position, "allocated": 0})
    return FeedRow(position, "stock", key, position, False, "P02", position, image)


def a_page(after: int, rows_n: int) -> Page:
    rows = tuple(a_row(position) for position in range(after + 1, after + rows_n + 1))
    return Page(STREAM, 1, SystemClock().now(), after, after + rows_n, CHANGES, NOTHING_YET, rows)


def measure(_data: Path | None) -> Result:
    """Take a back-log of pages, and write the same rows by hand."""
    pages = [a_page(after, TUNABLES.page_rows) for after in range(0, CHANGES, TUNABLES.page_rows)]
    with TemporaryDirectory() as folder:
        ours, held_ms = _taken(Path(folder) / "store.sqlite", pages)
        bare = _by_hand(Path(folder) / "bare.sqlite", pages)
    figures = (
        Figure("changes taken", CHANGES / ours, "a second", CHANGES_S_MIN, at_most=False),
        Figure("the same by a bare upsert", CHANGES / bare, "a second"),
        Figure("store thread held by a page, median", median(held_ms), "ms"),
        Figure("store thread held by a page, p99", percentile(held_ms, 99), "ms"),
    )
    return Result("catchup", figures, {"page_rows": TUNABLES.page_rows, "changes": CHANGES, **machine()})


def _taken(path: Path, pages: list[Page]) -> tuple[float, list[float]]:
    held_ms = []
    with closing(Store(path, SystemClock())) as store:
        store.follow((STREAM,))
        started = time.perf_counter()
        for page in pages:
            read = read_page(store, page)
            from_here = time.perf_counter()
            assert take_page(store, read, 0, b"saved")
            held_ms.append((time.perf_counter() - from_here) * 1_000)
        return time.perf_counter() - started, held_ms


def _by_hand(path: Path, pages: list[Page]) -> float:
    with closing(Store(path, SystemClock())):
        pass
    values = [[_values(row) for row in page.rows] for page in pages]
    names = "warehouse, location, sku, lot, serial"
    text = (
        f"INSERT INTO stock ({names}, on_hand, allocated) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT ({names}) "
        "DO UPDATE SET on_hand = excluded.on_hand, allocated = excluded.allocated"
    )
    with closing(sqlite.connect(str(path), isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        started = time.perf_counter()
        for some in values:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(text, some)
            connection.execute("COMMIT")
        return time.perf_counter() - started


def _values(row: FeedRow) -> tuple[Any, ...]:
    image = msgspec.msgpack.decode(row.row)
    return (*msgspec.json.decode(row.key), image["on_hand"], image["allocated"])
