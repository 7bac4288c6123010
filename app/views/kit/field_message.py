"""A message at its field: what is wrong with this entry and how to put it right, where the eyes are.

One line is always kept free for it, so that nothing jumps when it comes.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.views.kit.card import Caption, Label, Sign
from app.views.verdict import Tone


class FieldMessage(QWidget):
    """The line under a field."""

    def __init__(self, field: QWidget | None = None) -> None:
        super().__init__()
        self._field = field
        self._sign = Sign("circle-alert", Tone.WRONG, 18)
        self._words = Label("", 14, 600, "wrong")
        self._words.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.setMinimumHeight(24)
        self.clear()

    @property
    def text(self) -> str:
        return self._words.text()

    def say(self, text: str, tone: Tone = Tone.WRONG) -> None:
        """Show what is wrong, and mark the field."""
        self._words.setText(text)
        self._words.set_ink("attention" if tone is Tone.ATTENTION else "good" if tone is Tone.GOOD else "wrong")
        self._sign.show_symbol("circle-check" if tone is Tone.GOOD else "circle-alert", tone)
        self._sign.setVisible(bool(text))
        self._mark(bool(text) and tone is Tone.WRONG)
        if self._field is not None:
            self._field.setAccessibleDescription(text)

    def clear(self) -> None:
        """Take the message back."""
        self.say("")

    def _mark(self, fault: bool) -> None:
        if self._field is not None and bool(self._field.property("fault")) != fault:
            self._field.setProperty("fault", fault)
            self._field.style().unpolish(self._field)
            self._field.style().polish(self._field)


class Field(QWidget):
    """A caption, an input and its message, one under the other."""

    def __init__(self, field: QWidget, caption: str = "") -> None:
        super().__init__()
        self.field = field
        self.caption = Caption(caption)
        self.message = FieldMessage(field)
        self.caption.setBuddy(field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (self.caption, field, self.message):
            column.addWidget(widget)
        self.name(caption)

    def name(self, caption: str) -> None:
        """Put the caption in the language in force; it is the field's accessible name, too."""
        self.caption.setText(caption)
        self.field.setAccessibleName(caption)
