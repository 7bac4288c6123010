"""Reads what a printed pick list needs: what is still to be picked of some shipments, in the order of the walk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from app.store.allocation import pick_line, shipment
from app.store.catalog import lot, product
from app.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One stop: what is left to pick there, for which order."""

    order_id: UUID
    number: str
    location: str
    sku: str
    name: str
    name_zh: str
    unit: str
    quantity: int
    lot: str
    expires_on: date | None
    tote: str
    cut_off_at: datetime


def sheet_rows(unit: UnitOfWork, shipment_ids: Sequence[UUID]) -> list[SheetRow]:
    """What is left to pick of shipments, in walking order."""
    left = pick_line.c.quantity - pick_line.c.picked - pick_line.c.short
    rows = unit.query(
        select(
            pick_line.c.order_id,
            shipment.c.number,
            pick_line.c.location,
            pick_line.c.sku,
            product.c.name,
            product.c.name_zh,
            product.c.unit,
            left,
            pick_line.c.lot,
            lot.c.expires_on,
            shipment.c.tote,
            shipment.c.cut_off_at,
        )
        .join(shipment, shipment.c.shipment_id == pick_line.c.shipment_id)
        .join(product, product.c.sku == pick_line.c.sku)
        .join(lot, (lot.c.sku == pick_line.c.sku) & (lot.c.lot == pick_line.c.lot), isouter=True)
        .where(pick_line.c.shipment_id.in_(list(shipment_ids)), left > 0)
        .order_by(pick_line.c.walk_order, pick_line.c.location, shipment.c.number)
    )
    return [SheetRow(*row) for row in rows]
