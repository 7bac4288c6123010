"""The unit of work: reads once, keeps what it read, writes once, guards what is shared, and forgets a failed step."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from app.store import unit_of_work
from app.store.catalog import carton, code, tote
from app.store.local import number
from app.store.stock import HEAPS, stock
from app.store.store import Store
from app.store.unit_of_work import TakenMeanwhile, UnitOfWork
from tests.driver import listening
from tests.store.builders import WORKER, a_receipt, an_open_store, facts, on_hand, receive

HEAP = ("SZ", "A-01-1", "TEA-1", "", "")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with two codes of TEA-1 and one of COCOA-1."""
    with an_open_store(tmp_path / "store.sqlite") as opened:
        with opened.unit() as unit:
            for text, sku in (("111", "TEA-1"), ("222", "TEA-1"), ("333", "COCOA-1")):
                unit.put(code, code=text, sku=sku, factor=1)
        opened.forget()
        yield opened


@contextmanager
def told(store: Store) -> Iterator[list[str]]:
    """The statements sent in a block, without BEGIN and COMMIT."""
    texts: list[str] = []
    with listening(store, lambda text, _: texts.append(text)):
        yield texts


def heap(store: Store) -> tuple[int, int]:
    """(on hand, allocated) of the one heap, as the file has it."""
    with store.reader() as connection:
        text = "SELECT on_hand, allocated FROM stock WHERE location = 'A-01-1'"
        return tuple(connection.exec_driver_sql(text).one())


def texts(rows: list[unit_of_work.Row]) -> list[str]:
    return [row["code"] for row in rows]


# -- reading -----------------------------------------------------------------------------------------------------------


def test_a_row_read_once_is_not_read_again_also_by_the_next_unit(store: Store) -> None:
    with told(store) as sent:
        for _ in range(3):
            with store.unit() as unit:
                assert unit.one(code, "111", "TEA-1", 1) is not None
    assert len(sent) == 1


def test_that_there_is_no_row_is_remembered_until_there_is_one(store: Store) -> None:
    with told(store) as sent:
        for _ in range(2):
            with store.unit() as unit:
                assert unit.one(number, "order") is None
        assert len(sent) == 1
        with store.unit() as unit:
            unit.put(number, name="order", last=4)
        with store.unit() as unit:
            assert unit.one(number, "order") == {"name": "order", "last": 4}


def test_many_rows_are_one_statement_in_the_order_asked_without_the_missing(store: Store) -> None:
    keys = [("333", "COCOA-1", 1), ("999", "TEA-1", 1), ("111", "TEA-1", 1), ("333", "COCOA-1", 1)]
    with told(store) as sent, store.unit() as unit:
        assert texts(unit.many(code, keys)) == ["333", "111"]
        assert texts(unit.many(code, keys)) == ["333", "111"]
    assert len(sent) == 1


def test_a_group_is_whole_in_key_order_and_stays_kept(store: Store) -> None:
    with store.unit() as unit:
        assert texts(unit.group(code, "sku", ["TEA-1"])) == ["111", "222"]
    with told(store) as sent, store.unit() as unit:
        assert texts(unit.group(code, "sku", ["TEA-1"])) == ["111", "222"]
        assert sent == []
        assert texts(unit.group(code, "sku", ["COCOA-1", "TEA-1", "NONE"])) == ["333", "111", "222"]
        assert unit.group(code, "sku", ["NONE"]) == []
    assert len(sent) == 1


def test_a_table_kept_whole_is_asked_for_no_key_again(store: Store) -> None:
    with told(store) as sent, store.unit() as unit:
        for _ in range(2):
            unit.keep_whole(code)
            assert unit.one(code, "111", "TEA-1", 1) is not None
            assert unit.one(code, "999", "TEA-1", 1) is None
    assert len(sent) == 1


def test_a_row_kept_from_a_free_read_does_not_undo_a_change(store: Store) -> None:
    with store.unit() as unit:
        found = dict(unit.query(select(code).where(code.c.code == "111"))[0]._mapping)
        row = unit.keep(code, found)
        unit.change(code, row, pack="box")
        assert unit.keep(code, dict(found, pack="")) is row
        assert unit.one(code, "111", "TEA-1", 1) is row
        assert row["pack"] == "box"


def test_a_row_read_by_key_and_by_group_is_the_same_row(store: Store) -> None:
    with store.unit() as unit:
        row = unit.one(code, "222", "TEA-1", 1)
        assert row is not None
        unit.change(code, row, factor=1, pack="box")
        assert unit.group(code, "sku", ["TEA-1"])[1] is row


def test_new_rows_join_their_group_and_changed_ones_move(store: Store) -> None:
    with store.unit() as unit:
        unit.group(code, "pack", ["", "case"])
        row = unit.put(code, code="444", sku="TEA-1", factor=12, pack="case")
        assert texts(unit.group(code, "pack", ["case"])) == ["444"]
        unit.change(code, row, pack="")
        assert texts(unit.group(code, "pack", ["case"])) == []
        assert texts(unit.group(code, "pack", [""])) == ["111", "222", "333", "444"]
    store.forget()
    with store.unit() as unit:
        assert texts(unit.group(code, "pack", [""])) == ["111", "222", "333", "444"]


