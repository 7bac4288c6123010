"""A question with a handful of answers, each a big button with a digit: one key, one click, nothing to type.

A digit counts only when no other key follows at once: what a scanner types by mistake never chooses anything.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.language import tr
from app.views.kit import drawing
from app.views.kit.dialog import TYPED_GAP_MS_MIN, Action, Dialog
from app.views.theme import TARGET_FLOOR, figures, font, palette

# A scanner's next key is there within its gap; a person's never is.
SETTLED_MS: Final = TYPED_GAP_MS_MIN + 15


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: what is told when it is chosen, its words, a remark."""

    key: str
    text: str
    detail: str = ""


class ChoiceButton(QAbstractButton):
    """One answer with its digit; 64 px high."""

    def __init__(self, digit: int, choice: Choice) -> None:
        super().__init__()
        self._digit, self.choice = digit, choice
        self.setText(choice.text)
        self.setAccessibleName(f"{digit} {choice.text} {choice.detail}".strip())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(TARGET_FLOOR)

    def sizeHint(self) -> QSize:
        words = drawing.width_of(self.choice.text, font(20, 600)) + drawing.width_of(self.choice.detail, font(18, 500))
        return QSize(round(words) + 130, TARGET_FLOOR)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        where = QRectF(self.rect())
        lit = self.isChecked() or self.isDown()
        ground = colours.selected if lit or self.underMouse() else colours.surface
        drawing.card(painter, where, ground, colours.accent if lit else colours.line_strong, 12)
        cap = QRectF(where.left() + 14, where.center().y() - 19, 38, 38)
        drawing.card(painter, cap, colours.line_strong, radius=7)
        drawing.card(painter, cap.adjusted(1, 1, -1, -3), colours.raised, radius=6)
        drawing.line_centred(painter, cap.adjusted(0, 0, 0, -2), str(self._digit), figures(20, 700), colours.ink)
        words = where.adjusted(68, 0, -20, 0)
        taken = drawing.line_right(painter, words, self.choice.detail, font(18, 500), colours.soft)
        drawing.line(painter, words.adjusted(0, 0, -taken - 16, 0), self.choice.text, font(20, 600), colours.ink)
        if self.hasFocus():
            drawing.focus_ring(painter, where, colours.accent, 12)


class ChoiceDialog(Dialog):
    """Asks for one of up to nine answers; `chosen` tells its key. Esc or CANCEL leaves."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget, title: str, text: str, choices: Sequence[Choice]) -> None:
        super().__init__(parent, title, text, (Action("cancel", tr("Cancel"), cancels=True),), floor=True)
        self.choices = [ChoiceButton(digit, choice) for digit, choice in enumerate(choices[:9], 1)]
        for made in self.choices:
            made.setCheckable(False)
            made.clicked.connect(lambda _checked=False, key=made.choice.key: self.choose(key))
            self.body.addWidget(made)
        self._digits = Digits(self, lambda digit: self.choose(self.choices[digit - 1].choice.key), len(self.choices))
        self.setFocus()

    def choose(self, key: str) -> None:
        """Answer with a choice and close."""
        self.chosen.emit(key)
        self.answer("cancel")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.resize(self.sizeHint())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._digits.take(event):
            super().keyPressEvent(event)


class Digits:
    """Digit keys that choose, with the guard against scanners."""

    def __init__(self, parent: QWidget, choose: Callable[[int], None], digits_n: int) -> None:
        self._choose, self._digits_n = choose, digits_n
        self._waiting = 0
        self._timer = QTimer(parent)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLED_MS)
        self._timer.timeout.connect(self._settled)

    def take(self, event: QKeyEvent) -> bool:
        """Take a key; answer whether it was one of the digits or part of a burst."""
        burst = self._timer.isActive()
        self._timer.stop()
        digit = int(event.text()) if event.text().isdecimal() and len(event.text()) == 1 else 0
        if burst:
            self._waiting = 0
            self._timer.start()
            return True
        if 1 <= digit <= self._digits_n:
            self._waiting = digit
            self._timer.start()
            return True
        return False

    def _settled(self) -> None:
        digit, self._waiting = self._waiting, 0
        if digit:
            self._choose(digit)
