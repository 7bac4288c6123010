"""The search box of a desk: type, see, Enter. One line edit with a list under it; no mouse, no wait.

Each keystroke asks at once; the answer to an older text is dropped when it comes late. The list is a child of the
window and never takes the focus, so that typing (and a Chinese input method's own window) goes on while it is open.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QMouseEvent, QMoveEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from app.views.kit import drawing
from app.views.kit.card import Label, Sign
from app.views.theme import figures, font, palette, tone_ink
from app.views.verdict import Tone

ROWS_MAX: Final = 8
ROW_PX: Final = 52


@dataclass(frozen=True, slots=True)
class Found:
    """One result: `value` is handed back when it is chosen; the words are in two levels, figures stand at the right."""

    value: Any
    title: str
    detail: str = ""
    right: str = ""
    right_detail: str = ""
    tone: Tone = Tone.PLAIN


Ask = Callable[[str, Callable[[Sequence[Found]], None]], None]


class SearchBox(QFrame):
    """A search box. `ask(text, on_found)` may answer now or later; `chosen` tells the value, `left` that Esc was hit.

    `entered_empty` tells Enter without a text: an order desk goes on to the next step. `page_keys` are characters
    ("*./") that belong to the page while the box is empty.
    """

    chosen = Signal(object)
    left = Signal()
    entered_empty = Signal()
    nothing_found = Signal(str)
    _found = Signal(int, object)

    def __init__(self, ask: Ask, symbol: str = "search", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ask = ask
        self._ticket = 0
        self._waits_for_enter = False
        self._answered = True
        self.page_keys = ""
        self.setMinimumHeight(52)
        self.edit = QLineEdit()
        self.edit.setObjectName("bare")
        self.edit.setFont(font(20, 600))
        self._hint = Label("", 14, 500, "faint")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 2, 16, 2)
        row.setSpacing(12)
        row.addWidget(Sign(symbol, Tone.ACCENT, 24))
        row.addWidget(self.edit, 1)
        row.addWidget(self._hint)
        self.setFocusProxy(self.edit)
        self.popup = ResultList(self)
        self.popup.hide()
        self.popup.picked.connect(self._choose)
        self.edit.textEdited.connect(self._typed)
        self.edit.installEventFilter(self)
        # Queued when the answer comes from another thread, direct when it comes from this one.
        self._found.connect(self._show)

    def name(self, name: str, hint: str = "", placeholder: str = "") -> None:
        """Put its name and hints in the language in force."""
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(placeholder)
        self._hint.setText(hint)

    def start(self, text: str = "") -> None:
        """Empty the box, or put a text in and ask; take the focus."""
        self.edit.setText(text)
        self.edit.setFocus()
        self.popup.hide()
        self._ticket += 1
        if text:
            self._typed(text)

    def text(self) -> str:
        """Answer what was typed."""
        return self.edit.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        if event.type() == QEvent.Type.FocusOut:
            self.popup.hide()
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.popup.hide()
        super().hideEvent(event)

    def moveEvent(self, event: QMoveEvent) -> None:
        self.popup.place(self)
        super().moveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.popup.place(self)
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        where = QRectF(self.rect())
        focused = self.edit.hasFocus()
        drawing.card(painter, where, colours.surface, colours.accent if focused else colours.line_strong, 12)
        if focused:
            drawing.focus_ring(painter, where, colours.accent, 12)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if event.text() and event.text() in self.page_keys and not self.edit.text():
            event.ignore()  # an ignored event that is filtered goes on to the parent, at last to the shell
            return True
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.popup.isVisible():
            self.popup.move_by(1 if key == Qt.Key.Key_Down else -1)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._enter()
            return True
        if key == Qt.Key.Key_Escape:
            was_open = self.popup.isVisible()
            self.popup.hide()
            if not was_open:
                self.left.emit()
            return True
        return False

    def _enter(self) -> None:
        if not self.edit.text().strip():
            self.entered_empty.emit()
        elif not self._answered:
            self._waits_for_enter = True  # a quick clerk types ahead of the answer; the first hit will be taken
        elif self.popup.current is not None:
            self._choose(self.popup.current)
        else:
            self.nothing_found.emit(self.edit.text())

    def _typed(self, text: str) -> None:
        self._ticket += 1
        self._waits_for_enter = False
        if not text.strip():
            self.popup.hide()
            self._answered = True
            return
        ticket = self._ticket
        self._answered = False
        self._ask(text, lambda found: self._found.emit(ticket, found))

    def _show(self, ticket: int, found: Sequence[Found]) -> None:
        if ticket != self._ticket:
            return
        self._answered = True
        self.popup.show_under(self, found)
        if self._waits_for_enter:
            self._waits_for_enter = False
            self._enter()

    def _choose(self, found: Found) -> None:
        self._ticket += 1
        self.popup.hide()
        self.chosen.emit(found.value)


class ResultList(QWidget):
    """The list under a search box, painted row by row; never takes the focus."""

    picked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._found: tuple[Found, ...] = ()
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)

    @property
    def current(self) -> Found | None:
        return self._found[self._at] if self.isVisible() and self._at < len(self._found) else None

    @property
    def found(self) -> tuple[Found, ...]:
        return self._found

    def show_under(self, box: QWidget, found: Sequence[Found]) -> None:
        """Show results under a box, above it where there is no room below; hide when there are none."""
        self._found, self._at = tuple(found[:ROWS_MAX]), 0
        window = box.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self.setVisible(bool(self._found) and box.isVisible())
        self.place(box)
        self._say_current()
        self.update()

    def place(self, box: QWidget) -> None:
        """Take the place at the box again, after a layout has moved it."""
        window = box.window()
        top = box.mapTo(window, QPoint(0, box.height() + 4))
        high = len(self._found) * ROW_PX + 12
        if top.y() + high > window.height():
            top = box.mapTo(window, QPoint(0, -high - 4))
        self.setGeometry(top.x(), top.y(), box.width(), high)
        self.raise_()

    def move_by(self, rows: int) -> None:
        """Move the cursor; it stops at both ends."""
        self._at = max(0, min(len(self._found) - 1, self._at + rows))
        self._say_current()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, ROWS_MAX * ROW_PX + 12)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._at = max(0, min(len(self._found) - 1, int((event.position().y() - 6) // ROW_PX)))
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        if self.current is not None:
            self.picked.emit(self.current)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        where = QRectF(self.rect())
        painter.fillRect(where, QColor(colours.surface))
        drawing.card(painter, where, colours.surface, colours.line_strong, 12)
        for index, found in enumerate(self._found):
            row = QRectF(6, 6 + index * ROW_PX, where.width() - 12, ROW_PX)
            if index == self._at:
                drawing.card(painter, row, colours.selected, radius=8)
            self._paint_row(painter, row.adjusted(14, 0, -14, 0), found)

    def _paint_row(self, painter: QPainter, row: QRectF, found: Found) -> None:
        colours = palette()
        ink = colours.soft if found.tone is Tone.PLAIN else tone_ink(found.tone)
        detail = drawing.line_right(painter, row, found.right_detail, font(16, 600), ink)
        right = row.adjusted(0, 0, -max(detail, 120.0 if found.right_detail else 0.0) - 16, 0)
        figure = drawing.line_right(painter, right, found.right, figures(16, 600), colours.ink)
        words = right.adjusted(0, 0, -figure - 20, 0)
        title = drawing.line(
            painter, words.adjusted(0, 0, -min(160.0, words.width() / 3), 0), found.title, font(18, 700), colours.ink
        )
        drawing.line(painter, words.adjusted(title + 14, 0, 0, 0), found.detail, font(16, 500), colours.faint)

    def _say_current(self) -> None:
        if self.current is not None:
            self.setAccessibleName(f"{self.current.title} {self.current.detail} {self.current.right}")
