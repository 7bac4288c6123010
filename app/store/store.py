"""A station's store: opens the file, checks it, and gives out units of work and readers.

The writer connection has one owner, the store thread. A unit commits when its block ends well and leaves nothing behind
when it does not: the rows kept in memory and the journal's chain go back with the transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, select

from app.clock import Clock
from app.store.database import StoreLock, faults_told, open_readers, open_writer
from app.store.journal import Journal
from app.store.local import setting
from app.store.migrate import migrate
from app.store.schema import metadata
from app.store.statements import Statements
from app.store.unit_of_work import Kept, UnitOfWork

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

    @contextmanager
    def unit(self) -> Iterator[UnitOfWork]:
        """One transaction. Raises: DiskFull, StoreFault; then nothing of it is booked."""
        self.journal.begin()
        with faults_told(self.path):
            try:
                with self._connection.begin():
                    unit = UnitOfWork(self._connection, self.statements, self._kept)
                    yield unit
                    unit.flush()
            except BaseException:
                self._kept.forget()
                self.journal.forget()
                raise

    @contextmanager
    def reader(self) -> Iterator[Connection]:
        """A read-only connection with a consistent view for the length of the block."""
        with faults_told(self.path), self._readers.connect() as connection:
            yield connection

    def forget(self) -> None:
        """Drop the rows kept between units: something wrote beside the unit of work (bulk load, restore)."""
        self._kept.forget()

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

    def _own_name(self, station: str) -> str:
        """The station's code, given once and kept for ever."""
        found = self._connection.execute(select(setting.c.value).where(setting.c.name == "station")).scalar()
        if found is None:
            self._connection.execute(setting.insert().values(name="station", value=station))
            self._connection.commit()
        return found or station
