"""What a floor screen shows beside the work itself: names, codes, the map, the carrier, who walks where.

None of it decides anything; no price and nothing of the buyer is in it (UX rule 14).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class GoodsCard:
    """A product as workers know it; `code` is the one printed on a single piece."""

    sku: str
    name: str
    name_zh: str
    code: str
    category: str

    def name_in(self, language: str) -> str:
        """The name in a language, else the one there is."""
        return (self.name_zh or self.name) if language == "zh_CN" else (self.name or self.name_zh)


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """Where a location is on the map: its aisle, and how far along (0 front … 1 back)."""

    zone: str
    aisle: str
    along: float


@dataclass(frozen=True, slots=True)
class WalkCard:
    """An unfinished pick list: whose it is and how far."""

    pick_list_id: UUID
    worker: str
    worker_name: str
    orders_n: int
    lines_n: int
    lines_done_n: int
    begun_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingCard:
    """What waits to be picked for one carrier's cut-off."""

    carrier: str
    name: str
    name_zh: str
    cut_off_at: datetime
    orders_n: int


@dataclass(frozen=True, slots=True)
class BenchCard:
    """What a packer is told of the order on the bench."""

    number: str
    carrier: str
    carrier_zh: str
    cut_off_at: datetime
    note: str
    tote: str


@dataclass(frozen=True, slots=True)
class ParcelCard:
    """A closed parcel that may be opened or printed again."""

    parcel_id: UUID
    number: str
    sscc: str
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DepartureCard:
    """A carrier at the dock today: how many parcels are ready, how many stand on its open manifest."""

    carrier: str
    name: str
    name_zh: str
    service: str
    cut_off_at: datetime
    ready_n: int
    loaded_n: int
