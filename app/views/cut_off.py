"""How long until a carrier leaves, in words and in a tone: amber when soon, red when late (Rule I1)."""

from datetime import datetime
from typing import Final

from app.language import tr
from app.views.verdict import Tone

SOON_MINUTES: Final = 30


def countdown(cut_off_at: datetime, now: datetime) -> tuple[str, Tone]:
    """Say how long there is until the cut-off, amber when soon, red when late (Rule I1)."""
    minutes = int((cut_off_at - now).total_seconds() // 60)
    if minutes < 0:
        return tr("late by {time}").format(time=_span(-minutes)), Tone.WRONG
    return tr("in {time}").format(time=_span(minutes)), Tone.ATTENTION if minutes < SOON_MINUTES else Tone.GOOD


def _span(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if hours:
        return tr("{hours} h {minutes} min").format(hours=hours, minutes=rest)
    return tr("{minutes} min").format(minutes=rest)
