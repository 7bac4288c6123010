"""What a scanned text can be: numbers with check digits, GS1 element strings, command codes, dates on labels.

Everything here is a rule of values (Rules F1, F4, F5, F6). What a code means in the warehouse is looked up in one table
of codes by the operations: plain text first, GS1 second (Rule F2), so that a lot named 10D9T is found.
Numbers follow the GS1 General Specifications, release 24: check digits 7.9, dates 7.12, element strings 3.
"""

import calendar
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

GROUP_SEPARATOR: Final = "\x1d"
COMMAND_PREFIX: Final = "CMD-"
_GTIN_LENGTHS: Final = (8, 12, 13, 14)
_SSCC_LENGTH: Final = 18
# ASCII's control characters by their names, as scanner manuals print them.
_CONTROL_NAMES: Final = tuple(
    line_name
    for line in (
        "NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI",
        "DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US",
    )
    for line_name in line.split()
)


@dataclass(frozen=True, slots=True)
class Scan:
    """One read of one code: FNC1 is the group separator, `symbology` the AIM identifier ("]C1"), "" when unknown."""

    text: str
    symbology: str
    device: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Elements:
    """What a GS1 code says of the goods; GTINs have 14 digits, the weight is net and in grams."""

    sscc: str | None = None
    gtin: str | None = None
    lot: str | None = None
    serial: str | None = None
    expires_on: date | None = None
    best_before_on: date | None = None
    produced_on: date | None = None
    count: int | None = None
    content_gtin: str | None = None
    weight_g: int | None = None
    place: str | None = None
    order_number: str | None = None


class CommandCode(StrEnum):
    """What a worker can say by scanning the command sheet of the bench (Rule G4)."""

    CONFIRM = "CONFIRM"
    CANCEL = "CANCEL"
    UNDO = "UNDO"
    NEXT_PARCEL = "NEXT-PARCEL"
    SHORT = "SHORT"
    SKIP = "SKIP"
    TOTE_FULL = "TOTE-FULL"
    QTY_5 = "QTY-5"
    QTY_10 = "QTY-10"
    QTY_12 = "QTY-12"
    PRINT_AGAIN = "PRINT-AGAIN"
    HELP = "HELP"
    SIGN_OUT = "SIGN-OUT"
    REOPEN = "REOPEN"
    TAKE_OUT = "TAKE-OUT"

    @property
    def text(self) -> str:
        """The text of the barcode."""
        return COMMAND_PREFIX + self.value

    @property
    def quantity(self) -> int | None:
        """How many pieces a QTY code stands for."""
        return int(self.value[4:]) if self.value.startswith("QTY-") else None


def command_code(text: str) -> CommandCode | None:
    """Answer the command a text stands for, in either case: Caps Lock may have turned its letters."""
    upper = text.strip().upper()
    if not upper.startswith(COMMAND_PREFIX):
        return None
    try:
        return CommandCode(upper.removeprefix(COMMAND_PREFIX))
    except ValueError:
        return None


def check_digit(digits: str) -> str:
    """Compute the GS1 check digit that belongs behind `digits` (weights 3 and 1 from the right). Raises: ValueError."""
    if not _is_digits(digits):
        raise ValueError(f"a check digit needs digits, got {digits!r}")
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def gtin14(text: str) -> str | None:
    """Answer a GTIN-8, -12, -13 or -14 as 14 digits, the one form that is compared (Rule F1); None if it is none."""
    if len(text) not in _GTIN_LENGTHS or not _ends_in_its_check_digit(text):
        return None
    return text.zfill(14)


def code_key(text: str) -> str:
    """The form in which two codes are the same code: a GTIN as 14 digits, anything else in capitals."""
    stripped = text.strip()
    return gtin14(stripped) or stripped.upper()


def sscc(prefix: str, serial: int) -> str:
    """Build the 18 digits of a parcel: `prefix` is the extension digit and the company prefix. Raises: ValueError.

    Serials never wrap round: a number beyond the prefix's space is an error, because no SSCC may return within a year.
    """
    if not _is_digits(prefix) or not 8 <= len(prefix) <= 13:
        raise ValueError(f"an SSCC prefix is an extension digit and 7 to 12 digits, got {prefix!r}")
    room = _SSCC_LENGTH - 1 - len(prefix)
    if not 0 <= serial < 10**room:
        raise ValueError(f"serial {serial} does not fit behind SSCC prefix {prefix}: {room} digits are left")
    payload = f"{prefix}{serial:0{room}d}"
    return payload + check_digit(payload)


def valid_sscc(text: str) -> str | None:
    """Answer the 18 digits when their check digit is right, also when the AI "00" or "(00)" stands before them."""
    for lead in ("(00)", "00"):
        if text.startswith(lead) and len(text) == _SSCC_LENGTH + len(lead):
            return valid_sscc(text.removeprefix(lead))
    return text if len(text) == _SSCC_LENGTH and _ends_in_its_check_digit(text) else None


def gs1_date(digits: str, today: date) -> date | None:
    """Read YYMMDD as GS1 writes it; None if there is no such day (Rule F4).

    DD=00 is the last day of the month. The year is the one within 49 years past and 50 years ahead of `today`.
    """
    if len(digits) != 6 or not _is_digits(digits):
        return None
    year, month, day = _full_year(int(digits[:2]), today.year), int(digits[2:4]), int(digits[4:])
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    if day > last:
        return None
    return date(year, month, day or last)


def is_expired(expires_on: date | None, today: date) -> bool:
    """Say whether goods may no longer be sold: the day of expiry itself is still valid (Rule F6)."""
    return expires_on is not None and today > expires_on


def printable(text: str, longest: int = 120) -> str:
    """Show a text as read, with every character that has no picture by its name: "10A<GS>21B"; cut at `longest`."""
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return "".join(_shown(char) for char in cut)


def _shown(char: str) -> str:
    if char < " ":
        return f"<{_CONTROL_NAMES[ord(char)]}>"
    if unicodedata.category(char)[0] == "C" or unicodedata.category(char) in ("Zl", "Zp"):
        return f"<U+{ord(char):04X}>"
    return char


def _full_year(two_digits: int, this_year: int) -> int:
    """GS1 General Specifications 7.12: 51 years or more ahead is the last century, 50 or more behind is the next."""
    century, current = divmod(this_year, 100)
    ahead = two_digits - current
    if ahead >= 51:
        century -= 1
    elif ahead <= -50:
        century += 1
    return century * 100 + two_digits


def _ends_in_its_check_digit(text: str) -> bool:
    return _is_digits(text) and text[-1] == check_digit(text[:-1])


def _is_digits(text: str) -> bool:
    """Only 0-9: str.isdigit alone also takes ² and Arabic digits."""
    return text.isascii() and text.isdigit()