def test_a_group_read_late_holds_what_this_unit_wrote_before(store: Store) -> None:
    with store.unit() as unit:
        unit.put(code, code="444", sku="TEA-1", factor=12)
        assert texts(unit.group(code, "sku", ["TEA-1"])) == ["111", "222", "444"]


def test_a_new_parent_s_group_is_known_to_be_empty(store: Store) -> None:
    with told(store) as sent, store.unit() as unit:
        unit.begin_group(code, "sku", "NEW-1")
        assert unit.group(code, "sku", ["NEW-1"]) == []
        assert sent == []
        unit.put(code, code="555", sku="NEW-1", factor=1)
        assert texts(unit.group(code, "sku", ["NEW-1"])) == ["555"]
    assert len(sent) == 1


def test_a_group_of_two_columns_is_one_group(store: Store) -> None:
    with store.unit() as unit:
        unit.put(code, code="444", sku="TEA-1", factor=12)
        assert texts(unit.group(code, ("sku", "factor"), [("TEA-1", 12), ("COCOA-1", 1)])) == ["444", "333"]


def test_a_small_table_is_read_whole_once_and_new_rows_belong_to_it(store: Store) -> None:
    box = {"length_mm": 1, "width_mm": 1, "height_mm": 1, "tare_g": 1, "weight_g_max": 1}
    with store.unit() as unit:
        unit.put(carton, code="K02", **box)
    store.forget()
    with told(store) as sent:
        for _ in range(2):
            with store.unit() as unit:
                assert texts(unit.all(carton)) == ["K02"]
                assert unit.one(carton, "K99") is None
        assert len(sent) == 1
        with store.unit() as unit:
            unit.put(carton, code="K01", **box)
            assert texts(unit.all(carton)) == ["K01", "K02"]


def test_a_free_read_sees_what_is_not_written_yet(store: Store) -> None:
    with store.unit() as unit:
        unit.put(tote, warehouse="SZ", code="T-0001")
        assert [row.code for row in unit.query(select(tote))] == ["T-0001"]


def test_what_is_kept_is_bounded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit_of_work, "ROWS_KEPT_MAX", 2)
    with store.unit() as unit:
        assert len(unit.group(code, "sku", ["TEA-1", "COCOA-1"])) == 3
    with told(store) as sent, store.unit() as unit:
        unit.one(code, "111", "TEA-1", 1)
    assert len(sent) == 1


# -- writing -----------------------------------------------------------------------------------------------------------


def test_many_new_rows_are_one_statement_and_an_equal_value_is_none(store: Store) -> None:
    with told(store) as sent, store.unit() as unit:
        for n in range(30):
            unit.put(tote, warehouse="SZ", code=f"T-{n:04d}")
    assert len(sent) == 1
    with told(store) as sent, store.unit() as unit:
        row = unit.one(code, "111", "TEA-1", 1)
        assert row is not None
        unit.change(code, row, pack="", supplier="")
    assert [text.split()[0] for text in sent] == ["SELECT"]


def test_rows_that_changed_different_columns_keep_their_others(store: Store) -> None:
    with store.unit() as unit:
        tea, cocoa = unit.one(code, "111", "TEA-1", 1), unit.one(code, "333", "COCOA-1", 1)
        assert tea is not None
        assert cocoa is not None
        unit.change(code, tea, pack="box")
        unit.change(code, cocoa, supplier="S-1")
    store.forget()
    with store.unit() as unit:
        rows = unit.many(code, [("111", "TEA-1", 1), ("333", "COCOA-1", 1)])
        assert [(row["pack"], row["supplier"]) for row in rows] == [("box", ""), ("", "S-1")]


def test_a_new_row_changed_before_it_is_written_is_written_once(store: Store) -> None:
    with told(store) as sent, store.unit() as unit:
        row = unit.put(number, name="order", last=0)
        unit.change(number, row, last=5)
    assert [text.split()[0] for text in sent] == ["INSERT"]
    store.forget()
    with store.unit() as unit:
        assert unit.one(number, "order") == {"name": "order", "last": 5}


def test_an_appended_row_is_written_and_found_when_asked_for(store: Store) -> None:
    with store.unit() as unit:
        assert unit.one(number, "order") is None
        unit.append(number, name="order", last=3)
    with store.unit() as unit:
        assert unit.one(number, "order") == {"name": "order", "last": 3}


# -- shifts ------------------------------------------------------------------------------------------------------------


def test_shifts_of_one_heap_are_summed_up_and_sent_together(store: Store) -> None:
    """Rule B3: one guarded statement; what adds up to nothing is not sent at all."""
    other = ("SZ", "A-01-2", "TEA-1", "", "")
    with told(store) as sent, store.unit() as unit:
        unit.shift(HEAPS, HEAP, 5)
        unit.shift(HEAPS, HEAP, 2, 3)
        unit.shift(HEAPS, other, 4)
        unit.shift(HEAPS, other, -4)
    assert len(sent) == 1
    assert heap(store) == (7, 3)


