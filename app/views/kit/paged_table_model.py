"""Tables of any length: the true row count at once, the rows page by page as they come into view (UX rule 13).

The model asks two callables, which answer later on any thread; it never sorts or filters itself, that is SQL's work,
and no proxy model stands between. Pages that fell out of view are dropped; an answer to an old question is dropped too.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.language import tr
from app.views.kit.columns import ROW_ROLE, Column

PAGE_ROWS: Final = 100
# Some ten screens full to each side; 60 pages of 100 rows of a dozen values are about 5 MB.
PAGES_KEPT_MAX: Final = 60

AnyIndex = QModelIndex | QPersistentModelIndex
NO_INDEX: Final = QModelIndex()


@dataclass(frozen=True, slots=True)
class PageWanted:
    """One question to the source: rows from `first`, at most `size`, in this order ("" = the source's own)."""

    first: int
    size: int
    sort: str = ""
    descending: bool = False


class RowSource(Protocol):
    """Answers a table's questions, now or later, from any thread. A new filter is a new source."""

    def count(self, on_done: Callable[[int], None]) -> None: ...

    def rows(self, wanted: PageWanted, on_done: Callable[[Sequence[Any]], None]) -> None: ...


class TableModel(QAbstractTableModel):
    """What all tables share: columns, titles in the language in force, `row_at`."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)

    def row_at(self, row: int) -> Any | None:
        """Answer the value of a row, None while it is not there."""
        raise NotImplementedError

    def columnCount(self, parent: AnyIndex = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (ROW_ROLE, Qt.ItemDataRole.DisplayRole):
            return None
        row = self.row_at(index.row())
        return row if role == ROW_ROLE or row is None else self.columns[index.column()].text(row)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(self.columns[section].title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def retranslate(self) -> None:
        """Ask for titles and texts anew."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(self.columns) - 1))


class RowsModel(TableModel):
    """A table whose rows are all here: the lines of an order, a handful of parcels."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._rows: list[Any] = []

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows; a selection stays on its row number."""
        before, after = len(self._rows), len(rows)
        if after > before:
            self.beginInsertRows(NO_INDEX, before, after - 1)
            self._rows = list(rows)
            self.endInsertRows()
        elif after < before:
            self.beginRemoveRows(NO_INDEX, after, before - 1)
            self._rows = list(rows)
            self.endRemoveRows()
        self._rows = list(rows)
        if rows:
            self.dataChanged.emit(self.index(0, 0), self.index(after - 1, len(self.columns) - 1))

    def row_at(self, row: int) -> Any | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: AnyIndex = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)


class PagedTableModel(TableModel):
    """A table over a source of any length. `counted` tells that the true length is known."""

    counted = Signal(int)
    _count_arrived = Signal(int, int)
    _page_arrived = Signal(int, int, object)

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._source: RowSource | None = None
        self._count = 0
        self._pages: OrderedDict[int, Sequence[Any]] = OrderedDict()
        self._old: dict[int, Sequence[Any]] = {}
        self._asked: set[int] = set()
        self._generation = 0
        self._sort = ("", False)
        # Queued, so that an answer given at once does not change the model in the middle of a paint.
        self._count_arrived.connect(self._take_count, Qt.ConnectionType.QueuedConnection)
        self._page_arrived.connect(self._take_page, Qt.ConnectionType.QueuedConnection)

    def set_source(self, source: RowSource) -> None:
        """Show another source (another filter) from its start."""
        self.beginResetModel()
        self._source, self._count, self._old = source, 0, {}
        self._forget()
        self.endResetModel()
        self._ask_count()

    def refresh(self) -> None:
        """Ask for everything in view anew; what is shown stays until the answer is here."""
        self._old.update(self._pages)
        self._forget()
        self._ask_count()
        if self._count:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, len(self.columns) - 1))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask the source for another order."""
        if not (0 <= column < len(self.columns) and self.columns[column].sortable):
            return
        self._sort = (self.columns[column].key, order == Qt.SortOrder.DescendingOrder)
        self._old = {}
        self._forget()
        if self._count:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, len(self.columns) - 1))

    def row_at(self, row: int) -> Any | None:
        if not 0 <= row < self._count:
            return None
        first = row - row % PAGE_ROWS
        page = self._pages.get(first)
        if page is None:
            self._ask_page(first)
            page = self._old.get(first, ())
        else:
            self._pages.move_to_end(first)
        return page[row - first] if row - first < len(page) else None

    def rowCount(self, parent: AnyIndex = NO_INDEX) -> int:
        return 0 if parent.isValid() else self._count

    def _forget(self) -> None:
        self._generation += 1
        self._pages.clear()
        self._asked.clear()

    def _ask_count(self) -> None:
        if self._source is not None:
            generation = self._generation
            self._source.count(lambda count: self._count_arrived.emit(generation, count))

    def _ask_page(self, first: int) -> None:
        if self._source is None or first in self._asked:
            return
        self._asked.add(first)
        generation = self._generation
        wanted = PageWanted(first, PAGE_ROWS, *self._sort)
        self._source.rows(wanted, lambda rows: self._page_arrived.emit(generation, first, rows))

    def _take_count(self, generation: int, count: int) -> None:
        if generation != self._generation:
            return
        if count > self._count:
            self.beginInsertRows(NO_INDEX, self._count, count - 1)
            self._count = count
            self.endInsertRows()
        elif count < self._count:
            self.beginRemoveRows(NO_INDEX, count, self._count - 1)
            self._count = count
            self.endRemoveRows()
        self.counted.emit(count)

    def _take_page(self, generation: int, first: int, rows: Sequence[Any]) -> None:
        if generation != self._generation:
            return
        self._asked.discard(first)
        self._old.pop(first, None)
        self._pages[first] = rows
        while len(self._pages) > PAGES_KEPT_MAX:
            self._pages.popitem(last=False)
        last = min(first + PAGE_ROWS, self._count) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
