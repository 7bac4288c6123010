"""Receiving: scan the goods, say how many, scan lot and serials where the goods have them, scan the shelf: booked.

One prompt says the one next thing; a GS1 label answers several at once. What a scan does to the receipt stands in
`receive_draft.py`. Targets are 64 px: this is worked standing, with gloves, before a pallet.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.background.desk import Desk
from app.language import language, later, tr
from app.models.barcodes import CommandCode, Scan, printable
from app.models.meaning import CommandMeant, Meaning, ProductMeant, in_words
from app.models.refusals import Refused
from app.models.stock_pages import ReceivingCard
from app.operations.scan_test import understood
from app.operations.station import Outcome
from app.operations.stock import Receive, receive
from app.operations.stock_pages import receiving_card
from app.views import words
from app.views.kit.card import Card, Label, button
from app.views.kit.dialog import DigitsEdit
from app.views.kit.field_message import Field
from app.views.kit.last_scans import LastScans, ScanShown
from app.views.kit.product_card import ProductCard, ProductShown
from app.views.kit.prompt_card import PromptCard
from app.views.prompt import Prompt, StepState
from app.views.prompt import Step as PromptStep
from app.views.receive_draft import ReceiveDraft, Step, begun, take
from app.views.theme import figures
from app.views.verdict import Tone
from app.views.wall_clock import clock_words
from app.views.words import field_sentence

DIGITS_MAX = 6
_STEP_WORDS: Final = {
    Step.PRODUCT: later("Product"),
    Step.QUANTITY: later("Quantity"),
    Step.LOT: later("Lot"),
    Step.SERIALS: later("Serial numbers"),
    Step.LOCATION: later("Location"),
}
_NEXT_SERIAL: Final = later("Scan the next serial number, or the shelf")
_HINTS: Final = {
    Step.PRODUCT: later("Scan the goods"),
    Step.QUANTITY: later("Type the quantity"),
    Step.LOT: later("Scan or type lot and expiry"),
    Step.SERIALS: later("Scan each serial number"),
    Step.LOCATION: later("Scan the shelf"),
    Step.READY: later("Scan the shelf"),
}


class ReceiveForm(QWidget):
    """One receipt after the other. `left` tells that the worker is done here, `booked` that stock changed."""

    left = Signal()
    booked = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.draft = ReceiveDraft()
        self._booking = False
        self.prompt, self.product, self.scans = PromptCard(), ProductCard(), LastScans()
        self.quantity = DigitsEdit(DIGITS_MAX, 34)
        self.lot, self.expires, self.location = QLineEdit(), QLineEdit(), QLineEdit()
        for edit in (self.quantity, self.lot, self.expires, self.location):
            edit.setProperty("floor", True)
        for edit in (self.lot, self.expires, self.location):
            edit.setFont(figures(24, 600))
            edit.setMaxLength(40)
        self.fields = {
            "quantity": Field(self.quantity),
            "lot": Field(self.lot),
            "expires_on": Field(self.expires),
            "location": Field(self.location),
        }
        self.serials = Label("", 18, 600)
        self.serials.setWordWrap(True)
        self.serials_field = Field(self.serials)
        self.book, self.clear_button = button("", "primary", True, "check"), button("", "plain", True, "rotate-ccw")
        self.back = button("", "plain", True, "arrow-left")
        self._build()
        self.quantity.textEdited.connect(self._typed_quantity)
        self.lot.textEdited.connect(lambda text: self._set(replace(self.draft, lot=text.strip(), typed=True)))
        self.expires.textEdited.connect(self._typed_expiry)
        self.location.textEdited.connect(
            lambda text: self._set(replace(self.draft, location=text.strip().upper(), typed=True))
        )
        self.location.returnPressed.connect(self.try_book)
        self.book.clicked.connect(self.try_book)
        self.clear_button.clicked.connect(self.clear)
        self.back.clicked.connect(self.left)

    def _build(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(16)
        right.setSpacing(16)
        left.addWidget(self.prompt, 3)
        left.addWidget(self.product, 2)
        form = Card(margin=20, gap=6)
        row = QHBoxLayout()
        row.setSpacing(12)
        for key, share in (("quantity", 2), ("lot", 3), ("expires_on", 3), ("location", 3)):
            row.addWidget(self.fields[key], share)
        form.body.addLayout(row)
        form.body.addWidget(self.serials_field)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.back)
        foot.addWidget(self.clear_button)
        foot.addStretch(1)
        foot.addWidget(self.book)
        form.body.addLayout(foot)
        left.addWidget(form)
        self.history_words = Label("", 16, 500, "soft")
        self.history_words.setWordWrap(True)
        places = Card(margin=20, gap=8)
        self._places_heading = Label("", 18, 600, "soft")
        self.places = Label("", 28, 700)
        self.places.setWordWrap(True)
        places.body.addWidget(self._places_heading)
        places.body.addWidget(self.places)
        places.body.addWidget(self.history_words)
        right.addWidget(places)
        right.addWidget(self.scans, 1)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(20)
        columns.addLayout(left, 9)
        columns.addLayout(right, 4)

    def retranslate(self) -> None:
        """Put the words in the language in force."""
        names = {
            "quantity": tr("Quantity"),
            "lot": tr("Lot"),
            "expires_on": tr("Expires (YYYY-MM-DD)"),
            "location": tr("Location"),
        }
        for key, name in names.items():
            self.fields[key].name(name)
        self.serials_field.name(tr("Serial numbers"))
        self.book.setText(tr("Book the receipt"))
        self.clear_button.setText(tr("Start again"))
        self.back.setText(tr("Back to the stock"))
        self._places_heading.setText(tr("Lies already at"))
        self.history_words.setText(tr("What customers wait for is promised to them at once, oldest order first."))
        self._show()

    def entered(self) -> None:
        """Rest the focus where no scan can be eaten."""
        self._show()
        self.setFocus()

    def clear(self) -> None:
        """Forget the goods at hand; nothing was booked of them."""
        self.prompt.clear()
        self._set(ReceiveDraft())
        self.setFocus()

    def take_scan(self, scan: Scan) -> None:
        """Take a scan of anything; the store says what it means, in the order of the scans."""
        station = self._desk.station
        self._desk.call(lambda: understood(station, scan)[0], lambda meant: self._scanned(scan, meant))

    def start(self, sku: str) -> None:
        """Begin with a product that was chosen on the stock screen."""
        self._begin(ProductMeant(sku, sku, 1, ""), None)

    def _scanned(self, scan: Scan, meant: Meaning) -> None:
        if isinstance(meant, CommandMeant) and meant.command is CommandCode.CANCEL:
            self.clear()
        elif isinstance(meant, CommandMeant) and meant.command is CommandCode.CONFIRM:
            if not self.prompt.acknowledge():
                self.try_book()
        elif self.draft.goods is None and isinstance(meant, ProductMeant):
            self._begin(meant, scan)
        else:
            self._take(scan, meant)

    def _begin(self, meant: ProductMeant, scan: Scan | None) -> None:
        def take_card(card: ReceivingCard | None) -> None:
            if card is not None:
                self._accept(begun(card, meant), scan, meant)
                self.quantity.setFocus()
                self.quantity.selectAll()

        self._desk.read(receiving_card, self._desk.station.warehouse, meant.sku, done=take_card)

    def _take(self, scan: Scan, meant: Meaning) -> None:
        answer = take(self.draft, meant)
        if isinstance(answer, Refused):
            self.prompt.show_verdict(words.refused(answer))
            self._note(scan, printable(scan.text, 30), words.refused(answer).title, Tone.WRONG)
            return
        placed = bool(answer.location) and answer.location != self.draft.location
        self._accept(answer, scan, meant)
        if placed:
            self.try_book()

    def _accept(self, draft: ReceiveDraft, scan: Scan | None, meant: Meaning) -> None:
        self.prompt.clear()
        self._set(draft)
        if scan is not None:
            self._note(scan, in_words(meant), f"{draft.quantity:,}" if draft.quantity else "✓", Tone.GOOD)

    def _note(self, scan: Scan, text: str, result: str, tone: Tone) -> None:
        self.scans.add(ScanShown(clock_words(scan.at), text, result, tone))

    def try_book(self) -> None:
        """Book the receipt when nothing is missing; say at its field what is."""
        for field in (*self.fields.values(), self.serials_field):
            field.message.clear()
        draft = self.draft
        if draft.goods is None or self._booking:
            return
        if self.expires.text().strip() and draft.expires_on is None:
            self.fields["expires_on"].message.say(tr("Not a day. Write it as 2027-03-31."))
            return
        if not draft.location:
            self.fields["location"].message.say(tr("Scan the shelf the goods lie on now."))
            return
        self._booking = True
        entry = "typed" if draft.typed else "scanned"
        command = Receive(
            draft.goods.sku, draft.location, draft.quantity, draft.lot, draft.expires_on, draft.serials, entry
        )
        self._desk.do(receive, command, done=lambda outcome: self._answered(outcome, draft))

    def _answered(self, outcome: Outcome, draft: ReceiveDraft) -> None:
        self._booking = False
        assert draft.goods is not None
        if outcome.refused is not None:
            self._refuse(outcome.refused)
            return
        name = draft.goods.name_in(language())
        self._set(ReceiveDraft())
        self.setFocus()
        self.prompt.show_verdict(words.done(words.Done.RECEIVED, f"{name} → {draft.location}", f"{draft.quantity:,}"))
        self.booked.emit(draft.goods.sku)

    def _refuse(self, refusal: Refused) -> None:
        field = self.serials_field if refusal.field == "serials" else self.fields.get(refusal.field)
        self.prompt.show_verdict(words.refused(refusal))
        if field is not None:
            field.message.say(field_sentence(refusal))
            field.field.setFocus()
        if refusal.field == "location":
            self.draft = replace(self.draft, location="")

    def _typed_quantity(self, text: str) -> None:
        self._set(replace(self.draft, quantity=int(text or 0), typed=True))

    def _typed_expiry(self, text: str) -> None:
        try:
            day = date.fromisoformat(text.strip().replace("/", "-"))
        except ValueError:
            day = None
        self._set(replace(self.draft, expires_on=day, typed=True))

    def _set(self, draft: ReceiveDraft) -> None:
        self.draft = draft
        for field in self.fields.values():
            field.message.clear()
        self._show()

    def _show(self) -> None:
        draft, goods = self.draft, self.draft.goods
        _put(self.quantity, str(draft.quantity) if draft.quantity else "")
        _put(self.lot, draft.lot)
        if draft.expires_on is not None or goods is None:  # what is no day yet stays for who types it
            _put(self.expires, draft.expires_on.isoformat() if draft.expires_on else "")
        _put(self.location, draft.location)
        self.fields["lot"].setVisible(goods is None or goods.lots)
        self.fields["expires_on"].setVisible(goods is None or goods.lots)
        self.serials_field.setVisible(goods is not None and goods.serials)
        self.serials.setText("   ".join(draft.serials) or tr("none yet"))
        for part in (*(field.field for field in self.fields.values()), self.book, self.clear_button):
            part.setEnabled(goods is not None)
        self.product.show_product(_shown(goods))
        self.places.setText("   ".join(goods.places) if goods is not None and goods.places else "–")
        self.prompt.show_prompt(_prompt(draft))


def _put(edit: QLineEdit, text: str) -> None:
    """Show a value without moving the cursor of somebody who types it."""
    if edit.text() != text:
        edit.setText(text)


def _shown(goods: ReceivingCard | None) -> ProductShown | None:
    if goods is None:
        return None
    return ProductShown(goods.name_in(language()), goods.sku, goods.code, category=goods.category)


def _prompt(draft: ReceiveDraft) -> Prompt:
    step = draft.step
    steps = _steps(draft)
    figure = draft.goods.sku if draft.goods is not None else tr("Receive")
    quantity = f"{draft.quantity:,}" if draft.quantity else ""
    caption = tr("Goods in")
    hint = _HINTS[step]
    if draft.takes_serials and step is Step.LOCATION:
        hint = _NEXT_SERIAL
    return Prompt(caption, figure, tr(hint), quantity, tr("Quantity") if quantity else "", "", steps)


def _steps(draft: ReceiveDraft) -> tuple[PromptStep, ...]:
    order: Sequence[Step] = draft.steps
    now = Step.LOCATION if draft.step is Step.READY else draft.step
    at = order.index(now)
    states = [StepState.DONE] * at + [StepState.NOW] + [StepState.LATER] * len(order)
    return tuple(PromptStep(tr(_STEP_WORDS[step]), state) for step, state in zip(order, states, strict=False))
