"""How far this station's clock is from the server's, learned from each exchange (F. Cristian, 1989).

The server read its clock somewhere within the round trip; the middle is wrong by half of it at most. The best sample is
kept, and it is believed less as time passes. People see corrected times; no rule compares two clocks.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.sync.events import Now

DRIFT = 100e-6
"""Seconds that two clocks drift apart in a second: twice what a cheap quartz does."""


@dataclass(frozen=True, slots=True)
class ClockOffset:
    """The server's clock is `offset_s` ahead of this one, give or take `error_s`, measured at `monotonic_s`."""

    offset_s: float
    error_s: float
    monotonic_s: float

    def error_now_s(self, monotonic_s: float) -> float:
        return self.error_s + DRIFT * (monotonic_s - self.monotonic_s)


def measured(server_at: datetime, round_trip_s: float, now: Now) -> ClockOffset:
    """Return what one exchange says whose answer came just now."""
    middle = now.at - timedelta(seconds=round_trip_s / 2)
    return ClockOffset((server_at - middle).total_seconds(), round_trip_s / 2, now.monotonic_s)


def better(known: ClockOffset | None, sample: ClockOffset) -> ClockOffset:
    """Choose between what was known and a new sample; two that cannot both be true mean that a clock was set."""
    if known is None:
        return sample
    error_s = known.error_now_s(sample.monotonic_s)
    was_set = abs(known.offset_s - sample.offset_s) > error_s + sample.error_s
    return sample if was_set or sample.error_s <= error_s else known
