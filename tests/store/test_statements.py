"""The hot statements: each is found by an index, however large the store; rows survive the way in and out."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Float, Numeric, event

from app.models.picking import Ask
from app.models.picks import ShortReason
from app.models.stock import AdjustReason
from app.operations.allocation import next_wave, release
from app.operations.orders import cancel_order, place_order
from app.operations.people import sign_in, sign_out
from app.operations.picking import answer_empty, skip_line, take_over, take_work, undo_pick
from app.operations.short_pick import short_line
from app.operations.station import Author, Station
from app.operations.stock import (
    Adjust,
    MoveStock,
    Receive,
    adjust,
    count_tasks,
    heaps_at,
    heaps_of_product,
    move_stock,
    open_put_backs,
    receive,
    shortages,
)
from app.store import statements
from app.store.catalog import tote
from app.store.columns import codecs, from_microseconds, metadata, to_microseconds
from app.store.orders import order_line
from app.store.statements import Statements
from app.store.stock import count_task
from tests.builders import (
    CLERK,
    COCOA,
    LAMP,
    MILK,
    PHONE,
    PICKER,
    SUPERVISOR,
    TEA,
    a_draft,
    a_stocked_station,
    add_customer,
)
from tests.driver import listening
from tests.floor import hand_over, pack_all, pick_all, start_walk, walk_on, walk_to
from tests.store.builders import an_open_store

SMALL = {"warehouse", "carrier", "carton", "setting", "tote", "worker"}
"""Tables of a few rows, which may be read whole."""


@contextmanager
def heard(engine: Any) -> Iterator[dict[str, None]]:
    """The different statements sent to an engine in a block."""
    texts: dict[str, None] = {}

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.split(maxsplit=1)[0] in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"):
            texts[statement] = None

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield texts
    finally:
        event.remove(engine, "before_cursor_execute", note)


def scans(station: Station, texts: dict[str, None]) -> list[str]:
    """Each statement that reads a large table from end to end, with that line of its plan."""
    large = set(metadata.tables) - SMALL
    found = []
    with station.store.reader() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        for text in texts:
            marks = re.sub(r"'[^']*'", "", text).count("?")
            for *_, line in driver.execute(f"EXPLAIN QUERY PLAN {text}", (None,) * marks):
                scanned = re.match(r"SCAN (\w+)", line)
                if scanned and scanned[1] in large:
                    found.append(f"{line}: {text}")
    return found


def a_day(station: Station) -> None:
    """Everything people do in a day, with what goes wrong in it."""
    signed_in = sign_in(station, Author(), PICKER.worker)
    buyer = add_customer(station)
    wanted = [((TEA, 2), (LAMP, 3)), ((COCOA, 4), (MILK, 1)), ((PHONE, 1), (TEA, 1)), ((TEA, 1),)]
    orders = [place_order(station, CLERK, a_draft(buyer, *goods)).work.order_id for goods in wanted]
    release(station, SUPERVISOR, orders, next_wave(station, SUPERVISOR).work)
    work = walk_to(station, start_walk(station), Ask.ITEM)
    work = undo_pick(station, PICKER, walk_on(station, work).pick_list_id).work
    skip_line(station, PICKER, work.pick_list_id)
    pick_all(station, short_line(station, PICKER, work.pick_list_id, ShortReason.TOO_FEW, 0).work)
    hand_over(station, pack_all(station, work.shipments[0].shipment_id))
    other = take_work(station, Author("W-0012")).work
    take_over(station, PICKER, other.pick_list_id, sure=True)
    answer_empty(station, PICKER, other.pick_list_id, False)
    cancel_order(station, CLERK, other.shipments[0].order_id, "caller")
    receive(station, PICKER, Receive(PHONE, "B-01-1", 1, serials=("SN-77",)))
    receive(station, PICKER, Receive(MILK, "A-01-2", 1, lot="L1", expires_on=date(2026, 12, 31)))
    adjust(station, SUPERVISOR, Adjust("A-02-2", TEA, AdjustReason.COUNT, counted=40))
    move_stock(station, PICKER, MoveStock(TEA, "A-02-2", "R-01-1", 2))
    sign_out(station, signed_in.work.author)


def test_no_statement_of_a_day_reads_a_large_table_from_end_to_end(tmp_path: Path) -> None:
    """Cost grows with the work of the moment, not with the size of the history."""
    with a_stocked_station(tmp_path) as station:
        station.store.forget()
        texts: dict[str, None] = {}
        with listening(station.store, lambda text, _: texts.setdefault(text)):
            a_day(station)
        assert len(texts) > 60
        assert scans(station, texts) == []


LISTS: list[tuple[Callable[..., Any], tuple[str, ...]]] = [
    (heaps_of_product, ("SZ", TEA)),
    (heaps_at, ("SZ", "A-02-1")),
    (shortages, ("SZ",)),
    (open_put_backs, ("SZ",)),
    (count_tasks, ("SZ",)),
]


@pytest.mark.parametrize(("look_up", "arguments"), LISTS, ids=[look_up.__name__ for look_up, _ in LISTS])
def test_no_list_of_the_stock_screen_reads_a_large_table_from_end_to_end(
    tmp_path: Path, look_up: Callable[..., Any], arguments: tuple[str, ...]
) -> None:
    with a_stocked_station(tmp_path) as station:
        with heard(station.store._readers) as texts, station.store.reader() as connection:
            look_up(connection, *arguments)
        assert texts
        assert scans(station, texts) == []


def test_a_scan_of_a_large_table_would_be_noticed(tmp_path: Path) -> None:
    """The test above can fail."""
    with a_stocked_station(tmp_path) as station:
        assert len(scans(station, {"SELECT * FROM stock WHERE on_hand = ?": None})) == 1
        assert len(scans(station, {"UPDATE pick_line SET picked = ? WHERE sku = ?": None})) == 1
        assert scans(station, {"SELECT * FROM stock WHERE warehouse = ? AND sku = ?": None}) == []


# -- statements themselves ---------------------------------------------------------------------------------------------


def test_many_rows_go_in_several_statements_and_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "ROWS_A_STATEMENT_MAX", 7)
    keys = [("SZ", f"T-{n:04d}") for n in range(20)]
    with an_open_store(tmp_path / "store.sqlite") as store:
        with store.unit() as unit:
            for warehouse, code in keys:
                unit.put(tote, warehouse=warehouse, code=code)
        store.forget()
        before = store.statements.count
        with store.unit() as unit:
            assert [row["code"] for row in unit.many(tote, keys)] == [code for _, code in keys]
        assert store.statements.count - before == 3


def test_the_kept_texts_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "TEXTS_KEPT_MAX", 4)
    with an_open_store(tmp_path / "store.sqlite") as store:
        for n in range(1, 10):
            with store.unit() as unit:
                unit.many(tote, [("SZ", f"T-{n}-{each}") for each in range(n)])
        assert len(store.statements._texts) == 4


def test_a_statement_is_built_once_for_its_shape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built = []
    build = Statements._insert_text
    monkeypatch.setattr(Statements, "_insert_text", lambda self, *of: built.append(of) or build(self, *of))
    with an_open_store(tmp_path / "store.sqlite") as store:
        for n in range(5):
            with store.unit() as unit:
                unit.put(tote, warehouse="SZ", code=f"T-{n}")
    assert built == [(tote, 1)]


def test_ids_times_days_and_flags_survive_the_way_in_and_out(tmp_path: Path) -> None:
    at, key = datetime(2026, 11, 24, 8, 0, 0, 123_456, tzinfo=UTC), UUID(int=5)
    texts = {"warehouse": "SZ", "location": "A", "sku": "TEA-1", "reason": "", "state": "requested"}
    with an_open_store(tmp_path / "store.sqlite") as store:
        with store.unit() as unit:
            unit.put(count_task, count_id=key, requested_at=at, **texts)
        store.forget()
        with store.unit() as unit:
            assert unit.one(count_task, key) == {"count_id": key, "requested_at": at, **texts}


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_time_is_exact_to_the_microsecond(at: datetime) -> None:
    assert from_microseconds(to_microseconds(at)) == at


def test_quantities_and_money_are_integers_in_every_table() -> None:
    """Rule B5: exact numbers; only the monotonic clock of a fact is a fraction."""
    fractions = [
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Float | Numeric)
    ]
    assert fractions == ["journal.monotonic"]
    assert {name for name, *_ in codecs(order_line)} >= {"ordered", "promised", "unit_price"}


def test_each_rung_of_the_ladder_is_a_check_in_the_database(tmp_path: Path) -> None:
    """Rule A4: each rung is a CHECK in the database, so that no path past the models can break it."""
    with a_stocked_station(tmp_path) as station:
        buyer = add_customer(station)
        place_order(station, CLERK, a_draft(buyer, (TEA, 2)))
        for wrong in ("promised = 3", "released = 3", "picked = 1", "shipped = 1", "delivered = -1", "cancelled = 3"):
            with pytest.raises(Exception, match="CHECK constraint failed"), station.store.unit() as unit:
                unit.connection.exec_driver_sql(f"UPDATE order_line SET {wrong}")
