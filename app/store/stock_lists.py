"""What the stock screen shows whole: the heaps of a product or place, shortages, put-backs and counts that wait.

Each is read by an index on a reader's connection and bounded; the long lists are in `stock_pages`.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, select

from app.models.catalog import SELLABLE_KINDS
from app.models.shipments import ShipmentState
from app.models.stock import CountState, StockKey
from app.models.stock_lists import CountRow, HeapRow, PutBackRow
from app.store.allocation import pick_line, shipment
from app.store.catalog import location, lot, product
from app.store.orders import orders
from app.store.stock import count_task, put_back, stock

TASKS_SHOWN_MAX: Final = 500
"""Put-backs, counts and shortages shown at once; a floor that has more needs a supervisor, not a longer list."""
_HOLDING: Final = (ShipmentState.OFFERED, ShipmentState.ACCEPTED, ShipmentState.PICKING)
_DONE: Final = (CountState.POSTED, CountState.CANCELLED)


def heaps_of_product(connection: Connection, home: str, sku: str) -> list[HeapRow]:
    """Where a product lies, first to expire first; staging too, but no virtual place."""
    wanted = _heaps().where(stock.c.warehouse == home, stock.c.sku == sku, _something())
    return [_heap(row) for row in connection.execute(wanted.order_by(lot.c.expires_on, location.c.walk_order))]


def heaps_at(connection: Connection, home: str, place: str) -> list[HeapRow]:
    """What lies at one place."""
    wanted = _heaps().where(stock.c.warehouse == home, stock.c.location == place, _something())
    return [_heap(row) for row in connection.execute(wanted.order_by(stock.c.sku, stock.c.lot, stock.c.serial))]


def shortages(connection: Connection, home: str) -> list[HeapRow]:
    """Heaps that are allocated beyond what lies there (Rule B4); found over the shipments that still hold goods."""
    held = (
        select(pick_line.c.location, pick_line.c.sku, pick_line.c.lot, pick_line.c.serial)
        .join(shipment, shipment.c.shipment_id == pick_line.c.shipment_id)
        .where(shipment.c.warehouse == home, shipment.c.state.in_(_HOLDING))
        .where(pick_line.c.picked + pick_line.c.short < pick_line.c.quantity)
        .distinct()
        .subquery()
    )
    same = and_(stock.c.warehouse == home, *(stock.c[column.name] == column for column in held.c))
    wanted = _heaps().join(held, same).where(stock.c.on_hand < stock.c.allocated)
    found = wanted.order_by(stock.c.location, stock.c.sku).limit(TASKS_SHOWN_MAX)
    return [_heap(row) for row in connection.execute(found)]


def open_put_backs(connection: Connection, home: str) -> list[PutBackRow]:
    """Goods in staging that must go back to a shelf, oldest first."""
    found = connection.execute(
        select(
            put_back.c.put_back_id,
            orders.c.number,
            put_back.c.sku,
            product.c.name,
            product.c.name_zh,
            put_back.c.lot,
            put_back.c.serial,
            put_back.c.quantity,
            put_back.c.location,
            put_back.c.requested_at,
        )
        .join(orders, orders.c.order_id == put_back.c.order_id)
        .join(product, product.c.sku == put_back.c.sku)
        .where(put_back.c.warehouse == home, put_back.c.done_at.is_(None))
        .order_by(put_back.c.requested_at, put_back.c.put_back_id)
        .limit(TASKS_SHOWN_MAX)
    )
    return [PutBackRow(*tuple(row)) for row in found]


def count_tasks(connection: Connection, home: str) -> list[CountRow]:
    """Counts that wait, by place."""
    found = connection.execute(
        select(
            count_task.c.count_id,
            count_task.c.location,
            count_task.c.sku,
            product.c.name,
            product.c.name_zh,
            count_task.c.reason,
            count_task.c.state,
            count_task.c.requested_at,
        )
        .join(product, product.c.sku == count_task.c.sku)
        .where(count_task.c.warehouse == home, count_task.c.state.not_in(_DONE))
        .order_by(count_task.c.location, count_task.c.sku)
        .limit(TASKS_SHOWN_MAX)
    )
    return [CountRow(*row[:6], CountState(row.state), row.requested_at) for row in found]


def _heaps() -> Select[Any]:
    return (
        select(stock, product.c.name, product.c.name_zh, lot.c.expires_on, lot.c.on_hold)
        .join(product, product.c.sku == stock.c.sku)
        .join(location, (location.c.warehouse == stock.c.warehouse) & (location.c.code == stock.c.location))
        .outerjoin(lot, (lot.c.sku == stock.c.sku) & (lot.c.lot == stock.c.lot))
        .where(location.c.kind.in_((*sorted(SELLABLE_KINDS), "staging")))
    )


def _something() -> ColumnElement[bool]:
    return (stock.c.on_hand != 0) | (stock.c.allocated != 0)


def _heap(row: Any) -> HeapRow:
    key = StockKey(row.warehouse, row.location, row.sku, row.lot, row.serial)
    return HeapRow(key, row.name, row.name_zh, row.on_hand, row.allocated, row.expires_on, bool(row.on_hold))
