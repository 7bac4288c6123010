"""The look and the keys of all tables: fixed row height, hairlines, remembered widths, Enter opens.

Widths live in a QSettings INI file under the table's name, since they belong to the screen and not to the store.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QRect, QRectF, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.language import tr
from app.views.kit import drawing
from app.views.kit.card import Card
from app.views.kit.columns import Column, RowDelegate
from app.views.kit.paged_table_model import RowsModel, TableModel
from app.views.theme import font, palette

ROW_PX = 46
LINE_ROW_PX = 68
# A drag sends dozens of changes; the file is written once it rests.
WIDTHS_SAVED_AFTER_MS = 600
# Padding at both sides and the sort arrow.
TITLE_ROOM_PX = 44


class TableView(QTableView):
    """A table over a `TableModel`. `opened` tells the row's value on Enter or double click, `row_chosen` on moves."""

    opened = Signal(object)
    row_chosen = Signal(object)

    def __init__(self, name: str, model: TableModel, settings: QSettings | None = None, row_px: int = ROW_PX) -> None:
        super().__init__()
        self._name, self._settings, self._model = name, settings, model
        self.empty_text = ""
        self.setObjectName(name)
        self.setModel(model)
        self.setItemDelegate(RowDelegate(model.columns, row_px, self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(row_px)
        self._save = QTimer(self)
        self._save.setSingleShot(True)
        self._save.setInterval(WIDTHS_SAVED_AFTER_MS)
        self._save.timeout.connect(self.save_widths)
        self._arrange(model.columns)
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.doubleClicked.connect(lambda index: self._open(index.row()))

    def name(self, name: str) -> None:
        """Put its accessible name in the language in force."""
        self.setAccessibleName(name)

    def current_row(self) -> Any | None:
        """Answer the value of the row the cursor is on, or None."""
        index = self.currentIndex()
        return self._model.row_at(index.row()) if index.isValid() else None

    def choose(self, row: int) -> None:
        """Put the cursor on a row and scroll to it."""
        self.setCurrentIndex(self._model.index(row, 0))

    def retranslate(self) -> None:
        """Ask for titles and texts in the language in force."""
        self._model.retranslate()
        self._fit_titles()

    def save_widths(self) -> None:
        """Write the widths down now."""
        self._save.stop()
        if self._settings is not None:
            for index, column in enumerate(self._model.columns):
                if not column.stretch:
                    self._settings.setValue(f"tables/{self._name}/{column.key}", self.columnWidth(index))
            self._settings.sync()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex().row())
        elif event.text() and not event.modifiers() and event.text().isprintable():
            event.ignore()  # letters are the page's keys, not a search in the table
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.empty_text and self._model.rowCount() == 0:
            painter = QPainter(self.viewport())
            where = QRectF(self.viewport().rect())
            drawing.line_centred(
                painter, where.adjusted(24, 0, -24, 0), self.empty_text, font(18, 500), palette().faint
            )

    def _moved(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        self.row_chosen.emit(self.current_row())

    def _open(self, row: int) -> None:
        value = self._model.row_at(row)
        if value is not None:
            self.opened.emit(value)

    def _arrange(self, columns: Sequence[Column]) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(48)
        header.setFixedHeight(44)
        header.setFont(font(14, 600))
        for index, column in enumerate(columns):
            stretch = QHeaderView.ResizeMode.Stretch if column.stretch else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(index, stretch)
            kept = self._settings.value(f"tables/{self._name}/{column.key}") if self._settings is not None else None
            self.setColumnWidth(index, int(str(kept)) if kept is not None else column.width)
        self._fit_titles()
        if any(column.sortable for column in columns):
            header.setSectionsClickable(True)
            header.setSortIndicatorShown(True)
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            header.sortIndicatorChanged.connect(self._sort)
        if self._settings is not None:
            header.sectionResized.connect(lambda *_: self._save.start())

    def _fit_titles(self) -> None:
        """Widen columns whose title in this language would be cut off."""
        header = self.horizontalHeader()
        for index, column in enumerate(self._model.columns):
            room = round(drawing.width_of(tr(column.title), header.font())) + TITLE_ROOM_PX
            if not column.stretch and header.sectionSize(index) < room:
                header.resizeSection(index, room)

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        self._model.sort(column, order)

    def visible_rows(self) -> range:
        """Answer the numbers of the rows in view."""
        area: QRect = self.viewport().rect()
        first = max(0, self.rowAt(area.top()))
        last = self.rowAt(area.bottom())
        return range(first, (last if last >= 0 else self._model.rowCount() - 1) + 1)


class LineTable(TableView):
    """The lines of an order on a desk: few, high, two levels of text, all of them here."""

    def __init__(self, name: str, columns: Sequence[Column], settings: QSettings | None = None) -> None:
        self.rows = RowsModel(columns)
        super().__init__(name, self.rows, settings, LINE_ROW_PX)
        self.rows.setParent(self)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these lines; the cursor stays on its line number."""
        self.rows.set_rows(rows)


def in_card(table: QWidget) -> QWidget:
    """Answer the table inside a card, its corners cut to the card's."""
    card = Card(margin=1, gap=0)
    card.body.addWidget(table)
    return card
