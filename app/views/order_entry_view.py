"""The order desk: a clerk with a caller in the ear types an order without a mouse (UX rule 8).

One place to type: first who is calling, then what. The caller's habits stand at the right, stock and promise beside
each line. Each accepted change is saved, so that a kill loses nothing: on entering the page the open draft comes back.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.background.desk import Desk
from app.identity import IdentitySource
from app.language import ntr, tr
from app.models.barcodes import Scan
from app.models.meaning import Meaning, ProductMeant, in_words
from app.models.orders import Customer
from app.models.refusals import Reason, Refused
from app.operations.order_desk import DeskPlace, ProductFound, ResumedDraft, desk_place, products_of
from app.operations.orders import PlacedOrder, place_order, save_draft
from app.operations.scan_test import understood
from app.operations.station import Outcome
from app.views.attempt import attempt
from app.views.customer_card import CallerPanel
from app.views.desk_words import by_language
from app.views.entry_caller import EntryCaller
from app.views.entry_draft import EntryDraft
from app.views.entry_drafts import EntryDrafts
from app.views.entry_preview import EntryPreview
from app.views.entry_search import Step
from app.views.entry_strip import EntryStrip, Value
from app.views.kit.card import Card
from app.views.kit.key_bar import KeyHint
from app.views.order_lines import OrderLines, lines_shown
from app.views.order_totals import PlacedCard, StartHint, TotalsCard
from app.views.page import Page
from app.views.product_list import ProductList
from app.views.verdict import Tone

SIDE_WIDTH, SIDE_WIDTH_SMALL, WIDE_FROM = 420, 340, 1500


class OrderEntryView(Page):
    """The order desk. Scans of product codes add lines wherever the focus is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        ids = IdentitySource()
        self.entry = EntryDraft(lambda: ids.mint(desk.station.clock.now()), self._changed)
        self.preview = EntryPreview(desk)
        self.desk_place: DeskPlace | None = None
        self.drafts = EntryDrafts(desk, self.entry)
        self._placing = False
        self._placed: tuple[PlacedOrder, str, str] | None = None
        self.caller = EntryCaller(desk, self.entry)
        self.card, self.form = self.caller.card, self.caller.form
        self.habits, self.totals, self.table = CallerPanel(), TotalsCard(), OrderLines()
        self.strip = EntryStrip(desk, self.entry, self.preview)
        self.hint, self.placed = StartHint(), PlacedCard()
        self._build()
        self._connect()

    def _build(self) -> None:
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._filler = QWidget()
        self.lines_card = Card(margin=1, gap=0)
        for widget, share in ((self.table, 0), (self.strip, 0), (self.hint, 1), (self.placed, 1), (self._filler, 1)):
            self.lines_card.body.addWidget(widget, share)
        self.body = QStackedWidget()
        self.body.addWidget(self.lines_card)
        self.body.addWidget(self.form)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self.card)
        left.addWidget(self.body, 1)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(12)
        side.addWidget(self.totals)
        side.addWidget(self.habits, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(left, 1)
        row.addWidget(self._side)

    def _connect(self) -> None:
        self.strip.customer_chosen.connect(self._named)
        self.strip.customer_wanted.connect(lambda typed: self.caller.open_form(address_only=False, typed=typed))
        self.strip.product_chosen.connect(self.add)
        self.strip.escaped.connect(self._escaped)
        self.strip.delete_pressed.connect(self._remove)
        self.strip.mode_changed.connect(self.keys_changed)
        self.preview.told.connect(self._tell_outlook)
        self.table.row_chosen.connect(self._row_clicked)
        self.totals.place_clicked.connect(self.place_now)
        self.caller.named.connect(self._named)
        self.caller.form_opened.connect(self._show_form)
        self.caller.form_closed.connect(self._go_on)
        self.caller.keys_changed.connect(self.keys_changed)
        self.caller.learned.connect(self._refresh)
        self.drafts.told.connect(self._know_drafts)
        self.drafts.dropped.connect(self.begin)

    # -- page --------------------------------------------------------------------------------------------------------

    def title(self) -> str:
        others = len(self.drafts.others())
        return ntr("Order desk · {n} draft waits", "Order desk · {n} drafts wait", others) if others else ""

    def retranslate(self) -> None:
        self.table.name(tr("Order lines"))
        self.table.retranslate()
        for part in (self.card, self.strip, self.form):
            part.retranslate()
        self._refresh()
        self.keys_changed.emit()
        self.title_changed.emit()

    def keys(self) -> Sequence[KeyHint]:
        if self._in_form:
            return self._form_keys()
        ask = self.strip.ask_value
        on_line = self.entry.line is not None
        hints = [KeyHint("F2", tr("Customer"), self.look_for_customer)]
        if on_line:
            hints.append(KeyHint("*", tr("Quantity"), lambda: ask(Value.QUANTITY)))
            hints.append(KeyHint(".", tr("Price"), lambda: ask(Value.PRICE)))
            hints.append(KeyHint("/", tr("Discount"), lambda: ask(Value.DISCOUNT)))
        hints.append(KeyHint("F4", tr("Note"), lambda: ask(Value.NOTE if on_line else Value.ORDER_NOTE)))
        if on_line:
            hints.append(KeyHint("Del", tr("Remove"), self._remove))
        hints.append(KeyHint("F12", tr("Products"), self.open_products))
        if self.entry.customer is not None:
            hints.append(KeyHint("F8", tr("Address"), lambda: self.caller.open_form(address_only=True)))
        if not self.entry.is_empty:
            hints.append(KeyHint("F9", tr("Next call"), self.park))
        if self.drafts.others():
            hints.append(KeyHint("F11", tr("Drafts"), self.next_draft))
        return hints

    def _form_keys(self) -> list[KeyHint]:
        hints = [KeyHint("Esc", tr("Go back"), self._go_on)]
        if self.form.question is not None and self.form.question.choices:
            hints.append(KeyHint("F3", tr("Accept proposal"), self._accept))
            hints.append(KeyHint("Shift+F3", tr("Next proposal"), self.form.next_choice))
        return [*hints, KeyHint("Ctrl+Enter", self.form.take_button.text(), self.form.take, primary=True)]

    def entered(self) -> None:
        self.desk.read(desk_place, self.desk.station, done=self._know_place)
        self.drafts.ask(resume=self.entry.is_empty)
        if self._in_form:
            self.form.paste.setFocus()
        else:
            self.strip.focus()

    def left(self) -> None:
        self.strip.leave_value()

    def take_scan(self, scan: Scan) -> None:
        station = self.desk.station

        def meant(answer: tuple[Meaning, object]) -> None:
            match answer[0]:
                case ProductMeant(sku=sku, factor=factor):
                    self.desk.read(products_of, (sku,), done=lambda found: self.add(found[0], factor))
                case meaning:
                    self.strip.refuse(Refused(Reason.UNKNOWN_PRODUCT, read=in_words(meaning), field="product"))

        self.desk.call(lambda: understood(station, scan), meant)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        act = {
            Qt.Key.Key_F3: self._accept,
            Qt.Key.Key_F6: self.entry.turn_priority,
            Qt.Key.Key_F7: self.entry.turn_whole,
            Qt.Key.Key_F10: self.ask_discard,
        }.get(key)
        if control and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._in_form:
            self.place_now()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not self._in_form and self.strip.asking is None:
            if self.entry.move(1 if key == Qt.Key.Key_Down else -1):
                self.strip.say(None)
                self._refresh()
        elif act is not None and not event.modifiers():
            act()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._side.setFixedWidth(SIDE_WIDTH if self.width() >= WIDE_FROM else SIDE_WIDTH_SMALL)
        super().resizeEvent(event)
        self._fit_table()

    # -- the caller --------------------------------------------------------------------------------------------------

    @property
    def _in_form(self) -> bool:
        return self.body.currentWidget() is self.form

    def look_for_customer(self) -> None:
        """Type who is calling; the order stays."""
        self.strip.say(None)
        self.strip.look_for(Step.CUSTOMER)

    def _named(self, customer: Customer, added: bool = False) -> None:
        self._placed = None
        self.entry.set_customer(customer)
        self.caller.learn(customer)
        self._go_on()
        if added:
            self.strip.say(lambda: tr("{name} is in the books now.").format(name=customer.name), Tone.GOOD)

    def _show_form(self) -> None:
        self._placed = None
        self.body.setCurrentWidget(self.form)

    def _go_on(self) -> None:
        """Leave the form: to the products, or to the caller while there is none."""
        self.body.setCurrentWidget(self.lines_card)
        self.strip.say(None)
        self.strip.look_for(Step.PRODUCT if self.entry.customer else Step.CUSTOMER)
        self._refresh()

    def _accept(self) -> None:
        if self._in_form:
            self.form.accept()
            self.keys_changed.emit()
        else:
            self.caller.accept()

    # -- lines -------------------------------------------------------------------------------------------------------

    def add(self, product: ProductFound, quantity: int = 1) -> None:
        """Add a product as the line in hand."""
        self._placed = None
        self.strip.say(None)
        no = self.entry.add(product, quantity, self.caller.prices.get(product.sku))
        if no is not None:
            name = by_language(product.name, product.name_zh)
            self.strip.refuse(Refused(no.reason, no.expected, name if no.reason is Reason.DEAD_PRODUCT else no.read))

    def open_products(self) -> None:
        """Open the product list over the page."""
        listed = ProductList(self.window(), self.desk, self.caller.prices, self.take_scan)
        listed.product_chosen.connect(self.add)
        listed.finished.connect(self.strip.focus)
        listed.open()

    def _remove(self) -> None:
        self.strip.say(None)
        self.entry.remove()

    def _row_clicked(self, _row: object) -> None:
        at = self.table.currentIndex().row()
        if 0 <= at < len(self.entry.lines) and at != self.entry.at:
            self.entry.at = at
            self.keys_changed.emit()

    def _escaped(self) -> None:
        if self.strip.step is Step.CUSTOMER and self.entry.customer is not None:
            self._go_on()

    def _changed(self) -> None:
        """Save, look ahead, show: after each accepted change."""
        self.desk.do(save_draft, self.entry.draft)
        self.preview.of(self.entry.draft)
        self._refresh()
        self.keys_changed.emit()

    def _tell_outlook(self) -> None:
        self._refresh()
        line, plan = self.entry.line, self.preview.plan
        waits = plan is not None and line is not None and any(w.line_no == line.line_no for w in plan.waiting)
        product = self.entry.products.get(line.sku) if line else None
        if waits and product is not None and not self.strip.message.text:
            name = by_language(product.name, product.name_zh)
            self.strip.refuse(Refused(Reason.NO_STOCK, read=name), Tone.ATTENTION)

    # -- drafts ------------------------------------------------------------------------------------------------------

    def park(self) -> None:
        self.begin()
        self.drafts.ask(resume=False)

    def begin(self) -> None:
        """Begin an empty order."""
        self.entry.begin()
        self.preview.of(self.entry.draft)
        self.caller.forget()
        self._go_on()
        self.keys_changed.emit()

    def next_draft(self) -> None:
        """Take up the draft that has waited longest."""
        if others := self.drafts.others():
            self._resume(others[-1])

    def ask_discard(self) -> None:
        if not self.entry.is_empty and not self._in_form:
            self.drafts.ask_discard(self.window())

    def _know_drafts(self, found: ResumedDraft | None) -> None:
        if found is not None and self.entry.is_empty and self._placed is None and not self._in_form:
            self._resume(found)
        self.title_changed.emit()
        self.keys_changed.emit()

    def _resume(self, found: ResumedDraft) -> None:
        self._placed = None
        self.entry.resume(found.draft, found.customer, found.products)
        if found.customer is not None:
            self.caller.learn(found.customer)
        else:
            self.caller.forget()
        self.preview.of(self.entry.draft)
        self._go_on()
        self.strip.say(lambda: tr("Your open draft is back."), Tone.GOOD)
        self.title_changed.emit()

    # -- placing -----------------------------------------------------------------------------------------------------

    def place_now(self) -> None:
        """Place the order: check, enter, promise; or say at its field why not."""
        if self._placing or (self.strip.asking is not None and not self.strip.take_value()):
            return
        if self.caller.must_settle():
            self.strip.say(lambda: tr("The address is in doubt: F3 accepts it, Ctrl+Enter again keeps it as it is."))
            return
        self._placing = True
        draft, customer = self.entry.draft, self.entry.customer
        name, currency = customer.name if customer else "", self.entry.currency
        attempt(self.desk, place_order, (draft,), lambda it: self._answered(it, name, currency), self._free)

    def _free(self) -> None:
        self._placing = False

    def _answered(self, outcome: Outcome, name: str, currency: str) -> None:
        self._free()
        if outcome.refused is not None:
            self._refused(outcome.refused)
            return
        self.begin()
        self._placed = (outcome.work, name, currency)
        self._refresh()
        self.drafts.ask(resume=False)

    def _refused(self, refused: Refused) -> None:
        """Go to the field that a refusal belongs to and say it there."""
        name, _, number = refused.field.partition(":")
        if number:
            self.entry.go_to(int(number))
        if name == "address" and self.entry.customer is not None:
            self.caller.open_form(address_only=True)
            self.form.show_refusal(refused)
            return
        if name == "customer":
            self.strip.look_for(Step.CUSTOMER)
        elif name in ("quantity", "price", "discount"):
            self.strip.ask_value(Value(name))
        self._refresh()
        self.strip.refuse(refused)

    # -- showing -----------------------------------------------------------------------------------------------------

    def _know_place(self, place: DeskPlace) -> None:
        self.desk_place = place
        self._refresh()

    def _refresh(self) -> None:
        """Show the order in hand as it is known now."""
        entry, place = self.entry, self.desk_place
        self.card.show_customer(entry.customer, entry.draft.address)
        self.totals.show_order(entry, self.preview.plan, place)
        self.totals.button.setEnabled(bool(entry.lines) and entry.customer is not None)
        self.habits.show_habits(self.caller.habits, place)
        if place is not None:
            self.table.show_rows(lines_shown(entry, place, self.preview.lines, self.caller.prices))
            if entry.at >= 0 and self.table.currentIndex().row() != entry.at:
                self.table.choose(entry.at)
            if self._placed is not None:
                self.placed.show_placed(*self._placed, place)
        self.hint.say_next(entry.customer is not None)
        self.table.setVisible(bool(entry.lines))
        self._filler.setVisible(bool(entry.lines))
        self.placed.setVisible(self._placed is not None)
        self.hint.setVisible(not entry.lines and self._placed is None)
        self._fit_table()

    def _fit_table(self) -> None:
        rows = len(self.entry.lines)
        room = self.body.height() - self.strip.sizeHint().height() - 8
        self.table.setFixedHeight(max(self.table.height_for(1), min(self.table.height_for(rows), room)))
