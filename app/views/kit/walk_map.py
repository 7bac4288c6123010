"""The walk through the aisles: where the next stop is, what is done, what is still to come.

Drawn from names and positions only: aisles side by side, cross aisles at both ends; between two stops the path
takes the cross aisle that is nearer, as people do. The order of the stops is given, not found here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.language import tr
from app.views import icons
from app.views.kit import drawing
from app.views.theme import RADIUS_CARD, figures, font, palette


class StopState(StrEnum):
    """Where one stop of the walk stands."""

    DONE = "done"
    NEXT = "next"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop: its aisle, how far along it is (0 front … 1 back), its location's name."""

    aisle: str
    along: float
    state: StopState
    name: str = ""


class WalkMap(QWidget):
    """The card with the map of the walk."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._aisles: tuple[str, ...] = ()
        self._stops: tuple[Stop, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(170)

    def show_walk(self, aisles: Sequence[str], stops: Sequence[Stop]) -> None:
        """Show a walk: the aisles from left to right, the stops in walking order. Raises: ValueError, foreign aisle."""
        strangers = {stop.aisle for stop in stops} - set(aisles)
        if strangers:
            raise ValueError(f"stops in aisles that are not on the map: {sorted(strangers)}")
        self._aisles, self._stops = tuple(aisles), tuple(stops)
        coming = next((stop.name for stop in stops if stop.state is StopState.NEXT), "")
        self.setAccessibleName(f"{tr('Walk')} {coming}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 320)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        drawing.card(painter, QRectF(self.rect()), colours.surface, colours.line, RADIUS_CARD)
        room = QRectF(self.rect()).adjusted(20, 14, -20, -14)
        drawing.line(
            painter, QRectF(room.left(), room.top(), room.width(), 28), tr("Walk"), font(18, 600), colours.soft
        )
        self._paint_legend(painter, QRectF(room.left(), room.top(), room.width(), 28))
        if not self._aisles:
            drawing.line_centred(painter, room, tr("The walk appears with the next work"), font(18, 500), colours.faint)
            return
        ground = room.adjusted(0, 64, 0, -16)
        self._paint_racks(painter, ground)
        self._paint_path(painter, ground)
        for stop in self._stops:
            self._paint_stop(painter, ground, stop)

    def _x(self, ground: QRectF, aisle: str) -> float:
        width = ground.width() / len(self._aisles)
        return ground.left() + (self._aisles.index(aisle) + 0.5) * width

    def _point(self, ground: QRectF, stop: Stop) -> QPointF:
        # Stops keep clear of the cross aisles at both ends.
        return QPointF(self._x(ground, stop.aisle), ground.bottom() - ground.height() * (0.06 + 0.88 * stop.along))

    def _paint_racks(self, painter: QPainter, ground: QRectF) -> None:
        colours = palette()
        width = ground.width() / len(self._aisles)
        rack = min(18.0, width * 0.26)
        coming = next((stop.aisle for stop in self._stops if stop.state is StopState.NEXT), None)
        label_every = 1 if width >= 20 else 2
        for index, aisle in enumerate(self._aisles):
            x = self._x(ground, aisle)
            here = aisle == coming
            if here:
                drawing.card(
                    painter,
                    QRectF(x - width / 2, ground.top() - 34, width, ground.height() + 34),
                    colours.selected,
                    radius=8,
                )
            for side in (-1, 1):
                spot = QRectF(x + side * width * 0.33 - rack / 2, ground.top() + 6, rack, ground.height() - 12)
                drawing.card(painter, spot, colours.line_strong if here else colours.line, radius=4)
            if index % label_every == 0 or here:
                label = QRectF(x - width, ground.top() - 32, width * 2, 24)
                face = figures(18 if width > 26 else 14, 800 if here else 600)
                drawing.line_centred(painter, label, aisle, face, colours.ink if here else colours.soft)

    def _path(self, ground: QRectF) -> list[tuple[QPointF, bool]]:
        """Answer the corners of the walk, each with whether the leg to it is walked already."""
        corners: list[tuple[QPointF, bool]] = []
        last: Stop | None = None
        for stop in self._stops:
            walked = stop.state is StopState.DONE
            here = self._point(ground, stop)
            if last is not None and last.aisle != stop.aisle:
                by_front = last.along + stop.along <= 1.0
                y = ground.bottom() + 6 if by_front else ground.top() - 4
                corners += [(QPointF(self._x(ground, last.aisle), y), walked), (QPointF(here.x(), y), walked)]
            corners.append((here, walked))
            last = stop
        return corners

    def _paint_path(self, painter: QPainter, ground: QRectF) -> None:
        colours = palette()
        corners = self._path(ground)
        for walked, colour in ((True, colours.good), (False, colours.accent)):
            round_ends = (Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
            painter.setPen(QPen(QColor(colour), 3, *round_ends))
            for (start, _), (end, leg_walked) in pairwise(corners):
                if leg_walked is walked:
                    painter.drawPolyline(QPolygonF([start, end]))

    def _paint_stop(self, painter: QPainter, ground: QRectF, stop: Stop) -> None:
        colours = palette()
        at = self._point(ground, stop)
        if stop.state is StopState.NEXT:
            drawing.card(painter, QRectF(at.x() - 14, at.y() - 14, 28, 28), colours.attention, colours.surface, 14)
            icons.draw(painter, "map-pin", QRectF(at.x() - 9, at.y() - 9, 18, 18), colours.surface, 2.5)
        elif stop.state is StopState.DONE:
            drawing.card(painter, QRectF(at.x() - 10, at.y() - 10, 20, 20), colours.good, colours.surface, 10)
            icons.draw(painter, "check", QRectF(at.x() - 7, at.y() - 7, 14, 14), colours.surface, 4)
        else:
            drawing.card(painter, QRectF(at.x() - 9, at.y() - 9, 18, 18), colours.surface, colours.accent, 9)
            drawing.card(painter, QRectF(at.x() - 5, at.y() - 5, 10, 10), colours.accent, radius=5)

    def _paint_legend(self, painter: QPainter, where: QRectF) -> None:
        done = sum(stop.state is StopState.DONE for stop in self._stops)
        if self._stops:
            text = tr("{done} of {total} stops").format(done=done, total=len(self._stops))
            drawing.line_right(painter, where, text, figures(18, 600), palette().soft)
