"""What the lists of the stock screen show: values with the words of the goods, and nothing of how they are kept."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.models.stock import CountState, StockKey


@dataclass(frozen=True, slots=True)
class ProductStock:
    """A product's stock in one warehouse; `on_hand` holds shelves and staging, `expires_on` is the first expiry."""

    sku: str
    name: str
    name_zh: str
    on_hand: int
    promised: int
    allocated: int
    expires_on: date | None

    @property
    def free(self) -> int:
        """What may still be promised; below zero when a count took what was promised."""
        return self.on_hand - self.promised


@dataclass(frozen=True, slots=True)
class HeapRow:
    """One heap as the screen shows it."""

    key: StockKey
    name: str
    name_zh: str
    on_hand: int
    allocated: int
    expires_on: date | None
    lot_on_hold: bool

    @property
    def short(self) -> int:
        """Units that pickers will not find (Rule B4)."""
        return max(0, self.allocated - self.on_hand)


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot over all places of a warehouse."""

    lot: str
    expires_on: date | None
    on_hold: bool
    hold_reason: str
    on_hand: int
    allocated: int


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One leg of the ledger."""

    fact_id: UUID
    leg_no: int
    at: datetime
    worker: str
    kind: str
    lot: str
    serial: str
    from_location: str
    to_location: str
    quantity: int

    @property
    def place(self) -> tuple[datetime, UUID, int]:
        """Where the next page begins."""
        return self.at, self.fact_id, self.leg_no


@dataclass(frozen=True, slots=True)
class PutBackRow:
    """Picked goods that wait in staging for their way back."""

    put_back_id: UUID
    order_number: str
    sku: str
    name: str
    name_zh: str
    lot: str
    serial: str
    quantity: int
    location: str
    requested_at: datetime


@dataclass(frozen=True, slots=True)
class CountRow:
    """A place to be counted, and why."""

    count_id: UUID
    location: str
    sku: str
    name: str
    name_zh: str
    reason: str
    state: CountState
    requested_at: datetime
