"""The journal: numbered without a gap, chained by hash, and every kind of fact readable for ever."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.clock import FixedClock
from app.models.facts import KINDS, Fact, fact, kind_of, subject_of
from app.models.orders import HoldLifted, HoldReason
from app.models.stock import StockReceived
from app.models.wire import CHAIN_START
from app.store.fold import FOLDS, folds
from app.store.journal import Author, envelope_hash, journal, read_fact, stored_hash
from app.store.store import Store
from tests.store.builders import NOW, WORKER, a_clock, a_receipt, an_open_store, receive
from tests.store.fact_samples import GOLDEN, encoded, samples

GOLDEN_TEXTS: dict[str, str] = json.loads(GOLDEN.read_text("utf-8"))
each_kind = pytest.mark.parametrize(("name", "body"), list(samples()), ids=[name for name, _ in samples()])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with an_open_store(tmp_path / "store.sqlite") as opened:
        yield opened


def rows(store: Store) -> list[Any]:
    with store.reader() as connection:
        return list(connection.execute(select(journal).order_by(journal.c.seq)))


def record(store: Store, *bodies: object, author: Author = WORKER) -> tuple[Fact, ...]:
    with store.unit() as unit:
        return store.journal.record(unit, bodies, author)


class Stumbled(Exception):
    pass


def record_and_fail(store: Store) -> None:
    with store.unit() as unit:
        store.journal.record(unit, (a_receipt(), a_receipt()), WORKER)
        raise Stumbled


def assert_chained(stored: list[Any]) -> None:
    assert [row.seq for row in stored] == list(range(1, len(stored) + 1))
    before = CHAIN_START
    for row in stored:
        assert row.prev == before
        before = envelope_hash(row)


def test_facts_are_numbered_without_a_gap_and_each_names_the_hash_of_the_one_before(store: Store) -> None:
    for quantity in range(1, 6):
        receive(store, quantity)
    assert_chained(rows(store))


def test_a_failed_step_takes_no_number(store: Store) -> None:
    receive(store)
    with pytest.raises(Stumbled):
        record_and_fail(store)
    receive(store)
    assert len(rows(store)) == 2
    assert_chained(rows(store))


def test_the_chain_goes_on_after_a_restart(tmp_path: Path) -> None:
    for _ in range(3):
        with an_open_store(tmp_path / "store.sqlite") as store:
            receive(store)
            receive(store)
            stored = rows(store)
    assert len(stored) == 6
    assert_chained(stored)


@settings(max_examples=settings.default.max_examples // 6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["one", "three", "fail", "restart", "clock back"]), max_size=12))
def test_whatever_happens_the_chain_holds_and_ids_rise(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    path = tmp_path_factory.mktemp("journal") / "store.sqlite"
    clock = a_clock()
    store = Store(path, clock)
    try:
        for step in steps:
            if step == "restart":
                store.close()
                store = Store(path, clock)
            elif step == "clock back":
                clock.at -= timedelta(hours=3)
            elif step == "fail":
                with pytest.raises(Stumbled):
                    record_and_fail(store)
            else:
                record(store, *[a_receipt()] * (3 if step == "three" else 1))
        stored = rows(store)
        assert_chained(stored)
        assert [row.id for row in stored] == sorted({row.id for row in stored})
    finally:
        store.close()


def test_a_stored_fact_is_read_back_as_it_was_recorded(store: Store) -> None:
    session = UUID(int=7)
    recorded = record(store, a_receipt(), a_receipt(9), author=Author("W-0005", session))
    assert tuple(read_fact(row) for row in rows(store)) == recorded
    first = recorded[0]
    assert (first.kind, first.version, first.worker, first.session) == ("stock_received", 1, "W-0005", session)
    assert (first.station, first.base) == ("P01", "")
    assert first.at.utcoffset() == timedelta(0)


def test_times_are_those_of_the_station_s_two_clocks(tmp_path: Path) -> None:
    """Rule K1: facts carry the station's time; the monotonic one survives a clock that is set back."""
    clock = FixedClock(NOW)
    store = Store(tmp_path / "store.sqlite", clock)
    try:
        record(store, a_receipt())
        clock.advance(timedelta(seconds=2))
        clock.advance(timedelta(hours=-1))
        record(store, a_receipt())
        first, second = rows(store)
    finally:
        store.close()
    assert second.at == first.at + timedelta(seconds=2) - timedelta(hours=1)
    assert second.monotonic - first.monotonic == pytest.approx(2.0)


@pytest.mark.parametrize("column", ["id", "kind", "version", "worker", "session", "at", "monotonic", "base", "body"])
def test_the_hash_covers_everything_the_envelope_says(store: Store, column: str) -> None:
    record(store, a_receipt(), author=Author("W-0005", UUID(int=7)))
    (row,) = rows(store)
    values = dict(row._mapping)
    changed = {
        "id": UUID(int=9), "session": None, "at": NOW, "monotonic": -1.0, "version": 2, "body": b"{}",
    }.get(column, "other")  # fmt: skip
    other = type("Row", (), values | {column: changed})
    assert envelope_hash(other) != envelope_hash(row)


def test_the_hash_of_a_row_as_the_driver_reads_it_is_the_same(store: Store) -> None:
    record(store, a_receipt(), author=Author("W-0005", UUID(int=7)))
    receive(store)
    with store.reader() as connection:
        raw = connection.exec_driver_sql("SELECT * FROM journal ORDER BY seq").all()
    assert [stored_hash(row) for row in raw] == [envelope_hash(row) for row in rows(store)]


# -- kinds -------------------------------------------------------------------------------------------------------------


@each_kind
def test_each_kind_is_encoded_as_it_was_from_its_first_day(name: str, body: Any) -> None:
    """A kind's meaning never changes: facts of years ago are read by this code, and hashed as they were then."""
    assert name in GOLDEN_TEXTS, "a new kind? python -m tests.store.fact_samples"
    assert encoded(body) == GOLDEN_TEXTS[name], "a new meaning is a new version of the kind"
    assert msgspec.json.decode(GOLDEN_TEXTS[name], type=type(body)) == body


def test_no_kind_was_taken_away() -> None:
    """Journals hold facts of every kind there ever was."""
    assert {f"{name} {version}" for name, version in KINDS} >= set(GOLDEN_TEXTS)


@each_kind
def test_each_kind_has_a_fold_and_its_class_s_name(name: str, body: Any) -> None:
    kind = kind_of(body)
    assert type(body) in FOLDS
    assert FOLDS[type(body)].__name__ == kind.name
    assert name == f"{kind.name} {kind.version}"


def test_a_fact_is_about_the_subject_it_names() -> None:
    order_id = UUID(int=3)
    assert subject_of(HoldLifted(order_id, HoldReason.REMARK)) == order_id
    assert subject_of(a_receipt()) is None


def test_what_is_no_fact_cannot_be_recorded(store: Store) -> None:
    with pytest.raises(KeyError):
        record(store, "not a fact")
    assert rows(store) == []
    receive(store)
    assert_chained(rows(store))


def test_a_kind_of_a_newer_version_is_told(store: Store) -> None:
    receive(store)
    (row,) = rows(store)
    newer = type("Row", (), dict(row._mapping) | {"version": 99})
    with pytest.raises(KeyError):
        read_fact(newer)


def test_a_kind_and_its_fold_are_registered_once() -> None:
    with pytest.raises(ValueError, match="two bodies for fact stock_received version 1"):
        fact()(type("StockReceived", (), {}))
    with pytest.raises(ValueError, match="two folds for StockReceived"):
        folds(StockReceived)(lambda unit, fact: None)