def test_of_two_who_take_the_last_unit_one_must_decide_again(store: Store) -> None:
    """Rule B3: `available >= q` stands in the same statement; the loser's whole step is undone."""
    receive(store, 5)
    with store.unit() as unit:
        unit.shift(HEAPS, HEAP, part=3)

    def take(quantity: int) -> None:
        with store.unit() as unit:
            unit.put(tote, warehouse="SZ", code="T-0009")
            unit.shift(HEAPS, HEAP, part=quantity)

    with pytest.raises(TakenMeanwhile, match="stock"):
        take(3)
    assert heap(store) == (5, 3)
    with store.unit() as unit:
        assert unit.one(tote, "SZ", "T-0009") is None
    take(2)
    assert heap(store) == (5, 5)


def test_one_taken_heap_among_many_stops_them_all(store: Store) -> None:
    """Rule B3: a step is whole or not at all."""
    receive(store, 5)

    def take_both() -> None:
        with store.unit() as unit:
            unit.shift(HEAPS, ("SZ", "A-01-2", "TEA-1", "", ""), 9, 1)
            unit.shift(HEAPS, HEAP, part=6)

    with pytest.raises(TakenMeanwhile):
        take_both()
    assert heap(store) == (5, 0)


def test_a_heap_may_fall_below_what_is_allocated(store: Store) -> None:
    """Rule B4: a count or damage does that, and it is no error."""
    receive(store, 5)
    with store.unit() as unit:
        unit.shift(HEAPS, HEAP, part=5)
    with store.unit() as unit:
        unit.shift(HEAPS, HEAP, -4)
    with store.unit() as unit:
        unit.shift(HEAPS, HEAP, part=-2)
    assert heap(store) == (1, 3)


def test_rows_are_written_in_one_fixed_order(store: Store) -> None:
    """Rule B3: rows are locked in one fixed order, whatever order they were touched in."""
    sent: list[tuple[str, tuple[object, ...]]] = []

    def note(statement: str, values: tuple[object, ...]) -> None:
        if statement.startswith("INSERT"):
            sent.append((statement.split()[2], values))

    with listening(store, note), store.unit() as unit:
        for location in ("C-1", "A-1", "B-1"):
            unit.shift(HEAPS, ("SZ", location, "TEA-1", "", ""), 1)
        unit.put(tote, warehouse="SZ", code="T-0001")
        unit.put(number, name="order", last=1)
    assert [table for table, _ in sent] == ["number", "tote", "stock"]
    assert [value for value in sent[2][1] if str(value).endswith("-1") and value != "TEA-1"] == ["A-1", "B-1", "C-1"]


# -- failing -----------------------------------------------------------------------------------------------------------


class Stumbled(Exception):
    pass


def stumble(store: Store) -> None:
    """Do something of everything, then fail."""
    with store.unit() as unit:
        row = unit.one(code, "111", "TEA-1", 1)
        assert row is not None
        unit.change(code, row, pack="spoilt")
        unit.put(code, code="999", sku="TEA-1", factor=1)
        unit.shift(HEAPS, HEAP, 100)
        store.journal.record(unit, (a_receipt(7),), WORKER)
        unit.flush()
        raise Stumbled


def test_a_failed_unit_leaves_nothing_on_disk_and_nothing_in_memory(store: Store) -> None:
    receive(store, 5)
    with store.unit() as unit:
        unit.group(code, "sku", ["TEA-1"])
    for _ in range(2):
        with pytest.raises(Stumbled):
            stumble(store)
    assert (on_hand(store), facts(store)) == (5, 1)
    with store.unit() as unit:
        rows = unit.group(code, "sku", ["TEA-1"])
        assert [(row["code"], row["pack"]) for row in rows] == [("111", ""), ("222", "")]
        assert unit.one(code, "999", "TEA-1", 1) is None


def test_a_failed_unit_s_guess_that_a_row_is_absent_is_forgotten_too(store: Store) -> None:
    def put_and_fail(unit: UnitOfWork) -> None:
        unit.put(number, name="order", last=1)
        raise Stumbled

    with pytest.raises(Stumbled), store.unit() as unit:
        put_and_fail(unit)
    with store.unit() as unit:
        assert unit.one(number, "order") is None
        unit.put(number, name="order", last=7)
    store.forget()
    with store.unit() as unit:
        assert unit.one(number, "order") == {"name": "order", "last": 7}


def test_the_heap_table_is_only_ever_shifted(store: Store) -> None:
    """Rule B3: the counter changes only by a guarded update: no fold puts or changes a row of it."""
    folder = Path(unit_of_work.__file__).parent
    written = [
        path.name
        for path in folder.glob("*.py")
        for name in (stock.name, "availability")
        if any(f"unit.{how}({name}," in path.read_text("utf-8") for how in ("put", "change", "append"))
    ]
    assert written == []
