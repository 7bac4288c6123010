"""The store's end of the exchange: a scan that waits goes first, but a page is not put off for ever."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.wire import NOTHING_YET, Ack
from app.store.store import Store
from app.sync.instructions import TakePage
from app.sync.saved import Cursor, Mark, Saved
from app.sync.station_store import GIVES_WAY_MAX, StationStore
from tests.store.builders import NOW, an_open_store, receive
from tests.store.feed_pages import SZ, a_heap, a_page

SAVED = Saved(3, Ack(7, bytes(32)), 5, 6, (1, 2), (Cursor("catalog", 9, 8), Cursor(SZ)), (Mark(4, NOW),))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with an_open_store(tmp_path / "store.sqlite") as opened:
        yield opened


def test_a_page_gives_way_to_scans_a_few_times_and_then_goes_in(store: Store) -> None:
    end = StationStore(store, somebody_waits=lambda: True)
    told = TakePage(a_page(a_heap("A-1", 3)), 0, SAVED)
    for _ in range(2):
        assert [end.take_page(told) for _ in range(GIVES_WAY_MAX + 1)] == [False] * GIVES_WAY_MAX + [True]


def test_what_the_engine_saves_is_read_as_it_was_written(store: Store) -> None:
    end = StationStore(store)
    assert (end.started().saved, end.started().last_seq) == (Saved(), 0)
    end.save(SAVED)
    receive(store)
    assert (end.started().station, end.started().saved, end.started().last_seq) == ("P01", SAVED, 1)


def test_a_renumbered_store_believes_nothing_of_what_was_acknowledged(store: Store) -> None:
    end = StationStore(store)
    end.save(SAVED)
    receive(store)
    end.renumber("P77")
    assert end.started().saved == SAVED.renumbered(1)
    end.renumber("P78", new_server_epoch=4)
    assert end.started().saved == Saved(4, whole_seq=1)
    end.begin_anew(9)
    assert end.started().saved == Saved(9, NOTHING_YET, whole_seq=1)


def test_streams_are_followed_again_from_the_first_fact_after_a_start(tmp_path: Path) -> None:
    path = tmp_path / "again.sqlite"
    with an_open_store(path) as store:
        StationStore(store).follow((SZ, "catalog"))
    with an_open_store(path) as store:
        receive(store)
        end = StationStore(store)
        assert end.streams() == (SZ, "catalog")
        assert end.touched(SZ, 99)
        end.follow(())
    with an_open_store(path) as store:
        before = StationStore(store).touched(SZ, 99)
        receive(store, sku="LAMP")
        assert StationStore(store).touched(SZ, 99) == before


def test_facts_are_forgotten_in_transactions_of_bounded_size(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        receive(store)
    turns = []

    def in_turn(work):  # type: ignore[no-untyped-def]
        turns.append(work)
        return work()

    monkeypatch.setattr("app.store.outbox.FORGET_ROWS_MAX", 2)
    monkeypatch.setattr("app.store.outbox.forget.__defaults__", (2,))
    StationStore(store, in_turn).forget(4)
    assert len(turns) == 2
    assert [fact.seq for fact in StationStore(store).outbox(5, 9)] == [5]
