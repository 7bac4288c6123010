"""Demo places and things that stand about: warehouses, shelves in walking order, totes, boxes, carriers.

Two warehouses; aisles bear letters that occur once only in the whole company, so that a location code is known even
when nobody says in which building. The walk is a serpentine: up one aisle, down the next.
"""

from collections.abc import Iterator

from app.models.catalog import (
    CUSTOMER,
    DIFFERENCE,
    SCRAP,
    STAGING,
    SUPPLIER,
    Carrier,
    Carton,
    Location,
    LocationKind,
    Warehouse,
)
from app.operations.demo.tables import table

AISLE_STEP_MM, BAY_STEP_MM = 3_200, 1_200
BAYS, LEVELS, RESERVE_LEVELS = 20, 6, 2
TOTES = 60
# Zones of each warehouse's aisles, in walking order; a bigger warehouse repeats each as often as needed.
ZONES = {
    "SZ": ("DRY", "DRY", "DRY", "DRY", "SWEET", "SWEET", "DRINK", "COOL", "COOL", "GIFT"),
    "HZ": ("DRY", "DRY", "DRY", "SWEET", "DRINK", "COOL", "COOL", "GIFT"),
}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VIRTUAL = {
    STAGING: LocationKind.STAGING,
    SUPPLIER: LocationKind.SUPPLIER,
    CUSTOMER: LocationKind.CUSTOMER,
    SCRAP: LocationKind.SCRAP,
    DIFFERENCE: LocationKind.DIFFERENCE,
}


def demo_warehouses() -> tuple[Warehouse, ...]:
    """Return the two buildings, Suzhou first."""
    return tuple(Warehouse(**row) for row in table("warehouses.csv"))


def demo_locations(products: int = 6_000) -> Iterator[Location]:
    """Yield shelves and the virtual places of both warehouses; about one shelf for three products, 20,000 at most."""
    widening = max(1, min(10, round(products / 6_000)))
    first = 0
    for warehouse, zones in ZONES.items():
        aisles = [zone for zone in zones for _ in range(widening)]
        for code, kind in _VIRTUAL.items():
            yield Location(warehouse, code, "", "", kind, 0, 0, 0)
        for number, zone in enumerate(aisles):
            yield from _aisle(warehouse, zone, first + number, number)
        first += len(aisles)


def _aisle(warehouse: str, zone: str, letter: int, number: int) -> Iterator[Location]:
    name = aisle_name(letter)
    for step in range(BAYS):
        bay = step + 1 if number % 2 == 0 else BAYS - step
        for level in range(1, LEVELS + 1):
            kind = LocationKind.PICK if level <= LEVELS - RESERVE_LEVELS else LocationKind.RESERVE
            walk = (number * BAYS + step) * LEVELS + level
            place = (number * AISLE_STEP_MM + AISLE_STEP_MM // 2, bay * BAY_STEP_MM)
            yield Location(warehouse, f"{name}-{bay:02d}-{level}", zone, name, kind, walk, *place)


def aisle_name(number: int) -> str:
    """Name an aisle A … Z, then AA, AB …"""
    return _LETTERS[number] if number < 26 else _LETTERS[number // 26 - 1] + _LETTERS[number % 26]


def demo_totes() -> Iterator[tuple[str, str]]:
    """Yield (warehouse, tote); no tote's number occurs twice in the company."""
    for block, warehouse in enumerate(ZONES):
        for number in range(TOTES):
            yield warehouse, f"T-{block * TOTES + number + 1:04d}"


def demo_cartons() -> Iterator[Carton]:
    """Yield the types of box, smallest first."""
    for row in table("cartons.csv"):
        sizes = (int(row[key]) for key in ("length_mm", "width_mm", "height_mm", "tare_g", "weight_g_max"))
        yield Carton(row["code"], *sizes)


def demo_carriers() -> Iterator[Carrier]:
    """Yield the carrier services within China and abroad; costs in fen."""
    for row in table("carriers.csv"):
        yield Carrier(
            code=row["code"],
            name=row["name"],
            name_zh=row["name_zh"],
            service=row["service"],
            cut_off_minute=int(row["cut_off_minute"]),
            capacity_a_day=int(row["capacity_a_day"]),
            cost=int(row["cost"]),
            transit_days=int(row["transit_days"]),
            transit_days_abroad=int(row["transit_days_abroad"]),
            abroad=row["abroad"] == "1",
        )
