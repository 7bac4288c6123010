"""Keeps the search index in step with product rows that come from the server.

Most changes of a product (its weight, its price) change nothing in what people search for; those are told apart by
reading the words before and after, because putting a product into the index anew costs more than writing its row.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection

from app.models.catalog import Product, ProductStatus
from app.store.catalog import product
from app.store.row_images import Image
from app.store.search import index_products, take_out
from app.store.statements import Statements

INDEXED: Final = ("name", "name_zh", "pinyin", "initials", "popularity", "status")
KEYS_A_READ: Final = 500
INDEXED_A_STEP: Final = 20
"""Some milliseconds: a product that is more popular than others here looks for its place among them."""
Found = dict[str, tuple[Any, ...] | None]
"""What the index is made of, by SKU; None where there is no such product."""


def found_words(connection: Connection, images: Sequence[Image]) -> Found:
    """Read what the index is made of for those products of which something indexed may change."""
    wanted = [
        str(image.key[0])
        for image in images
        if image.deleted or (image.values is not None and not image.values.keys().isdisjoint(INDEXED))
    ]
    return _words(connection, wanted)


def indexing(connection: Connection, statements: Statements, before: Found) -> Iterator[None]:
    """Put those of these products into the index anew that are found by other words now, or take them out.

    Some are done at each step, so that whoever runs this can stop in between and give the transaction up.
    """
    after = _words(connection, list(before))
    changed = [sku for sku, words in after.items() if words != before[sku]]
    gone = [sku for sku in changed if after[sku] is None]
    if gone:
        take_out(connection, gone)
    rows = statements.by_key(connection, product, [(sku,) for sku in changed if after[sku] is not None])
    rows.sort(key=lambda row: -int(row["popularity"]))
    for start in range(0, len(rows), INDEXED_A_STEP):
        yield
        index_products(connection, [product_of(row) for row in rows[start : start + INDEXED_A_STEP]])


def _words(connection: Connection, skus: Sequence[str]) -> Found:
    found: Found = dict.fromkeys(skus)
    for start in range(0, len(skus), KEYS_A_READ):
        some = tuple(skus[start : start + KEYS_A_READ])
        text = f"SELECT sku, {', '.join(INDEXED)} FROM product WHERE sku IN ({', '.join('?' * len(some))})"
        found.update((row[0], tuple(row[1:])) for row in connection.exec_driver_sql(text, some))
    return found


def product_of(row: dict[str, Any]) -> Product:
    """Turn a product's row into its value."""
    return Product(**row | {"status": ProductStatus(row["status"])})
