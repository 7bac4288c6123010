"""Snapshots: a stream's rows from a file in one transaction, own facts on top, the rest of the store left alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite
import pytest

from app.errors import StoreFault
from app.store import snapshots
from app.store.outbox import load_saved
from app.store.search import find_products
from app.store.snapshots import take_snapshot
from app.store.store import Store
from app.store.stream_layout import LAYOUT, share
from app.store.streams import cuts
from app.store.touched import to_ask_again
from tests.store.builders import an_open_store, on_hand, receive
from tests.store.feed_pages import SAVED, SZ, a_heap, a_page, a_row, take, values
from tests.store.test_page_taking import LAMP, ORDER

PRODUCT = "sku, " + ", ".join(LAMP)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with an_open_store(tmp_path / "store.sqlite") as opened:
        opened.follow(("catalog", "commerce", SZ))
        yield opened


def a_file(folder: Path, **tables: tuple[str, list[tuple[Any, ...]]]) -> Path:
    """A snapshot file with these tables: (columns, rows)."""
    path = folder / "snapshot.sqlite"
    path.unlink(missing_ok=True)
    connection = sqlite.connect(str(path))
    for name, (columns, rows) in tables.items():
        connection.execute(f"CREATE TABLE {name} ({columns})")
        marks = ", ".join("?" * len(columns.split(",")))
        connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
    connection.commit()
    connection.close()
    return path


def a_product(sku: str, **changes: Any) -> tuple[Any, ...]:
    return (sku, *(LAMP | changes).values())


HEAPS = "warehouse, location, sku, lot, serial, on_hand, allocated"


def heap(place: str, on_hand: int, warehouse: str = "SZ") -> tuple[Any, ...]:
    return (warehouse, place, "TEA-1", "", "", on_hand, 0)


def found(store: Store, text: str) -> list[str]:
    with store.reader() as connection:
        return [each.sku for each in find_products(connection, text)]


def test_the_rows_of_a_stream_are_those_of_the_file(store: Store, tmp_path: Path) -> None:
    take(store, a_page(a_heap("A-1", 3), a_heap("A-2", 4)))
    with store.unit() as unit:
        unit.all(LAYOUT.tables["stock"])  # kept
    other = a_row("stock", ["HZ", "A-9", "TEA-1", "", ""], on_hand=9, allocated=0)
    take(store, a_page(other, stream="warehouse/HZ"))
    take_snapshot(store, SZ, a_file(tmp_path, stock=(HEAPS, [heap("A-1", 7), heap("A-3", 1)])), 0, SAVED)
    assert values(store, "SELECT location, on_hand FROM stock ORDER BY location") == [
        ("A-1", 7),
        ("A-3", 1),
        ("A-9", 9),
    ]
    with store.reader() as connection:
        assert load_saved(connection) == SAVED
    with store.unit() as unit:
        assert len(unit.all(LAYOUT.tables["stock"])) == 3


def test_columns_of_another_stream_stay_and_the_search_follows(store: Store, tmp_path: Path) -> None:
    take(
        store,
        a_page(
            a_row("product", ["OLD"], **LAMP | {"name": "Old lamp"}), a_row("product", ["A"], **LAMP), stream="catalog"
        ),
    )
    take(store, a_page(a_row("product", ["A"], price=125, currency="EUR"), stream="commerce"))
    file = a_file(tmp_path, product=(PRODUCT, [a_product("A", name="Red lamp"), a_product("B")]))
    take_snapshot(store, "catalog", file, 0, SAVED)
    assert values(store, "SELECT sku, name, price FROM product ORDER BY sku") == [
        ("A", "Red lamp", 125),
        ("B", "Green lamp", 0),
    ]
    assert (found(store, "red"), found(store, "green"), found(store, "old")) == (["A"], ["B"], [])
    take_snapshot(store, "commerce", a_file(tmp_path, product=("sku, price, currency", [("B", 7, "EUR")])), 0, SAVED)
    assert values(store, "SELECT sku, price FROM product ORDER BY sku") == [("A", 125), ("B", 7)]


def test_own_facts_that_the_file_does_not_know_stay_on_the_screen(store: Store, tmp_path: Path) -> None:
    receive(store)  # the file knows this one
    receive(store)
    file = a_file(tmp_path, stock=(HEAPS, [heap("A-01-1", 100)]))
    take_snapshot(store, SZ, file, 1, SAVED)
    assert on_hand(store) == 105
    with store.reader() as connection:
        asked = {row.entity for row in to_ask_again(connection, SZ, 99)}
    assert asked == {"stock", "stock_move", "availability"}
    take_snapshot(store, SZ, file, 2, SAVED)
    assert on_hand(store) == 100
    assert values(store, "SELECT count(*) FROM touched") == [(0,)]


def test_a_snapshot_of_another_stream_does_not_fold_own_facts_twice(store: Store, tmp_path: Path) -> None:
    receive(store)
    take_snapshot(store, "catalog", a_file(tmp_path, carton=("code, length_mm", [("C-1", 9)])), 0, SAVED)
    assert on_hand(store) == 5
    assert values(store, "SELECT count(*) FROM stock_move") == [(1,)]
    assert values(store, "SELECT code FROM carton") == [("C-1",)]


def test_a_part_of_a_row_does_not_take_the_row_away(store: Store, tmp_path: Path) -> None:
    take(store, a_page(a_row("orders", [ORDER], number="A-1", state="new"), stream="commerce"))
    take_snapshot(store, SZ, a_file(tmp_path, stock=(HEAPS, [])), 0, SAVED)
    assert values(store, "SELECT number FROM orders") == [("A-1",)]
    take_snapshot(store, "commerce", a_file(tmp_path, orders=("order_id, number", [])), 0, SAVED)
    assert values(store, "SELECT number FROM orders") == []


def test_a_stream_that_begins_at_its_first_row_leaves_what_is_here_and_asks_for_it(store: Store) -> None:
    receive(store)
    take(store, a_page(a_row("orders", [ORDER], number="A-1"), stream="commerce"))
    with store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM touched")
    take_snapshot(store, SZ, None, 1, SAVED)
    take_snapshot(store, "commerce", None, 1, SAVED)
    assert on_hand(store) == 5
    with store.reader() as connection:
        keys = {(row.entity, row.key) for stream in (SZ, "commerce") for row in to_ask_again(connection, stream, 99)}
    assert ("stock", '["SZ","A-01-1","TEA-1","",""]') in keys
    assert ("orders", f'["{ORDER.hex()}"]') in keys
    fact = values(store, "SELECT lower(hex(fact_id)) FROM stock_move")[0][0]
    assert ("stock_move", f'["{fact}",1]') in keys


def test_a_failure_leaves_the_store_as_it_was_and_usable(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(store, a_page(a_heap("A-1", 3)), saved=b"before")

    def dark(*_: object) -> None:
        raise StoreFault("dark")

    with monkeypatch.context() as patch:
        patch.setattr(snapshots, "put_saved", dark)
        with pytest.raises(StoreFault):
            take_snapshot(store, SZ, a_file(tmp_path, stock=(HEAPS, [])), 0, SAVED)
    assert values(store, "SELECT location, on_hand FROM stock") == [("A-1", 3)]
    with store.reader() as connection:
        assert load_saved(connection) == b"before"
    rubbish = tmp_path / "rubbish"
    rubbish.write_bytes(b"<html>Grand Hotel</html>" * 100)
    with pytest.raises(StoreFault):
        take_snapshot(store, SZ, rubbish, 0, SAVED)
    receive(store)
    take_snapshot(store, SZ, a_file(tmp_path, stock=(HEAPS, [])), 1, SAVED)
    assert values(store, "SELECT count(*) FROM stock") == [(0,)]


class Parents:
    """Stands in for a unit: every order has a shipment in SZ, every parcel stands there."""

    def group(self, *_: object) -> list[dict[str, str]]:
        return [{"warehouse": "SZ"}]

    def one(self, *_: object) -> dict[str, str]:
        return {"warehouse": "SZ"}


@pytest.mark.parametrize("name", LAYOUT.tables)
def test_what_is_sent_on_a_stream_is_taken_from_it(name: str) -> None:
    """`streams.py` and `stream_layout.py` tell one story."""
    table = LAYOUT.tables[name]
    row = {column.name: "SZ" if column.name == "warehouse" else 1 for column in table.columns}
    for stream, columns in cuts(Parents(), table, row | {"kind": "item_picked"}, SZ):  # type: ignore[arg-type]
        told = share(stream, name)
        if told is None:  # a part only: the stream has no rows of its own
            assert columns < {column.name for column in table.columns if not column.primary_key}
        else:
            assert all(row[column] == value for column, value in told.items())


def test_every_table_that_is_sent_is_taken() -> None:
    for table in LAYOUT.tables["stock"].metadata.tables.values():
        row = {column.name: "SZ" if column.name == "warehouse" else 1 for column in table.columns}
        if cuts(Parents(), table, row | {"kind": "item_picked"}, SZ):  # type: ignore[arg-type]
            assert table.name in LAYOUT.tables
