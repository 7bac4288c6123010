"""What travels: gapless pages, and pushes that fit."""

from hypothesis import given
from hypothesis import strategies as st

from app.models.wire import PUSH_BYTES_MAX, PUSH_FACTS_MAX, RowKey, fitting
from tests.sync.builders import Desk, a_row, met, rows


def test_a_page_is_gapless_when_it_has_each_position_between_its_ends_once() -> None:
    desk = Desk(met(position=4))
    assert desk.a_page(4, 6).page.is_gapless
    assert desk.a_page(4, 4).page.is_gapless
    assert not desk.a_page(4, 6, rows=rows(4, 5)).page.is_gapless
    assert not desk.a_page(4, 6, rows=rows(5, 7)).page.is_gapless
    assert not desk.a_page(6, 4, rows=rows(4, 6)).page.is_gapless


def test_a_row_is_named_by_its_kind_and_key() -> None:
    assert a_row(3).names == RowKey("stock", "LAMP-42")


@given(st.lists(st.integers(1, PUSH_BYTES_MAX), max_size=20), st.integers(1, 10))
def test_a_push_takes_as_many_facts_as_fit_and_never_one_more(sizes: list[int], most: int) -> None:
    count = fitting(sizes, most)
    assert count <= min(len(sizes), most)
    assert sum(sizes[:count]) <= PUSH_BYTES_MAX
    if count < min(len(sizes), most):
        assert sum(sizes[: count + 1]) > PUSH_BYTES_MAX


def test_a_fact_larger_than_a_push_goes_alone_and_blocks_nobody() -> None:
    assert fitting([PUSH_BYTES_MAX * 2, 1]) == 1
    assert fitting([1] * 1000) == PUSH_FACTS_MAX
    assert fitting([]) == 0
