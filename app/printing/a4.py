"""What all A4 sheets of the house share: title with number and bars, fields, running head, foot with page numbers.

One look for every sheet, so that a worker knows where the number stands before knowing which sheet it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from app.printing.fonts import Weight, width
from app.printing.paper import Paper
from app.printing.surface import POINTS_PER_MM, Align, Area, Ink, Style
from app.printing.symbols import code_128, module_dots
from app.printing.table import Table
from app.printing.typesetting import LEADING
from app.printing.words import page_of

WIDTH_MM: Final = 210.0
HEIGHT_MM: Final = 297.0
LEFT_MM: Final = 16.0
ROOM_MM: Final = WIDTH_MM - 2 * LEFT_MM
RIGHT_MM: Final = WIDTH_MM - LEFT_MM
FOOT_MM: Final = 281.0  # nothing of the body below this
NEXT_PAGE_TOP_MM: Final = 25.0
CAPTION: Final = Style(7, Weight.SEMIBOLD, Ink.GREY)
VALUE: Final = Style(9.5, Weight.MEDIUM, Ink.BLACK)


@dataclass(frozen=True, slots=True)
class Heading:
    """The kind of sheet in words and the number that names this one."""

    lang: str
    kind: str
    number: str


@dataclass(frozen=True, slots=True)
class Field:
    """A caption and its value; an empty value leaves the field out."""

    caption: str
    value: str


def new_sheet(heading: Heading) -> Paper:
    """Begin an A4 file named by its heading."""
    return Paper(WIDTH_MM, HEIGHT_MM, f"{heading.kind} {heading.number}")


def draw_title(paper: Paper, heading: Heading) -> float:
    """Draw kind, number and the number's bars at the top of the first page; answer the y below."""
    symbol = code_128(heading.number)
    dots = module_dots(symbol, 80, dots_max=3, dots_min=1)
    wide = symbol.width * dots / 8
    quiet = symbol.quiet_right * dots / 8
    paper.bars(symbol, RIGHT_MM - wide + quiet, 15.5, 12, dots)
    room = RIGHT_MM - LEFT_MM - wide
    paper.fitted(LEFT_MM, 18.5, heading.kind, (room, 7, Style(11, Weight.SEMIBOLD, Ink.GREY)))
    paper.fitted(LEFT_MM, 28, heading.number, (room, 10, Style(25, Weight.EXTRABOLD)))
    paper.rule(LEFT_MM, 33, ROOM_MM, 0.9, Ink.BLACK)
    return 37.0


def draw_fields(paper: Paper, x: float, y: float, fields: Sequence[Field]) -> float:
    """Draw captions with their values to the right of them, one below the other; answer the y below."""
    for field in fields:
        if field.value:
            paper.fitted(x, y + 3.4, field.caption, (17, 5, CAPTION))
            paper.fitted(x + 18, y + 3.4, field.value, (RIGHT_MM - x - 18, 6, VALUE))
            y += 5.4
    return y


def draw_facts(paper: Paper, y: float, fields: Sequence[Field]) -> float:
    """Draw values below their captions side by side, all in one size that lets them fit; answer the y below."""
    shown = [field for field in fields if field.value]
    if not shown:
        return y
    natural = [max(width(f.value, Weight.SEMIBOLD, 11.5), width(f.caption, Weight.SEMIBOLD, 7)) for f in shown]
    room = (ROOM_MM - 5 * (len(shown) - 1)) * POINTS_PER_MM
    shrink = min(1.0, room / sum(natural))
    gap = min(14.0, (ROOM_MM - sum(natural) * shrink / POINTS_PER_MM) / max(1, len(shown) - 1))
    x = LEFT_MM
    for field, wide in zip(shown, natural, strict=True):
        step = wide * shrink / POINTS_PER_MM + 0.1
        paper.fitted(x, y + 3, field.caption, (step, 4, CAPTION))
        paper.fitted(x, y + 9, field.value, (step, 4, Style(11.5 * shrink, Weight.SEMIBOLD)))
        x += step + gap
    return y + 14


def draw_address(paper: Paper, at: tuple[float, float], caption: str, lines: tuple[str, ...], style: Style) -> float:
    """Draw an address of any length into 56 × 34 mm, the name in bold; answer the y below."""
    x, y = at
    paper.text(x, y + 3, caption, CAPTION)
    bold = Style(style.size, Weight.BOLD, style.ink)
    name = paper.block(Area(x, y + 4.4, 56, 10), lines[:1], 6, bold)
    top = y + 4.4 + name.height / POINTS_PER_MM
    rest = paper.block(Area(x, top, 56, y + 38 - top), lines[1:], 4.5, style)
    return top + len(rest.lines) * rest.size * LEADING / POINTS_PER_MM


def draw_table_pages(
    paper: Paper, heading: Heading, table: Table, top: float, tail: tuple[float, Callable[[float], None]]
) -> None:
    """Draw a table from `top` on over as many pages as it needs; `tail` is a height and what draws the sum below it."""
    tail_mm, draw_tail = tail
    pages = table.pages(FOOT_MM - top, FOOT_MM - NEXT_PAGE_TOP_MM, tail_mm)
    for number, rows in enumerate(pages, start=1):
        if number > 1:
            paper.next_page()
            draw_running_head(paper, heading)
        below = table.draw(paper, top if number == 1 else NEXT_PAGE_TOP_MM, rows)
        if number == len(pages):
            draw_tail(below)
        draw_foot(paper, heading, number, len(pages))


def draw_running_head(paper: Paper, heading: Heading) -> None:
    """Draw the small head of the second page and later."""
    paper.fitted(LEFT_MM, 17.5, heading.kind, (80, 6, Style(9, Weight.SEMIBOLD, Ink.GREY)))
    paper.fitted(RIGHT_MM, 17.5, heading.number, (90, 7, Style(12, Weight.BOLD, align=Align.RIGHT)))
    paper.rule(LEFT_MM, 21, ROOM_MM, 0.5)


def draw_foot(paper: Paper, heading: Heading, page: int, pages: int) -> None:
    """Draw which sheet and which page this is, so that a dropped stack can be put together again."""
    paper.rule(LEFT_MM, 284, ROOM_MM, 0.5)
    small = Style(7.5, Weight.REGULAR, Ink.GREY)
    paper.fitted(LEFT_MM, 288.5, f"{heading.kind}  {heading.number}", (120, 5, small))
    paper.text(RIGHT_MM, 288.5, page_of(heading.lang, page, pages), Style(7.5, Weight.MEDIUM, Ink.GREY, Align.RIGHT))
