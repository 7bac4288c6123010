"""When a parcel can leave and when it arrives: a carrier's timetable as instants.

A carrier service collects once a day at its cut-off, local time of the warehouse, on working days, and takes only so
many parcels. Transit is counted in calendar days, as carriers print it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from app.models.catalog import Carrier

HOME_COUNTRY = "CN"
# Carriers add two days for these in their printed tables; within a province they need a day less.
REMOTE_PROVINCES = frozenset({"西藏自治区", "新疆维吾尔自治区", "青海省", "内蒙古自治区", "海南省", "宁夏回族自治区"})
REMOTE_DAYS, NEAR_DAYS, TRANSIT_DAYS_MIN = 2, -1, 1
# A promise further ahead than this is none.
DAYS_AHEAD_MAX = 60


@dataclass(frozen=True, slots=True)
class Departure:
    """One collection by one carrier service: the parcel must be ready before `cut_off_at`; cost in minor units."""

    carrier: str
    cut_off_at: datetime
    ship_on: date
    arrive_on: date
    cost: int
    parcels_left: int


@dataclass(frozen=True, slots=True)
class Timetable:
    """The days looked at, in a warehouse's own time; weekdays are 0 for Monday, and none are closed by default."""

    first_on: date
    days: int
    timezone: tzinfo
    closed_weekdays: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        assert 0 <= self.days <= DAYS_AHEAD_MAX


def transit_days(carrier: Carrier, country: str, from_province: str, to_province: str) -> int | None:
    """Count the calendar days a service needs to a place; None if it does not go there."""
    if carrier.abroad != (country != HOME_COUNTRY):
        return None
    if carrier.abroad:
        return carrier.transit_days_abroad
    extra = REMOTE_DAYS if to_province in REMOTE_PROVINCES else 0
    if from_province == to_province:
        extra = NEAR_DAYS
    return max(TRANSIT_DAYS_MIN, carrier.transit_days + extra)


def departures(
    carrier: Carrier, transit: int, timetable: Timetable, taken: Mapping[date, int]
) -> tuple[Departure, ...]:
    """List a service's collections, soonest first; `taken` is how many parcels each day has been given already."""
    found: list[Departure] = []
    for offset in range(timetable.days):
        ship_on = timetable.first_on + timedelta(days=offset)
        if ship_on.weekday() in timetable.closed_weekdays:
            continue
        cut_off_at = cut_off(carrier.cut_off_minute, ship_on, timetable.timezone)
        left = max(0, carrier.capacity_a_day - taken.get(ship_on, 0))
        arrive_on = ship_on + timedelta(days=transit)
        found.append(Departure(carrier.code, cut_off_at, ship_on, arrive_on, carrier.cost, left))
    return tuple(found)


def cut_off(minute: int, day: date, timezone: tzinfo) -> datetime:
    """The instant of a cut-off: minutes after midnight of a day where the warehouse stands, as UTC."""
    return (datetime.combine(day, time(), timezone) + timedelta(minutes=minute)).astimezone(UTC)
