"""A list of the parts of a page at its left: a sign and a word each, one of them in view; arrows and clicks move."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views import icons
from app.views.kit import drawing
from app.views.theme import font, palette

ROW_PX = 52


class SideList(QWidget):
    """The parts of a page. `picked` tells the key of the one that was chosen."""

    picked = Signal(str)

    def __init__(self, parts: Sequence[tuple[str, str]]) -> None:
        """Take (key, icon) pairs from top to bottom."""
        super().__init__()
        self._parts = tuple(parts)
        self._names: tuple[str, ...] = ("",) * len(self._parts)
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._title = ""

    def name(self, title: str, names: Sequence[str]) -> None:
        """Put the words in the language in force."""
        self._title, self._names = title, tuple(names)
        self._say()
        self.update()

    def choose(self, key: str) -> None:
        """Mark a part as the one in view. Raises: ValueError."""
        self._at = [each for each, _ in self._parts].index(key)
        self._say()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(210, len(self._parts) * ROW_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if not step:
            super().keyPressEvent(event)
        elif 0 <= self._at + step < len(self._parts):
            self.picked.emit(self._parts[self._at + step][0])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = int(event.position().y() // ROW_PX)
        if 0 <= at < len(self._parts):
            self.picked.emit(self._parts[at][0])

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        for index, (_, symbol) in enumerate(self._parts):
            row = QRectF(0, index * ROW_PX, self.width(), ROW_PX - 4)
            here = index == self._at
            if here:
                drawing.card(painter, row, colours.selected, radius=10)
            ink = colours.accent_ink if here else colours.soft
            icons.draw(painter, symbol, QRectF(14, row.center().y() - 11, 22, 22), ink)
            face = font(16, 700 if here else 500)
            drawing.line(painter, row.adjusted(50, 0, -8, 0), self._names[index], face, ink if here else colours.ink)
            if here and self.hasFocus():
                drawing.focus_ring(painter, row, colours.accent, 10)

    def _say(self) -> None:
        self.setAccessibleName(f"{self._title}: {self._names[self._at]}")
