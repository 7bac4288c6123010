"""The filters of the order board as chips: a word and how many orders stand there; one of them is on."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QSizePolicy, QWidget

from app.language import tr
from app.models.orders import Stage
from app.views.desk_words import stage_word
from app.views.kit import drawing
from app.views.theme import figures, font, palette

ALL, LATE = "all", "late"
CHIPS: Final = (
    ALL, LATE, Stage.HELD, Stage.WAITING, Stage.PROMISED,
    Stage.RELEASED, Stage.PICKED, Stage.PACKED, Stage.SHIPPED, Stage.CANCELLED,
)  # fmt: skip
COLUMNS_N: Final = 5
_WARNS: Final = frozenset({LATE, Stage.HELD})


class Chip(QAbstractButton):
    """One filter; 44 px high."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self.count: int | None = None
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(120, 44)

    def say(self, word: str, count: int | None) -> None:
        """Show the word and how many there are."""
        self.setText(word)
        self.count = count
        self.setAccessibleName(f"{word} {'' if count is None else count}".strip())
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        where = QRectF(self.rect())
        ground = colours.selected if self.isChecked() else colours.surface
        drawing.card(painter, where, ground, colours.accent if self.isChecked() else colours.line, 10)
        warned = self.key in _WARNS and bool(self.count)
        ink = colours.wrong if warned else colours.accent_ink if self.isChecked() else colours.soft
        room = where.adjusted(12, 0, -12, 0)
        figure = "…" if self.count is None else f"{self.count:,}"
        taken = drawing.line_right(painter, room, figure, figures(16, 700), ink)
        drawing.line(painter, room.adjusted(0, 0, -taken - 8, 0), self.text(), font(14, 600), ink)
        if self.hasFocus():
            drawing.focus_ring(painter, where, colours.accent, 10)


class StageChips(QWidget):
    """All filters. `chosen` tells the key of the one that was switched on."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._counts: Mapping[str, int] = {}
        self.chips = {key: Chip(key) for key in CHIPS}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for index, chip in enumerate(self.chips.values()):
            self._group.addButton(chip)
            grid.addWidget(chip, index // COLUMNS_N, index % COLUMNS_N)
            chip.clicked.connect(lambda _checked=False, key=chip.key: self.chosen.emit(key))
        for column in range(COLUMNS_N):
            grid.setColumnStretch(column, 1)
        self.chips[ALL].setChecked(True)

    @property
    def key(self) -> str:
        """The filter that is on."""
        return next(key for key, chip in self.chips.items() if chip.isChecked())

    def choose(self, key: str) -> None:
        """Switch a filter on."""
        self.chips[key].setChecked(True)
        self.chosen.emit(key)

    def step(self, steps: int) -> None:
        """Switch the next filter on, or the one before."""
        keys = list(self.chips)
        self.choose(keys[(keys.index(self.key) + steps) % len(keys)])

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many orders stand where."""
        self._counts = counts
        self.retranslate()

    def retranslate(self) -> None:
        """Put the words in the language in force."""
        words = {ALL: tr("All orders"), LATE: tr("Late")}
        for key, chip in self.chips.items():
            word = words[key] if key in words else stage_word(Stage(key))
            chip.say(word, self._counts.get(key))
