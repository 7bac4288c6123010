"""Reads what deciding about an order needs: what is off the shelf, what has left, who buys; and a clerk's drafts."""

from dataclasses import dataclass
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select

from app.models.orders import OrderDraft, PutBack
from app.models.shipments import ParcelState, ShipmentState
from app.store.allocation import pick_line, shipment
from app.store.orders import customer, draft
from app.store.packing import parcel
from app.store.unit_of_work import UnitOfWork

DRAFTS_SHOWN_MAX = 20
_LEFT = frozenset({ParcelState.HANDED_OVER, ParcelState.DELIVERED, ParcelState.RETURNED})


def has_left(unit: UnitOfWork, order_id: UUID) -> bool:
    """Whether a parcel of the order is with the carrier already."""
    shipments = [row["shipment_id"] for row in unit.group(shipment, "order_id", [order_id])]
    return any(row["state"] in _LEFT for row in unit.group(parcel, "shipment_id", shipments))


def goods_off_shelf(unit: UnitOfWork, order_id: UUID) -> tuple[PutBack, ...]:
    """Picked goods of the order's shipments, each with the place it came from."""
    shipments = [
        row["shipment_id"]
        for row in unit.group(shipment, "order_id", [order_id])
        if row["state"] != ShipmentState.CANCELLED
    ]
    return tuple(
        PutBack(row["shipment_id"], row["seq"], row["sku"], row["lot"], row["serial"], row["picked"], row["location"])
        for row in unit.group(pick_line, "shipment_id", shipments)
        if row["picked"]
    )


def drafts_of(connection: Connection, worker: str) -> list[OrderDraft]:
    """A clerk's open drafts, newest first."""
    rows = connection.execute(
        select(draft.c.content)
        .where(draft.c.worker == worker, draft.c.content != "")
        .order_by(draft.c.saved_at.desc())
        .limit(DRAFTS_SHOWN_MAX)
    )
    return [msgspec.json.decode(row.content, type=OrderDraft) for row in rows]


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who buys. `kept` is what the store has of the draft: None when it was never saved, "" once it was placed."""

    customer_id: UUID
    name: str
    kept: str | None


def buyer_of(unit: UnitOfWork, content: OrderDraft) -> Buyer | None:
    """The customer of a draft that is to be placed, and whether it was placed before, in one read."""
    found = unit.query(
        select(customer.c.customer_id, customer.c.name, draft.c.content)
        .outerjoin(draft, draft.c.draft_id == content.draft_id)
        .where(customer.c.customer_id == content.customer_id)
    )
    return Buyer(*found[0]) if found else None
