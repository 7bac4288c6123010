"""Orders, lines, promises, holds, customers and drafts, and the folds of their facts.

`orders.stage` is the derived word, kept so that the board can filter a million orders by an index; `restage` is the one
function that writes it, from the lines' counters and the open holds (Rules A1, A4).
"""

from dataclasses import replace
from itertools import pairwise
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table, Text

from app.models.facts import Fact
from app.models.orders import (
    ORDER_LIFE,
    RUNGS,
    Counters,
    CustomerAdded,
    DraftDropped,
    DraftSaved,
    HoldLifted,
    HoldPlaced,
    LinePromise,
    LinesPromised,
    OrderConfirmed,
    OrderEntered,
    OrderState,
    PostalAddress,
    PromiseFreed,
    stage_of,
)
from app.store.columns import Day, Key, When, metadata, only
from app.store.fold import folds
from app.store.statements import Row
from app.store.stock import AVAILABLE
from app.store.unit_of_work import UnitOfWork

_ADDRESS = ("country", "province", "city", "district", "street", "postcode", "district_code")

customer = Table(
    "customer",
    metadata,
    Column("customer_id", Key, primary_key=True),
    Column("name", String, nullable=False),
    Column("phone", String, nullable=False),
    Column("phone_reversed", String, nullable=False),
    Column("pinyin", String, nullable=False, default=""),
    Column("initials", String, nullable=False, default=""),
    *(Column(name, String, nullable=False, default="") for name in _ADDRESS),
    Index("customer_by_phone", "phone_reversed"),
    Index("customer_by_name", "name"),
    Index("customer_by_pinyin", "pinyin"),
    Index("customer_by_initials", "initials"),
)

orders = Table(
    "orders",
    metadata,
    Column("order_id", Key, primary_key=True),
    Column("number", String, nullable=False),
    Column("channel", String, nullable=False, default="phone"),
    Column("customer_id", Key, nullable=False),
    Column("customer_name", String, nullable=False),
    Column("name", String, nullable=False),
    Column("phone", String, nullable=False),
    *(Column(name, String, nullable=False, default="") for name in _ADDRESS),
    Column("state", String, nullable=False),
    Column("stage", String, nullable=False),
    Column("held", Integer, nullable=False, default=0),
    Column("priority", Integer, nullable=False, default=1),
    Column("ship_whole", Integer, nullable=False, default=0),
    Column("currency", String, nullable=False),
    Column("amount", Integer, nullable=False, default=0),
    Column("lines_n", Integer, nullable=False, default=0),
    Column("units_n", Integer, nullable=False, default=0),
    Column("note", String, nullable=False, default=""),
    Column("ship_on", Day),
    Column("entered_at", When, nullable=False),
    Column("entered_by", String, nullable=False, default=""),
    Column("station", String, nullable=False),
    Index("orders_by_number", "number", unique=True),
    Index("orders_by_customer", "customer_id", "entered_at"),
)

order_line = Table(
    "order_line",
    metadata,
    Column("order_id", Key, primary_key=True),
    Column("line_no", Integer, primary_key=True),
    Column("sku", String, nullable=False),
    Column("unit_price", Integer, nullable=False),
    Column("discount", Integer, nullable=False, default=0),
    Column("note", String, nullable=False, default=""),
    *(Column(rung, Integer, nullable=False, default=0) for rung in RUNGS),
    *(
        Column(counter, Integer, nullable=False, default=0)
        for counter in ("cancelled", "short", "substituted", "returned", "refunded", "invoiced")
    ),
    *(CheckConstraint(f"{above} >= {below}", name=f"{above}_covers_{below}") for above, below in pairwise(RUNGS)),
    CheckConstraint("delivered >= 0 AND ordered > 0", name="counters_not_negative"),
    CheckConstraint("cancelled BETWEEN 0 AND ordered", name="cancelled_within_ordered"),
    Index("order_line_waiting", "sku", **only("promised < ordered - cancelled")),
    sqlite_with_rowid=False,
)

promise = Table(
    "promise",
    metadata,
    Column("order_id", Key, primary_key=True),
    Column("line_no", Integer, primary_key=True),
    Column("warehouse", String, primary_key=True),
    Column("quantity", Integer, nullable=False),
    Column("released", Integer, nullable=False, default=0),
    Column("ship_on", Day, nullable=False),
    Column("carrier", String, nullable=False),
    Index("promise_to_release", "warehouse", "ship_on", **only("released < quantity")),
    sqlite_with_rowid=False,
)

hold = Table(
    "hold",
    metadata,
    Column("order_id", Key, primary_key=True),
    Column("reason", String, primary_key=True),
    Column("owner", String, nullable=False),
    Column("deadline_at", When, nullable=False),
    Column("note", String, nullable=False, default=""),
    Column("placed_at", When, nullable=False),
    Column("lifted_at", When),
)

draft = Table(
    "draft",
    metadata,
    Column("draft_id", Key, primary_key=True),
    Column("worker", String, nullable=False),
    Column("content", Text, nullable=False),
    Column("saved_at", When, nullable=False),
    Index("draft_by_worker", "worker"),
)


def counters(row: Row) -> Counters:
    """A line's ladder out of its row."""
    return Counters(*(row[name] for name in (*RUNGS, "cancelled", "short")))


def restage(unit: UnitOfWork, order_id: UUID) -> None:
    """Write the derived word of an order anew."""
    order = unit.one(orders, order_id)
    assert order is not None
    lines = tuple(counters(row) for row in unit.group(order_line, "order_id", [order_id]))
    unit.change(orders, order, stage=stage_of(OrderState(order["state"]), bool(order["held"]), lines))


def address_columns(address: PostalAddress) -> dict[str, Any]:
    """Lay an address out as columns, without name and phone."""
    return {name: getattr(address, name) for name in _ADDRESS}


