"""The only place that reads a clock.

Everything else is given the time as an argument or is given a `Clock`, so that a test can set any hour and a clock
that jumps back is a value like any other. Wall time is for people, `monotonic` is for durations across clock steps.
"""

import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Tells the wall time (aware, UTC) and a monotonic time in seconds."""

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


def thread_busy_s() -> float:
    """Answer how long the calling thread has computed since it began: what it waited for is not in it."""
    return time.thread_time()


class LocalDay:
    """The calendar day in a time zone, worked out once a day: converting a moment takes longer than comparing two."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._begins = self._ends = datetime.min.replace(tzinfo=UTC)
        self._day = date.min

    def at(self, moment: datetime) -> date:
        """Answer the day of a moment, an aware time."""
        if not self._begins <= moment < self._ends:
            self._day = moment.astimezone(self._zone).date()
            following = self._day + timedelta(days=1)
            self._begins, self._ends = (
                datetime.combine(day, time_of_day.min, self._zone).astimezone(UTC) for day in (self._day, following)
            )
        return self._day


@dataclass
class FixedClock:
    """A clock that moves only when told; each reading may advance it by `step`."""

    at: datetime
    step: timedelta = timedelta(0)
    _elapsed_s: float = field(default=0.0, repr=False)

    def now(self) -> datetime:
        self.advance(self.step)
        return self.at

    def monotonic(self) -> float:
        return self._elapsed_s

    def advance(self, by: timedelta) -> None:
        """Move both clocks on; a negative step sets only the wall clock back, as a wrong time server does."""
        self.at += by
        if by > timedelta(0):
            self._elapsed_s += by.total_seconds()
