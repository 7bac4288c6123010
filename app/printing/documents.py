"""What goes on paper, as plain values: the caller looks everything up, a page only arranges it.

`lang` ("zh_CN" or "en") is the language of that piece of paper, which is the reader's and not the screen's.
Addresses are lines, ready to print in the order of their country. Times are aware and already in the reader's zone,
because only the caller knows it. Money is integer minor units and appears only where a document asks for it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from app.models.barcodes import CommandCode
from app.models.people import Role
from app.printing.faults import UnprintableDocument

SSCC_DIGITS = 18
LINES_MAX = 5_000  # a slip of 5,000 lines is 150 pages; more is a mistake in the caller, not a document


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One product in a parcel: ordered and what this parcel holds, in the base unit named by `unit`."""

    sku: str
    name: str
    quantity: int
    ordered: int | None = None
    unit: str = ""
    note: str = ""
    unit_price_minor: int | None = None


@dataclass(frozen=True, slots=True)
class PackingSlip:
    """The A4 sheet inside a parcel; without prices unless `shows_prices`, so that it may lie in a gift."""

    lang: str
    order_number: str
    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    ordered_on: date
    packed_on: date
    lines: tuple[SlipLine, ...]
    parcel: int = 1
    parcels: int = 1
    sscc: str = ""
    carrier: str = ""
    service: str = ""
    packed_by: str = ""
    message: str = ""
    shows_prices: bool = False
    currency: str = "CNY"

    def __post_init__(self) -> None:
        _demand_lines(len(self.lines))


@dataclass(frozen=True, slots=True)
class PickSheetLine:
    """One stop of a walk: take `quantity` of a product at `location` into `tote`."""

    location: str
    sku: str
    name: str
    quantity: int
    unit: str = ""
    tote: str = ""
    order_number: str = ""
    lot: str = ""
    best_before_on: date | None = None


@dataclass(frozen=True, slots=True)
class PickListSheet:
    """The A4 sheet of one walk, for the day the handhelds are out; lines stand in walking order."""

    lang: str
    pick_list_number: str
    warehouse: str
    printed_at: datetime
    lines: tuple[PickSheetLine, ...]
    worker: str = ""
    cut_off_at: datetime | None = None
    totes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _demand_lines(len(self.lines))


@dataclass(frozen=True, slots=True)
class ParcelLabel:
    """The 100 × 150 mm label on a parcel; `sscc` is 18 digits without the (00)."""

    lang: str
    order_number: str
    sscc: str
    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    recipient_phone: str = ""
    carrier: str = ""
    service: str = ""
    parcel: int = 1
    parcels: int = 1
    weight_g: int | None = None
    route: str = ""
    shipped_on: date | None = None

    def __post_init__(self) -> None:
        if len(self.sscc) != SSCC_DIGITS or not (self.sscc.isascii() and self.sscc.isdigit()):
            raise UnprintableDocument(f"an SSCC has {SSCC_DIGITS} digits, not {self.sscc!r}")
        if not 1 <= self.parcel <= self.parcels:
            raise UnprintableDocument(f"there is no parcel {self.parcel} of {self.parcels}")


@dataclass(frozen=True, slots=True)
class ProductLabel:
    """The 60 × 40 mm label on a unit or a pack; `gtin` of 8, 12, 13 or 14 digits, or the SKU alone."""

    lang: str
    sku: str
    name: str
    gtin: str = ""
    lot: str = ""
    best_before_on: date | None = None
    pack: str = ""


@dataclass(frozen=True, slots=True)
class LocationLabel:
    """The 100 × 50 mm label on a shelf; `level` points up or down where two beams share a label."""

    lang: str
    location: str
    zone: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class ToteLabel:
    """The 100 × 50 mm label on a tote."""

    lang: str
    tote: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class BadgeLabel:
    """The 86 × 54 mm card a worker signs in with."""

    lang: str
    badge: str
    name: str
    role: str = ""
    station: str = ""


@dataclass(frozen=True, slots=True)
class CommandSheet:
    """The A4 sheet of command barcodes at a bench; empty `commands` means those of the role."""

    lang: str
    role: Role
    station: str = ""
    commands: tuple[CommandCode, ...] = ()


@dataclass(frozen=True, slots=True)
class ManifestParcel:
    """One parcel on a carrier's list."""

    sscc: str
    order_number: str
    recipient: str
    place: str = ""
    weight_g: int | None = None


@dataclass(frozen=True, slots=True)
class ManifestSheet:
    """The A4 list a driver signs: what was handed over, and what was listed but `missing`."""

    lang: str
    manifest_number: str
    carrier: str
    warehouse: str
    handed_over_at: datetime
    parcels: tuple[ManifestParcel, ...]
    missing: tuple[ManifestParcel, ...] = ()
    driver: str = ""
    vehicle: str = ""

    def __post_init__(self) -> None:
        _demand_lines(len(self.parcels) + len(self.missing))


Document = (
    PackingSlip
    | PickListSheet
    | ParcelLabel
    | ProductLabel
    | LocationLabel
    | ToteLabel
    | BadgeLabel
    | CommandSheet
    | ManifestSheet
)


def _demand_lines(count: int) -> None:
    if count > LINES_MAX:
        raise UnprintableDocument(f"{count} lines are more than the {LINES_MAX} of one document")
