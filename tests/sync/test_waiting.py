"""Waiting: longer after each failure, drawn apart by chance, never past the longest."""

from hypothesis import given
from hypothesis import strategies as st

from app.sync.tunables import TUNABLES
from app.sync.waiting import backoff_s, retry_s

A_DRAW = st.floats(0, 1, exclude_max=True)


@given(st.integers(1, 10_000), A_DRAW)
def test_a_wait_is_within_its_bounds_after_any_number_of_failures(failures: int, jitter: float) -> None:
    wait_s = backoff_s(failures, jitter, TUNABLES)
    assert TUNABLES.backoff_first_s / 2 <= wait_s <= TUNABLES.backoff_s_max


@given(st.floats(0, 1e9), A_DRAW)
def test_a_server_waits_no_less_than_it_asked_for(asked_s: float, jitter: float) -> None:
    wait_s = retry_s(asked_s, jitter, TUNABLES)
    assert min(asked_s, TUNABLES.retry_after_s_max) <= wait_s <= TUNABLES.retry_after_s_max * 1.25
