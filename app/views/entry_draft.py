"""The order a clerk has in hand: the draft, its customer and products, and the line the cursor is on.

The draft is a value; every change makes a new one and tells it by `changed`, so that what is saved, previewed and shown
is always the same. Quantities, prices and discounts are checked where they are typed, by the rules of placing.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from app.models.order_entry import check_line
from app.models.orders import Customer, OrderDraft, OrderLine, PostalAddress
from app.models.refusals import Reason, Refused
from app.operations.order_desk import LastPrice, ProductFound

# Above this a quantity is typed twice: of half a million real order lines one in a thousand holds more.
QUANTITY_USUAL_MAX: Final = 999


class EntryDraft:
    """The order in hand. Thread: UI."""

    def __init__(self, new_id: Callable[[], UUID], changed: Callable[[], None]) -> None:
        self._new_id, self._changed = new_id, changed
        self.draft = OrderDraft(new_id())
        self.customer: Customer | None = None
        self.products: dict[str, ProductFound] = {}
        self.at = -1

    @property
    def lines(self) -> tuple[OrderLine, ...]:
        return self.draft.lines

    @property
    def line(self) -> OrderLine | None:
        """The line the cursor is on."""
        return self.lines[self.at] if 0 <= self.at < len(self.lines) else None

    @property
    def is_empty(self) -> bool:
        return self.draft.customer_id is None and not self.lines

    @property
    def total(self) -> int:
        """What the lines come to, in minor units."""
        return sum(line.amount for line in self.lines)

    @property
    def currency(self) -> str:
        known = (self.products[line.sku].currency for line in self.lines if line.sku in self.products)
        return next(known, "CNY")

    def begin(self) -> None:
        """Lay the order aside and begin an empty one."""
        self.draft, self.customer, self.at = OrderDraft(self._new_id()), None, -1
        self.products = {}

    def resume(self, draft: OrderDraft, customer: Customer | None, products: dict[str, ProductFound]) -> None:
        """Take up an order where it was left."""
        self.draft, self.customer, self.products = draft, customer, dict(products)
        self.at = len(draft.lines) - 1

    def set_customer(self, customer: Customer) -> None:
        """Name the caller; his own address is where it goes unless another is set afterwards."""
        self.customer = customer
        self._put(customer_id=customer.customer_id, address=customer.address)

    def set_address(self, address: PostalAddress) -> None:
        self._put(address=address)

    def add(self, product: ProductFound, quantity: int, paid: LastPrice | None) -> Refused | None:
        """Add a line, or more of one that is there already; the price is the list's, the discount his last one."""
        self.products[product.sku] = product
        known = next((at for at, line in enumerate(self.lines) if line.sku == product.sku), None)
        if known is not None:
            self.at = known
            return self.change(quantity=self.lines[known].quantity + quantity)
        number = max((line.line_no for line in self.lines), default=0) + 1
        discount = paid.discount if paid and paid.unit_price == product.price else 0
        line = OrderLine(number, product.sku, quantity, product.price, discount)
        no = check_line(line, product.status)
        if no is None:
            self.at = len(self.lines)
            self._put(lines=(*self.lines, line))
        return no

    def change(self, **values: Any) -> Refused | None:
        """Change the line in hand; a value that may not be placed is refused and nothing changes."""
        line = self.line
        if line is None:
            return Refused(Reason.NO_LINES, field="lines")
        product = self.products.get(line.sku)
        new = replace(line, **values)
        no = check_line(new, product.status if product else None)
        if no is None:
            self._put(lines=tuple(new if each is line else each for each in self.lines))
        return no

    def discount_all(self, discount: int) -> Refused | None:
        """Give every line the same discount, in hundredths of a percent."""
        if not self.lines:
            return Refused(Reason.NO_LINES, field="lines")
        self._put(lines=tuple(replace(line, discount=discount) for line in self.lines))
        return None

    def remove(self) -> None:
        """Take the line in hand out; the cursor goes to its neighbour."""
        line = self.line
        if line is not None:
            self.at = min(self.at, len(self.lines) - 2)
            self._put(lines=tuple(each for each in self.lines if each is not line))

    def move(self, steps: int) -> bool:
        """Move the cursor between lines; answer whether it moved."""
        to = max(0, min(len(self.lines) - 1, self.at + steps))
        moved = bool(self.lines) and to != self.at
        self.at = to if self.lines else -1
        return moved

    def go_to(self, line_no: int) -> bool:
        """Put the cursor on a line by its number; answer whether it is there."""
        found = next((at for at, line in enumerate(self.lines) if line.line_no == line_no), None)
        self.at = self.at if found is None else found
        return found is not None

    def set_note(self, note: str) -> None:
        self._put(note=note)

    def turn_priority(self) -> None:
        """Go on to the next priority: normal, urgent, can wait."""
        self._put(priority={1: 2, 2: 0, 0: 1}[self.draft.priority])

    def turn_whole(self) -> None:
        self._put(ship_whole=not self.draft.ship_whole)

    def know(self, products: Iterable[ProductFound]) -> None:
        """Remember products without changing the order."""
        self.products.update({each.sku: each for each in products})

    def _put(self, **values: Any) -> None:
        self.draft = replace(self.draft, **values)
        self._changed()
