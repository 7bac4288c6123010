"""Moments are shown in the warehouse's zone, whatever zone the machine has."""

from collections.abc import Iterator

import pytest

from app.views import wall_clock
from tests.builders import NOON


@pytest.fixture(autouse=True)
def taken_down() -> Iterator[None]:
    yield
    wall_clock._Wall.zone = None


@pytest.mark.parametrize(("zone", "shown"), [("Asia/Shanghai", "12:00"), ("UTC", "04:00"), ("Asia/Kolkata", "09:30")])
def test_a_moment_is_shown_as_the_warehouse_sees_it(zone: str, shown: str) -> None:
    wall_clock.hang(zone)
    assert wall_clock.minute_words(NOON) == shown
    assert wall_clock.clock_words(NOON) == f"{shown}:00"
    assert wall_clock.day_words(NOON) == f"11-24 {shown}"
