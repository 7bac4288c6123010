"""How long until a carrier leaves, in words and in a tone: amber when soon, red when late (Rule I1).

The row of a carrier is the same at the dock and on the sign-in page.
"""

from datetime import datetime
from typing import Final

from app.language import named, ntr, tr
from app.models.floor_cards import DepartureCard
from app.views.floor_list import Row
from app.views.verdict import Tone
from app.views.wall_clock import minute_words

SOON_MINUTES: Final = 30
# A countdown in minutes need not be newer than this.
COUNTDOWN_EVERY_MS: Final = 15_000


def countdown(cut_off_at: datetime, now: datetime) -> tuple[str, Tone]:
    """Say how long there is until the cut-off, amber when soon, red when late (Rule I1)."""
    minutes = int((cut_off_at - now).total_seconds() // 60)
    if minutes < 0:
        return tr("late by {time}").format(time=_span(-minutes)), Tone.WRONG
    return tr("in {time}").format(time=_span(minutes)), Tone.ATTENTION if minutes < SOON_MINUTES else Tone.GOOD


def carrier_name(card: DepartureCard) -> str:
    """Answer a carrier's name in the language in force."""
    return named(card.name, card.name_zh)


def carrier_row(card: DepartureCard, now: datetime, cap: str = "") -> Row:
    """Answer the row of a carrier; `cap` is the key that chooses it."""
    note, tone = countdown(card.cut_off_at, now)
    if not card.ready_n and not card.loaded_n:
        tone = Tone.PLAIN
    ready = ntr("{n} parcel ready", "{n} parcels ready", card.ready_n)
    loaded = tr("{n} on the manifest").format(n=card.loaded_n) if card.loaded_n else ""
    detail = "  ·  ".join(filter(None, (minute_words(card.cut_off_at), ready, loaded)))
    return Row(card.carrier, carrier_name(card), detail, str(card.ready_n + card.loaded_n), note, tone, cap=cap)


def _span(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if hours:
        return tr("{hours} h {minutes} min").format(hours=hours, minutes=rest)
    return tr("{minutes} min").format(minutes=rest)
