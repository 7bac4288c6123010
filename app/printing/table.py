"""A table that runs over pages: cells wrap, rows never split, the head stands on each page.

A row's first lines share one baseline, whatever their sizes, so that a large quantity and a small name read as one
line. Everything is measured before anything is drawn, because "page 2 of 7" wants to know seven on page two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.printing.fonts import Weight
from app.printing.paper import Paper
from app.printing.surface import POINTS_PER_MM, Align, Area, Ink, Style
from app.printing.typesetting import LEADING, fit_line, wrap

HEAD_MM: Final = 7.5
_PAD_MM: Final = 2.0
_GUTTER_MM: Final = 4.0
_HEAD_STYLE: Final = Style(7, Weight.SEMIBOLD, Ink.GREY)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, width in millimetres with the gutter, and the side its text keeps to."""

    title: str
    width: float
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Piece:
    """A text in a cell and how it is set; pieces of one cell stand below each other."""

    text: str
    style: Style


Cell = tuple[Piece, ...]
CHECK_BOX: Final[Cell] = ()  # an empty cell is a box to tick
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class _MeasuredRow:
    cells: tuple[tuple[_Line, ...], ...]
    ascent: float
    height: float


class Table:
    """Columns and rows, measured; answers how rows fall on pages and draws them."""

    def __init__(self, x: float, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        self._x = x
        self._columns = tuple(columns)
        self._rows = tuple(self._measured(row) for row in rows)

    @property
    def width(self) -> float:
        """Measure the table in millimetres."""
        return sum(column.width for column in self._columns)

    def pages(self, first_mm: float, next_mm: float, tail_mm: float) -> list[range]:
        """Spread rows over pages with that much room for head and rows; the last page keeps `tail_mm` for a sum."""
        found: list[range] = []
        start, left = 0, first_mm - HEAD_MM
        for index, row in enumerate(self._rows):
            if row.height > left and index > start:
                found.append(range(start, index))
                start, left = index, next_mm - HEAD_MM
            left -= row.height
        if left < tail_mm and len(self._rows) - start > 1:
            found.append(range(start, len(self._rows) - 1))
            start = len(self._rows) - 1
        found.append(range(start, len(self._rows)))
        return found

    def draw(self, paper: Paper, y: float, rows: range) -> float:
        """Draw the head and some rows; answer the y below them."""
        y = self._draw_head(paper, y)
        for index in rows:
            self._draw_row(paper, y, self._rows[index])
            y += self._rows[index].height
            paper.rule(self._x, y, self.width, 0.35)
        return y

    def _draw_head(self, paper: Paper, y: float) -> float:
        at = self._x
        for column in self._columns:
            style = Style(_HEAD_STYLE.size, _HEAD_STYLE.weight, _HEAD_STYLE.ink, column.align)
            paper.fitted(_text_x(at, column), y + 4.6, column.title, (column.width - 1, 4.5, style))
            at += column.width
        paper.rule(self._x, y + HEAD_MM - 0.6, self.width, 0.9, Ink.BLACK)
        return y + HEAD_MM

    def _draw_row(self, paper: Paper, y: float, row: _MeasuredRow) -> None:
        at = self._x
        for column, cell in zip(self._columns, row.cells, strict=True):
            baseline = y + row.ascent
            for index, line in enumerate(cell):
                baseline += _step(line.style) if index else 0.0
                paper.text(_text_x(at, column), baseline, line.text, line.style)
            if not cell and column.title == "":
                paper.box(Area(at, y + row.ascent - 3.6, 4, 4), stroke=Ink.GREY, radius_mm=0.6)
            at += column.width

    def _measured(self, row: Row) -> _MeasuredRow:
        cells = tuple(_lines(cell, column) for cell, column in zip(row, self._columns, strict=True))
        ascent = _PAD_MM + max((cell[0].style.size for cell in cells if cell), default=9.0) * 0.8 / POINTS_PER_MM
        below = max(sum(_step(line.style) for line in cell[1:]) for cell in cells)
        return _MeasuredRow(cells, ascent, ascent + below + _PAD_MM + 0.6)


def _lines(cell: Cell, column: Column) -> tuple[_Line, ...]:
    found: list[_Line] = []
    room = (column.width - _GUTTER_MM) * POINTS_PER_MM
    for piece in cell:
        style = Style(piece.style.size, piece.style.weight, piece.style.ink, column.align, piece.style.is_tabular)
        if style.is_tabular:
            text, size = fit_line(piece.text, room * 0.97, (5.0, style.size), style.weight)
            found.append(_Line(text, Style(size, style.weight, style.ink, style.align, is_tabular=True)))
        else:
            found.extend(_Line(line, style) for line in wrap(piece.text, room, style.size, style.weight))
    return tuple(found)


def _step(style: Style) -> float:
    return style.size * LEADING / POINTS_PER_MM


def _text_x(at: float, column: Column) -> float:
    if column.align is Align.RIGHT:
        return at + column.width
    return at + column.width / 2 if column.align is Align.CENTRE else at
