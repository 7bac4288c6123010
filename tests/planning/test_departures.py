"""A carrier's timetable: cut-offs in local time, working days, room, and how long the way is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.models.catalog import Carrier
from app.planning.departures import Timetable, departures, transit_days

SHANGHAI = timezone(timedelta(hours=8))
FRIDAY = date(2026, 11, 27)
RIVER = Carrier("RIVER-STD", "River", "江河", "standard", 1020, 10, 800, 3, 0, abroad=False)
BLUE_SAIL = Carrier("AIR-INT", "Blue Sail", "蓝帆", "air", 900, 10, 9800, 4, 7, abroad=True)


def test_a_cut_off_is_local_time_told_in_utc() -> None:
    first = departures(RIVER, 3, Timetable(FRIDAY, 1, SHANGHAI), {})[0]
    assert first.cut_off_at == datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
    assert (first.ship_on, first.arrive_on, first.carrier, first.cost) == (FRIDAY, date(2026, 11, 30), "RIVER-STD", 800)


def test_closed_days_have_no_collection() -> None:
    found = departures(RIVER, 1, Timetable(FRIDAY, 4, SHANGHAI, frozenset({5, 6})), {})
    assert [at.ship_on.day for at in found] == [27, 30]


def test_parcels_given_already_leave_less_room_and_never_less_than_none() -> None:
    saturday = FRIDAY + timedelta(days=1)
    found = departures(RIVER, 1, Timetable(FRIDAY, 3, SHANGHAI), {FRIDAY: 4, saturday: 25})
    assert [at.parcels_left for at in found] == [6, 0, 10]


@pytest.mark.parametrize(
    ("province", "days"), [("江苏省", 2), ("四川省", 3), ("西藏自治区", 5)], ids=["near", "usual", "remote"]
)
def test_the_way_depends_on_the_province(province: str, days: int) -> None:
    assert transit_days(RIVER, "CN", "江苏省", province) == days


def test_no_way_takes_less_than_a_day() -> None:
    assert transit_days(replace(RIVER, transit_days=1), "CN", "江苏省", "江苏省") == 1


def test_a_service_goes_abroad_or_stays_at_home() -> None:
    assert transit_days(BLUE_SAIL, "GB", "江苏省", "") == 7
    assert transit_days(BLUE_SAIL, "CN", "江苏省", "江苏省") is None
    assert transit_days(RIVER, "GB", "江苏省", "") is None


def test_nobody_promises_years_ahead() -> None:
    with pytest.raises(AssertionError):
        Timetable(FRIDAY, 61, SHANGHAI)
