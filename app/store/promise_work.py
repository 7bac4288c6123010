"""Reads what a promise needs: free stock by warehouse, carriers, and the lines that wait, in order-date turn.

Each function takes the way to read, a unit's `query` or a reader's `execute`, so that the desk previews on a reader
exactly what placing will do on the writer.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from app.models.catalog import Carrier, Warehouse
from app.store.catalog import carrier, product, warehouse
from app.store.orders import order_line, orders, promise
from app.store.statements import Row
from app.store.stock import availability
from app.store.unit_of_work import UnitOfWork

_PRODUCT = [column.name for column in product.columns]
Read = Callable[..., Iterable[Any]]
WAITING_MAX = 500
"""Waiting lines promised in one go; more wait for the next receipt or the next release."""


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A line that wants more than it is promised."""

    order_id: UUID
    line_no: int
    sku: str
    quantity: int
    country: str
    province: str
    ship_whole: bool


def free_stock(read: Read, skus: Iterable[str]) -> dict[str, dict[str, int]]:
    """Free units by warehouse and SKU: on hand less promised; may be below zero (Rule B4)."""
    rows = read(select(availability).where(availability.c.sku.in_(sorted(set(skus)))))
    free: dict[str, dict[str, int]] = {}
    for row in rows:
        free.setdefault(row.warehouse, {})[row.sku] = row.on_hand - row.promised
    return free


def goods_to_promise(unit: UnitOfWork, skus: Iterable[str]) -> tuple[dict[str, Row], dict[str, dict[str, int]]]:
    """Products by SKU and their free units, as `free_stock` tells them, in one read; the products stay kept."""
    counters = (availability.c.warehouse, availability.c.on_hand, availability.c.promised)
    rows = unit.query(
        select(product, *counters)
        .outerjoin(availability, availability.c.sku == product.c.sku)
        .where(product.c.sku.in_(sorted(set(skus))))
    )
    goods: dict[str, Row] = {}
    free: dict[str, dict[str, int]] = {}
    for row in rows:
        if row.sku not in goods:
            goods[row.sku] = unit.keep(product, {name: row._mapping[name] for name in _PRODUCT})
        if row.warehouse is not None:
            free.setdefault(row.warehouse, {})[row.sku] = row.on_hand - row.promised
    return goods, free


def carriers_of(unit: UnitOfWork) -> tuple[Carrier, ...]:
    """Read the carriers; kept by the unit."""
    return tuple(Carrier(**row) for row in unit.all(carrier))


def warehouses_of(unit: UnitOfWork) -> tuple[Warehouse, ...]:
    """Read the warehouses; kept by the unit."""
    return tuple(Warehouse(**row) for row in unit.all(warehouse))


def all_carriers(read: Read) -> tuple[Carrier, ...]:
    """Read the carriers on a reader."""
    return tuple(Carrier(**row._mapping) for row in read(select(carrier)))


def all_warehouses(read: Read) -> tuple[Warehouse, ...]:
    """Read the warehouses on a reader."""
    return tuple(Warehouse(**row._mapping) for row in read(select(warehouse)))


def waiting_lines(unit: UnitOfWork, skus: Iterable[str]) -> list[WaitingLine]:
    """Lines of these products that wait for stock, oldest order first (Rule B2).

    An order that leaves whole or not at all comes with all its waiting lines, whatever they are of: one of them alone
    must not be promised, and no receipt would ask for the others again.
    """
    found = _waiting(unit, order_line.c.sku.in_(sorted(set(skus))))
    whole = sorted({line.order_id for line in found if line.ship_whole})
    if not whole:
        return found
    all_of: dict[UUID, list[WaitingLine]] = {}
    for line in _waiting(unit, order_line.c.order_id.in_(whole)):
        all_of.setdefault(line.order_id, []).append(line)
    return [each for line in found for each in (all_of.pop(line.order_id, []) if line.ship_whole else [line])]


def _waiting(unit: UnitOfWork, which: ColumnElement[bool]) -> list[WaitingLine]:
    lacking = order_line.c.ordered - order_line.c.cancelled - order_line.c.promised
    rows = unit.query(
        select(
            order_line.c.order_id,
            order_line.c.line_no,
            order_line.c.sku,
            lacking.label("quantity"),
            orders.c.country,
            orders.c.province,
            orders.c.ship_whole,
        )
        .join(orders, orders.c.order_id == order_line.c.order_id)
        .where(
            which,
            order_line.c.promised < order_line.c.ordered - order_line.c.cancelled,
            orders.c.state == "confirmed",
        )
        .order_by(orders.c.entered_at, order_line.c.order_id, order_line.c.line_no)
        .limit(WAITING_MAX)
    )
    return [
        WaitingLine(row.order_id, row.line_no, row.sku, row.quantity, row.country, row.province, bool(row.ship_whole))
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """An order with something to release from a warehouse now."""

    order_id: UUID
    number: str
    customer_name: str
    carrier: str
    ship_on: date
    priority: int
    entered_at: datetime
    lines_n: int
    units_n: int


def to_release(read: Read, warehouse_code: str, until: date, limit: int) -> list[ReleaseRow]:
    """Orders promised from a warehouse up to a day and not released yet; most urgent first, held ones left out."""
    found = release_statement(warehouse_code, until)
    rows = read(found.order_by(orders.c.priority.desc(), "ship_on", orders.c.entered_at).limit(limit))
    return [ReleaseRow(*row) for row in rows]


def release_statement(warehouse_code: str, until: date) -> Any:
    """The statement behind `to_release`; its rows come by the partial index of promises not yet released."""
    return (
        select(
            orders.c.order_id,
            orders.c.number,
            orders.c.customer_name,
            func.min(promise.c.carrier).label("carrier"),
            func.min(promise.c.ship_on).label("ship_on"),
            orders.c.priority,
            orders.c.entered_at,
            func.count().label("lines_n"),
            func.sum(promise.c.quantity - promise.c.released).label("units_n"),
        )
        .join(orders, orders.c.order_id == promise.c.order_id)
        .where(
            promise.c.warehouse == warehouse_code,
            promise.c.ship_on <= until,
            promise.c.released < promise.c.quantity,
            orders.c.held == 0,
            orders.c.state == "confirmed",
        )
        .group_by(orders.c.order_id)
    )
