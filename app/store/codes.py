"""Look-ups by a printed code: products, parcels, orders, badges, serials. Each is one indexed read."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.language import named
from app.store.allocation import TOTE_IN_USE, TOTE_STATES, shipment
from app.store.catalog import code, lot, product, tote
from app.store.orders import orders
from app.store.packing import parcel
from app.store.people import worker
from app.store.picking import full_tote
from app.store.statements import Row
from app.store.stock import stock
from app.store.unit_of_work import UnitOfWork


def products_of_code(unit: UnitOfWork, key: str, today: date) -> tuple[tuple[str, int], ...]:
    """The (SKU, factor) pairs a code stands for today; several mean it must be asked (Rules C4, F1)."""
    rows = unit.query(select(code).where(code.c.code == key))
    return tuple((row.sku, row.factor) for row in rows if _valid(row._mapping, today))


def codes_of_products(unit: UnitOfWork, skus: list[str], today: date) -> dict[str, tuple[tuple[str, int], ...]]:
    """The codes of these products, each with what it stands for."""
    codes: dict[str, tuple[tuple[str, int], ...]] = {}
    for row in unit.group(code, "sku", skus):
        if _valid(row, today):
            codes[row["code"]] = (*codes.get(row["code"], ()), (row["sku"], row["factor"]))
    return codes


def names_of_products(unit: UnitOfWork, skus: list[str]) -> dict[str, str]:
    """The names by which workers know these products."""
    return {row["sku"]: named(row["name"], row["name_zh"]) for row in unit.many(product, [(sku,) for sku in skus])}


def parcel_by_sscc(unit: UnitOfWork, sscc: str) -> tuple[UUID, UUID] | None:
    """(parcel, shipment) of a label, or None."""
    found = unit.group(parcel, "sscc", [sscc])
    return (found[0]["parcel_id"], found[0]["shipment_id"]) if found else None


def is_tote(unit: UnitOfWork, warehouse: str, code: str) -> bool:
    """Tell a tote's code from a location's: totes are few, so they are read whole once and stay kept."""
    unit.keep_whole(tote)
    return unit.one(tote, warehouse, code) is not None


def shipment_in_tote(unit: UnitOfWork, warehouse: str, code: str) -> UUID | None:
    """Whose goods are in a tote between its first pick and the closing of the parcel, None when it is free."""
    found = unit.group(shipment, ("warehouse", "tote"), [(warehouse, code)], among=TOTE_IN_USE)
    before = unit.group(full_tote, ("warehouse", "tote"), [(warehouse, code)])
    found += unit.many(shipment, [(row["shipment_id"],) for row in before])
    return next((row["shipment_id"] for row in found if row["state"] in TOTE_STATES), None)


def order_by_number(unit: UnitOfWork, number: str) -> UUID | None:
    """Find an order by its number."""
    found = unit.query(select(orders.c.order_id).where(orders.c.number == number))
    return found[0].order_id if found else None


def worker_by_badge(unit: UnitOfWork, badge: str) -> str | None:
    """Find a person by the code on the badge."""
    found = unit.query(select(worker.c.code).where(worker.c.badge == badge))
    return found[0].code if found else None


def lot_on_hold(unit: UnitOfWork, sku: str, name: str) -> bool:
    """True for a lot stopped for quality."""
    row = unit.one(lot, sku, name) if name else None
    return bool(row and row["on_hold"])


def serial_at(unit: UnitOfWork, warehouse: str, sku: str, serial: str) -> str:
    """Where the books have a serial number now, "" when nowhere."""
    if not serial:
        return ""
    found = unit.query(
        select(stock.c.location).where(
            stock.c.warehouse == warehouse, stock.c.sku == sku, stock.c.serial == serial, stock.c.on_hand > 0
        )
    )
    return str(found[0].location) if found else ""


def _valid(row: Row, today: date) -> bool:
    """Codes have a time of their own (Rule F1)."""
    return (row["valid_from"] or today) <= today <= (row["valid_to"] or today)
