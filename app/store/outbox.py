"""The journal as the outbox: what is to be pushed, what the server has, what may go, and another code after a fork.

Nothing is copied into a queue: a fact waits in the journal, where it is safe already, and its number tells whether the
server has it. Reading runs on any reader's connection; what writes is one transaction each, on the store thread.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, select

from app.models.wire import CHAIN_START, PUSH_FACTS_MAX, Envelope, fitting
from app.store.journal import envelope_hash, journal
from app.store.local import setting
from app.store.store import Store
from app.store.sync_state import FORGOTTEN, SAVED, sync_saved

HEAD_BYTES: Final = 320
"""What an envelope takes beside its body at most: ids, hash, times, and names of usual length."""
FORGET_ROWS_MAX: Final = 500
"""Facts deleted in one transaction: some milliseconds, which a scan may wait for."""
RENUMBER_ROWS: Final = 2_000
"""Facts renumbered at once; all of them are one transaction."""


class Story(NamedTuple):
    """A fact as the list of the last ones tells it: number, kind, person and time in microseconds since 1970."""

    seq: int
    kind: str
    worker: str
    at: int


def envelopes(connection: Connection, station: str, first_seq: int, facts_max: int) -> tuple[Envelope, ...]:
    """Read the facts to push from `first_seq` on, as many as one push takes; none when the first is not there."""
    most = min(facts_max, PUSH_FACTS_MAX)
    wanted = select(journal).where(journal.c.station == station, journal.c.seq >= first_seq)
    rows = connection.execute(wanted.order_by(journal.c.seq).limit(most)).all()
    if not rows or rows[0].seq != first_seq:
        return ()
    fits = fitting((HEAD_BYTES + len(row.body) for row in rows), most)
    return tuple(_envelope(row) for row in rows[:fits])


def hash_of(connection: Connection, station: str, seq: int) -> bytes | None:
    """Return the hash of an own fact; also of the last one forgotten, which the fact after it names. Else None."""
    wanted = select(journal).where(journal.c.station == station, journal.c.seq.in_((seq, seq + 1)))
    found = {row.seq: row for row in connection.execute(wanted)}
    if seq in found:
        return envelope_hash(found[seq])
    if seq + 1 in found:
        return bytes(found[seq + 1].prev)
    if seq == 0 and last_seq(connection, station) == 0:
        return CHAIN_START
    return None


def last_seq(connection: Connection, station: str) -> int:
    """Return the number of the last own fact, 0 when there is none."""
    wanted = select(journal.c.seq).where(journal.c.station == station).order_by(journal.c.seq.desc()).limit(1)
    return connection.execute(wanted).scalar() or 0


def last_facts(connection: Connection, station: str, most: int) -> tuple[Story, ...]:
    """Read the newest own facts, the newest first."""
    columns = "seq, kind, worker, at"
    text = f"SELECT {columns} FROM journal WHERE station = ? ORDER BY seq DESC LIMIT ?"
    return tuple(Story(*row) for row in connection.exec_driver_sql(text, (station, most)))


# -- what the engine saves -------------------------------------------------------------------------------------------


def load_saved(connection: Connection, name: str = SAVED) -> bytes:
    """Read what was saved last, b"" before anything was."""
    return bytes(connection.execute(select(sync_saved.c.value).where(sync_saved.c.name == name)).scalar() or b"")


def put_saved(connection: Connection, value: bytes, name: str = SAVED) -> None:
    """Save inside the transaction that is open."""
    text = (
        f"INSERT INTO {sync_saved.name} (name, value) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    )
    connection.exec_driver_sql(text, (name, value))


def save(store: Store, value: bytes, name: str = SAVED) -> None:
    """Save in a transaction of its own: an acknowledgement. Raises: StoreFault."""
    with store.writing() as connection:
        put_saved(connection, value, name)


# -- what goes, and what changes its name ------------------------------------------------------------------------------


def forget(store: Store, up_to_seq: int, rows_max: int = FORGET_ROWS_MAX) -> bool:
    """Delete the oldest facts up to `up_to_seq`; True when more are left to delete. Raises: StoreFault.

    The last fact of all stays whatever is asked: the next one takes its number and its time from it.
    """
    with store.writing() as connection:
        text = "SELECT min(seq), max(seq) FROM journal WHERE station = ?"
        first, last = connection.exec_driver_sql(text, (store.station,)).one()
        if first is None:
            return False
        whole = min(up_to_seq, last - 1)
        end: int = min(whole, first + rows_max - 1)
        if end < first:
            return False
        digest = hash_of(connection, store.station, end)
        assert digest is not None
        connection.exec_driver_sql("DELETE FROM journal WHERE station = ? AND seq <= ?", (store.station, end))
        put_saved(connection, f"{end}:{digest.hex()}".encode(), FORGOTTEN)
    return bool(end < whole)


def renumber(store: Store, station: str, saved_after: Callable[[int], bytes]) -> int:
    """Give all kept facts numbers from 1 under another code, ids as they were, chained anew; answer the last number.

    One transaction with what the engine then knows, of which `saved_after` makes the bytes. Raises: StoreFault.
    """
    assert station != store.station, "a station that enrols anew gets a code that nobody had"
    before, done, prev = 0, 0, CHAIN_START
    with store.writing() as connection:
        while rows := _after(connection, store.station, before):
            changes = []
            for row in rows:
                done += 1
                changes.append((station, done, prev, store.station, row.seq))
                prev = envelope_hash(_envelope(row, station=station, seq=done, prev=prev))
            text = "UPDATE journal SET station = ?, seq = ?, prev = ? WHERE station = ? AND seq = ?"
            connection.exec_driver_sql(text, changes)
            before = rows[-1].seq
        connection.execute(setting.update().where(setting.c.name == "station").values(value=station))
        connection.execute(sync_saved.delete().where(sync_saved.c.name == FORGOTTEN))
        put_saved(connection, saved_after(done))
    store.rename(station, done, prev)
    return done


def _after(connection: Connection, station: str, seq: int) -> Sequence[Any]:
    wanted = select(journal).where(journal.c.station == station, journal.c.seq > seq)
    return connection.execute(wanted.order_by(journal.c.seq).limit(RENUMBER_ROWS)).all()


def _envelope(row: Any, **other: Any) -> Envelope:
    values = {name: getattr(row, name) for name in Envelope.__slots__} | other
    return Envelope(**values)
