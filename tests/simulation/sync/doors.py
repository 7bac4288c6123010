"""The two doors between the simulated world and what it plays with: a station's store, and a server.

The models in memory stand behind them today. The real SQLite store and the real ingest on PostgreSQL fit behind the
same doors: a transaction of theirs is a coroutine without a pause, or one with pauses where it really waits.
"""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from app.models.wire import (
    Ack,
    Behind,
    Envelope,
    OldCopy,
    Page,
    Push,
    PushAnswer,
    Reset,
    RowKey,
    SnapshotHead,
)
from app.sync.events import Started
from app.sync.instructions import TakePage, TakeSnapshot
from app.sync.saved import Saved
from tests.simulation.sync.trade import Rows


class PowerCut(Exception):
    """The machine went dark in the middle of writing."""


class Violation(AssertionError):
    """An invariant of SYNC.md §7 does not hold; the text begins with its name."""


@dataclass(frozen=True, slots=True)
class PullAsk:
    """GET /v1/pull: rows of a stream after a position, and some rows by key."""

    station: str
    epoch: int
    stream: str
    position: int
    rows_max: int
    again: tuple[RowKey, ...]
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class SnapshotAsk:
    """GET /v1/snapshot."""

    station: str
    epoch: int
    stream: str
    seq_min: int
    position_min: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The file that comes."""

    head: SnapshotHead
    rows: Rows


@dataclass(frozen=True, slots=True)
class Barred:
    """403."""


Answer = PushAnswer | Page | Reset | Behind | OldCopy | Snapshot | Barred


@dataclass(frozen=True, slots=True)
class Act:
    """What a worker did, to be recorded as a fact."""

    id: UUID
    kind: str
    body: dict[str, Any]
    at: datetime


class StationStore(Protocol):
    """One station's disk. Each method that writes is one transaction with a full sync."""

    def started(self) -> Started: ...

    def record(self, act: Act) -> Envelope: ...

    def outbox(self, first_seq: int, facts_max: int) -> tuple[Envelope, ...]: ...

    def hash_at(self, seq: int) -> bytes | None: ...

    def touched(self, stream: str, rows_max: int) -> tuple[RowKey, ...]: ...

    def save(self, saved: Saved) -> None: ...

    def take_page(self, told: TakePage) -> bool: ...

    def take_snapshot(self, told: TakeSnapshot, rows: Rows) -> None: ...

    def renumber(self, station: str) -> None: ...

    def forget(self, up_to_seq: int) -> None: ...


class ServerDoor(Protocol):
    """The server as the stations meet it; a push is a transaction that others run beside."""

    epoch: int

    def push(self, push: Push) -> Generator[None, None, Answer]: ...

    def pull(self, ask: PullAsk) -> Answer: ...

    def snapshot(self, ask: SnapshotAsk) -> Answer: ...

    def ack_of(self, station: str) -> Ack: ...
