"""What an empty screen says: what will stand here, and what to do next. Never a void."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.views.kit import drawing
from app.views.kit.card import Label, Sign, button
from app.views.verdict import Tone


class EmptyState(QWidget):
    """A sign, a sentence, a hint, and perhaps the button that leads on."""

    def __init__(self, symbol: str = "inbox", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = Sign(symbol, Tone.ACCENT, 56)
        self._title = Label("", 24, 700)
        self._text = Label("", 18, 400, "soft")
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._button = button("", "primary")
        self._button.hide()
        self._action: Callable[[], None] | None = None
        self._button.clicked.connect(self._act)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 32)
        column.setSpacing(12)
        column.addStretch(1)
        for widget in (self._sign, self._title, self._text, self._button):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def say(self, title: str, text: str = "", action: str = "", on_action: Callable[[], None] | None = None) -> None:
        """Say what is missing and what to do; `action` is the word on the button."""
        self._title.setText(title)
        self._text.setText(text)
        width = min(340, round(drawing.width_of(text, self._text.font())) + 8)
        self._text.setMinimumSize(width, self._text.heightForWidth(width))
        self._action = on_action
        self._button.setText(action)
        self._button.setVisible(bool(action))

    def _act(self) -> None:
        if self._action is not None:
            self._action()
