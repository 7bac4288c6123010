"""The journal: every fact of this station, append-only, numbered without a gap and chained by hash (SYNC.md §2).

`prev` is the SHA-256 of the envelope before, so a rolled-back or cloned disk is found at the first exchange with the
server. Facts are recorded through `Journal.record`, which folds each at once; the rows go out when the unit ends.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, Column, Connection, Float, Index, Integer, LargeBinary, String, Table, select

from app.clock import Clock
from app.identity import IdentitySource
from app.models.facts import KINDS, Fact, kind_of, subject_of
from app.models.wire import CHAIN_START
from app.store.columns import Key, When, metadata, to_microseconds
from app.store.fold import fold
from app.store.unit_of_work import UnitOfWork

journal = Table(
    "journal",
    metadata,
    Column("station", String, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Key, nullable=False),
    Column("kind", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("worker", String, nullable=False),
    Column("session", Key),
    Column("at", When, nullable=False),
    Column("monotonic", Float, nullable=False),
    Column("base", String, nullable=False, default=""),
    Column("subject", Key),
    Column("body", LargeBinary, nullable=False),
    Column("prev", LargeBinary(32), nullable=False),
    Index("journal_by_id", "id", unique=True),
    Index("journal_by_subject", "subject", "seq"),
    sqlite_with_rowid=False,
)

_encode = msgspec.json.Encoder().encode
_DECODERS: dict[tuple[str, int], msgspec.json.Decoder[Any]] = {}


@dataclass(frozen=True, slots=True)
class Author:
    """Who a fact is recorded for."""

    worker: str = ""
    session: UUID | None = None


class Journal:
    """A station's end of the journal. Thread: the store thread."""

    def __init__(self, station: str, clock: Clock, connection: Connection) -> None:
        self.station = station
        self._clock = clock
        last = connection.execute(
            select(journal).where(journal.c.station == station).order_by(journal.c.seq.desc()).limit(1)
        ).first()
        self._seq = last.seq if last else 0
        self._prev = envelope_hash(last) if last else CHAIN_START
        self._ids = IdentitySource(last.id if last else None)
        self._before = (self._seq, self._prev)

    @property
    def seq(self) -> int:
        """The number of the last fact recorded."""
        return self._seq

    @property
    def has_new(self) -> bool:
        """Whether the unit that ended last has recorded facts."""
        return self._seq != self._before[0]

    def go_on_as(self, station: str, seq: int, last_hash: bytes) -> None:
        """Number what comes next after a fact of another code: all that is here was renumbered."""
        self.station, self._seq, self._prev = station, seq, last_hash
        self._before = (seq, last_hash)

    def new_id(self) -> UUID:
        """Mint an id that this station never gave before, even after its clock was set back."""
        return self._ids.mint(self._clock.now())

    def begin(self) -> None:
        """Remember where the chain stands, for `forget`."""
        self._before = (self._seq, self._prev)

    def forget(self) -> None:
        """The transaction failed: the next fact takes the numbers again."""
        self._seq, self._prev = self._before

    def record(self, unit: UnitOfWork, bodies: Iterable[object], author: Author) -> tuple[Fact, ...]:
        """Append facts and fold them, in order; they are durable when the unit commits."""
        facts = []
        for body in bodies:
            kind = kind_of(body)
            now = self._clock.now()
            self._seq += 1
            envelope = {
                "id": self._ids.mint(now),
                "station": self.station,
                "seq": self._seq,
                "kind": kind.name,
                "version": kind.version,
                "worker": author.worker,
                "session": author.session,
                "at": now,
                "monotonic": round(self._clock.monotonic(), 6),
                "base": "",
                "subject": subject_of(body),
                "prev": self._prev,
            }
            fact = Fact(body=body, **envelope)  # type: ignore[arg-type]  # a dict of all of them has one type
            content = _encode(body)
            unit.append(journal, body=content, **envelope)
            self._prev = _hash(fact, content)
            fold(unit, fact)
            facts.append(fact)
        return tuple(facts)


def read_fact(row: Any) -> Fact:
    """Turn a journal row into its fact. Raises: KeyError for a kind this version does not know."""
    key = (row.kind, row.version)
    decoder = _DECODERS.get(key)
    if decoder is None:
        decoder = _DECODERS[key] = msgspec.json.Decoder(KINDS[key].body)
    return Fact(
        row.id,
        row.station,
        row.seq,
        row.kind,
        row.version,
        row.worker,
        row.session,
        row.at,
        row.monotonic,
        row.base,
        row.subject,
        decoder.decode(row.body),
        row.prev,
    )


def envelope_hash(row: Any) -> bytes:
    """SHA-256 over everything the envelope says, in one fixed order; `row` is a journal row."""
    return _hash(row, row.body)


def stored_hash(row: Any) -> bytes:
    """The same over a row as the driver reads it: ids still bytes, the time still microseconds."""
    session = row.session.hex() if row.session else ""
    return _digest(row, (row.id.hex(), session, row.at), row.body)


def _hash(envelope: Any, content: bytes) -> bytes:
    session = envelope.session.hex if envelope.session else ""
    return _digest(envelope, (envelope.id.hex, session, to_microseconds(envelope.at)), content)


def _digest(envelope: Any, told: tuple[str, str, int], content: bytes) -> bytes:
    """Hash an envelope; `told` is its id, session and time as they stand in the hash."""
    fact_id, session, at = told
    head = (
        fact_id,
        envelope.station,
        envelope.seq,
        envelope.kind,
        envelope.version,
        envelope.worker,
        session,
        at,
        envelope.monotonic,
        envelope.base,
        envelope.prev.hex(),
    )
    return hashlib.sha256(_encode(head) + content).digest()
