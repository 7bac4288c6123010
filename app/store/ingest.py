"""Takes the facts of many stations in, in one transaction (SYNC.md §4): each exactly once, each station's in order.

Lock the stations in one order; compare number and hash; write the facts; fold all; write the feed, heads last. A fact
known under another number came from a station that had to enrol anew, and is not folded again. A fact that nobody here
can read is kept and parked: it neither blocks the rest nor is lost.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, Column, Connection, LargeBinary, String, Table, Text, select

from app.models.facts import KINDS, Fact
from app.models.wire import CHAIN_START, Ack, Envelope, FactOutcome, Outcome, Push
from app.store.columns import Key, When
from app.store.feed import FeedingUnit, central
from app.store.fold import fold
from app.store.journal import envelope_hash, journal, read_fact
from app.store.statements import Statements
from app.store.unit_of_work import Kept

station_head = Table(
    "station_head",
    central,
    Column("station", String, primary_key=True),
    Column("seq", BigInteger, nullable=False, default=0),
    Column("hash", LargeBinary(32), nullable=False, default=CHAIN_START),
    Column("home", String, nullable=False, default=""),
    Column("enrolled_at", When, nullable=False),
    Column("revoked_at", When),
)

resent = Table(
    "resent",
    central,
    Column("station", String, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Key, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
)
"""Numbers under which a station that enrolled anew sent facts that were here already."""

parked = Table(
    "parked",
    central,
    Column("station", String, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("why", Text, nullable=False),
    Column("parked_at", When, nullable=False),
)


class Unfoldable(Exception):
    """A fact that was read but could not be folded; the transaction is gone, the caller parks it and goes on."""

    def __init__(self, fact_id: UUID, why: str) -> None:
        super().__init__(why)
        self.fact_id, self.why = fact_id, why


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a push. `is_fork` tells that number and hash contradict: a cloned or rolled-back disk."""

    station: str
    ack: Ack
    outcomes: tuple[Outcome, ...] = ()
    is_fork: bool = False


@dataclass(slots=True)
class _Head:
    """How far a station's facts are, while its pushes are taken."""

    seq: int
    hash: bytes


class Ingest:
    """One transaction of pushes. Thread: one caller; use one for each transaction."""

    def __init__(self, connection: Connection, statements: Statements, now: datetime) -> None:
        self._connection, self._statements, self._now = connection, statements, now
        self._unit = FeedingUnit(connection, statements, Kept())

    def take(self, pushes: Sequence[Push], park: frozenset[UUID] = frozenset()) -> list[Taken]:
        """Take pushes in turn; facts named in `park` are kept without folding. Raises: Unfoldable."""
        heads = self._lock({push.station for push in pushes})
        known = self._known(fact.id for push in pushes for fact in push.facts)
        answers = [self._take(push, heads[push.station], known, park) for push in pushes]
        for station, head in heads.items():
            text = station_head.update().where(station_head.c.station == station)
            self._connection.execute(text.values(seq=head.seq, hash=head.hash))
        self._unit.feed()
        return answers

    def _lock(self, stations: set[str]) -> dict[str, _Head]:
        wanted = select(station_head).where(station_head.c.station.in_(stations)).order_by(station_head.c.station)
        return {row.station: _Head(row.seq, row.hash) for row in self._connection.execute(wanted.with_for_update())}

    def _known(self, ids: Iterable[UUID]) -> set[UUID]:
        return set(self._connection.execute(select(journal.c.id).where(journal.c.id.in_(list(ids)))).scalars())

    def _take(self, push: Push, head: _Head, known: set[UUID], park: frozenset[UUID]) -> Taken:
        if push.first_seq > head.seq + 1:
            return Taken(push.station, Ack(head.seq, head.hash))  # a hole: the answer says from where to send again
        if not self._agrees(push, head):
            return Taken(push.station, Ack(head.seq, head.hash), is_fork=True)
        outcomes = []
        for fact in push.facts:
            if fact.seq <= head.seq:
                continue
            outcomes.append(Outcome(fact.seq, self._book(fact, known, park)))
            known.add(fact.id)
            head.seq, head.hash = fact.seq, envelope_hash(fact)
        return Taken(push.station, Ack(head.seq, head.hash), tuple(outcomes))

    def _agrees(self, push: Push, head: _Head) -> bool:
        """Whether the push continues, or repeats, exactly what is here: each fact names the hash of the one before."""
        before, hashes = push.prev_hash, {push.first_seq - 1: push.prev_hash}
        for place, fact in enumerate(push.facts):
            if fact.prev != before or fact.seq != push.first_seq + place or fact.station != push.station:
                return False
            before = hashes[fact.seq] = envelope_hash(fact)
        return hashes.get(head.seq, head.hash) == head.hash

    def _book(self, envelope: Envelope, known: set[UUID], park: frozenset[UUID]) -> FactOutcome:
        self._unit.origin = (envelope.station, envelope.seq)
        if envelope.id in known:
            self._unit.append(
                resent, station=envelope.station, seq=envelope.seq, id=envelope.id, hash=envelope_hash(envelope)
            )
            return FactOutcome.BOOKED
        self._unit.append(journal, **{name: getattr(envelope, name) for name in Envelope.__slots__})
        fact, why = _read(envelope)
        if fact is None or envelope.id in park:
            self._unit.append(parked, station=envelope.station, seq=envelope.seq, why=why, parked_at=self._now)
            return FactOutcome.PARKED
        try:
            fold(self._unit, fact)
        except Exception as error:
            raise Unfoldable(envelope.id, f"{type(error).__name__}: {error}") from error
        return FactOutcome.BOOKED


def _read(envelope: Envelope) -> tuple[Fact | None, str]:
    if (envelope.kind, envelope.version) not in KINDS:
        return None, f"unknown kind {envelope.kind} {envelope.version}"
    try:
        return read_fact(envelope), ""
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        return None, str(error)
