"""Makes resources/demo/ from the raw open data: trims, checks, gives categories, Chinese names and their pinyin.

Run by hand when the raw data or the hand-written tables change, never when the program is installed or started:

    python -m installer.demo_data --data FOLDER

FOLDER holds `open-food-facts`, `online-retail-ii` and `cn-divisions`, each with its LICENCE.md. The answer is the same
for the same input: where rows are chosen, a hash of the row decides. Pinyin is worked out here, because its dictionary
takes most of a second to load and the first start of the program has better things to do.
"""

import argparse
import csv
import gzip
import io
import re
import shutil
import statistics
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

from app.operations.pinyin import pinyin_of, pinyin_of_name

DEMO = Path(__file__).resolve().parent.parent / "resources" / "demo"
FOOD_ROWS, GIFT_ROWS = 5_700, 700
CHINESE_SHARE_PERCENT = 39
# Restricted circulation, coupons, refunds, periodicals and books (GS1 General Specifications, figure 1.4.2-1),
# and short private codes that were padded with zeros.
NOT_FOR_GOODS = ("02", "04", "05", "2", "977", "978", "979", "98", "99", "00000")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?", re.UNICODE)

Row = dict[str, str]


def main(arguments: list[str] | None = None) -> int:
    """Write every file of resources/demo that is made by a machine and fill pinyin into those written by hand."""
    parser = argparse.ArgumentParser(description="make resources/demo from raw open data")
    parser.add_argument("--data", type=Path, required=True, help="folder with the raw data sets")
    data: Path = parser.parse_args(arguments).data
    fill_pinyin()
    food = list(food_rows(data / "open-food-facts" / "products.csv.gz"))
    gifts = list(gift_rows(data / "online-retail-ii"))
    write(DEMO / "products_food.csv.gz", food)
    write(DEMO / "products_gifts.csv.gz", gifts)
    write(DEMO / "districts.csv", district_rows(data / "cn-divisions"))
    for source in ("open-food-facts", "online-retail-ii", "cn-divisions"):
        shutil.copyfile(data / source / "LICENCE.md", DEMO / f"LICENCE.{source}.md")
    named = sum(1 for row in (*food, *gifts) if row["name_zh"])
    print(f"{len(food)} foods, {len(gifts)} gifts, {named} with a Chinese name")
    return 0


def fill_pinyin() -> None:
    """Fill the empty pinyin columns of the tables written by hand."""
    for stem, text in (("nouns", "noun_zh"), ("brands", "brand_zh"), ("flavours", "flavour_zh")):
        rows = read(DEMO / f"{stem}.csv")
        for row in rows:
            row["pinyin"], row["initials"] = pinyin_of(row[text])
        write(DEMO / f"{stem}.csv", rows)
    names = read(DEMO / "names.csv")
    for row in names:
        if row["kind"] in ("surname", "double_surname"):
            # A letter stands in for the given name, so that the surname is read as one.
            full, initials = pinyin_of_name(row["text"] + "a")
            row["pinyin"], row["initials"] = full[:-1], initials[:-1]
        else:
            row["pinyin"], row["initials"] = pinyin_of(row["text"])
    write(DEMO / "names.csv", names)


def food_rows(source: Path) -> Iterator[Row]:
    """Yield foods with a real, unique EAN-13 and a readable, unique name, in an order that a hash mixed."""
    namer = Namer("food")
    seen: set[str] = set()
    taken = 0
    for row in sorted(read(source), key=lambda row: _digest(row["ean"])):
        name = tidy_name(row["name"])
        if taken == FOOD_ROWS or not is_retail_ean13(row["ean"]) or not is_good_name(name):
            continue
        if name.casefold() in seen or row["ean"] in seen:
            continue
        prefix, category, name_zh, pinyin, initials = namer.name(row["ean"], name)
        if category == "grocery" and _digest(row["ean"]) % 100 >= 45:
            continue  # names that say what they are make the better demo
        seen |= {name.casefold(), row["ean"]}
        taken += 1
        yield {"ean": row["ean"], "name": name, "name_zh": name_zh, "pinyin": pinyin, "initials": initials,
               "prefix": prefix, "category": category}  # fmt: skip


def gift_rows(folder: Path) -> Iterator[Row]:
    """Yield the gifts sold most often, with the median of the unit prices paid (pence)."""
    prices: dict[str, list[int]] = {}
    for line in read(folder / "lines.csv.gz"):
        if int(line["qty"]) > 0 and float(line["price"]) > 0:
            prices.setdefault(line["code"], []).append(round(float(line["price"]) * 100))
    names = {row["code"]: tidy_name(row["description"]) for row in read(folder / "items.csv.gz")}
    namer = Namer("gift")
    seen: set[str] = set()
    for code in sorted(prices, key=lambda code: (-len(prices[code]), code)):
        name = names.get(code, "")
        if len(seen) == GIFT_ROWS or not is_good_name(name) or name.casefold() in seen:
            continue
        seen.add(name.casefold())
        name = " ".join(word if any(c.isdigit() for c in word) else word.capitalize() for word in name.split())
        prefix, category, name_zh, pinyin, initials = namer.name(code, name)
        yield {"code": code, "name": name, "name_zh": name_zh, "pinyin": pinyin, "initials": initials,
               "prefix": prefix, "category": category, "price_pence": str(round(statistics.median(prices[code]))),
               "times_sold": str(len(prices[code]))}  # fmt: skip


