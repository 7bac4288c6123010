"""A PDF page as a surface.

Text in runs of fonts that have the glyphs, symbols snapped to the dot grid of a 203-dpi head. The file is
deterministic (reportlab's invariant mode: no date, fixed ids), so that a repeated print is the same file and a test
may compare bytes.
"""

import io
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from app.printing.fonts import registered, runs, width
from app.printing.surface import POINTS_PER_MM, Area, Ink, Style, Surface
from app.printing.symbols import DOTS_PER_MM, Bars, Matrix, stretches

PAPER_AUTHOR: Final = "Packbench"


class Paper(Surface):
    """One PDF in the making; pages of one size."""

    def __init__(self, width_mm: float, height_mm: float, title: str) -> None:
        self.width_mm = width_mm
        self.height_mm = height_mm
        self._buffer = io.BytesIO()
        size = (width_mm * POINTS_PER_MM, height_mm * POINTS_PER_MM)
        self._canvas = Canvas(self._buffer, pagesize=size, invariant=1, pageCompression=1)
        self._canvas.setTitle(title)
        self._canvas.setAuthor(PAPER_AUTHOR)

    def next_page(self) -> None:
        """End this page and begin another of the same size."""
        self._canvas.showPage()

    def finish(self) -> bytes:
        """End the last page and answer the file."""
        self._canvas.showPage()
        self._canvas.save()
        return self._buffer.getvalue()

    def text(self, x: float, baseline: float, text: str, style: Style) -> float:
        """Draw one line and answer its width in millimetres."""
        wide = _tabular_width(text, style) if style.is_tabular else width(text, style.weight, style.size)
        at = x * POINTS_PER_MM - wide * style.align.value
        self._canvas.setFillColorRGB(*style.ink.value)
        if style.is_tabular:
            self._draw_tabular(at, baseline, text, style)
        else:
            self._draw_runs(at, baseline, text, style)
        return wide / POINTS_PER_MM

    def rule(self, x: float, y: float, length: float, thickness_pt: float = 0.5, ink: Ink = Ink.LINE) -> None:
        """Draw a horizontal line."""
        self._canvas.setStrokeColorRGB(*ink.value)
        self._canvas.setLineWidth(thickness_pt)
        up = self._up(y)
        self._canvas.line(x * POINTS_PER_MM, up, (x + length) * POINTS_PER_MM, up)

    def box(self, area: Area, fill: Ink | None = None, stroke: Ink | None = None, radius_mm: float = 0.0) -> None:
        """Draw a rectangle, filled or with a hairline, with rounded corners if asked."""
        if fill is not None:
            self._canvas.setFillColorRGB(*fill.value)
        if stroke is not None:
            self._canvas.setStrokeColorRGB(*stroke.value)
            self._canvas.setLineWidth(0.6)
        self._canvas.roundRect(
            area.x * POINTS_PER_MM,
            self._up(area.y + area.height),
            area.width * POINTS_PER_MM,
            area.height * POINTS_PER_MM,
            radius_mm * POINTS_PER_MM,
            stroke=int(stroke is not None),
            fill=int(fill is not None),
        )

    def bars(self, symbol: Bars, x: float, y: float, height_mm: float, dots: int) -> float:
        """Draw a one-dimensional symbol, its quiet zone beginning at `x`; answer the width with quiet zones in mm."""
        left, top, high = round(x * DOTS_PER_MM), round(y * DOTS_PER_MM), round(height_mm * DOTS_PER_MM)
        rectangles = [
            (left + (symbol.quiet_left + start) * dots, top, count * dots, high)
            for start, count in stretches(symbol.modules)
        ]
        self._fill_dots(rectangles)
        return symbol.width * dots / DOTS_PER_MM

    def matrix(self, symbol: Matrix, x: float, y: float, dots: int) -> float:
        """Draw a two-dimensional symbol, its quiet zone beginning at (x, y); answer its side with quiet zones in mm."""
        left, top = round(x * DOTS_PER_MM), round(y * DOTS_PER_MM)
        rectangles = [
            (left + (symbol.quiet + start) * dots, top + (symbol.quiet + row) * dots, count * dots, dots)
            for row, modules in enumerate(symbol.rows)
            for start, count in stretches(modules)
        ]
        self._fill_dots(rectangles)
        return symbol.width * dots / DOTS_PER_MM

    def _fill_dots(self, rectangles: list[tuple[int, int, int, int]]) -> None:
        """Fill rectangles given in dots from the upper left as one path, so that neighbours leave no seam."""
        point = POINTS_PER_MM / DOTS_PER_MM
        path = self._canvas.beginPath()
        for left, top, wide, high in rectangles:
            path.rect(left * point, self._up((top + high) / DOTS_PER_MM), wide * point, high * point)
        self._canvas.setFillColorRGB(*Ink.SOLID.value)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def _draw_runs(self, at: float, baseline: float, text: str, style: Style) -> None:
        up = self._up(baseline)
        for run in runs(text, style.weight):
            size = style.size * run.scale
            at += run.gap_em * style.size
            self._canvas.setFont(registered(run.font), size)
            self._canvas.drawString(at, up, run.text)
            at += self._canvas.stringWidth(run.text, run.font, size)

    def _draw_tabular(self, at: float, baseline: float, text: str, style: Style) -> None:
        cell = _figure_width(style)
        for char in text:
            wide = width(char, style.weight, style.size)
            room = cell if char.isdigit() else wide
            self._draw_runs(at + (room - wide) / 2, baseline, char, style)
            at += room

    def _up(self, y: float) -> float:
        return (self.height_mm - y) * POINTS_PER_MM


def _figure_width(style: Style) -> float:
    return max(width(digit, style.weight, style.size) for digit in "0123456789")


def _tabular_width(text: str, style: Style) -> float:
    cell = _figure_width(style)
    return sum(cell if char.isdigit() else width(char, style.weight, style.size) for char in text)
