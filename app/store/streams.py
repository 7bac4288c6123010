"""Which rows travel on which stream, and with which of their columns (SYNC.md §1).

Everyone pulls `catalog`. `commerce` (buyers, prices, money) goes to office stations alone, `warehouse/<code>` to the
stations of that warehouse. A row may go to several streams with other columns in each: a floor station gets an order
with its state and the address that stands on the label, and never a price, so a stolen floor store tells none (Rule
K4). A station that pulls several streams puts what it gets of a row together.

A fact's own row goes to the home stream of its station, for the timelines; on a floor stream only the kinds named here
do. A kind that is not named, or not even known, goes to the office: what may not be seen is never listed, what may is.
"""

from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import Table

from app.store import allocation, catalog, orders, packing, people, picking, shipping, stock
from app.store.journal import journal
from app.store.statements import Row
from app.store.unit_of_work import UnitOfWork

CATALOG: Final = "catalog"
COMMERCE: Final = "commerce"
_WAREHOUSE: Final = "warehouse/"

OFFICE, FLOOR = "office", "floor"
"""What a station is enrolled as."""

Cut = tuple[str, frozenset[str]]
"""A stream, and the columns that travel on it; the key always does."""
Route = Callable[[UnitOfWork, Row, str], Sequence[Cut]]
"""Answers where a row goes; the text is the home stream of the station whose fact changed it."""

FLOOR_KINDS: Final = frozenset(
    {
        "carton_chosen", "code_awaited", "count_posted", "count_requested", "help_called", "item_packed", "item_picked",
        "item_unpacked", "item_unpicked", "line_dropped", "line_short", "line_skipped", "lines_promised",
        "lines_reallocated", "location_left", "location_reached", "lot_awaited", "lot_held", "manifest_closed",
        "manifest_opened", "order_confirmed", "parcel_closed", "parcel_handed_over", "parcel_labelled",
        "parcel_manifested", "parcel_opened", "parcel_reopened", "parcel_taken_off", "pick_list_finished",
        "pick_list_started", "pick_list_taken_over", "print_asked", "promise_freed", "put_back_done", "scan_refused",
        "shipment_packed", "shipment_picked", "shipment_released", "shipment_shipped", "shipment_short_shipped",
        "stock_adjusted", "stock_moved", "stock_received", "tote_assigned", "tote_filled", "worker_signed_in",
        "worker_signed_out",
    }
)  # fmt: skip
"""Fact kinds without a price, a buyer or free words about one."""

_SHARED: Final = (catalog.warehouse, catalog.location, catalog.code, catalog.lot, catalog.carton, catalog.carrier)
_OF_WAREHOUSE: Final = (
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
    picking.full_tote,
    packing.parcel,
    shipping.manifest,
)
_OFFICE: Final = (orders.customer, orders.hold)
_MONEY: Final = frozenset({"price", "currency"})
_FLOOR_COLUMNS: Final = {
    orders.orders: frozenset(
        {
            "number", "channel", "name", "phone", "country", "province", "city", "district", "street", "postcode",
            "district_code", "state", "stage", "held", "priority", "ship_whole", "lines_n", "units_n", "ship_on",
            "entered_at", "station",
        }
    ),
    orders.order_line: frozenset(
        {
            "sku", "ordered", "promised", "released", "picked", "packed", "shipped", "delivered", "cancelled", "short",
            "substituted", "returned",
        }
    ),
}  # fmt: skip


def warehouse_stream(code: str) -> str:
    """Name the stream of a warehouse."""
    return f"{_WAREHOUSE}{code}"


def home_of(role: str, warehouse: str) -> str:
    """Name the stream that a station's own facts go to."""
    return COMMERCE if role == OFFICE else warehouse_stream(warehouse)


def may_pull(role: str, home: str, stream: str) -> bool:
    """Whether a station may have a stream: an office station all, a floor station the catalog and its own."""
    return role == OFFICE or stream in (CATALOG, home)


def cuts(unit: UnitOfWork, table: Table, row: Row, home: str) -> Sequence[Cut]:
    """Answer where a changed row goes; nowhere for a row that never leaves its store."""
    route = _ROUTES.get(table)
    return () if route is None else route(unit, row, home)


def homes(unit: UnitOfWork, order_id: UUID) -> list[str]:
    """Answer the warehouses that work for an order."""
    found = {each["warehouse"] for each in unit.group(allocation.shipment, "order_id", [order_id])}
    return sorted(found) if len(found) > 1 else list(found)


def newcomers(unit: UnitOfWork, table: Table, row: Row) -> list[tuple[Table, Row]]:
    """Answer the rows that are new to a stream because of a new row: a first shipment brings its order along."""
    if table is not allocation.shipment:
        return []
    order = unit.one(orders.orders, row["order_id"])
    lines = unit.group(orders.order_line, "order_id", [row["order_id"]])
    return [*([(orders.orders, order)] if order is not None else []), *((orders.order_line, line) for line in lines)]


def _columns(table: Table) -> frozenset[str]:
    return frozenset(column.name for column in table.columns if not column.primary_key)


def _always(*some: Cut) -> Route:
    return lambda _unit, _row, _home: some


def _of_warehouse(table: Table) -> Route:
    columns = _columns(table)
    return lambda _unit, row, _home: ((_WAREHOUSE + row["warehouse"], columns),)


def _of_order(table: Table) -> Route:
    whole, floor = (COMMERCE, _columns(table)), _FLOOR_COLUMNS[table]
    return lambda unit, row, _home: (whole, *((_WAREHOUSE + code, floor) for code in homes(unit, row["order_id"])))


def _of_parcel(table: Table) -> Route:
    columns = _columns(table)

    def route(unit: UnitOfWork, row: Row, _home: str) -> Sequence[Cut]:
        parent = unit.one(packing.parcel, row["parcel_id"])
        return ((_WAREHOUSE + parent["warehouse"], columns),) if parent is not None else ()

    return route


def _of_fact(table: Table) -> Route:
    columns = _columns(table)
    return lambda _unit, row, home: ((home if row["kind"] in FLOOR_KINDS else COMMERCE, columns),)


def _routes() -> dict[Table, Route]:
    routes = {table: _always((CATALOG, _columns(table))) for table in _SHARED}
    routes |= {table: _of_warehouse(table) for table in _OF_WAREHOUSE}
    routes |= {table: _always((COMMERCE, _columns(table))) for table in _OFFICE}
    routes |= {table: _of_order(table) for table in _FLOOR_COLUMNS}
    product, worker = catalog.product, people.worker
    routes[product] = _always((CATALOG, _columns(product) - _MONEY), (COMMERCE, _MONEY))
    routes[worker] = _always((CATALOG, _columns(worker) - {"pin_verifier"}))
    routes[packing.parcel_item] = _of_parcel(packing.parcel_item)
    routes[journal] = _of_fact(journal)
    return routes


_ROUTES: Final = _routes()
