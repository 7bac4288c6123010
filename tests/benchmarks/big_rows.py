"""The rows of a big store that Python writes: heaps, customers, orders, lines and the journal of their entry.

What follows from an order (promise, shipment, picks, parcel, moves) is worked out by SQL in `big_sql.py`, from the
scratch tables `temp.heap` and `temp.plan` that are filled here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.models.barcodes import sscc
from app.models.order_entry import local_number
from app.models.orders import Customer, LinePromise, OrderConfirmed, OrderEntered, Stage
from app.operations.demo.catalog import DemoCatalog
from app.operations.demo.orders import DemoOrder, demo_orders
from app.operations.demo.people import demo_customers
from app.operations.demo.places import demo_locations
from app.operations.demo.stock import demo_stock
from app.store.bulk import Bulk, Chain, Entry
from app.store.columns import to_microseconds
from app.store.journal import journal
from app.store.orders import customer, order_line, orders

STATION = "P01"
WORKERS = {"enter": "W-0001", "pick": "W-0006", "pack": "W-0010"}
SSCC_PREFIX = "06901234"
CHUNK = 20_000
LEVELS = {
    Stage.CANCELLED: 0, Stage.WAITING: 0, Stage.HELD: 1, Stage.PROMISED: 1, Stage.RELEASED: 2, Stage.PICKED: 3,
    Stage.PACKED: 4, Stage.SHIPPED: 5,
}  # fmt: skip
"""How many rungs of its lines' ladder an order has behind it, in the order of `models.orders.RUNGS`."""
HELD_EVERY = 40
"""One promised order in so many stands on hold."""
CUT_OFF = timedelta(hours=9)
"""Carriers call at 17:00 in China."""
_HOME = ZoneInfo("Asia/Shanghai")

Spot = tuple[str, str, int]
"""Location, lot and turn on the walk of the heap that serves a product in a warehouse."""


@dataclass
class Chunk:
    """Rows of some thousand orders, as driver values."""

    orders: list[Any] = field(default_factory=list)
    lines: list[Any] = field(default_factory=list)
    plans: list[Any] = field(default_factory=list)
    facts: list[Any] = field(default_factory=list)


ORDER_COLUMNS = (
    "order_id", "number", "customer_id", "customer_name", "name", "phone", "country", "province", "city", "district",
    "street", "postcode", "district_code", "state", "stage", "held", "priority", "currency", "amount", "lines_n",
    "units_n", "ship_on", "entered_at", "entered_by", "station",
)  # fmt: skip
LINE_COLUMNS = (
    "order_id", "line_no", "sku", "unit_price", "discount", "ordered", "promised", "released", "picked", "packed",
    "shipped", "cancelled",
)  # fmt: skip
PLAN_COLUMNS = (
    "order_id", "warehouse", "carrier", "level", "number", "priority", "entered_at", "cut_off_at", "ship_on", "day",
    "held", "sscc", "lines_n", "units_n",
)  # fmt: skip


def fill_heaps(bulk: Bulk, catalog: DemoCatalog, now: datetime) -> dict[tuple[str, str], Spot]:
    """Fill `temp.heap` and tell which heap serves which product where: the freshest lot on a shelf."""
    bulk.run(
        "CREATE TEMP TABLE heap "
        "(heap_no INTEGER PRIMARY KEY, warehouse, location, sku, lot, serial, quantity, expires_on)"
    )
    locations = list(demo_locations(catalog.n))
    walk = {(each.warehouse, each.code): each.walk_order for each in locations}
    served: dict[tuple[str, str], Spot] = {}

    def rows() -> Iterator[tuple[Any, ...]]:
        for heap in demo_stock(catalog, locations, now.date()):
            key = heap.key
            if not key.serial:
                served[key.warehouse, key.sku] = (key.location, key.lot, walk[key.warehouse, key.location])
            day = heap.expires_on.isoformat() if heap.expires_on else None
            yield (key.warehouse, key.location, key.sku, key.lot, key.serial, heap.quantity, day)

    bulk.connection.executemany("INSERT INTO temp.heap VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", rows())
    return served


def fill_customers(bulk: Bulk, count: int, seed: int) -> list[Customer]:
    """Write the customers and return them by their place."""
    people = list(demo_customers(count, seed))
    address = ("country", "province", "city", "district", "street", "postcode", "district_code")
    columns = ("customer_id", "name", "phone", "phone_reversed", "pinyin", "initials", *address)
    bulk.rows(
        customer,
        columns,
        (
            (
                *(each.customer_id.bytes, each.name, each.phone, each.phone[::-1], each.pinyin, each.initials),
                *(getattr(each.address, name) for name in address),
            )
            for each in people
        ),
    )
    return people


