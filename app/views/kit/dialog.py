"""Questions that need an answer: the buttons name the action, keys reach all of them, scanned text never lands inside.

A dialog is opened and answers by a signal; nothing waits. While one is open the shell hands scans to it instead of to
the page: CONFIRM and CANCEL press its buttons, anything else is left alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.models.barcodes import COMMAND_PREFIX, CommandCode, Scan
from app.views.kit.card import ButtonKind, Label, button
from app.views.kit.field_message import FieldMessage
from app.views.theme import dress, figures

# A scanner leaves 1 to 15 ms between keys, the fastest typist 60 ms and more.
TYPED_GAP_MS_MIN: Final = 25


@dataclass(frozen=True, slots=True)
class Action:
    """One way out of a dialog: `key` is answered, `text` stands on the button. Give one `cancels` for Esc."""

    key: str
    text: str
    kind: ButtonKind = "plain"
    cancels: bool = False


class Dialog(QDialog):
    """A question with named actions; put inputs into `body`. `answered` tells the action's key, once."""

    answered = Signal(str)

    def __init__(self, parent: QWidget, title: str, text: str, actions: Sequence[Action], floor: bool = False) -> None:
        super().__init__(parent)
        self._actions = tuple(actions)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(560 if floor else 460)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setContentsMargins(28, 26, 28, 24)
        column.setSpacing(12)
        column.addWidget(Label(title, 28 if floor else 24, 700))
        words = Label(text, 20 if floor else 16, 400, "soft")
        words.setWordWrap(True)
        words.setVisible(bool(text))
        column.addWidget(words)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        column.addLayout(self.body)
        column.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addStretch(1)
        self.buttons: dict[str, QPushButton] = {}
        for action in self._actions:
            made = button(action.text, action.kind, floor)
            made.clicked.connect(lambda _checked=False, key=action.key: self.answer(key))
            self.buttons[action.key] = made
            row.addWidget(made)
        column.addLayout(row)

    def answer(self, key: str) -> None:
        """Close with an action, if `may_answer` lets it through."""
        if self.may_answer(key):
            self.answered.emit(key)
            self.close()

    def may_answer(self, key: str) -> bool:
        """Answer whether this action may close the dialog now; dialogs with inputs check them here."""
        return True

    def take_scan(self, scan: Scan) -> bool:
        """Let CONFIRM and CANCEL press the buttons; answer whether the scan meant anything here."""
        if scan.text == COMMAND_PREFIX + CommandCode.CONFIRM:
            return self._press(self._primary())
        if scan.text == COMMAND_PREFIX + CommandCode.CANCEL:
            return self._press(self._cancelling())
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            pressed = next((a for a in self._actions if self.buttons[a.key] is focused), self._primary())
            self._press(pressed)
        elif event.key() == Qt.Key.Key_Escape:
            self._press(self._cancelling())
        else:
            super().keyPressEvent(event)

    def setVisible(self, visible: bool) -> None:  # noqa: N802
        if visible:
            dress(self)
        super().setVisible(visible)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.adjustSize()
        if self.focusWidget() is None and (primary := self._primary()) is not None:
            self.buttons[primary.key].setFocus()

    def _primary(self) -> Action | None:
        return next((action for action in self._actions if action.kind in ("primary", "danger")), None)

    def _cancelling(self) -> Action | None:
        return next((action for action in self._actions if action.cancels), None)

    def _press(self, action: Action | None) -> bool:
        if action is None:
            return False
        self.answer(action.key)
        return True


class DigitsEdit(QLineEdit):
    """A large field for a typed number. Digits faster than fingers are a scanner's and are taken out again."""

    burst_dropped = Signal()

    def __init__(self, digits_max: int = 4, size: int = 44) -> None:
        super().__init__()
        self.setFont(figures(size, 800))
        self.setMinimumHeight(size + 40)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMaxLength(digits_max)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]*"), self))
        self._before = ""
        self._last_ms = 0
        self._in_burst = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        gap_ms = event.timestamp() - self._last_ms
        self._last_ms = event.timestamp()
        if 0 <= gap_ms < TYPED_GAP_MS_MIN and event.timestamp():
            if not self._in_burst:
                self._in_burst = True
                self.setText(self._before)
                self.burst_dropped.emit()
            event.accept()  # also the scanner's Enter, which would else answer the dialog
            return
        self._in_burst = False
        self._before = self.text()
        super().keyPressEvent(event)


class QuantityDialog(Dialog):
    """Asks for a quantity between 1 and `most`; `quantity_given` tells it. Typed only: a scan cannot fill it."""

    quantity_given = Signal(int)

    def __init__(self, parent: QWidget, words: "QuantityWords", most: int, start: int | None = None) -> None:
        actions = (Action("cancel", words.cancel, cancels=True), Action("take", words.action, "primary"))
        super().__init__(parent, words.title, words.text, actions, floor=True)
        self._words, self._most = words, most
        self.edit = DigitsEdit(len(str(most)) + 1)
        self.edit.setAccessibleName(words.title)
        self.message = FieldMessage(self.edit)
        self.body.addWidget(self.edit)
        self.body.addWidget(self.message)
        if start is not None:
            self.edit.setText(str(start))
            self.edit.selectAll()
        self.edit.textChanged.connect(self.message.clear)
        self.edit.burst_dropped.connect(lambda: self.message.say(words.typed_only))
        self.edit.setFocus()

    def may_answer(self, key: str) -> bool:
        if key != "take":
            return True
        typed = int(self.edit.text() or 0)
        if not 1 <= typed <= self._most:
            self.message.say(self._words.bounds.format(most=self._most))
            return False
        self.quantity_given.emit(typed)
        return True


@dataclass(frozen=True, slots=True)
class QuantityWords:
    """The words of a quantity dialog in the language in force; `bounds` has the placeholder {most}."""

    title: str
    text: str
    action: str
    cancel: str
    bounds: str
    typed_only: str
