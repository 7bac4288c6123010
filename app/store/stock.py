"""Stock: the ledger of moves, the heaps and the availability they sum up to, counts; and their folds.

The ledger is the truth (Rule B1), `stock` and `availability` are its sums kept by guarded shifts (Rule B3); the
reconciler in `operations/reconcile.py` compares them. Nothing forbids that a heap falls below what is allocated: a
count or damage does that, and it is a shortage to show (Rule B4).
"""

from sqlalchemy import Column, Index, Integer, String, Table

from app.models.catalog import DIFFERENCE, SCRAP, STAGING, SUPPLIER
from app.models.facts import Fact
from app.models.stock import (
    COUNT_LIFE,
    AdjustReason,
    CountPosted,
    CountRequested,
    CountState,
    LotHeld,
    Move,
    PutBackDone,
    StockAdjusted,
    StockMoved,
    StockReceived,
)
from app.store.catalog import lot
from app.store.columns import Key, When, metadata
from app.store.fold import folds
from app.store.statements import Shifts
from app.store.unit_of_work import UnitOfWork

stock = Table(
    "stock",
    metadata,
    Column("warehouse", String, primary_key=True),
    Column("location", String, primary_key=True),
    Column("sku", String, primary_key=True),
    Column("lot", String, primary_key=True),
    Column("serial", String, primary_key=True),
    Column("on_hand", Integer, nullable=False, default=0),
    Column("allocated", Integer, nullable=False, default=0),
    Index("stock_by_product", "warehouse", "sku"),
    sqlite_with_rowid=False,
)

