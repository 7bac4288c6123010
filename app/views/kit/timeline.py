"""What happened to one order, in order: time, who, what. Each entry a sign on one line that joins them."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.views import icons
from app.views.kit import drawing
from app.views.theme import figures, font, palette, tone_ink, tone_wash
from app.views.verdict import Tone

ROW_PX = 62


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry, all in words: local time, the worker, what happened; `day` starts a new day when it changes."""

    time: str
    title: str
    detail: str = ""
    worker: str = ""
    symbol: str = "circle-dot"
    tone: Tone = Tone.PLAIN
    day: str = ""


class Timeline(QScrollArea):
    """The entries from the oldest to the newest; scrolls by keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet = _Sheet()
        self.setWidget(self._sheet)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._sheet.setAutoFillBackground(False)

    def name(self, name: str) -> None:
        """Put its accessible name in the language in force."""
        self.setAccessibleName(name)

    def show_happenings(self, happenings: Sequence[Happening], to_end: bool = True) -> None:
        """Show entries, oldest first, and scroll to the newest."""
        self._sheet.show_happenings(tuple(happenings))
        if to_end:
            self.ensureVisible(0, self._sheet.height())


class _Sheet(QWidget):
    """The painted entries; as high as they need."""

    def __init__(self) -> None:
        super().__init__()
        self._happenings: tuple[Happening, ...] = ()

    def show_happenings(self, happenings: tuple[Happening, ...]) -> None:
        self._happenings = happenings
        self.setMinimumHeight(len(happenings) * ROW_PX + 8)
        self.resize(self.width(), self.minimumHeight())
        self.setAccessibleName("; ".join(f"{one.time} {one.title}" for one in happenings))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, max(ROW_PX, len(self._happenings) * ROW_PX + 8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        first = max(0, event.rect().top() // ROW_PX)
        last = min(len(self._happenings), event.rect().bottom() // ROW_PX + 1)
        for index in range(first, last):
            before = self._happenings[index - 1].day if index else ""
            self._paint(painter, index, self._happenings[index], new_day=self._happenings[index].day != before)

    def _paint(self, painter: QPainter, index: int, one: Happening, new_day: bool) -> None:
        colours = palette()
        row = QRectF(0, index * ROW_PX + 4, self.width(), ROW_PX)
        spine = 88.0
        top = row.top() if index else row.center().y()
        bottom = row.bottom() if index < len(self._happenings) - 1 else row.center().y()
        drawing.card(painter, QRectF(spine - 1, top, 2, bottom - top), colours.line, radius=0)
        drawing.card(painter, QRectF(spine - 17, row.center().y() - 17, 34, 34), colours.surface, radius=17)
        ground = tone_wash(one.tone)
        drawing.card(painter, QRectF(spine - 16, row.center().y() - 16, 32, 32), ground, tone_ink(one.tone), 16)
        icons.draw(painter, one.symbol, QRectF(spine - 9, row.center().y() - 9, 18, 18), tone_ink(one.tone))
        clock = QRectF(0, row.center().y() - (20 if new_day and one.day else 12), spine - 26, 24)
        drawing.line_right(painter, clock, one.time, figures(16, 600), colours.ink)
        if new_day and one.day:
            drawing.line_right(painter, clock.translated(0, 22), one.day, figures(14, 500), colours.faint)
        words = row.adjusted(spine + 30, 0, -12, 0)
        worker = drawing.line_right(painter, words, one.worker, font(16, 500), colours.soft)
        words.adjust(0, 0, -worker - 16, 0)
        lift = 13 if one.detail else 0
        title = QRectF(words.left(), row.center().y() - 14 - lift, words.width(), 26)
        drawing.line(painter, title, one.title, font(16, 700), colours.ink)
        if one.detail:
            detail = QRectF(words.left(), row.center().y() + 1, words.width(), 22)
            drawing.line(painter, detail, one.detail, font(14, 500), colours.faint)
