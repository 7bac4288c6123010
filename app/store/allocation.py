"""Shipments and pick lines: what release makes, and what a cancellation frees.

A pick line is the allocation of one heap to one order line: `quantity − picked − short` of it is still held on the
heap. `shipment` carries the times of each step (queued, started, finished, who): where an order waits is read off one
row.
"""

from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, String, Table

from app.models.allocation import Allocation, LinesReallocated, ShipmentReleased
from app.models.facts import Fact
from app.models.orders import ORDER_LIFE, OrderCancelled, OrderState
from app.models.picks import PICK_TASK_LIFE, PickTaskState
from app.models.shipments import SHIPMENT_LIFE, ShipmentState
from app.store.columns import Key, When, metadata, only
from app.store.fold import folds
from app.store.orders import order_line, orders, promise, restage
from app.store.statements import Row
from app.store.stock import AVAILABLE, HEAPS, put_back
from app.store.unit_of_work import UnitOfWork

STEPS = ("pick", "pack", "hand_over")
TOTE_STATES = (ShipmentState.PICKING, ShipmentState.PICKED, ShipmentState.PACKING)
"""While a shipment is in one of these its goods lie in its tote."""
TOTE_IN_USE = "state IN ('picking', 'picked', 'packing') AND tote <> ''"

shipment = Table(
    "shipment",
    metadata,
    Column("shipment_id", Key, primary_key=True),
    Column("order_id", Key, nullable=False),
    Column("number", String, nullable=False),
    Column("warehouse", String, nullable=False),
    Column("carrier", String, nullable=False),
    Column("cut_off_at", When, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("wave", String, nullable=False),
    Column("state", String, nullable=False),
    Column("pick_state", String, nullable=False),
    Column("pick_list_id", Key),
    Column("tote", String, nullable=False, default=""),
    Column("lines_n", Integer, nullable=False),
    Column("units_n", Integer, nullable=False),
    Column("walk_order", Integer, nullable=False),
    Column("parcels_n", Integer, nullable=False, default=0),
    Column("awaited", String, nullable=False, default=""),
    *(Column(f"{step}_{moment}_at", When) for step in STEPS for moment in ("queued", "started", "finished")),
    *(Column(f"{step}_by", String, nullable=False, default="") for step in STEPS),
    Index("shipment_by_order", "order_id"),
    Index("shipment_by_pick_list", "pick_list_id", **only("pick_list_id IS NOT NULL")),
    Index(
        "shipment_to_pick",
        "warehouse",
        "priority",
        "cut_off_at",
        "walk_order",
        **only("pick_state = 'ready'"),
    ),
    Index(
        "shipment_by_tote",
        "warehouse",
        "tote",
        **only(TOTE_IN_USE),
    ),
    Index("shipment_open", "warehouse", "state", "cut_off_at"),
)

pick_line = Table(
    "pick_line",
    metadata,
    Column("shipment_id", Key, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("order_id", Key, nullable=False),
    Column("line_no", Integer, nullable=False),
    Column("warehouse", String, nullable=False),
    Column("sku", String, nullable=False),
    Column("location", String, nullable=False),
    Column("walk_order", Integer, nullable=False),
    Column("lot", String, nullable=False, default=""),
    Column("serial", String, nullable=False, default=""),
    Column("quantity", Integer, nullable=False),
    Column("picked", Integer, nullable=False, default=0),
    Column("short", Integer, nullable=False, default=0),
    Column("skipped_n", Integer, nullable=False, default=0),
    Column("reached", Boolean, nullable=False, default=False),
    Column("dropped", Boolean, nullable=False, default=False),
    Column("left_empty", Boolean, nullable=False, default=False),
    Column("empties", Boolean, nullable=False, default=False),
    Column("on_hand", Integer, nullable=False, default=0),
    Column("lots_n", Integer, nullable=False, default=1),
    Column("queued_at", When, nullable=False),
    Column("started_at", When),
    Column("finished_at", When),
    Column("worker", String, nullable=False, default=""),
    CheckConstraint("picked >= 0 AND short >= 0 AND picked + short <= quantity", name="picked_within_quantity"),
    Index("pick_line_by_place", "warehouse", "location", "sku", **only("picked + short < quantity")),
    sqlite_with_rowid=False,
)


def held_quantity(row: Row) -> int:
    """What a pick line still holds on its heap."""
    quantity: int = row["quantity"] - row["picked"] - row["short"]
    return quantity


@folds(ShipmentReleased)
def shipment_released(unit: UnitOfWork, fact: Fact) -> None:
    body: ShipmentReleased = fact.body
    order = unit.one(orders, body.order_id)
    assert order is not None
    unit.put(
        shipment,
        shipment_id=body.shipment_id,
        order_id=body.order_id,
        number=order["number"],
        warehouse=body.warehouse,
        carrier=body.carrier,
        cut_off_at=body.cut_off_at,
        priority=body.priority,
        wave=body.wave,
        state=ShipmentState.ACCEPTED,
        pick_state=PickTaskState.READY,
        lines_n=len({each.line_no for each in body.allocations}),
        units_n=sum(each.quantity for each in body.allocations),
        walk_order=min(each.walk_order for each in body.allocations),
        pick_queued_at=fact.at,
    )
    unit.begin_group(pick_line, "shipment_id", body.shipment_id)
    _allocate(unit, fact, body, body.allocations)
    restage(unit, body.order_id)


@folds(LinesReallocated)
def lines_reallocated(unit: UnitOfWork, fact: Fact) -> None:
    body: LinesReallocated = fact.body
    _allocate(unit, fact, body, body.allocations)
    row = unit.one(shipment, body.shipment_id)
    assert row is not None
    unit.change(shipment, row, units_n=row["units_n"] + sum(each.quantity for each in body.allocations))
    restage(unit, body.order_id)


def _allocate(
    unit: UnitOfWork, fact: Fact, body: ShipmentReleased | LinesReallocated, given: tuple[Allocation, ...]
) -> None:
    parent = unit.one(shipment, body.shipment_id)
    assert parent is not None
    lines = {row["line_no"]: row for row in unit.group(order_line, "order_id", [body.order_id])}
    again = isinstance(body, LinesReallocated)
    for each in given:
        unit.put(
            pick_line,
            shipment_id=body.shipment_id,
            seq=each.seq,
            order_id=body.order_id,
            line_no=each.line_no,
            warehouse=parent["warehouse"],
            sku=each.sku,
            location=each.location,
            walk_order=each.walk_order,
            lot=each.lot,
            serial=each.serial,
            quantity=each.quantity,
            empties=each.empties,
            skipped_n=1 if again else 0,
            queued_at=fact.at,
        )
        line = lines[each.line_no]
        change_released(unit, line, parent["warehouse"], each.quantity)
        heap = (parent["warehouse"], each.location, each.sku, each.lot, each.serial)
        unit.shift(HEAPS, heap, part=each.quantity)


def change_released(unit: UnitOfWork, line: Row, warehouse: str, quantity: int) -> None:
    """Add to what is released of an order line, on the line and on its promise from this warehouse."""
    unit.change(order_line, line, released=line["released"] + quantity)
    for given in unit.group(promise, "order_id", [line["order_id"]]):
        if (given["line_no"], given["warehouse"]) == (line["line_no"], warehouse):
            unit.change(promise, given, released=given["released"] + quantity)


def picked_by_line(unit: UnitOfWork, order_id: UUID) -> dict[int, int]:
    """Sum what is picked of each line of an order over all its shipments that are not cancelled."""
    shipments = [
        row["shipment_id"]
        for row in unit.group(shipment, "order_id", [order_id])
        if row["state"] != ShipmentState.CANCELLED
    ]
    picked: dict[int, int] = {}
    for row in unit.group(pick_line, "shipment_id", shipments):
        picked[row["line_no"]] = picked.get(row["line_no"], 0) + row["picked"]
    return picked


@folds(OrderCancelled)
def order_cancelled(unit: UnitOfWork, fact: Fact) -> None:
    """Free what is promised and allocated; picked goods wait for their way back (Rule B6)."""
    body: OrderCancelled = fact.body
    order = unit.one(orders, body.order_id)
    assert order is not None
    unit.change(orders, order, state=ORDER_LIFE.step(order["state"], OrderState.CANCELLED))
    for row in unit.group(shipment, "order_id", [body.order_id]):
        _cancel_shipment(unit, row)
    lines = {row["line_no"]: row for row in unit.group(order_line, "order_id", [body.order_id])}
    for given in unit.group(promise, "order_id", [body.order_id]):
        unit.shift(AVAILABLE, (given["warehouse"], lines[given["line_no"]]["sku"]), part=-given["quantity"])
        unit.change(promise, given, quantity=0, released=0)
    for line in lines.values():
        rungs = dict.fromkeys(("promised", "released", "picked", "packed"), line["shipped"])
        unit.change(order_line, line, cancelled=line["ordered"] - line["shipped"], **rungs)
    for number, back in enumerate(body.put_back):
        home = unit.one(shipment, back.shipment_id)
        assert home is not None
        unit.put(
            put_back,
            put_back_id=fact.id if number == 0 else type(fact.id)(int=fact.id.int + number),
            warehouse=home["warehouse"],
            order_id=body.order_id,
            sku=back.sku,
            lot=back.lot,
            serial=back.serial,
            quantity=back.quantity,
            location=back.location,
            requested_at=fact.at,
        )
    restage(unit, body.order_id)


def _cancel_shipment(unit: UnitOfWork, row: Row) -> None:
    if not SHIPMENT_LIFE.may(row["state"], ShipmentState.CANCELLED):
        return
    for line in unit.group(pick_line, "shipment_id", [row["shipment_id"]]):
        held = held_quantity(line)
        heap = (line["warehouse"], line["location"], line["sku"], line["lot"], line["serial"])
        unit.shift(HEAPS, heap, part=-held)
        unit.change(pick_line, line, short=line["short"] + held)
    unit.change(
        shipment,
        row,
        state=SHIPMENT_LIFE.step(row["state"], ShipmentState.CANCELLED),
        pick_state=PICK_TASK_LIFE.step(row["pick_state"], PickTaskState.CANCELLED),
    )
