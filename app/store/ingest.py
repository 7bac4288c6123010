"""Takes the facts of many stations in, in one transaction (SYNC.md §4): each exactly once, each station's in order.

Lock the stations in one order; compare number and hash; read ahead; write the facts; fold all; write the feed, heads
last. A fact known under another number came from a station that had to enrol anew, and is not folded again. A fact that
nobody here can read is kept and parked: it neither blocks the rest nor is lost.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from hmac import compare_digest
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select

from app.models.facts import KINDS, Fact
from app.models.wire import NOTHING_YET, Ack, Envelope, FactOutcome, Outcome, Push
from app.store.central import parked, resent, station_head
from app.store.feed import FeedingUnit, Origin
from app.store.fold import fold
from app.store.journal import envelope_hash, journal, read_fact
from app.store.pg_arrays import bytes_array, text_array
from app.store.read_ahead import read_ahead
from app.store.server_errors import BATCH_ERRORS
from app.store.server_statements import ServerStatements
from app.store.statements import Row
from app.store.unit_of_work import Kept

_STATIONS = (
    "SELECT station, seq, hash, durable_seq, reached, home, token_hash, revoked_at, "
    "(SELECT epoch FROM history WHERE name = 'server') FROM station_head WHERE station = ANY(%s) "
    "ORDER BY station FOR UPDATE OF station_head"
)
_POSITIONS = "SELECT stream, position FROM stream_head"
_KNOWN = "SELECT id FROM journal WHERE id = ANY(%s)"


class Verdict(Enum):
    """How a push stands to what is here."""

    TAKEN = auto()  # all of it is here now, or was
    HOLE = auto()  # it begins too late; the ack says from where to send again
    FORK = auto()  # number and hash contradict: a cloned or rolled-back disk
    STRANGER = auto()  # no such station, or not its token
    REVOKED = auto()
    OLD_COPY = auto()  # the station knows a later epoch: this server is an old copy of itself


@dataclass(frozen=True, slots=True)
class Offer:
    """A push and who brings it: `proof` is the SHA-256 of the token that came with it."""

    push: Push
    proof: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a push."""

    verdict: Verdict
    epoch: int = 0
    ack: Ack = NOTHING_YET
    durable_seq: int = 0
    reached: tuple[tuple[str, int], ...] = ()
    outcomes: tuple[Outcome, ...] = ()


class Unfoldable(Exception):
    """A fact that was read but could not be folded; the transaction is gone, the caller parks it and goes on."""

    def __init__(self, fact_id: UUID, why: str) -> None:
        super().__init__(why)
        self.fact_id, self.why = fact_id, why


@dataclass(slots=True)
class _Head:
    """How far a station's facts are, while its pushes are taken."""

    station: str
    seq: int
    hash: bytes
    durable_seq: int
    reached: str
    home: str
    token_hash: bytes | None
    revoked_at: int | None
    epoch: int
    moved: bool = False


@dataclass(slots=True)
class _Fresh:
    """A fact that is new under its number, on its way into the books."""

    envelope: Envelope
    hash: bytes
    home: str
    outcome: FactOutcome = FactOutcome.BOOKED
    fact: Fact | None = None
    why: str = ""
    is_known: bool = False


@dataclass(slots=True)
class _Judged:
    """A push, what is thought of it, and where the station stood after it."""

    verdict: Verdict
    head: _Head | None = None
    ack: Ack = NOTHING_YET
    fresh: list[_Fresh] = field(default_factory=list)


