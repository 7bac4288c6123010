"""Rows of the order board for a paged table: a filter, asked page by page on a reader's thread."""

from collections.abc import Callable, Sequence
from typing import Any

from app.background.desk import Desk
from app.models.orders import Stage
from app.operations.order_board import BoardFilter, OrderRow, board_page
from app.views.kit.paged_table_model import PageWanted
from app.views.stage_chips import ALL, CHIPS, LATE


class BoardSource:
    """One filter of the board."""

    def __init__(self, desk: Desk, wanted: BoardFilter) -> None:
        self._desk, self.wanted = desk, wanted

    def count(self, on_done: Callable[[int], None]) -> None:
        self._desk.read(self._count, done=on_done)

    def rows(self, wanted: PageWanted, on_done: Callable[[Sequence[OrderRow]], None]) -> None:
        self._desk.read(self._rows, wanted, done=on_done)

    def _count(self, _connection: Any) -> int:
        return board_page(self._desk.station, self.wanted, 0, 1).total

    def _rows(self, _connection: Any, wanted: PageWanted) -> Sequence[OrderRow]:
        page = board_page(self._desk.station, self.wanted, wanted.first, wanted.size)
        return page.rows[wanted.first - page.start :]  # the last page begins earlier, so that it is full


def filter_of(key: str, text: str) -> BoardFilter:
    """Answer the filter of a chip and a typed text."""
    stage = Stage(key) if key not in (ALL, LATE) else None
    return BoardFilter(stage=stage, late=key == LATE, text=text)


def chip_counts(desk: Desk) -> Callable[[Any], dict[str, int]]:
    """Answer the look-up that counts every chip, without the typed text."""
    return lambda _connection: {key: board_page(desk.station, filter_of(key, ""), 0, 1).total for key in CHIPS}
