"""Builds the demo store on the first start: goods, people, shelves, stock, customers, and a day that is under way.

Master data is loaded in bulk; everything that has a fact (receipts, customers, orders and all that happened to them) is
recorded as facts, so that the ledger balances and a replay gives the same tables. It is built under another name and
renamed when it is whole: a kill leaves no half warehouse, the next start begins again.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TypeVar

from app.clock import FixedClock
from app.language import tr
from app.models.barcodes import code_key
from app.models.orders import Customer, CustomerAdded
from app.models.stock import StockReceived
from app.operations.demo.catalog import DemoCatalog
from app.operations.demo.people import demo_customers, demo_workers
from app.operations.demo.places import (
    demo_carriers,
    demo_cartons,
    demo_locations,
    demo_totes,
    demo_warehouses,
)
from app.operations.demo.stock import DemoHeap, demo_stock
from app.operations.demo_day import ORDERS, DemoDay
from app.operations.station import Author, Station
from app.store.backup import settle
from app.store.bulk import filling
from app.store.catalog import carrier, carton, code, location, product, tote, warehouse
from app.store.database import files_told
from app.store.migrate import migrate
from app.store.people import worker
from app.store.search import index_products
from app.store.store import Store

PRODUCTS, CUSTOMERS, SEED = 6_000, 2_000, 1
BEFORE = timedelta(hours=30)
"""How long before now the demo begins: goods came in yesterday morning, so that today's board has a yesterday."""
FACTS_A_UNIT = 500
"""Receipts recorded in one transaction; also how often the progress bar moves."""
RECEIVER = Author("W-0005")
CLERK = Author("W-0001")

Progress = Callable[[float, str], None]
"""Called with the finished share in [0, 1] and what is being done, in words; on the builder's thread."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DemoSize:
    """How much of everything; the same size and seed give the same warehouse."""

    products: int = PRODUCTS
    customers: int = CUSTOMERS
    orders: int = ORDERS
    seed: int = SEED


def build_demo(path: Path, now: datetime, on_progress: Progress, size: DemoSize = DemoSize()) -> None:
    """Build the demo store at `path`, where nothing may stand yet. Thread: store. Raises: DiskFull, StoreFault."""
    assert not path.exists(), "a store is never built over"
    part = path.with_name(path.name + ".building")
    with _under_construction(part):
        on_progress(0.0, tr("Laying out the warehouse"))
        migrate(part, now)
        catalog = DemoCatalog(size.products, size.seed)
        fill_master_data(part, catalog)
        clock = FixedClock(now - BEFORE, step=timedelta(milliseconds=1))
        store = Store(part, clock)
        try:
            store.unsynced()
            station = Station(store, clock, demo_warehouses()[0].code)
            _record_stock(station, catalog, now, on_progress)
            people = _record_customers(station, size, on_progress)
            for share, text in DemoDay(store, clock, catalog, people).play(now, size.orders):
                on_progress(0.5 + 0.5 * share, text)
            assert clock.at <= now, "the demo's day must end before now"
        finally:
            store.close()
        _forget_paper(part)
        on_progress(1.0, tr("Ready"))
        settle(part, path)


def fill_master_data(part: Path, catalog: DemoCatalog) -> None:
    """Load what has no facts: products, codes, places, carriers, workers; and the search index over it."""
    with filling(part) as bulk:
        bulk.drop_indexes()
        bulk.values(warehouse, demo_warehouses())
        bulk.values(location, demo_locations(catalog.n))
        bulk.rows(tote, ("warehouse", "code"), demo_totes())
        bulk.values(carton, demo_cartons())
        bulk.values(carrier, demo_carriers())
        bulk.values(worker, demo_workers())
        bulk.values(product, catalog.products())
        bulk.values(code, (replace(each, code=code_key(each.code)) for each in catalog.codes()))
        with bulk.sqlalchemy() as connection:
            index_products(connection, catalog.products())


def _record_stock(station: Station, catalog: DemoCatalog, now: datetime, on_progress: Progress) -> None:
    """Book every heap as a receipt; serial numbers of one product on one shelf came in together."""
    today = now.date()
    for done, heaps in _chunks(_receipts(demo_stock(catalog, demo_locations(catalog.n), today))):
        on_progress(min(0.4, 0.1 + 0.3 * done / (2 * catalog.n)), tr("Putting the goods on their shelves"))
        with station.act(RECEIVER) as act:
            act.record(*heaps)


def _receipts(heaps: Iterable[DemoHeap]) -> Iterator[StockReceived]:
    held: list[DemoHeap] = []
    for heap in heaps:
        if held and (not heap.key.serial or _spot(heap) != _spot(held[0])):
            yield _receipt(held)
            held = []
        held.append(heap)
    if held:
        yield _receipt(held)


def _spot(heap: DemoHeap) -> tuple[str, str, str, str]:
    return heap.key.warehouse, heap.key.location, heap.key.sku, heap.key.lot


def _receipt(heaps: list[DemoHeap]) -> StockReceived:
    first, quantity = heaps[0], sum(heap.quantity for heap in heaps)
    serials = tuple(heap.key.serial for heap in heaps if heap.key.serial)
    return StockReceived(*_spot(first), first.expires_on, serials, quantity, reference="DEMO")


def _record_customers(station: Station, size: DemoSize, on_progress: Progress) -> list[Customer]:
    people = list(demo_customers(size.customers, size.seed))
    for done, customers in _chunks(people):
        on_progress(0.4 + 0.1 * done / size.customers, tr("Writing the customers down"))
        with station.act(CLERK) as act:
            act.record(*(CustomerAdded(customer) for customer in customers))
    return people


def _forget_paper(part: Path) -> None:
    """What the demo's people printed lies nowhere: no printer shall print it at the first start."""
    with filling(part) as bulk:
        bulk.run("DELETE FROM print_job")


def _chunks(items: Iterable[T]) -> Iterator[tuple[int, list[T]]]:
    """Yield items in runs, each with how many went before."""
    source = iter(items)
    done = 0
    while some := list(islice(source, FACTS_A_UNIT)):
        yield done, some
        done += len(some)


@contextmanager
def _under_construction(part: Path) -> Iterator[None]:
    """Begin with nothing under the builder's name and leave nothing there."""
    try:
        _clear(part)
        yield
    finally:
        _clear(part)


def _clear(part: Path) -> None:
    with files_told(part):
        for tail in ("", "-wal", "-shm", "-journal", ".lock"):
            part.with_name(part.name + tail).unlink(missing_ok=True)
