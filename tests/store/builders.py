"""Small stores for tests: `a_store` makes one with a little in it, at a fixed hour."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.clock import FixedClock
from app.models.stock import StockReceived
from app.store.journal import Author
from app.store.store import Store
from tests.empty_store import put_empty_store

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
WORKER = Author("W-0005")


def a_clock() -> FixedClock:
    return FixedClock(NOW, step=timedelta(milliseconds=1))


def a_receipt(quantity: int = 5, sku: str = "TEA-1") -> StockReceived:
    return StockReceived("SZ", "A-01-1", sku, "", None, (), quantity)


def receive(store: Store, quantity: int = 5, sku: str = "TEA-1") -> None:
    """Book one receipt, as an act of its own."""
    with store.unit() as unit:
        store.journal.record(unit, (a_receipt(quantity, sku),), WORKER)


@contextmanager
def an_open_store(path: Path) -> Iterator[Store]:
    put_empty_store(path)
    store = Store(path, a_clock())
    try:
        yield store
    finally:
        store.close()


def a_store(path: Path, receipts: int = 3) -> Path:
    """Make a store with a few receipts and close it."""
    with an_open_store(path) as store:
        for _ in range(receipts):
            receive(store)
    return path


def on_hand(store: Store, sku: str = "TEA-1") -> int:
    """What the books say lies in A-01-1."""
    with store.reader() as connection:
        text = "SELECT sum(on_hand) FROM stock WHERE location = 'A-01-1' AND sku = ?"
        return int(connection.exec_driver_sql(text, (sku,)).scalar() or 0)


def facts(store: Store) -> int:
    with store.reader() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM journal").scalar() or 0)
