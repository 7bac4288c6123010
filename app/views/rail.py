"""The rail of sections at the left: only what the worker may do, each with its sign, its word and its Ctrl+number."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from app.language import tr
from app.views import icons
from app.views.kit import drawing
from app.views.page import Section
from app.views.theme import ON_PICTURE, Palette, palette

RAIL_PX = 92
LOGO_PX = 64
SIGN_PX = 24


class Rail(QFrame):
    """The rail. `wanted` tells the key of the section that was clicked."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setFixedWidth(RAIL_PX)
        self._buttons: list[RailButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(7, 0, 8, 8)
        self._column.setSpacing(2)
        self._column.addWidget(_Logo())
        self._column.addStretch(1)

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Show these sections from top to bottom. Buttons are kept: workers take turns all day."""
        for number, section in enumerate(sections, 1):
            if number > len(self._buttons):
                self._buttons.append(self._make(section, number))
            self._buttons[number - 1].show_section(section)
            self._buttons[number - 1].show()
        for spare in self._buttons[len(sections) :]:
            spare.hide()

    def _make(self, section: Section, number: int) -> "RailButton":
        made = RailButton(section, number)
        made.clicked.connect(lambda: self.wanted.emit(made.section.key))
        self._column.insertWidget(number, made)
        return made

    def mark(self, key: str) -> None:
        """Show which section is in front."""
        for one in self._buttons:
            one.setChecked(one.section.key == key)

    def retranslate(self) -> None:
        """Put the words in the language in force."""
        for one in self._buttons:
            one.retranslate()


class RailButton(QAbstractButton):
    """One section; 52 to 70 px high, so that fourteen fit on 768 px."""

    def __init__(self, section: Section, number: int) -> None:
        super().__init__()
        self.section = section
        self._number = number
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMinimumHeight(50)
        self.setMaximumHeight(70)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.retranslate()

    def show_section(self, section: Section) -> None:
        """Become the button of another section at the same place."""
        if section is not self.section:
            self.section = section
            self.retranslate()

    def retranslate(self) -> None:
        """Put the word in the language in force."""
        self.setText(tr(self.section.title))
        shortcut = f"Ctrl+{self._number}" if self._number <= 9 else ""
        self.setAccessibleName(f"{self.text()} {shortcut}".strip())
        self.setToolTip(f"{self.text()}  {shortcut}".strip())
        self.update()

    @staticmethod
    def draw_ahead(section: Section, colours: Palette, ratio: float) -> None:
        """Draw a section's sign in the inks of a look, for a screen of `ratio`."""
        for ink in (colours.soft, colours.accent_ink):
            icons.pixmap(section.icon, SIGN_PX, ink, ratio)

    def nextCheckState(self) -> None:  # noqa: N802
        """Leave the mark to the shell: a click may be refused."""

    def sizeHint(self) -> QSize:
        return QSize(RAIL_PX - 16, 66)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        where = QRectF(self.rect())
        if self.isChecked():
            drawing.card(painter, where, colours.selected, radius=12)
        elif self.underMouse():
            drawing.card(painter, where, colours.raised, radius=12)
        ink = colours.accent_ink if self.isChecked() else colours.soft
        top = where.center().y() - 22
        sign = QRectF(where.center().x() - SIGN_PX / 2, top, SIGN_PX, SIGN_PX)
        icons.draw(painter, self.section.icon, sign, ink)
        face = drawing.fitted(self.text(), 14, int(where.width()) - 4, 700 if self.isChecked() else 600, 11)
        words = QRectF(where.left(), top + SIGN_PX + 1, where.width(), 20)
        drawing.line_centred(painter, words, self.text(), face, colours.ink if self.isChecked() else colours.soft)
        if self.hasFocus():
            drawing.focus_ring(painter, where, colours.accent, 12)


class _Logo(QWidget):
    """The mark of the house at the top of the rail."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(LOGO_PX)
        self.setAccessibleName("Packbench")

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        spot = QRectF(self.width() / 2 - 20, self.height() / 2 - 20, 40, 40)
        drawing.card(painter, spot, colours.accent, radius=11)
        icons.draw(painter, "package-check", spot.adjusted(8, 8, -8, -8), ON_PICTURE, 2.2)
