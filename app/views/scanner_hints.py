"""What the scanner test page makes of one read: which switch of the scanner stands wrong, in words.

A known test symbol stands on the screen; a read that differs from it in a telling way names the cause: no separator, a
keyboard of another country, Caps Lock. Any other read is judged by what came along with it and by its timing.
"""

from dataclasses import dataclass
from typing import Final

from app.language import tr
from app.models.barcodes import GROUP_SEPARATOR, Scan
from app.scanning.burst import Reading, Verdict, WedgeSettings
from app.scanning.gs1 import split_aim
from app.views.verdict import Tone

TEST_GTIN: Final = "06901234567892"
TEST_CODE: Final = f"01{TEST_GTIN}10zY-1{GROUP_SEPARATOR}2142"
"""GTIN, a lot that shows a foreign keyboard (z/y, capitals, hyphen), a separator, a serial number."""
CAMERA: Final = "camera"
# A German or French layout swaps these; other layouts show at the hyphen.
_SWAPPED: Final = str.maketrans("zyZY", "yzYZ")
_SYMBOLOGIES: Final = {
    "]C0": "Code 128", "]C1": "GS1-128", "]C2": "Code 128", "]E0": "EAN-13 / UPC-A", "]E4": "EAN-8",
    "]E3": "EAN-13 + 2/5", "]A0": "Code 39", "]I0": "ITF", "]I1": "ITF-14", "]e0": "GS1 DataBar",
    "]d1": "Data Matrix", "]d2": "GS1 DataMatrix", "]Q1": "QR", "]Q3": "GS1 QR", "]G0": "Code 93", "]F0": "Codabar",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hint:
    """One remark on a read: how it stands and what to switch."""

    tone: Tone
    text: str
    remedy: str = ""


def symbology_word(symbology: str) -> str:
    """Answer the name of an AIM identifier, the identifier itself when it is a rare one."""
    return _SYMBOLOGIES.get(symbology, symbology)


def hints(reading: Reading | None, scan: Scan | None) -> list[Hint]:
    """Judge one read, the gravest first; a read without fault gets one good word."""
    text = scan.text if scan is not None else split_aim(reading.text)[1] if reading is not None else ""
    found = [*_of_the_run(reading), *_of_the_text(text)]
    if scan is not None and scan.device != CAMERA and not scan.symbology:
        text_aim = tr("The scanner does not name the symbology (no AIM identifier).")
        found.append(Hint(Tone.ATTENTION, text_aim, tr("Switch on “Transmit AIM code ID” as prefix in its manual.")))
    if not found:
        right = tr("The test code was read whole, with its separator.") if text == TEST_CODE else tr("Nothing to mend.")
        found.append(Hint(Tone.GOOD, right))
    return found


def _of_the_run(reading: Reading | None) -> list[Hint]:
    if reading is None:
        return []
    if reading.verdict is Verdict.BROKEN:
        return [
            Hint(Tone.WRONG, tr("Only the second half of a code came in; it was not taken."),
                 tr("Scan again. If it happens often, change cable, USB port or radio base."))
        ]  # fmt: skip
    if reading.verdict is Verdict.TYPING:
        return [
            Hint(Tone.WRONG, tr("Fast keys came without an end; they were taken for typing."),
                 tr("Switch on the suffix Enter (CR) in the scanner's manual, or choose “No suffix” here."))
        ]  # fmt: skip
    if reading.gap_ms_max > WedgeSettings().gap_ms_max:
        slow = tr("The slowest key took {gap} ms; a pause that long may split a code.").format(gap=reading.gap_ms_max)
        return [Hint(Tone.ATTENTION, slow, tr("Set the inter-character delay of the scanner to 0."))]
    return []


def _of_the_text(text: str) -> list[Hint]:
    if text == TEST_CODE:
        return []
    bare = TEST_CODE.replace(GROUP_SEPARATOR, "")
    remedies = {
        bare: Hint(Tone.WRONG, tr("GS is missing: the separator between lot and serial number was lost."),
                   tr("Switch on “Transmit FNC1 as GS (0x1D)” or “GS1 group separator” in the scanner's manual.")),
        TEST_CODE.swapcase(): Hint(Tone.WRONG, tr("Capitals and small letters are swapped."),
                                   tr("Switch off Caps Lock, and “Invert case” in the scanner.")),
        TEST_CODE.translate(_SWAPPED): Hint(Tone.WRONG, tr("The scanner types for a keyboard of another country."),
                                            tr("Set the scanner's keyboard country to USA.")),
    }  # fmt: skip
    for told in (text, text.replace("ß", "-")):
        if told in remedies:
            return [remedies[told]]
    if text.replace(GROUP_SEPARATOR, "").casefold() == bare.casefold():
        return [remedies[bare], remedies[TEST_CODE.swapcase()]][: 1 if GROUP_SEPARATOR not in text else 2]
    return []
