"""Reads what a picker needs: the next shipments to walk for, and a pick list in hand as values.

Rows loaded here stay kept in the unit of work, so that from the second scan on a pick list is read without a statement.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from app.language import language, named
from app.models.orders import OrderState
from app.models.picking import PickLine, PickShipment, PickWork
from app.models.picks import ItemPicked, ItemUnpicked
from app.store.allocation import pick_line, shipment
from app.store.catalog import lot, product
from app.store.journal import journal, read_fact
from app.store.orders import orders
from app.store.picking import LIST_OPEN, pick_list
from app.store.statements import Row
from app.store.stock import stock
from app.store.unit_of_work import UnitOfWork

CANDIDATES_MAX = 24
"""Shipments looked at to fill one cart; more than any cart has totes."""
_MADE_OF = (pick_list, shipment, orders, pick_line, product, lot)
UNDO_DEPTH_MAX = 200
"""Facts of one order's pick read back for an undo."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A shipment ready to pick, with what it will weigh on the cart."""

    shipment_id: UUID
    weight_g: int
    volume_mm3: int


@dataclass(frozen=True, slots=True)
class OpenList:
    """An unfinished pick list and whose it is."""

    pick_list_id: UUID
    worker: str


def candidates(unit: UnitOfWork, warehouse: str) -> list[Candidate]:
    """The most urgent shipments to pick, by priority, cut-off and walk (Rule C1)."""
    ready = (
        select(shipment.c.shipment_id, shipment.c.priority, shipment.c.cut_off_at, shipment.c.walk_order)
        .where(shipment.c.warehouse == warehouse, shipment.c.pick_state == "ready")
        .order_by(shipment.c.priority.desc(), shipment.c.cut_off_at, shipment.c.walk_order)
        .limit(CANDIDATES_MAX)
        .subquery()
    )
    volume = func.sum(pick_line.c.quantity * product.c.length_mm * product.c.width_mm * product.c.height_mm)
    found = unit.query(
        select(ready.c.shipment_id, func.sum(pick_line.c.quantity * product.c.weight_g), volume)
        .join(pick_line, pick_line.c.shipment_id == ready.c.shipment_id)
        .join(product, product.c.sku == pick_line.c.sku)
        .group_by(ready.c.shipment_id)
        .order_by(ready.c.priority.desc(), ready.c.cut_off_at, ready.c.walk_order)
    )
    return [Candidate(*row) for row in found]


def open_lists(unit: UnitOfWork, warehouse: str, worker: str = "") -> list[OpenList]:
    """Unfinished pick lists of a warehouse, of one worker where named."""
    if worker:
        mine = unit.group(pick_list, "worker", [worker], among=LIST_OPEN)
        still = [row for row in mine if row["finished_at"] is None and row["warehouse"] == warehouse]
        return [OpenList(row["pick_list_id"], row["worker"]) for row in still]
    wanted = (pick_list.c.finished_at.is_(None), pick_list.c.warehouse == warehouse)
    found = unit.query(select(pick_list.c.pick_list_id, pick_list.c.worker).where(*wanted))
    return [OpenList(*row) for row in found]


def books_at(unit: UnitOfWork, warehouse: str, line: PickLine) -> tuple[int, int]:
    """What the books say lies at the line's location: (units of the product, number of lots)."""
    row = unit.query(
        select(func.sum(stock.c.on_hand), func.count(stock.c.lot.distinct())).where(
            stock.c.warehouse == warehouse,
            stock.c.location == line.location,
            stock.c.sku == line.sku,
            stock.c.on_hand > 0,
        )
    )[0]
    return row[0] or 0, row[1]


def pick_history(unit: UnitOfWork, work: PickWork) -> list[ItemPicked | ItemUnpicked]:
    """Picks and undos of this list, newest first."""
    rows = unit.query(
        select(journal)
        .where(
            journal.c.subject.in_([each.order_id for each in work.shipments]),
            journal.c.kind.in_(["item_picked", "item_unpicked"]),
        )
        .order_by(journal.c.seq.desc())
        .limit(UNDO_DEPTH_MAX)
    )
    bodies = (read_fact(row).body for row in rows)
    return [body for body in bodies if body.pick_list_id == work.pick_list_id]


def load_work(unit: UnitOfWork, pick_list_id: UUID) -> PickWork:
    """Load a pick list as values; all rows are kept between scans, so the second call reads nothing."""
    return unit.value(("pick work", pick_list_id, language()), _MADE_OF, lambda: _load(unit, pick_list_id))


def _load(unit: UnitOfWork, pick_list_id: UUID) -> PickWork:
    head = unit.one(pick_list, pick_list_id)
    assert head is not None, "no such pick list"
    shipments = unit.group(shipment, "pick_list_id", [pick_list_id])
    parents = {row["order_id"]: row for row in unit.many(orders, [(each["order_id"],) for each in shipments])}
    rows = unit.group(pick_line, "shipment_id", [each["shipment_id"] for each in shipments])
    products = {row["sku"]: row for row in unit.many(product, [(row["sku"],) for row in rows])}
    lots = {(row["sku"], row["lot"]): row for row in unit.many(lot, [(r["sku"], r["lot"]) for r in rows if r["lot"]])}
    return PickWork(
        pick_list_id,
        head["warehouse"],
        head["worker"],
        tuple(_shipment(each, parents[each["order_id"]]) for each in shipments),
        tuple(_line(row, products[row["sku"]], lots.get((row["sku"], row["lot"]))) for row in rows),
        head["awaited"],
        head["finished_at"],
    )


def _shipment(row: Row, order: Row) -> PickShipment:
    return PickShipment(
        row["order_id"],
        row["shipment_id"],
        row["number"],
        row["tote"],
        order["state"] == OrderState.CANCELLED,
        bool(order["held"]),
    )


def _line(row: Row, goods: Row, batch: Row | None) -> PickLine:
    return PickLine(
        row["order_id"],
        row["shipment_id"],
        row["seq"],
        row["line_no"],
        row["sku"],
        named(goods["name"], goods["name_zh"]),
        row["location"],
        row["walk_order"],
        row["lot"],
        batch["expires_on"] if batch else None,
        row["serial"],
        row["quantity"],
        row["picked"],
        row["short"],
        row["skipped_n"],
        row["reached"],
        row["dropped"],
        row["left_empty"],
        row["on_hand"],
        row["lots_n"],
        goods["serial_tracked"],
        goods["lot_tracked"],
        row["empties"],
    )
