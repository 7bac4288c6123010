"""The keys of a screen with their caps, at its foot: what can be done now, by key, by click, or by a command barcode.

A click does not take the focus, so that a floor screen keeps it on a plain widget, where no input method eats a scan.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.views import icons
from app.views.kit import drawing
from app.views.theme import TARGET_DESK, TARGET_FLOOR, figures, font, palette

_SIGNS = {"Enter": "corner-down-left", "Up": "↑", "Down": "↓", "Space": "␣"}


@dataclass(frozen=True, slots=True)
class KeyHint:
    """One key of a screen: "F2", "Ctrl+Enter", "U"; what it does, in words; and what to call."""

    key: str
    text: str
    action: Callable[[], None]
    enabled: bool = True
    primary: bool = False


class KeyButton(QAbstractButton):
    """A key cap and its word; 44 px high, 64 px on floor screens."""

    def __init__(self, hint: KeyHint, floor: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint, self._floor = KeyHint("", "", lambda: None), floor
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._act)
        self.show_hint(hint, floor)

    def show_hint(self, hint: KeyHint, floor: bool) -> None:
        """Become the button of another key, or of the same one in other words; what looks the same is left alone."""
        before, self._hint = (self._looks(self._hint), self._floor), hint
        self._floor = floor
        if before != (self._looks(hint), floor):
            self.setText(hint.text)
            self.setEnabled(hint.enabled)
            self.setAccessibleName(f"{hint.text} ({hint.key})")
            self.updateGeometry()
            self.update()

    def _act(self) -> None:
        self._hint.action()

    @staticmethod
    def _looks(hint: KeyHint) -> tuple[str, str, bool, bool]:
        return hint.key, hint.text, hint.enabled, hint.primary

    def sizeHint(self) -> QSize:
        caps = sum(self._cap_width(cap) for cap in self._caps()) + 5 * (len(self._caps()) - 1)
        words = drawing.width_of(self._hint.text, self._word_face())
        return QSize(round(caps + words) + (44 if self._floor else 34), TARGET_FLOOR if self._floor else TARGET_DESK)

    def minimumSizeHint(self) -> QSize:
        caps = sum(self._cap_width(cap) for cap in self._caps())
        return QSize(round(caps) + (72 if self._floor else 56), self.sizeHint().height())

    def _caps(self) -> list[str]:
        return self._hint.key.split("+") if len(self._hint.key) > 1 else [self._hint.key]

    def _cap_face(self) -> int:
        return 18 if self._floor else 14

    def _cap_height(self) -> int:
        return 36 if self._floor else 26

    def _word_face(self) -> QFont:
        return font(20 if self._floor else 16, 600)

    def _cap_width(self, cap: str) -> float:
        sign = _SIGNS.get(cap, cap)
        words = drawing.width_of(sign if len(sign) == 1 else cap, figures(self._cap_face(), 700))
        symbol = self._cap_face() + 6 if cap == "Enter" else 0
        return max(float(self._cap_height()), words + symbol + (22 if self._floor else 16))

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        where = QRectF(self.rect())
        ground, edge, ink = colours.surface, colours.line, colours.ink
        if self._hint.primary:
            ground, edge, ink = colours.primary, colours.primary, colours.on_primary
        if not self.isEnabled():
            ground, edge, ink = colours.canvas, colours.line, colours.line_strong
        elif self.isDown():
            ground = colours.line if not self._hint.primary else colours.accent
        elif self.underMouse():
            ground = colours.selected if not self._hint.primary else colours.accent_ink
            edge = colours.accent
        drawing.card(painter, where, ground, edge, 12)
        x = where.left() + (14 if self._floor else 11)
        for cap in self._caps():
            x += self._paint_cap(painter, x, cap, ink) + 5
        words = QRectF(x + 6, where.top(), where.right() - x - 12, where.height())
        drawing.line(painter, words, self._hint.text, self._word_face(), ink)
        if self.hasFocus():
            drawing.focus_ring(painter, where, colours.accent if not self._hint.primary else colours.ink, 12)

    def _paint_cap(self, painter: QPainter, x: float, cap: str, ink: str) -> float:
        """Paint one key as it looks on a keyboard: a top with a thicker lower edge; answer its width."""
        colours = palette()
        high, width = self._cap_height(), self._cap_width(cap)
        down = 1 if self.isDown() else 0
        spot = QRectF(x, self.height() / 2 - high / 2 + down, width, high)
        top, edge = colours.raised, colours.line_strong
        if self._hint.primary and self.isEnabled():
            painter.setOpacity(0.18)
            drawing.card(painter, spot, ink, radius=7)
            painter.setOpacity(1.0)
        else:
            drawing.card(painter, spot, edge, radius=7)
            drawing.card(painter, spot.adjusted(1, 1, -1, -3 + 2 * down), top, radius=6)
            spot = spot.adjusted(0, 0, 0, -2)
        face = figures(self._cap_face(), 700)
        if cap == "Enter":
            size = self._cap_face() + 2
            icons.draw(
                painter, "corner-down-left", QRectF(spot.left() + 8, spot.center().y() - size / 2, size, size), ink, 2.5
            )
            drawing.line_centred(painter, spot.adjusted(size + 2, 0, 0, 0), cap, face, ink)
        else:
            sign = _SIGNS.get(cap, cap)
            drawing.line_centred(painter, spot, sign if len(sign) == 1 else cap, face, ink)
        return width


class KeyBar(QFrame):
    """The row of keys of the screen in front. Keys change with each step of a work, so their buttons are kept."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keybar")
        self._hints: tuple[KeyHint, ...] = ()
        self._kept: dict[bool, list[KeyButton]] = {False: [], True: []}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(10)
        self._row.addStretch(1)

    @property
    def hints(self) -> tuple[KeyHint, ...]:
        return self._hints

    def show_keys(self, hints: Sequence[KeyHint], floor: bool) -> None:
        """Show these keys from left to right, primary ones at the right end."""
        self._hints = tuple(hints)
        for primary in (False, True):
            self._show_side([hint for hint in hints if hint.primary is primary], floor, primary)
        self.setVisible(bool(hints))
        self.updateGeometry()  # at once with its buttons: the window would else follow a turn later

    def _show_side(self, hints: Sequence[KeyHint], floor: bool, primary: bool) -> None:
        """Show the keys of one end of the row: the ordinary ones before the gap, the primary ones behind it."""
        kept = self._kept[primary]
        for at, hint in enumerate(hints):
            if at < len(kept):
                kept[at].show_hint(hint, floor)
            else:
                kept.append(KeyButton(hint, floor, self))
                self._row.insertWidget(self._row.count() if primary else at, kept[at])
            kept[at].show()
        for spare in kept[len(hints) :]:
            spare.hide()
