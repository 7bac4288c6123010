"""Opens a station's SQLite file: one writer with full sync, read-only readers, a lock against a second process.

SQLite 3.7.0 to 3.51.2 can corrupt a WAL when two connections write and checkpoint at once, so the bundled library is
required and an older one refused. What the disk or the file does wrong becomes a fault with a remedy; nothing of a
failed unit stays, neither on disk nor in memory.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, QueuePool

from app.errors import DiskFull, StoreDamaged, StoreFault, StoreLocked
from app.language import later, tr

SQLITE_MIN = (3, 51, 3)
CACHE_KIB = 24_000
"""Page cache of the writer; enough for the hot pages of a day's work."""
READER_CACHE_KIB = 8_000
READERS_MAX = 4
BUSY_MS_MAX = 5_000


def check_library() -> None:
    """Refuse an SQLite that can corrupt a WAL. Raises: StoreFault."""
    if sqlite.sqlite_version_info < SQLITE_MIN:
        raise StoreFault(
            tr("The bundled SQLite {version} is too old.").format(version=sqlite.sqlite_version),
            tr("Install Packbench again."),
        )


def open_writer(path: Path) -> Engine:
    """An engine whose connections write with full sync in WAL mode."""
    return _engine(path, "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", f"PRAGMA cache_size=-{CACHE_KIB}")


def open_readers(path: Path) -> Engine:
    """A small pool of read-only connections for look-ups and reports."""
    return _engine(path, "PRAGMA query_only=ON", f"PRAGMA cache_size=-{READER_CACHE_KIB}", readers=READERS_MAX)


def _engine(path: Path, *pragmas: str, readers: int = 0) -> Engine:
    check_library()

    def connect() -> Any:
        connection = sqlite.connect(str(path), isolation_level=None, check_same_thread=False, cached_statements=512)
        for pragma in (f"PRAGMA busy_timeout={BUSY_MS_MAX}", "PRAGMA temp_store=MEMORY", *pragmas):
            connection.execute(pragma)
        return connection

    pool: dict[str, Any] = {"poolclass": QueuePool, "pool_size": readers} if readers else {"poolclass": NullPool}
    engine = create_engine("sqlite://", module=sqlite, creator=connect, **pool)
    begin = "BEGIN" if readers else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(begin)

    return engine


PUT_BACK = later(
    "Put back the newest file from the backups folder beside it, or ask for help; the file is left as it is."
)


@contextmanager
def faults_told(path: Path) -> Iterator[None]:
    """Turn what SQLite reports about disk and file into faults with a remedy; bugs pass through."""
    try:
        yield
    except (DBAPIError, sqlite.Error) as error:
        # The driver's own words: SQLAlchemy's hold the statement's values too, and a note may say "is locked".
        told = _told(path, str(error.orig if isinstance(error, DBAPIError) else error).lower())
        if told is None:
            raise
        raise told from error


@contextmanager
def files_told(path: Path) -> Iterator[None]:
    """Turn what the system reports about the store's files and folder into faults with a remedy."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _disk_full() from error
        raise _not_writable(path) from error


def _told(path: Path, text: str) -> StoreFault | None:
    if "disk is full" in text:
        return _disk_full()
    if "disk i/o error" in text or "readonly" in text or "unable to open" in text:
        return _not_writable(path)
    if "malformed" in text or "not a database" in text:
        return StoreDamaged(tr("The store {path} is damaged.").format(path=path), tr(PUT_BACK))
    if "is locked" in text:
        return StoreLocked(
            tr("The store {path} is in use by another program.").format(path=path), tr("Close it and start again.")
        )
    return None


def _disk_full() -> DiskFull:
    return DiskFull(tr("The disk is full; this step was not booked."), tr("Free some space, then do it again."))


def _not_writable(path: Path) -> StoreFault:
    return StoreFault(
        tr("The store {path} cannot be written.").format(path=path),
        tr("Check the disk and the folder's permissions, then do the step again."),
    )


class StoreLock:
    """Held by the one process that writes a store; the system frees it when the process dies."""

    def __init__(self, path: Path) -> None:
        self._path = path.with_suffix(path.suffix + ".lock")
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Take the lock, in a folder that is made if need be. Raises: StoreLocked, StoreFault."""
        with files_told(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = self._path.open("a+")
        try:
            _lock(file)
        except OSError as error:
            file.close()
            raise StoreLocked(
                tr("Packbench is already running on this store."),
                tr("Use the window that is open, or close it and start again."),
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file = file

    def free(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _lock(file: IO[str]) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