class Ingest:
    """One transaction of pushes. Thread: one caller; use one for each transaction."""

    def __init__(self, connection: Connection, statements: ServerStatements, now: datetime) -> None:
        self._connection, self._statements, self._now = connection, statements, now
        self._unit = FeedingUnit(connection, statements, Kept())

    def take(self, offers: Sequence[Offer], park: dict[UUID, str] | None = None) -> list[Taken]:
        """Take pushes in turn; the facts in `park` are kept with a reason and not folded. Raises: Unfoldable."""
        heads = self._lock({offer.push.station for offer in offers})
        judged = [self._judge(offer, heads.get(offer.push.station)) for offer in offers]
        fresh = [each for one in judged for each in one.fresh]
        if fresh:
            again = self._book_all(fresh, park or {})
            self._save(heads.values(), self._unit.feed(), again)
        return [_told(each) for each in judged]

    def _lock(self, stations: set[str]) -> dict[str, _Head]:
        rows = self._statements.run(self._connection, _STATIONS, (text_array(sorted(stations)),))
        return {row[0]: _Head(*row) for row in rows}

    def _judge(self, offer: Offer, head: _Head | None) -> _Judged:
        push = offer.push
        if head is None or head.token_hash is None or not compare_digest(head.token_hash, offer.proof):
            return _Judged(Verdict.STRANGER)
        if head.revoked_at is not None:
            return _Judged(Verdict.REVOKED)
        if push.epoch > head.epoch:
            return _Judged(Verdict.OLD_COPY, head)
        if push.first_seq > head.seq + 1:
            return _Judged(Verdict.HOLE, head, Ack(head.seq, head.hash))
        hashes = _hashes(push)
        if hashes is None or not self._agrees(hashes, head):
            return _Judged(Verdict.FORK, head, Ack(head.seq, head.hash))
        fresh = [_Fresh(fact, hashes[fact.seq], head.home) for fact in push.facts if fact.seq > head.seq]
        if fresh:
            head.seq, head.hash, head.moved = fresh[-1].envelope.seq, fresh[-1].hash, True
        return _Judged(Verdict.TAKEN, head, Ack(head.seq, head.hash), fresh)

    def _agrees(self, hashes: dict[int, bytes], head: _Head) -> bool:
        """Whether a push continues or repeats what is here. Where both have a number, the chain says the rest."""
        if head.seq in hashes:
            return hashes[head.seq] == head.hash
        last = max(hashes)  # an old push, on the way for long
        return last == 0 or hashes[last] == self._hash_at(head.station, last)

    def _hash_at(self, station: str, seq: int) -> bytes | None:
        at = (journal.c.station == station) & (journal.c.seq == seq)
        row = self._connection.execute(select(journal).where(at)).first()
        if row is not None:
            return envelope_hash(row)
        found: bytes | None = self._connection.execute(
            select(resent.c.hash).where((resent.c.station == station) & (resent.c.seq == seq))
        ).scalar()
        return found

    def _book_all(self, fresh: list[_Fresh], park: dict[UUID, str]) -> set[str]:
        """Book all facts; answer the stations that sent again what had come under another code."""
        ids = bytes_array([each.envelope.id.bytes for each in fresh])
        known = {UUID(bytes=row[0]) for row in self._statements.run(self._connection, _KNOWN, (ids,))}
        for each in fresh:
            if each.envelope.id not in known:
                each.fact, each.why = _read(each.envelope, park)
        bodies = [each.fact.body for each in fresh if each.fact is not None]
        read_ahead(self._unit, self._statements, bodies)
        for each in fresh:
            self._unit.origin = Origin(each.envelope.station, each.envelope.seq, each.home)
            each.outcome = self._book(each, known)
            known.add(each.envelope.id)
        return {each.envelope.station for each in fresh if each.is_known}

    def _book(self, fresh: _Fresh, known: set[UUID]) -> FactOutcome:
        envelope, unit = fresh.envelope, self._unit
        if envelope.id in known:
            fresh.is_known = True
            unit.append(resent, station=envelope.station, seq=envelope.seq, id=envelope.id, hash=fresh.hash)
            return FactOutcome.BOOKED
        unit.append(journal, **{name: getattr(envelope, name) for name in Envelope.__slots__})
        if fresh.fact is None:
            unit.append(parked, station=envelope.station, seq=envelope.seq, why=fresh.why, parked_at=self._now)
            return FactOutcome.PARKED
        try:
            fold(unit, fresh.fact)
        except BATCH_ERRORS:
            raise
        except Exception as error:  # whatever is wrong with one fact may not stop the others
            raise Unfoldable(envelope.id, f"{type(error).__name__}: {error}") from error
        return FactOutcome.BOOKED

    def _save(self, heads: Iterable[_Head], streams: dict[str, int], again: set[str]) -> None:
        """Write how far the stations are, and at which positions the rows of their facts stand at the latest."""
        moved = [head for head in heads if head.moved]
        # The rows of a fact that came before under another code stand anywhere up to now.
        all_now = dict(self._statements.run(self._connection, _POSITIONS, ()).fetchall()) if again else {}
        for head in moved:
            reached = all_now if head.station in again else streams
            head.reached = json.dumps(json.loads(head.reached) | reached)
        names = ("seq", "hash", "reached")
        rows: list[Row] = [{"station": head.station} | {name: getattr(head, name) for name in names} for head in moved]
        self._statements.update(self._connection, station_head, [(row, set(names)) for row in rows])


def _hashes(push: Push) -> dict[int, bytes] | None:
    """The hash of each fact, if each names the one before and their numbers have no gap; None when not."""
    before, hashes = push.prev_hash, {push.first_seq - 1: push.prev_hash}
    for seq, fact in enumerate(push.facts, start=push.first_seq):
        if fact.prev != before or fact.seq != seq or fact.station != push.station:
            return None
        before = hashes[seq] = envelope_hash(fact)
    return hashes


def _told(judged: _Judged) -> Taken:
    head = judged.head
    if head is None:
        return Taken(judged.verdict)
    outcomes = tuple(Outcome(each.envelope.seq, each.outcome) for each in judged.fresh)
    reached = tuple(json.loads(head.reached).items())
    return Taken(judged.verdict, head.epoch, judged.ack, head.durable_seq, reached, outcomes)


def _read(envelope: Envelope, park: dict[UUID, str]) -> tuple[Fact | None, str]:
    if envelope.id in park:
        return None, park[envelope.id]
    if (envelope.kind, envelope.version) not in KINDS:
        return None, f"unknown kind {envelope.kind} {envelope.version}"
    try:
        return read_fact(envelope), ""
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        return None, str(error)
