"""The comparisons of the reconciler: what the books keep as counters against what their entries sum up to.

The ledger of years cannot be sorted in a reader's memory, and need not be: each key gets a random factor (its hash),
and the sum of (books − entries) × factor over all keys is zero when each of them agrees; when one does not, it is zero
once in 2⁶⁰ times. Such sums are kept by groups of products; only where one is not zero SQL compares exactly.
Comparisons of orders follow the primary key and need no sorting.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection

from app.models.catalog import CUSTOMER, DIFFERENCE, SCRAP, SUPPLIER
from app.models.reconcile import Difference
from app.models.wire import CHAIN_START
from app.store.journal import stored_hash

DIFFERENCES_MAX: Final = 50
"""Told for each comparison."""
GROUPS: Final = 1_024
"""Groups of products: a wrong counter makes one in a thousand products be looked at exactly."""
PRODUCTS_A_STATEMENT: Final = 500
FACTS_A_READ: Final = 2_000
_VIRTUAL: Final = f"('{SUPPLIER}', '{CUSTOMER}', '{SCRAP}', '{DIFFERENCE}')"


@dataclass(frozen=True, slots=True)
class _Check:
    """Rows of (sku, other key columns, books, entries): for each key both must sum up to the same."""

    rule: str
    what: str
    key: str
    rows: str


_STOCK_CHECKS: Final = (
    _Check(  # Each heap is the sum of its moves.
        "B1",
        "on hand",
        "sku, warehouse, location, lot, serial",
        "SELECT sku, warehouse, from_location AS location, lot, serial, 0 AS books, -quantity AS entries "
        "FROM stock_move UNION ALL SELECT sku, warehouse, to_location, lot, serial, 0, quantity FROM stock_move "
        "UNION ALL SELECT sku, warehouse, location, lot, serial, on_hand, 0 FROM stock WHERE on_hand <> 0",
    ),
    _Check(  # Over all places there is nothing: what is here came from there.
        "B1",
        "sum over all places",
        "sku, lot, serial",
        "SELECT sku, lot, serial, on_hand AS books, 0 AS entries FROM stock WHERE on_hand <> 0",
    ),
    _Check(  # What is allocated of a heap is what its open pick lines hold.
        "B3",
        "allocated",
        "sku, warehouse, location, lot, serial",
        "SELECT sku, warehouse, location, lot, serial, allocated AS books, 0 AS entries "
        "FROM stock WHERE allocated <> 0 "
        "UNION ALL SELECT p.sku, p.warehouse, p.location, p.lot, p.serial, 0, p.quantity - p.picked - p.short "
        "FROM pick_line p CROSS JOIN shipment s WHERE s.shipment_id = p.shipment_id "
        "AND p.picked + p.short < p.quantity AND s.state <> 'cancelled'",
    ),
    _Check(
        "B3",
        "on hand of product",
        "sku, warehouse",
        "SELECT sku, warehouse, on_hand AS books, 0 AS entries FROM availability "
        f"UNION ALL SELECT sku, warehouse, 0, on_hand FROM stock WHERE on_hand <> 0 AND location NOT IN {_VIRTUAL}",
    ),
    _Check(  # What is promised is what was given to lines and has not left.
        "B3",
        "promised",
        "sku, warehouse",
        "SELECT sku, warehouse, promised AS books, 0 AS entries FROM availability "
        "UNION ALL SELECT l.sku, p.warehouse, 0, p.quantity FROM promise p CROSS JOIN order_line l "
        "WHERE l.order_id = p.order_id AND l.line_no = p.line_no "
        "UNION ALL SELECT i.sku, k.warehouse, 0, -i.quantity FROM parcel_item i CROSS JOIN parcel k "
        "WHERE k.parcel_id = i.parcel_id AND k.handed_over_at IS NOT NULL",
    ),
)

_PROMISED: Final = (
    "SELECT l.order_id, l.line_no, l.promised AS books, coalesce(sum(p.quantity), 0) AS entries "
    "FROM order_line l LEFT JOIN promise p ON p.order_id = l.order_id AND p.line_no = l.line_no "
    "GROUP BY l.order_id, l.line_no HAVING books <> entries"
)
# The picked rung is written when a shipment is done, so that while one is picked it may lag behind its pick lines.
_PICKED: Final = (
    "SELECT l.order_id, l.line_no, l.released, coalesce(sum(p.quantity - p.short), 0) AS allocated, "
    "l.picked, coalesce(sum(p.picked), 0) AS taken, coalesce(max(s.state = 'picking'), 0) AS walking "
    "FROM order_line l LEFT JOIN shipment s ON s.order_id = l.order_id AND s.state <> 'cancelled' "
    "LEFT JOIN pick_line p ON p.shipment_id = s.shipment_id AND p.line_no = l.line_no "
    "GROUP BY l.order_id, l.line_no "
    "HAVING l.released <> allocated OR l.picked > taken OR (l.picked < taken AND NOT walking)"
)
# The packed rung is written when the last parcel of a shipment is closed.
_PACKED: Final = (
    "SELECT l.order_id, l.line_no, l.packed, "
    "coalesce(sum(i.quantity) FILTER (WHERE s.state IN ('packed', 'shipped', 'delivered')), 0) AS closed, "
    "l.shipped, coalesce(sum(i.quantity) FILTER (WHERE k.handed_over_at IS NOT NULL), 0) AS gone "
    "FROM order_line l LEFT JOIN shipment s ON s.order_id = l.order_id AND s.state <> 'cancelled' "
    "LEFT JOIN parcel k ON k.shipment_id = s.shipment_id "
    "LEFT JOIN parcel_item i ON i.parcel_id = k.parcel_id AND i.line_no = l.line_no "
    "GROUP BY l.order_id, l.line_no HAVING l.packed <> closed OR l.shipped <> gone"
)
_ORDER_CHECKS: Final = (
    (_PROMISED, ("promised",)),
    (_PICKED, ("released", "picked")),
    (_PACKED, ("packed", "shipped")),
)


def stock_differences(connection: Connection) -> Iterator[Difference]:
    """Compare heaps and availability with ledger, pick lines and promises (Rules B1, B3)."""
    for check in _STOCK_CHECKS:
        suspects = _suspects(connection, check)
        yield from islice(_exactly(connection, check, suspects), DIFFERENCES_MAX)


def _suspects(connection: Connection, check: _Check) -> list[str]:
    """The products of every group whose sum is not zero."""
    sums = [0] * GROUPS
    for row in _rows(connection, check.rows):
        amount = row[-2] - row[-1]
        if amount:
            sums[hash(row[0]) % GROUPS] += amount * hash(row[:-2])
    if not any(sums):
        return []
    return sorted({row[0] for row in _rows(connection, check.rows) if sums[hash(row[0]) % GROUPS]})


def _rows(connection: Connection, text: str) -> Iterator[Any]:
    """Rows as the driver gives them: there are millions."""
    cursor = connection.exec_driver_sql(text).cursor
    assert cursor is not None
    yield from cursor  # type: ignore[misc]


def _exactly(connection: Connection, check: _Check, skus: list[str]) -> Iterator[Difference]:
    for first in range(0, len(skus), PRODUCTS_A_STATEMENT):
        some = skus[first : first + PRODUCTS_A_STATEMENT]
        text = (
            f"SELECT {check.key}, sum(books), sum(entries) FROM ({check.rows}) "
            f"WHERE sku IN ({', '.join('?' * len(some))}) GROUP BY {check.key} HAVING sum(books) <> sum(entries)"
        )
        for *key, books, entries in connection.exec_driver_sql(text, tuple(some)):
            yield Difference(check.rule, " ".join(part for part in (check.what, *key) if part), books, entries)


def order_differences(connection: Connection) -> Iterator[Difference]:
    """Compare each rung of each order line with promises, pick lines and parcels (Rule A4)."""
    for text, rungs in _ORDER_CHECKS:
        for found in connection.exec_driver_sql(f"{text} LIMIT {DIFFERENCES_MAX}").all():
            number = connection.exec_driver_sql("SELECT number FROM orders WHERE order_id = ?", (found[0],)).scalar()
            for place, rung in enumerate(rungs):
                books, entries = found[2 + 2 * place], found[3 + 2 * place]
                if books != entries:
                    yield Difference("A4", f"{rung} {number or found[0].hex()} {found[1]}", books, entries)


def chain_differences(connection: Connection) -> Iterator[Difference]:
    """Read every station's facts in order: numbered without a gap, each naming the hash of the one before.

    After a break the chain is followed on from there, so that one damaged fact is told once.
    """
    return islice(_breaks(connection), DIFFERENCES_MAX)


def _breaks(connection: Connection) -> Iterator[Difference]:
    station, seq, before = None, 0, CHAIN_START
    text = (
        "SELECT station, seq, id, kind, version, worker, session, at, monotonic, base, prev, body "
        "FROM journal ORDER BY station, seq"
    )
    for some in connection.exec_driver_sql(text).partitions(FACTS_A_READ):
        for row in some:
            if row.station != station:
                station, seq, before = row.station, 0, CHAIN_START
            if row.seq != seq + 1 or row.prev != before:
                yield Difference("chain", f"{station} {row.seq}", row.seq, seq + 1)
            seq, before = row.seq, stored_hash(row)
