"""Type-ahead over products: an index of words whose row numbers rise as popularity falls: the first hits are the best.

A ranking function must look at every hit; here the first twenty by row number are the answer and the walk stops there.
`product_place` gives each product its row number: a load by falling popularity leaves gaps, a new product goes between
its neighbours, one that is no longer sold to the end. The index is contentless and keeps neither positions nor columns.
Codes and SKUs are ranges of their own b-trees. SQLite only: nobody types at the server.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Column, Connection, Integer, String, Table

from app.models.barcodes import code_key, gtin14
from app.models.catalog import Product, ProductStatus
from app.store.columns import metadata
from app.store.search_words import (
    LISTED_LENGTH_MAX,
    LISTED_LENGTHS,
    PIECES_MAX,
    is_han,
    is_telling,
    needs_spreading,
    occurs,
    pieces,
    question,
    search_words,
    spelling_question,
)

HITS = 20
GAP = 8
"""Free row numbers left behind each product of a load; new ones go there without moving anything."""
DEAD_PLACES_FROM = 1 << 40
"""What is no longer sold stands behind everything that is."""
ROWS_A_CALL = 5_000
ROWS_A_SLICE = 500
"""Read at once when reading ahead: two megabytes."""
BEST_SELLERS = 100_000
"""Products read ahead; a new catalogue is written by falling popularity."""
SPREAD_MAX = 64
"""Words a long beginning is spread out into; with more of them each is rare and merging them is quick."""
SIFTED_MAX = 60
"""Best hits of the telling words that are read to look for the others in them. "200 g" in half a million names need not
be walked when three words before it leave a handful; if this many do not suffice, the index is asked for all words."""
CODE_LENGTH_MIN = 4
"""Figures typed before barcodes are looked through: fewer stand at the head of thousands."""
TEXT_LENGTH_MAX = 80
_LAST = "\U0010ffff"
_GTIN_PADDING = ("", "0", "00", "000000")

product_place = Table(
    "product_place",
    metadata,
    Column("place", Integer, primary_key=True),
    Column("sku", String, nullable=False, unique=True),
    Column("popularity", Integer, nullable=False),
)

search_word = Table(
    "search_word",
    metadata,
    Column("word", String, primary_key=True),
    sqlite_with_rowid=False,
)

_INDEX = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS product_text USING fts5(words, content='', contentless_delete=1, detail=none, "
    f"tokenize=\"ascii tokenchars '_'\", prefix='{LISTED_LENGTHS}')"
)
_BY_WORDS = (
    "SELECT p.sku "
    "FROM (SELECT rowid AS place FROM product_text WHERE product_text MATCH ? ORDER BY rowid LIMIT ?) AS hit "
    "JOIN product_place AS p ON p.place = hit.place ORDER BY hit.place"
)
_FOUND = "sku, name, name_zh, pinyin, initials, unit, price, currency, status"


@dataclass(frozen=True, slots=True)
class ProductFound:
    """A product as a list of hits shows it; `price` in minor units."""

    sku: str
    name: str
    name_zh: str
    pinyin: str
    initials: str
    unit: str
    price: int
    currency: str
    status: ProductStatus


def create_search(connection: Connection) -> None:
    """Make the index of words in a new store; its tables `product_place` and `search_word` are ordinary ones."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_INDEX)


def read_ahead(connection: Connection, wanted: Callable[[], bool]) -> None:
    """Bring the index of words and the best sellers from the disk, a slice at a time while it is wanted.

    A hundred megabytes at a million products, which each caller of a morning would else wait for in small pieces.
    """
    for table, key, text, end in (
        ("product_text_data", "id", "block", 2**63),
        ("product", "rowid", "name", BEST_SELLERS),
    ):
        some = f"SELECT {key} AS place, {text} AS told FROM {table} WHERE {key} > ? LIMIT {ROWS_A_SLICE}"
        place: int | None = -1
        while place is not None and place < end and wanted():
            place = connection.exec_driver_sql(f"SELECT max(place), sum(length(told)) FROM ({some})", (place,)).one()[0]


# -- keeping ---------------------------------------------------------------------------------------------------------


def index_products(connection: Connection, products: Iterable[Product]) -> None:
    """Put products into the index, or put them there anew after their name, popularity or status changed.

    Many are taken in the order they come, which should be by falling popularity; a single one finds its own place.
    """
    source = iter(products)
    count = 0
    while some := list(islice(source, ROWS_A_CALL)):
        take_out(connection, [each.sku for each in some])
        _put_in(connection, some)
        count += len(some)
    if count > ROWS_A_CALL:
        connection.exec_driver_sql("INSERT INTO product_text (product_text) VALUES ('optimize')")


def _put_in(connection: Connection, products: Sequence[Product]) -> None:
    texts: list[tuple[int, str]] = []
    known: set[str] = set()
    for place, each in _placed(connection, products):
        words = search_words((each.name, each.name_zh), (each.pinyin, each.initials))
        texts.append((place, " ".join(words)))
        known.update(word for word in words if word.isascii() and word.isalnum())
    _run(connection, "INSERT INTO product_text (rowid, words) VALUES (?, ?)", texts)
    _run(connection, "INSERT OR IGNORE INTO search_word (word) VALUES (?)", [(word,) for word in sorted(known)])


