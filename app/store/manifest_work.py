"""Reads what the dock needs: a manifest with the parcels on it, and those of its carrier that are still missing."""

from dataclasses import dataclass
from uuid import UUID

from app.language import named
from app.models.orders import OrderState
from app.models.shipments import ParcelState
from app.models.shipping import ManifestState, ManifestWork, ParcelInHand
from app.store.allocation import shipment
from app.store.catalog import carrier
from app.store.orders import orders
from app.store.packing import PARCEL_READY, parcel
from app.store.shipping import MANIFEST_OPEN, manifest
from app.store.statements import Row
from app.store.unit_of_work import UnitOfWork

MISSING_SHOWN_MAX = 500
"""Parcels that wait for a carrier at one dock; a van holds fewer."""
_READY = (ParcelState.CLOSED, ParcelState.LABELLED)


@dataclass(frozen=True, slots=True)
class ShipmentParcels:
    """How far a shipment and its parcels are."""

    shipment: str
    parcels: tuple[str, ...]


def open_manifest_of(unit: UnitOfWork, warehouse: str, carrier_code: str) -> UUID | None:
    """Find the carrier's open manifest of a warehouse."""
    wanted = (warehouse, carrier_code, ManifestState.OPEN)
    found = unit.group(manifest, ("warehouse", "carrier", "state"), [wanted], among=MANIFEST_OPEN)
    return found[0]["manifest_id"] if found else None


def load_manifest(unit: UnitOfWork, manifest_id: UUID, with_missing: bool = True) -> ManifestWork:
    """Load a manifest: the parcels on it in the order they were scanned, and the missing ones."""
    head = unit.one(manifest, manifest_id)
    assert head is not None, "no such manifest"
    service = unit.one(carrier, head["carrier"])
    assert service is not None
    on_it = unit.group(parcel, "manifest_id", [manifest_id])
    missing = _waiting(unit, head)[:MISSING_SHOWN_MAX] if with_missing and head["state"] == ManifestState.OPEN else []
    parents = {row["order_id"]: row for row in unit.many(orders, [(each["order_id"],) for each in (*on_it, *missing)])}
    return ManifestWork(
        manifest_id,
        head["warehouse"],
        head["carrier"],
        named(service["name"], service["name_zh"]),
        head["cut_off_at"],
        ManifestState(head["state"]),
        tuple(_in_hand(row, parents[row["order_id"]]) for row in on_it),
        tuple(_in_hand(row, parents[row["order_id"]]) for row in missing),
    )


def _waiting(unit: UnitOfWork, head: Row) -> list[Row]:
    """Parcels that wait for the manifest's carrier; kept by state, so that each leaves the group as it moves on."""
    wanted = [(head["warehouse"], head["carrier"], state) for state in _READY]
    return unit.group(parcel, ("warehouse", "carrier", "state"), wanted, among=PARCEL_READY)


def load_parcel(unit: UnitOfWork, parcel_id: UUID) -> ParcelInHand:
    """Load one parcel with its order's newest state."""
    row = unit.one(parcel, parcel_id)
    assert row is not None
    order = unit.one(orders, row["order_id"])
    assert order is not None
    return _in_hand(row, order)


def parcels_of_shipment(unit: UnitOfWork, shipment_id: UUID) -> ShipmentParcels:
    """The states of a shipment and of all its parcels."""
    head = unit.one(shipment, shipment_id)
    assert head is not None
    rows = unit.group(parcel, "shipment_id", [shipment_id])
    return ShipmentParcels(head["state"], tuple(row["state"] for row in rows))


def recipients(unit: UnitOfWork, order_ids: list[UUID]) -> dict[UUID, tuple[str, str]]:
    """(name, town) of each order, for the driver's list."""
    rows = unit.many(orders, [(order_id,) for order_id in order_ids])
    return {row["order_id"]: (row["name"], row["district"] or row["city"]) for row in rows}


def _in_hand(row: Row, order: Row) -> ParcelInHand:
    return ParcelInHand(
        row["parcel_id"],
        row["shipment_id"],
        row["order_id"],
        row["number"],
        row["sscc"] or "",
        row["warehouse"],
        row["carrier"],
        ParcelState(row["state"]),
        row["manifest_id"],
        order["state"] == OrderState.CANCELLED,
        bool(order["held"]),
    )
