"""A list on a floor screen: rows with a key cap, a title, a remark and a figure; painted, so that it takes no focus.

Used for the walks to take over, the carriers at the dock, and the parcels on and off a manifest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.language import ntr
from app.views import icons
from app.views.kit import drawing
from app.views.theme import RADIUS_CARD, figures, font, palette, tone_ink
from app.views.verdict import Tone

REST_PX: Final = 28
"""The line that says how many rows are below."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `cap` is the key that chooses it, `figure` stands large at the right, `note` beside it in its tone."""

    key: str
    title: str
    detail: str = ""
    figure: str = ""
    note: str = ""
    tone: Tone = Tone.PLAIN
    symbol: str = ""
    cap: str = ""


class FloorList(QWidget):
    """A card with a heading and rows of 72 px, or of 52 px without remarks; the wheel scrolls."""

    chosen = Signal(str)

    def __init__(self, row_px: int = 72, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row_px = row_px
        self._rows: tuple[Row, ...] = ()
        self._heading, self._figure, self._tone = "", "", Tone.PLAIN
        self._empty = ("", "")
        self._first = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(56 + row_px)

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._rows

    def name(self, heading: str, empty: str = "", symbol: str = "inbox") -> None:
        """Put the heading, and what stands there while there are no rows, in the language in force."""
        self._heading, self._empty = heading, (empty, symbol)
        self.setAccessibleName(heading)
        self.update()

    def show_rows(self, rows: Sequence[Row], figure: str = "", tone: Tone = Tone.PLAIN) -> None:
        """Show these rows; `figure` stands large beside the heading."""
        shown = (tuple(rows), figure, tone)
        if shown == (self._rows, self._figure, self._tone):
            return
        self._rows, self._figure, self._tone = shown
        self._scroll(0)
        said = "; ".join(" ".join(filter(None, (row.cap, row.title, row.detail, row.figure, row.note))) for row in rows)
        self.setAccessibleDescription(f"{figure} {said}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 64 + 4 * self._row_px)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._scroll(-1 if event.angleDelta().y() > 0 else 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._scroll(0)
        super().resizeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._first + int((event.position().y() - 54) // self._row_px)
        if event.position().y() >= 54 and 0 <= index < len(self._rows):
            self.chosen.emit(self._rows[index].key)

    def _fits(self) -> int:
        return max(1, (self.height() - 62) // self._row_px)

    def _scroll(self, by: int) -> None:
        self._first = max(0, min(self._first + by, len(self._rows) - self._fits()))
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if any(row.cap for row in self._rows) else Qt.CursorShape.ArrowCursor
        )
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        where = QRectF(self.rect())
        drawing.card(painter, where, colours.surface, colours.line, RADIUS_CARD)
        head = QRectF(where.left() + 20, where.top() + 10, where.width() - 40, 40)
        taken = drawing.line_right(painter, head, self._figure, figures(28, 800), tone_ink(self._tone))
        drawing.line(painter, head.adjusted(0, 0, -taken - 12, 0), self._heading, font(20, 700), colours.ink)
        if not self._rows:
            self._paint_empty(painter, where.adjusted(16, 54, -16, -12))
            return
        shown = self._rows[self._first : self._first + self._fits()]
        rest = len(self._rows) - self._first - len(shown)
        spare = where.height() - 54 - len(shown) * self._row_px
        if rest and spare < REST_PX and len(shown) > 1:
            rest += 1
            shown = shown[:-1]
            spare += self._row_px
        y = where.top() + 54
        for row in shown:
            self._paint_row(painter, QRectF(where.left() + 20, y, where.width() - 40, self._row_px), row)
            y += self._row_px
        if rest and spare >= REST_PX:
            text = ntr("{n} more below", "{n} more below", rest)
            place = QRectF(where.left(), y, where.width(), min(self._row_px, where.bottom() - y))
            drawing.line_centred(painter, place, text, font(18, 500), colours.faint)

    def _paint_empty(self, painter: QPainter, where: QRectF) -> None:
        text, symbol = self._empty
        colours = palette()
        size = 48.0 if where.height() > 130 else 0.0
        middle = where.center()
        if size:
            spot = QRectF(middle.x() - size / 2, middle.y() - size, size, size)
            icons.draw(painter, symbol, spot, colours.line_strong, 1.75)
        place = QRectF(where.left(), middle.y() + (8 if size else -14), where.width(), 30)
        drawing.line_centred(painter, place, text, font(18, 500), colours.faint)

    def _paint_row(self, painter: QPainter, where: QRectF, row: Row) -> None:
        colours = palette()
        drawing.card(painter, QRectF(where.left(), where.top(), where.width(), 1), colours.line, radius=0)
        left = where.left()
        if row.cap:
            spot = QRectF(left, where.center().y() - 18, 40, 36)
            drawing.card(painter, spot, colours.line_strong, radius=7)
            drawing.card(painter, spot.adjusted(1, 1, -1, -3), colours.raised, radius=6)
            drawing.line_centred(painter, spot.adjusted(0, 0, 0, -2), row.cap, figures(18, 700), colours.ink)
            left += 56
        elif row.symbol:
            icons.draw(painter, row.symbol, QRectF(left, where.center().y() - 12, 24, 24), tone_ink(row.tone))
            left += 38
        right = where
        if row.figure:
            taken = drawing.line_right(painter, right, row.figure, figures(28, 800), colours.ink)
            right = right.adjusted(0, 0, -max(taken, 48.0) - 20, 0)
        if row.note:
            ink = tone_ink(row.tone)
            taken = drawing.line_right(painter, right, row.note, figures(18, 700), ink)
            right = right.adjusted(0, 0, -taken - 16, 0)
        width = right.right() - left
        if row.detail and self._row_px >= 64:
            middle = where.center().y()
            drawing.line(painter, QRectF(left, middle - 30, width, 32), row.title, font(20, 700), colours.ink)
            loud = row.tone in (Tone.ATTENTION, Tone.WRONG) and not row.note
            ink = tone_ink(row.tone) if loud else colours.soft
            drawing.line(painter, QRectF(left, middle + 2, width, 26), row.detail, font(18, 500), ink)
            return
        taken = drawing.line(
            painter, QRectF(left, where.top(), width, where.height()), row.title, figures(20, 600), colours.ink
        )
        if row.detail and width - taken > 60:
            rest = QRectF(left + taken + 14, where.top(), width - taken - 14, where.height())
            drawing.line(painter, rest, row.detail, figures(18, 500), colours.faint)
