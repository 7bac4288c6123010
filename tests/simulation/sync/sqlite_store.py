"""The real SQLite store behind the door of the simulated station: its journal, its units, its pages, its power cuts.

The toy trade stands in one table of its own, folded by the real unit of work; everything else is what the product runs.
A power cut is a copy of the files as they are at that moment, with a torn frame at the end of the WAL, opened anew.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, select

from app.clock import FixedClock
from app.models import facts
from app.models.facts import KINDS, Fact, Kind
from app.models.wire import Ack, Envelope, FeedRow, Page, RowKey
from app.store.fold import FOLDS
from app.store.journal import Author, envelope_hash, journal
from app.store.store import Store
from app.store.stream_layout import Layout
from app.store.unit_of_work import UnitOfWork
from app.sync.events import Started
from app.sync.instructions import TakePage, TakeSnapshot
from app.sync.saved import Saved
from app.sync.station_store import StationStore
from tests.empty_store import put_empty_store
from tests.simulation.sync import trade
from tests.simulation.sync.doors import Act, PowerCut, Violation
from tests.simulation.sync.station_store import Disk, nothing_happens
from tests.simulation.sync.trade import STREAMS, Image, Key, Rows, Values, decode, stream_of
from tests.store.builders import NOW

toys = MetaData()
sim_row = Table(
    "sim_row",
    toys,
    Column("entity", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("stream", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
COLUMNS = frozenset({"stream", "version", "body"})
LAYOUT = Layout(
    {"sim_row": sim_row},
    lambda unit, table, row: [(row["stream"], COLUMNS)] if table is sim_row else [],
    lambda stream, name: {"stream": stream},
    lambda stream, name, followed: True,
)


class Received(dict[str, Any]):
    pass


class Ordered(dict[str, Any]):
    pass


class Cancelled(dict[str, Any]):
    pass


class Readdressed(dict[str, Any]):
    pass


class Picked(dict[str, Any]):
    pass


class Shipped(dict[str, Any]):
    pass


BODIES: dict[str, type[dict[str, Any]]] = {
    kind.__name__.lower(): kind for kind in (Received, Ordered, Cancelled, Readdressed, Picked, Shipped)
}


@contextmanager
def the_toy_trade() -> Iterator[None]:
    """Know the kinds of the toy trade, and forget them: the product's registry is checked by other tests."""
    for name, body in BODIES.items():
        facts._BY_BODY[body] = Kind(name, 1, "", body)
        KINDS[name, 1] = Kind(name, 1, "", dict)
        FOLDS[body] = _fold
    FOLDS[dict] = _fold
    try:
        yield
    finally:
        for name, body in BODIES.items():
            del facts._BY_BODY[body], KINDS[name, 1], FOLDS[body]
        del FOLDS[dict]


class UnitSheet:
    """What a toy fold sees of the real unit of work."""

    def __init__(self, unit: UnitOfWork) -> None:
        self.unit = unit

    def get(self, entity: str, key: str) -> Values | None:
        row = self.unit.one(sim_row, entity, key)
        return decode(row["body"]) if row is not None else None

    def put(self, entity: str, key: str, values: Values, **changes: Any) -> None:
        body, row = trade.encode({**values, **changes}), self.unit.one(sim_row, entity, key)
        if row is None:
            stream = stream_of((entity, key))
            self.unit.put(sim_row, entity=entity, key=key, stream=stream, version=1, body=body)
        else:
            self.unit.change(sim_row, row, body=body, version=row["version"] + 1)


def _fold(unit: UnitOfWork, fact: Fact) -> None:
    as_sent = replace(fact, body=trade.encode(fact.body))
    trade.FOLDS[fact.kind](UnitSheet(unit), as_sent, fact.body)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class FileDisk(Disk):
    """A disk with the bytes of its files, by the end of their names."""

    files: tuple[tuple[str, bytes], ...] = ()


