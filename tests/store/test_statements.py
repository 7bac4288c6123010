"""The hot statements: every size and shape says the same, and each finds its rows by an index."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.operations.station import Station
from app.store import schema
from app.store.catalog import code, lot, product
from app.store.statements import ROWS_A_STATEMENT_MAX, Statements
from app.store.stock import HEAPS
from tests.builders import LAMP, TEA, a_stocked_station, counted_statements

MANY = ROWS_A_STATEMENT_MAX * 2 + 7


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with a_stocked_station(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("count", [1, 2, ROWS_A_STATEMENT_MAX, MANY])
def test_any_number_of_rows_is_written_changed_and_read_back(station: Station, count: int) -> None:
    """One row, two rows, and more than one statement takes."""
    keys = [(TEA, f"L{number}") for number in range(count)]
    with station.store.unit() as unit:
        for sku, name in keys:
            unit.put(lot, sku=sku, lot=name)
    station.store.forget()
    with station.store.unit() as unit:
        rows = unit.many(lot, keys)
        assert [(row["sku"], row["lot"]) for row in rows] == keys
        for number, row in enumerate(rows):
            unit.change(lot, row, hold_reason=f"r{number}", on_hold=True)
            unit.shift(HEAPS, ("SZ", "A-01-1", TEA, row["lot"], ""), number + 1)
    station.store.forget()
    with station.store.unit() as unit:
        assert [row["hold_reason"] for row in unit.many(lot, keys)] == [f"r{number}" for number in range(count)]
    with station.store.reader() as connection:
        booked = connection.exec_driver_sql("SELECT sum(on_hand) FROM stock WHERE lot LIKE 'L%' AND sku = ?", (TEA,))
        assert booked.scalar() == count * (count + 1) // 2


def test_a_row_that_changed_less_keeps_its_other_columns(station: Station) -> None:
    """Rows of one table that changed in different columns go out together."""
    with station.store.unit() as unit:
        one, two = unit.many(product, [(LAMP,), (TEA,)])
        unit.change(product, one, name="Lamp")
        unit.change(product, two, price=7)
    station.store.forget()
    with station.store.unit() as unit:
        one, two = unit.many(product, [(LAMP,), (TEA,)])
        assert (one["name"], one["price"], two["name"], two["price"]) == ("Lamp", 1_250, "Green tea", 7)


def test_a_text_is_built_once_for_each_shape(station: Station) -> None:
    """Building a text costs more than running a small statement."""
    with station.store.unit() as unit:
        unit.group(code, "sku", [LAMP])
    kept = dict(station.store.statements._texts)
    station.store.forget()
    with station.store.unit() as unit:
        unit.group(code, "sku", [TEA])
    assert dict(station.store.statements._texts) == kept


def test_statements_are_counted(station: Station) -> None:
    """The benchmark's figure is what goes to SQLite."""
    before = station.store.statements.count
    with counted_statements(station) as counted, station.store.unit() as unit:
        unit.change(product, unit.one(product, LAMP), price=9)
        unit.put(lot, sku=LAMP, lot="L1")
        unit.shift(HEAPS, ("SZ", "A-01-1", LAMP, "L1", ""), 1)
    assert station.store.statements.count - before == counted.count > 0


def test_every_row_is_found_by_an_index(station: Station) -> None:
    """The cost of a scan grows with the work of the moment and not with the history: no table is read through."""
    statements = Statements(station.store._writer.dialect)
    names = {table: [column.name for column in table.primary_key] for table in schema.metadata.tables.values()}
    with station.store.reader() as connection:
        for table, key in names.items():
            for count in (1, 3):
                text = statements._key_text(table, key, count)
                marks = tuple("x" for _ in range(text.count("?")))
                plan = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", marks)]
                assert not [step for step in plan if step.startswith(f"SCAN {table.name}")], (table.name, plan)
