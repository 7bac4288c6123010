"""What travels between a station and the server (SYNC.md §3), as values; nobody here knows how bytes are sent.

An answer names its epoch, the server's time and how far the server has *this* station's facts, as number **and** hash:
a number alone is true of any history that is long enough, a hash only of this one. Positions are gapless per stream, so
a page says exactly what it brings on from where (`after`, `to`), and one missing row can be seen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

CHAIN_START = bytes(32)
"""What stands in `prev` of a station's first fact."""

PUSH_FACTS_MAX = 500
"""Facts in one push: some 20 round trips for a day's back-log of 10,000, and one transaction the server can repeat."""

PUSH_BYTES_MAX = 256 * 1024
"""Bytes in one push: below what proxies let through by default (1 MB), 2 s on a bad mobile line."""

PULL_ROWS_MAX = 20_000
"""Rows in one page, which every server grants: about 0.6 s to write. A station further behind loads a snapshot."""

AGAIN_ROWS_MAX = 500
"""Rows asked again by key in one pull; more wait for the next one."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A fact as it travels: `body` stays the bytes that the station hashed, whoever can read them."""

    id: UUID
    station: str
    seq: int
    kind: str
    version: int
    worker: str
    session: UUID | None
    at: datetime
    monotonic: float
    base: str
    subject: UUID | None
    body: bytes
    prev: bytes


@dataclass(frozen=True, slots=True)
class Ack:
    """How far a station's facts are on the server, and which fact stands there."""

    seq: int
    hash: bytes


NOTHING_YET = Ack(0, CHAIN_START)


@dataclass(frozen=True, slots=True)
class Push:
    """Facts in order from `first_seq` on; `prev_hash` is the hash of the fact before them. Repeating one is safe."""

    station: str
    epoch: int
    first_seq: int
    prev_hash: bytes
    facts: tuple[Envelope, ...]
    signature: bytes = b""


class FactOutcome(StrEnum):
    """What became of a fact on the server; none is ever refused."""

    BOOKED = "booked"
    EXCEPTION = "exception"  # booked, and a person has to look
    PARKED = "parked"  # kept as it came; booked once the server can read it


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one fact; `exception_id` when one was opened."""

    seq: int
    outcome: FactOutcome
    exception_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PushAnswer:
    """The answer to a push, after the commit.

    `durable_seq` is how far a verified backup has the facts. `reached` names for each stream the position at or after
    which all rows of the acknowledged facts stand.
    """

    epoch: int
    server_at: datetime
    ack: Ack
    durable_seq: int
    reached: tuple[tuple[str, int], ...] = ()
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True)
class RowKey:
    """Names a synced row: its kind and its key as one text."""

    entity: str
    key: str


@dataclass(frozen=True, slots=True)
class PullRequest:
    """Asks for the rows of a stream after `position`, and for some rows by key as they are at the head."""

    station: str
    epoch: int
    stream: str
    position: int
    rows_max: int
    again: tuple[RowKey, ...]


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A row's full image after a change; `gone` tells that it is deleted. `station` and `seq` name the fact behind."""

    position: int
    entity: str
    key: str
    version: int
    gone: bool
    station: str
    seq: int
    row: bytes

    @property
    def names(self) -> RowKey:
        return RowKey(self.entity, self.key)


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a stream after position `after` up to `to`, with `mine` read no later than the rows.

    `again` are the rows that the station asked for by key, as they are at `to`; only a page that reaches `head` has
    them, and a row the server does not have comes as gone.
    """

    stream: str
    epoch: int
    server_at: datetime
    after: int
    to: int
    head: int
    mine: Ack
    rows: tuple[FeedRow, ...]
    again: tuple[FeedRow, ...] = ()

    @property
    def is_gapless(self) -> bool:
        """Whether the rows are exactly those between the two positions, in order."""
        if self.to - self.after != len(self.rows):
            return False
        return all(row.position == self.after + n for n, row in enumerate(self.rows, start=1))


@dataclass(frozen=True, slots=True)
class Reset:
    """The position asked for is below `floor`, where the feed begins by now, or of another epoch: load a snapshot."""

    stream: str
    epoch: int
    server_at: datetime
    floor: int
    mine: Ack


@dataclass(frozen=True, slots=True)
class Behind:
    """The position asked for is beyond this copy's head: it lags, another one knows more."""

    stream: str
    epoch: int
    head: int


@dataclass(frozen=True, slots=True)
class OldCopy:
    """The server learns from the station's epoch that it is itself an old copy; it serves nobody."""

    epoch: int


@dataclass(frozen=True, slots=True)
class SnapshotHead:
    """What a snapshot file says of itself: all rows of a stream at `position`, with this station's facts to `mine`."""

    stream: str
    epoch: int
    server_at: datetime
    position: int
    mine: Ack


def fitting(sizes_bytes: Iterable[int], facts_max: int = PUSH_FACTS_MAX) -> int:
    """Return how many of the next facts go into one push: at least one, since a large fact must not block the rest."""
    count = total = 0
    for size in sizes_bytes:
        total += size
        if count and (count >= facts_max or total > PUSH_BYTES_MAX):
            break
        count += 1
    return count
