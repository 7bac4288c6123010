"""One typed value for the line in hand: quantity, price, discount, note. Stands where the search box stands.

It looks like the search box, so that the eyes stay where they are; Enter takes the value, Esc leaves it.
"""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from app.views.kit import drawing
from app.views.kit.card import Label
from app.views.theme import font, palette

TEXT_LENGTH_MAX = 200
KEYPAD = Qt.KeyboardModifier.KeypadModifier


class ValueBox(QFrame):
    """A caption, a value, a hint. `taken` tells the text on Enter, `typed` each change, `left` Esc."""

    taken = Signal(str)
    typed = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(52)
        self.caption = Label("", 16, 600, "accent")
        self.edit = QLineEdit()
        self.edit.setObjectName("bare")
        self.edit.setFont(font(20, 600))
        self.edit.setMaxLength(TEXT_LENGTH_MAX)
        self.hint = Label("", 14, 500, "faint")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 2, 16, 2)
        row.setSpacing(12)
        for widget, share in ((self.caption, 0), (self.edit, 1), (self.hint, 0)):
            row.addWidget(widget, share)
        self.setFocusProxy(self.edit)
        self.edit.installEventFilter(self)
        self.edit.textEdited.connect(self.typed)

    def ask(self, caption: str, hint: str, value: str = "") -> None:
        """Ask for a value, with the present one selected."""
        self.caption.setText(caption)
        self.hint.setText(hint)
        self.edit.setAccessibleName(caption)
        self.edit.setText(value)
        self.edit.selectAll()
        self.edit.setFocus()

    def name(self, caption: str, hint: str) -> None:
        """Put the words in the language in force; the text stays."""
        self.caption.setText(caption)
        self.hint.setText(hint)
        self.edit.setAccessibleName(caption)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~KEYPAD:
                self.taken.emit(self.edit.text())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        where = QRectF(self.rect())
        drawing.card(painter, where, colours.selected, colours.accent, 12)
        if self.edit.hasFocus():
            drawing.focus_ring(painter, where, colours.accent, 12)
