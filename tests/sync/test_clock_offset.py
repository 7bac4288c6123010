"""The estimate of the clock's offset: the best sample holds until it is too old or a clock was set."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.sync.clock_offset import DRIFT, ClockOffset, better, measured
from app.sync.events import Now
from tests.sync.builders import START


def sample(offset_s: float, round_trip_s: float, at_s: float = 0) -> ClockOffset:
    now = Now(START + timedelta(seconds=at_s), at_s)
    return measured(now.at + timedelta(seconds=offset_s - round_trip_s / 2), round_trip_s, now)


@given(st.floats(-1e6, 1e6), st.floats(0, 60), st.floats(0, 1))
def test_the_true_offset_is_within_the_error_wherever_the_server_read_its_clock(
    offset_s: float, round_trip_s: float, part: float
) -> None:
    now = Now(START, 0)
    read_at = START + timedelta(seconds=offset_s - round_trip_s * part)
    found = measured(read_at, round_trip_s, now)
    assert abs(found.offset_s - offset_s) <= found.error_s + 1e-5


def test_a_quick_exchange_tells_more_than_a_slow_one() -> None:
    quick, slow = sample(10, 0.02), sample(10.5, 2)
    assert better(None, slow) is slow
    assert better(slow, quick) is quick
    assert better(quick, slow) is quick


def test_an_old_sample_gives_way_to_a_slower_young_one() -> None:
    assert better(sample(10, 0.02), sample(10.05, 0.2, at_s=3600)).monotonic_s == 3600


def test_two_samples_that_cannot_both_be_true_mean_that_a_clock_was_set() -> None:
    assert better(sample(10, 0.02), sample(-3000, 2, at_s=1)).offset_s < -2000


def test_a_sample_is_believed_less_the_older_it_is() -> None:
    found = sample(10, 0.02, at_s=50)
    assert found.error_now_s(50) == found.error_s == 0.01
    assert found.error_now_s(1050) == 0.01 + 1000 * DRIFT