def _placed(connection: Connection, products: Sequence[Product]) -> list[tuple[int, Product]]:
    """Give each product its place: behind the last while popularity falls, else between its neighbours."""
    last = _last_place(connection, DEAD_PLACES_FROM)
    place, popularity = last or (0, max((each.popularity for each in products), default=0))
    dead = (_last_place(connection, 1 << 62) or (0, 0))[0]
    placed: list[tuple[int, Product]] = []
    waiting: list[tuple[int, str, int]] = []
    for each in products:
        if each.status is ProductStatus.DEAD:
            here = dead = max(dead, DEAD_PLACES_FROM) + 1
        elif each.popularity <= popularity:
            here = place = place + GAP
            popularity = each.popularity
        else:
            _write_places(connection, waiting)
            waiting = []
            here = _place_between(connection, each.popularity)
        waiting.append((here, each.sku, each.popularity))
        placed.append((here, each))
    _write_places(connection, waiting)
    return placed


def _last_place(connection: Connection, below: int) -> tuple[int, int] | None:
    text = "SELECT place, popularity FROM product_place WHERE place < ? ORDER BY place DESC LIMIT 1"
    found = connection.exec_driver_sql(text, (below,)).first()
    return (found[0], found[1]) if found else None


def take_out(connection: Connection, skus: Sequence[str]) -> None:
    """Remove what stands in the index under these SKUs; an empty index, as before a load, is not searched."""
    if connection.exec_driver_sql("SELECT 1 FROM product_place LIMIT 1").first() is None:
        return
    for some in (skus[start : start + 500] for start in range(0, len(skus), 500)):
        marks = ", ".join("?" * len(some))
        text = f"SELECT place FROM product_place WHERE sku IN ({marks})"
        found = [(row[0],) for row in connection.exec_driver_sql(text, tuple(some))]
        _run(connection, "DELETE FROM product_text WHERE rowid = ?", found)
        _run(connection, "DELETE FROM product_place WHERE place = ?", found)


def _place_between(connection: Connection, popularity: int) -> int:
    """Find the first free place behind the products at least as popular; popularity falls as places rise."""
    text = "SELECT min(place), max(place) + 1 FROM product_place WHERE place < ?"
    first, high = connection.exec_driver_sql(text, (DEAD_PLACES_FROM,)).one()
    low = first
    while low < high:
        middle = (low + high) // 2
        text = "SELECT place, popularity FROM product_place WHERE place >= ? ORDER BY place LIMIT 1"
        found = connection.exec_driver_sql(text, (middle,)).one()
        low, high = (found[0] + 1, high) if found[1] >= popularity else (low, middle)
    if low == first:
        return int(first) - GAP
    free = (
        "SELECT p.place + 1 FROM product_place AS p WHERE p.place >= ? AND NOT EXISTS "
        "(SELECT 1 FROM product_place AS q WHERE q.place = p.place + 1) ORDER BY p.place LIMIT 1"
    )
    return int(connection.exec_driver_sql(free, (low - 1,)).scalar_one())


def _write_places(connection: Connection, rows: list[tuple[int, str, int]]) -> None:
    _run(connection, "INSERT INTO product_place (place, sku, popularity) VALUES (?, ?, ?)", rows)


