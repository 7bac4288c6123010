"""Stock: moves between locations, lots, and the plain facts that change what is where.

Double entry (Rule B1): a move takes from one location and gives to another, suppliers and customers are locations too,
so that per product, lot and serial the sum over all locations is zero, always.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.models.facts import fact
from app.models.lifecycles import Lifecycle


class CountState(StrEnum):
    """How far a count is (Rule A8)."""

    REQUESTED = "requested"
    COUNTING = "counting"
    COUNTED = "counted"
    INVESTIGATING = "investigating"
    TO_REVIEW = "to_review"
    POSTED = "posted"
    CANCELLED = "cancelled"


COUNT_LIFE = Lifecycle(
    "count",
    CountState.REQUESTED,
    frozenset(
        {
            (CountState.REQUESTED, CountState.COUNTING),
            (CountState.COUNTING, CountState.COUNTED),
            (CountState.COUNTING, CountState.REQUESTED),  # the counter was called away
            (CountState.COUNTED, CountState.POSTED),  # equal to the books: nothing to review
            (CountState.COUNTED, CountState.INVESTIGATING),
            (CountState.COUNTED, CountState.TO_REVIEW),
            (CountState.INVESTIGATING, CountState.COUNTING),  # count again
            (CountState.INVESTIGATING, CountState.TO_REVIEW),
            (CountState.TO_REVIEW, CountState.POSTED),
            (CountState.TO_REVIEW, CountState.COUNTING),  # the supervisor asks for another count
            (CountState.REQUESTED, CountState.CANCELLED),
            (CountState.COUNTING, CountState.CANCELLED),
        }
    ),
)


class AdjustReason(StrEnum):
    """Why the books were corrected."""

    COUNT = "count"
    DAMAGE = "damage"
    EXPIRED = "expired"
    FOUND = "found"
    LOST = "lost"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class StockKey:
    """One heap of equal goods: product, lot and serial at a location; empty lot or serial means none."""

    warehouse: str
    location: str
    sku: str
    lot: str = ""
    serial: str = ""


@dataclass(frozen=True, slots=True)
class Heap:
    """What the books say of one heap; `expires_on` comes from its lot."""

    key: StockKey
    on_hand: int
    allocated: int
    walk_order: int
    expires_on: date | None = None
    lot_on_hold: bool = False

    @property
    def free(self) -> int:
        return self.on_hand - self.allocated


@dataclass(frozen=True, slots=True)
class Move:
    """One leg: `quantity` base units of a product from one location to another of the same warehouse."""

    warehouse: str
    sku: str
    lot: str
    serial: str
    from_location: str
    to_location: str
    quantity: int


@fact()
@dataclass(frozen=True, slots=True)
class StockReceived:
    """Goods came in from a supplier."""

    warehouse: str
    location: str
    sku: str
    lot: str
    expires_on: date | None
    serials: tuple[str, ...]
    quantity: int
    entry: str = "scanned"
    reference: str = ""


@fact()
@dataclass(frozen=True, slots=True)
class StockAdjusted:
    """`difference` is counted less booked; the other leg is the inventory difference or scrap."""

    warehouse: str
    location: str
    sku: str
    lot: str
    serial: str
    difference: int
    reason: AdjustReason
    note: str = ""


@fact()
@dataclass(frozen=True, slots=True)
class StockMoved:
    """Goods went from one place to another."""

    warehouse: str
    sku: str
    lot: str
    serial: str
    from_location: str
    to_location: str
    quantity: int


@fact()
@dataclass(frozen=True, slots=True)
class CountRequested:
    """A count task: after a short pick, or when a location that should be empty is not (Rules C7, C8)."""

    count_id: UUID
    warehouse: str
    location: str
    sku: str
    reason: str


@fact()
@dataclass(frozen=True, slots=True)
class CountPosted:
    """A requested count was made and the books agree with it now; `booked` is what they said before."""

    count_id: UUID
    counted: int
    booked: int


@fact()
@dataclass(frozen=True, slots=True)
class LotHeld:
    """A lot stopped (or freed again) for quality; refused at every scan while held."""

    sku: str
    lot: str
    held: bool
    reason: str


@fact()
@dataclass(frozen=True, slots=True)
class PutBackDone:
    """Goods came back from staging to a shelf."""

    put_back_id: UUID
    warehouse: str
    sku: str
    lot: str
    serial: str
    quantity: int
    location: str
