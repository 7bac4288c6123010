"""Manifests and the folds of hand-over: the only place where goods leave the books for the customer (Rule B6)."""

from uuid import UUID

from sqlalchemy import Column, Index, String, Table

from app.models.catalog import CUSTOMER, STAGING
from app.models.facts import Fact
from app.models.shipments import PARCEL_LIFE, SHIPMENT_LIFE, ParcelState, ShipmentState
from app.models.shipping import (
    MANIFEST_LIFE,
    ManifestClosed,
    ManifestOpened,
    ManifestState,
    ParcelHandedOver,
    ParcelManifested,
    ParcelTakenOff,
    ShipmentShipped,
)
from app.models.stock import Move
from app.store.allocation import shipment
from app.store.columns import Key, When, metadata, only
from app.store.fold import folds
from app.store.orders import order_line, restage
from app.store.packing import parcel
from app.store.statements import Row
from app.store.stock import AVAILABLE, move
from app.store.unit_of_work import UnitOfWork

MANIFEST_OPEN = "state = 'open'"
"""In these words, so that the partial index answers: a bound value does not tell the planner enough."""

manifest = Table(
    "manifest",
    metadata,
    Column("manifest_id", Key, primary_key=True),
    Column("warehouse", String, nullable=False),
    Column("carrier", String, nullable=False),
    Column("state", String, nullable=False),
    Column("cut_off_at", When, nullable=False),
    Column("opened_at", When, nullable=False),
    Column("closed_at", When),
    Column("worker", String, nullable=False),
    Index("manifest_open", "warehouse", "carrier", **only(MANIFEST_OPEN)),
)


def _parcel(unit: UnitOfWork, parcel_id: UUID) -> Row:
    row = unit.one(parcel, parcel_id)
    assert row is not None
    return row


@folds(ManifestOpened)
def manifest_opened(unit: UnitOfWork, fact: Fact) -> None:
    body: ManifestOpened = fact.body
    unit.begin_group(parcel, "manifest_id", body.manifest_id)
    unit.put(
        manifest,
        manifest_id=body.manifest_id,
        warehouse=body.warehouse,
        carrier=body.carrier,
        state=ManifestState.OPEN,
        cut_off_at=body.cut_off_at,
        opened_at=fact.at,
        worker=fact.worker,
    )


@folds(ParcelManifested)
def parcel_manifested(unit: UnitOfWork, fact: Fact) -> None:
    body: ParcelManifested = fact.body
    row = _parcel(unit, body.parcel_id)
    state = PARCEL_LIFE.step(row["state"], ParcelState.ON_MANIFEST)
    unit.change(parcel, row, state=state, manifest_id=body.manifest_id, manifested_at=fact.at)


@folds(ParcelTakenOff)
def parcel_taken_off(unit: UnitOfWork, fact: Fact) -> None:
    body: ParcelTakenOff = fact.body
    row = _parcel(unit, body.parcel_id)
    unit.change(parcel, row, state=PARCEL_LIFE.step(row["state"], ParcelState.LABELLED), manifest_id=None)


@folds(ParcelHandedOver)
def parcel_handed_over(unit: UnitOfWork, fact: Fact) -> None:
    """Goods, promise and ladder move on together."""
    body: ParcelHandedOver = fact.body
    row = _parcel(unit, body.parcel_id)
    unit.change(parcel, row, state=PARCEL_LIFE.step(row["state"], ParcelState.HANDED_OVER), handed_over_at=fact.at)
    lines = {line["line_no"]: line for line in unit.group(order_line, "order_id", [body.order_id])}
    for leg_no, goods in enumerate(body.contents, start=1):
        leg = Move(body.warehouse, goods.sku, goods.lot, goods.serial, STAGING, CUSTOMER, goods.quantity)
        move(unit, fact, leg, leg_no)
        unit.shift(AVAILABLE, (body.warehouse, goods.sku), -goods.quantity, -goods.quantity)
        line = lines[goods.line_no]
        unit.change(order_line, line, shipped=line["shipped"] + goods.quantity)


@folds(ShipmentShipped)
def shipment_shipped(unit: UnitOfWork, fact: Fact) -> None:
    body: ShipmentShipped = fact.body
    row = unit.one(shipment, body.shipment_id)
    assert row is not None
    started = [each["manifested_at"] for each in unit.group(parcel, "shipment_id", [body.shipment_id])]
    unit.change(
        shipment,
        row,
        state=SHIPMENT_LIFE.step(row["state"], ShipmentState.SHIPPED),
        hand_over_started_at=min((each for each in started if each), default=fact.at),
        hand_over_finished_at=fact.at,
        hand_over_by=fact.worker,
    )
    restage(unit, body.order_id)


@folds(ManifestClosed)
def manifest_closed(unit: UnitOfWork, fact: Fact) -> None:
    body: ManifestClosed = fact.body
    row = unit.one(manifest, body.manifest_id)
    assert row is not None
    unit.change(manifest, row, state=MANIFEST_LIFE.step(row["state"], ManifestState.CLOSED), closed_at=fact.at)
