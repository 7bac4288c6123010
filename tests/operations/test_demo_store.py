"""The demo store: whole or not there, in balance, and quick enough to wait for."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.clock import FixedClock
from app.operations.demo_store import DemoSize, build_demo
from app.store.soundness import check_chain
from app.store.store import Store

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
SMALL, TINY = DemoSize(products=400, customers=60, orders=75), DemoSize(products=40, customers=10, orders=8)


def quietly(_share: float, _text: str) -> None:
    """Nobody watches."""


def answer(path: Path, text: str) -> list[tuple[object, ...]]:
    store = Store(path, FixedClock(NOW))
    try:
        with store.reader() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(text)]
    finally:
        store.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "store.sqlite"
    build_demo(path, NOW, quietly, SMALL)
    return path


def test_the_ledger_is_in_balance_and_heaps_are_its_sums(demo: Path) -> None:
    """Rule B1: what came in from the supplier is what lies on the shelves; Rule B3: heaps and availability agree."""
    assert answer(demo, "SELECT sku FROM stock GROUP BY sku, lot, serial HAVING sum(on_hand) <> 0") == []
    real = "location NOT IN ('SUPPLIER', 'CUSTOMER', 'SCRAP', 'DIFFERENCE')"
    assert (
        answer(
            demo,
            "SELECT a.warehouse, a.sku FROM availability a LEFT JOIN (SELECT warehouse, sku, sum(on_hand) AS q "
            f"FROM stock WHERE {real} GROUP BY 1, 2) s USING (warehouse, sku) WHERE a.on_hand <> coalesce(s.q, 0)",
        )
        == []
    )
    assert (
        answer(
            demo,
            "SELECT s.sku FROM stock s LEFT JOIN (SELECT warehouse, place, sku, lot, serial, sum(q) AS q FROM "
            "(SELECT warehouse, from_location AS place, sku, lot, serial, -quantity AS q FROM stock_move UNION ALL "
            "SELECT warehouse, to_location, sku, lot, serial, quantity FROM stock_move) GROUP BY 1, 2, 3, 4, 5) m "
            "ON (m.warehouse, m.place, m.sku, m.lot, m.serial) = (s.warehouse, s.location, s.sku, s.lot, s.serial) "
            "WHERE s.on_hand <> coalesce(m.q, 0)",
        )
        == []
    )
    assert answer(demo, "SELECT count(*) FROM stock WHERE on_hand > 0 AND " + real) != [(0,)]


def test_every_fact_of_the_demo_follows_the_one_before(demo: Path) -> None:
    check_chain(demo, 1_000_000)
    ((facts, newest),) = answer(demo, "SELECT count(*), max(seq) FROM journal")
    assert facts == newest


def test_nothing_happened_after_now(demo: Path) -> None:
    ((last,),) = answer(demo, "SELECT max(at) FROM journal")
    assert isinstance(last, int)
    assert last <= NOW.timestamp() * 1_000_000


def test_the_screens_have_something_to_show_on_the_first_day(demo: Path) -> None:
    stages = dict(answer(demo, "SELECT stage, count(*) FROM orders GROUP BY stage"))
    assert set(stages) >= {"waiting", "promised", "released", "picked", "packed", "shipped", "held"}
    assert answer(demo, "SELECT count(*) FROM hold WHERE lifted_at IS NULL") == [(1,)]
    microseconds = int(NOW.timestamp() * 1_000_000)
    for what, text in {
        "a late shipment": f"shipment WHERE state = 'accepted' AND cut_off_at < {microseconds}",
        "a shipment to pick": f"shipment WHERE pick_state = 'ready' AND cut_off_at >= {microseconds}",
        "a pick list in somebody's hand": "pick_list WHERE finished_at IS NULL",
        "a tote before the bench": "shipment WHERE state = 'picked' AND tote <> ''",
        "an open parcel": "parcel WHERE state = 'open'",
        "a parcel for the next driver": "parcel WHERE state = 'labelled'",
        "an open manifest": "manifest WHERE state = 'open'",
        "a parcel of yesterday": "parcel WHERE state = 'handed_over'",
    }.items():
        ((found,),) = answer(demo, f"SELECT count(*) FROM {text}")
        assert found, what


def test_the_people_of_the_demo_made_no_mistake_and_left_no_paper(demo: Path) -> None:
    assert answer(demo, "SELECT body FROM journal WHERE kind = 'scan_refused'") == []
    assert answer(demo, "SELECT count(*) FROM print_job") == [(0,)]


def test_progress_goes_forward_from_nothing_to_all(tmp_path: Path) -> None:
    seen: list[tuple[float, str]] = []
    build_demo(tmp_path / "store.sqlite", NOW, lambda share, text: seen.append((share, text)), TINY)
    shares = [share for share, _ in seen]
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert shares == sorted(shares)
    assert all(text for _, text in seen)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.7])
def test_a_build_that_breaks_off_leaves_nothing_and_the_next_one_works(tmp_path: Path, share: float) -> None:
    path = tmp_path / "store.sqlite"

    def broken_off(done: float, _text: str) -> None:
        if done >= share:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_demo(path, NOW, broken_off, TINY)
    assert list(tmp_path.iterdir()) == []
    build_demo(path, NOW, quietly, TINY)
    assert path.exists()


def test_what_a_kill_left_of_a_build_is_cleared_away(tmp_path: Path) -> None:
    for name in ("store.sqlite.building", "store.sqlite.building-wal", "store.sqlite.building.lock"):
        (tmp_path / name).write_bytes(b"half of a store")
    build_demo(tmp_path / "store.sqlite", NOW, quietly, TINY)
    assert [each.name for each in tmp_path.iterdir()] == ["store.sqlite"]


@pytest.mark.slow
def test_the_whole_demo_takes_at_most_ten_seconds_of_work(tmp_path: Path) -> None:
    started = time.process_time()
    build_demo(tmp_path / "store.sqlite", NOW, quietly)
    assert time.process_time() - started <= 10
    assert answer(tmp_path / "store.sqlite", "SELECT count(*) >= 5500 FROM product") == [(1,)]
    assert answer(tmp_path / "store.sqlite", "SELECT count(*) FROM customer") == [(2000,)]
    ((shelves, warehouses),) = answer(
        tmp_path / "store.sqlite", "SELECT count(*), count(DISTINCT warehouse) FROM location WHERE kind = 'pick'"
    )
    assert (shelves, warehouses) >= (600, 2)
