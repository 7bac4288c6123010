"""The order board over a million orders: open it, filter it, jump to the middle, scroll, and read one order whole.

Opening and filtering read the first hundred rows, which are shown at once, and then count all exactly; a jump reads the
page in the middle of what the filter leaves. Budget: 100 ms each (DESIGN.md, section 8). The filters include the
largest there are: everything, all that is shipped, and two thirds of it in one warehouse.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from app.models.orders import HoldReason, Stage
from app.store.board import board_at
from app.store.board_filter import BoardFilter
from app.store.columns import from_microseconds
from app.store.database import open_readers
from app.store.order_story import order_detail, timeline
from tests.benchmarks.big_store import big_store
from tests.benchmarks.figures import Figure, Result, machine, median, readings_ms

PRODUCTS = ORDERS = 1_000_000
MS_MAX = 100.0
PAGE_ROWS = 100
TIMES = 9
FILTERS = {
    "all": BoardFilter(),
    "shipped": BoardFilter(stage=Stage.SHIPPED),
    "released": BoardFilter(stage=Stage.RELEASED),
    "held": BoardFilter(hold=HoldReason.ADDRESS_IN_DOUBT),
    "late": BoardFilter(late=True),
    "warehouse": BoardFilter(warehouse="SZ"),
    "carrier": BoardFilter(carrier="RIVER-STD"),
    "warehouse and carrier": BoardFilter(warehouse="SZ", carrier="RIVER-STD"),
    "shipped from a warehouse": BoardFilter(stage=Stage.SHIPPED, warehouse="SZ"),
    "released in a warehouse, late": BoardFilter(stage=Stage.RELEASED, warehouse="SZ", late=True),
    "phone's last figures": BoardFilter(text="8000"),
    "customer's initials": BoardFilter(text="wx"),
    "number": BoardFilter(text="500000"),
}


def measure(data: Path | None) -> Result:
    """Measure on the store at `data`, or on the big one."""
    engine = open_readers(data or big_store(products=PRODUCTS, orders=ORDERS))
    try:
        with engine.connect() as connection:
            newest = connection.exec_driver_sql("SELECT max(entered_at) FROM orders").scalar_one()
            now = from_microseconds(newest)
            figures = [each for name in FILTERS for each in board_figures(connection, name, now)]
            figures += order_figures(connection)
    finally:
        engine.dispose()
    return Result("board", tuple(figures), machine())


def board_figures(connection: Connection, name: str, now: datetime) -> Iterator[Figure]:
    """Measure one filter."""
    board = board_at(connection, FILTERS[name], now, "SZ")
    total = board.count(connection)
    middle = board.page(connection, total // 2, 1, total)
    yield Figure(f"{name}: orders", total, "")

    first = readings_ms(lambda: board.first(connection, PAGE_ROWS), TIMES)
    yield Figure(f"{name}: first rows", median(first), "ms", MS_MAX)
    yield Figure(f"{name}: true number", median(readings_ms(lambda: board.count(connection), TIMES)), "ms", MS_MAX)
    jumps = readings_ms(lambda: board.page(connection, total // 2, PAGE_ROWS, total), TIMES)
    yield Figure(f"{name}: jump to the middle", median(jumps), "ms", MS_MAX)
    if middle:
        scrolls = readings_ms(lambda: board.after(connection, middle[0].order_id, PAGE_ROWS), TIMES)
        yield Figure(f"{name}: scroll a page", median(scrolls), "ms", MS_MAX)


def order_figures(connection: Connection) -> Iterator[Figure]:
    """Measure the reading of one order and of its story, for orders spread over the whole history."""
    board = board_at(connection, BoardFilter(), from_microseconds(0), "SZ")
    total = board.count(connection)
    rows = [row for part in range(10) for row in board.page(connection, total * part // 10, 1, total)]
    for what, read in (("order", order_detail), ("story", timeline)):
        times = [ms for row in rows for ms in readings_ms(lambda row=row, read=read: read(connection, row.order_id), 3)]
        yield Figure(f"one {what}", median(times), "ms", MS_MAX)
