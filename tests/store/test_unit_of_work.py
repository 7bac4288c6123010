"""The unit of work on a real file: what is kept, what is written when, and the guard of the counters."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.operations.station import Station
from app.store.catalog import code, lot, product
from app.store.stock import AVAILABLE, HEAPS, availability
from app.store.unit_of_work import TakenMeanwhile, UnitOfWork
from tests.builders import COCOA, LAMP, MILK, TEA, a_station, counted_statements

HEAP = ("SZ", "A-01-1", LAMP, "", "")


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with a_station(tmp_path) as opened:
        opened.store.forget()
        yield opened


def stored(station: Station, sql: str, *values: Any) -> Any:
    with station.store.reader() as connection:
        return connection.exec_driver_sql(sql, values).scalar()


def test_a_row_is_read_once_also_when_there_is_none(station: Station) -> None:
    """The second scan of a walk reads nothing: rows, and that there is no row, are kept between units."""
    with counted_statements(station) as counted:
        for _ in range(2):
            with station.store.unit() as unit:
                assert unit.one(product, LAMP)["name"] == "Desk lamp"
                assert unit.one(product, "NO-SUCH") is None
                assert [row["sku"] for row in unit.many(product, [(TEA,), ("NO-SUCH",), (LAMP,)])] == [TEA, LAMP]
    assert counted.count == 3, counted.texts


def test_a_kept_group_follows_rows_that_come_go_and_change(station: Station) -> None:
    """All codes of a product are the same, whether read from the file or followed in memory."""
    with station.store.unit() as unit:
        assert len(unit.group(code, "sku", [LAMP])) == 2
        new = unit.put(code, code="X-1", sku=LAMP, factor=3)
        other = unit.group(code, "sku", [TEA])[0]
        unit.change(code, other, pack="bag")
        assert [row["code"] for row in unit.group(code, "sku", [LAMP])][-1] == new["code"]
    with counted_statements(station) as counted, station.store.unit() as unit:
        kept = unit.group(code, "sku", [LAMP, TEA])
    assert counted.count == 0
    station.store.forget()
    with station.store.unit() as unit:
        assert unit.group(code, "sku", [LAMP, TEA]) == kept
    assert stored(station, "SELECT pack FROM code WHERE sku = ?", TEA) == "bag"


def test_a_group_that_begins_with_its_parent_costs_no_read(station: Station) -> None:
    """A new order has no lines yet, and nobody needs to look."""
    with counted_statements(station) as counted, station.store.unit() as unit:
        unit.begin_group(lot, "sku", COCOA)
        unit.put(lot, sku=COCOA, lot="L1")
        assert [row["lot"] for row in unit.group(lot, "sku", [COCOA])] == ["L1"]
    assert [text.split()[0] for text in counted.texts] == ["INSERT"]


def test_what_waits_is_written_before_a_free_read(station: Station) -> None:
    """A query sees what this unit did, also shifts and changes of rows that are new."""
    with station.store.unit() as unit:
        row = unit.put(lot, sku=MILK, lot="L1")
        unit.change(lot, row, on_hold=True, hold_reason="sour")
        unit.shift(AVAILABLE, ("SZ", MILK), 5, 2)
        assert unit.query(select(lot.c.hold_reason))[0].hold_reason == "sour"
        assert tuple(unit.query(select(availability.c.on_hand, availability.c.promised))[0]) == (5, 2)
        unit.change(lot, row, on_hold=False)
    assert stored(station, "SELECT on_hold FROM lot") == 0


def test_rows_of_one_table_are_written_in_one_statement(station: Station) -> None:
    """Many-row statements: an order of ten lines costs what an order of one line costs."""
    with counted_statements(station) as counted, station.store.unit() as unit:
        for number in range(30):
            unit.put(lot, sku=TEA, lot=f"L{number}")
            unit.shift(HEAPS, ("SZ", "A-01-1", TEA, f"L{number}", ""), number)
    assert counted.count == 2
    with counted_statements(station) as counted, station.store.unit() as unit:
        for number, row in enumerate(unit.many(lot, [(TEA, f"L{number}") for number in range(30)])):
            unit.change(lot, row, on_hold=bool(number % 2), hold_reason=f"{number}")
    assert counted.count == 1
    assert stored(station, "SELECT group_concat(lot) FROM lot WHERE hold_reason <> substr(lot, 2)") is None


def test_an_unchanged_value_is_not_written(station: Station) -> None:
    """A fold that says what is so already costs nothing."""
    with station.store.unit() as unit:
        row = unit.one(product, LAMP)
    with counted_statements(station) as counted, station.store.unit() as unit:
        unit.change(product, row, name="Desk lamp")
    assert counted.count == 0


def test_a_failed_unit_leaves_nothing_on_disk_and_nothing_in_memory(station: Station) -> None:
    """A failed step is not booked; the next one sees the store as it was."""

    def fail(unit: UnitOfWork) -> None:
        unit.change(product, unit.one(product, LAMP), name="Broken")
        unit.put(lot, sku=LAMP, lot="L1")
        unit.flush()
        raise RuntimeError("pulled the plug")

    with pytest.raises(RuntimeError, match="plug"), station.store.unit() as unit:
        fail(unit)
    with station.store.unit() as unit:
        assert unit.one(product, LAMP)["name"] == "Desk lamp"
        assert unit.one(lot, LAMP, "L1") is None
    assert stored(station, "SELECT count(*) FROM lot") == 0


def test_a_counter_is_raised_only_by_what_is_free(station: Station) -> None:
    """Rule B3: the guard stands in the statement that raises, so that two writers cannot take the same unit."""
    with station.store.unit() as unit:
        unit.shift(HEAPS, HEAP, 5)
        unit.shift(HEAPS, HEAP, 0, 5)
    with pytest.raises(TakenMeanwhile), station.store.unit() as unit:
        unit.shift(HEAPS, HEAP, 0, 1)
    assert stored(station, "SELECT on_hand || '/' || allocated FROM stock") == "5/5"


def test_stock_falls_below_what_is_allocated_and_goods_come_back_to_it(station: Station) -> None:
    """Rule B4: a count may leave a shortage; a pick that is undone there is booked with its allocation."""
    with station.store.unit() as unit:
        unit.shift(HEAPS, HEAP, 5)
        unit.shift(HEAPS, HEAP, 0, 4)
    with station.store.unit() as unit:
        unit.shift(HEAPS, HEAP, -4)
    with station.store.unit() as unit:
        unit.shift(HEAPS, HEAP, 1, 1)
    assert stored(station, "SELECT on_hand || '/' || allocated FROM stock") == "2/5"


shifts = st.lists(st.tuples(st.integers(-3, 4), st.integers(-3, 4)), max_size=12)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shifts)
def test_no_row_of_shifts_takes_what_is_not_free(station: Station, deltas: list[tuple[int, int]]) -> None:
    """Rule B3: a shift passes when free stays at or above zero, or does not fall, or when it only gives back."""
    with station.store.unit() as unit:
        unit.query(availability.delete().returning(availability.c.sku))
        unit.shift(AVAILABLE, ("SZ", TEA), 3, 0)
    whole, part = 3, 0
    for more, raised in deltas:
        passes = raised <= 0 or raised <= more or whole + more >= part + raised
        try:
            with station.store.unit() as unit:
                unit.shift(AVAILABLE, ("SZ", TEA), more, raised)
        except TakenMeanwhile:
            assert not passes
        else:
            assert passes
            whole, part = whole + more, part + raised
        assert stored(station, "SELECT on_hand || '/' || promised FROM availability") == f"{whole}/{part}"
