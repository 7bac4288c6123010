"""What the engine tells the runner to do.

An instruction that stores carries the whole `Saved` that goes into the same transaction. The runner does instructions
in order and waits for the store before it hands in the next event; only `FactRecorded` may come between, since scans
wait for nobody.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.models.wire import Page, SnapshotHead
from app.sync.saved import Saved


@dataclass(frozen=True, slots=True)
class PushFacts:
    """Send up to `facts_max` facts from `first_seq` on; `prev_hash` names the fact before them."""

    epoch: int
    first_seq: int
    prev_hash: bytes
    facts_max: int


@dataclass(frozen=True, slots=True)
class Pull:
    """Ask for the rows after `position`, and for up to `again_max` touched rows by key; `elsewhere`: another copy."""

    epoch: int
    stream: str
    position: int
    rows_max: int
    again_max: int
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class LoadSnapshot:
    """Load a snapshot at or after `position_min` that has the own facts up to `seq_min`."""

    stream: str
    seq_min: int
    position_min: int


@dataclass(frozen=True, slots=True)
class TakePage:
    """In one transaction: only if the journal still ends at `last_seq`, put in the rows and store `saved`.

    A row goes in if its version is higher; one touched by an own fact always, since its local version was a guess.
    """

    page: Page
    last_seq: int
    saved: Saved


@dataclass(frozen=True, slots=True)
class TakeSnapshot:
    """In one transaction: replace the stream's rows, fold own facts above `head.mine` on top, store `saved`."""

    head: SnapshotHead
    saved: Saved


@dataclass(frozen=True, slots=True)
class SaveAck:
    """Store what a push's answer said."""

    saved: Saved


@dataclass(frozen=True, slots=True)
class LowerAck:
    """Another epoch: store that only what the server proves is acknowledged. The rest is sent again."""

    saved: Saved


@dataclass(frozen=True, slots=True)
class Forget:
    """Delete facts up to `up_to_seq`; the hash of the last of them stays, so that the chain goes on from it."""

    up_to_seq: int


class ForkReason(StrEnum):
    """How it showed that this station cannot go on under its code."""

    AHEAD = "ahead"  # the server has more of this station than the station: an older disk was put back
    DIFFERS = "differs"  # the same number is another fact: two disks wrote under one code
    SHORT = "short"  # the server proves less than what is still kept here: going on would leave a hole
    TOLD = "told"  # the machine itself knows


@dataclass(frozen=True, slots=True)
class ReEnrol:
    """Ask for another station code; then `Renumber`."""

    reason: ForkReason


@dataclass(frozen=True, slots=True)
class Renumber:
    """In one transaction: all kept facts from 1 under the new code, ids as they were, chained anew; `Saved.renumbered`.

    Then hand in `Started` with what the store says.
    """

    station: str


@dataclass(frozen=True, slots=True)
class AlarmOldServer:
    """Somebody must look: the server is an old copy that nobody announced."""

    epoch: int
    own_epoch: int


@dataclass(frozen=True, slots=True)
class WaitUntil:
    """Hand in a `Tick` at this monotonic time; it replaces the one asked for before."""

    monotonic_s: float


@dataclass(frozen=True, slots=True)
class Status:
    """What people may see of the exchange: `waiting` facts are not acknowledged; the clock's offset is in seconds."""

    online: bool = False
    offline_since: datetime | None = None
    waiting: int = 0
    parked: int = 0
    revoked: bool = False
    old_server: bool = False
    forked: bool = False
    clock_far_off_s: float | None = None


@dataclass(frozen=True, slots=True)
class Tell:
    """The status has changed."""

    status: Status


Instruction = (
    PushFacts
    | Pull
    | LoadSnapshot
    | TakePage
    | TakeSnapshot
    | SaveAck
    | LowerAck
    | Forget
    | ReEnrol
    | Renumber
    | AlarmOldServer
    | WaitUntil
    | Tell
)
