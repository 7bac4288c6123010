"""Numbers of a station's series: reserved in blocks, each given out once whatever fails."""

from pathlib import Path

import pytest

from app.store.local import NumberBlocks
from app.store.store import Store
from tests.store.builders import an_open_store


def taken(store: Store, blocks: NumberBlocks, times: int, block_n: int = 5) -> list[int]:
    """Take numbers, each in a unit of its own."""
    found = []
    for _ in range(times):
        with store.unit() as unit:
            found.append(blocks.take(unit, "order", block_n))
    return found


def fail_after_taking(store: Store, blocks: NumberBlocks) -> None:
    with store.unit() as unit:
        blocks.take(unit, "order", 5)
        raise RuntimeError


def reserved(store: Store) -> int:
    with store.reader() as connection:
        return int(connection.exec_driver_sql("SELECT last FROM number WHERE name = 'order'").scalar_one())


def test_numbers_follow_each_other_and_a_block_is_written_once(tmp_path: Path) -> None:
    with an_open_store(tmp_path / "store.sqlite") as store:
        blocks = NumberBlocks()
        assert taken(store, blocks, 5) == [1, 2, 3, 4, 5]
        assert reserved(store) == 5
        before = store.statements.count
        assert taken(store, blocks, 5) == [6, 7, 8, 9, 10]
        assert store.statements.count - before == 1


def test_each_series_counts_for_itself(tmp_path: Path) -> None:
    with an_open_store(tmp_path / "store.sqlite") as store, store.unit() as unit:
        blocks = NumberBlocks()
        assert [blocks.take(unit, name, 5) for name in ("order", "sscc", "order", "sscc")] == [1, 1, 2, 2]


def test_a_block_of_one_leaves_no_gap(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        with an_open_store(tmp_path / "store.sqlite") as store:
            assert taken(store, NumberBlocks(), 1, block_n=1) == [number]


def test_a_new_start_skips_what_was_reserved(tmp_path: Path) -> None:
    """Also after a kill: what may have been given out is not given out again."""
    for first in (1, 6, 11):
        with an_open_store(tmp_path / "store.sqlite") as store:
            assert taken(store, NumberBlocks(), 2) == [first, first + 1]


@pytest.mark.parametrize("before", [0, 2])
def test_a_failed_unit_gives_no_number_away_that_the_store_has_not_reserved(tmp_path: Path, before: int) -> None:
    with an_open_store(tmp_path / "store.sqlite") as store:
        blocks = NumberBlocks()
        given = taken(store, blocks, before)
        with pytest.raises(RuntimeError):
            fail_after_taking(store, blocks)
        blocks.forget()
        given += taken(store, blocks, 7)
        assert len(set(given)) == len(given)
        assert max(given) <= reserved(store)
