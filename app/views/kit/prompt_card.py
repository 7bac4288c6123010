"""The one prompt of a picker: where to go and how many, in figures that are read from the aisle.

The verdict of the last scan colours the same card, so that eyes need one place only: a good one for a moment, under the
next prompt; a wrong one covers the card until it is acknowledged.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views import icons
from app.views.kit import drawing
from app.views.kit.verdict_panel import ground_and_ink, paint_verdict
from app.views.theme import RADIUS_PANEL, font, palette
from app.views.verdict import Sound, Tone, Verdict

FIGURE_PX_MAX = 190
# Long enough to be seen by a worker who looks up from the shelf, short enough not to colour the next scan.
GOOD_SHOWN_MS = 1600


class StepState(StrEnum):
    """Where one step of a line stands."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the line at hand: location, item, quantity, tote."""

    text: str
    state: StepState


@dataclass(frozen=True, slots=True)
class Prompt:
    """What to do next. `figure` is the location (or tote), `hint` the one thing to scan, both already in words."""

    caption: str
    figure: str
    hint: str
    quantity: str = ""
    quantity_caption: str = ""
    quantity_note: str = ""
    steps: tuple[Step, ...] = ()


class PromptCard(QWidget):
    """The big card of a floor screen. A wrong verdict stays until `acknowledge`."""

    painted = Signal()
    acknowledged = Signal()

    def __init__(self, play: Callable[[Sound], None] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._play = play
        self._prompt = Prompt("", "", "")
        self._verdict: Verdict | None = None
        self._fresh = False
        self._fade = QTimer(self)
        self._fade.setSingleShot(True)
        self._fade.setInterval(GOOD_SHOWN_MS)
        self._fade.timeout.connect(self.clear)
        # Opaque, so that Qt paints none of the grounds of window and page below it with each verdict.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(230)

    @property
    def is_held(self) -> bool:
        """Answer whether a wrong scan still waits to be noticed."""
        return self._verdict is not None and self._verdict.must_acknowledge

    def show_prompt(self, prompt: Prompt) -> None:
        """Put the next prompt on show; the verdict on show stays."""
        self._prompt = prompt
        self.setAccessibleName(" ".join(filter(None, (prompt.caption, prompt.figure, prompt.quantity, prompt.hint))))
        self.update()

    def show_verdict(self, verdict: Verdict, following: Prompt | None = None) -> None:
        """Paint a verdict, and the prompt that follows it, before returning; then start its sound."""
        self._verdict = verdict
        self._fresh = True
        if following is not None:
            self.show_prompt(following)
        self.setAccessibleDescription(f"{verdict.title} {verdict.text} {verdict.remedy}".strip())
        self._fade.stop()
        self.repaint()
        if not verdict.must_acknowledge:
            self._fade.start()
        if self._play is not None:
            self._play(verdict.sound)

    def retell(self, verdict: Verdict) -> None:
        """Put the verdict on show into other words, in silence."""
        self._verdict = verdict
        self.update()

    def clear(self) -> None:
        """Show the bare prompt."""
        self._fade.stop()
        self._verdict = None
        self.update()

    def acknowledge(self) -> bool:
        """Let go of a wrong scan that was noticed; answer whether there was one."""
        if not self.is_held:
            return False
        self.clear()
        self.acknowledged.emit()
        return True

    def sizeHint(self) -> QSize:
        return QSize(900, 380)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.acknowledge():
            super().mousePressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        where = QRectF(self.rect())
        painter.fillRect(self.rect(), QColor(palette().canvas))
        if self._verdict is not None and self._verdict.tone is Tone.WRONG:
            paint_verdict(painter, where, self._verdict)
        else:
            self._paint_prompt(painter, where)
        painter.end()
        if self._fresh:
            self._fresh = False
            self.painted.emit()

    def _paint_prompt(self, painter: QPainter, where: QRectF) -> None:
        colours = palette()
        soft, ink, number = colours.soft, colours.ink, colours.attention
        if self._verdict is None:
            drawing.card(painter, where, colours.surface, colours.line, RADIUS_PANEL)
        else:
            ground, ink = ground_and_ink(self._verdict.tone)
            soft = number = ink
            drawing.card(painter, where, ground, radius=RADIUS_PANEL)
        room = where.adjusted(36, 20, -36, -20)
        head = QRectF(room.left(), room.top(), room.width(), 40)
        foot_height = 44 if self._prompt.steps else 0
        foot = QRectF(room.left(), room.bottom() - foot_height, room.width(), foot_height)
        hint = QRectF(room.left(), foot.top() - 48, room.width(), 44)
        figures_room = QRectF(room.left(), head.bottom(), room.width(), hint.top() - head.bottom())
        self._paint_head(painter, head, soft, ink)
        self._paint_figures(painter, figures_room, ink, number)
        note = drawing.line_right(painter, hint, self._prompt.quantity_note, font(24, 500), soft)
        accent = colours.accent_ink if self._verdict is None else ink
        icons.draw(painter, "scan-barcode", QRectF(hint.left(), hint.center().y() - 15, 30, 30), accent)
        words = hint.adjusted(44, 0, -note - 24, 0)
        drawing.line(
            painter, words, self._prompt.hint, drawing.fitted(self._prompt.hint, 28, int(words.width())), accent
        )
        paint_steps(painter, foot, self._prompt.steps, soft if self._verdict is not None else "")

    def _paint_head(self, painter: QPainter, where: QRectF, soft: str, ink: str) -> None:
        right = drawing.line_right(painter, where, self._prompt.quantity_caption, font(24, 600), soft)
        room = where.adjusted(0, 0, -right - 24, 0)
        if self._verdict is None:
            drawing.line(painter, room, self._prompt.caption, font(24, 600), soft)
            return
        icons.draw(painter, self._verdict.symbol, QRectF(room.left(), room.center().y() - 18, 36, 36), ink, 2.5)
        said = (self._verdict.title, self._verdict.text, self._verdict.figure)
        text = "  ·  ".join(filter(None, said))
        drawing.line(painter, room.adjusted(48, 0, 0, 0), text, font(28, 700), ink)

    def _paint_figures(self, painter: QPainter, where: QRectF, ink: str, number: str) -> None:
        tall = min(FIGURE_PX_MAX, int(where.height() * 0.86))
        share = 0.30 if self._prompt.quantity else 0.0
        quantity = drawing.fitted(self._prompt.quantity, tall, int(where.width() * share) or 1, 800, 60)
        taken = drawing.line_right(painter, where, self._prompt.quantity, quantity, number)
        left = where.adjusted(0, 0, -taken - (48 if taken else 0), 0)
        figure = drawing.fitted(self._prompt.figure, tall, int(left.width()), 800, 44)
        drawing.line(painter, left, self._prompt.figure, figure, ink)


def paint_steps(painter: QPainter, where: QRectF, steps: tuple[Step, ...], one_ink: str = "") -> None:
    """Paint the steps of a line as a row of marks joined by a hairline: done, now, later."""
    colours = palette()
    x = where.left()
    for index, step in enumerate(steps):
        now = step.state is StepState.NOW
        ink = one_ink or {"done": colours.good, "now": colours.accent_ink, "later": colours.faint}[step.state]
        mark = {"done": "circle-check", "now": "arrow-right", "later": "circle"}[step.state]
        if index:
            drawing.card(painter, QRectF(x, where.center().y() - 1, 28, 2), one_ink or colours.line_strong, radius=1)
            x += 40
        icons.draw(painter, mark, QRectF(x, where.center().y() - 11, 22, 22), ink)
        taken = drawing.line(
            painter, where.adjusted(x - where.left() + 30, 0, 0, 0), step.text, font(18, 700 if now else 500), ink
        )
        x += 30 + taken + 12
