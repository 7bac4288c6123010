"""Where an order is typed: the search box, or in its place one value of the line in hand; and the message to it.

Every refusal of what is typed here is said under it, in its own words, and the text stays to be mended.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.background.desk import Desk
from app.language import later, tr
from app.models.catalog import ProductStatus
from app.models.order_entry import QUANTITY_MAX
from app.models.orders import OrderLine
from app.models.refusals import Reason, Refused
from app.operations.order_desk import ProductFound
from app.views.desk_words import by_language, percent, plain_amount
from app.views.entry_draft import QUANTITY_USUAL_MAX, EntryDraft
from app.views.entry_preview import EntryPreview
from app.views.entry_search import EntrySearch, NewCustomer, NoHits, OnFound, Step
from app.views.kit.field_message import FieldMessage
from app.views.kit.search_box import ROWS_MAX, SearchBox
from app.views.typed_values import read_discount, read_price, read_quantity
from app.views.value_box import ValueBox
from app.views.verdict import Tone
from app.views.words import field_sentence

HIGH_FROM: Final = 900
ROWS_LOW: Final = 6
"""On a low screen the list would hide the lines and the caller."""


class Value(StrEnum):
    """What is typed for the line in hand, or for the whole order."""

    QUANTITY = "quantity"
    PRICE = "price"
    DISCOUNT = "discount"
    DISCOUNT_ALL = "discount_all"
    NOTE = "note"
    ORDER_NOTE = "order_note"


_CAPTIONS: Final = {
    Value.QUANTITY: (later("Quantity of {name}"), later("whole units")),
    Value.PRICE: (later("Price of {name}"), later("such as 12.50")),
    Value.DISCOUNT: (later("Discount on {name}"), later("percent · / again: all lines")),
    Value.DISCOUNT_ALL: (later("Discount on all lines"), later("percent")),
    Value.NOTE: (later("Note on {name}"), later("for picker and packer · F4 again: whole order")),
    Value.ORDER_NOTE: (later("Note on the order"), later("stands on the packing slip")),
}
VALUE_KEYS: Final = {"*": Value.QUANTITY, "×": Value.QUANTITY, ".": Value.PRICE, "。": Value.PRICE, "/": Value.DISCOUNT,
                     "、": Value.DISCOUNT, "＊": Value.QUANTITY, "．": Value.PRICE, "／": Value.DISCOUNT}  # fmt: skip


class EntryStrip(QWidget):
    """The typing place of the desk. `escaped` tells Esc in an empty search box."""

    customer_chosen = Signal(object)
    customer_wanted = Signal(str)
    product_chosen = Signal(object)
    escaped = Signal()
    delete_pressed = Signal()
    mode_changed = Signal()

    def __init__(self, desk: Desk, entry: EntryDraft, preview: EntryPreview) -> None:
        super().__init__()
        self._entry, self._preview = entry, preview
        self._questions = EntrySearch(desk, self._know_hits)
        self._value: Value | None = None
        self._insisted = (0, 0)
        self._sentence: Callable[[], str] | None = None
        self._tone = Tone.WRONG
        self.search = SearchBox(self._ask, "search")
        self.search.page_keys = "".join(VALUE_KEYS)
        self.value = ValueBox()
        self.message = FieldMessage()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.search)
        self._stack.addWidget(self.value)
        self._stack.setFixedHeight(54)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 4)
        column.setSpacing(2)
        column.addWidget(self._stack)
        column.addWidget(self.message)
        self.search.chosen.connect(self._chosen)
        self.search.nothing_found.connect(lambda text: self._know_hits(NoHits(self.step, text)))
        self.search.entered_empty.connect(self._entered_empty)
        self.search.left.connect(self.escaped)
        self.search.edit.textEdited.connect(self._edited)
        self.search.edit.installEventFilter(self)
        self.value.taken.connect(self._taken)
        self.value.typed.connect(self._typing)
        self.value.left.connect(self.leave_value)
        self.value.edit.installEventFilter(self)

    # -- what is looked for ------------------------------------------------------------------------------------------

    @property
    def step(self) -> Step:
        return self._questions.step

    @property
    def asking(self) -> Value | None:
        """The value that is being typed."""
        return self._value

    def look_for(self, step: Step, text: str = "") -> None:
        """Search for callers or for products from now on; the box takes the focus."""
        self._questions.step = step
        self._value = None
        self._stack.setCurrentWidget(self.search)
        self.search.start(text)
        self.retranslate()
        self.mode_changed.emit()

    def focus(self) -> None:
        """Put the focus where typing goes on."""
        (self.value if self._value else self.search).setFocus()

    def say(self, sentence: Callable[[], str] | None, tone: Tone = Tone.WRONG) -> None:
        """Say something under the box, or nothing; it is said again in the other language after a switch."""
        self._sentence, self._tone = sentence, tone
        text = sentence() if sentence is not None else ""
        self.message.say(text, tone)
        self.search.edit.setAccessibleDescription(text)
        self.value.edit.setAccessibleDescription(text)

    def refuse(self, refused: Refused, tone: Tone = Tone.WRONG) -> None:
        """Say why not, under the box."""
        self.say(lambda: refusal_sentence(refused), tone)

    def retranslate(self) -> None:
        """Put the words in the language in force; what was typed stays."""
        if self.step is Step.CUSTOMER:
            self.search.name(tr("Customer"), tr("phone’s last figures · name · pinyin"), tr("Who is calling?"))
        else:
            self.search.name(tr("Product"), tr("name · initials · SKU · barcode"), tr("Next product"))
        if self._value is not None:
            self.value.name(*self._words(self._value))
        else:
            self.value.edit.setAccessibleName(tr("Quantity"))
        self.say(self._sentence, self._tone)
        if self.search.popup.isVisible():
            self.search.start(self.search.text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._questions.rows_max = ROWS_MAX if self.window().height() >= HIGH_FROM else ROWS_LOW
        super().resizeEvent(event)

    # -- one value ---------------------------------------------------------------------------------------------------

    def ask_value(self, value: Value) -> None:
        """Ask for one value of the line in hand; without a line there is only the order's note."""
        line = self._entry.line
        if line is None and value is not Value.ORDER_NOTE:
            self.refuse(Refused(Reason.NO_LINES, field="lines"))
            return
        self._value, self._insisted = value, (0, 0)
        self._stack.setCurrentWidget(self.value)
        self.say(None)
        self.value.ask(*self._words(value), self._present(value, line))
        self.mode_changed.emit()

    def leave_value(self) -> None:
        """Go back to searching without a change."""
        if self._value is not None:
            self._preview.of(self._entry.draft)
            self.say(None)
            self.look_for(self.step)

    def take_value(self) -> bool:
        """Take what is typed now; answer whether it was right."""
        self._taken(self.value.edit.text())
        return self._value is None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.search.edit and event.key() == Qt.Key.Key_Delete and not self.search.text():
                self.delete_pressed.emit()
                return True
            if watched is self.value.edit and event.text() in ("/", "、") and self._value is Value.DISCOUNT:
                self.ask_value(Value.DISCOUNT_ALL)
                return True
            if watched is self.value.edit and event.key() == Qt.Key.Key_F4 and self._value is Value.NOTE:
                self.ask_value(Value.ORDER_NOTE)
                return True
        return super().eventFilter(watched, event)

    def _words(self, value: Value) -> tuple[str, str]:
        line = self._entry.line
        product = self._entry.products.get(line.sku) if line else None
        name = by_language(product.name, product.name_zh) if product else ""
        caption, hint = _CAPTIONS[value]
        return tr(caption).format(name=_short(name)), tr(hint)

    def _present(self, value: Value, line: OrderLine | None) -> str:
        if value is Value.ORDER_NOTE or line is None:
            return self._entry.draft.note
        return {
            Value.QUANTITY: str(line.quantity),
            Value.PRICE: plain_amount(line.unit_price),
            Value.DISCOUNT: percent(line.discount).strip("− %"),
            Value.DISCOUNT_ALL: percent(line.discount).strip("− %"),
            Value.NOTE: line.note,
        }[value]

    def _typing(self, text: str) -> None:
        self.say(None)
        line = self._entry.line
        if self._value is Value.QUANTITY and line is not None:
            typed = read_quantity(text)
            if isinstance(typed, int) and typed <= QUANTITY_MAX:
                self._preview.with_quantity(self._entry.draft, line.line_no, typed)

    def _taken(self, text: str) -> None:
        no = self._book(text)
        if no is not None:
            self.refuse(no)
            self.value.edit.selectAll()
        else:
            self.say(None)
            self.look_for(self.step if self._entry.customer is None else Step.PRODUCT)

    def _book(self, text: str) -> Refused | None:
        entry = self._entry
        match self._value:
            case Value.QUANTITY:
                return self._book_quantity(text)
            case Value.PRICE:
                price = read_price(text)
                return price if isinstance(price, Refused) else entry.change(unit_price=price)
            case Value.DISCOUNT:
                discount = read_discount(text)
                return discount if isinstance(discount, Refused) else entry.change(discount=discount)
            case Value.DISCOUNT_ALL:
                discount = read_discount(text)
                return discount if isinstance(discount, Refused) else entry.discount_all(discount)
            case Value.NOTE:
                return entry.change(note=text.strip())
            case _:
                entry.set_note(text.strip())
                return None

    def _book_quantity(self, text: str) -> Refused | None:
        quantity, line = read_quantity(text), self._entry.line
        if isinstance(quantity, Refused) or line is None:
            return quantity if isinstance(quantity, Refused) else None
        if QUANTITY_USUAL_MAX < quantity <= QUANTITY_MAX and self._insisted != (line.line_no, quantity):
            self._insisted = (line.line_no, quantity)
            return Refused(Reason.ABSURD_QUANTITY, read=f"{quantity:,}", field="quantity")
        return self._entry.change(quantity=quantity)

    # -- search ------------------------------------------------------------------------------------------------------

    def _ask(self, text: str, on_found: OnFound) -> None:
        if text in VALUE_KEYS:  # an input method commits its own full stop instead of sending the key
            self.search.start()
            self.ask_value(VALUE_KEYS[text])
        else:
            self._questions.ask(text, on_found)

    def _chosen(self, value: object) -> None:
        if isinstance(value, NewCustomer):
            self.search.start()
            self.customer_wanted.emit(value.typed)
        elif isinstance(value, ProductFound):
            if value.status is ProductStatus.DEAD:
                self.refuse(Refused(Reason.DEAD_PRODUCT, read=by_language(value.name, value.name_zh), field="product"))
                self.search.edit.selectAll()
                return
            self.search.start()
            self.product_chosen.emit(value)
        else:
            self.search.start()
            self.customer_chosen.emit(value)

    def _edited(self, _text: str) -> None:
        self.say(None)

    def _know_hits(self, nothing: NoHits | None) -> None:
        if nothing is None or nothing.step is not self.step:
            return
        reason = Reason.UNKNOWN_CUSTOMER if nothing.step is Step.CUSTOMER else Reason.UNKNOWN_PRODUCT
        self.refuse(Refused(reason, read=nothing.typed.strip()))

    def _entered_empty(self) -> None:
        if self.step is Step.PRODUCT and self._entry.lines:
            self.say(lambda: tr("Ctrl+Enter places the order; or type the next product."), Tone.ATTENTION)
        elif self.step is Step.CUSTOMER and self._entry.customer is not None:
            self.look_for(Step.PRODUCT)


def refusal_sentence(refused: Refused) -> str:
    """Say a refusal in one line; a quantity beyond all limits has a sentence of its own."""
    if refused.reason is Reason.ABSURD_QUANTITY and refused.expected:
        return tr("{read} is more than one line may hold: at most {most}.").format(
            read=refused.read, most=refused.expected
        )
    return field_sentence(refused)


def _short(name: str, letters_max: int = 28) -> str:
    return name if len(name) <= letters_max else name[: letters_max - 1] + "…"
