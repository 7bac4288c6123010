"""The last five scans with what became of them: the worker sees that nothing slipped through (UX rule 4)."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.language import tr
from app.views import icons
from app.views.kit import drawing
from app.views.theme import RADIUS_CARD, figures, font, palette, tone_ink
from app.views.verdict import Tone

SHOWN_MAX: Final = 5
ROW_PX: Final = 44
ROW_PX_MIN: Final = 26
_SYMBOLS: Final = {Tone.GOOD: "circle-check", Tone.WRONG: "octagon-x", Tone.ATTENTION: "circle-alert"}


@dataclass(frozen=True, slots=True)
class ScanShown:
    """One scan in words: local time, what was read, what became of it ("+1", "not in this order")."""

    time: str
    text: str
    result: str
    tone: Tone


class LastScans(QWidget):
    """The card of the last scans, newest on top."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scans: tuple[ScanShown, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(56 + ROW_PX)

    @property
    def scans(self) -> tuple[ScanShown, ...]:
        return self._scans

    def add(self, scan: ScanShown) -> None:
        """Put a scan on top; the sixth falls out."""
        self.show_scans((scan, *self._scans))

    def show_scans(self, scans: tuple[ScanShown, ...]) -> None:
        """Show these, newest first."""
        self._scans = scans[:SHOWN_MAX]
        self.setAccessibleName("; ".join(f"{scan.time} {scan.text} {scan.result}" for scan in self._scans))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 60 + SHOWN_MAX * ROW_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        drawing.card(painter, QRectF(self.rect()), colours.surface, colours.line, RADIUS_CARD)
        room = QRectF(self.rect()).adjusted(20, 14, -20, -10)
        drawing.line(
            painter, QRectF(room.left(), room.top(), room.width(), 28), tr("Last scans"), font(18, 600), colours.soft
        )
        if not self._scans:
            place = QRectF(room.left(), room.top() + 36, room.width(), ROW_PX)
            drawing.line(painter, place, tr("Nothing scanned yet"), font(18, 500), colours.faint)
        row_px = max(ROW_PX_MIN, min(ROW_PX, (room.height() - 36) / SHOWN_MAX))
        for index, scan in enumerate(self._scans):
            top = room.top() + 36 + index * row_px
            if top + row_px > self.height():
                break
            self._paint_row(painter, QRectF(room.left(), top, room.width(), row_px), scan, newest=index == 0)

    def _paint_row(self, painter: QPainter, where: QRectF, scan: ScanShown, newest: bool) -> None:
        colours = palette()
        symbol = _SYMBOLS.get(scan.tone, "circle-dot")
        icons.draw(painter, symbol, QRectF(where.left(), where.center().y() - 11, 22, 22), tone_ink(scan.tone))
        time = drawing.line_right(painter, where, scan.time, figures(16, 500), colours.faint)
        middle = where.adjusted(34, 0, -time - 12, 0)
        result_ink = colours.soft if scan.tone is Tone.GOOD else tone_ink(scan.tone)
        result_room = middle.adjusted(middle.width() * 0.4, 0, 0, 0)
        result = drawing.line_right(painter, result_room, scan.result, figures(18, 600), result_ink)
        face = font(18, 700 if newest else 500)
        drawing.line(painter, middle.adjusted(0, 0, -result - 12, 0), scan.text, face, colours.ink)
