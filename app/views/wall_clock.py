"""Moments as the clock on the warehouse's wall shows them, whatever zone the machine was set up in.

One zone for the whole process, as with the language: a station stands in one warehouse.
"""

from datetime import datetime
from zoneinfo import ZoneInfo


class _Wall:
    """The zone in force; None is the machine's own."""

    zone: ZoneInfo | None = None


def hang(zone: str) -> None:
    """Show all moments in a zone from now on. Raises: ZoneInfoNotFoundError."""
    _Wall.zone = ZoneInfo(zone)


def minute_words(at: datetime) -> str:
    """Answer a moment as hours and minutes."""
    return at.astimezone(_Wall.zone).strftime("%H:%M")


def clock_words(at: datetime) -> str:
    """Answer a moment as hours, minutes and seconds."""
    return at.astimezone(_Wall.zone).strftime("%H:%M:%S")


def day_words(at: datetime) -> str:
    """Answer a moment with its day of the year."""
    return at.astimezone(_Wall.zone).strftime("%m-%d %H:%M")
