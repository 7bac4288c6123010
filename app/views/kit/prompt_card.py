"""The one prompt of a picker: where to go and how many, in figures that are read from the aisle.

The verdict of the last scan colours the same card, so that eyes need one place only: a good one for a moment, under the
next prompt; a wrong one covers the card until it is acknowledged.
"""

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views import icons
from app.views.kit import drawing
from app.views.kit.verdict_panel import VerdictPanel, ground_and_ink, paint_verdict
from app.views.prompt import Prompt, Step, StepState
from app.views.theme import RADIUS_PANEL, Palette, font, palette
from app.views.verdict import Sound, Tone, Verdict

FIGURE_PX_MAX = 190
# Long enough to be seen by a worker who looks up from the shelf, short enough not to colour the next scan.
GOOD_SHOWN_MS = 1600
STEPS_KEPT_MAX = 32
"""Pictures of a row of steps, 200 kB each: where a line can stand, under its prompt and under its verdict."""


class PromptCard(VerdictPanel):
    """The big card of a floor screen. A wrong verdict stays until `acknowledge`."""

    def __init__(self, play: Callable[[Sound], None] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(play, parent)
        self._prompt = Prompt("", "", "")
        self._fade = QTimer(self)
        self._fade.setSingleShot(True)
        self._fade.setInterval(GOOD_SHOWN_MS)
        self._fade.timeout.connect(self.clear)
        # Opaque, so that Qt paints none of the grounds of window and page below it with each verdict.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(230)

    def show_prompt(self, prompt: Prompt) -> None:  # type: ignore[override]  # its prompt says more than a title
        """Put the next prompt on show; the verdict on show stays."""
        if prompt != self._prompt:
            self._prompt = prompt
            self.update()
        self.setAccessibleName(self._prompt_words())

    def show_verdict(self, verdict: Verdict, following: Prompt | None = None) -> None:
        self._fade.stop()
        super().show_verdict(verdict, following)
        self.setAccessibleName(self._prompt_words())
        self.setAccessibleDescription(f"{verdict.title} {self.accessibleDescription()}".strip())
        if not verdict.must_acknowledge:
            self._fade.start()

    def clear(self) -> None:
        self._fade.stop()
        super().clear()

    def sizeHint(self) -> QSize:
        return QSize(900, 380)

    def _prompt_words(self) -> str:
        prompt: Prompt = self._prompt
        return " ".join(filter(None, (prompt.caption, prompt.figure, prompt.quantity, prompt.hint)))

    def _draw(self, painter: QPainter, verdict: Verdict | None, prompt: Prompt) -> None:
        where = QRectF(self.rect())
        painter.fillRect(self.rect(), QColor(palette().canvas))
        if verdict is not None and verdict.tone is Tone.WRONG:
            paint_verdict(painter, where, verdict)
        else:
            paint_prompt(painter, where, verdict, prompt)


def paint_prompt(painter: QPainter, where: QRectF, verdict: Verdict | None, prompt: Prompt) -> None:
    """Paint the prompt, on the ground of a good verdict while there is one."""
    colours = palette()
    soft, ink, number = colours.soft, colours.ink, colours.attention
    if verdict is None:
        drawing.card(painter, where, colours.surface, colours.line, RADIUS_PANEL)
    else:
        ground, ink = ground_and_ink(verdict.tone)
        soft = number = ink
        drawing.card(painter, where, ground, radius=RADIUS_PANEL)
    room = where.adjusted(36, 20, -36, -20)
    head = QRectF(room.left(), room.top(), room.width(), 40)
    foot_height = 44 if prompt.steps else 0
    foot = QRectF(room.left(), room.bottom() - foot_height, room.width(), foot_height)
    hint = QRectF(room.left(), foot.top() - 48, room.width(), 44)
    figures_room = QRectF(room.left(), head.bottom(), room.width(), hint.top() - head.bottom())
    _paint_head(painter, head, (verdict, prompt), soft, ink)
    _paint_figures(painter, figures_room, prompt, ink, number)
    note = drawing.line_right(painter, hint, prompt.quantity_note, font(24, 500), soft)
    accent = colours.accent_ink if verdict is None else ink
    icons.draw(painter, "scan-barcode", QRectF(hint.left(), hint.center().y() - 15, 30, 30), accent)
    words = hint.adjusted(44, 0, -note - 24, 0)
    drawing.line(painter, words, prompt.hint, drawing.fitted(prompt.hint, 28, int(words.width())), accent)
    paint_steps(painter, foot, prompt.steps, soft if verdict is not None else "")


def _paint_head(painter: QPainter, where: QRectF, shown: tuple[Verdict | None, Prompt], soft: str, ink: str) -> None:
    verdict, prompt = shown
    right = drawing.line_right(painter, where, prompt.quantity_caption, font(24, 600), soft)
    room = where.adjusted(0, 0, -right - 24, 0)
    if verdict is None:
        drawing.line(painter, room, prompt.caption, font(24, 600), soft)
        return
    icons.draw(painter, verdict.symbol, QRectF(room.left(), room.center().y() - 18, 36, 36), ink, 2.5)
    said = (verdict.title, verdict.text, verdict.figure)
    text = "  ·  ".join(filter(None, said))
    drawing.line(painter, room.adjusted(48, 0, 0, 0), text, font(28, 700), ink)


def _paint_figures(painter: QPainter, where: QRectF, prompt: Prompt, ink: str, number: str) -> None:
    tall = min(FIGURE_PX_MAX, int(where.height() * 0.86))
    share = 0.30 if prompt.quantity else 0.0
    quantity = drawing.fitted(prompt.quantity, tall, int(where.width() * share) or 1, 800, 60)
    taken = drawing.line_right(painter, where, prompt.quantity, quantity, number)
    left = where.adjusted(0, 0, -taken - (48 if taken else 0), 0)
    figure = drawing.fitted(prompt.figure, tall, int(left.width()), 800, 44)
    drawing.line(painter, left, prompt.figure, figure, ink)


def paint_steps(painter: QPainter, where: QRectF, steps: tuple[Step, ...], one_ink: str = "") -> None:
    """Paint the steps of a line as a row of marks joined by a hairline: done, now, later."""
    if not steps:
        return
    ratio = painter.device().devicePixelRatio()
    size = QSize(round(where.width()), round(where.height()))
    painter.drawPixmap(where.topLeft(), _steps(steps, size, ratio, palette(), one_ink))


@lru_cache(maxsize=STEPS_KEPT_MAX)
def _steps(steps: tuple[Step, ...], size: QSize, ratio: float, colours: Palette, one_ink: str) -> QPixmap:
    made = QPixmap(size * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    where = QRectF(0, 0, size.width(), size.height())
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
    painter.end()
    return made
