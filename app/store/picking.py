"""Pick lists and the folds of every pick: the goods' way from their location to staging, booked scan by scan."""

from uuid import UUID

from sqlalchemy import Column, Index, String, Table

from app.models.catalog import STAGING
from app.models.facts import Fact
from app.models.picks import (
    PICK_TASK_LIFE,
    CodeAwaited,
    HelpCalled,
    ItemPicked,
    ItemUnpicked,
    LineDropped,
    LineShort,
    LineSkipped,
    LocationLeft,
    LocationReached,
    PickListFinished,
    PickListStarted,
    PickListTakenOver,
    PickTaskState,
    ScanRefused,
    ShipmentPicked,
    ToteAssigned,
    ToteFilled,
)
from app.models.shipments import SHIPMENT_LIFE, ShipmentState
from app.models.stock import Move
from app.store.allocation import change_released, held_quantity, pick_line, picked_by_line, shipment
from app.store.columns import Key, When, metadata, only
from app.store.fold import folds
from app.store.orders import order_line, restage
from app.store.packing import parcel
from app.store.statements import Row
from app.store.stock import HEAPS, move
from app.store.unit_of_work import UnitOfWork

LIST_OPEN = "finished_at IS NULL"

pick_list = Table(
    "pick_list",
    metadata,
    Column("pick_list_id", Key, primary_key=True),
    Column("warehouse", String, nullable=False),
    Column("worker", String, nullable=False),
    Column("station", String, nullable=False),
    Column("awaited", String, nullable=False, default=""),
    Column("started_at", When, nullable=False),
    Column("finished_at", When),
    Index("pick_list_open", "worker", **only(LIST_OPEN)),
)

full_tote = Table(
    "full_tote",
    metadata,
    Column("shipment_id", Key, primary_key=True),
    Column("tote", String, primary_key=True),
    Column("warehouse", String, nullable=False),
    Index("full_tote_by_code", "warehouse", "tote"),
)
"""Totes of a shipment that were full before its last one."""


def _line(unit: UnitOfWork, shipment_id: UUID, seq: int) -> Row:
    row = unit.one(pick_line, shipment_id, seq)
    assert row is not None
    return row


def _shipment(unit: UnitOfWork, shipment_id: UUID) -> Row:
    row = unit.one(shipment, shipment_id)
    assert row is not None
    return row


@folds(PickListStarted)
def pick_list_started(unit: UnitOfWork, fact: Fact) -> None:
    body: PickListStarted = fact.body
    unit.put(
        pick_list,
        pick_list_id=body.pick_list_id,
        warehouse=body.warehouse,
        worker=fact.worker,
        station=fact.station,
        started_at=fact.at,
    )
    unit.begin_group(shipment, "pick_list_id", body.pick_list_id)
    for row in unit.many(shipment, [(each,) for each in body.shipments]):
        unit.change(
            shipment,
            row,
            pick_list_id=body.pick_list_id,
            state=SHIPMENT_LIFE.step(row["state"], ShipmentState.PICKING),
            pick_state=PICK_TASK_LIFE.step(row["pick_state"], PickTaskState.STARTED),
            pick_started_at=fact.at,
            pick_by=fact.worker,
        )


@folds(PickListTakenOver)
def pick_list_taken_over(unit: UnitOfWork, fact: Fact) -> None:
    body: PickListTakenOver = fact.body
    row = unit.one(pick_list, body.pick_list_id)
    assert row is not None
    unit.change(pick_list, row, worker=fact.worker, station=fact.station)


@folds(ToteAssigned)
def tote_assigned(unit: UnitOfWork, fact: Fact) -> None:
    body: ToteAssigned = fact.body
    unit.change(shipment, _shipment(unit, body.shipment_id), tote=body.tote)


@folds(ToteFilled)
def tote_filled(unit: UnitOfWork, fact: Fact) -> None:
    body: ToteFilled = fact.body
    row = _shipment(unit, body.shipment_id)
    unit.put(full_tote, shipment_id=body.shipment_id, tote=body.tote, warehouse=row["warehouse"])
    unit.change(shipment, row, tote="")


@folds(LocationReached)
def location_reached(unit: UnitOfWork, fact: Fact) -> None:
    body: LocationReached = fact.body
    unit.change(
        pick_line,
        _line(unit, body.shipment_id, body.seq),
        reached=True,
        on_hand=body.on_hand,
        lots_n=body.lots_n,
        started_at=fact.at,
        worker=fact.worker,
    )


@folds(ItemPicked)
def item_picked(unit: UnitOfWork, fact: Fact) -> None:
    body: ItemPicked = fact.body
    row = _line(unit, body.shipment_id, body.seq)
    done = held_quantity(row) == body.quantity
    unit.change(
        pick_line,
        row,
        picked=row["picked"] + body.quantity,
        serial=body.serial or row["serial"],
        finished_at=fact.at if done else None,
        worker=fact.worker,
    )
    planned = (row["warehouse"], row["location"], row["sku"], row["lot"])
    leg = Move(body.warehouse, body.sku, body.lot, body.serial, body.location, STAGING, body.quantity)
    move(unit, fact, leg)
    unit.shift(HEAPS, (*planned, row["serial"]), part=-body.quantity)


