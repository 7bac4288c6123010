"""A label in ZPL II, the language of label printers, for a head of 8 dots to the millimetre.

Bars and Data Matrix are the printer's own commands (^BC ^BE ^B8 ^BX), because a picture of bars scaled by a driver
does not scan. Latin text is the printer's scalable font; text with any other character is set here in our fonts and
sent as a 1-bit graphic, since printers seldom have Chinese. Caret, tilde, backslash and _ in a field travel as
hexadecimal (^FH), all else as UTF-8 (^CI28). GS1-128 data begins ">;>8": start code C, then FNC1 (ZPL II Programming
Guide, ^BC).
"""

import re
from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from app.printing.fonts import FONTS, Weight, clean, runs, width
from app.printing.surface import POINTS_PER_MM, Align, Area, Ink, Style, Surface
from app.printing.symbols import DOTS_PER_MM, Bars, Family, Matrix

_DOTS_PER_POINT: Final = DOTS_PER_MM / POINTS_PER_MM
_INK_THRESHOLD: Final = 135  # of 255: thin strokes of dense ideographs survive, and do not run together
_ASCENT_EM: Final = 0.76  # of the printer's font 0, top of the cell to the baseline
_NATIVE_TEXT: Final = re.compile(
    r"[ -~]*"
)  # what each printer has under the name of font 0; é and × depend on firmware
_NATIVE_SIZE_MAX: Final = 24  # points; above, cheap printers enlarge a bitmap and the steps show
_NATIVE_BARS: Final = re.compile(r"[0-9A-Za-z .$/+%-]+")
_SCALABLE: Final = "0"
_REPEATS: Final = tuple(
    (count, letter)
    for count, letter in [(20 * n, chr(ord("f") + n)) for n in range(20, 0, -1)]
    + [(n, chr(ord("F") + n)) for n in range(19, 0, -1)]
)


