"""What the print centre lists: a job of the queue, a zone with its aisles."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class QueuedJob:
    """One job as a person knows it: `title` is the number on the paper, `document` its kind, `state` as it is kept."""

    job_id: UUID
    printer: str
    document: str
    title: str
    state: str
    asked_at: datetime
    fault: str = ""
    remedy: str = ""
    reason: str = ""
    reprint_of: str = ""


@dataclass(frozen=True, slots=True)
class AisleCard:
    """An aisle of a zone, its first and last place in alphabetical order, and how many there are."""

    zone: str
    aisle: str
    first: str
    last: str
    places_n: int


@dataclass(frozen=True, slots=True)
class LabelledGoods:
    """What a product's label needs; `gtin` is the code on one piece, "" when it has none."""

    sku: str
    name: str
    name_zh: str
    gtin: str
    unit: str


@dataclass(frozen=True, slots=True)
class LabelledPlace:
    """A location and its zone."""

    code: str
    zone: str


@dataclass(frozen=True, slots=True)
class LabelledWorker:
    """A person with a badge; `role` is the role's key."""

    badge: str
    name: str
    role: str