@folds(ItemUnpicked)
def item_unpicked(unit: UnitOfWork, fact: Fact) -> None:
    """The counter-entry; a shipment that was picked already goes back to picking."""
    body: ItemUnpicked = fact.body
    row = _line(unit, body.shipment_id, body.seq)
    unit.change(
        pick_line,
        row,
        picked=row["picked"] - body.quantity,
        dropped=False,
        left_empty=False,
        finished_at=None,
    )
    leg = Move(body.warehouse, body.sku, body.lot, body.serial, STAGING, body.location, body.quantity)
    move(unit, fact, leg)
    unit.shift(HEAPS, (row["warehouse"], row["location"], row["sku"], row["lot"], row["serial"]), part=body.quantity)
    parent = _shipment(unit, body.shipment_id)
    if parent["state"] == ShipmentState.PICKED:
        _reopen(unit, parent, body.pick_list_id)


def _reopen(unit: UnitOfWork, parent: Row, pick_list_id: UUID) -> None:
    unit.change(
        shipment,
        parent,
        state=SHIPMENT_LIFE.step(parent["state"], ShipmentState.PICKING),
        pick_state=PICK_TASK_LIFE.step(parent["pick_state"], PickTaskState.STARTED),
        pick_finished_at=None,
        pack_queued_at=None,
    )
    walk = unit.one(pick_list, pick_list_id)
    if walk is not None:
        unit.change(pick_list, walk, finished_at=None)
    count_picked(unit, parent["order_id"])


@folds(LineDropped)
def line_dropped(unit: UnitOfWork, fact: Fact) -> None:
    body: LineDropped = fact.body
    unit.change(pick_line, _line(unit, body.shipment_id, body.seq), dropped=True)


@folds(LineSkipped)
def line_skipped(unit: UnitOfWork, fact: Fact) -> None:
    body: LineSkipped = fact.body
    row = _line(unit, body.shipment_id, body.seq)
    unit.change(pick_line, row, skipped_n=row["skipped_n"] + 1, reached=False)


@folds(LineShort)
def line_short(unit: UnitOfWork, fact: Fact) -> None:
    """Free the allocation; what nobody can give is no longer promised from this warehouse's release (Rule C7)."""
    body: LineShort = fact.body
    row = _line(unit, body.shipment_id, body.seq)
    unit.change(pick_line, row, short=row["short"] + body.missing, finished_at=fact.at, worker=fact.worker)
    unit.shift(HEAPS, (row["warehouse"], row["location"], row["sku"], row["lot"], row["serial"]), part=-body.missing)
    line = unit.one(order_line, body.order_id, row["line_no"])
    assert line is not None
    unit.change(order_line, line, short=line["short"] + body.missing)
    change_released(unit, line, body.warehouse, -body.missing)
    parent = _shipment(unit, body.shipment_id)
    unit.change(shipment, parent, units_n=parent["units_n"] - body.missing)
    restage(unit, body.order_id)


@folds(LocationLeft)
def location_left(unit: UnitOfWork, fact: Fact) -> None:
    body: LocationLeft = fact.body
    unit.change(pick_line, _line(unit, body.shipment_id, body.seq), left_empty=True)


@folds(CodeAwaited)
def code_awaited(unit: UnitOfWork, fact: Fact) -> None:
    body: CodeAwaited = fact.body
    row = unit.one(pick_list, body.pick_list_id)
    if row is not None:
        unit.change(pick_list, row, awaited=body.code)


@folds(ShipmentPicked)
def shipment_picked(unit: UnitOfWork, fact: Fact) -> None:
    body: ShipmentPicked = fact.body
    row = _shipment(unit, body.shipment_id)
    unit.change(
        shipment,
        row,
        state=SHIPMENT_LIFE.step(row["state"], ShipmentState.PICKED),
        pick_state=PICK_TASK_LIFE.step(row["pick_state"], PickTaskState.DONE),
        pick_finished_at=fact.at,
        pack_queued_at=fact.at,
    )
    unit.begin_group(parcel, "shipment_id", body.shipment_id)
    count_picked(unit, body.order_id)


def count_picked(unit: UnitOfWork, order_id: UUID) -> None:
    """Write the picked rung of an order's lines from its pick lines."""
    picked = picked_by_line(unit, order_id)
    for line in unit.group(order_line, "order_id", [order_id]):
        unit.change(order_line, line, picked=max(line["packed"], picked.get(line["line_no"], 0)))
    restage(unit, order_id)


@folds(PickListFinished)
def pick_list_finished(unit: UnitOfWork, fact: Fact) -> None:
    body: PickListFinished = fact.body
    row = unit.one(pick_list, body.pick_list_id)
    assert row is not None
    unit.change(pick_list, row, finished_at=fact.at, awaited="")


@folds(ScanRefused)
def scan_refused(unit: UnitOfWork, fact: Fact) -> None:
    """Stands in the journal alone: a near miss moves nothing (Rule D2)."""


@folds(HelpCalled)
def help_called(unit: UnitOfWork, fact: Fact) -> None:
    """Stands in the journal alone."""
