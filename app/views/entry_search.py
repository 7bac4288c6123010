"""What the order desk's search box asks and lists: first callers, then products with their price and what is free.

A newer keystroke stops the older question where it runs; its answer is dropped.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from app.background.desk import Desk
from app.language import tr
from app.models.catalog import ProductStatus
from app.models.orders import Customer
from app.operations.order_desk import ProductFound, free_units
from app.operations.search import Overtaken, SearchBox
from app.views.desk_words import by_language, money, shown_phone
from app.views.kit.search_box import ROWS_MAX, Found
from app.views.verdict import Tone

OnFound = Callable[[Sequence[Found]], None]


class Step(Enum):
    """What the search box looks for."""

    CUSTOMER = "customer"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """The last entry of the list of callers: add the one who was not found."""

    typed: str


@dataclass(frozen=True, slots=True)
class NoHits:
    """What was typed and found nothing, for the message at the box."""

    step: Step
    typed: str


_OVERTAKEN: Final = None


class EntrySearch:
    """The questions of one search box. `nothing` hears of texts that find nothing. Thread: UI."""

    def __init__(self, desk: Desk, nothing: Callable[[NoHits | None], None]) -> None:
        self._desk, self._nothing = desk, nothing
        self._box = SearchBox(desk.station.store)
        self.step = Step.CUSTOMER
        self.rows_max = ROWS_MAX

    def ask(self, text: str, on_found: OnFound) -> None:
        """Find what was typed so far; answer the box later."""
        turn, step = self._box.typed(), self.step
        look_up = self._customers if step is Step.CUSTOMER else self._products

        def answered(found: list[Found] | None) -> None:
            if found is _OVERTAKEN:
                return
            empty = not any(not isinstance(each.value, NewCustomer) for each in found)
            self._nothing(NoHits(step, text) if empty else None)
            on_found(found)

        self._desk.read(look_up, turn, text, done=answered)

    def _customers(self, _connection: Any, turn: int, text: str) -> list[Found] | None:
        try:
            found = self._box.customers(turn, text, self.rows_max - 1)
        except Overtaken:
            return _OVERTAKEN
        return [_customer_found(each) for each in found] + [_new_customer(text)]

    def _products(self, connection: Any, turn: int, text: str) -> list[Found] | None:
        try:
            found = self._box.products(turn, text, self.rows_max)
        except Overtaken:
            return _OVERTAKEN
        free = free_units(connection, self._desk.station, tuple(each.sku for each in found))
        return [product_found(each, *free[each.sku]) for each in found]


def _customer_found(customer: Customer) -> Found:
    return Found(customer, customer.name, customer.address.one_line(), shown_phone(customer.phone))


def _new_customer(typed: str) -> Found:
    return Found(NewCustomer(typed), tr("New customer “{typed}”").format(typed=typed.strip()), "", "", "", Tone.ACCENT)


def product_found(product: ProductFound, here: int, in_all: int) -> Found:
    """Put a product in words for the list: price, and what is free here or elsewhere."""
    name = by_language(product.name, product.name_zh)
    initials = f"  ·  {product.initials}" if product.initials else ""
    price = money(product.price, product.currency)
    if product.status is ProductStatus.DEAD:
        return Found(product, name, product.sku, price, tr("no longer sold"), Tone.WRONG)
    if here > 0:
        return Found(product, name, product.sku + initials, price, tr("{n} free").format(n=f"{here:,}"))
    text = tr("{n} elsewhere").format(n=f"{in_all:,}") if in_all else tr("none free")
    return Found(product, name, product.sku + initials, price, text, Tone.ATTENTION)
