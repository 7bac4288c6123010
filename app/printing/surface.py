"""What a document draws on, whatever comes out of it: a PDF page (`paper.py`) or a label printer's own language
(`zpl.py`).

Origin at the upper left, lengths in millimetres, type in points. A label is arranged once and looks the same from both;
only text, line, box and symbol differ, and those are what a surface adds.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from app.printing.fonts import Weight
from app.printing.symbols import Bars, Matrix
from app.printing.typesetting import LEADING, Block, fit_block, fit_line

POINTS_PER_MM: Final = 72 / 25.4
CAP_HEIGHT_EM: Final = 0.727  # of Inter; Noto's ideographs reach a little higher


class Ink(Enum):
    """Colours of print; labels take BLACK and WHITE only, because a thermal head knows no grey."""

    BLACK = (0.05, 0.06, 0.08)
    GREY = (0.36, 0.40, 0.46)
    FAINT = (0.56, 0.60, 0.66)
    LINE = (0.82, 0.84, 0.87)
    WASH = (0.955, 0.962, 0.972)
    WHITE = (1.0, 1.0, 1.0)
    SOLID = (0.0, 0.0, 0.0)
    GOOD = (0.06, 0.46, 0.28)
    ATTENTION = (0.80, 0.45, 0.02)
    WRONG = (0.70, 0.12, 0.12)
    ACCENT = (0.11, 0.36, 0.95)


class Align(Enum):
    """Which point of a line `x` names."""

    LEFT = 0.0
    CENTRE = 0.5
    RIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Style:
    """How a line is set: size in points, weight, ink, where `x` is, and figures of one width for columns."""

    size: float
    weight: Weight = Weight.REGULAR
    ink: Ink = Ink.BLACK
    align: Align = Align.LEFT
    is_tabular: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle in millimetres from the upper left of the page."""

    x: float
    y: float
    width: float
    height: float


class Surface(ABC):
    """A page or label in the making."""

    @abstractmethod
    def text(self, x: float, baseline: float, text: str, style: Style) -> float:
        """Draw one line and answer its width in millimetres."""

    @abstractmethod
    def rule(self, x: float, y: float, length: float, thickness_pt: float = 0.5, ink: Ink = Ink.LINE) -> None:
        """Draw a horizontal line."""

    @abstractmethod
    def box(self, area: Area, fill: Ink | None = None, stroke: Ink | None = None, radius_mm: float = 0.0) -> None:
        """Draw a rectangle, filled or with a hairline, with rounded corners if asked."""

    @abstractmethod
    def bars(self, symbol: Bars, x: float, y: float, height_mm: float, dots: int) -> float:
        """Draw a one-dimensional symbol, its quiet zone beginning at `x`; answer the width with quiet zones in mm."""

    @abstractmethod
    def matrix(self, symbol: Matrix, x: float, y: float, dots: int) -> float:
        """Draw a two-dimensional symbol, its quiet zone beginning at (x, y); answer its side with quiet zones in mm."""

    def fitted(self, x: float, baseline: float, text: str, room: tuple[float, float, Style]) -> float:
        """Draw one line that shrinks to (width in mm, smallest size, style) and ends in "…" only below that size."""
        wide_mm, smallest, style = room
        line, size = fit_line(text, wide_mm * POINTS_PER_MM, (smallest, style.size), style.weight)
        return self.text(x, baseline, line, replace(style, size=size))

    def in_area(self, area: Area, text: str, smallest: float, style: Style) -> None:
        """Draw one line as large as an area allows, up to `style.size`, in the middle of its height."""
        line, size = fit_line(text, area.width * POINTS_PER_MM, (smallest, style.size), style.weight)
        baseline = area.y + (area.height + size * CAP_HEIGHT_EM / POINTS_PER_MM) / 2
        self.text(area.x + area.width * style.align.value, baseline, line, replace(style, size=size))

    def lines(self, x: float, top: float, lines: tuple[str, ...] | list[str], style: Style) -> float:
        """Draw lines below each other from a top edge and answer the y below the last, in millimetres."""
        step = style.size * LEADING / POINTS_PER_MM
        for line in lines:
            self.text(x, top + step * 0.76, line, style)
            top += step
        return top

    def block(self, area: Area, texts: tuple[str, ...], smallest: float, style: Style) -> Block:
        """Draw texts into an area, shrinking from `style.size` to `smallest` until all of them fit."""
        box = (area.width * POINTS_PER_MM, area.height * POINTS_PER_MM)
        block = fit_block(texts, box, (smallest, style.size), style.weight)
        self.lines(area.x, area.y, block.lines, replace(style, size=block.size))
        return block
