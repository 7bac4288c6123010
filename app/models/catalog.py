"""Products, their packs and codes, and the places goods can be.

Master data has natural keys (SKU, location code) that stay the same on every station. Quantities are integers in the
product's base unit (Rule B5); money is integers in minor units.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ProductStatus(StrEnum):
    """Whether a product may still be sold."""

    ACTIVE = "active"
    DEAD = "dead"


class LocationKind(StrEnum):
    """Real places hold goods one can touch; the virtual ones close the double entry (Rule B1)."""

    PICK = "pick"
    RESERVE = "reserve"
    STAGING = "staging"
    SUPPLIER = "supplier"
    CUSTOMER = "customer"
    SCRAP = "scrap"
    DIFFERENCE = "difference"


STAGING, SUPPLIER, CUSTOMER, SCRAP, DIFFERENCE = "STAGING", "SUPPLIER", "CUSTOMER", "SCRAP", "DIFFERENCE"
SELLABLE_KINDS = frozenset({LocationKind.PICK, LocationKind.RESERVE})


@dataclass(frozen=True, slots=True)
class Product:
    """A thing that is sold and stored; `name_zh` may be empty. Dimensions are of one base unit."""

    sku: str
    name: str
    name_zh: str
    pinyin: str
    initials: str
    unit: str
    price: int
    currency: str
    length_mm: int
    width_mm: int
    height_mm: int
    weight_g: int
    lot_tracked: bool
    serial_tracked: bool
    hand_confirm: bool
    status: ProductStatus
    popularity: int
    category: str


@dataclass(frozen=True, slots=True)
class Code:
    """One line of the table of codes (Rule F1): a text that means `factor` base units of a product."""

    code: str
    sku: str
    factor: int
    pack: str
    supplier: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Warehouse:
    """A building with stock; the sender on its labels. `timezone` is an IANA name."""

    code: str
    name: str
    name_zh: str
    address: str
    phone: str
    province: str
    timezone: str


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a warehouse; `walk_order` is its turn on the serpentine walk; coordinates in mm from the dock."""

    warehouse: str
    code: str
    zone: str
    aisle: str
    kind: LocationKind
    walk_order: int
    x_mm: int
    y_mm: int


@dataclass(frozen=True, slots=True)
class Carton:
    """A type of box: inner dimensions, own weight, greatest total weight."""

    code: str
    length_mm: int
    width_mm: int
    height_mm: int
    tare_g: int
    weight_g_max: int


@dataclass(frozen=True, slots=True)
class Carrier:
    """A carrier service; `cut_off_minute` is minutes after local midnight; `transit_days` within China and abroad."""

    code: str
    name: str
    name_zh: str
    service: str
    cut_off_minute: int
    capacity_a_day: int
    cost: int
    transit_days: int
    transit_days_abroad: int
    abroad: bool
