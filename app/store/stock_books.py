"""Reads what a change of stock by hand must know: the product, its lot, its serials, a heap, the counts that wait."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from app.models.catalog import SELLABLE_KINDS, SUPPLIER
from app.models.stock import CountState, StockKey
from app.models.stock_rules import HeapBooks, KnownLot, Tracking
from app.store.catalog import location, lot, product, warehouse
from app.store.heaps import heap_of
from app.store.stock import count_task, stock
from app.store.unit_of_work import UnitOfWork


def is_shelf(unit: UnitOfWork, home: str, code: str) -> bool:
    """True for a place where goods can be laid by hand; staging and the virtual places are none."""
    row = unit.one(location, home, code)
    return row is not None and row["kind"] in SELLABLE_KINDS


def tracking_of(unit: UnitOfWork, sku: str) -> Tracking | None:
    """How a product is told apart, None for one we do not have."""
    row = unit.one(product, sku)
    return Tracking(row["lot_tracked"], row["serial_tracked"]) if row else None


def known_lot(unit: UnitOfWork, sku: str, name: str) -> KnownLot | None:
    """A lot that was received or held before."""
    row = unit.one(lot, sku, name) if name else None
    return KnownLot(row["expires_on"]) if row else None


def serials_seen(unit: UnitOfWork, sku: str, serials: Iterable[str]) -> frozenset[str]:
    """Which of these serials the books have had before, in any warehouse, also if they left again (Rule D1)."""
    asked = sorted(set(serials) - {""})
    if not asked:
        return frozenset()
    homes = [row["code"] for row in unit.all(warehouse)]
    found = unit.query(
        select(stock.c.serial).where(
            stock.c.warehouse.in_(homes),
            stock.c.sku == sku,
            stock.c.serial.in_(asked),
            stock.c.location != SUPPLIER,
        )
    )
    return frozenset(row.serial for row in found)


def heap_books(unit: UnitOfWork, key: StockKey) -> HeapBooks:
    """Everything the rules ask of one heap."""
    return HeapBooks(
        key.warehouse,
        is_shelf(unit, key.warehouse, key.location),
        tracking_of(unit, key.sku),
        known_lot(unit, key.sku, key.lot),
        heap_of(unit, key),
    )


def waiting_counts(unit: UnitOfWork, home: str, place: str, sku: str) -> list[UUID]:
    """Counts of a product at a place that nobody has made yet."""
    found = unit.query(
        select(count_task.c.count_id).where(
            count_task.c.warehouse == home,
            count_task.c.location == place,
            count_task.c.sku == sku,
            count_task.c.state.in_((CountState.REQUESTED, CountState.COUNTING)),
        )
    )
    return [row.count_id for row in found]
