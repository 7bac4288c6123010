"""The fields of the settings: each is saved the moment it is right, and says at its own place when it is not.

There is no "save" button that could be forgotten: a choice counts when it is made, a typed value when Enter is hit or
the field is left. A value that is refused stays in its field, marked, and the setting stays as it was.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.config import Config
from app.errors import Fault
from app.language import tr
from app.views.kit.card import Caption, Card, Heading, Label, button
from app.views.kit.field_message import Field, FieldMessage
from app.views.verdict import Tone

Check = Callable[[str], str]
"""Answers what is wrong with a typed value, "" when it is right."""


class Settings:
    """The settings in force, and the one way to change them: written to disk first, put in force second."""

    def __init__(self, config: Config, save: Callable[[Config], None], apply: Callable[[Config], None]) -> None:
        self.config = config
        self._save, self._apply = save, apply

    def change(self, **values: Any) -> str:
        """Save and apply; answer what went wrong, "" when all is well. What is equal already is not written again."""
        wanted = replace(self.config, **values)
        if wanted == self.config:
            return ""
        try:
            self._save(wanted)
        except Fault as fault:
            return str(fault)
        self.config = wanted
        self._apply(wanted)
        return ""


class Choices(QWidget):
    """A few choices side by side, one of them in force: seen at a glance, no list to unfold. `picked` tells its key."""

    picked = Signal(str)

    def __init__(self, keys: Sequence[str], symbols: Sequence[str] = ()) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for index, key in enumerate(keys):
            made = button("", "plain", symbol=symbols[index] if symbols else "")
            made.setCheckable(True)
            made.setProperty("dense", True)
            made.clicked.connect(lambda _checked=False, key=key: self.picked.emit(key))
            self._group.addButton(made)
            self.buttons[key] = made
            row.addWidget(made)
        row.addStretch(1)

    @property
    def chosen(self) -> str:
        return next((key for key, made in self.buttons.items() if made.isChecked()), "")

    def choose(self, key: str) -> None:
        """Show a choice as the one in force, without telling anybody."""
        if key in self.buttons:
            self.buttons[key].setChecked(True)

    def name(self, words: Sequence[str]) -> None:
        """Put the words in the language in force, in the order of the keys."""
        for made, word in zip(self.buttons.values(), words, strict=True):
            made.setText(word)
            made.setAccessibleName(word)


class Row(QWidget):
    """One setting: its name and a sentence on what it does at the left, its input at the right, a message under it."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.inside = inside
        self.title, self.help = Label("", 18, 600), Label("", 16, 400, "soft")
        self.help.setWordWrap(True)
        self.message = FieldMessage(inside if isinstance(inside, QLineEdit) else None)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.help)
        words.addStretch(1)
        field = QVBoxLayout()
        field.setSpacing(2)
        field.addWidget(inside)
        field.addWidget(self.message)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(24)
        row.addLayout(words, 5)
        row.addLayout(field, 6)

    def name(self, title: str, text: str = "") -> None:
        """Put its words in the language in force."""
        self.title.setText(title)
        self.help.setText(text)
        self.help.setVisible(bool(text))
        self.inside.setAccessibleName(title)

    def tell(self, wrong: str) -> None:
        """Say that it was saved, or what is wrong."""
        if wrong:
            self.message.say(wrong)
        else:
            self.message.say(tr("Saved"), Tone.GOOD)


class TextSetting(QLineEdit):
    """A typed value. `given` tells it once it is finished (Enter, or the field is left) and is another than before."""

    given = Signal(str)

    def __init__(self, text: str = "", length_max: int = 200) -> None:
        super().__init__(text)
        self.setMaxLength(length_max)
        self._before = text
        self.editingFinished.connect(self._finish)

    def show_value(self, text: str) -> None:
        """Show the value in force."""
        self._before = text
        self.setText(text)

    def _finish(self) -> None:
        text = self.text().strip()
        if text != self._before:
            self._before = text
            self.given.emit(text)


class Pane(QWidget):
    """One page of the settings: cards under each other, no wider than the eye likes to read."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(16)

    def card(self) -> tuple[Card, Heading]:
        """Answer a new card under the others, with its heading."""
        card, heading = Card(margin=20, gap=10), Heading("", 20)
        card.body.addWidget(heading)
        self.column.addWidget(card)
        return card, heading

    def shown(self) -> None:
        """Hear that the pane came into view: start what it shows live."""

    def hidden(self) -> None:
        """Hear that the pane went out of view."""

    def retranslate(self) -> None:
        """Put its words in the language in force."""


def captioned(caption: Caption, inside: QWidget) -> QWidget:
    """Answer a caption over a widget."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(caption)
    column.addWidget(inside)
    return made


__all__ = ["Check", "Choices", "Field", "Pane", "Row", "Settings", "TextSetting", "captioned"]
