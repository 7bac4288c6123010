"""Pages of the feed: rows and cursor together or not at all, parts put together, nothing stale in memory."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.errors import DiskFull
from app.models.wire import FeedRow
from app.store.catalog import code, product
from app.store.columns import Key
from app.store.orders import order_line, orders
from app.store.outbox import load_saved
from app.store.page_taking import ROWS_A_STATEMENT, read_page, take_page
from app.store.search import find_products
from app.store.stock import stock
from app.store.store import Store
from app.store.stream_layout import LAYOUT
from app.store.touched import to_ask_again
from tests.driver import listening
from tests.store.builders import a_clock, an_open_store, receive
from tests.store.feed_pages import SAVED, SZ, a_heap, a_page, a_row, key_text_of, take, values

LAMP: dict[str, Any] = {
    "name": "Green lamp", "name_zh": "", "pinyin": "", "initials": "", "unit": "pc", "length_mm": 1, "width_mm": 1,
    "height_mm": 1, "weight_g": 1, "lot_tracked": False, "serial_tracked": False, "hand_confirm": True,
    "status": "active", "popularity": 5, "category": "",
}  # fmt: skip
ORDER = bytes(range(16))
HEAPS = "SELECT location, on_hand FROM stock WHERE location <> 'SUPPLIER' ORDER BY location"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with an_open_store(tmp_path / "store.sqlite") as opened:
        opened.follow(("catalog", "commerce", SZ))
        yield opened


def saved(store: Store) -> bytes:
    with store.reader() as connection:
        return load_saved(connection)


def test_rows_and_cursor_are_there_after_a_page(store: Store) -> None:
    assert take(store, a_page(a_heap("A-1", 3), a_heap("A-2", 4)))
    assert values(store, HEAPS) == [("A-1", 3), ("A-2", 4)]
    assert saved(store) == SAVED


def test_taking_a_page_twice_changes_nothing(store: Store) -> None:
    page = a_page(a_heap("A-1", 3), a_row("tote", ["SZ", "T-1"], warehouse="SZ"), a_heap("A-1", 5))
    take(store, page)
    once = values(store, "SELECT * FROM stock") + values(store, "SELECT * FROM tote")
    take(store, page)
    assert values(store, "SELECT * FROM stock") + values(store, "SELECT * FROM tote") == once
    assert values(store, HEAPS) == [("A-1", 5)], "the last word on a row counts"


def test_a_row_that_is_gone_is_deleted_and_may_come_back(store: Store) -> None:
    gone = a_row("stock", ["SZ", "A-1", "TEA-1", "", ""])
    take(store, a_page(a_heap("A-1", 3)))
    take(store, a_page(gone))
    assert values(store, HEAPS) == []
    take(store, a_page(a_heap("A-1", 3), gone, a_heap("A-1", 7)))
    assert values(store, HEAPS) == [("A-1", 7)]


def test_a_row_cut_over_two_streams_is_put_together(store: Store) -> None:
    take(store, a_page(a_row("product", ["LAMP"], **LAMP), stream="catalog"))
    assert values(store, "SELECT name, price, currency FROM product") == [("Green lamp", 0, "CNY")]
    take(store, a_page(a_row("product", ["LAMP"], price=1250, currency="EUR"), stream="commerce"))
    take(store, a_page(a_row("product", ["LAMP"], **LAMP | {"name": "Red lamp"}), stream="catalog"))
    assert values(store, "SELECT name, price, currency FROM product") == [("Red lamp", 1250, "EUR")]


def test_the_parts_of_a_row_may_come_in_either_order(store: Store) -> None:
    take(store, a_page(a_row("product", ["LAMP"], price=1250, currency="EUR"), stream="commerce"))
    take(store, a_page(a_row("product", ["LAMP"], **LAMP), stream="catalog"))
    assert values(store, "SELECT name, price, currency FROM product") == [("Green lamp", 1250, "EUR")]


def test_a_stream_that_owns_a_part_does_not_take_the_row_away(store: Store) -> None:
    take(store, a_page(a_row("orders", [ORDER], number="A-1", state="new"), stream="commerce"))
    take(store, a_page(a_row("orders", [ORDER]), stream=SZ))
    assert values(store, "SELECT number FROM orders") == [("A-1",)]
    take(store, a_page(a_row("orders", [ORDER]), stream="commerce"))
    assert values(store, "SELECT number FROM orders") == []


def test_a_row_of_which_only_a_part_came_can_be_read(store: Store) -> None:
    """A floor station gets orders without their customer, and never the rest of them."""
    names = [name for name in LAYOUT.tables if name not in ("order_line", "pick_line", "journal")]
    for name in names:
        table = LAYOUT.tables[name]
        key = [ORDER if isinstance(column.type, Key) else 1 for column in table.primary_key]
        take(store, a_page(FeedRow(1, name, key_text_of(key), 1, False, "P02", 1, msgspec.msgpack.encode({}))))
        with store.unit() as unit:
            assert len(unit.all(table)) == 1, name


def test_what_a_newer_server_has_more_is_left_out(store: Store) -> None:
    take(store, a_page(a_row("drone", ["D-1"], height=3), a_row("tote", ["SZ", "T-1"], colour="red")))
    assert values(store, "SELECT code FROM tote") == [("T-1",)]


def test_other_stations_facts_come_for_the_timelines_and_own_ones_never(store: Store) -> None:
    receive(store)
    ((own_id, before),) = values(store, "SELECT id, body FROM journal")
    fact = {"id": ORDER, "kind": "order_confirmed", "version": 1, "worker": "W-1", "at": 0, "body": b"{}", "prev": b""}
    rows = (
        a_row("journal", ["P01", 1], **fact | {"body": b"forged"}),
        a_row("journal", ["P01", 9], **fact | {"id": bytes(16)}),
        a_row("journal", ["P01", 1]),
        a_row("journal", ["P02", 1], **fact | {"id": own_id}),  # ours, under the code it was sent under before
        a_row("journal", ["P02", 2], **fact),
    )
    for _ in range(2):
        assert take(store, a_page(*rows))
    found = values(store, "SELECT station, seq, body FROM journal ORDER BY station, seq")
    assert found == [("P01", 1, before), ("P02", 2, b"{}")]


@pytest.mark.parametrize("entity", ["setting", "sync_saved", "print_job", "session"])
def test_nothing_from_outside_reaches_a_table_that_does_not_travel(store: Store, entity: str) -> None:
    before = values(store, f"SELECT count(*) FROM {entity}")
    take(store, a_page(a_row(entity, ["x"], value="y")))
    assert values(store, f"SELECT count(*) FROM {entity} ") in (before, [(1,)] if entity == "sync_saved" else before)


# -- what units remember -----------------------------------------------------------------------------------------------


def test_a_unit_reads_anew_what_a_page_has_changed(store: Store) -> None:
    key = ("SZ", "A-1", "TEA-1", "", "")
    take(store, a_page(a_heap("A-1", 3)))
    with store.unit() as unit:
        assert unit.one(stock, *key)["on_hand"] == 3  # type: ignore[index]
        assert unit.one(stock, *key[:1], "A-2", *key[2:]) is None
    take(store, a_page(a_heap("A-1", 4), a_heap("A-2", 9)))
    with store.unit() as unit:
        assert unit.one(stock, *key)["on_hand"] == 4  # type: ignore[index]
        assert unit.one(stock, *key[:1], "A-2", *key[2:]) is not None


def test_groups_a_row_left_and_joined_are_read_anew(store: Store) -> None:
    take(store, a_page(a_row("code", ["111", "TEA-1", 1], pack=""), a_row("code", ["222", "LAMP", 1], pack="")))
    line = [ORDER, 1]
    take(store, a_page(a_row("order_line", line, sku="TEA-1", ordered=1), stream="commerce"))

    def groups() -> list[list[str]]:
        with store.unit() as unit:
            return [[row["code"] for row in unit.group(code, "sku", [sku])] for sku in ("TEA-1", "LAMP")]

    def lines() -> list[int]:
        with store.unit() as unit:
            return [len(unit.group(order_line, "sku", [sku])) for sku in ("TEA-1", "LAMP")]

    assert (groups(), lines()) == ([["111"], ["222"]], [1, 0])
    take(
        store,
        a_page(a_row("code", ["333", "LAMP", 1], pack="case"), a_row("code", ["111", "TEA-1", 1]), stream="catalog"),
    )
    take(store, a_page(a_row("order_line", line, sku="LAMP", ordered=1), stream="commerce"))
    assert (groups(), lines()) == ([[], ["222", "333"]], [0, 1])


def test_a_group_by_a_column_that_did_not_come_is_read_anew(store: Store) -> None:
    take(store, a_page(a_row("orders", [ORDER], number="A-1", state="new"), stream="commerce"))
    with store.unit() as unit:
        assert unit.group(orders, "number", ["A-2"]) == []
    take(store, a_page(a_row("orders", [ORDER], number="A-2"), stream="commerce"))
    take(store, a_page(a_row("orders", [ORDER], state="placed")))
    with store.unit() as unit:
        assert [row["state"] for row in unit.group(orders, "number", ["A-2"])] == ["placed"]


def test_a_table_known_whole_is_read_whole_again(store: Store) -> None:
    take(store, a_page(a_row("product", ["LAMP"], **LAMP), stream="catalog"))
    with store.unit() as unit:
        assert len(unit.all(product)) == 1
        assert unit.value("n", [product], lambda: len(unit.all(product))) == 1
    take(store, a_page(a_row("product", ["LAMP-2"], **LAMP), stream="catalog"))
    with store.unit() as unit:
        assert unit.value("n", [product], lambda: len(unit.all(product))) == 2


# -- one transaction -------------------------------------------------------------------------------------------------


def test_a_page_is_missed_when_a_scan_came_first(store: Store) -> None:
    receive(store)
    page = a_page(a_heap("A-1", 3))
    before = store.journal.seq
    receive(store)
    assert not take_page(store, read_page(store, page), before, SAVED)
    assert values(store, HEAPS) == [("A-01-1", 10)]
    assert saved(store) == b""


def test_a_failure_at_any_statement_leaves_rows_and_cursor_as_they_were(store: Store, tmp_path: Path) -> None:
    rows = (a_heap("A-1", 3), a_row("tote", ["SZ", "T-1"], warehouse="SZ"))
    page = a_page(*rows, a_row("product", ["LAMP"], **LAMP))
    take(store, a_page(a_heap("A-1", 1)), saved=b"before")
    for broken_at in range(1, 40):
        left = broken_at

        def fail(text: str, _: object) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise DiskFull("full")

        try:
            with listening(store, fail):
                take(store, page)
        except DiskFull:
            assert values(store, HEAPS) == [("A-1", 1)]
            assert values(store, "SELECT count(*) FROM tote") == values(store, "SELECT count(*) FROM product")
            assert saved(store) == b"before"
        else:
            break
    assert 5 < broken_at < 39
    assert (saved(store), values(store, HEAPS)) == (SAVED, [("A-1", 3)])


def test_a_power_cut_before_the_commit_leaves_neither_rows_nor_cursor(store: Store, tmp_path: Path) -> None:
    """The files as they are at each moment, opened by another process after the machine went dark."""
    take(store, a_page(a_heap("A-1", 1)), saved=b"before")
    seen = set()
    for moment in range(1, 12):
        picture = tmp_path / f"cut-{moment}" / "store.sqlite"
        picture.parent.mkdir()
        _take_while_copying(store, moment, picture)
        with an_open_store(picture) as found:
            heaps, told = values(found, HEAPS), saved(found)
        assert (heaps, told) in (([("A-1", 1)], b"before"), ([("A-1", 3)], SAVED))
        seen.add(told)
    assert b"before" in seen


def _take_while_copying(store: Store, moment: int, picture: Path) -> None:
    count = 0

    def copy(text: str, _: object) -> None:
        nonlocal count
        count += 1
        if count == moment:
            for tail in ("", "-wal"):
                picture.with_name(picture.name + tail).write_bytes(
                    store.path.with_name(store.path.name + tail).read_bytes()
                )
            raise DiskFull("dark")

    try:
        with listening(store, copy):
            take(store, a_page(a_heap("A-1", 3)))
    except DiskFull:
        return
    for tail in ("", "-wal"):
        picture.with_name(picture.name + tail).write_bytes(store.path.with_name(store.path.name + tail).read_bytes())


def test_a_scan_that_waits_goes_before_the_next_statement(store: Store) -> None:
    """Counted, not timed: no statement writes more than a bounded number of rows, and before each somebody may go."""
    asked = 0

    def waits(until: int) -> Callable[[], bool]:
        def ask() -> bool:
            nonlocal asked
            asked += 1
            return asked >= until

        return ask

    page = a_page(*(a_heap(f"A-{n}", n) for n in range(5 * ROWS_A_STATEMENT)))
    assert take(store, page, waits(until=1_000))
    assert asked == 5
    asked = 0
    assert not take(store, a_page(*(a_heap(f"B-{n}", n) for n in range(1_000))), waits(until=3), saved=b"later")
    assert saved(store) == SAVED
    assert values(store, "SELECT count(*) FROM stock WHERE location LIKE 'B-%'") == [(0,)]
    receive(store)  # the scan that waited


def test_a_page_takes_a_bounded_number_of_statements(store: Store) -> None:
    sent: list[str] = []
    with listening(store, lambda text, _: sent.append(text)):
        take(store, a_page(*(a_heap(f"A-{n}", n) for n in range(ROWS_A_STATEMENT))))
    # One for each row, handed over in one call, and a handful around them.
    assert len([text for text in sent if not text.startswith("INSERT INTO stock")]) <= 5


# -- pages that will not go in ---------------------------------------------------------------------------------------


def test_a_number_that_another_row_has_here_is_given_up_by_it(store: Store) -> None:
    other = bytes(16)
    take(store, a_page(a_row("orders", [other], number="A-1", state="new"), stream="commerce"))
    assert take(store, a_page(a_row("orders", [ORDER], number="A-1", state="new"), stream="commerce"))
    assert values(store, "SELECT order_id FROM orders") == [(ORDER,)]
    with store.reader() as connection:
        assert [row.key for row in to_ask_again(connection, "commerce", 9)] == [f'["{other.hex()}"]']


def test_two_workers_may_change_badges_in_one_page(store: Store) -> None:
    first = {"name": "Li", "badge": "B-1", "role": "picker"}
    second = {"name": "Wu", "badge": "B-2", "role": "picker"}
    take(store, a_page(a_row("worker", ["W-1"], **first), a_row("worker", ["W-2"], **second), stream="catalog"))
    swapped = (a_row("worker", ["W-1"], badge="B-2"), a_row("worker", ["W-2"], badge="B-1"))
    assert take(store, a_page(*swapped, stream="catalog"))
    badges = dict(values(store, "SELECT code, badge FROM worker"))
    assert badges["W-2"] == "B-1", "the last one has it"
    with store.reader() as connection:
        asked = {row.key for row in to_ask_again(connection, "catalog", 9)}
    assert badges.keys() == {"W-1", "W-2"} or asked, "whoever was driven out is asked for again"


def test_a_key_that_cannot_be_read_is_told(store: Store) -> None:
    with pytest.raises(ValueError, match=r"."):
        take(store, a_page(a_row("orders", ["no hex"], number="A-1")))
    with pytest.raises(ValueError, match=r"."):
        take(store, a_page(a_row("tote", ["SZ"], warehouse="SZ")))


# -- search ----------------------------------------------------------------------------------------------------------


def found(store: Store, text: str) -> list[str]:
    with store.reader() as connection:
        return [each.sku for each in find_products(connection, text)]


def test_products_that_come_are_found_and_those_that_go_are_not(store: Store) -> None:
    take(store, a_page(a_row("product", ["LAMP"], **LAMP), stream="catalog"))
    assert found(store, "green") == ["LAMP"]
    take(store, a_page(a_row("product", ["LAMP"], **LAMP | {"name": "Red lamp"}), stream="catalog"))
    assert (found(store, "green"), found(store, "red")) == ([], ["LAMP"])
    take(store, a_page(a_row("product", ["LAMP"]), stream="catalog"))
    assert found(store, "red") == []


def test_a_change_that_nobody_searches_by_leaves_the_index_alone(store: Store) -> None:
    take(store, a_page(a_row("product", ["LAMP"], **LAMP), stream="catalog"))
    sent: list[str] = []
    with listening(store, lambda text, _: sent.append(text)):
        take(store, a_page(a_row("product", ["LAMP"], **LAMP | {"weight_g": 99}), stream="catalog"))
    assert not any("product_text" in text for text in sent)


def test_a_store_that_is_opened_again_has_what_was_taken(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with an_open_store(path) as store:
        take(store, a_page(a_heap("A-1", 3)))
    again = Store(path, a_clock())
    try:
        assert (values(again, HEAPS), saved(again)) == ([("A-1", 3)], SAVED)
    finally:
        again.close()
