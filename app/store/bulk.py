"""Fills a store that nobody has open with very many rows: demo data, the benchmarks' big stores, a first import.

Rows go straight through the driver, thousands a call, without journal file and without syncs, because a store under
construction that is lost is simply built again; `finished` syncs it once and it is an ordinary store from then on. The
caller builds under another name and renames (`backup.settle`). What has a fact in the journal is not written here but
through `Journal.record`, except `Chain`, which makes journal rows for facts whose tables are filled in bulk.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import pysqlite3.dbapi2 as sqlite
from sqlalchemy import Connection, Table, create_engine, event
from sqlalchemy.pool import StaticPool

from app.models.facts import kind_of, subject_of
from app.models.wire import CHAIN_START
from app.store.columns import codecs, to_microseconds
from app.store.database import check_library, faults_told
from app.store.journal import envelope_hash

ROWS_A_CALL = 10_000
"""Rows handed to the driver at once: enough that the call costs nothing, few enough that progress is seen."""
CACHE_KIB = 400_000
"""Page cache while building; a build runs alone."""


class Bulk:
    """An open store file being filled. Thread: the one that made it."""

    def __init__(self, path: Path) -> None:
        check_library()
        self.path = path
        self._indexes: list[str] = []
        with faults_told(path):
            self.connection = sqlite.connect(str(path), isolation_level=None)
            # Leaving WAL first writes everything back into the one file; only then may the journal be switched off.
            for pragma in ("journal_mode=DELETE", "journal_mode=OFF", "synchronous=OFF", f"cache_size=-{CACHE_KIB}"):
                self.connection.execute(f"PRAGMA {pragma}")
            self.connection.execute("PRAGMA temp_store=MEMORY")
            self.connection.execute("BEGIN EXCLUSIVE")

    def values(self, table: Table, values: Iterable[object], **more: Any) -> int:
        """Insert values whose attributes are named like the columns; `more` holds what they lack. Answer how many."""
        names = [name for name, _, _ in codecs(table)]
        first, every = _peeked(values)
        if first is None:
            return 0
        own = [name for name in names if hasattr(first, name)]
        encode = self.encoder(table, own)
        return self.rows(table, own, (encode([getattr(each, name) for name in own]) for each in every), **more)

    def rows(self, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]], **more: Any) -> int:
        """Insert rows of driver values for some columns; `more` and the defaults fill the others. Answer how many."""
        rest = {name: value for name, value in _filled(table, more).items() if name not in columns}
        names = ", ".join((*columns, *rest))
        marks = ", ".join(["?"] * len(columns) + [_literal(value) for value in rest.values()])
        text = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"
        count = 0
        source = iter(rows)
        with faults_told(self.path):
            while some := list(islice(source, ROWS_A_CALL)):
                self.connection.executemany(text, some)
                count += len(some)
        return count

    def derive(self, table: Table, source: str, **expressions: str) -> int:
        """Insert rows worked out by SQL: `source` is what follows FROM; columns not named get their default."""
        filled = {name: _literal(value) for name, value in _filled(table, {}).items()} | expressions
        text = f"INSERT INTO {table.name} ({', '.join(filled)}) SELECT {', '.join(filled.values())} FROM {source}"
        with faults_told(self.path):
            return int(self.connection.execute(text).rowcount)

    def run(self, text: str, *values: Any) -> list[Any]:
        """Run a statement of the builder's own, such as a scratch table in `temp`."""
        with faults_told(self.path):
            return list(self.connection.execute(text, values).fetchall())

    @contextmanager
    def sqlalchemy(self) -> Iterator[Connection]:
        """The same connection for functions that take SQLAlchemy's, as one transaction; the load so far is written."""
        self.run("COMMIT")
        engine = create_engine(
            "sqlite://", module=sqlite, creator=lambda: self.connection, poolclass=StaticPool, pool_reset_on_return=None
        )
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN EXCLUSIVE"))
        with faults_told(self.path), engine.begin() as connection:
            yield connection
        self.run("BEGIN EXCLUSIVE")

    def encoder(self, table: Table, columns: Sequence[str]) -> Any:
        """Return a function that turns a row's values for these columns into the driver's."""
        known = {name: encode for name, encode, _ in codecs(table)}
        encoders = [known[name] for name in columns]
        return lambda row: [
            value if encode is None or value is None else encode(value)
            for encode, value in zip(encoders, row, strict=True)
        ]

    def drop_indexes(self) -> None:
        """Take the secondary indexes away; `finished` makes them again, sorted, in a fraction of the time."""
        found = self.run("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
        for name, _ in found:
            self.run(f"DROP INDEX {name}")
        self._indexes += [text for _, text in found]

    def create_indexes(self) -> None:
        """Make the indexes again that `drop_indexes` took away."""
        while self._indexes:
            self.run(self._indexes.pop(0))

    def finished(self) -> None:
        """Make the indexes, gather the planner's statistics, commit, and give the file its everyday settings back."""
        self.create_indexes()
        self.run("COMMIT")
        self.run("PRAGMA analysis_limit=1000")
        self.run("ANALYZE")
        self.run("PRAGMA journal_mode=WAL")
        self.connection.close()

    def abandon(self) -> None:
        """Close without finishing; the file is good for nothing."""
        self.connection.close()


@contextmanager
def filling(path: Path) -> Iterator[Bulk]:
    """Fill the store at `path`; finished when the block ends well, worthless when it does not."""
    bulk = Bulk(path)
    try:
        yield bulk
        bulk.finished()
    except BaseException:
        bulk.abandon()
        raise


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact to put into the journal as it happened: `monotonic` is left at 0, nobody measured it."""

    id: UUID
    worker: str
    at: datetime
    body: object


class Envelope(NamedTuple):
    """A journal row as `envelope_hash` reads it."""

    station: str
    seq: int
    id: UUID
    kind: str
    version: int
    worker: str
    session: UUID | None
    at: datetime
    monotonic: float
    base: str
    subject: UUID | None
    body: bytes
    prev: bytes


class Chain:
    """Makes journal rows for the facts of a station from the first on, numbered and chained like `Journal.record`'s."""

    columns = Envelope._fields

    def __init__(self, station: str) -> None:
        self.station = station
        self.seq = 0
        self._prev = CHAIN_START
        self._encode = msgspec.json.Encoder().encode

    def row(self, entry: Entry) -> tuple[Any, ...]:
        """Return the next journal row as driver values, for `columns`."""
        kind, subject = kind_of(entry.body), subject_of(entry.body)
        self.seq += 1
        head = (self.station, self.seq, entry.id, kind.name, kind.version, entry.worker, None, entry.at, 0.0, "")
        envelope = Envelope(*head, subject, self._encode(entry.body), self._prev)
        prev, self._prev = self._prev, envelope_hash(envelope)
        coded = (entry.id.bytes, kind.name, kind.version, entry.worker, None, to_microseconds(entry.at), 0.0, "")
        return (self.station, self.seq, *coded, subject.bytes if subject else None, envelope.body, prev)


def _filled(table: Table, more: Mapping[str, Any]) -> dict[str, Any]:
    return {column.name: more.get(column.name, getattr(column.default, "arg", None)) for column in table.columns}


def _literal(value: Any) -> str:
    """A constant of the builder's own in SQL; never anything typed by a person."""
    if value is None:
        return "NULL"
    if isinstance(value, int | float):
        return str(int(value) if isinstance(value, bool) else value)
    return "'" + str(value).replace("'", "''") + "'"


def _peeked(values: Iterable[object]) -> tuple[object | None, Iterator[object]]:
    source = iter(values)
    first = next(source, None)

    def every() -> Iterator[object]:
        if first is not None:
            yield first
            yield from source

    return first, every()
