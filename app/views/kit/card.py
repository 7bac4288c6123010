"""The plain parts of a screen: card, heading, caption, divider, notice, badge, button.

The style sheet gives them colour; here stand only their sizes and roles, so that a change of look needs no code.
"""

from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.views import icons
from app.views.kit import drawing
from app.views.theme import GAP, GAP_WIDE, Palette, figures, font, palette, tone_ink, tone_wash
from app.views.verdict import Tone

Ink = Literal["ink", "soft", "faint", "accent", "good", "attention", "wrong"]
ButtonKind = Literal["plain", "primary", "danger", "quiet"]
ICON_PX = 20
ICON_GAP_PX = 8
# Two dozen symbols stand on buttons, in the inks of two looks.
ICONS_KEPT_MAX = 128


class Card(QFrame):
    """A ground with a hairline for things that belong together; add to `body`."""

    def __init__(self, parent: QWidget | None = None, margin: int = GAP_WIDE, gap: int = GAP) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.body.setSpacing(gap)


class Label(QLabel):
    """One piece of text in the house type: a size of the scale, a weight, one of the inks."""

    def __init__(self, text: str = "", size: int = 16, weight: int = 400, ink: Ink = "ink") -> None:
        super().__init__(text)
        self.setFont(font(size, weight))
        self.setProperty("ink", ink)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def set_ink(self, ink: Ink) -> None:
        """Change the colour of the text; costs a re-polish, so not for the path of a scan."""
        if self.property("ink") != ink:
            self.setProperty("ink", ink)
            self.style().unpolish(self)
            self.style().polish(self)


class Heading(Label):
    """The name of a card or of a part of it."""

    def __init__(self, text: str = "", size: int = 20) -> None:
        super().__init__(text, size, 700)


class Caption(Label):
    """The small words over a figure or a list."""

    def __init__(self, text: str = "", size: int = 14) -> None:
        super().__init__(text, size, 600, "soft")


class Divider(QFrame):
    """A hairline between parts."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "divider")
        self.setFixedHeight(1)


class Notice(QFrame):
    """A remark that must not be missed: a gift note, a changed address, an answer that one key accepts."""

    def __init__(self, text: str = "", symbol: str = "message-square-warning", size: int = 18) -> None:
        super().__init__()
        self.setProperty("role", "notice")
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(16, 12, 12, 12)
        self.row.setSpacing(GAP)
        self._sign = Sign(symbol, Tone.ATTENTION, 24)
        self.words = Label(text, size, 600, "attention")
        self.words.setWordWrap(True)
        self.row.addWidget(self._sign)
        self.row.addWidget(self.words, 1)

    def say(self, text: str) -> None:
        """Show a remark, or hide when there is none."""
        self.words.setText(text)
        self.setVisible(bool(text))


class Sign(QWidget):
    """One icon in the colour of a tone; follows the look."""

    def __init__(self, symbol: str, tone: Tone = Tone.PLAIN, size_px: int = 24) -> None:
        super().__init__()
        self._symbol, self._tone = symbol, tone
        self.setFixedSize(size_px, size_px)

    def show_symbol(self, symbol: str, tone: Tone) -> None:
        """Change the icon and its tone."""
        self._symbol, self._tone = symbol, tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        icons.draw(QPainter(self), self._symbol, QRectF(self.rect()), tone_ink(self._tone))


class Badge(QWidget):
    """A state in a word: "packed", "late", "offline since 14:05". Symbol and word, never colour alone."""

    def __init__(self, text: str = "", tone: Tone = Tone.PLAIN, symbol: str = "", size: int = 14) -> None:
        super().__init__()
        self._text, self._tone, self._symbol = text, tone, symbol
        self._face = figures(size, 600)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    @property
    def text(self) -> str:
        return self._text

    def say(self, text: str, tone: Tone, symbol: str = "") -> None:
        """Show another state."""
        if (text, tone, symbol) != (self._text, self._tone, self._symbol):
            self._text, self._tone, self._symbol = text, tone, symbol
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        sign = self._face.pixelSize() + 8 if self._symbol else 0
        return QSize(round(drawing.width_of(self._text, self._face)) + sign + 22, self._face.pixelSize() + 16)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_badge(painter, QRectF(self.rect()), self._text, self._tone, self._symbol)


def paint_badge(painter: QPainter, where: QRectF, text: str, tone: Tone, symbol: str = "") -> None:
    """Paint a state in a word; for delegates, which have no widget in a row."""
    face = figures(max(12, round(where.height()) - 16), 600)
    ink = tone_ink(tone)
    edge = palette().line if tone is Tone.PLAIN else ""
    drawing.card(painter, where, tone_wash(tone), edge, min(9.0, where.height() / 2))
    room = where.adjusted(11, 0, -8, 0)
    if symbol:
        size = face.pixelSize() + 2
        icons.draw(painter, symbol, QRectF(room.left() - 2, where.center().y() - size / 2, size, size), ink, 2.5)
        room.adjust(size + 5, 0, 0, 0)
    drawing.line(painter, room, text, face, ink)


def button(text: str, kind: ButtonKind = "plain", floor: bool = False, symbol: str = "") -> QPushButton:
    """Make a button that names its action, 44 px high, 64 px on floor screens; `symbol` is the icon before the text."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setProperty("floor", floor)
    made.setFont(font(20 if floor else 16, 600))
    made.setAutoDefault(False)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if symbol:
        made.setProperty("symbol", symbol)
        tint(made)
    return made


def tint(made: QPushButton, colours: Palette | None = None) -> None:
    """Draw a button's icon in the ink of a look, else of the one in force; the shell does so when it dresses a page."""
    symbol = made.property("symbol")
    if symbol:
        colours = colours or palette()
        made.setIcon(_spaced(symbol, colours.on_primary if made.property("kind") == "primary" else colours.ink))
        made.setIconSize(QSize(ICON_PX + ICON_GAP_PX, ICON_PX))


@lru_cache(maxsize=ICONS_KEPT_MAX)
def _spaced(symbol: str, colour: str) -> QIcon:
    """Answer an icon with air at its right: a style sheet cannot part a button's icon from its words."""
    made = QIcon()
    for ratio in sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()}):
        ground = QPixmap(round((ICON_PX + ICON_GAP_PX) * ratio), round(ICON_PX * ratio))
        ground.setDevicePixelRatio(ratio)
        ground.fill(Qt.GlobalColor.transparent)
        painter = QPainter(ground)
        painter.drawPixmap(0, 0, icons.pixmap(symbol, ICON_PX, colour, ratio))
        painter.end()
        made.addPixmap(ground)
    return made