def address_of(row: Row) -> PostalAddress:
    """Read an order's address back."""
    return PostalAddress(row["name"], row["phone"], **{name: row[name] for name in _ADDRESS})


@folds(CustomerAdded)
def customer_added(unit: UnitOfWork, fact: Fact) -> None:
    new = fact.body.customer
    unit.put(
        customer,
        customer_id=new.customer_id,
        name=new.name,
        phone=new.phone,
        phone_reversed=new.phone[::-1],
        pinyin=new.pinyin,
        initials=new.initials,
        **address_columns(new.address),
    )


@folds(DraftSaved)
def draft_saved(unit: UnitOfWork, fact: Fact) -> None:
    body: DraftSaved = fact.body
    content = msgspec.json.encode(body.draft).decode()
    row = unit.one(draft, body.draft.draft_id)
    if row is None:
        unit.put(draft, draft_id=body.draft.draft_id, worker=fact.worker, content=content, saved_at=fact.at)
    else:
        unit.change(draft, row, content=content, saved_at=fact.at, worker=fact.worker)


@folds(DraftDropped)
def draft_dropped(unit: UnitOfWork, fact: Fact) -> None:
    body: DraftDropped = fact.body
    row = unit.one(draft, body.draft_id)
    if row is not None:
        unit.change(draft, row, content="")


@folds(OrderEntered)
def order_entered(unit: UnitOfWork, fact: Fact) -> None:
    body: OrderEntered = fact.body
    unit.put(
        orders,
        order_id=body.order_id,
        number=body.number,
        channel=body.channel,
        customer_id=body.customer_id,
        customer_name=body.customer_name,
        name=body.address.name,
        phone=body.address.phone,
        **address_columns(body.address),
        state=OrderState.CHECKED,
        stage="waiting",
        priority=body.priority,
        ship_whole=int(body.ship_whole),
        currency=body.currency,
        amount=sum(line.amount for line in body.lines),
        lines_n=len(body.lines),
        units_n=sum(line.quantity for line in body.lines),
        note=body.note,
        entered_at=fact.at,
        entered_by=fact.worker,
        station=fact.station,
    )
    for table in (order_line, promise, hold):
        unit.begin_group(table, "order_id", body.order_id)
    for line in body.lines:
        unit.put(
            order_line,
            order_id=body.order_id,
            line_no=line.line_no,
            sku=line.sku,
            unit_price=line.unit_price,
            discount=line.discount,
            note=line.note,
            ordered=line.quantity,
        )


@folds(OrderConfirmed)
def order_confirmed(unit: UnitOfWork, fact: Fact) -> None:
    body: OrderConfirmed = fact.body
    order = unit.one(orders, body.order_id)
    assert order is not None
    unit.change(orders, order, state=ORDER_LIFE.step(order["state"], OrderState.CONFIRMED))
    _promise(unit, body.order_id, body.promises)


@folds(LinesPromised)
def lines_promised(unit: UnitOfWork, fact: Fact) -> None:
    _promise(unit, fact.body.order_id, fact.body.promises)


@folds(PromiseFreed)
def promise_freed(unit: UnitOfWork, fact: Fact) -> None:
    body: PromiseFreed = fact.body
    freed = tuple(replace(each, quantity=-each.quantity) for each in body.promises)
    _promise(unit, body.order_id, freed)


def _promise(unit: UnitOfWork, order_id: UUID, promises: tuple[LinePromise, ...]) -> None:
    lines = {row["line_no"]: row for row in unit.group(order_line, "order_id", [order_id])}
    given = {(row["line_no"], row["warehouse"]): row for row in unit.group(promise, "order_id", [order_id])}
    for each in promises:
        row = given.get((each.line_no, each.warehouse))
        if row is None:
            unit.put(
                promise,
                order_id=order_id,
                line_no=each.line_no,
                warehouse=each.warehouse,
                quantity=each.quantity,
                ship_on=each.ship_on,
                carrier=each.carrier,
            )
        else:
            unit.change(promise, row, quantity=row["quantity"] + each.quantity, ship_on=each.ship_on)
        line = lines[each.line_no]
        unit.change(order_line, line, promised=line["promised"] + each.quantity)
        unit.shift(AVAILABLE, (each.warehouse, line["sku"]), part=each.quantity)
    order = unit.one(orders, order_id)
    assert order is not None
    if promises:
        last = max(each.ship_on for each in promises)
        unit.change(orders, order, ship_on=max(last, order["ship_on"] or last))
    restage(unit, order_id)


@folds(HoldPlaced)
def hold_placed(unit: UnitOfWork, fact: Fact) -> None:
    body: HoldPlaced = fact.body
    row = unit.one(hold, body.order_id, body.reason)
    values = {"owner": body.owner, "deadline_at": body.deadline_at, "note": body.note, "placed_at": fact.at}
    if row is None:
        unit.put(hold, order_id=body.order_id, reason=body.reason, **values)
    else:
        unit.change(hold, row, **values, lifted_at=None)
    _hold_changed(unit, body.order_id)


@folds(HoldLifted)
def hold_lifted(unit: UnitOfWork, fact: Fact) -> None:
    body: HoldLifted = fact.body
    row = unit.one(hold, body.order_id, body.reason)
    if row is not None:
        unit.change(hold, row, lifted_at=fact.at)
    _hold_changed(unit, body.order_id)


def _hold_changed(unit: UnitOfWork, order_id: UUID) -> None:
    order = unit.one(orders, order_id)
    assert order is not None
    standing = [row for row in unit.group(hold, "order_id", [order_id]) if row["lifted_at"] is None]
    unit.change(orders, order, held=len(standing))
    restage(unit, order_id)
