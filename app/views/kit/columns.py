"""What a table shows in a column, and the delegate that paints it: two levels of text, badges, figures at the right."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.views.kit import drawing
from app.views.kit.card import paint_badge
from app.views.theme import figures, font, palette, tone_ink
from app.views.verdict import Tone

ROW_ROLE: Final = Qt.ItemDataRole.UserRole + 1
PADDING: Final = 14


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its words from a row. `title` is marked with `later`; `key` names it in SQL and in the settings."""

    key: str
    title: str
    width: int
    text: Callable[[Any], str]
    detail: Callable[[Any], str] | None = None
    tone: Callable[[Any], Tone] | None = None
    badge: bool = False
    right: bool = False
    strong: bool = False
    stretch: bool = False
    sortable: bool = False


class RowDelegate(QStyledItemDelegate):
    """Paints the cells of all tables. Rows that are not there yet are a quiet bar."""

    def __init__(self, columns: tuple[Column, ...], row_px: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._columns, self._row_px = columns, row_px

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._columns[index.column()].width, self._row_px)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        colours = palette()
        where = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(where, QColor(colours.selected if selected else colours.surface))
        painter.fillRect(QRectF(where.left(), where.bottom() - 1, where.width(), 1), QColor(colours.line))
        if selected and index.column() == 0:
            painter.fillRect(QRectF(where.left(), where.top(), 3, where.height()), QColor(colours.accent))
        room = where.adjusted(PADDING, 0, -PADDING, -1)
        row = index.data(ROW_ROLE)
        if row is None:
            drawing.card(
                painter, QRectF(room.left(), room.center().y() - 5, room.width() * 0.5, 10), colours.line, radius=5
            )
        else:
            self._paint_cell(painter, room, self._columns[index.column()], row)
        painter.restore()

    def _paint_cell(self, painter: QPainter, room: QRectF, column: Column, row: object) -> None:
        colours = palette()
        text, tone = column.text(row), column.tone(row) if column.tone is not None else None
        if column.badge:
            if text:
                width = min(drawing.width_of(text, figures(14, 600)) + 24, room.width())
                paint_badge(painter, QRectF(room.left(), room.center().y() - 15, width, 30), text, tone or Tone.PLAIN)
            return
        detail = column.detail(row) if column.detail is not None else ""
        big = self._row_px >= 60
        face = (figures if column.right else font)(18 if big else 16, 700 if column.strong else 500)
        ink = tone_ink(tone) if tone is not None else colours.ink
        put = drawing.line_right if column.right else drawing.line
        if not detail:
            put(painter, room, text, face, ink)
            return
        middle = room.center().y()
        put(painter, QRectF(room.left(), middle - 24, room.width(), 26), text, face, ink)
        put(painter, QRectF(room.left(), middle + 2, room.width(), 20), detail, font(14, 500), colours.faint)
