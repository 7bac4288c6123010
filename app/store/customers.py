"""Finds the caller: by the last figures of the phone, by name, pinyin or initials; and what he bought and paid."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, select

from app.models.orders import Customer, Stage
from app.store.orders import address_of, customer, order_line, orders
from app.store.search_words import fold_text, is_han

FIGURES_MIN = 3
"""Last figures of a phone number that are looked for; fewer fit thousands of customers."""
CANDIDATES_MAX = 400
"""Customers read by the first word, of which the other words pick some."""
ORDERS_OF_A_CUSTOMER = 40
"""Newest orders of a customer that are looked through for prices."""
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class LastOrder:
    """An earlier order of a customer; `amount` in minor units."""

    order_id: UUID
    number: str
    stage: Stage
    entered_at: datetime
    amount: int
    currency: str
    lines_n: int


@dataclass(frozen=True, slots=True)
class LastPrice:
    """What a customer paid for a product the last time; `discount` in hundredths of a percent."""

    sku: str
    quantity: int
    unit_price: int
    discount: int
    currency: str
    ordered_at: datetime


def find_customers(connection: Connection, text: str, limit: int = 20) -> tuple[Customer, ...]:
    """Find customers all of whose typed words fit: figures end the phone, letters begin name, pinyin or initials."""
    words = text.replace("-", "").split()
    if not words:
        return ()
    # A word that leaves fewest customers is asked first: figures, then the longest.
    words.sort(key=lambda word: (not word.isdigit(), -len(word)))
    found: dict[UUID, Customer] = {}
    for condition in _conditions(words[0]):
        # As many as fit are read when other words must pick among them.
        statement = select(customer).where(condition).limit(limit if len(words) == 1 else CANDIDATES_MAX)
        for row in connection.execute(statement):
            found.setdefault(row.customer_id, _customer(row))
    fitting = [each for each in found.values() if all(_fits(each, word) for word in words[1:])]
    return tuple(fitting[:limit])


def last_orders(connection: Connection, customer_id: UUID, limit: int = 5) -> tuple[LastOrder, ...]:
    """Return a customer's newest orders, the newest first."""
    columns = (orders.c.order_id, orders.c.number, orders.c.stage, orders.c.entered_at)
    money = (orders.c.amount, orders.c.currency, orders.c.lines_n)
    rows = connection.execute(
        select(*columns, *money)
        .where(orders.c.customer_id == customer_id)
        .order_by(orders.c.entered_at.desc())
        .limit(limit)
    )
    return tuple(
        LastOrder(row.order_id, row.number, Stage(row.stage), row.entered_at, row.amount, row.currency, row.lines_n)
        for row in rows
    )


def last_prices(connection: Connection, customer_id: UUID) -> dict[str, LastPrice]:
    """Return what a customer paid last for each product of his newest orders, by SKU, the newest first."""
    newest = (
        select(orders.c.order_id, orders.c.entered_at, orders.c.currency)
        .where(orders.c.customer_id == customer_id)
        .order_by(orders.c.entered_at.desc())
        .limit(ORDERS_OF_A_CUSTOMER)
        .subquery()
    )
    columns = (order_line.c.sku, order_line.c.ordered, order_line.c.unit_price, order_line.c.discount)
    rows = connection.execute(
        select(*columns, newest.c.currency, newest.c.entered_at)
        .join_from(newest, order_line, order_line.c.order_id == newest.c.order_id)
        .order_by(newest.c.entered_at.desc(), order_line.c.line_no)
    )
    prices: dict[str, LastPrice] = {}
    for row in rows:
        price = LastPrice(row.sku, row.ordered, row.unit_price, row.discount, row.currency, row.entered_at)
        prices.setdefault(row.sku, price)
    return prices


def customers_by_name(text: str) -> list[ColumnElement[bool]]:
    """Return what a typed beginning of a name can mean, the most likely first; each is a range of an index."""
    folded = fold_text(text)
    if is_han(folded):
        return [_begins(customer.c.name, text)]
    named = [_begins(customer.c.name, each) for each in dict.fromkeys((text, text.capitalize(), text.upper()))]
    return [_begins(customer.c.initials, folded), _begins(customer.c.pinyin, folded), *named]


def customers_by_phone(figures: str) -> ColumnElement[bool]:
    """Return the range of phone numbers that end in these figures."""
    return _begins(customer.c.phone_reversed, figures[::-1])


def _conditions(word: str) -> list[ColumnElement[bool]]:
    if word.isdigit():
        return [customers_by_phone(word)] if len(word) >= FIGURES_MIN else []
    return customers_by_name(word)


def _begins(column: Any, text: str) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = (column >= text) & (column < text + _LAST)
    return condition


def _fits(each: Customer, word: str) -> bool:
    folded = fold_text(word)
    if word.isdigit():
        return each.phone.endswith(word)
    return any(part.startswith(folded) for part in (fold_text(each.name), each.pinyin, each.initials))


def _customer(row: Row[Any]) -> Customer:
    address = address_of(dict(row._mapping))
    return Customer(row.customer_id, row.name, row.phone, row.pinyin, row.initials, address)
