"""Reads GS1 element strings: by AIM identifier, as a whole string, in brackets, or as a GS1 Digital Link.

The grammar is biip's; what counts as GS1 is decided here, because biip offers an Application Identifier for nearly any
digits: the EAN-13 7032069804988 is to it also "AI 7032". Operations match the plain text first (Rule F2) and ask here
second. What its own check digit or calendar contradicts is no read at all: taking the lot of a label whose GTIN is
garbled would book it on the item before.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

from app.models.barcodes import GROUP_SEPARATOR, Elements, gs1_date, gtin14, valid_sscc

if TYPE_CHECKING:
    from biip import ParseConfig
    from biip.gs1_element_strings import GS1ElementString

# The longest GS1 symbol in the trade (GS1 DataMatrix) holds 2,335 characters, a label seldom more than 90.
TEXT_LENGTH_MAX: Final = 2400
# ISO/IEC 15424: GS1-128, GS1 DataBar, GS1 DataMatrix, GS1 QR, GS1 DotCode.
_SAYS_GS1: Final = frozenset({"]C1", "]e0", "]d2", "]Q3", "]J1"})
_AIM: Final = re.compile(r"\][A-Za-z][0-9A-Fa-f]")
_RETAIL_DIGITS: Final = re.compile(r"\d{8}|\d{12,14}", re.ASCII)
_DIGITAL_LINK: Final = re.compile(r"https?://", re.IGNORECASE)
# Elements with a check digit or a calendar day: bare digits that hold one of these were meant as element strings.
_PROVES_ITSELF: Final = frozenset({"00", "01", "02", "11", "12", "13", "15", "16", "17"})
# Between 1976 and 2076 the century window gives the same years for this day as for any day of the program's life.
_CENTURY_OF: Final = date(2026, 1, 1)


def load_grammar() -> None:
    """Load the grammar's tables, which takes a tenth of a second: at a quiet moment rather than with the first code."""
    _config()


@cache
def _config() -> "ParseConfig":
    """Dates are read by `gs1_date`, so that no library asks the machine's clock."""
    from biip import ParseConfig

    return ParseConfig(gs1_element_strings_verify_date=False)


def split_aim(text: str) -> tuple[str, str]:
    """Split a typed AIM identifier off a text: "]C10100…" → ("]C1", "0100…"); ("", text) when there is none."""
    return (text[:3], text[3:]) if _AIM.match(text) else ("", text)


def parse_gs1(text: str, symbology: str = "", today: date = _CENTURY_OF) -> Elements | None:
    """Answer what a GS1 code says, or None when the text is no GS1 code or contradicts itself; never raises.

    `today` places two-digit years in their century.
    """
    if not symbology:
        symbology, text = split_aim(text)
    if not text or len(text) > TEXT_LENGTH_MAX or not text.isascii():
        return None
    from biip import ParseError

    try:
        found = _element_strings(text, symbology)
    except (ParseError, ValueError, ArithmeticError):
        return None
    elements = _elements(found, today)
    return None if elements == Elements() else elements


def _element_strings(text: str, symbology: str) -> "list[GS1ElementString]":
    """Raises: ParseError and ValueError for what is no GS1 text."""
    if _DIGITAL_LINK.match(text):
        from biip.gs1_digital_link_uris import GS1DigitalLinkURI

        return list(GS1DigitalLinkURI.parse(text, config=_config()).element_strings)
    if text.startswith("("):
        return _bracketed(text)
    if symbology in _SAYS_GS1:
        return _message(text)
    if symbology.startswith("]E") or _RETAIL_DIGITS.fullmatch(text):
        return []
    found = _message(text)
    return found if _is_meant(text, symbology, found) else []


def _bracketed(text: str) -> "list[GS1ElementString]":
    """Read "(01)…(10)…"; biip skips what does not fit between two brackets, so the text must come out whole again."""
    from biip.gs1_messages import GS1Message

    message = GS1Message.parse_hri(text, config=_config())
    if message.as_hri() != "".join(text.split()):
        return []
    return list(message.element_strings)


def _message(text: str) -> "list[GS1ElementString]":
    from biip.gs1_messages import GS1Message

    return list(GS1Message.parse(text.strip(GROUP_SEPARATOR), config=_config()).element_strings)


def _is_meant(text: str, symbology: str, found: "list[GS1ElementString]") -> bool:
    """Tell element strings from a number of somebody's own that happens to begin like one (SKU 21754, "AI 21").

    A separator or an element that proves itself is enough. Without either, letters are needed ("10AB7", a lot label)
    and a device that does not name the symbology: one that says plain Code 128 has said it is not GS1.
    """
    if GROUP_SEPARATOR in text or any(element.ai.ai in _PROVES_ITSELF for element in found):
        return True
    return symbology == "" and not text.isdigit()


class _Contradiction(ValueError):
    """A check digit or a day that cannot be."""


def _elements(found: "list[GS1ElementString]", today: date) -> Elements | None:
    # The first of two equal identifiers counts: a symbol may repeat one only with the same value.
    values = {element.ai.ai: element.value for element in reversed(found)}
    try:
        return Elements(
            sscc=_checked(values.get("00"), valid_sscc),
            gtin=_checked(values.get("01"), gtin14),
            lot=values.get("10"),
            serial=values.get("21"),
            expires_on=_day(values.get("17") or values.get("7003", "")[:6], today),
            best_before_on=_day(values.get("15"), today),
            produced_on=_day(values.get("11"), today),
            count=_number(values.get("37") or values.get("30")),
            content_gtin=_checked(values.get("02"), gtin14),
            weight_g=_weight_g(values),
            place=values.get("254"),
            order_number=values.get("400"),
        )
    except _Contradiction:
        return None


def _checked(value: str | None, rule: Callable[[str], str | None]) -> str | None:
    if value is None:
        return None
    good = rule(value)
    if good is None:
        raise _Contradiction(value)
    return good


def _day(value: str | None, today: date) -> date | None:
    return _checked_day(value, gs1_date(value, today)) if value else None


def _checked_day(value: str, day: date | None) -> date:
    if day is None:
        raise _Contradiction(value)
    return day


def _number(value: str | None) -> int | None:
    return int(value) if value else None


def _weight_g(values: dict[str, str]) -> int | None:
    """Net weight of AI 310n: six digits of kilograms with n decimals, to the nearest gram."""
    for decimals in range(6):
        value = values.get(f"310{decimals}")
        if value is not None:
            return round(Decimal(value).scaleb(3 - decimals))
    return None
