"""The bar above the page: where I am, how the line, the printer and the scanners are, who I am, which language.

States are words with a symbol, never a colour alone; being offline is a badge, never a dialog (UX rule 9).
"""

import zlib
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.language import LANGUAGES, language, tr
from app.views import icons
from app.views.kit import drawing
from app.views.kit.card import Label
from app.views.theme import ON_PICTURE, PICTURE_GROUNDS, TARGET_DESK, figures, font, palette, tone_ink
from app.views.verdict import Tone

BAR_PX = 64
_SHORT = {"zh_CN": "中文", "en": "EN"}


@dataclass(frozen=True, slots=True)
class Status:
    """One state in the top bar, in words of the language in force: "offline since 14:05, 12 waiting"."""

    text: str
    symbol: str
    tone: Tone = Tone.PLAIN


class TopBar(QFrame):
    """The bar. Its clicks are signals; what they do is the shell's."""

    worker_clicked = Signal()
    status_clicked = Signal(str)
    language_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topbar")
        self.setFixedHeight(BAR_PX)
        self._title = Label("", 24, 700)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._states = {key: StatusButton() for key in ("connection", "printer", "scanners")}
        self.worker = WorkerChip()
        self.languages = LanguageSwitch()
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 20, 1)
        row.setSpacing(6)
        row.addWidget(self._title, 1)
        for key, state in self._states.items():
            state.hide()
            state.clicked.connect(lambda _checked=False, key=key: self.status_clicked.emit(key))
            row.addWidget(state)
        row.addSpacing(8)
        row.addWidget(self.languages)
        row.addSpacing(4)
        row.addWidget(self.worker)
        self.worker.hide()
        self.worker.clicked.connect(self.worker_clicked)
        self.languages.wanted.connect(self.language_wanted)

    def show_title(self, title: str) -> None:
        """Say where the worker is."""
        self._title.setText(title)

    def show_status(self, key: str, status: Status | None) -> None:
        """Show the state of the connection, the printer or the scanners, or nothing of it. Raises: KeyError."""
        button = self._states[key]
        button.setVisible(status is not None)
        if status is not None:
            button.show_status(status)

    def retranslate(self) -> None:
        """Put the bar's own words in the language in force."""
        self.languages.retranslate()
        self.worker.retranslate()


class StatusButton(QAbstractButton):
    """One state; a click leads to its cause."""

    def __init__(self) -> None:
        super().__init__()
        self._status = Status("", "circle-dot")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_status(self, status: Status) -> None:
        """Show another state."""
        if status != self._status:
            self._status = status
            self.setText(status.text)
            self.setAccessibleName(status.text)
            self.setToolTip(status.text)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(drawing.width_of(self._status.text, figures(14, 600))) + 52, TARGET_DESK)

    def minimumSizeHint(self) -> QSize:
        return QSize(TARGET_DESK, TARGET_DESK)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        where = QRectF(self.rect())
        loud = self._status.tone in (Tone.ATTENTION, Tone.WRONG)
        if loud or self.underMouse():
            edge = tone_ink(self._status.tone) if loud else colours.line
            drawing.card(painter, where.adjusted(0, 4, 0, -4), colours.raised, edge, 10)
        ink = tone_ink(self._status.tone)
        icons.draw(painter, self._status.symbol, QRectF(12, where.center().y() - 10, 20, 20), ink)
        words = ink if self._status.tone is not Tone.PLAIN else colours.soft
        drawing.line(painter, where.adjusted(40, 0, -8, 0), self._status.text, figures(14, 600), words)
        if self.hasFocus():
            drawing.focus_ring(painter, where.adjusted(0, 4, 0, -4), colours.accent, 10)


class WorkerChip(QAbstractButton):
    """Who works here: initial in a disc of the person's own colour, name, role. A click changes the worker."""

    def __init__(self) -> None:
        super().__init__()
        self._name, self._role = "", ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_worker(self, name: str, role: str) -> None:
        """Show a person; `role` is in words. An empty name hides the chip."""
        self._name, self._role = name, role
        self.setVisible(bool(name))
        self.retranslate()
        self.updateGeometry()
        self.update()

    def retranslate(self) -> None:
        """Put the accessible name in the language in force."""
        self.setAccessibleName(f"{tr('Change worker')}: {self._name}, {self._role}")
        self.setToolTip(tr("Change worker"))

    def sizeHint(self) -> QSize:
        words = max(drawing.width_of(self._name, font(16, 700)), drawing.width_of(self._role, font(14, 500)))
        return QSize(min(240, round(words)) + 86, 50)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        where = QRectF(self.rect())
        drawing.card(painter, where, colours.raised, colours.accent if self.underMouse() else colours.line, 25)
        disc = QRectF(6, where.center().y() - 19, 38, 38)
        ground = PICTURE_GROUNDS[zlib.crc32(self._name.encode("utf-8")) % len(PICTURE_GROUNDS)]
        drawing.card(painter, disc, ground, radius=19)
        drawing.line_centred(painter, disc, self._name[:1].upper(), font(18, 700), ON_PICTURE)
        words = where.adjusted(54, 0, -30, 0)
        middle = where.center().y()
        drawing.line(
            painter, QRectF(words.left(), middle - 21, words.width(), 22), self._name, font(16, 700), colours.ink
        )
        drawing.line(
            painter, QRectF(words.left(), middle + 1, words.width(), 18), self._role, font(14, 500), colours.soft
        )
        icons.draw(painter, "chevron-down", QRectF(where.right() - 28, middle - 8, 16, 16), colours.faint)
        if self.hasFocus():
            drawing.focus_ring(painter, where, colours.accent, 25)


class LanguageSwitch(QAbstractButton):
    """The two languages side by side, the one in force lit; a click or Space takes the other."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(112, TARGET_DESK)
        self.clicked.connect(lambda: self.wanted.emit(next(code for code in LANGUAGES if code != language())))
        self.retranslate()

    def retranslate(self) -> None:
        """Put the accessible name in the language in force."""
        self.setAccessibleName(tr("Language"))
        self.setToolTip(tr("Language"))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        aimed = LANGUAGES[0] if event.position().x() < self.width() / 2 else LANGUAGES[1]
        if aimed == language():
            self.setDown(False)  # a click on the language in force changes nothing
        else:
            super().mouseReleaseEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        where = QRectF(self.rect()).adjusted(0, 3, 0, -3)
        drawing.card(painter, where, colours.canvas, colours.line, 10)
        for index, code in enumerate(LANGUAGES):
            half = QRectF(where.left() + index * where.width() / 2, where.top(), where.width() / 2, where.height())
            lit = code == language()
            if lit:
                drawing.card(painter, half.adjusted(3, 3, -3, -3), colours.surface, colours.accent, 8)
            drawing.line_centred(painter, half, _SHORT[code], font(14, 700), colours.ink if lit else colours.soft)
        if self.hasFocus():
            drawing.focus_ring(painter, where, colours.accent, 10)
