"""A small whole number with a button at each side: typed, stepped by keys, or clicked with a glove."""

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.views.kit.card import button
from app.views.theme import figures


class Stepper(QWidget):
    """A number between two bounds. `changed` tells each other value; Up and Down step, too."""

    changed = Signal(int)

    def __init__(self, least: int, most: int, value: int) -> None:
        super().__init__()
        self._least, self._most, self._value = least, most, value
        self.edit = QLineEdit(str(value))
        self.edit.setFont(figures(18, 700))
        self.edit.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.edit.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,6}"), self))
        self.edit.setMinimumWidth(72)
        self.less, self.more = button("", "plain", symbol="minus"), button("", "plain", symbol="plus")
        for made in (self.less, self.more):
            made.setProperty("dense", True)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.edit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.less)
        row.addWidget(self.edit, 1)
        row.addWidget(self.more)
        self.less.clicked.connect(lambda: self.set_value(self._value - 1))
        self.more.clicked.connect(lambda: self.set_value(self._value + 1))
        self.edit.editingFinished.connect(lambda: self.set_value(int(self.edit.text() or self._value)))

    @property
    def value(self) -> int:
        return self._value

    def set_value(self, value: int) -> None:
        """Take a value as if it were typed; one beyond a bound becomes the bound."""
        bounded = max(self._least, min(self._most, value))
        self.edit.setText(str(bounded))
        if bounded != self._value:
            self._value = bounded
            self.changed.emit(bounded)

    def show_value(self, value: int) -> None:
        """Show a value without telling anybody."""
        self._value = value
        self.edit.setText(str(value))

    def setAccessibleName(self, name: str) -> None:  # noqa: N802
        """Name the field itself, which has the focus."""
        self.edit.setAccessibleName(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if step:
            self.set_value(self._value + step)
        else:
            super().keyPressEvent(event)
