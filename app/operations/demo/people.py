"""Demo people: workers of every role, and customers in China and abroad.

Customers are composed: names from characters whose pinyin stands beside them (no dictionary is loaded for it), real
provinces, cities and districts, telephone numbers of valid form that belong to nobody we know.
"""

from collections.abc import Iterator

import numpy as np

from app.models.orders import Customer, PostalAddress
from app.models.people import Role, Worker
from app.operations.demo.draws import Draws, Integers, identity
from app.operations.demo.tables import Row, column, table

# One customer in eight is abroad; half of the others live in the great cities.
ABROAD_SHARE, GREAT_CITY_SHARE = 0.125, 0.5
GREAT_CITIES = (
    "北京市",
    "上海市",
    "广州市",
    "深圳市",
    "苏州市",
    "杭州市",
    "南京市",
    "成都市",
    "武汉市",
    "重庆市",
    "西安市",
)
MOBILE_PREFIXES = ("134", "135", "136", "137", "138", "139", "150", "151", "152", "157", "158", "159", "166", "176",
                   "177", "180", "181", "186", "188", "189", "191", "198", "199")  # fmt: skip
# Ids carry this time, so that demo customers sort before all that are added by hand.
CUSTOMER_MS = 1_767_225_600_000
CHUNK = 5_000
_DISTRICT_LENGTH_MAX = 8
(_ID, _COUNTRY, _SURNAME, _GIVEN, _SECOND, _LENGTH, _PHONE, _PREFIX, _CITY, _DISTRICT, _STREET, _HOUSE, _ESTATE) = (
    range(100, 113)
)


def demo_workers() -> Iterator[Worker]:
    """Yield clerks, pickers, packers, supervisors and administrators; each PIN is the badge's four digits."""
    for row in table("workers.csv"):
        yield Worker(row["code"], row["name"], Role(row["role"]), row["badge"], row["pin_verifier"], row["language"])


def demo_customers(n: int = 2_000, seed: int = 1) -> Iterator[Customer]:
    """Yield customers with distinct telephone numbers; the same `n` and seed give the same people."""
    composer = _Composer(Draws(seed))
    for start in range(0, n, CHUNK):
        yield from composer.customers(np.arange(start, min(start + CHUNK, n), dtype=np.int64))


class _Composer:
    """Holds the words people and addresses are composed of."""

    def __init__(self, draws: Draws) -> None:
        self._draws = draws
        self._surnames = (*column("names.csv", "surname"), *column("names.csv", "double_surname"))
        self._given = column("names.csv", "given")
        self._streets = column("names.csv", "street")
        self._estates = column("names.csv", "estate")
        self._foreign = (column("names.csv", "foreign_given"), column("names.csv", "foreign_surname"))
        self._places = table("foreign_places.csv")
        short = [row for row in table("districts.csv") if len(row["district"]) <= _DISTRICT_LENGTH_MAX]
        self._districts = short
        self._great = [row for row in short if row["city"] in GREAT_CITIES]

    def customers(self, places: Integers) -> Iterator[Customer]:
        """Compose the customers at the given places."""
        drawn = [self._draws.bits(stream, places).tolist() for stream in range(_ID, _ESTATE + 1)]
        abroad = (self._draws.shares(_COUNTRY, places) < ABROAD_SHARE).tolist()
        for place, far, *bits in zip(places.tolist(), abroad, *drawn, strict=True):
            customer_id = identity(CUSTOMER_MS + place, bits[0])
            name, pinyin, initials = self._foreign_name(bits) if far else self._chinese_name(bits)
            address = self._abroad(name, place, bits) if far else self._at_home(name, place, bits)
            yield Customer(customer_id, name, address.phone, pinyin, initials, address)

    def _chinese_name(self, bits: list[int]) -> tuple[str, str, str]:
        # Frequent surnames stand first: the lower of two draws keeps them frequent.
        surname = self._surnames[min(bits[2] % len(self._surnames), bits[12] % len(self._surnames))]
        given = [_pick(self._given, bits[3]), _pick(self._given, bits[4])][: 1 if bits[5] % 5 == 0 else 2]
        words = [surname, *given]
        return tuple("".join(word[key] for word in words) for key in ("text", "pinyin", "initials"))  # type: ignore[return-value]

    def _foreign_name(self, bits: list[int]) -> tuple[str, str, str]:
        given, surname = _pick(self._foreign[0], bits[3]), _pick(self._foreign[1], bits[2])
        return (
            f"{given['text']} {surname['text']}",
            given["pinyin"] + surname["pinyin"],
            given["initials"] + surname["initials"],
        )

    def _at_home(self, name: str, place: int, bits: list[int]) -> PostalAddress:
        great = bits[8] % 100 < GREAT_CITY_SHARE * 100
        row = _pick(self._great if great else self._districts, bits[9])
        estate = _pick(self._estates, bits[12])["text"] if bits[12] % 3 == 0 else ""
        street = f"{_pick(self._streets, bits[10])['text']}{bits[11] % 900 + 1}号{estate}{bits[11] % 37 + 1}栋"
        street += f"{bits[12] % 28 + 1}{bits[10] % 6 + 1:02d}室"
        phone = MOBILE_PREFIXES[bits[7] % len(MOBILE_PREFIXES)] + f"{_scattered(place):08d}"
        return PostalAddress(
            name, phone, "CN", row["province"], row["city"], row["district"], street, district_code=row["code"]
        )

    def _abroad(self, name: str, place: int, bits: list[int]) -> PostalAddress:
        row = _pick(self._places, bits[9])
        number = bits[11] % 180 + 1
        street = f"{number} {row['street']}" if row["number_first"] == "1" else f"{row['street']} {number}"
        before, _, rest = row["phone"].partition("{")
        digits = int(rest[0])
        phone = f"{before}{_scattered(place) % 10**digits:0{digits}d}"
        return PostalAddress(name, phone, row["country"], row["region"], row["city"], "", street, row["postcode"])


def _scattered(place: int) -> int:
    """Spread consecutive places over all eight-digit numbers without meeting one twice (the factor is odd and no 5)."""
    return (place * 61_803_399 + 12_345_678) % 100_000_000


def _pick(rows: tuple[Row, ...] | list[Row], bits: int) -> Row:
    return rows[bits % len(rows)]
