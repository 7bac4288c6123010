"""The order board's questions, each on a reader's connection: rows and their number, one order whole, its story, times.

What is late is decided here and now: the clock is the station's, the day is that of its warehouse.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.operations.station import Station
from app.store.board import OrderRow, board_at
from app.store.board_filter import BoardFilter
from app.store.order_story import (
    HoldDetail,
    LineDetail,
    OrderDetail,
    ParcelDetail,
    PromiseDetail,
    ShipmentDetail,
    StepTimes,
    TimelineEntry,
    order_detail,
    timeline,
)
from app.store.stage_times import StageTime, stage_times

__all__ = [
    "BoardFilter",
    "BoardPage",
    "HoldDetail",
    "LineDetail",
    "OrderDetail",
    "OrderRow",
    "ParcelDetail",
    "PromiseDetail",
    "ShipmentDetail",
    "StageTime",
    "StepTimes",
    "TimelineEntry",
]

PAGE_ROWS = 100
"""Rows a page: two screens of the largest monitor."""


@dataclass(frozen=True, slots=True)
class BoardPage:
    """Rows from `start` on, of `total`."""

    start: int
    total: int
    rows: tuple[OrderRow, ...]


def first_rows(station: Station, wanted: BoardFilter, size: int = PAGE_ROWS) -> tuple[OrderRow, ...]:
    """Show what can be shown before the orders are counted. Raises: Fault."""
    with station.store.reader() as connection:
        return board_at(connection, wanted, station.clock.now(), station.warehouse).first(connection, size)


def board_page(
    station: Station, wanted: BoardFilter, start: int = 0, size: int = PAGE_ROWS, total: int | None = None
) -> BoardPage:
    """Open the board, filter it or jump to a row: the rows from there on and how many there are. Raises: Fault.

    Counting is most of the work with a large filter; a jump passes the `total` it knows.
    """
    with station.store.reader() as connection:
        board = board_at(connection, wanted, station.clock.now(), station.warehouse)
        total = board.count(connection) if total is None else total
        start = max(0, min(start, total - size))
        return BoardPage(start, total, board.page(connection, start, size, total))


def rows_after(station: Station, wanted: BoardFilter, order_id: UUID, size: int = PAGE_ROWS) -> tuple[OrderRow, ...]:
    """Scroll on: the rows that follow an order. Raises: Fault."""
    with station.store.reader() as connection:
        board = board_at(connection, wanted, station.clock.now(), station.warehouse)
        return board.after(connection, order_id, size)


def rows_before(station: Station, wanted: BoardFilter, order_id: UUID, size: int = PAGE_ROWS) -> tuple[OrderRow, ...]:
    """Scroll back: the rows in front of an order, in the board's order. Raises: Fault."""
    with station.store.reader() as connection:
        board = board_at(connection, wanted, station.clock.now(), station.warehouse)
        return board.before(connection, order_id, size)


def read_order(station: Station, order_id: UUID) -> OrderDetail | None:
    """Answer all the tables say of an order. Raises: Fault."""
    with station.store.reader() as connection:
        return order_detail(connection, order_id)


def read_timeline(station: Station, order_id: UUID) -> list[TimelineEntry]:
    """Answer an order's story, oldest first. Raises: Fault."""
    with station.store.reader() as connection:
        return timeline(connection, order_id)


def read_stage_times(station: Station, since: datetime) -> list[StageTime]:
    """Answer waiting and working times of what was released since then. Raises: Fault."""
    with station.store.reader() as connection:
        return stage_times(connection, since, station.clock.now())
