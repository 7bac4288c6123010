"""Dates, weights, money and counts as they are written on paper in its own language.

Not the system's locale: a label for a Chinese receiver is Chinese also when it is printed on an English desk.
"""

from datetime import date, datetime

from app.language import tr_in

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIGNS = {"CNY": "¥", "EUR": "€", "GBP": "£", "USD": "$"}
_WITHOUT_MINOR = frozenset({"JPY", "KRW", "VND"})


def day(lang: str, on: date | None) -> str:
    """Write a date as 2026年11月24日 or 24 Nov 2026; no date is an empty text."""
    if on is None:
        return ""
    return f"{on.year}年{on.month}月{on.day}日" if lang == "zh_CN" else f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def short_day(on: date | None) -> str:
    """Write a date so that it sorts and fits a column: 2027-01-31."""
    return on.isoformat() if on is not None else ""


def moment(lang: str, at: datetime | None) -> str:
    """Write a time of day with its date, as it stands in the value's own zone."""
    return f"{day(lang, at.date())} {at:%H:%M}" if at is not None else ""


def weight(grams: int | None) -> str:
    """Write a weight in kilograms to the nearest 10 g, from 1 g up never as 0."""
    if grams is None:
        return ""
    return f"{grams} g" if grams < 1000 else f"{(grams + 5) // 10 / 100:.2f} kg"


def money(minor: int, currency: str) -> str:
    """Write minor units with the currency's sign, or its code where it has no common sign."""
    sign = _SIGNS.get(currency, f"{currency} ")
    amount = f"{abs(minor):,}" if currency in _WITHOUT_MINOR else f"{abs(minor) // 100:,}.{abs(minor) % 100:02d}"
    return f"{'-' if minor < 0 else ''}{sign}{amount}"


def parcel_of(lang: str, parcel: int, parcels: int) -> str:
    """Write which of how many parcels this is."""
    return tr_in(lang, "Parcel {parcel} of {parcels}").format(parcel=parcel, parcels=parcels)


def page_of(lang: str, page: int, pages: int) -> str:
    """Write which of how many pages this is."""
    return tr_in(lang, "Page {page} of {pages}").format(page=page, pages=pages)
