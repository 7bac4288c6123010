"""The warehouse that the ingest benchmark works in, and the rows of its facts written by bare SQL.

Each station walks a pick list of its own: twenty lines of much, so that it can pick as long as the clock runs. Heaps
are the station's, the staging place of a product is shared by all, as it is where people pick.
"""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import Connection

from app.clock import SystemClock
from app.models.picks import PickTaskState
from app.models.shipments import ShipmentState
from app.store.allocation import pick_line, shipment
from app.store.central import station_head
from app.store.ingest import Offer
from app.store.orders import order_line, orders
from app.store.pg_arrays import register_arrays
from app.store.server_statements import ServerStatements
from app.store.server_store import ServerStore
from app.store.stations import proof_of
from app.store.stock import stock
from app.store.unit_of_work import _blank
from tests.benchmarks.figures import median

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
LINES, PRODUCTS, PLENTY = 20, 2_000, 1_000_000


def names(phase: str, count: int) -> list[str]:
    """The stations of a phase."""
    return [f"{phase}{number:04d}" for number in range(count)]


def an_id(station: str, what: int) -> UUID:
    """An id of a station's work that both sides know."""
    return UUID(int=(int.from_bytes(station.encode(), "big") << 64) | what)


def place_of(station: str, line: int) -> tuple[str, str]:
    """Location and product of a station's line."""
    return f"{station}-{line:02d}", f"SKU-{(int(station[1:]) * LINES + line) % PRODUCTS:05d}"


def furnish(url: str, stations: Sequence[str]) -> None:
    """Put stations and their pick lists into a database."""
    store = ServerStore(url, SystemClock(), lambda: 0.5)
    store.add_streams(["SZ"])
    statements = ServerStatements(store.engine.dialect)

    def put(connection: Connection) -> None:
        for table, rows in _rows(stations).items():
            statements.insert(connection, table, [_blank(table) | row for row in rows])

    store.transactions.run(put)
    store.close()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _rows(stations: Sequence[str]) -> dict[Any, list[dict[str, Any]]]:
    rows: dict[Any, list[dict[str, Any]]] = {
        each: [] for each in (station_head, orders, order_line, shipment, pick_line, stock)
    }
    for station in stations:
        order_id, shipment_id = an_id(station, 1), an_id(station, 2)
        rows[station_head].append(
            {"station": station, "home": "warehouse/SZ", "role": "floor", "token_hash": proof_of(station),
             "enrolled_at": NOW, "durable_seq": 0}
        )  # fmt: skip
        rows[orders].append(
            {"order_id": order_id, "number": station, "customer_id": order_id, "customer_name": "x", "name": "x",
             "phone": "1", "state": "confirmed", "stage": "picking", "currency": "CNY", "entered_at": NOW,
             "station": station}
        )  # fmt: skip
        rows[shipment].append(
            {"shipment_id": shipment_id, "order_id": order_id, "number": station, "warehouse": "SZ", "carrier": "C",
             "cut_off_at": NOW, "priority": 1, "wave": "W", "state": ShipmentState.PICKING,
             "pick_state": PickTaskState.STARTED, "lines_n": LINES, "units_n": PLENTY, "walk_order": 1}
        )  # fmt: skip
        for line in range(1, LINES + 1):
            location, sku = place_of(station, line)
            rows[order_line].append(
                {"order_id": order_id, "line_no": line, "sku": sku, "unit_price": 1, "ordered": PLENTY,
                 "promised": PLENTY, "released": PLENTY}
            )  # fmt: skip
            rows[pick_line].append(
                {"shipment_id": shipment_id, "seq": line, "order_id": order_id, "line_no": line, "warehouse": "SZ",
                 "sku": sku, "location": location, "walk_order": line, "quantity": PLENTY, "queued_at": NOW}
            )  # fmt: skip
            rows[stock].append(
                {"warehouse": "SZ", "location": location, "sku": sku, "lot": "", "serial": "", "on_hand": PLENTY,
                 "allocated": PLENTY}
            )  # fmt: skip
    return rows


@dataclass
class Recorder(ServerStatements):
    """Statements that remember what they wrote."""

    dialect: Any
    written: list[tuple[str, Sequence[Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.dialect)

    def _execute(self, connection: Connection, text: str, values: Sequence[Any]) -> Any:
        if not text.startswith("SELECT"):
            self.written.append((text, values))
        return super()._execute(connection, text, values)


def recorded(url: str, batches: Sequence[Sequence[Offer]]) -> tuple[list[list[tuple[str, Sequence[Any]]]], float]:
    """Take batches in on this thread; answer what each wrote, and the seconds all of them took."""
    store = ServerStore(url, SystemClock(), lambda: 0.5)
    intake = store.intake()
    recorder = intake._statements = Recorder(store.engine.dialect)
    written, started = [], time.perf_counter()
    for batch in batches:
        recorder.written = []
        intake.take(batch)
        written.append(recorder.written)
    took = time.perf_counter() - started
    store.close()
    return written, took


def replayed_s(url: str, batches: Sequence[Sequence[tuple[str, Sequence[Any]]]]) -> float:
    """Write the same rows by bare SQL, a transaction a batch; answer the seconds."""
    with psycopg.connect(url, options="-c plan_cache_mode=force_generic_plan -c enable_seqscan=off") as connection:
        register_arrays(connection)
        started = time.perf_counter()
        for batch in batches:
            for text, values in batch:
                connection.execute(text, values, binary=True)  # type: ignore[arg-type]
            connection.commit()
        return time.perf_counter() - started


def sync_ms(folder: Path) -> float:
    """What the disk needs to have a written page for good, in ms."""
    import os

    readings = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(60):
            os.write(file.fileno(), bytes(8_192))
            started = time.perf_counter()
            os.fdatasync(file.fileno())
            readings.append((time.perf_counter() - started) * 1_000)
    return median(readings)


@contextmanager
def copies(run: Any, url: Any, count: int) -> Iterator[list[str]]:
    """Equal databases made of the furnished one."""
    made = [f"copy_{number}" for number in range(count)]
    for name in made:
        run(f"CREATE DATABASE {name} TEMPLATE furnished STRATEGY file_copy")
    yield [url(name) for name in made]
