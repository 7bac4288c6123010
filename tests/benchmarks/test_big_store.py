"""What the benchmarks measure on is a true store: its sums agree, its chain holds, and it opens like any other."""

from datetime import UTC, datetime
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest

from app.clock import FixedClock
from app.models.orders import RUNGS, Counters, OrderState, stage_of
from app.store.soundness import check_chain
from app.store.store import Store
from tests.benchmarks import big_store

ORDERS, PRODUCTS = 1_500, 400
REAL = "NOT IN ('SUPPLIER', 'CUSTOMER', 'SCRAP', 'DIFFERENCE')"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("big") / "store.sqlite"
    big_store.build(path, PRODUCTS, ORDERS)
    return path


def rows(path: Path, text: str) -> list[tuple[object, ...]]:
    with sqlite.connect(f"file:{path}?mode=ro", uri=True) as connection:
        return list(connection.execute(text).fetchall())


def test_there_are_as_many_orders_as_asked_for_at_every_stage(path: Path) -> None:
    stages = dict(rows(path, "SELECT stage, count(*) FROM orders GROUP BY stage"))
    assert sum(stages.values()) == ORDERS
    assert set(stages) >= {"waiting", "promised", "released", "picked", "packed", "shipped", "cancelled"}
    assert stages["shipped"] > 0.9 * ORDERS


def test_each_order_s_word_is_the_one_its_lines_give(path: Path) -> None:
    """Rule A1."""
    columns = (*RUNGS, "cancelled", "short")
    text = f"SELECT order_id, {', '.join(columns)} FROM order_line"
    lines: dict[object, list[Counters]] = {}
    for order_id, *counters in rows(path, text):
        lines.setdefault(order_id, []).append(Counters(*counters))
    for order_id, state, held, stage in rows(path, "SELECT order_id, state, held, stage FROM orders"):
        assert stage_of(OrderState(state), bool(held), tuple(lines[order_id])) == stage
        assert all(line.holds() for line in lines[order_id])


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("the ledger does not sum to zero", "SELECT sku FROM stock GROUP BY sku, lot, serial HAVING sum(on_hand) <> 0"),
        ("a real heap is below zero", f"SELECT * FROM stock WHERE on_hand < 0 AND location {REAL}"),
        ("more is allocated than lies there", f"SELECT * FROM stock WHERE on_hand < allocated AND location {REAL}"),
        ("more is promised than there is", "SELECT * FROM availability WHERE promised > on_hand"),
        (
            "an allocation has no open pick line, or the other way round",
            (
                "SELECT (SELECT sum(allocated) FROM stock) AS a, "
                "(SELECT sum(quantity - picked - short) FROM pick_line) AS p WHERE a <> p OR a = 0"
            ),
        ),
        (
            "availability is not the sum of the heaps",
            (
                "SELECT * FROM availability a JOIN (SELECT warehouse, sku, sum(on_hand) AS q FROM stock "
                f"WHERE location {REAL} GROUP BY 1, 2) s USING (warehouse, sku) WHERE a.on_hand <> s.q"
            ),
        ),
        (
            "a promise is not what its line says",
            (
                "SELECT * FROM promise p JOIN order_line l USING (order_id, line_no) "
                "WHERE p.quantity <> l.promised OR p.released <> l.released"
            ),
        ),
        (
            "a parcel does not hold what was packed",
            (
                "SELECT (SELECT sum(quantity) FROM parcel_item) AS i, (SELECT sum(packed) FROM order_line) AS l "
                "WHERE i <> l"
            ),
        ),
        (
            "a shipment of a shipped order is not with the carrier",
            (
                "SELECT * FROM orders o JOIN shipment s USING (order_id) "
                "WHERE (o.stage = 'shipped') <> (s.state = 'shipped')"
            ),
        ),
        (
            "a shipment's parcel is missing",
            (
                "SELECT * FROM shipment s WHERE s.state IN ('packed', 'shipped') "
                "AND NOT EXISTS (SELECT 1 FROM parcel p WHERE p.shipment_id = s.shipment_id AND p.sscc IS NOT NULL)"
            ),
        ),
        (
            "orders do not rise with time",
            (
                "SELECT * FROM (SELECT entered_at, lag(entered_at) OVER (ORDER BY order_id) AS before FROM orders) "
                "WHERE before / 1000 > entered_at / 1000"
            ),
        ),
        ("a product has no code", "SELECT sku FROM product WHERE sku NOT IN (SELECT sku FROM code)"),
    ],
)
def test_the_books_agree(path: Path, what: str, text: str) -> None:
    assert rows(path, text) == [], what


def test_it_opens_like_any_other_store(path: Path) -> None:
    check_chain(path, 10 * ORDERS)
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(path, "SELECT count(*) > 10 FROM sqlite_stat1") == [(1,)]
    store = Store(path, FixedClock(datetime(2026, 11, 24, tzinfo=UTC)))
    try:
        assert store.station == "P01"
    finally:
        store.close()


def test_a_store_is_built_once_and_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(big_store, "folder", lambda: tmp_path)
    outdated = tmp_path / "store-0000-0-abc-50-20.sqlite"
    outdated.write_bytes(b"of an older schema")
    first = big_store.big_store(products=50, orders=20)
    made = first.stat().st_mtime_ns
    assert big_store.big_store(products=50, orders=20) == first
    assert first.stat().st_mtime_ns == made
    assert not outdated.exists()
