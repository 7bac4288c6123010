"""The short pick's two answers: why, and how many still lie there (Rule C7). Digits choose the reason, Enter books."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.language import later, ntr, tr
from app.models.picks import ShortReason
from app.views.choice_dialog import Choice, ChoiceButton, Digits
from app.views.kit.card import Label
from app.views.kit.dialog import Action, Dialog, DigitsEdit
from app.views.kit.field_message import FieldMessage

REASONS: Final = {
    ShortReason.NOT_THERE: later("Nothing there"),
    ShortReason.TOO_FEW: later("Too few there"),
    ShortReason.DAMAGED: later("Damaged"),
    ShortReason.WRONG_PRODUCT: later("Another product lies there"),
    ShortReason.EXPIRED: later("Expired"),
}


class ShortDialog(Dialog):
    """Asks reason and count; `declared` tells both. The count is of good pieces left at the location."""

    declared = Signal(object, int)

    def __init__(self, parent: QWidget, place: str, name: str, missing: int) -> None:
        text = ntr("{n} piece is still missing.", "{n} pieces are still missing.", missing)
        actions = (
            Action("cancel", tr("Go on picking"), cancels=True),
            Action("declare", tr("Declare short"), "primary"),
        )
        super().__init__(parent, tr("Short at {place}").format(place=place), f"{name}  ·  {text}", actions, floor=True)
        self.reason: ShortReason | None = None
        self.reasons = [
            ChoiceButton(digit, Choice(reason, tr(words))) for digit, (reason, words) in enumerate(REASONS.items(), 1)
        ]
        for made in self.reasons:
            made.clicked.connect(lambda _checked=False, key=made.choice.key: self.choose(ShortReason(key)))
        grid = QGridLayout()
        grid.setSpacing(10)
        for at, made in enumerate(self.reasons):
            grid.addWidget(made, at // 2, at % 2)
        self.body.addLayout(grid)
        self.edit = DigitsEdit(4, 34)
        self.edit.setText("0")
        self.edit.setAccessibleName(tr("Good pieces left there"))
        self.edit.setEnabled(False)
        row = QHBoxLayout()
        row.addWidget(Label(tr("Good pieces left there"), 20, 600), 1)
        row.addWidget(self.edit)
        self.edit.setFixedWidth(180)
        self.body.addLayout(row)
        self.message = FieldMessage(self.edit)
        self.body.addWidget(self.message)
        self.edit.burst_dropped.connect(lambda: self.message.say(tr("Type the number; a scan is not a count.")))
        self._digits = Digits(self, lambda digit: self.choose(list(REASONS)[digit - 1]), len(REASONS))
        self.setFocus()

    def choose(self, reason: ShortReason) -> None:
        """Take the reason; the count is next, 0 until somebody types another."""
        self.reason = reason
        for made in self.reasons:
            made.setChecked(made.choice.key == reason)
        self.message.clear()
        self.edit.setEnabled(True)
        self.edit.setFocus()
        self.edit.selectAll()

    def may_answer(self, key: str) -> bool:
        if key != "declare":
            return True
        if self.reason is None:
            self.message.say(tr("Choose the reason first: press its digit."))
            return False
        self.declared.emit(self.reason, int(self.edit.text() or 0))
        return True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.resize(self.sizeHint())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.reason is not None or not self._digits.take(event):
            super().keyPressEvent(event)
