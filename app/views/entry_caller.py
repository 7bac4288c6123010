"""The caller's side of the order desk: who is calling, where it goes, what is in doubt, what was bought before.

A doubt about an address is never settled silently: it stands beside the address until one key takes the proposal, or
the clerk insists.
"""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.background.desk import Desk
from app.models.addresses import Address
from app.models.orders import Customer
from app.operations.addresses import split
from app.operations.order_desk import CallerHabits, LastPrice, caller_habits
from app.operations.orders import add_customer
from app.operations.station import Outcome
from app.views.address_form import AddressForm
from app.views.customer_card import CustomerCard
from app.views.entry_draft import EntryDraft


class EntryCaller(QObject):
    """Card and form of the caller. `named` tells a customer who was chosen or added, `form_closed` the way back."""

    named = Signal(object, bool)
    form_opened = Signal()
    form_closed = Signal()
    keys_changed = Signal()
    learned = Signal()

    def __init__(self, desk: Desk, entry: EntryDraft) -> None:
        super().__init__()
        self._desk, self._entry = desk, entry
        self.card, self.form = CustomerCard(), AddressForm()
        self.habits: CallerHabits | None = None
        self._doubt: Address | None = None
        self._for_address = False
        self._insisted = False
        self.card.accept_clicked.connect(self.accept)
        self.form.pasted.connect(self._split)
        self.form.taken.connect(self._taken)
        self.form.left.connect(self.form_closed)

    @property
    def prices(self) -> Mapping[str, LastPrice]:
        """What the caller paid last, by SKU."""
        return self.habits.prices if self.habits else {}

    def forget(self) -> None:
        """Nobody is calling."""
        self.habits, self._doubt = None, None
        self.card.ask(None)

    def learn(self, customer: Customer) -> None:
        """Look up what this caller bought, and whether his address is in doubt."""
        self.habits, self._doubt, self._insisted = None, None, False
        self.card.ask(None)

        def know(habits: CallerHabits) -> None:
            if self._entry.customer is customer:
                self.habits = habits
                self.learned.emit()

        def doubted(found: Address) -> None:
            if self._entry.customer is customer and found.questions:
                self._doubt = found
                self.card.ask(found.questions[0])

        self._desk.read(caller_habits, customer, done=know)
        address = self._entry.draft.address
        if address is not None and address.country == "CN":
            self._desk.read(lambda _connection, text: split(text), address.one_line(), done=doubted)

    def must_settle(self) -> bool:
        """Answer whether a proposal stands open that nobody has looked at; asked once, then the clerk insists."""
        if self.card.proposal is None or self._insisted:
            return False
        self._insisted = True
        return True

    def accept(self) -> None:
        """Put the district that the card proposes into the address."""
        one, address = self.card.proposal, self._entry.draft.address
        if one is not None and address is not None and self._doubt is not None:
            street = self._doubt.street or address.street
            self.card.ask(None)
            self._entry.set_address(
                replace(
                    address,
                    province=one.province,
                    city=one.city,
                    district=one.district,
                    district_code=one.code,
                    street=street,
                )
            )

    def open_form(self, address_only: bool, typed: str = "") -> None:
        """Type a new customer, or another address for this order."""
        self._for_address = address_only
        self.form_opened.emit()
        self.form.begin(self._entry.draft.address if address_only else None, address_only, typed)
        self.keys_changed.emit()

    def _split(self, text: str) -> None:
        def show(found: Address) -> None:
            self.form.show_split(found)
            self.keys_changed.emit()

        self._desk.read(lambda _connection, pasted: split(pasted), text, done=show)

    def _taken(self) -> None:
        address = self.form.address()
        if self._for_address:
            self.card.ask(None)
            self._entry.set_address(address)
            self.form_closed.emit()
        else:
            self._desk.do(add_customer, address.name, address.phone, address, done=self._added)

    def _added(self, outcome: Outcome) -> None:
        if outcome.refused is not None:
            self.form.show_refusal(outcome.refused)
        else:
            self.named.emit(outcome.work, True)
