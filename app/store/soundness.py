"""Looks at a store's file before anything opens it for writing: is it ours, is it whole, is its journal unbroken.

Everything here reads only, and leaves no file beside the store, so that a damaged or foreign file stays as it was found
for whoever can help. A file without a WAL is opened as immutable; with one it must be read through it. The whole file
is not read: a store of gigabytes starts as fast as a new one. Header, length and the newest facts are what a full disk,
a broken copy or an old image put back would spoil first; the rest is found by SQLite when it is read.
"""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pysqlite3.dbapi2 as sqlite

from app.errors import StoreDamaged, StoreFault
from app.language import tr
from app.models.wire import CHAIN_START
from app.store.columns import Codec, codecs
from app.store.database import PUT_BACK, faults_told, files_told
from app.store.journal import envelope_hash, journal
from app.store.sync_state import FORGOTTEN

APPLICATION_ID: Final = int.from_bytes(b"Pkbn", "big")
"""Stands in the file's header (SQLite file format, section 1.3.7), so that a foreign database is known at once."""
CHAIN_ROWS: Final = 50
"""How many of the newest facts are checked at each start: more than a crash can touch, read in under a millisecond."""
_MAGIC: Final = b"SQLite format 3\0"
_HEADER_BYTES: Final = 100


def check_file(path: Path) -> None:
    """Tell from length and header whether this is a whole store. Raises: StoreFault, StoreDamaged."""
    if not path.is_file():
        raise StoreFault(
            tr("The store {path} is not a file.").format(path=path),
            tr("Move it away or choose another place for the store."),
        )
    with files_told(path), path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
        length = os.fstat(file.fileno()).st_size
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
        raise _damaged(path)
    if not _has_wal(path) and length < _length_told(header):
        raise _damaged(path)
    if _number(header, 68, 72) != APPLICATION_ID:
        raise _foreign(path)


def revision_of(path: Path) -> str:
    """Read the schema's revision. Raises: StoreDamaged when there is none."""
    with _reading(path) as connection:
        told = connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'alembic_version'").fetchone()
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if told[0] else None
    if row is None:
        raise _foreign(path)
    return str(row[0])


def check_chain(path: Path, rows: int = CHAIN_ROWS) -> None:
    """Check that the newest facts follow one another without a gap, each naming the hash of the one before.

    Raises: StoreDamaged.
    """
    newest = _newest(path, rows)
    for later, earlier in pairwise(newest):
        if later.seq != earlier.seq + 1 or later.prev != _hash(earlier):
            raise _broken(path, later.seq)
    if newest and len(newest) < rows and (newest[-1].seq - 1, newest[-1].prev) not in _beginnings(path):
        raise _broken(path, newest[-1].seq)


def _beginnings(path: Path) -> list[tuple[int, bytes]]:
    """What may stand before the oldest fact: nothing, or the last one that was forgotten after the server had it."""
    with _reading(path) as connection:
        told = connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'sync_saved'").fetchone()
        text = "SELECT value FROM sync_saved WHERE name = ?"
        found = connection.execute(text, (FORGOTTEN,)).fetchone() if told[0] else None
    seq, _, digest = found[0].decode().partition(":") if found else ("0", "", CHAIN_START.hex())
    return [(0, CHAIN_START), (int(seq), bytes.fromhex(digest))]


def _hash(envelope: SimpleNamespace) -> bytes:
    """The envelope's hash, or nothing when its values are not even of the right kind."""
    try:
        return envelope_hash(envelope)
    except (AttributeError, TypeError, ValueError):
        return b""


def _newest(path: Path, rows: int) -> list[SimpleNamespace]:
    columns = codecs(journal)
    names = ", ".join(f'"{name}"' for name, _, _ in columns)
    text = (
        f"SELECT {names} FROM journal WHERE station = (SELECT value FROM setting WHERE name = 'station') "
        "ORDER BY seq DESC LIMIT ?"
    )
    with _reading(path) as connection:
        found = connection.execute(text, (rows,)).fetchall()
    return [
        SimpleNamespace(
            **{name: _decoded(decode, value) for (name, _, decode), value in zip(columns, row, strict=True)}
        )
        for row in found
    ]


def _decoded(decode: Codec, value: Any) -> Any:
    if decode is None or value is None:
        return value
    try:
        return decode(value)
    except (TypeError, ValueError):
        return value  # left as it is, it cannot have the right hash


@contextmanager
def _reading(path: Path) -> Iterator[Any]:
    access = "mode=ro" if _has_wal(path) else "mode=ro&immutable=1"
    with faults_told(path):
        address = f"{path.resolve().as_uri()}?{access}"
        with closing(sqlite.connect(address, uri=True, isolation_level=None)) as connection:
            yield connection


def _has_wal(path: Path) -> bool:
    wal = path.with_name(path.name + "-wal")
    return wal.exists() and wal.stat().st_size > 0


def _length_told(header: bytes) -> int:
    """Bytes the header promises; 0 where an older SQLite left the page count out (file format, section 1.3.8)."""
    if header[24:28] != header[92:96]:
        return 0
    page_bytes = _number(header, 16, 18)
    return (65_536 if page_bytes == 1 else page_bytes) * _number(header, 28, 32)


def _number(header: bytes, start: int, end: int) -> int:
    return int.from_bytes(header[start:end], "big")


def _damaged(path: Path) -> StoreDamaged:
    return StoreDamaged(tr("The store {path} is damaged.").format(path=path), tr(PUT_BACK))


def _broken(path: Path, seq: int) -> StoreDamaged:
    return StoreDamaged(tr("The journal in {path} is broken at entry {seq}.").format(path=path, seq=seq), tr(PUT_BACK))


def _foreign(path: Path) -> StoreDamaged:
    return StoreDamaged(
        tr("The file {path} is not a Packbench store.").format(path=path),
        tr("Move it away or choose another place for the store."),
    )
