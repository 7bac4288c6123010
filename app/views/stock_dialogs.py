"""The few typed values of the stock screen: set a heap right with its reason, carry goods elsewhere.

A refusal comes back to the field it belongs to and the dialog stays; a scan of a shelf names it, none lands in a field.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from app.background.desk import Desk
from app.language import tr
from app.models.barcodes import Scan
from app.models.meaning import LocationMeant, Meaning
from app.models.refusals import Refused
from app.models.stock import AdjustReason, StockKey
from app.operations.scan_test import understood
from app.operations.station import Outcome
from app.operations.stock import Adjust, MoveStock, adjust, move_stock
from app.views.kit.dialog import Action, Dialog, DigitsEdit
from app.views.kit.field_message import Field
from app.views.setting_fields import Choices
from app.views.stock_words import ADJUST_REASONS, place_word, reason_word
from app.views.words import field_sentence

DIGITS_MAX = 6
WIDTH_PX = 760
"""Six reasons side by side in either language."""


class StockDialog(Dialog):
    """What both dialogs share: the store answers, the dialog closes when it agreed and shows the refusal when not."""

    def __init__(self, parent: QWidget, desk: Desk, title: str, text: str, action: str) -> None:
        actions = (Action("back", tr("Go back"), cancels=True), Action("do", action, "primary"))
        super().__init__(parent, title, text, actions)
        self.setMinimumWidth(WIDTH_PX)
        self.desk = desk
        self.fields: dict[str, Field] = {}
        self.on_done: Callable[[Outcome], None] | None = None
        self._agreed = False

    def add_field(self, key: str, inside: QWidget, caption: str) -> Field:
        """Put an input into the dialog; `key` is the name refusals call it by."""
        made = Field(inside, caption)
        self.fields[key] = made
        self.body.addWidget(made)
        return made

    def ask(self) -> None:
        """Give the command to the store."""
        raise NotImplementedError

    def may_answer(self, key: str) -> bool:
        if key == "back" or self._agreed:
            return True
        for field in self.fields.values():
            field.message.clear()
        self.ask()
        return False

    def answered_by_store(self, outcome: Outcome) -> None:
        """Close, or show what is wrong at its field."""
        if outcome.refused is not None:
            self.tell(outcome.refused)
            return
        self._agreed = True
        if self.on_done is not None:
            self.on_done(outcome)
        self.answer("do")

    def tell(self, refusal: Refused) -> None:
        """Show a refusal at the field it names, at the first one when it names none of these."""
        field = self.fields.get(refusal.field) or next(iter(self.fields.values()))
        field.message.say(field_sentence(refusal))
        field.field.setFocus()


class AdjustDialog(StockDialog):
    """Says what is really there, and why it differs from the books."""

    def __init__(self, parent: QWidget, desk: Desk, heap: Any, name: str) -> None:
        key: StockKey = heap.key
        what = "  ·  ".join(filter(None, (place_word(key.location), name, key.lot, key.serial)))
        text = tr("{what}\nThe books say {count}.").format(what=what, count=heap.on_hand)
        super().__init__(parent, desk, tr("Set the books right"), text, tr("Book the count"))
        self._key = key
        self.counted = DigitsEdit(DIGITS_MAX, 34)
        self.counted.setText(str(max(0, heap.on_hand)))
        self.counted.selectAll()
        self.add_field("counted", self.counted, tr("Counted"))
        self.reasons = Choices(tuple(reason.value for reason in ADJUST_REASONS))
        self.reasons.name(tuple(reason_word(reason.value) for reason in ADJUST_REASONS))
        self.add_field("reason", self.reasons, tr("Reason"))
        self.note = QLineEdit()
        self.note.setMaxLength(120)
        self.add_field("note", self.note, tr("Note"))
        self.counted.setFocus()

    def ask(self) -> None:
        reason = AdjustReason(self.reasons.chosen) if self.reasons.chosen else None
        counted = int(self.counted.text()) if self.counted.text() else -1
        key = self._key
        command = Adjust(key.location, key.sku, reason, counted, lot=key.lot, serial=key.serial, note=self.note.text())
        self.desk.do(adjust, command, done=self.answered_by_store)


class MoveDialog(StockDialog):
    """Carries free goods of one heap to another shelf; the shelf is scanned or typed."""

    def __init__(self, parent: QWidget, desk: Desk, heap: Any, name: str) -> None:
        key: StockKey = heap.key
        free = max(0, heap.on_hand - heap.allocated)
        what = "  ·  ".join(filter(None, (place_word(key.location), name, key.lot, key.serial)))
        text = tr("{what}\n{count} are free to move. Scan the shelf they go to.").format(what=what, count=free)
        super().__init__(parent, desk, tr("Move goods"), text, tr("Move them"))
        self._key = key
        self.quantity = DigitsEdit(DIGITS_MAX, 34)
        self.quantity.setText(str(free))
        self.quantity.selectAll()
        self.add_field("quantity", self.quantity, tr("Quantity"))
        self.to = QLineEdit()
        self.to.setMaxLength(20)
        self.add_field("to_location", self.to, tr("To location"))
        self.quantity.setFocus()

    def take_scan(self, scan: Scan) -> bool:
        if super().take_scan(scan):
            return True
        station = self.desk.station
        self.desk.call(lambda: understood(station, scan)[0], self._scanned)
        return True

    def ask(self) -> None:
        quantity = int(self.quantity.text() or 0)
        key = self._key
        to = self.to.text().strip().upper()
        command = MoveStock(key.sku, key.location, to, quantity, key.lot, key.serial)
        self.desk.do(move_stock, command, done=self.answered_by_store)

    def _scanned(self, meant: Meaning) -> None:
        if isinstance(meant, LocationMeant):
            self.to.setText(meant.code)
            self.fields["to_location"].message.clear()
        else:
            self.fields["to_location"].message.say(tr("That was no shelf. Scan the label on the rack."))
