"""How far the work is: "7 / 12 lines · 3 / 4 totes" and a bar, one piece a unit while the pieces can be told apart."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views.kit import drawing
from app.views.theme import RADIUS_CARD, figures, font, palette

PIECES_MAX = 30


@dataclass(frozen=True, slots=True)
class Progress:
    """How far: `unit` and `aside` are words ("lines", "3 / 4 totes"); `title` and `detail` name the work above."""

    done: int
    total: int
    unit: str
    aside: str = ""
    title: str = ""
    detail: str = ""


class ProgressCard(QWidget):
    """The card at the upper right of floor screens; always visible."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._progress = Progress(0, 0, "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_progress(self, progress: Progress) -> None:
        """Show how far the work is."""
        taller = bool(progress.title) != bool(self._progress.title)
        self._progress = progress
        self.setAccessibleName(f"{progress.title} {progress.done} / {progress.total} {progress.unit} {progress.aside}")
        if taller:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 190 if self._progress.title else 112)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours, shown = palette(), self._progress
        painter = QPainter(self)
        drawing.card(painter, QRectF(self.rect()), colours.surface, colours.line, RADIUS_CARD)
        room = QRectF(self.rect()).adjusted(22, 18, -22, -20)
        if shown.title:
            title = drawing.fitted(shown.title, 28, int(room.width()), 700, 18)
            drawing.line(painter, QRectF(room.left(), room.top(), room.width(), 36), shown.title, title, colours.ink)
            drawing.line(
                painter,
                QRectF(room.left(), room.top() + 38, room.width(), 26),
                shown.detail,
                font(18, 500),
                colours.soft,
            )
        figures_at = QRectF(room.left(), room.bottom() - 66, room.width(), 44)
        done = f"{shown.done} / {shown.total}"
        taken = drawing.line(painter, figures_at, done, figures(34, 800), colours.ink)
        unit = figures_at.adjusted(taken + 10, 5, 0, 0)
        taken = drawing.line(painter, unit, shown.unit, font(20, 600), colours.soft)
        rest = unit.adjusted(taken + 16, -5, 0, 0)
        face = drawing.fitted(shown.aside, 20, int(rest.width()), 600, 16)
        drawing.line_right(painter, rest, shown.aside, face, colours.soft)
        self._paint_bar(painter, QRectF(room.left(), room.bottom() - 12, room.width(), 12))

    def _paint_bar(self, painter: QPainter, where: QRectF) -> None:
        colours, done, total = palette(), self._progress.done, self._progress.total
        full = colours.good if total and done >= total else colours.accent
        if not 1 < total <= PIECES_MAX:
            drawing.card(painter, where, colours.line, radius=6)
            share = min(1.0, done / total) if total else 0.0
            if share > 0:
                drawing.card(
                    painter, QRectF(where.left(), where.top(), max(12.0, where.width() * share), 12), full, radius=6
                )
            return
        gap = 4.0 if total <= 16 else 2.0
        piece = (where.width() - gap * (total - 1)) / total
        for index in range(total):
            spot = QRectF(where.left() + index * (piece + gap), where.top(), piece, where.height())
            drawing.card(painter, spot, full if index < done else colours.line, radius=min(6.0, piece / 2))
