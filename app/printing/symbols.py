"""Barcodes as patterns of modules, and how large a module is in printer dots.

One-dimensional patterns come from python-barcode, two-dimensional ones from zxing-cpp; here they are only patterns,
the page draws them as rectangles. reportlab's own Code128 is not used: it drops a digit after a mid-string FNC1. A
module is always a whole number of dots of a 203-dpi head (8 dots to the millimetre): anything else prints bars one dot
too wide or narrow, and a bar of two dots that became one or three does not scan. Check digits are tested here again
because neither library refuses a wrong one.
"""

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final, Protocol, cast

import zxingcpp
from barcode.codex import Code128, Gs1_128
from barcode.ean import EAN8, EAN13

from app.models.barcodes import GROUP_SEPARATOR, check_digit
from app.printing.faults import UnprintableDocument

if TYPE_CHECKING:
    from typing_extensions import Buffer

DOTS_PER_MM: Final = 8
_LIBRARY_FNC1: Final = "\xf1"


class Family(Enum):
    """The symbology of bars, for printers that draw them themselves."""

    CODE_128 = "Code 128"
    GS1_128 = "GS1-128"
    EAN_13 = "EAN-13"
    EAN_8 = "EAN-8"


@dataclass(frozen=True, slots=True)
class Bars:
    """A one-dimensional symbol: "1" is a dark module; quiet zones in modules; `text` as a scanner reads it."""

    text: str
    modules: str
    family: Family
    quiet_left: int = 10
    quiet_right: int = 10

    @property
    def width(self) -> int:
        """Count the modules with the quiet zones."""
        return self.quiet_left + len(self.modules) + self.quiet_right


@dataclass(frozen=True, slots=True)
class Matrix:
    """A two-dimensional symbol: rows of "0" and "1", and a quiet zone in modules on every side."""

    text: str
    rows: tuple[str, ...]
    quiet: int

    @property
    def width(self) -> int:
        """Count the modules of one side with the quiet zones."""
        return len(self.rows) + 2 * self.quiet


def code_128(text: str) -> Bars:
    """Encode printable ASCII, ISO/IEC 15417; the checksum is added."""
    if not text or not text.isascii() or not text.isprintable():
        raise UnprintableDocument(f"Code 128 prints ASCII only, not {text!r}")
    return Bars(text, _pattern(Code128(text)), Family.CODE_128)


def gs1_128(element_string: str) -> Bars:
    """Encode an element string, FNC1 between elements as character 1D (hex), the leading one not given; GS1 5.4."""
    _demand_elements(element_string)
    pattern = _pattern(Gs1_128(element_string.replace(GROUP_SEPARATOR, _LIBRARY_FNC1)))
    return Bars(element_string, pattern, Family.GS1_128)


def sscc_128(sscc: str) -> Bars:
    """Encode the licence plate of a parcel, (00) and 18 digits with a right check digit."""
    _demand_check_digit(sscc, (18,))
    return gs1_128(f"00{sscc}")


def gtin_bars(gtin: str) -> Bars:
    """Encode a GTIN as trade expects it: EAN-8, EAN-13 (12 digits gain a 0), and 14 digits as GS1-128 (01)."""
    _demand_check_digit(gtin, (8, 12, 13, 14))
    if len(gtin) == 14:
        return gs1_128(f"01{gtin}")
    if len(gtin) == 8:
        return Bars(gtin, _pattern(EAN8(gtin)), Family.EAN_8, quiet_left=7, quiet_right=7)
    thirteen = gtin.zfill(13)
    return Bars(thirteen, _pattern(EAN13(thirteen)), Family.EAN_13, quiet_left=11, quiet_right=7)


def data_matrix(text: str) -> Matrix:
    """Encode as a square Data Matrix ECC 200; the rectangular default is one many scanners cannot read."""
    return Matrix(text, _rows(text, zxingcpp.BarcodeFormat.DataMatrix, {"force_square": True}), quiet=2)


def gs1_data_matrix(elements: tuple[tuple[str, str], ...]) -> Matrix:
    """Encode (application identifier, value) pairs as a square GS1 Data Matrix."""
    bracketed = "".join(f"({ai}){value}" for ai, value in elements)
    _demand_elements("".join(value for _, value in elements))
    rows = _rows(bracketed, zxingcpp.BarcodeFormat.DataMatrix, {"force_square": True, "gs1": True})
    return Matrix(bracketed, rows, quiet=2)


def qr_code(text: str) -> Matrix:
    """Encode as a QR code with error correction M, which survives a scratch across the symbol."""
    return Matrix(text, _rows(text, zxingcpp.BarcodeFormat.QRCode, {"ec_level": "M"}), quiet=4)


def module_dots(symbol: Bars | Matrix, width_mm: float, dots_max: int = 5, dots_min: int = 2) -> int:
    """Choose the largest whole-dot module whose symbol fits into a width, quiet zones included."""
    dots = min(dots_max, int(width_mm * DOTS_PER_MM + 1e-6) // symbol.width)
    if dots < dots_min:
        raise UnprintableDocument(f"{symbol.text!r} does not fit into {width_mm} mm at {dots_min} dots a module")
    return dots


def stretches(modules: str) -> list[tuple[int, int]]:
    """Answer (start, length) of each stretch of dark modules in a row."""
    found: list[tuple[int, int]] = []
    at = 0
    for part in modules.replace("01", "0 1").replace("10", "1 0").split(" "):
        if part.startswith("1"):
            found.append((at, len(part)))
        at += len(part)
    return found


class _Buildable(Protocol):
    def build(self) -> list[str]: ...


def _pattern(symbol: object) -> str:
    return cast(_Buildable, symbol).build()[0]


def _rows(text: str, kind: zxingcpp.BarcodeFormat, options: dict[str, object]) -> tuple[str, ...]:
    try:
        symbol = zxingcpp.create_barcode(text, kind, **options)
    except (ValueError, RuntimeError) as too_long:
        raise UnprintableDocument(f"{text!r} does not fit into one symbol: {too_long}") from too_long
    image = memoryview(cast("Buffer", symbol.to_image(scale=1, add_quiet_zones=False)))
    high, wide = cast(tuple[int, int], image.shape)[:2]
    flat = image.tobytes()
    return tuple("".join("0" if flat[row * wide + at] else "1" for at in range(wide)) for row in range(high))


def _demand_check_digit(digits: str, lengths: tuple[int, ...]) -> None:
    numeric = digits.isascii() and digits.isdigit()
    if not numeric or len(digits) not in lengths or check_digit(digits[:-1]) != digits[-1]:
        raise UnprintableDocument(f"{digits!r} has a wrong length or check digit")


def _demand_elements(text: str) -> None:
    if not text or not all(char == GROUP_SEPARATOR or ("!" <= char <= "z") for char in text):
        raise UnprintableDocument(f"GS1 elements hold ASCII letters, digits and a few marks, not {text!r}")
