"""What the lists of the stock screen show: values with the words of the goods, and nothing of how they are kept."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.models.stock import CountState, StockKey


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
