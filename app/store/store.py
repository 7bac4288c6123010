"""A station's store: opens the file, checks it, and gives out units of work and readers.

The writer connection has one owner, the store thread. A unit commits when its block ends well and leaves nothing behind
when it does not: the rows kept in memory and the journal's chain go back with the transaction.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, select

from app.clock import Clock
from app.store.database import StoreLock, faults_told, open_readers, open_writer
from app.store.journal import Journal
from app.store.local import setting
from app.store.migrate import migrate
from app.store.schema import metadata
from app.store.statements import Row, Statements
from app.store.stream_layout import LAYOUT, Layout
from app.store.sync_state import STREAMS, sync_saved
from app.store.touched import RememberingUnit
from app.store.unit_of_work import Identity, Kept, UnitOfWork

assert metadata.tables


class Store:
    """An open store. Thread: `unit` on the store thread only; `reader` on any."""

    def __init__(self, path: Path, clock: Clock, station: str = "P01") -> None:
        """Open (and create or migrate) the store at `path`. Raises: StoreLocked, StoreTooNew, StoreDamaged."""
        self.path = path
        self._lock = StoreLock(path)
        self._lock.take()
        try:
            with faults_told(path):
                migrate(path, clock.now())
                self._writer = open_writer(path)
                self._readers = open_readers(path)
                self._connection = self._writer.connect()
                self.station = self._own_name(station)
                self.journal = Journal(self.station, clock, self._connection)
                self._connection.rollback()
        except BaseException:
            self._lock.free()
            raise
        self.statements = Statements(self._writer.dialect)
        self._kept = Kept()
        self.streams: frozenset[str] = frozenset()
        self.layout = LAYOUT
        self.recorded: Callable[[str, int], None] = _nobody_listens
        """Told the number of the last fact after each commit of some. Thread: the store thread."""
        self._begun: Callable[[], UnitOfWork] = self._plain_unit
        self.follow(self._streams_kept())

    def follow(self, streams: Sequence[str], layout: Layout = LAYOUT) -> None:
        """Remember from now on which rows of these streams own facts change; with none, as without a server."""
        self.streams, self.layout = frozenset(streams), layout
        self._begun = self._remembering_unit if streams else self._plain_unit

    @contextmanager
    def unit(self) -> Iterator[UnitOfWork]:
        """One transaction. Raises: DiskFull, StoreFault; then nothing of it is booked."""
        self.journal.begin()
        with faults_told(self.path):
            try:
                with self._connection.begin():
                    unit = self._begun()
                    yield unit
                    unit.finish()
            except BaseException:
                self._kept.forget()
                self.journal.forget()
                raise
        if self.journal.has_new:
            self.recorded(self.journal.station, self.journal.seq)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction beside the units; what it changes of synced rows is told by `drop` afterwards.

        Raises: DiskFull, StoreFault; then nothing of it is written. Thread: the store thread.
        """
        with faults_told(self.path), self._connection.begin():
            yield self._connection

    @contextmanager
    def beside_transactions(self) -> Iterator[Any]:
        """The writer's driver connection outside any transaction, to attach a file. Thread: the store thread."""
        driver = self._connection.connection.driver_connection
        self._connection.rollback()
        with faults_told(self.path):
            yield driver

    @contextmanager
    def reader(self) -> Iterator[Connection]:
        """A read-only connection with a consistent view for the length of the block."""
        with faults_told(self.path), self._readers.connect() as connection:
            yield connection

    def forget(self) -> None:
        """Drop the rows kept between units: something wrote beside the unit of work (bulk load, restore)."""
        self._kept.forget()

    def keeps(self, table: Table) -> bool:
        """Tell whether units remember anything of a table."""
        return self._kept.has(table)

    def drop(self, table: Table, key: Identity, written: Row) -> None:
        """Drop what units remember of one row that was written beside them; `written` as far as it is known."""
        self._kept.drop(table, key, written)

    def rename(self, station: str, seq: int, last_hash: bytes) -> None:
        """Take another code, under which the journal was just written anew up to `seq`. Thread: the store thread."""
        self.station = station
        self.journal.go_on_as(station, seq, last_hash)

    def unsynced(self) -> None:
        """Commit without waiting for the disk until closed: for a store being built, which a kill only delays."""
        driver = self._connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA synchronous=OFF")

    def close(self) -> None:
        self._connection.close()
        self._readers.dispose()
        self._writer.dispose()
        self._lock.free()

    def _plain_unit(self) -> UnitOfWork:
        return UnitOfWork(self._connection, self.statements, self._kept)

    def _remembering_unit(self) -> UnitOfWork:
        return RememberingUnit(self._connection, self.statements, self._kept, self.streams, self.layout.cuts)

    def _streams_kept(self) -> list[str]:
        """What a station that has a server pulls: from the first fact on, not only once the server is reached."""
        text = select(sync_saved.c.value).where(sync_saved.c.name == STREAMS)
        found = self._connection.execute(text).scalar()
        self._connection.rollback()
        return bytes(found or b"").decode().split()

    def _own_name(self, station: str) -> str:
        """The station's code, given once and kept for ever."""
        found = self._connection.execute(select(setting.c.value).where(setting.c.name == "station")).scalar()
        if found is None:
            self._connection.execute(setting.insert().values(name="station", value=station))
            self._connection.commit()
        return found or station


def _nobody_listens(_station: str, _seq: int) -> None:
    """There is no server."""
