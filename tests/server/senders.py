"""Builders for the server's tests: stations that make chained facts and push them, and a day that was really worked."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from sqlalchemy import Table, select

from app.clock import FixedClock
from app.models.facts import kind_of, subject_of
from app.models.stock import StockReceived
from app.models.wire import CHAIN_START, NOTHING_YET, Ack, Envelope, Push
from app.operations.allocation import next_wave, release
from app.operations.orders import cancel_order, place_order
from app.store.columns import metadata
from app.store.ingest import Offer
from app.store.journal import envelope_hash, journal
from app.store.server_store import ServerStore
from app.store.stations import proof_of, take_in
from tests import builders, floor
from tests.builders import NOON, an_id
from tests.store.builders import a_clock

MASTER = ("warehouse", "location", "product", "code", "carton", "carrier", "worker", "tote")
"""Tables that no fact fills."""
OWN = ("journal", "setting", "number", "print_job", "draft", "product_place", "search_word")
"""Tables that a station has for itself, or of other bytes."""


@contextmanager
def a_server(url: str) -> Iterator[ServerStore]:
    store = ServerStore(url, a_clock(), lambda: 0.5)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def a_stocked_server(url: str) -> Iterator[ServerStore]:
    """A server with the little warehouses and their streams."""
    with a_server(url) as store:
        store.load(a_day().master)
        yield store


def take_in_station(store: ServerStore, station: str, home: str = "warehouse/SZ", role: str = "floor") -> str:
    """Write a station down; answers its token."""
    token = f"token of {station}"
    store.transactions.run(lambda connection: take_in(connection, station, (role, home), token, NOON))
    return token


def a_receipt(quantity: int = 1, sku: str = builders.TEA, location: str = "A-01-1") -> StockReceived:
    return StockReceived("SZ", location, sku, "", None, (), quantity)


def an_envelope(station: str, ack: Ack, body: Any, **changes: Any) -> Envelope:
    """A fact of a station, chained to what `ack` names."""
    kind = kind_of(body)
    plain = Envelope(
        an_id(), station, ack.seq + 1, kind.name, kind.version, "W-0005", None, NOON, 1.0, "", subject_of(body),
        msgspec.json.encode(body), ack.hash,
    )  # fmt: skip
    return replace(plain, **changes)


@dataclass
class Sender:
    """A station that makes facts and remembers all of them, and what is acknowledged."""

    station: str = "P07"
    acked: Ack = NOTHING_YET
    facts: list[Envelope] = field(default_factory=list)

    @property
    def proof(self) -> bytes:
        return proof_of(f"token of {self.station}")

    @property
    def last(self) -> Ack:
        return Ack(len(self.facts), envelope_hash(self.facts[-1]) if self.facts else CHAIN_START)

    def make(self, *bodies: Any, **changes: Any) -> None:
        for body in bodies:
            self.facts.append(an_envelope(self.station, self.last, body, **changes))

    def make_raw(self, kind: str, body: bytes, version: int = 1) -> None:
        """A fact that nobody here knows."""
        plain = an_envelope(self.station, self.last, a_receipt(), kind=kind, version=version)
        self.facts.append(replace(plain, body=body))

    def offer(self, first: int = 0, last: int | None = None, epoch: int = 1) -> Offer:
        """A push of facts `first` (or the first that is not acknowledged) to `last`, by number."""
        start = first or self.acked.seq + 1
        prev = envelope_hash(self.facts[start - 2]) if start > 1 else CHAIN_START
        push = Push(self.station, epoch, start, prev, tuple(self.facts[start - 1 : last]))
        return Offer(push, self.proof)

    def renamed(self, station: str) -> "Sender":
        """The same facts under another code, chained anew, as after a fork."""
        other = Sender(station)
        for fact in self.facts:
            other.facts.append(replace(fact, station=station, prev=other.last.hash))
        return other


@dataclass(frozen=True)
class Day:
    """A worked day: its master data, its facts, and the tables they made on the station's SQLite."""

    master: dict[str, list[dict[str, Any]]]
    facts: tuple[Envelope, ...]
    tables: dict[str, list[tuple[Any, ...]]]


@cache
def a_day(orders: int = 6) -> Day:
    """Receive, enter, release, pick, pack, hand over and cancel, by the operations of a station."""
    with TemporaryDirectory() as folder, builders.a_stocked_station(Path(folder), FixedClock(NOON)) as station:
        buyer = builders.add_customer(station)
        wanted = ((builders.LAMP, 2), (builders.TEA, 1), (builders.MILK, 1))
        for number in range(orders):
            placed = place_order(station, builders.CLERK, builders.a_draft(buyer, *wanted)).work.order_id
            if number % 4 == 3:
                cancel_order(station, builders.CLERK, placed, "caller")
                continue
            released = release(station, builders.SUPERVISOR, [placed], next_wave(station, builders.SUPERVISOR).work)
            for _ in released.work.shipments:
                work = floor.pick_all(station, floor.start_walk(station))
                floor.hand_over(station, floor.pack_all(station, work.shipments[0].shipment_id))
        with station.store.reader() as connection:
            envelopes = connection.execute(select(journal).order_by(journal.c.seq)).all()
            facts = tuple(Envelope(**{name: getattr(row, name) for name in Envelope.__slots__}) for row in envelopes)
            tables = {table.name: table_rows(connection, table) for table in metadata.sorted_tables}
    master = {name: [dict(zip(metadata.tables[name].c.keys(), row, strict=True)) for row in tables[name]]
              for name in MASTER}  # fmt: skip
    return Day(master, facts, tables)


def table_rows(connection: Any, table: Table) -> list[tuple[Any, ...]]:
    """All rows of a table in one order, whatever the database sorts like."""
    return sorted((tuple(row) for row in connection.execute(select(table))), key=repr)


def batches(facts: Sequence[Envelope], size: int) -> Iterator[Offer]:
    """The pushes of one station's facts, `size` facts each."""
    prev = CHAIN_START
    for start in range(0, len(facts), size):
        some = tuple(facts[start : start + size])
        yield Offer(Push(some[0].station, 1, some[0].seq, prev, some), proof_of(f"token of {some[0].station}"))
        prev = envelope_hash(some[-1])
