"""What the scanner test page paints: the raw text, characters without a picture too, and the time of each key."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.language import tr
from app.models.barcodes import printable
from app.scanning.burst import WedgeSettings
from app.views.kit import drawing
from app.views.theme import RADIUS_PANEL, figures, font, palette, tone_ink, tone_wash
from app.views.verdict import Tone

LINES_MAX = 4
GAP_SHOWN_MS_MIN = 40
"""The scale of the timing picture: a quiet scanner does not fill it."""


class RawText(QWidget):
    """The text of the last read, character by character; control characters stand in boxes with their names."""

    def __init__(self) -> None:
        super().__init__()
        self._text, self._tone = "", Tone.PLAIN
        self.setMinimumHeight(130)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_text(self, text: str, tone: Tone) -> None:
        """Show a read."""
        self._text, self._tone = text, tone
        self.setAccessibleName(printable(text))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(700, 150)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        where = QRectF(self.rect())
        drawing.card(painter, where, tone_wash(self._tone), tone_ink(self._tone), RADIUS_PANEL)
        room = where.adjusted(28, 20, -28, -20)
        if not self._text:
            drawing.line_centred(painter, room, tr("Scan anything"), font(34, 700), colours.faint)
            return
        sizes = (each for each in (44, 34, 28, 24, 20) if self._high(each, room.width()) <= room.height())
        size = next(sizes, 18)
        self._paint_text(painter, room, size)

    def _high(self, size: int, width: float) -> float:
        return self._lines(size, width) * size * 1.5

    def _lines(self, size: int, width: float) -> int:
        total = sum(self._cell(char, size) for char in self._text)
        return int(total // max(1.0, width - size)) + 1

    def _cell(self, char: str, size: int) -> float:
        shown = printable(char)
        if shown == char:
            return drawing.width_of(char, figures(size, 700))
        return drawing.width_of(shown[1:-1], figures(max(12, size // 2), 700)) + 22

    def _paint_text(self, painter: QPainter, room: QRectF, size: int) -> None:
        colours = palette()
        high = size * 1.5
        lines = min(self._lines(size, room.width()), int(room.height() // high) or 1)
        x, y = room.left(), room.center().y() - high * lines / 2
        for char in self._text:
            wide = self._cell(char, size)
            if x + wide > room.right():
                x, y = room.left(), y + high
                if y + high > room.bottom() + high / 2:
                    return
            cell = QRectF(x, y, wide, high)
            shown = printable(char)
            if shown == char:
                drawing.line(painter, cell.adjusted(0, 0, 4, 0), char, figures(size, 700), colours.ink)
            else:
                box = cell.adjusted(3, high * 0.22, -3, -high * 0.22)
                drawing.card(painter, box, colours.selected, colours.accent, 6)
                drawing.line_centred(painter, box, shown[1:-1], figures(max(12, size // 2), 700), colours.accent_ink)
            x += wide


class KeyTimes(QWidget):
    """One bar for the time before each key; the line is the longest pause that still belongs to a code."""

    def __init__(self) -> None:
        super().__init__()
        self._gaps: tuple[int, ...] = ()
        self.setMinimumHeight(110)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_gaps(self, gaps_ms: tuple[int, ...]) -> None:
        """Show the times of one read, none for a camera's."""
        self._gaps = gaps_ms
        self.setAccessibleName(" ".join(map(str, gaps_ms)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, 110)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        room = QRectF(self.rect()).adjusted(0, 4, -64, -4)
        limit = WedgeSettings().gap_ms_max
        top = max(GAP_SHOWN_MS_MIN, *self._gaps) if self._gaps else GAP_SHOWN_MS_MIN
        level = room.bottom() - room.height() * limit / top
        drawing.card(painter, QRectF(room.left(), room.bottom() - 1, room.width(), 1), colours.line_strong, radius=0)
        drawing.card(painter, QRectF(room.left(), level, room.width(), 1), colours.attention, radius=0)
        words = QRectF(room.right() + 8, level - 10, 56, 20)
        drawing.line(painter, words, f"{limit} ms", figures(14, 600), colours.attention)
        if not self._gaps:
            drawing.line_centred(painter, room, tr("The time of each key appears here"), font(16, 500), colours.faint)
            return
        step = min(28.0, room.width() / len(self._gaps))
        for at, gap in enumerate(self._gaps):
            high = max(2.0, room.height() * gap / top)
            bar = QRectF(room.left() + at * step, room.bottom() - high, max(1.0, step - 3), high)
            drawing.card(painter, bar, colours.attention if gap > limit else colours.accent, radius=2)
