"""What became of the last facts of this station: stored here, on their way, taken in by the server (Rule H5)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.store.columns import from_microseconds
from app.store.outbox import last_facts


class Reached(StrEnum):
    """How far a fact is."""

    STORED = "stored"
    SENT = "sent"
    ACCEPTED = "accepted"
    PARKED = "parked"  # kept by the server as it came, until it can read it


@dataclass(frozen=True, slots=True)
class LastFact:
    """A fact in the list of the last ones."""

    seq: int
    kind: str
    worker: str
    at: datetime


def newest_facts(connection: Any, station: str, most: int) -> tuple[LastFact, ...]:
    """Read the newest facts of this station, the newest first."""
    return tuple(
        LastFact(each.seq, each.kind, each.worker, from_microseconds(each.at))
        for each in last_facts(connection, station, most)
    )


def reached(seq: int, sent_seq: int, acked_seq: int, parked: tuple[int, ...]) -> Reached:
    """Tell how far a fact is."""
    if seq in parked:
        return Reached.PARKED
    if seq <= acked_seq:
        return Reached.ACCEPTED
    return Reached.SENT if seq <= sent_seq else Reached.STORED
