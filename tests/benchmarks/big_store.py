"""A store of a million products and a million orders, built once and kept in the user's cache folder.

    python -m tests.benchmarks.big_store [--products N] [--orders N]

The goods, people and orders are the demo generator's, scaled. Of a million orders 97 in a hundred are shipped, one is
cancelled, and up to 5,000 stand at every stage (see `app/operations/demo/orders.py`). Left out, because only reading
by key and by order matters to what is measured and the store shall stay below 6 GB: facts other than the entry and
promise of the newest orders (`FACTS_MAX`), facts of customers and receipts, totes, print jobs, drafts; one walk and one
manifest stand for a whole day (`big_sql.py`). The ledger is in balance and stock and availability are its sums.
"""

import argparse
import hashlib
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Final

import platformdirs
import pysqlite3.dbapi2 as sqlite

from app.clock import SystemClock
from app.errors import StoreLocked
from app.operations.demo.catalog import DemoCatalog
from app.operations.demo_store import fill_master_data
from app.store.backup import settle
from app.store.bulk import Bulk, filling
from app.store.database import StoreLock
from app.store.local import number, setting
from app.store.migrate import REVISION, migrate
from tests.benchmarks.big_rows import STATION, OrderWriter, fill_customers, fill_heaps
from tests.benchmarks.big_sql import derive_all

GENERATOR: Final = 1
"""Raise it when the same sizes and tables give another store, also when the search index cuts words otherwise."""
SEED: Final = 1
FACTS_MAX: Final = 400_000
"""Orders, counted from the newest, whose entry and promise stand in the journal."""
ORDERS_A_CUSTOMER: Final = 10
PATIENCE_S: Final = 1_800.0


def big_store(products: int = 1_000_000, orders: int = 1_000_000) -> Path:
    """Answer the path of a store of this size; the first call builds it, which takes minutes."""
    path = folder() / f"store-{_key()}-{products}-{orders}.sqlite"
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path):
        if not path.exists():
            _drop_outdated(path)
            build(path, products, orders)
    return path


def folder() -> Path:
    """Where big stores are kept."""
    return platformdirs.user_cache_path("packbench") / "benchmarks"


def build(path: Path, products: int, orders: int) -> None:
    """Build such a store at `path`, telling what takes how long."""
    part = path.with_name(path.name + ".building")
    for left in path.parent.glob(part.name + "*"):
        left.unlink()
    now = SystemClock().now()
    catalog = DemoCatalog(products, SEED)
    with _told("products, codes and the search index"):
        migrate(part, now)
        fill_master_data(part, catalog)
    with filling(part) as bulk:
        bulk.run("PRAGMA temp.cache_size=-300000")
        bulk.drop_indexes()
        bulk.rows(setting, ("name", "value"), [("station", STATION)])
        bulk.rows(number, ("name", "last"), [("order", orders), ("sscc", orders)])
        with _told("heaps and customers"):
            served = fill_heaps(bulk, catalog, now)
            people = fill_customers(bulk, max(200, orders // ORDERS_A_CUSTOMER), SEED)
        with _told("orders, lines and their facts"):
            OrderWriter(bulk, people, served, max(1, orders - FACTS_MAX + 1)).write(catalog, orders, now)
        _finish(bulk)
    settle(part, path)


def _finish(bulk: Bulk) -> None:
    with _told("what follows from the orders"):
        derive_all(bulk)
    with _told("indexes"):
        bulk.create_indexes()


@cache
def _key() -> str:
    """Revision and generator, and the definitions of a new store: they move while a revision is not released."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "store.sqlite"
        migrate(path, SystemClock().now())
        with closing(sqlite.connect(str(path))) as connection:
            text = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"
            told = repr(connection.execute(text).fetchall())
    return f"{REVISION}-{GENERATOR}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"


def _drop_outdated(path: Path) -> None:
    sizes = path.stem.split("-")[-2:]
    for old in path.parent.glob(f"store-*-{'-'.join(sizes)}.sqlite*"):
        if not old.name.startswith(path.name):
            old.unlink()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Wait for another process that builds the same store."""
    lock = StoreLock(path)
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            lock.take()
            break
        except StoreLocked:
            if time.monotonic() > until:
                raise
            time.sleep(1.0)
    try:
        yield
    finally:
        lock.free()


@contextmanager
def _told(what: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    print(f"  {time.perf_counter() - started:6.1f} s  {what}", flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Build what is asked for and say where it lies."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.big_store", description=__doc__)
    parser.add_argument("--products", type=int, default=1_000_000)
    parser.add_argument("--orders", type=int, default=1_000_000)
    asked = parser.parse_args(arguments)
    started = time.perf_counter()
    path = big_store(asked.products, asked.orders)
    print(f"{path}  {path.stat().st_size / 1e9:.2f} GB  {time.perf_counter() - started:.0f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
