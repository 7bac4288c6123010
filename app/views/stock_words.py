"""The words of the stock screens: kinds of moves, reasons, places that are no shelves, expiry, ages."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from app.language import language, later, ntr, tr
from app.models.barcodes import is_expired
from app.models.catalog import CUSTOMER, DIFFERENCE, SCRAP, STAGING, SUPPLIER
from app.models.stock import AdjustReason
from app.views.verdict import Tone
from app.views.wall_clock import day_words

SOON: Final = timedelta(days=30)
"""Goods that expire within this time are marked: most customers want at least that long."""
_EXPIRED: Final = later("expired")
_KINDS: Final = {
    "stock_received": later("Received"),
    "stock_adjusted": later("Adjusted"),
    "stock_moved": later("Moved"),
    "put_back_done": later("Put back"),
    "item_picked": later("Picked"),
    "item_unpicked": later("Pick undone"),
    "shipment_shipped": later("Shipped"),
    "parcel_handed_over": later("Handed over"),
    "line_short": later("Short pick"),
}
_PLACES: Final = {
    SUPPLIER: later("Supplier"),
    CUSTOMER: later("Customer"),
    SCRAP: later("Scrap"),
    DIFFERENCE: later("Inventory difference"),
    STAGING: later("Staging"),
}
ADJUST_REASONS: Final = {
    AdjustReason.COUNT: later("Counted"),
    AdjustReason.DAMAGE: later("Damaged"),
    AdjustReason.EXPIRED: later("Expired"),
    AdjustReason.FOUND: later("Found"),
    AdjustReason.LOST: later("Lost"),
    AdjustReason.SAMPLE: later("Taken as sample"),
}
_REASONS: Final = {
    **{reason.value: word for reason, word in ADJUST_REASONS.items()},
    "not_there": later("Not there"),
    "too_few": later("Too few"),
    "damaged": later("Damaged"),
    "wrong_product": later("Wrong product there"),
    "short": later("Short pick"),
    "not_empty": later("Should be empty and is not"),
    "cancelled": later("Order cancelled"),
}


def kind_word(kind: str) -> str:
    """Answer what a kind of move is called; a kind of a later version by its key."""
    return tr(_KINDS[kind]) if kind in _KINDS else kind


def place_word(code: str) -> str:
    """Answer a location's code, or what a virtual place is called."""
    return tr(_PLACES[code]) if code in _PLACES else code


def reason_word(reason: str) -> str:
    """Answer a reason in words; one that a person typed as it is."""
    return tr(_REASONS[reason]) if reason in _REASONS else reason


def name_of(goods: Any) -> str:
    """Answer a product's name in the language in force, else the one there is."""
    name: str = (goods.name_zh or goods.name) if language() == "zh_CN" else (goods.name or goods.name_zh)
    return name


def expiry_tone(expires_on: date | None, today: date) -> Tone:
    """Tell how near an expiry is; the day itself is still good (Rule F6)."""
    if expires_on is None:
        return Tone.PLAIN
    if is_expired(expires_on, today):
        return Tone.WRONG
    return Tone.ATTENTION if expires_on - today <= SOON else Tone.GOOD


def expiry_word(expires_on: date | None, today: date) -> str:
    """Put an expiry into words: the day, and how it stands when it is near or past."""
    if expires_on is None:
        return ""
    days = (expires_on - today).days
    if is_expired(expires_on, today):
        return f"{expires_on.isoformat()} · {tr(_EXPIRED)}"
    if expires_on - today <= SOON:
        return f"{expires_on.isoformat()} · {ntr('{n} day', '{n} days', days)}"
    return expires_on.isoformat()


def local_time(at: datetime) -> str:
    """Answer a time as the wall clock here shows it."""
    return day_words(at)
