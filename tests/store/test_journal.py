"""The journal: gapless, chained, and enough to fold the whole store again."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.clock import FixedClock
from app.models.facts import KINDS, Fact
from app.models.orders import CustomerAdded, HoldReason
from app.models.stock import StockReceived
from app.operations.orders import cancel_order, hold_order, place_order, save_draft
from app.operations.station import Station
from app.store import schema
from app.store.columns import metadata
from app.store.fold import FOLDS, fold
from app.store.journal import CHAIN_START, envelope_hash, journal, read_fact, stored_hash
from tests.builders import (
    CLERK,
    LAMP,
    NOON,
    SUPERVISOR,
    TEA,
    a_customer,
    a_draft,
    a_station,
    a_stocked_station,
    add_customer,
    an_empty_station,
    furnish,
    receive,
    record,
)
from tests.floor import a_packed_parcel, hand_over

assert schema.metadata is metadata
LOCAL = {"journal", "setting", "number", "print_job", "alembic_version"}
MASTER = {"product", "code", "warehouse", "location", "carton", "carrier", "worker"}
"""Filled by import, not by facts."""


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with a_station(tmp_path) as opened:
        yield opened


def rows(station: Station) -> list[Any]:
    with station.store.reader() as connection:
        return list(connection.execute(select(journal).order_by(journal.c.seq)))


def test_facts_are_numbered_without_a_gap_and_name_the_hash_of_the_one_before(station: Station) -> None:
    """Each fact's `prev` is the SHA-256 of the envelope before; the first starts from zeros."""
    for quantity in (1, 2, 3):
        receive(station, LAMP, quantity)
    record(station, CustomerAdded(a_customer()), StockReceived("SZ", "A-01-1", TEA, "", None, (), 4))
    kept = rows(station)
    assert [row.seq for row in kept] == [1, 2, 3, 4, 5]
    assert [row.prev for row in kept] == [CHAIN_START, *(envelope_hash(row) for row in kept[:-1])]


def test_a_changed_byte_breaks_the_chain(station: Station) -> None:
    """A rolled-back or altered disk is found: every part of an envelope is in its hash."""
    receive(station, LAMP, 1)
    row = rows(station)[0]._mapping
    whole = envelope_hash(_Row(row))
    for name in (column.name for column in journal.columns if column.name != "subject"):
        changed = {"body": row["body"] + b" ", "prev": b"\1" * 32, "at": row["at"] + timedelta(microseconds=1)}
        other = dict(row) | {name: changed.get(name, _other(row[name]))}
        assert envelope_hash(_Row(other)) != whole, name


def test_the_hash_of_a_stored_row_is_the_hash_of_its_fact(station: Station) -> None:
    """The reconciler reads rows as the driver gives them and finds the same chain."""
    receive(station, LAMP, 1)
    with station.store.reader() as connection:
        raw = connection.exec_driver_sql("SELECT * FROM journal").one()
    assert stored_hash(raw) == envelope_hash(rows(station)[0])


def test_a_failed_act_takes_no_number(station: Station) -> None:
    """The chain goes back with the transaction."""
    receive(station, LAMP, 1)
    with pytest.raises(RuntimeError, match="plug"):
        _fail(station)
    receive(station, LAMP, 1)
    kept = rows(station)
    assert [row.seq for row in kept] == [1, 2]
    assert kept[1].prev == envelope_hash(kept[0])


def test_the_chain_goes_on_after_a_restart_with_the_clock_set_back(tmp_path: Path) -> None:
    """Ids grow although the clock does not: no id is given twice, none below the last."""
    with a_station(tmp_path) as station:
        receive(station, LAMP, 1)
    with an_empty_station(tmp_path, clock=FixedClock(NOON - timedelta(days=400))) as station:
        receive(station, LAMP, 1)
        kept = rows(station)
    assert kept[1].prev == envelope_hash(kept[0])
    assert kept[1].id > kept[0].id
    assert kept[1].at < kept[0].at


def test_every_kind_of_fact_has_exactly_one_fold() -> None:
    """A fact without a fold would be a crash at its first use."""
    assert set(FOLDS) == {kind.body for kind in KINDS.values()}


def test_a_day_folded_again_from_its_journal_is_the_same_day(tmp_path: Path) -> None:
    """The fold is a function of the facts: replayed into an empty store they make the same rows in every table."""
    (tmp_path / "again").mkdir()
    with a_stocked_station(tmp_path) as station:
        _a_day(station)
        facts = [read_fact(row) for row in rows(station)]
        told = _tables(station)
    with an_empty_station(tmp_path / "again", "P02") as station:
        furnish(station)
        _replay(station, facts)
        again = _tables(station)
    for name, first in told.items():
        assert again[name] == first, name
    assert told["stock_move"]


def _fail(station: Station) -> None:
    with station.act(CLERK) as act:
        act.record(CustomerAdded(a_customer()))
        raise RuntimeError("pulled the plug")


def _a_day(station: Station) -> None:
    """Place, hold, cancel, pick, pack and hand over."""
    customer = add_customer(station)
    save_draft(station, CLERK, a_draft(customer))
    order_id = place_order(station, CLERK, a_draft(customer, (LAMP, 3), (TEA, 60))).work.order_id
    hold_order(station, SUPERVISOR, order_id, HoldReason.CREDIT_REFUSED)
    cancel_order(station, CLERK, order_id, "customer called")
    hand_over(station, a_packed_parcel(station, (TEA, 2), (LAMP, 1)))


def _replay(station: Station, facts: list[Fact]) -> None:
    for fact in facts:
        with station.store.unit() as unit:
            fold(unit, fact)


def _tables(station: Station) -> dict[str, list[tuple[Any, ...]]]:
    with station.store.reader() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in metadata.tables.items()
            if name not in LOCAL | MASTER
        }


class _Row:
    """A journal row with other values."""

    def __init__(self, values: Any) -> None:
        self.__dict__.update(values)


def _other(value: Any) -> Any:
    """Another value of the same type."""
    if value is None:
        return a_customer().customer_id
    if isinstance(value, int | float):
        return value + 1
    return f"{value}x" if isinstance(value, str) else a_customer().customer_id