def _run(connection: Connection, text: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        connection.exec_driver_sql(text, list(rows))


# -- finding ---------------------------------------------------------------------------------------------------------


def find_products(connection: Connection, text: str, limit: int = HITS) -> tuple[ProductFound, ...]:
    """Find products by what is typed so far: words of the names, pinyin, initials, SKU or barcode; the best first."""
    typed = text.strip()[:TEXT_LENGTH_MAX]
    if not typed:
        return ()
    skus = dict.fromkeys(_by_code(connection, typed))
    if _looks_like_code(typed):
        skus.update(dict.fromkeys(_by_sku(connection, typed, limit)))
        skus.update(dict.fromkeys(_by_code_start(connection, typed, limit)))
    if len(skus) < limit:
        skus.update(dict.fromkeys(_by_words(connection, typed, limit)))
    if len(skus) < limit and not _looks_like_code(typed):
        skus.update(dict.fromkeys(_by_sku(connection, typed, limit)))
    return products_found(connection, list(skus)[:limit])


def products_found(connection: Connection, skus: Sequence[str]) -> tuple[ProductFound, ...]:
    """Read products in the order of `skus`."""
    if not skus:
        return ()
    text = f"SELECT {_FOUND} FROM product WHERE sku IN ({', '.join('?' * len(skus))})"
    found = {row[0]: row for row in connection.exec_driver_sql(text, tuple(skus))}
    return tuple(_product_found(found[sku]) for sku in skus if sku in found)


def _product_found(row: Sequence[Any]) -> ProductFound:
    sku, name, name_zh, pinyin, initials, unit, price, currency, status = row
    return ProductFound(sku, name, name_zh, pinyin, initials, unit, price, currency, ProductStatus(status))


def skus_of(connection: Connection, asked: str, limit: int) -> list[str]:
    """Ask the index a question written by `search_words.question`; the most popular come first."""
    return [row[0] for row in connection.exec_driver_sql(_BY_WORDS, (asked, limit))]


def words_beginning(connection: Connection, beginning: str, limit: int) -> list[str]:
    """Return known words that begin so."""
    text = "SELECT word FROM search_word WHERE word >= ? AND word < ? LIMIT ?"
    return [row[0] for row in connection.exec_driver_sql(text, (beginning, beginning + _LAST, limit))]


def spread(connection: Connection, typed: Sequence[str]) -> dict[str, list[str]]:
    """Find the words that long beginnings stand for; one with too many, or none, is left to the index."""
    found = {}
    for piece in typed:
        if needs_spreading(piece):
            words = words_beginning(connection, piece, SPREAD_MAX + 1)
            if len(words) <= SPREAD_MAX:
                found[piece] = words
    return found


def _by_words(connection: Connection, typed: str, limit: int) -> list[str]:
    asked = pieces(typed)[:PIECES_MAX]
    if not asked:
        return []
    together = "".join(asked)
    # Letters with gaps may also be one spelling: `ping guo`.
    spelled = len(asked) > 1 and not any(map(is_han, asked)) and _is_spelling(connection, together)
    spread_out = spread(connection, asked)
    silent = [piece for piece in asked if len(asked) > 2 and is_telling(piece) and not _is_spelling(connection, piece)]
    telling = [piece for piece in asked if is_telling(piece)]
    if not spelled and 1 < len(telling) < len(asked):
        best = skus_of(connection, question(telling, spread_out, silent), SIFTED_MAX)
        rest = [piece for piece in asked if piece not in telling]
        sifted = [each.sku for each in products_found(connection, best) if _has(each, rest)]
        if len(sifted) >= limit or len(best) < SIFTED_MAX:
            return sifted[:limit]
    whole = question(asked, spread_out, silent)
    return skus_of(connection, f"({whole}) OR {spelling_question(together)}" if spelled else whole, limit)


def _is_spelling(connection: Connection, letters: str) -> bool:
    """Tell whether a spelling may begin so, as far as the index keeps lists and the answer costs nothing."""
    return bool(skus_of(connection, spelling_question(letters[: LISTED_LENGTH_MAX - 1]), 1))


def _has(product: ProductFound, rest: Sequence[str]) -> bool:
    words = search_words((product.name, product.name_zh), (product.pinyin, product.initials))
    return all(occurs(piece, words) for piece in rest)


def _looks_like_code(typed: str) -> bool:
    return (
        " " not in typed and any(char.isdigit() for char in typed) and (len(typed) >= CODE_LENGTH_MIN or "-" in typed)
    )


def _by_code(connection: Connection, typed: str) -> list[str]:
    """Look the whole text up in the table of codes, a GTIN in each of its forms (Rule F1)."""
    if " " in typed or len(typed) < CODE_LENGTH_MIN:
        return []
    forms = {typed, typed.upper(), code_key(typed)}
    if gtin := gtin14(typed):
        forms |= {gtin.removeprefix(zeros) for zeros in _GTIN_PADDING if gtin.startswith(zeros)}
    text = f"SELECT DISTINCT sku FROM code WHERE code IN ({', '.join('?' * len(forms))}) ORDER BY factor LIMIT ?"
    return [row[0] for row in connection.exec_driver_sql(text, (*sorted(forms), HITS))]


def _by_code_start(connection: Connection, typed: str, limit: int) -> list[str]:
    """Find codes that begin with these figures, also where theirs or ours carry the zeros of the 14-digit form."""
    if not (typed.isascii() and typed.isdigit()) or len(typed) < CODE_LENGTH_MIN:
        return []
    starts = {zeros + typed for zeros in _GTIN_PADDING}
    starts |= {typed.removeprefix(zeros) for zeros in _GTIN_PADDING if typed.startswith(zeros)}
    found: dict[str, None] = {}
    for start in sorted(starts, key=lambda each: (each != typed, each)):
        if len(start) >= CODE_LENGTH_MIN and len(found) < limit:
            text = "SELECT sku FROM code WHERE code >= ? AND code < ? ORDER BY code LIMIT ?"
            rows = connection.exec_driver_sql(text, (start, start + _LAST, limit))
            found.update((row[0], None) for row in rows)
    return list(found)


def _by_sku(connection: Connection, typed: str, limit: int) -> list[str]:
    found: dict[str, None] = {}
    for start in dict.fromkeys((typed.upper(), typed)):
        text = "SELECT sku FROM product WHERE sku >= ? AND sku < ? ORDER BY sku LIMIT ?"
        found.update((row[0], None) for row in connection.exec_driver_sql(text, (start, start + _LAST, limit)))
    return list(found)
