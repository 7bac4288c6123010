"""Demo products and their codes: 6,400 real ones first, then as many composed ones as asked for.

The real ones are foods of Open Food Facts with their own EAN-13 and, at every tenth place, gifts of Online Retail II,
which get a number of the range kept for use inside a company (GS1 General Specifications, prefixes 20–29), as do the
composed ones. Products come by falling popularity (Zipf-like), so that the first rows of an index are the best sellers.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.models.barcodes import check_digit
from app.models.catalog import Code, Product, ProductStatus
from app.operations.demo.draws import Draws, Integers
from app.operations.demo.tables import Row, table

GIFT_EVERY = 10
CHUNK = 10_000
FIRST_NUMBER = 1001
FACTORS = (6, 12, 24, 4)
# Share of the goods that have a case with a code of its own, that are no longer sold, and of composed goods named
# in Chinese; the serial share counts gifts only, electric things always have one.
CASE_SHARE, DEAD_SHARE, CHINESE_SHARE, SERIAL_SHARE = 0.6, 0.004, 0.6, 0.08
SIZES = {
    "food": ("80g", "100g", "125g", "150g", "200g", "250g", "300g", "400g", "500g", "750g", "1kg", "2kg"),
    "DRINK": ("200ml", "250ml", "330ml", "500ml", "600ml", "700ml", "750ml", "1L", "1.25L", "1.5L", "2L", "5L"),
    "GIFT": ("S", "M", "L", "XL", "No. 1", "No. 2", "No. 3", "No. 4", "No. 5", "No. 6", "No. 7", "No. 8"),
}
_SIZES_N = 12
_UNIT_OF_ZONE = {"DRINK": "bottle"}
(_SIDE, _WEIGHT, _PRICE, _DEAD, _SERIAL, _CASE, _FACTOR, _CHINESE) = range(8)


@dataclass(frozen=True, slots=True)
class _Named:
    """What a product is called and what its code on the shelf is."""

    prefix: str
    category: str
    name: str
    name_zh: str
    pinyin: str
    initials: str
    code: str
    price: int


class DemoCatalog:
    """The products 0 … n−1 of one demo warehouse; each can be asked for by its place in the order of popularity."""

    def __init__(self, n: int, seed: int = 1) -> None:
        self.n = n
        self.draws = Draws(seed)
        self._categories = {row["category"]: row for row in table("categories.csv")}
        self._real = _real_rows()
        self._nouns, self._brands = table("nouns.csv"), table("brands.csv")
        self._flavours = table("flavours.csv")
        self._rooms = len(self._nouns) * len(self._brands) * len(self._flavours) * _SIZES_N

    def chunks(self) -> Iterator[Integers]:
        """Yield the places of all products in runs, so that draws are made for many at once."""
        for start in range(0, self.n, CHUNK):
            yield np.arange(start, min(start + CHUNK, self.n), dtype=np.int64)

    def category(self, place: int) -> Row:
        """Return the category's row: zone, size, weight, price, shelf life."""
        return self._categories[self._kind(place)[1]]

    def sku(self, place: int) -> str:
        """Return our number of the product at a place: what it is and a number, such as CHOC-1001."""
        return f"{self._kind(place)[0]}-{FIRST_NUMBER + place}"

    def prices(self, places: Integers) -> list[int]:
        """Return unit prices in fen: around the category's, ending in 0 fen."""
        factors = 0.5 + 1.5 * self.draws.shares(_PRICE, places) ** 2
        return [self._price(place, factor) for place, factor in zip(places.tolist(), factors.tolist(), strict=True)]

    def serial_tracked(self, places: Integers) -> list[bool]:
        """Tell which goods are counted by serial number: electric things and some gifts."""
        drawn = (self.draws.shares(_SERIAL, places) < SERIAL_SHARE).tolist()
        rows = [self.category(place) for place in places.tolist()]
        return [
            row["serial_tracked"] == "1" or (hit and row["zone"] == "GIFT" and place < len(self._real))
            for row, hit, place in zip(rows, drawn, places.tolist(), strict=True)
        ]

    def dead(self, places: Integers) -> list[bool]:
        """Tell which goods are no longer sold; never one of the twenty best sellers."""
        drawn = (self.draws.shares(_DEAD, places) < DEAD_SHARE) & (places >= 20)
        return [bool(dead) for dead in drawn.tolist()]

    def popularity(self, place: int) -> int:
        """Return units sold a year: Zipf-like, falling with the place."""
        return 2_000_000 // (place + 20) + 1

    def products(self) -> Iterator[Product]:
        """Yield all products by falling popularity."""
        for places in self.chunks():
            sides = (0.75 + 0.6 * self.draws.shares(_SIDE, places)).tolist()
            weights = (0.7 + 0.8 * self.draws.shares(_WEIGHT, places)).tolist()
            chinese = (self.draws.shares(_CHINESE, places) < CHINESE_SHARE).tolist()
            columns = (places.tolist(), sides, weights, chinese, self.prices(places), self.dead(places))
            for place, side, weight, zh, price, dead, serial in zip(*columns, self.serial_tracked(places), strict=True):
                yield self._product(self._named(place, zh, price), place, (side, weight), (dead, serial))

    def codes(self) -> Iterator[Code]:
        """Yield each product's own code and, for most, its case's GTIN-14 with 4, 6, 12 or 24 pieces."""
        for places in self.chunks():
            cased = (self.draws.shares(_CASE, places) < CASE_SHARE).tolist()
            factors = self.draws.below(_FACTOR, places, len(FACTORS)).tolist()
            for place, case, factor in zip(places.tolist(), cased, factors, strict=True):
                sku, code = self.sku(place), self.code(place)
                yield Code(code, sku, 1, "each")
                if case:
                    body = "1" + code[:12]
                    yield Code(body + check_digit(body), sku, FACTORS[factor], "case")

    def code(self, place: int) -> str:
        """Return the EAN-13 on the product: the maker's own, else one of the range for use inside a company."""
        if place < len(self._real) and "ean" in self._real[place]:
            return self._real[place]["ean"]
        body = f"20{place:010d}"
        return body + check_digit(body)

    def _kind(self, place: int) -> tuple[str, str]:
        row = self._real[place] if place < len(self._real) else self._nouns[self._parts(place)[0]]
        return row["prefix"], row["category"]

    def _parts(self, place: int) -> tuple[int, int, int, int]:
        """Return noun, brand, flavour and size of a composed product; no two places below `_rooms` share all four."""
        mixed = (place - len(self._real)) * 1_000_003 % self._rooms
        mixed, noun = divmod(mixed, len(self._nouns))
        mixed, brand = divmod(mixed, len(self._brands))
        size, flavour = divmod(mixed, len(self._flavours))
        return noun, brand, flavour, size

    def _price(self, place: int, factor: float) -> int:
        if place < len(self._real) and "price_pence" in self._real[place]:
            return max(50, int(self._real[place]["price_pence"]) * 9 // 10 * 10)
        return max(50, round(int(self.category(place)["price"]) * factor / 10) * 10)

    def _named(self, place: int, chinese: bool, price: int) -> _Named:
        code = self.code(place)
        if place < len(self._real):
            row = self._real[place]
            words = (row["name"], row["name_zh"], row["pinyin"], row["initials"])
            return _Named(row["prefix"], row["category"], *words, code, price)
        noun_at, brand_at, flavour_at, size_at = self._parts(place)
        noun, brand, flavour = self._nouns[noun_at], self._brands[brand_at], self._flavours[flavour_at]
        zone = self._categories[noun["category"]]["zone"]
        size = SIZES.get(zone, SIZES["food"])[size_at]
        name = f"{brand['brand_en']} {flavour['flavour_en']} {noun['noun_en']} {size}"
        if not chinese:
            return _Named(noun["prefix"], noun["category"], name, "", "", "", code, price)
        name_zh = brand["brand_zh"] + flavour["flavour_zh"] + noun["noun_zh"] + size
        pinyin, initials = (brand[key] + flavour[key] + noun[key] for key in ("pinyin", "initials"))
        return _Named(noun["prefix"], noun["category"], name, name_zh, pinyin, initials, code, price)

    def _product(self, named: _Named, place: int, scale: tuple[float, float], marks: tuple[bool, bool]) -> Product:
        row = self._categories[named.category]
        (side, weight), (dead, serial) = scale, marks
        return Product(
            sku=f"{named.prefix}-{FIRST_NUMBER + place}",
            name=named.name,
            name_zh=named.name_zh,
            pinyin=named.pinyin,
            initials=named.initials,
            unit=_UNIT_OF_ZONE.get(row["zone"], "pc"),
            price=named.price,
            currency="CNY",
            length_mm=int(int(row["length_mm"]) * side),
            width_mm=int(int(row["width_mm"]) * side),
            height_mm=int(int(row["height_mm"]) * side),
            weight_g=int(int(row["weight_g"]) * weight),
            lot_tracked=row["lot_tracked"] == "1",
            serial_tracked=serial,
            hand_confirm=not serial,
            status=ProductStatus.DEAD if dead else ProductStatus.ACTIVE,
            popularity=self.popularity(place),
            category=named.category,
        )


def demo_products(n: int, seed: int = 1) -> Iterator[Product]:
    """Yield `n` products by falling popularity."""
    return DemoCatalog(n, seed).products()


def demo_codes(n: int, seed: int = 1) -> Iterator[Code]:
    """Yield the codes of the same products: the piece and, for most, the case."""
    return DemoCatalog(n, seed).codes()


def _real_rows() -> tuple[Row, ...]:
    """Put a gift at every tenth place among the foods, until either runs out."""
    foods, gifts = table("products_food.csv.gz"), table("products_gifts.csv.gz")
    groups = min(len(gifts), len(foods) // (GIFT_EVERY - 1))
    rows: list[Row] = []
    for group in range(groups):
        start = group * (GIFT_EVERY - 1)
        rows += foods[start : start + GIFT_EVERY - 1]
        rows.append(gifts[group])
    return tuple(rows)
