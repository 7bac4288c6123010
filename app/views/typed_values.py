"""Reads what a clerk typed for a quantity, a price or a discount; what cannot be read is a refusal with its field.

Full-width figures and the Chinese full stop count as the Latin ones: the input method is on while a clerk types names.
"""

import re
import unicodedata
from typing import Final

from app.models.refusals import Reason, Refused

QUANTITY_DIGITS_MAX: Final = 7
PRICE_DIGITS_MAX: Final = 8
HUNDRED_PERCENT: Final = 10_000

_QUANTITY = re.compile(rf"\d{{1,{QUANTITY_DIGITS_MAX}}}")
_PRICE = re.compile(rf"(\d{{0,{PRICE_DIGITS_MAX}}})(?:\.(\d{{1,2}}))?")
_PERCENT = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?")


def read_quantity(typed: str) -> int | Refused:
    """Read a whole number from 1 up, in base units."""
    text = _plain(typed).removeprefix("*")
    if not _QUANTITY.fullmatch(text) or int(text) == 0:
        return Refused(Reason.BAD_QUANTITY, read=typed.strip(), field="quantity")
    return int(text)


def read_price(typed: str) -> int | Refused:
    """Read an amount such as 12.5, in minor units."""
    found = _PRICE.fullmatch(_plain(typed).lstrip("¥$€£"))
    if found is None or not (found[1] or found[2]):
        return Refused(Reason.BAD_PRICE, read=typed.strip(), field="unit_price")
    return int(found[1] or 0) * 100 + int((found[2] or "0").ljust(2, "0"))


def read_discount(typed: str) -> int | Refused:
    """Read a percentage from 0 to 100, in hundredths of a percent."""
    found = _PERCENT.fullmatch(_plain(typed).removesuffix("%").strip())
    value = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else -1
    if not 0 <= value <= HUNDRED_PERCENT:
        return Refused(Reason.BAD_DISCOUNT, read=typed.strip(), field="discount")
    return value


def _plain(typed: str) -> str:
    """Fold full-width signs, and drop gaps and thousands commas."""
    text = unicodedata.normalize("NFKC", typed).replace("。", ".").replace(" ", "")
    return text.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d*)?", text) else text
