"""What the engine hears: answers of the server, news of the store, failures, the passing of time.

All that cannot be known from inside comes along: the time and a number drawn by chance with every event (`Now`), and
with every answer what the runner saw of it (`Heard`).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.models.wire import Behind, OldCopy, Page, PushAnswer, Reset, SnapshotHead
from app.sync.saved import Saved


class Path(StrEnum):
    """What can be under way; one of each."""

    PUSH = "push"
    PULL = "pull"
    SNAPSHOT = "snapshot"
    ENROL = "enrol"


class Failure(StrEnum):
    """Why something did not get through."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    OVERLOADED = "overloaded"  # 429 and 503
    TOO_LARGE = "too_large"  # 413, from the server or from anything before it
    SIGNED_OUT = "signed_out"  # 401: the runner renews the token meanwhile
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Now:
    """When an event is handed in: wall time (UTC), monotonic seconds, and a number drawn from 0 to below 1."""

    at: datetime
    monotonic_s: float
    jitter: float = 0.0


@dataclass(frozen=True, slots=True)
class Heard:
    """What the runner knows of an answer.

    `station` is the code under which it was asked, `own_hash` the hash of the own fact that the answer's ack names
    (of the chain's start for 0), None when the journal has no such fact.
    """

    station: str
    own_hash: bytes | None
    round_trip_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Started:
    """The store is open: this is what it says. Also after a renumbering, and after a fault of the store."""

    station: str
    saved: Saved
    last_seq: int


@dataclass(frozen=True, slots=True)
class FactRecorded:
    """A fact is committed, under this code; after a renumbering, late news of the old numbers mean nothing."""

    station: str
    seq: int


@dataclass(frozen=True, slots=True)
class PushAnswered:
    """The server has committed what it answers."""

    heard: Heard
    answer: PushAnswer


@dataclass(frozen=True, slots=True)
class PageArrived:
    """A page came, by a pull or by the feed."""

    heard: Heard
    page: Page


@dataclass(frozen=True, slots=True)
class SnapshotArrived:
    """A snapshot file is complete and its signature is good."""

    heard: Heard
    head: SnapshotHead


@dataclass(frozen=True, slots=True)
class ResetNeeded:
    """The feed does not go back to where this station stands."""

    heard: Heard
    reset: Reset


@dataclass(frozen=True, slots=True)
class CopyBehind:
    """The copy that was asked lags."""

    behind: Behind


@dataclass(frozen=True, slots=True)
class OldServerFound:
    """The server refused service because this station knows a later epoch."""

    path: Path
    old: OldCopy


@dataclass(frozen=True, slots=True)
class PageTaken:
    """The rows and the cursor are committed; `again_left` touched rows still wait to be asked for again."""

    stream: str
    again_left: int = 0


@dataclass(frozen=True, slots=True)
class PageMissed:
    """A scan came between the decision to take the page and the transaction: nothing was written."""

    stream: str


@dataclass(frozen=True, slots=True)
class SnapshotTaken:
    """The snapshot stands in the store, with the own facts it did not have folded on top."""

    stream: str
    again_left: int = 0


@dataclass(frozen=True, slots=True)
class FeedHint:
    """Somebody says that a stream has moved; it may be wrong and costs a pull."""

    stream: str


@dataclass(frozen=True, slots=True)
class TransportFailed:
    """Nothing is known of what was asked: it may have been done."""

    path: Path
    failure: Failure
    retry_after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Refused:
    """403: this station is revoked. Its facts stay, and only a person can bring them in."""

    path: Path


@dataclass(frozen=True, slots=True)
class ForkFound:
    """The machine says that this disk is a copy: it was cloned, or moved to another machine."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The server gave this station another code."""

    station: str


@dataclass(frozen=True, slots=True)
class Tick:
    """The time that was waited for has come."""


Event = (
    Started
    | FactRecorded
    | PushAnswered
    | PageArrived
    | SnapshotArrived
    | ResetNeeded
    | CopyBehind
    | OldServerFound
    | PageTaken
    | PageMissed
    | SnapshotTaken
    | FeedHint
    | TransportFailed
    | Refused
    | ForkFound
    | Enrolled
    | Tick
)