class OrderWriter:
    """Writes orders, lines, their plan and the facts of their entry, chunk by chunk."""

    def __init__(
        self, bulk: Bulk, people: list[Customer], served: dict[tuple[str, str], Spot], facts_from: int
    ) -> None:
        self._bulk = bulk
        self._people = people
        self._served = served
        self._facts_from = facts_from
        self._chain = Chain(STATION)
        self._shelves: dict[str, list[tuple[str, int]]] = {}
        for each in demo_locations():
            if each.kind == "pick":
                self._shelves.setdefault(each.warehouse, []).append((each.code, each.walk_order))

    def write(self, catalog: DemoCatalog, count: int, now: datetime) -> int:
        """Write `count` orders; answer how many facts stand in the journal."""
        self._bulk.run(f"CREATE TEMP TABLE plan ({', '.join(PLAN_COLUMNS)})")
        self._bulk.run(
            "CREATE TEMP TABLE served (warehouse, sku, location, lot, walk_order, PRIMARY KEY (warehouse, sku))"
        )
        source = demo_orders(catalog, count, len(self._people), now)
        marks = ", ".join("?" * len(PLAN_COLUMNS))
        while some := list(islice(source, CHUNK)):
            chunk = Chunk()
            for order in some:
                self._add(chunk, order)
            self._bulk.rows(orders, ORDER_COLUMNS, chunk.orders)
            self._bulk.rows(order_line, LINE_COLUMNS, chunk.lines)
            self._bulk.connection.executemany(f"INSERT INTO temp.plan VALUES ({marks})", chunk.plans)
            self._bulk.rows(journal, Chain.columns, chunk.facts)
        rows = ((*key, *spot) for key, spot in self._served.items())
        self._bulk.connection.executemany("INSERT INTO temp.served VALUES (?, ?, ?, ?, ?)", rows)
        return self._chain.seq

    def _add(self, chunk: Chunk, order: DemoOrder) -> None:
        level, cancelled = LEVELS[order.stage], order.stage is Stage.CANCELLED
        held = int(order.stage is Stage.PROMISED and order.seq % HELD_EVERY == 0)
        order_id = _order_id(order)
        number = local_number(STATION, order.seq, order_id)
        key, entered = order_id.bytes, to_microseconds(order.entered_at)
        cut_off_at, ship_on = _cut_off(order.entered_at)
        units = 0
        for line in order.lines:
            units += line.quantity
            self._serve(order.warehouse, line.sku)
            rungs = [line.quantity if level > rung else 0 for rung in range(5)]
            chunk.lines.append(
                (key, line.line_no, line.sku, line.unit_price, line.discount, line.quantity, *rungs,
                 line.quantity if cancelled else 0)
            )  # fmt: skip
        buyer = self._people[order.customer]
        home = buyer.address
        ends = sum(line.amount for line in order.lines), len(order.lines), units
        chunk.orders.append(
            (key, number, buyer.customer_id.bytes, buyer.name, home.name, home.phone, home.country, home.province,
             home.city, home.district, home.street, home.postcode, home.district_code,
             "cancelled" if cancelled else "confirmed", "held" if held else str(order.stage), held, order.priority,
             "CNY", *ends, ship_on if level else None, entered, WORKERS["enter"], STATION)
        )  # fmt: skip
        chunk.plans.append(
            (key, order.warehouse, order.carrier, level, number, order.priority, entered, to_microseconds(cut_off_at),
             ship_on, ship_on, held, sscc(SSCC_PREFIX, order.seq) if level > 3 else None, *ends[1:])
        )  # fmt: skip
        if order.seq >= self._facts_from:
            chunk.facts += self._facts(order, order_id, buyer, number)

    def _serve(self, warehouse: str, sku: str) -> None:
        """Give goods that lie nowhere a shelf: they were there when they were sold."""
        if (warehouse, sku) not in self._served:
            shelves = self._shelves[warehouse]
            code, walk_order = shelves[len(self._served) % len(shelves)]
            self._served[warehouse, sku] = (code, "", walk_order)

    def _facts(self, order: DemoOrder, order_id: UUID, buyer: Customer, number: str) -> Iterator[tuple[Any, ...]]:
        entered = OrderEntered(
            order_id, number, "phone", buyer.customer_id, buyer.name, buyer.address, order.lines, "CNY", "",
            order.priority, False,
        )  # fmt: skip
        yield self._chain.row(Entry(_other(order_id, 0x10), WORKERS["enter"], order.entered_at, entered))
        if not LEVELS[order.stage]:
            return
        day = _cut_off(order.entered_at)[0].astimezone(_HOME).date()
        promises = tuple(
            LinePromise(line.line_no, order.warehouse, line.quantity, day, order.carrier) for line in order.lines
        )
        confirmed = OrderConfirmed(order_id, promises)
        yield self._chain.row(Entry(_other(order_id, 0x11), WORKERS["enter"], order.entered_at, confirmed))


def _order_id(order: DemoOrder) -> UUID:
    """An id of version 7 whose last two bytes are free for what belongs to the order."""
    milliseconds = to_microseconds(order.entered_at) // 1000
    return UUID(int=(milliseconds << 80) | (0x7 << 76) | (0b10 << 62) | (order.seq << 16))


def _other(order_id: UUID, mark: int) -> UUID:
    return UUID(int=order_id.int | mark << 8)


def _cut_off(entered_at: datetime) -> tuple[datetime, str]:
    """The next time the carrier calls, and its day in China."""
    call = entered_at.replace(hour=0, minute=0, second=0, microsecond=0) + CUT_OFF
    if call < entered_at + timedelta(hours=2):
        call += timedelta(days=1)
    return call, call.astimezone(_HOME).date().isoformat()
