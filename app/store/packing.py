"""Parcels, their contents, and the folds of packing."""

from uuid import UUID

from sqlalchemy import Column, Index, Integer, String, Table

from app.models.facts import Fact
from app.models.packing import (
    CartonChosen,
    ItemPacked,
    ItemUnpacked,
    LotAwaited,
    ParcelClosed,
    ParcelLabelled,
    ParcelOpened,
    ParcelReopened,
    PrintAsked,
    ShipmentPacked,
    ShipmentShortShipped,
)
from app.models.shipments import PARCEL_LIFE, SHIPMENT_LIFE, ParcelState, ShipmentState
from app.store.allocation import change_released, pick_line, shipment
from app.store.columns import Key, When, metadata, only
from app.store.fold import folds
from app.store.orders import order_line, restage
from app.store.statements import Row
from app.store.stock import put_back
from app.store.unit_of_work import UnitOfWork

PARCEL_READY = "state IN ('closed', 'labelled', 'on_manifest')"
"""Parcels that wait for their carrier. Said in these very words, SQLite reads them from their own small index."""

parcel = Table(
    "parcel",
    metadata,
    Column("parcel_id", Key, primary_key=True),
    Column("shipment_id", Key, nullable=False),
    Column("order_id", Key, nullable=False),
    Column("warehouse", String, nullable=False),
    Column("carrier", String, nullable=False),
    Column("number", String, nullable=False),
    Column("parcel_no", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("sscc", String),
    Column("carton", String, nullable=False, default=""),
    Column("weight_g", Integer, nullable=False, default=0),
    Column("manifest_id", Key),
    Column("opened_at", When, nullable=False),
    Column("closed_at", When),
    Column("manifested_at", When),
    Column("handed_over_at", When),
    Column("worker", String, nullable=False),
    Index("parcel_by_shipment", "shipment_id"),
    Index("parcel_by_sscc", "sscc", unique=True),
    Index("parcel_by_manifest", "manifest_id", **only("manifest_id IS NOT NULL")),
    Index(
        "parcel_ready",
        "warehouse",
        "carrier",
        **only(PARCEL_READY),
    ),
)

parcel_item = Table(
    "parcel_item",
    metadata,
    Column("parcel_id", Key, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("line_no", Integer, nullable=False),
    Column("sku", String, nullable=False),
    Column("lot", String, nullable=False, default=""),
    Column("serial", String, nullable=False, default=""),
    Column("quantity", Integer, nullable=False),
    Column("entry", String, nullable=False),
    Column("reason", String, nullable=False, default=""),
    sqlite_with_rowid=False,
)


def _parcel(unit: UnitOfWork, parcel_id: UUID) -> Row:
    row = unit.one(parcel, parcel_id)
    assert row is not None
    return row


def _shipment(unit: UnitOfWork, shipment_id: UUID) -> Row:
    row = unit.one(shipment, shipment_id)
    assert row is not None
    return row


def items_of_shipment(unit: UnitOfWork, shipment_id: UUID) -> list[Row]:
    """What is in all parcels of a shipment."""
    parcels = unit.group(parcel, "shipment_id", [shipment_id])
    return unit.group(parcel_item, "parcel_id", [row["parcel_id"] for row in parcels])


@folds(ParcelOpened)
def parcel_opened(unit: UnitOfWork, fact: Fact) -> None:
    body: ParcelOpened = fact.body
    parent = _shipment(unit, body.shipment_id)
    unit.begin_group(parcel_item, "parcel_id", body.parcel_id)
    unit.put(
        parcel,
        parcel_id=body.parcel_id,
        shipment_id=body.shipment_id,
        order_id=body.order_id,
        warehouse=body.warehouse,
        carrier=parent["carrier"],
        number=parent["number"],
        parcel_no=body.parcel_no,
        state=ParcelState.OPEN,
        carton=body.carton,
        opened_at=fact.at,
        worker=fact.worker,
    )
    changes = {"parcels_n": max(parent["parcels_n"], body.parcel_no), "pack_by": fact.worker}
    if parent["state"] == ShipmentState.PICKED:
        changes["state"] = SHIPMENT_LIFE.step(parent["state"], ShipmentState.PACKING)
        changes["pack_started_at"] = fact.at
    unit.change(shipment, parent, **changes)


@folds(ItemPacked)
def item_packed(unit: UnitOfWork, fact: Fact) -> None:
    body: ItemPacked = fact.body
    items = unit.group(parcel_item, "parcel_id", [body.parcel_id])
    row = next((each for each in items if each["seq"] == body.seq), None)
    if row is None:
        unit.put(
            parcel_item,
            parcel_id=body.parcel_id,
            seq=body.seq,
            line_no=body.line_no,
            sku=body.sku,
            lot=body.lot,
            serial=body.serial,
            quantity=body.quantity,
            entry=body.entry,
            reason=body.reason,
        )
    else:
        values = {"entry": body.entry, "reason": body.reason} if body.reason else {}
        unit.change(parcel_item, row, quantity=row["quantity"] + body.quantity, **values)


@folds(ItemUnpacked)
def item_unpacked(unit: UnitOfWork, fact: Fact) -> None:
    body: ItemUnpacked = fact.body
    row = unit.one(parcel_item, body.parcel_id, body.seq)
    assert row is not None
    unit.change(parcel_item, row, quantity=row["quantity"] - body.quantity)


@folds(CartonChosen)
def carton_chosen(unit: UnitOfWork, fact: Fact) -> None:
    body: CartonChosen = fact.body
    unit.change(parcel, _parcel(unit, body.parcel_id), carton=body.carton)


@folds(ParcelClosed)
def parcel_closed(unit: UnitOfWork, fact: Fact) -> None:
    body: ParcelClosed = fact.body
    row = _parcel(unit, body.parcel_id)
    unit.begin_group(parcel, "sscc", body.sscc)
    unit.change(
        parcel,
        row,
        state=PARCEL_LIFE.step(row["state"], ParcelState.CLOSED),
        sscc=body.sscc,
        carton=body.carton,
        weight_g=body.weight_g,
        closed_at=fact.at,
        worker=fact.worker,
    )


@folds(ParcelLabelled)
def parcel_labelled(unit: UnitOfWork, fact: Fact) -> None:
    body: ParcelLabelled = fact.body
    row = _parcel(unit, body.parcel_id)
    unit.change(parcel, row, state=PARCEL_LIFE.step(row["state"], ParcelState.LABELLED))


@folds(ParcelReopened)
def parcel_reopened(unit: UnitOfWork, fact: Fact) -> None:
    body: ParcelReopened = fact.body
    row = _parcel(unit, body.parcel_id)
    state = row["state"]
    if state == ParcelState.ON_MANIFEST:
        state = PARCEL_LIFE.step(state, ParcelState.LABELLED)
    unit.change(parcel, row, state=PARCEL_LIFE.step(state, ParcelState.OPEN), closed_at=None, manifest_id=None)
    parent = _shipment(unit, body.shipment_id)
    if parent["state"] == ShipmentState.PACKED:
        unit.change(
            shipment,
            parent,
            state=SHIPMENT_LIFE.step(parent["state"], ShipmentState.PACKING),
            pack_finished_at=None,
            hand_over_queued_at=None,
        )
        _count_packed(unit, parent, sign=-1)


@folds(LotAwaited)
def lot_awaited(unit: UnitOfWork, fact: Fact) -> None:
    body: LotAwaited = fact.body
    unit.change(shipment, _shipment(unit, body.shipment_id), awaited=body.sku)


@folds(ShipmentPacked)
def shipment_packed(unit: UnitOfWork, fact: Fact) -> None:
    body: ShipmentPacked = fact.body
    row = _shipment(unit, body.shipment_id)
    unit.change(
        shipment,
        row,
        state=SHIPMENT_LIFE.step(row["state"], ShipmentState.PACKED),
        pack_finished_at=fact.at,
        hand_over_queued_at=fact.at,
        awaited="",
    )
    _count_packed(unit, row, sign=1)


def _count_packed(unit: UnitOfWork, parent: Row, sign: int) -> None:
    """Raise (or lower again) the packed rung by what the shipment's parcels hold."""
    packed: dict[int, int] = {}
    for item in items_of_shipment(unit, parent["shipment_id"]):
        packed[item["line_no"]] = packed.get(item["line_no"], 0) + item["quantity"]
    for line in unit.group(order_line, "order_id", [parent["order_id"]]):
        if packed.get(line["line_no"]):
            unit.change(order_line, line, packed=line["packed"] + sign * packed[line["line_no"]])
    restage(unit, parent["order_id"])


@folds(ShipmentShortShipped)
def shipment_short_shipped(unit: UnitOfWork, fact: Fact) -> None:
    """What is picked and not packed goes back to its shelf; the line waits for its rest as a backorder."""
    body: ShipmentShortShipped = fact.body
    parent = _shipment(unit, body.shipment_id)
    missing = dict(body.missing)
    for number, row in enumerate(unit.group(pick_line, "shipment_id", [body.shipment_id])):
        quantity = missing.get(row["seq"], 0)
        if not quantity:
            continue
        unit.change(pick_line, row, picked=row["picked"] - quantity, short=row["short"] + quantity)
        unit.put(
            put_back,
            put_back_id=UUID(int=fact.id.int + number),
            warehouse=parent["warehouse"],
            order_id=body.order_id,
            sku=row["sku"],
            lot=row["lot"],
            serial=row["serial"],
            quantity=quantity,
            location=row["location"],
            requested_at=fact.at,
        )
        line = unit.one(order_line, body.order_id, row["line_no"])
        assert line is not None
        unit.change(order_line, line, picked=line["picked"] - quantity, short=line["short"] + quantity)
        change_released(unit, line, parent["warehouse"], -quantity)
    restage(unit, body.order_id)


@folds(PrintAsked)
def print_asked(unit: UnitOfWork, fact: Fact) -> None:
    """Stands in the journal alone: the spooler has the job."""