class ZplLabel(Surface):
    """One label in the making."""

    def __init__(self, width_mm: float, height_mm: float) -> None:
        wide, high = round(width_mm * DOTS_PER_MM), round(height_mm * DOTS_PER_MM)
        self._commands = ["^XA", "^CI28", f"^PW{wide}", f"^LL{high}", "^LH0,0"]

    def finish(self) -> bytes:
        """Answer the label, one copy, as UTF-8."""
        return ("\n".join([*self._commands, "^XZ"]) + "\n").encode()

    def text(self, x: float, baseline: float, text: str, style: Style) -> float:
        """Draw one line, natively if the printer has each character; answer its width in millimetres at most."""
        line = clean(text)
        if not line.strip():
            return 0.0
        points = width(line, style.weight, style.size)
        left = _dots(x) - round(points * _DOTS_PER_POINT * style.align.value)
        reverse = "^FR" if style.ink is Ink.WHITE else ""
        if _is_native(line, style):
            self._add_native(left, _dots(baseline), line, style, reverse)
        else:
            picture, ascent = _line_picture(line, style.weight, style.size)
            self._add(left, _dots(baseline) - ascent, f"{reverse}{graphic(picture)}")
        return points / POINTS_PER_MM

    def rule(self, x: float, y: float, length: float, thickness_pt: float = 0.5, ink: Ink = Ink.LINE) -> None:
        """Draw a horizontal line, one dot thick or more."""
        thick = max(1, round(thickness_pt * _DOTS_PER_POINT))
        self._add(_dots(x), _dots(y) - thick // 2, f"^GB{_dots(length)},{thick},{thick}")

    def box(self, area: Area, fill: Ink | None = None, stroke: Ink | None = None, radius_mm: float = 0.0) -> None:
        """Draw a rectangle; corners are as round as the command's eight steps allow."""
        wide, high = _dots(area.width), _dots(area.height)
        thick = min(wide, high) if fill is not None else 2
        rounding = min(8, round(radius_mm * DOTS_PER_MM * 16 / min(wide, high)))
        self._add(_dots(area.x), _dots(area.y), f"^GB{wide},{high},{thick},B,{rounding}")

    def bars(self, symbol: Bars, x: float, y: float, height_mm: float, dots: int) -> float:
        """Let the printer draw the bars; what it might encode otherwise goes as a picture of whole dots."""
        left, top, high = _dots(x) + symbol.quiet_left * dots, _dots(y), _dots(height_mm)
        command = _bars_command(symbol, high, dots)
        if command:
            self._add(left, top, f"^BY{dots},3.0,{high}{command}")
        else:
            self._add(left, top, graphic(_pattern_picture((symbol.modules,), dots, high)))
        return symbol.width * dots / DOTS_PER_MM

    def matrix(self, symbol: Matrix, x: float, y: float, dots: int) -> float:
        """Let the printer draw a Data Matrix of plain characters (^BX, ECC 200); others go as a picture."""
        left, top = _dots(x) + symbol.quiet * dots, _dots(y) + symbol.quiet * dots
        if symbol.quiet == 2 and re.fullmatch(r"[0-9A-Z-]+", symbol.text):
            self._add(left, top, f"^BXN,{dots},200^FD{symbol.text}")
        else:
            self._add(left, top, graphic(_pattern_picture(symbol.rows, dots, dots)))
        return symbol.width * dots / DOTS_PER_MM

    def _add_native(self, left: int, baseline: int, line: str, style: Style, reverse: str) -> None:
        size = round(style.size * _DOTS_PER_POINT)
        top = max(0, baseline - round(size * _ASCENT_EM))
        field = f"^A{_SCALABLE}N,{size},{size}{reverse}"
        if style.align is not Align.LEFT:
            room = round(width(line, style.weight, style.size) * _DOTS_PER_POINT)
            field += f"^FB{room + 2},1,0,{'C' if style.align is Align.CENTRE else 'R'},0"
        self._add(left, top, f"{field}^FH_^FD{escaped(line)}")

    def _add(self, left: int, top: int, field: str) -> None:
        self._commands.append(f"^FO{max(0, left)},{max(0, top)}{field}^FS")


def escaped(text: str) -> str:
    """Write a field's text so that none of its characters is a command: caret, tilde, backslash and _ as _5E …"""
    return "".join(f"_{ord(char):02X}" if char in "^~\\_" else char for char in text)


def graphic(picture: Image.Image) -> str:
    """Write a 1-bit picture as ^GFA in the run-length form that every ZPL printer reads."""
    stride = (picture.width + 7) // 8
    data = bytes(byte ^ 0xFF for byte in picture.convert("1", dither=Image.Dither.NONE).tobytes())
    spare = 8 * stride - picture.width
    rows: list[str] = []
    for at in range(0, len(data), stride):
        row = data[at : at + stride]
        rows.append((row[:-1] + bytes([row[-1] >> spare << spare])).hex().upper())
    written = [":" if index and row == rows[index - 1] else _run_length(row) for index, row in enumerate(rows)]
    return f"^GFA,{len(data)},{len(data)},{stride},{''.join(written)}"


def _is_native(line: str, style: Style) -> bool:
    """Answer whether the printer's own font does: it has each character, stays inside the room, and is not blown up."""
    fits = _native_em(line, style.weight) <= width(line, style.weight, 1.0)
    return style.size <= _NATIVE_SIZE_MAX and fits and _NATIVE_TEXT.fullmatch(line) is not None


def _native_em(line: str, weight: Weight) -> float:
    """Estimate a line in font 0 in em from above: its letters are narrower than ours, dashes far wider."""
    wide = sum(char in "-+=<>" for char in line)
    return 0.8 * width("".join(char for char in line if char not in "-+=<>"), weight, 1.0) + 0.95 * wide


def _run_length(row: str) -> str:
    """Shorten a row of hexadecimal digits: `,` fills with zeros, a letter before a digit repeats it."""
    kept = row.rstrip("0")
    written = [_repeats(len(match.group())) + match.group(1) for match in re.finditer(r"(.)\1*", kept)]
    return "".join(written) + ("," if len(kept) < len(row) else "")


def _repeats(count: int) -> str:
    """Write how often the next digit stands: the letters' values add up, none means once."""
    letters = ""
    while count > 1 or (count == 1 and letters):
        value, letter = next(pair for pair in _REPEATS if pair[0] <= count)
        letters += letter
        count -= value
    return letters


def _bars_command(symbol: Bars, high: int, dots: int) -> str:
    """Answer ^BC, ^BE or ^B8 with its data; EAN guard bars reach five modules below the height given."""
    digits = symbol.text.isascii() and symbol.text.isdigit()
    if symbol.family is Family.EAN_13:
        return f"^BEN,{high - 5 * dots},N,N^FD{symbol.text[:12]}"
    if symbol.family is Family.EAN_8:
        return f"^B8N,{high - 5 * dots},N,N^FD{symbol.text[:7]}"
    if symbol.family is Family.GS1_128 and digits and len(symbol.text) % 2 == 0:
        return f"^BCN,{high},N,N,N,N^FD>;>8{symbol.text}"
    if symbol.family is Family.CODE_128 and _NATIVE_BARS.fullmatch(symbol.text):
        return f"^BCN,{high},N,N,N,A^FD{symbol.text}"
    return ""


def _pattern_picture(rows: tuple[str, ...], dots: int, row_dots: int) -> Image.Image:
    picture = Image.new("1", (len(rows[0]), len(rows)), 1)
    picture.putdata([0 if module == "1" else 1 for row in rows for module in row])
    return picture.resize((len(rows[0]) * dots, len(rows) * row_dots), Image.Resampling.NEAREST)


def _line_picture(line: str, weight: Weight, size: float) -> tuple[Image.Image, int]:
    """Set a line in our fonts; answer it black on white and the rows above its baseline."""
    em = size * _DOTS_PER_POINT
    ascent = round(em * 1.02)
    wide = max(1, round(width(line, weight, size) * _DOTS_PER_POINT) + 2)
    grey = Image.new("L", (wide, ascent + round(em * 0.32)), 255)
    pen = ImageDraw.Draw(grey)
    at = 0.0
    for run in runs(line, weight):
        at += run.gap_em * em
        font = _font(run.font, em * run.scale)
        pen.text((at, ascent), run.text, font=font, fill=0, anchor="ls")
        at += font.getlength(run.text)
    return grey.point(lambda level: 255 if level > _INK_THRESHOLD else 0).convert("1"), ascent


@lru_cache(maxsize=64)
def _font(name: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"{name}.ttf"), size)


def _dots(length_mm: float) -> int:
    return round(length_mm * DOTS_PER_MM)
