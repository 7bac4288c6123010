"""The carton of the open parcel: which one to take, how large, how many pieces are in, and the key that changes it."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.language import ntr, tr
from app.views import icons
from app.views.kit import drawing
from app.views.theme import RADIUS_CARD, figures, font, palette


@dataclass(frozen=True, slots=True)
class CartonShown:
    """A carton's code and inner sides in words; `pieces` are in the parcel now, `weight_g` once it is closed."""

    code: str = ""
    sides: str = ""
    pieces: int = 0
    parcel_no: int = 0
    weight_g: int = 0


class CartonCard(QWidget):
    """The card; a click or C asks for another carton."""

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = CartonShown()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_carton(self, shown: CartonShown) -> None:
        """Show a carton; one without code asks for the choice."""
        if shown != self._shown:
            self._shown = shown
            self.setAccessibleName(f"{tr('Carton')} {shown.code} {shown.sides}".strip())
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 124)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.wanted.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours, shown = palette(), self._shown
        painter = QPainter(self)
        drawing.card(painter, QRectF(self.rect()), colours.surface, colours.line, RADIUS_CARD)
        room = QRectF(self.rect()).adjusted(22, 12, -22, -12)
        head = QRectF(room.left(), room.top(), room.width(), 26)
        drawing.line(painter, head, tr("Carton"), font(18, 600), colours.soft)
        if not shown.parcel_no:
            drawing.line(
                painter, room.adjusted(0, 30, 0, 0), tr("Proposed with the parcel"), font(20, 500), colours.faint
            )
            return
        drawing.line_right(painter, head, tr("Parcel {n}").format(n=shown.parcel_no), font(18, 600), colours.soft)
        middle = QRectF(room.left(), room.top() + 26, room.width(), 48)
        pieces = ntr("{n} piece in", "{n} pieces in", shown.pieces)
        taken = drawing.line_right(painter, middle, pieces, figures(24, 700), colours.ink)
        left = middle.adjusted(0, 0, -taken - 16, 0)
        if shown.code:
            icons.draw(painter, "box", QRectF(left.left(), left.center().y() - 16, 32, 32), colours.accent_ink)
            drawing.line(painter, left.adjusted(44, 0, 0, 0), shown.code, font(34, 800), colours.ink)
        else:
            drawing.line(painter, left, tr("Choose a carton with C"), font(20, 700), colours.attention)
        foot = QRectF(room.left(), room.bottom() - 26, room.width(), 26)
        drawing.line(painter, foot, shown.sides, figures(18, 500), colours.soft)
        if shown.weight_g:
            weight = f"{shown.weight_g / 1000:.2f} kg"
            drawing.line_right(painter, foot, weight, figures(18, 700), colours.good)
