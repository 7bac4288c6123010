"""Inter for Latin and figures, Noto Sans SC for Chinese, and a visible sign for what neither has.

A PDF prints a character its font lacks as nothing, and a parcel without a name comes back: therefore each character is
looked up in the fonts' own tables before it is drawn, and a missing one becomes □ with its code point in small figures.
The fonts are static TrueType: reportlab embeds no PostScript outlines, and draws a variable font at its thinnest.
"""

import threading
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONTS: Final = Path(__file__).resolve().parents[2] / "resources" / "fonts"
SUBSTITUTE: Final = "\u25a1"
_CODE_SCALE: Final = 0.52
_GAP_EM: Final = 0.12  # between a Chinese character and a Latin letter or figure, as good Chinese typesetting has it
_LOCK: Final = threading.Lock()


class Weight(Enum):
    """A weight of the type: the Latin font and the Chinese font that goes with it."""

    REGULAR = ("Inter_400Regular", "NotoSansSC_400Regular")
    MEDIUM = ("Inter_500Medium", "NotoSansSC_400Regular")
    SEMIBOLD = ("Inter_600SemiBold", "NotoSansSC_700Bold")
    BOLD = ("Inter_700Bold", "NotoSansSC_700Bold")
    EXTRABOLD = ("Inter_800ExtraBold", "NotoSansSC_700Bold")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one font: its registered name, size relative to the line's, and the gap before it in em."""

    font: str
    text: str
    scale: float = 1.0
    gap_em: float = 0.0


def runs(text: str, weight: Weight) -> list[Run]:
    """Split a line into runs; every character of the answer has a glyph in the font of its run."""
    found: list[Run] = []
    cleaned = clean(text)
    for index, char in enumerate(cleaned):
        for run in _of_character(cleaned, index, char, weight):
            last = found[-1] if found else None
            if last is not None and (last.font, last.scale) == (run.font, run.scale) and not run.gap_em:
                found[-1] = Run(last.font, last.text + run.text, last.scale, last.gap_em)
            else:
                found.append(run)
    return found


def width(text: str, weight: Weight, size: float) -> float:
    """Measure a line in points as `runs` will draw it."""
    return _em(text, weight) * size


def clean(text: str) -> str:
    """Compose accents, turn blanks and line ends into one blank, and drop what has no shape of its own."""
    composed = unicodedata.normalize("NFC", text)
    kept = (" " if char.isspace() else char for char in composed if char.isspace() or not _is_shapeless(char))
    return "".join(kept)


def has_glyph(char: str, weight: Weight = Weight.REGULAR) -> bool:
    """Answer whether either font of the weight can draw the character."""
    return any(ord(char) in _characters(name) for name in weight.value)


def is_chinese(char: str) -> bool:
    """Answer whether a character is set in a full square: ideographs, kana, full-width forms and their punctuation."""
    return bool(char) and unicodedata.east_asian_width(char) in "WF"


@lru_cache(maxsize=20_000)
def _em(text: str, weight: Weight) -> float:
    em: float = sum(
        run.gap_em + pdfmetrics.stringWidth(run.text, registered(run.font), 1000.0) / 1000.0 * run.scale
        for run in runs(text, weight)
    )
    return em


def registered(name: str) -> str:
    """Register a font file with reportlab on first use and answer its name."""
    _characters(name)
    return name


@lru_cache(maxsize=16)
def _characters(name: str) -> frozenset[int]:
    with _LOCK:
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))
        return frozenset(pdfmetrics.getFont(name).face.charToGlyph)


def _of_character(line: str, index: int, char: str, weight: Weight) -> tuple[Run, ...]:
    latin, chinese = weight.value
    before = line[index - 1] if index else ""
    wants_chinese = is_chinese(char) or (unicodedata.east_asian_width(char) == "A" and _among_chinese(line, index))
    for name in (chinese, latin) if wants_chinese else (latin, chinese):
        if ord(char) in _characters(name):
            return (Run(name, char, gap_em=_GAP_EM if _meets_other_script(before, char) else 0.0),)
    return (Run(chinese, SUBSTITUTE), Run(latin, f"{ord(char):04X}", _CODE_SCALE))


def _among_chinese(line: str, index: int) -> bool:
    """Answer whether an ambiguous mark (“ ” … —) stands beside Chinese and takes its full-width shape."""
    if not unicodedata.category(line[index]).startswith("P"):
        return False
    return any(is_chinese(line[at]) for at in (index - 1, index + 1) if 0 <= at < len(line))


def _meets_other_script(before: str, char: str) -> bool:
    pair = (before, char)
    return any(_is_ideograph(a) and b.isascii() and b.isalnum() for a, b in (pair, pair[::-1]))


def _is_ideograph(char: str) -> bool:
    return is_chinese(char) and char.isalpha()


def _is_shapeless(char: str) -> bool:
    """Joiners, variation selectors, direction marks; a control character is not shapeless but wrong, and is shown."""
    category = unicodedata.category(char)
    return category == "Cf" or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
