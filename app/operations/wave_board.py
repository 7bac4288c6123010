"""What may be released from this warehouse now, grouped by the carrier's cut-off. Thread: a reader's.

Late is what should have left on an earlier day, and what has missed today's cut-off: it goes first and is shown so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from app.operations.allocation import RELEASE_SHOWN_MAX, ReleaseRow, release_list
from app.operations.order_desk import DeskPlace, desk_place
from app.operations.station import Station
from app.planning.departures import cut_off
from app.store.promise_work import all_carriers

MOST_SHOWN = RELEASE_SHOWN_MAX


@dataclass(frozen=True, slots=True)
class Departing:
    """The orders that leave with one carrier at one cut-off; `late` when that has passed."""

    carrier: str
    cut_off_at: datetime
    late: bool
    rows: tuple[ReleaseRow, ...]

    @property
    def units_n(self) -> int:
        return sum(row.units_n for row in self.rows)

    @property
    def urgent_n(self) -> int:
        """How many of them go before the others."""
        return sum(row.priority > 1 for row in self.rows)


@dataclass(frozen=True, slots=True)
class WaveBoard:
    """What may be released, the earliest cut-off first; `cut` when there is more than is shown."""

    place: DeskPlace
    departing: tuple[Departing, ...]
    cut: bool


def wave_board(connection: Any, station: Station, days_ahead: int) -> WaveBoard:
    """Group what may be released up to some days ahead."""
    place = desk_place(connection, station)
    rows = release_list(connection, station, days_ahead)
    minutes = {each.code: each.cut_off_minute for each in all_carriers(connection.execute)}
    now, zone = station.clock.now(), ZoneInfo(place.timezone)
    keyed = sorted(
        ((_cut_off(row, minutes, zone), row.carrier, row) for row in rows),
        key=lambda each: (each[0], each[1], -each[2].priority, each[2].entered_at),
    )
    departing = tuple(
        Departing(carrier, cut_off_at, cut_off_at < now, tuple(row for _, _, row in some))
        for (cut_off_at, carrier), some in groupby(keyed, key=lambda each: each[:2])
    )
    return WaveBoard(place, departing, len(rows) >= RELEASE_SHOWN_MAX)


def _cut_off(row: ReleaseRow, minutes: Mapping[str, int], zone: ZoneInfo) -> datetime:
    return cut_off(minutes.get(row.carrier, 0), row.ship_on, zone)
