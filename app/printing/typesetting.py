"""Breaking and fitting text: where a line may end in Latin and in Chinese, and which size makes a block fit its box.

A word too long for its line is broken anywhere rather than cut off, Chinese breaks between any two characters except
that closing marks do not begin a line nor opening marks end one, and a block that still does not fit at its smallest
size ends in "…", so that a reader sees that there was more.
"""

from dataclasses import dataclass
from typing import Final

from app.printing.fonts import Weight, clean, is_chinese, width

LEADING: Final = 1.32
ELLIPSIS: Final = "…"
_NEVER_FIRST: Final = frozenset("，。、；：？！）》」』】〉〕”’％…—·,.;:?!)]}%")
_NEVER_LAST: Final = frozenset("（《「『【〈〔“‘([{")
_BREAK_AFTER: Final = frozenset("-/_,;&|")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that fit a box at one size in points; `is_cut` when the text had to end in "…"."""

    lines: tuple[str, ...]
    size: float
    is_cut: bool = False

    @property
    def height(self) -> float:
        """Measure from the top of the first line to the foot of the last, in points."""
        return len(self.lines) * self.size * LEADING


def wrap(text: str, room: float, size: float, weight: Weight = Weight.REGULAR) -> list[str]:
    """Break a text into lines of at most `room` points; its own line ends stay; an empty text is no line."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        lines.extend(_wrap_paragraph(clean(paragraph).strip(), room, size, weight))
    return lines


def fit_line(text: str, room: float, sizes: tuple[float, float], weight: Weight) -> tuple[str, float]:
    """Answer one line and the largest size in (smallest, largest) that fits; at the smallest it may end in "…"."""
    smallest, largest = sizes
    line = clean(text).strip()
    natural = width(line, weight, 1.0)
    size = largest if natural <= 0 else min(largest, room / natural)
    if size >= smallest:
        return line, size
    return _shorten(line, room, smallest, weight), smallest


def fit_block(texts: tuple[str, ...], box: tuple[float, float], sizes: tuple[float, float], weight: Weight) -> Block:
    """Wrap lines into a box (width, height in points) at the largest size in (smallest, largest) that fits."""
    smallest, size = sizes
    while True:
        lines = [line for text in texts for line in wrap(text, box[0], size, weight)]
        block = Block(tuple(lines), size)
        # A character that no font has is shown as its code point, which is not parted: it may be wider than the box.
        narrow = size <= smallest or all(width(line, weight, size) <= box[0] for line in lines)
        if narrow and block.height <= box[1]:
            return block
        if size <= smallest:
            return _cut(block, box, weight)
        size = max(smallest, size - 0.25)


def _cut(block: Block, box: tuple[float, float], weight: Weight) -> Block:
    kept = max(1, int(box[1] / (block.size * LEADING)))
    last = _shorten(block.lines[kept - 1] + ELLIPSIS, box[0], block.size, weight)
    return Block((*block.lines[: kept - 1], last), block.size, is_cut=True)


def _shorten(line: str, room: float, size: float, weight: Weight) -> str:
    kept = line.removesuffix(ELLIPSIS)
    while kept and width(kept + ELLIPSIS, weight, size) > room:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS


def _wrap_paragraph(text: str, room: float, size: float, weight: Weight) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if width((line + piece).rstrip(), weight, size) <= room:
            line += piece
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = piece.lstrip()
        while width(line.rstrip(), weight, size) > room and len(line) > 1:
            head = _longest_head(line, room, size, weight)
            lines.append(line[:head])
            line = line[head:]
    if line.strip():
        lines.append(line.rstrip())
    return lines


def _longest_head(line: str, room: float, size: float, weight: Weight) -> int:
    low, high = 1, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        if width(line[:middle], weight, size) <= room:
            low = middle
        else:
            high = middle - 1
    return low


def _pieces(text: str) -> list[str]:
    """Cut a paragraph where a line may end; each piece keeps the blanks that follow it."""
    pieces: list[str] = []
    start = 0
    for at in range(1, len(text)):
        if _may_break(text[at - 1], text[at]):
            pieces.append(text[start:at])
            start = at
    pieces.append(text[start:])
    return pieces


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    if before == " " or is_chinese(before) or is_chinese(after):
        return True
    return before in _BREAK_AFTER and after.isalnum()
