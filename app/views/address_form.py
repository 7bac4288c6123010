"""Who is calling and where it goes: one field to paste into, and the fields it splits into, with doubts at their field.

Enter goes on from field to field, Ctrl+Enter takes it all. What the splitter doubts stands at its field; F3 takes the
proposal, Shift+F3 shows the next one. A doubt that the caller insists on is kept by taking the form a second time.
"""

import re
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from app.language import later, tr
from app.models.addresses import Address, Doubt, Question
from app.models.orders import PostalAddress
from app.models.refusals import Reason, Refused
from app.views.desk_words import question_words
from app.views.kit.card import Card, Heading, Label, button
from app.views.kit.field_message import Field, FieldMessage
from app.views.verdict import Tone
from app.views.words import field_sentence

# A paste comes in one piece, typing letter by letter; the splitter is asked once the hand rests.
SPLIT_AFTER_MS: Final = 120
NAMES: Final = ("name", "phone", "country", "province", "city", "district", "street", "postcode")
_CAPTIONS: Final = {
    "paste": later("Paste name, phone and address here"),
    "name": later("Name"),
    "phone": later("Phone"),
    "country": later("Country"),
    "province": later("Province"),
    "city": later("City"),
    "district": later("District"),
    "street": later("Street and house"),
    "postcode": later("Postcode"),
}
_PLACES: Final = {"name": (1, 0, 2), "phone": (1, 2, 2), "country": (1, 4, 2), "province": (2, 0, 1), "city": (2, 1, 1),
                  "district": (2, 2, 4), "street": (3, 0, 4), "postcode": (3, 4, 2)}  # fmt: skip
_AT: Final = {Doubt.NO_STREET: "street", Doubt.NO_COUNTRY: "country"}
_PHONE = re.compile(r"\+?[\d ()-]{7,24}")


