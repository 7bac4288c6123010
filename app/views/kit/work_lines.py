"""The lines of a parcel or a pick list on a floor screen: picture, name, how many of how many, done or not.

The line just scanned rises to the top, so that it is always in view; done lines sink to the end. A list of some dozens
is painted row by row, no item view: nothing can take the focus, and one scan costs one paint of this widget.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.language import ntr, tr
from app.views import icons
from app.views.kit import drawing
from app.views.kit.product_card import ProductShown, paint_picture
from app.views.theme import RADIUS_CARD, figures, font, palette, tone_ink
from app.views.verdict import Tone

ROW_PX = 88
ROW_PX_MIN = 74


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One line: its product, the count so far, the count wanted, and a remark such as "short 1" with its tone."""

    key: object
    product: ProductShown
    done: int
    wanted: int
    detail: str = ""
    remark: str = ""
    tone: Tone = field(default=Tone.ATTENTION)

    @property
    def is_done(self) -> bool:
        return self.done >= self.wanted


class WorkLines(QWidget):
    """The card with the lines of the work at hand, the last scanned on top."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[WorkLine, ...] = ()
        self._newest: object = None
        self._first = 0
        self.empty_text = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(ROW_PX + 12)

    @property
    def lines(self) -> tuple[WorkLine, ...]:
        """Answer the lines in the order they are shown."""
        return self._lines

    def show_lines(self, lines: Sequence[WorkLine], newest: object = None) -> None:
        """Show lines: the one just scanned (`newest` is its key) first, open ones next, done ones last."""
        self._newest = newest
        self._lines = tuple(sorted(lines, key=lambda line: (line.key != newest or newest is None, line.is_done)))
        self._first = 0
        self.setAccessibleName("; ".join(f"{line.product.name} {line.done}/{line.wanted}" for line in self._lines))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(900, 5 * ROW_PX)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._scroll(-1 if event.angleDelta().y() > 0 else 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._scroll(0)
        super().resizeEvent(event)

    def _row_px(self) -> int:
        """Answer the height of a row: a little less on a small screen when that shows one line more."""
        if not self._lines:
            return ROW_PX
        return max(ROW_PX_MIN, min(ROW_PX, (self.height() - 12) // len(self._lines)))

    def _scroll(self, by: int) -> None:
        rows = max(1, (self.height() - 12) // self._row_px())
        self._first = max(0, min(self._first + by, len(self._lines) - rows))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        where = QRectF(self.rect())
        drawing.card(painter, where, colours.surface, colours.line, RADIUS_CARD)
        if not self._lines:
            drawing.line_centred(painter, where, self.empty_text or tr("No lines yet"), font(20, 500), colours.faint)
            return
        painter.setClipRect(where.adjusted(1, 1, -1, -1))
        y, row_px = where.top() + 6, self._row_px()
        shown = 0
        for line in self._lines[self._first :]:
            hidden = len(self._lines) - self._first - shown
            if y + row_px > where.bottom() - (30 if hidden > 1 and y + 2 * row_px > where.bottom() else 0):
                break
            self._paint_line(painter, QRectF(where.left(), y, where.width(), row_px), line)
            y += row_px
            shown += 1
        rest = len(self._lines) - self._first - shown
        if rest > 0:
            text = ntr("{n} more line below", "{n} more lines below", rest)
            drawing.line_centred(
                painter, QRectF(where.left(), y, where.width(), 26), text, font(18, 500), colours.faint
            )

    def _paint_line(self, painter: QPainter, where: QRectF, line: WorkLine) -> None:
        colours = palette()
        if line.key == self._newest and self._newest is not None:
            drawing.card(painter, where.adjusted(6, 0, -6, 0), colours.raised, radius=10)
            drawing.card(
                painter, QRectF(where.left() + 6, where.top() + 14, 4, where.height() - 28), colours.accent, radius=2
            )
        drawing.card(
            painter, QRectF(where.left() + 20, where.bottom() - 1, where.width() - 40, 1), colours.line, radius=0
        )
        paint_picture(painter, QRectF(where.left() + 20, where.center().y() - 32, 64, 64), line.product)
        right = self._paint_count(painter, where.adjusted(0, 0, -20, 0), line)
        words = where.adjusted(104, 0, -right - 40, 0)
        if line.remark:
            words.adjust(0, 0, -self._paint_remark(painter, words, line), 0)
        middle = where.center().y()
        detail = "  ·  ".join(filter(None, (line.product.sku, line.product.lot, line.product.expires, line.detail)))
        ink = colours.soft if line.is_done else colours.ink
        drawing.line(
            painter, QRectF(words.left(), middle - 33, words.width(), 36), line.product.name, font(22, 700), ink
        )
        drawing.line(painter, QRectF(words.left(), middle + 5, words.width(), 28), detail, font(18, 500), colours.faint)

    def _paint_count(self, painter: QPainter, where: QRectF, line: WorkLine) -> float:
        """Paint "2 / 3" and the mark; answer the width they take, the same for all lines of a list."""
        colours = palette()
        ink = colours.good if line.is_done else colours.ink
        mark = QRectF(where.right() - 34, where.center().y() - 17, 34, 34)
        icons.draw(
            painter, "circle-check" if line.is_done else "scan-barcode", mark, ink if line.is_done else colours.faint
        )
        of = QRectF(where.right() - 34 - 16 - 60, where.top() + 4, 60, where.height())
        drawing.line(painter, of, f"/ {line.wanted}", figures(24, 600), colours.soft)
        count = QRectF(of.left() - 98, where.top(), 90, where.height())
        drawing.line_right(painter, count, str(line.done), figures(44, 800), ink)
        return 34 + 16 + 60 + 90

    def _paint_remark(self, painter: QPainter, where: QRectF, line: WorkLine) -> float:
        width = drawing.line_right(painter, where, line.remark, font(18, 700), tone_ink(line.tone))
        return width + 20
