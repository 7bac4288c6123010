"""Asks for a reason before something is done that others will want to follow: printed again, held, adjusted.

The usual reasons are one click each; another one is typed. Without a reason the dialog does not close.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.language import tr
from app.views.kit.dialog import Action, Dialog
from app.views.kit.field_message import Field
from app.views.setting_fields import Choices

REASON_LENGTH_MAX = 120


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """What a reason dialog says; `usual` are the reasons that can be clicked."""

    title: str
    text: str
    action: str
    usual: tuple[str, ...]


class ReasonDialog(Dialog):
    """A question that wants a reason. `given` tells it."""

    given = Signal(str)

    def __init__(self, parent: QWidget, words: ReasonWords, danger: bool = False) -> None:
        actions: Sequence[Action] = (
            Action("back", tr("Go back"), cancels=True),
            Action("do", words.action, "danger" if danger else "primary"),
        )
        super().__init__(parent, words.title, words.text, actions)
        self.edit = QLineEdit()
        self.edit.setMaxLength(REASON_LENGTH_MAX)
        self.field = Field(self.edit, tr("Reason"))
        self.usual = Choices(tuple(map(str, range(len(words.usual)))))
        self.usual.name(words.usual)
        self.usual.picked.connect(lambda key: self.edit.setText(words.usual[int(key)]))
        self.body.addWidget(self.usual)
        self.body.addWidget(self.field)
        self.edit.textChanged.connect(self.field.message.clear)
        self.edit.setFocus()

    def may_answer(self, key: str) -> bool:
        if key != "do":
            return True
        reason = self.edit.text().strip()
        if not reason:
            self.field.message.say(tr("Say why: choose a reason or type one."))
            return False
        self.given.emit(reason)
        return True
