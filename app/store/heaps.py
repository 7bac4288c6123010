"""Heaps: what lies on the shelves of a warehouse, read for allocation and counting."""

from collections.abc import Iterable

from sqlalchemy import select

from app.models.catalog import SELLABLE_KINDS
from app.models.stock import Heap, StockKey
from app.store.catalog import location, lot
from app.store.stock import stock
from app.store.unit_of_work import UnitOfWork


def load_heaps(unit: UnitOfWork, warehouse: str, skus: Iterable[str]) -> list[Heap]:
    """Read the heaps of these products on the shelves of a warehouse, in one statement."""
    found = unit.query(
        select(stock, location.c.walk_order, lot.c.expires_on, lot.c.on_hold)
        .join(location, (location.c.warehouse == stock.c.warehouse) & (location.c.code == stock.c.location))
        .outerjoin(lot, (lot.c.sku == stock.c.sku) & (lot.c.lot == stock.c.lot))
        .where(
            stock.c.warehouse == warehouse,
            stock.c.sku.in_(sorted(skus)),
            location.c.kind.in_(sorted(SELLABLE_KINDS)),
        )
    )
    return [
        Heap(
            StockKey(row.warehouse, row.location, row.sku, row.lot, row.serial),
            row.on_hand,
            row.allocated,
            row.walk_order,
            row.expires_on,
            bool(row.on_hold),
        )
        for row in found
    ]


def heap_of(unit: UnitOfWork, key: StockKey) -> Heap | None:
    """Read one heap as the books have it now, with this unit's own shifts."""
    unit.flush()
    row = unit.query(
        select(stock.c.on_hand, stock.c.allocated).where(
            *(
                getattr(stock.c, name) == getattr(key, name)
                for name in ("warehouse", "location", "sku", "lot", "serial")
            )
        )
    )
    return Heap(key, row[0].on_hand, row[0].allocated, 0) if row else None