class Namer:
    """Finds out what a product is from the words of its name, and calls a part of them by Chinese names too."""

    def __init__(self, side: str) -> None:
        gift = {row["category"] for row in read(DEMO / "categories.csv") if row["zone"] == "GIFT"}
        nouns = [row for row in read(DEMO / "nouns.csv") if (row["category"] in gift) == (side == "gift")]
        self._nouns = {word: row for row in nouns for word in row["keywords"].split("|")}
        self._flavours = {word: row for row in read(DEMO / "flavours.csv") for word in row["keywords"].split("|")}
        self._brands = read(DEMO / "brands.csv")
        self._other = "gift" if side == "gift" else "grocery"
        # The rest of the goods names is given up to reach the share: not every name says what the thing is.
        self._share = CHINESE_SHARE_PERCENT * (100 if side == "gift" else 130) // 100
        self._used: set[str] = set()

    def name(self, key: str, name: str) -> tuple[str, str, str, str, str]:
        """Return SKU prefix, category, Chinese name, pinyin, initials; the last three are empty for most products."""
        words = [word.casefold() for word in _WORD.findall(name)]
        long = [word for word in words if len(word) > 1]
        pairs = [f"{first} {second}" for first, second in pairwise(long)]
        noun = next((self._nouns[word] for word in (*pairs, *words) if word in self._nouns), None)
        if noun is None:
            return self._other[:4].upper(), self._other, "", "", ""
        kind = noun["prefix"], noun["category"]
        if _digest("zh", key) % 100 >= self._share:
            return *kind, "", "", ""
        flavour = next((self._flavours[word] for word in words if word in self._flavours), None)
        brand = self._brands[_digest("brand", key) % len(self._brands)]
        if flavour is not None and flavour["flavour_zh"][:2] in noun["noun_zh"]:
            flavour = None
        chinese = brand["brand_zh"] + (flavour["flavour_zh"] if flavour else "") + noun["noun_zh"]
        size = re.search(r"\d+(?:[.,]\d+)?\s?(?:g|kg|ml|cl|l)\b", name, re.IGNORECASE)
        if chinese in self._used and size:
            chinese += size.group().replace(" ", "")
        if chinese in self._used:
            return *kind, "", "", ""
        self._used.add(chinese)
        return *kind, chinese, *pinyin_of(chinese)


def district_rows(folder: Path) -> Iterator[Row]:
    """Join districts with city and province; the placeholders of the statistics list become real names.

    Municipalities have no city of their own (their city is the province), and districts directly under a province
    are their own city.
    """
    provinces = {row["code"]: row["name"] for row in read(folder / "provinces.csv")}
    cities = {row["code"]: row["name"] for row in read(folder / "cities.csv")}
    for row in read(folder / "areas.csv"):
        province, city = provinces[row["provinceCode"]], cities[row["cityCode"]]
        if city in ("市辖区", "县"):
            city = province
        elif "直辖县级" in city:
            city = row["name"]
        yield {"code": row["code"], "province": province, "city": city, "district": row["name"]}


def is_retail_ean13(code: str) -> bool:
    """Tell whether a text is an EAN-13 with the right check digit and of a range given to goods."""
    if len(code) != 13 or not (code.isascii() and code.isdigit()) or code.startswith(NOT_FOR_GOODS):
        return False
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(code))
    return weighted % 10 == 0


def is_good_name(name: str) -> bool:
    """Tell whether a name reads well on a label: 4–56 characters, mostly Latin letters, nothing shouted in signs."""
    letters = [c for c in name if c.isalpha()]
    latin = all("LATIN" in unicodedata.name(c, "") for c in letters)
    return (
        4 <= len(name) <= 56 and latin and len(letters) * 3 >= len(name) * 2 and not re.search(r"[<>{}|\\@*_=]", name)
    )


def tidy_name(name: str) -> str:
    """Put spaces and case in order: one space between words, no name in capitals throughout."""
    name = " ".join(unicodedata.normalize("NFC", name).replace("œ", "oe").split()).strip(" ,;-.")
    return name.capitalize() if name.isupper() and len(name) > 12 else name


def read(path: Path) -> list[Row]:
    """Read a table of texts, zipped or not."""
    text = gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def write(path: Path, rows: Iterable[Row]) -> None:
    """Write a table; a zipped one carries no time, so that the same rows give the same bytes."""
    rows = list(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    data = out.getvalue().encode()
    path.write_bytes(gzip.compress(data, 9, mtime=0) if path.suffix == ".gz" else data)


def _digest(*parts: str) -> int:
    return int.from_bytes(blake2b("\0".join(parts).encode(), digest_size=6).digest(), "big")


if __name__ == "__main__":
    sys.exit(main())
