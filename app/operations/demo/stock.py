"""Demo stock: which heap of which product lies where, with lots that expire and serial numbers.

Popular goods lie in both warehouses and have a reserve above the pick face; some goods are out of stock, and a few lots
have run out, so that every road of picking and packing can be walked. The caller books each heap as a receipt, so that
the ledger stays double (Rule B1).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.models.catalog import Location, LocationKind
from app.models.stock import StockKey
from app.operations.demo.catalog import DemoCatalog

# Shares of the goods: without stock at all, in Suzhou only (else Hangzhou only), in both; lots two instead of one.
NO_STOCK_SHARE, BOTH_SHARE, SUZHOU_SHARE, TWO_LOTS_SHARE = 0.04, 0.35, 0.65, 0.4
# The best sellers have a pallet in reserve; one food in 250 shows what an expired lot looks like.
RESERVE_PLACES_SHARE, EXPIRED_EVERY = 0.15, 250
SERIALS_MAX = 5
(_NONE, _BOTH, _WHICH, _HOW_MANY, _SPOT, _AGE, _LOTS) = range(200, 207)


@dataclass(frozen=True, slots=True)
class DemoHeap:
    """Goods to put on a shelf: one heap of one lot (or one serial number) with its date of expiry."""

    key: StockKey
    quantity: int
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class _Shelves:
    """Codes of the shelves of one kind, by (warehouse, zone)."""

    pick: dict[tuple[str, str], list[str]]
    reserve: dict[tuple[str, str], list[str]]


def demo_stock(catalog: DemoCatalog, locations: Iterable[Location], today: date) -> Iterator[DemoHeap]:
    """Yield the heaps of every product, in the order of the catalog; quantities in base units."""
    shelves = _shelves(locations)
    reserved = int(catalog.n * RESERVE_PLACES_SHARE)
    for places in catalog.chunks():
        shares = [catalog.draws.shares(stream, places).tolist() for stream in range(_NONE, _LOTS + 1)]
        marks = (catalog.dead(places), catalog.serial_tracked(places))
        for place, dead, serial, *draws in zip(places.tolist(), *marks, *shares, strict=True):
            if dead or draws[0] < NO_STOCK_SHARE:
                continue
            lots = _lots(catalog, place, today, draws)
            for warehouse in _houses(draws):
                spot = (warehouse, catalog.category(place)["zone"])
                pick = _shelf(shelves.pick[spot], draws[4])
                if serial:
                    yield from _serials(catalog, place, (warehouse, pick), draws[3])
                    continue
                base = 8 + int(draws[3] * 60) + catalog.popularity(place) // 1_000
                yield from _heaps(catalog.sku(place), (warehouse, pick), lots, base)
                if place < reserved:
                    above = (warehouse, _shelf(shelves.reserve[spot], draws[4]))
                    yield from _heaps(catalog.sku(place), above, lots[-1:], base * 4)


def _lots(catalog: DemoCatalog, place: int, today: date, draws: list[float]) -> list[tuple[str, date | None]]:
    """Give a product's lots, oldest first: named by year, day of the year and a letter, as makers print them."""
    row = catalog.category(place)
    if row["lot_tracked"] != "1":
        return [("", None)]
    life = int(row["shelf_life_days"])
    age = int(draws[5] * life * 0.8)
    if place % EXPIRED_EVERY == EXPIRED_EVERY - 2:
        age = life + 5
    lots: list[tuple[str, date | None]] = []
    for number in range(2 if draws[6] < TWO_LOTS_SHARE else 1):
        made_on = today - timedelta(days=max(1, age - number * max(7, life // 5)))
        lots.append((f"L{made_on:%y%j}{'ABCDEFGH'[(place + number) % 8]}", made_on + timedelta(days=life)))
    return lots


def _heaps(sku: str, spot: tuple[str, str], lots: list[tuple[str, date | None]], quantity: int) -> Iterator[DemoHeap]:
    """Share a quantity among lots, a third of it of the older one."""
    for number, (lot, expires_on) in enumerate(lots):
        part = (
            quantity if len(lots) == 1 else max(1, quantity // 3) if number == 0 else quantity - max(1, quantity // 3)
        )
        yield DemoHeap(StockKey(*spot, sku, lot), part, expires_on)


def _serials(catalog: DemoCatalog, place: int, spot: tuple[str, str], draw: float) -> Iterator[DemoHeap]:
    block = 0 if spot[0] == "SZ" else SERIALS_MAX
    for number in range(1 + int(draw * SERIALS_MAX)):
        serial = f"SN{place:07d}{block + number + 1:02d}"
        yield DemoHeap(StockKey(*spot, catalog.sku(place), "", serial), 1, None)


def _houses(draws: list[float]) -> tuple[str, ...]:
    if draws[1] < BOTH_SHARE:
        return ("SZ", "HZ")
    return ("SZ",) if draws[2] < SUZHOU_SHARE else ("HZ",)


def _shelf(codes: list[str], share: float) -> str:
    return codes[int(share * len(codes))]


def _shelves(locations: Iterable[Location]) -> _Shelves:
    shelves = _Shelves({}, {})
    for location in locations:
        if location.kind in (LocationKind.PICK, LocationKind.RESERVE):
            kind = shelves.pick if location.kind is LocationKind.PICK else shelves.reserve
            kind.setdefault((location.warehouse, location.zone), []).append(location.code)
    return shelves