class SqliteStore:
    """A station's store on real files in `folder`, which a subclass names."""

    folder: Path
    opened: list[Store]

    def __init__(self, disk: Disk, at_write: Callable[[], None] = nothing_happens) -> None:
        self.at_write = at_write
        self._dark: dict[str, bytes] | None = None
        self._open(dict(disk.files) if isinstance(disk, FileDisk) else {}, disk.station)

    def _open(self, files: dict[str, bytes], station: str) -> None:
        self.path = self.folder / f"{len(self.opened)}" / "store.sqlite"
        self.path.parent.mkdir()
        for tail, content in files.items():
            self.path.with_name(self.path.name + tail).write_bytes(content)
        put_empty_store(self.path)
        self.clock = FixedClock(NOW)
        self.store = Store(self.path, self.clock, station)
        self.opened.append(self.store)
        self.store.unsynced()
        self.store.follow(STREAMS, LAYOUT)
        with self.store.writing() as connection:
            toys.create_all(connection)
        self.station_store = StationStore(self.store, somebody_waits=self._power_may_go)
        self._disk: Disk | None = None

    def _power_may_go(self) -> bool:
        try:
            self.at_write()
        except PowerCut:
            self._dark = self._files()
            raise
        return False

    def _files(self) -> dict[str, bytes]:
        found = {tail: self.path.with_name(self.path.name + tail) for tail in ("", "-wal")}
        return {tail: path.read_bytes() for tail, path in found.items() if path.exists()}

    # -- the machine ---------------------------------------------------------------------------------------------------

    def cut_power(self) -> None:
        files, self._dark = self._dark or self._files(), None
        files["-wal"] = files.get("-wal", b"") + os.urandom(700)
        self.store.close()
        self._open(files, "?")

    def image(self) -> FileDisk:
        disk = self.disk
        told = (disk.station, disk.saved, disk.facts, disk.acks, disk.before, disk.rows, disk.touched)
        return FileDisk(*told, files=tuple(self._files().items()))

    def put_back(self, image: Disk) -> None:
        assert isinstance(image, FileDisk)
        self.store.close()
        self._open(dict(image.files), "?")

    @property
    def disk(self) -> Disk:
        """What is on it, read from the file by a connection of its own."""
        if self._disk is None:
            with self.store.reader() as connection:
                own = select(journal).where(journal.c.station == self.store.station).order_by(journal.c.seq)
                told = tuple(_envelope(row) for row in connection.execute(own))
                rows = {
                    (row.entity, row.key): Image(row.version, decode(row.body))
                    for row in connection.execute(select(sim_row))
                }
                guesses = connection.exec_driver_sql("SELECT key FROM touched").scalars().all()
            for key, row in self.store._kept.rows.get(sim_row, {}).items():
                if rows.get((key[0], key[1])) != Image(row["version"], decode(row["body"])):
                    raise Violation(f"I9 units remember {key} otherwise than the file has it")
            acks = tuple(Ack(fact.seq, envelope_hash(fact)) for fact in told)
            before = Ack(told[0].seq - 1, told[0].prev) if told else Disk("").before
            touched = frozenset(_key(text) for text in guesses)
            self._disk = Disk(self.store.station, self.started().saved, told, acks, before, rows, touched)
        return self._disk

    def started(self) -> Started:
        return self.station_store.started()

    # -- facts ---------------------------------------------------------------------------------------------------------

    def record(self, act: Act) -> Envelope:
        self._disk = None
        self.clock.at = act.at
        with self.store.unit() as unit:
            self.store.journal.record(unit, [BODIES[act.kind](act.body)], Author("W-1"))
        (fact,) = self.station_store.outbox(self.store.journal.seq, 1)
        return fact

    def outbox(self, first_seq: int, facts_max: int) -> tuple[Envelope, ...]:
        return self.station_store.outbox(first_seq, facts_max)

    def hash_at(self, seq: int) -> bytes | None:
        return self.station_store.hash_at(seq)

    def forget(self, up_to_seq: int) -> None:
        self._disk = None
        self.station_store.forget(up_to_seq)

    def renumber(self, station: str) -> None:
        self._disk = None
        self._power_may_go()
        self.station_store.renumber(station)

    # -- what the server sends -----------------------------------------------------------------------------------

    def save(self, saved: Saved) -> None:
        self._disk = None
        self.station_store.save(saved)

    def touched(self, stream: str, rows_max: int) -> tuple[RowKey, ...]:
        return tuple(RowKey(*_key(each.key)) for each in self.station_store.touched(stream, rows_max))

    def take_page(self, told: TakePage) -> bool:
        self._disk = None
        return self.station_store.take_page(replace(told, page=_on_the_wire(told.page)))

    def take_snapshot(self, told: TakeSnapshot, rows: Rows) -> None:
        self._disk = None
        self._power_may_go()
        file = self.path.with_name("snapshot.sqlite")
        file.unlink(missing_ok=True)
        _write_snapshot(file, rows)
        self.station_store.take_snapshot(told, file)


def _on_the_wire(page: Page) -> Page:
    return replace(page, rows=tuple(map(_feed_row, page.rows)), again=tuple(map(_feed_row, page.again)))


def _feed_row(row: FeedRow) -> FeedRow:
    stream = stream_of((row.entity, row.key))
    image = msgspec.msgpack.encode({"stream": stream, "version": row.version, "body": row.row})
    return replace(row, entity="sim_row", key=msgspec.json.encode([row.entity, row.key]).decode(), row=image)


def _write_snapshot(file: Path, rows: Rows) -> None:
    import pysqlite3.dbapi2 as sqlite

    connection = sqlite.connect(str(file))
    connection.execute("CREATE TABLE sim_row (entity, key, stream, version, body, PRIMARY KEY (entity, key))")
    values = [(*key, stream_of(key), image.version, trade.encode(image.values)) for key, image in sorted(rows.items())]
    connection.executemany("INSERT INTO sim_row VALUES (?, ?, ?, ?, ?)", values)
    connection.commit()
    connection.close()


def _key(text: str) -> Key:
    entity, key = msgspec.json.decode(text)
    return (entity, key)


def _envelope(row: Any) -> Envelope:
    return Envelope(**{name: getattr(row, name) for name in Envelope.__slots__})
