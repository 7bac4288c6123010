"""Which rows travel on which stream, and with which of their columns (SYNC.md §1).

Everyone pulls `catalog`. `commerce` (buyers, prices, money) goes to office stations alone, `warehouse/<code>` to the
stations of that warehouse. A row may go to several streams with other columns in each: a floor station gets an order
with its state and the address that stands on the label, and never a price, so a stolen floor store tells none (Rule
K4). A station that pulls several streams puts what it gets of a row together.
"""

from typing import Final
from uuid import UUID

from sqlalchemy import Table

from app.store import allocation, catalog, orders, packing, people, picking, shipping, stock
from app.store.statements import Row
from app.store.unit_of_work import UnitOfWork

CATALOG: Final = "catalog"
COMMERCE: Final = "commerce"

Cut = tuple[str, frozenset[str]]
"""A stream, and the columns that travel on it; the key always does."""

_SHARED: Final = {
    each.name
    for each in (catalog.warehouse, catalog.location, catalog.code, catalog.lot, catalog.carton, catalog.carrier)
}
_FLOOR: Final = {
    each.name
    for each in (
        catalog.tote,
        orders.promise,
        stock.stock,
        stock.stock_move,
        stock.availability,
        stock.count_task,
        stock.put_back,
        allocation.shipment,
        allocation.pick_line,
        picking.pick_list,
        packing.parcel,
        shipping.manifest,
    )
}
_OFFICE: Final = {orders.customer.name, orders.hold.name}
_MONEY: Final = {catalog.product.name: frozenset({"price", "currency"})}
_SECRET: Final = {people.worker.name: frozenset({"pin_verifier"})}
_FLOOR_COLUMNS: Final = {
    orders.orders.name: frozenset(
        {
            "number", "channel", "name", "phone", "country", "province", "city", "district", "street", "postcode",
            "district_code", "state", "stage", "held", "priority", "ship_whole", "lines_n", "units_n", "ship_on",
            "entered_at", "station",
        }
    ),
    orders.order_line.name: frozenset(
        {
            "sku", "ordered", "promised", "released", "picked", "packed", "shipped", "delivered", "cancelled", "short",
            "substituted", "returned",
        }
    ),
}  # fmt: skip


def warehouse_stream(code: str) -> str:
    """Name the stream of a warehouse."""
    return f"warehouse/{code}"


def cuts(unit: UnitOfWork, table: Table, row: Row) -> list[Cut]:
    """Answer where a changed row goes; an empty list for a row that never leaves its store."""
    name, columns = table.name, _columns(table)
    if name in _SHARED:
        return [(CATALOG, columns)]
    if name in _SECRET:
        return [(CATALOG, columns - _SECRET[name])]
    if name in _MONEY:
        return [(CATALOG, columns - _MONEY[name]), (COMMERCE, _MONEY[name])]
    if name in _OFFICE:
        return [(COMMERCE, columns)]
    if name in _FLOOR:
        return [(warehouse_stream(row["warehouse"]), columns)]
    if name == packing.parcel_item.name:
        parent = unit.one(packing.parcel, row["parcel_id"])
        return [(warehouse_stream(parent["warehouse"]), columns)] if parent is not None else []
    if name in _FLOOR_COLUMNS:
        floors = [(warehouse_stream(code), _FLOOR_COLUMNS[name]) for code in homes(unit, row["order_id"])]
        return [(COMMERCE, columns), *floors]
    return []


def homes(unit: UnitOfWork, order_id: UUID) -> list[str]:
    """Answer the warehouses that work for an order."""
    return sorted({each["warehouse"] for each in unit.group(allocation.shipment, "order_id", [order_id])})


def _columns(table: Table) -> frozenset[str]:
    return frozenset(column.name for column in table.columns if not column.primary_key)
