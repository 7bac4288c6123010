"""The verdict, read from two metres and heard: ground, word and symbol at once, painted in one paint.

This is the end of the hot path (DESIGN.md §3, step 8): `show_verdict` paints before it returns, without style sheet or
layout, from cached faces and pixmaps; the sound starts after the paint. Before the first scan it says what to scan.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.language import tr
from app.views import icons
from app.views.kit import drawing
from app.views.prompt import Prompt
from app.views.theme import RADIUS_PANEL, figures, font, palette
from app.views.verdict import Sound, Tone, Verdict

SYMBOL_PX_MAX = 170
TITLE_PX_MAX = 84


class VerdictPanel(QWidget):
    """What the worker is told after each scan. A wrong one stays until `acknowledge`; the page asks `is_held` first."""

    painted = Signal()
    acknowledged = Signal()

    def __init__(self, play: Callable[[Sound], None] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._play = play
        self._verdict: Verdict | None = None
        self._prompt: Any = ("", "", "scan-barcode")
        self._fresh = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(180)

    @property
    def verdict(self) -> Verdict | None:
        return self._verdict

    @property
    def is_held(self) -> bool:
        """Answer whether a wrong scan still waits to be noticed."""
        return self._verdict is not None and self._verdict.must_acknowledge

    def show_verdict(self, verdict: Verdict, following: Prompt | None = None) -> None:
        """Paint a verdict, and the prompt that follows it, before returning; then start its sound."""
        self._verdict = verdict
        self._prompt = following or self._prompt
        self._fresh = True
        self.repaint()
        self.setAccessibleName(verdict.title)
        self.setAccessibleDescription(" ".join(filter(None, (verdict.text, verdict.expected, verdict.remedy))))
        if self._play is not None:
            self._play(verdict.sound)

    def show_prompt(self, title: str, text: str = "", symbol: str = "scan-barcode") -> None:
        """Say what to scan next while there is no verdict; a verdict on show stays."""
        self._prompt = (title, text, symbol)
        if self._verdict is None:
            self.setAccessibleName(title)
            self.update()

    def retell(self, verdict: Verdict) -> None:
        """Put the verdict on show into other words, in silence."""
        self._verdict = verdict
        self.update()

    def clear(self) -> None:
        """Go back to the prompt without a word."""
        self._verdict = None
        self.setAccessibleName(self._prompt_words())
        self.update()

    def acknowledge(self) -> bool:
        """Let go of a wrong scan that was noticed; answer whether there was one."""
        if not self.is_held:
            return False
        self.clear()
        self.acknowledged.emit()
        return True

    def sizeHint(self) -> QSize:
        return QSize(900, 300)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.acknowledge():
            super().mousePressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._draw(painter, self._verdict, self._prompt)
        painter.end()
        if self._fresh:
            self._fresh = False
            self.painted.emit()

    def _draw(self, painter: QPainter, verdict: Verdict | None, prompt: Any) -> None:
        if verdict is not None:
            paint_verdict(painter, QRectF(self.rect()), verdict)
        else:
            paint_idle(painter, QRectF(self.rect()), *prompt)

    def _prompt_words(self) -> str:
        title: str = self._prompt[0]
        return title


def ground_and_ink(tone: Tone) -> tuple[str, str]:
    """Answer the ground of a verdict and the ink that is read on it."""
    colours = palette()
    if tone is Tone.WRONG:
        return colours.wrong_panel, colours.on_wrong
    if tone is Tone.ATTENTION:
        return colours.attention_panel, colours.on_attention
    return colours.good_panel, colours.on_good


def paint_verdict(painter: QPainter, where: QRectF, verdict: Verdict) -> None:
    """Paint symbol, word, what was read and expected, the remedy, and how to go on, as far as the height allows."""
    ground, ink = ground_and_ink(verdict.tone)
    drawing.card(painter, where, ground, radius=RADIUS_PANEL)
    room = _paint_symbol(painter, where, verdict.symbol, ink)
    if verdict.figure:
        face = drawing.fitted(verdict.figure, round(where.height() * 0.36), int(where.width() * 0.3), 800, 28)
        room.adjust(0, 0, -drawing.line_right(painter, room, verdict.figure, face, ink) - 32, 0)
    small = where.height() < 260
    body, note = font(22 if small else 30, 500), font(18 if small else 24, 400)
    rows: list[tuple[str, int, bool]] = [(text, 0, True) for text in (verdict.text,) if text]
    if verdict.read or verdict.expected:
        rows += [(f"{tr('Read')}\t{verdict.read}", 0, False)] if verdict.read else []
        rows += [(f"{tr('Expected')}\t{verdict.expected}", 0, True)] if verdict.expected else []
    rows += [(verdict.remedy, 1, False)] if verdict.remedy else []
    title_face = drawing.fitted(
        verdict.title, 48 if small else min(TITLE_PX_MAX, round(where.height() * 0.22)), int(room.width()), 800, 28
    )
    heights = [title_face.pixelSize() * 1.25] + [(body if kind == 0 else note).pixelSize() * 1.5 for _, kind, _ in rows]
    hint_height = 34.0 if verdict.must_acknowledge else 0.0
    y = room.top() + max(0.0, (room.height() - sum(heights) - hint_height) / 2)
    drawing.line(painter, QRectF(room.left(), y, room.width(), heights[0]), verdict.title, title_face, ink)
    y += heights[0]
    labels = max((drawing.width_of(text.split("\t")[0], note) for text, _, _ in rows if "\t" in text), default=0.0) + 18
    for (text, kind, strong), height in zip(rows, heights[1:], strict=True):
        place = QRectF(room.left(), y, room.width(), height)
        label, tab, value = text.partition("\t")
        if tab:
            drawing.line(painter, place, label, note, ink)
            face = font(body.pixelSize(), 700 if strong else 500)
            drawing.line(painter, place.adjusted(labels, 0, 0, 0), value, face, ink)
        else:
            drawing.line(painter, place, text, note if kind else body, ink)
        y += height
    if verdict.must_acknowledge:
        _paint_hint(painter, QRectF(room.left(), y + 4, room.width(), hint_height), ink)


def paint_idle(painter: QPainter, where: QRectF, title: str, text: str, symbol: str) -> None:
    """Paint what to scan next, on an ordinary card."""
    colours = palette()
    drawing.card(painter, where, colours.surface, colours.line, RADIUS_PANEL)
    room = _paint_symbol(painter, where, symbol, colours.accent)
    face = drawing.fitted(title, 44, int(room.width()), 700, 24)
    high = face.pixelSize() * 1.3
    y = room.top() + (room.height() - high - (36 if text else 0)) / 2
    drawing.line(painter, QRectF(room.left(), y, room.width(), high), title, face, colours.ink)
    drawing.line(painter, QRectF(room.left(), y + high, room.width(), 36), text, font(22, 400), colours.soft)


def _paint_symbol(painter: QPainter, where: QRectF, symbol: str, ink: str) -> QRectF:
    """Paint the symbol at the left and answer the room that is left for words."""
    size = min(SYMBOL_PX_MAX, where.height() * 0.5, where.width() * 0.2)
    pad = min(48.0, where.height() * 0.14)
    icons.draw(painter, symbol, QRectF(where.left() + pad, where.center().y() - size / 2, size, size), ink, 2.25)
    return where.adjusted(pad + size + pad * 0.8, pad * 0.4, -pad * 0.7, -pad * 0.4)


def _paint_hint(painter: QPainter, where: QRectF, ink: str) -> None:
    """Paint the key that lets go of a wrong scan, as a cap."""
    face = figures(18, 700)
    cap = QRectF(where.left(), where.top() + 2, drawing.width_of("Enter", face) + 24, 30)
    painter.setOpacity(0.22)
    drawing.card(painter, cap, ink, radius=7)
    painter.setOpacity(1.0)
    drawing.line_centred(painter, cap, "Enter", face, ink)
    words = tr("or the CONFIRM code goes on. The count has not changed.")
    drawing.line(painter, where.adjusted(cap.width() + 12, 0, 0, 0), words, font(18, 400), ink)
