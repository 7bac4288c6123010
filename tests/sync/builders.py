"""Small words for the engine's tests: a station that has met its server, answers, times."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from app.models.wire import Ack, FactOutcome, FeedRow, Outcome, Page, PushAnswer, Reset, SnapshotHead
from app.sync.engine import Engine
from app.sync.events import (
    Event,
    FactRecorded,
    Heard,
    Now,
    PageArrived,
    PushAnswered,
    ResetNeeded,
    SnapshotArrived,
    Started,
)
from app.sync.instructions import Instruction
from app.sync.saved import Cursor, Saved
from app.sync.tunables import TUNABLES, Tunables

HOME = "warehouse/SZ"
CATALOG = "catalog"
START = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
Kind = TypeVar("Kind")


def fact_hash(seq: int) -> bytes:
    """The hash of the station's own fact."""
    return bytes([seq]) * 32 if seq else bytes(32)


def own(seq: int) -> Ack:
    return Ack(seq, fact_hash(seq))


def met(epoch: int = 1, acked: int = 0, position: int = 0, reach: int = 0, **saved: object) -> Saved:
    """What a station has saved that has taken its one stream up to `position`."""
    return Saved(epoch, own(acked), cursors=(Cursor(HOME, position, reach),), **saved)  # type: ignore[arg-type]


@dataclass
class Desk:
    """An engine with a clock beside it; answers know the own facts up to the engine's last one."""

    saved: Saved = field(default_factory=met)
    last_seq: int = 0
    streams: tuple[str, ...] = (HOME,)
    tunables: Tunables = TUNABLES
    time_s: float = 100.0
    jitter: float = 0.0

    def __post_init__(self) -> None:
        self.engine = Engine(self.streams, self.tunables)
        self.first = self.hear(Started("P07", self.saved, self.last_seq))

    def hear(self, event: Event, after_s: float = 0.0) -> list[Instruction]:
        self.time_s += after_s
        return self.engine.handle(event, Now(START + timedelta(seconds=self.time_s), self.time_s, self.jitter))

    def heard(self, ack: Ack, station: str = "P07") -> Heard:
        known = ack.seq <= self.engine.standing.last_seq
        return Heard(station, fact_hash(ack.seq) if known else None, 0.02)

    def record(self, seq: int) -> list[Instruction]:
        return self.hear(FactRecorded(self.engine.standing.station, seq))

    def ack(self, seq: int, epoch: int = 1, **answer: object) -> list[Instruction]:
        """The server answers a push: it has the facts up to `seq`."""
        return self.push_answer(own(seq), epoch, **answer)

    def push_answer(self, ack: Ack, epoch: int = 1, **answer: object) -> list[Instruction]:
        values = {"durable_seq": 0, "reached": ((HOME, 0),)} | answer
        return self.hear(PushAnswered(self.heard(ack), PushAnswer(epoch, self.at, ack, **values)))  # type: ignore[arg-type]

    def an_answer(self, ack: Ack, epoch: int = 1, server_ahead_s: float = 0) -> PushAnswer:
        return PushAnswer(epoch, self.at + timedelta(seconds=server_ahead_s), ack, 0)

    def page(self, after: int, to: int, head: int | None = None, **page: object) -> list[Instruction]:
        return self.hear(self.a_page(after, to, head, **page))

    def a_page(self, after: int, to: int, head: int | None = None, **page: object) -> PageArrived:
        mine = self.engine.saved.acked
        values = {"stream": HOME, "epoch": 1, "mine": mine, "rows": rows(after, to)} | page
        made = Page(after=after, to=to, head=to if head is None else head, server_at=self.at, **values)  # type: ignore[arg-type]
        return PageArrived(self.heard(made.mine), made)

    def snapshot(self, position: int, mine: int = 0, epoch: int = 1, stream: str = HOME) -> list[Instruction]:
        head = SnapshotHead(stream, epoch, self.at, position, own(mine))
        return self.hear(SnapshotArrived(self.heard(head.mine), head))

    def reset(self, epoch: int = 1, mine: int = 0, floor: int = 0, stream: str = HOME) -> list[Instruction]:
        return self.hear(ResetNeeded(self.heard(own(mine)), Reset(stream, epoch, self.at, floor, own(mine))))

    @property
    def at(self) -> datetime:
        return START + timedelta(seconds=self.time_s)


def rows(after: int, to: int) -> tuple[FeedRow, ...]:
    return tuple(a_row(position) for position in range(after + 1, to + 1))


def a_row(position: int) -> FeedRow:
    return FeedRow(position, "stock", "LAMP-42", position, False, "P02", position, b"")


def parked(seq: int) -> Outcome:
    return Outcome(seq, FactOutcome.PARKED)


def booked(seq: int) -> Outcome:
    return Outcome(seq, FactOutcome.BOOKED)


def only(instructions: list[Instruction], kind: type[Kind]) -> Kind:
    """The one instruction of a kind."""
    (found,) = (each for each in instructions if isinstance(each, kind))
    return found


def none(instructions: list[Instruction], kind: type[Instruction]) -> bool:
    return not any(isinstance(each, kind) for each in instructions)