stock_move = Table(
    "stock_move",
    metadata,
    Column("fact_id", Key, primary_key=True),
    Column("leg_no", Integer, primary_key=True),
    Column("warehouse", String, nullable=False),
    Column("sku", String, nullable=False),
    Column("lot", String, nullable=False, default=""),
    Column("serial", String, nullable=False, default=""),
    Column("from_location", String, nullable=False),
    Column("to_location", String, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("at", When, nullable=False),
    Column("worker", String, nullable=False, default=""),
    Column("kind", String, nullable=False, default=""),
    Index("stock_move_by_product", "warehouse", "sku", "at"),
    sqlite_with_rowid=False,
)

availability = Table(
    "availability",
    metadata,
    Column("warehouse", String, primary_key=True),
    Column("sku", String, primary_key=True),
    Column("on_hand", Integer, nullable=False, default=0),
    Column("promised", Integer, nullable=False, default=0),
    Index("availability_by_product", "sku"),
    sqlite_with_rowid=False,
)

count_task = Table(
    "count_task",
    metadata,
    Column("count_id", Key, primary_key=True),
    Column("warehouse", String, nullable=False),
    Column("location", String, nullable=False),
    Column("sku", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("state", String, nullable=False),
    Column("requested_at", When, nullable=False),
    Index("count_task_by_place", "warehouse", "location", "sku"),
)

put_back = Table(
    "put_back",
    metadata,
    Column("put_back_id", Key, primary_key=True),
    Column("warehouse", String, nullable=False),
    Column("order_id", Key, nullable=False),
    Column("sku", String, nullable=False),
    Column("lot", String, nullable=False, default=""),
    Column("serial", String, nullable=False, default=""),
    Column("quantity", Integer, nullable=False),
    Column("location", String, nullable=False),
    Column("requested_at", When, nullable=False),
    Column("done_at", When),
    Index("put_back_open", "warehouse", "done_at"),
)

HEAPS = Shifts(stock, "on_hand", "allocated")
AVAILABLE = Shifts(availability, "on_hand", "promised")


def move(unit: UnitOfWork, fact: Fact, move: Move, leg_no: int = 1, allocated: int = 0) -> None:
    """Book one leg: the ledger row, and both heaps; `allocated` is added to the heap the goods leave."""
    unit.append(
        stock_move,
        fact_id=fact.id,
        leg_no=leg_no,
        warehouse=move.warehouse,
        sku=move.sku,
        lot=move.lot,
        serial=move.serial,
        from_location=move.from_location,
        to_location=move.to_location,
        quantity=move.quantity,
        at=fact.at,
        worker=fact.worker,
        kind=fact.kind,
    )
    goods = (move.sku, move.lot, move.serial)
    unit.shift(HEAPS, (move.warehouse, move.from_location, *goods), -move.quantity, allocated)
    unit.shift(HEAPS, (move.warehouse, move.to_location, *goods), move.quantity)


@folds(StockReceived)
def stock_received(unit: UnitOfWork, fact: Fact) -> None:
    body: StockReceived = fact.body
    if body.lot:
        batch = unit.one(lot, body.sku, body.lot) or unit.put(lot, sku=body.sku, lot=body.lot)
        if batch["expires_on"] is None:  # a lot that was held before it arrived
            unit.change(lot, batch, expires_on=body.expires_on)
    for leg_no, (serial, quantity) in enumerate(
        [(serial, 1) for serial in body.serials] or [("", body.quantity)], start=1
    ):
        leg = Move(body.warehouse, body.sku, body.lot, serial, SUPPLIER, body.location, quantity)
        move(unit, fact, leg, leg_no)
    unit.shift(AVAILABLE, (body.warehouse, body.sku), body.quantity)


@folds(StockAdjusted)
def stock_adjusted(unit: UnitOfWork, fact: Fact) -> None:
    body: StockAdjusted = fact.body
    other = SCRAP if body.reason in (AdjustReason.DAMAGE, AdjustReason.EXPIRED) else DIFFERENCE
    places = (other, body.location) if body.difference > 0 else (body.location, other)
    leg = Move(body.warehouse, body.sku, body.lot, body.serial, *places, abs(body.difference))
    move(unit, fact, leg)
    unit.shift(AVAILABLE, (body.warehouse, body.sku), body.difference)


@folds(StockMoved)
def stock_moved(unit: UnitOfWork, fact: Fact) -> None:
    body: StockMoved = fact.body
    leg = Move(body.warehouse, body.sku, body.lot, body.serial, body.from_location, body.to_location, body.quantity)
    move(unit, fact, leg)


@folds(CountRequested)
def count_requested(unit: UnitOfWork, fact: Fact) -> None:
    body: CountRequested = fact.body
    unit.put(
        count_task,
        count_id=body.count_id,
        warehouse=body.warehouse,
        location=body.location,
        sku=body.sku,
        reason=body.reason,
        state=CountState.REQUESTED,
        requested_at=fact.at,
    )


@folds(CountPosted)
def count_posted(unit: UnitOfWork, fact: Fact) -> None:
    """One person counted and posted at once: the task takes each step of its life."""
    row = unit.one(count_task, fact.body.count_id)
    if row is None:
        return
    state = CountState(row["state"])
    for step in (CountState.COUNTING, CountState.COUNTED, CountState.POSTED):
        if COUNT_LIFE.may(state, step):
            state = COUNT_LIFE.step(state, step)
    unit.change(count_task, row, state=state)


@folds(LotHeld)
def lot_held(unit: UnitOfWork, fact: Fact) -> None:
    body: LotHeld = fact.body
    row = unit.one(lot, body.sku, body.lot) or unit.put(lot, sku=body.sku, lot=body.lot)
    unit.change(lot, row, on_hold=body.held, hold_reason=body.reason)


@folds(PutBackDone)
def put_back_done(unit: UnitOfWork, fact: Fact) -> None:
    body: PutBackDone = fact.body
    row = unit.one(put_back, body.put_back_id)
    if row is not None:
        unit.change(put_back, row, done_at=fact.at)
    leg = Move(body.warehouse, body.sku, body.lot, body.serial, STAGING, body.location, body.quantity)
    move(unit, fact, leg)