class AddressForm(Card):
    """The form. `pasted` asks for a split, `taken` tells that all is right, `left` that Esc was hit."""

    pasted = Signal(str)
    taken = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._action = ""
        self._address_only = False
        self._question: Question | None = None
        self._choice = 0
        self._code = ""
        self._insisted = ""
        self._goes_on = False
        self.heading, self.hint = Heading(), Label("", 14, 500, "faint")
        self.paste = QPlainTextEdit()
        self.paste.setFixedHeight(78)
        self.paste.setTabChangesFocus(True)
        self.edits = {name: QLineEdit() for name in NAMES}
        self.fields = {"paste": Field(self.paste)} | {name: Field(edit) for name, edit in self.edits.items()}
        self.accept_button = button("", "plain", symbol="sparkles")
        self.take_button, self.leave_button = button("", "primary"), button("", "plain")
        self._build()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SPLIT_AFTER_MS)
        self._timer.timeout.connect(self._ask_split)
        self.paste.textChanged.connect(self._timer.start)
        for name, edit in self.edits.items():
            edit.textEdited.connect(lambda _text, name=name: self._typed(name))
        for widget in (self.paste, *self.edits.values()):
            widget.installEventFilter(self)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.heading)
        head.addStretch(1)
        head.addWidget(self.hint)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        for name, (row, column, span) in _PLACES.items():
            grid.addWidget(self.fields[name], row, column, 1, span)
        for column in range(6):
            grid.setColumnStretch(column, 1)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.accept_button)
        foot.addStretch(1)
        foot.addWidget(self.leave_button)
        foot.addWidget(self.take_button)
        self.accept_button.clicked.connect(self.accept)
        self.take_button.clicked.connect(self.take)
        self.leave_button.clicked.connect(self.left)
        self.body.setSpacing(6)
        self.body.addLayout(head)
        self.body.addWidget(self.fields["paste"])
        self.body.addLayout(grid)
        self.body.addLayout(foot)
        self.body.addWidget(QWidget(), 1)

    # -- showing -----------------------------------------------------------------------------------------------------

    def begin(self, address: PostalAddress | None, address_only: bool, typed: str = "") -> None:
        """Start with an address, or empty with what was typed in the search box: figures are a phone, else a name."""
        self._address_only, self._insisted, self._goes_on = address_only, "", False
        self._ask_question(None)
        for name in NAMES:
            self.edits[name].setText(getattr(address, name) if address else "")
        self._code = address.district_code if address else ""
        if not address:
            self.edits["country"].setText("CN")
            self.edits["phone" if typed.replace(" ", "").isdigit() else "name"].setText(typed.strip())
        self.paste.blockSignals(True)
        self.paste.setPlainText("")
        self.paste.blockSignals(False)
        for field in self.fields.values():
            field.message.clear()
        self.retranslate()
        self.paste.setFocus()

    def retranslate(self) -> None:
        """Put the words in the language in force; what was typed stays."""
        self.heading.setText(tr("Delivery address") if self._address_only else tr("New customer"))
        self.hint.setText(tr("Enter goes on · Ctrl+Enter takes it · Esc goes back"))
        self.take_button.setText(tr("Use this address") if self._address_only else tr("Add customer"))
        self.leave_button.setText(tr("Go back"))
        for name, field in self.fields.items():
            caption = _CAPTIONS[name]
            field.name(tr(caption))
        self._show_question()

    def show_split(self, found: Address) -> None:
        """Put a split address into the fields; an empty part leaves what stands there."""
        for name in NAMES:
            value = getattr(found, name)
            if value or name not in ("name", "phone", "postcode"):
                self.edits[name].setText(value)
            self.fields[name].message.clear()
        self._code, self._insisted = found.district_code, ""
        self._ask_question(next(iter(found.questions), None))
        for other in found.questions[1:]:
            self._message(_AT.get(other.doubt, "district")).say(question_words(other, None), Tone.ATTENTION)
        if self._goes_on:
            self._go_on(self.paste)

    def show_refusal(self, refused: Refused) -> None:
        """Show a refusal of the form at its field."""
        name = {"address": "street", "": "name"}.get(refused.field, refused.field)
        self._fault(name if name in self.fields else "name", field_sentence(refused))

    # -- doubts ------------------------------------------------------------------------------------------------------

    @property
    def question(self) -> Question | None:
        """The doubt that is open."""
        return self._question

    def accept(self) -> bool:
        """Take the proposal; answer whether there was one."""
        question = self._question
        if question is None or not question.choices:
            return False
        one = question.choices[self._choice]
        for name in ("province", "city", "district"):
            self.edits[name].setText(getattr(one, name))
        if question.doubt is Doubt.DISAGREE and self.edits["street"].text().startswith(question.read):
            self.edits["street"].setText(self.edits["street"].text()[len(question.read) :].strip())
        self._code = one.code
        self._ask_question(None)
        return True

    def next_choice(self) -> None:
        """Show the next proposal."""
        if self._question is not None and self._question.choices:
            self._choice = (self._choice + 1) % len(self._question.choices)
            self._show_question()

    def _ask_question(self, question: Question | None) -> None:
        if self._question is not None:
            self._message(_AT.get(self._question.doubt, "district")).clear()
        self._question, self._choice = question, 0
        self._show_question()

    def _show_question(self) -> None:
        question = self._question
        self.accept_button.setVisible(bool(question and question.choices))
        if question is None:
            return
        choice = question.choices[self._choice] if question.choices else None
        self._message(_AT.get(question.doubt, "district")).say(question_words(question, choice), Tone.ATTENTION)
        if choice is not None:
            count = f"  {self._choice + 1}/{len(question.choices)}" if len(question.choices) > 1 else ""
            self.accept_button.setText(
                tr("F3 takes {district}").format(district=choice.district or choice.city) + count
            )

    # -- taking ------------------------------------------------------------------------------------------------------

    def take(self) -> None:
        """Check all fields; tell `taken`, or show what is wrong at its field."""
        if (wrong := self._first_fault()) is not None:
            self._fault(*wrong)
        elif self._question is not None and self._question.doubt is not Doubt.NO_STREET:
            if self._insisted == self._all_text():
                self.taken.emit()
                return
            self._insisted = self._all_text()
            self._show_question()
            self.edits[_AT.get(self._question.doubt, "district")].setFocus()
        else:
            self.taken.emit()

    def address(self) -> PostalAddress:
        """Answer the address as it stands in the fields."""
        values = {name: edit.text().strip() for name, edit in self.edits.items()}
        return PostalAddress(**values, district_code=self._code)

    def _first_fault(self) -> tuple[str, str] | None:
        at = self.address()
        if not at.name:
            return "name", tr("Who is it? Type the name.")
        if not _PHONE.fullmatch(at.phone):
            return "phone", tr("Not a phone number: type at least 7 figures.")
        needed = ("country", "city", "street") if at.country != "CN" else ("province", "city", "district", "street")
        missing = next((name for name in needed if not getattr(at, name)), "")
        if missing == "city" and at.province and at.district:
            missing = ""  # a county that lies directly under its province
        return (missing, field_sentence(Refused(Reason.BAD_ADDRESS))) if missing else None

    def _fault(self, name: str, sentence: str) -> None:
        self._message(name).say(sentence)
        self.fields[name].field.setFocus()

    def _message(self, name: str) -> FieldMessage:
        return self.fields[name].message

    def _all_text(self) -> str:
        return "\n".join(edit.text() for edit in self.edits.values())

    def _typed(self, name: str) -> None:
        self._message(name).clear()
        if name in ("province", "city", "district"):
            self._code = ""
        if self._question is not None and _AT.get(self._question.doubt, "district") == name:
            self._ask_question(None)
        if name == "country":
            self.edits["country"].setText(self.edits["country"].text().upper()[:2])

    def _ask_split(self) -> None:
        if text := self.paste.toPlainText().strip():
            self.pasted.emit(text)

    # -- keys --------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
                self._go_on(watched)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_Return:
                event.ignore()
                return True  # the page's key, which a text edit would swallow
        return super().eventFilter(watched, event)

    def _go_on(self, watched: QObject) -> None:
        """Go to the next field that is still empty, from the last one take the form."""
        turn: list[QWidget] = [self.paste, *self.edits.values()]
        at = next((index for index, widget in enumerate(turn) if widget is watched), 0)
        if watched is self.paste and self._timer.isActive():
            self._timer.stop()
            self._goes_on = True  # the answer to the split is waited for
            self._ask_split()
            return
        self._goes_on = False
        rest = [edit for edit in turn[at + 1 :] if isinstance(edit, QLineEdit) and not edit.text().strip()]
        wanted = [edit for edit in rest if edit is not self.edits["postcode"]]
        if wanted:
            wanted[0].setFocus()
        else:
            self.take()
