"""The packing slip: what the customer finds on top of the goods.

Ordered and packed stand side by side, so that a part delivery explains itself. No price is printed unless the document
asks for it, because the receiver of a gift reads this sheet.
"""

from typing import Final

from app.language import tr_in
from app.printing.a4 import (
    LEFT_MM,
    RIGHT_MM,
    ROOM_MM,
    Field,
    Heading,
    draw_address,
    draw_fields,
    draw_table_pages,
    draw_title,
    new_sheet,
)
from app.printing.documents import PackingSlip, SlipLine
from app.printing.fonts import Weight
from app.printing.paper import Paper
from app.printing.surface import POINTS_PER_MM, Align, Area, Ink, Style
from app.printing.table import Column, Piece, Row, Table
from app.printing.typesetting import LEADING, wrap
from app.printing.words import day, money, parcel_of

_NAME: Final = Style(9.5, Weight.SEMIBOLD)
_SMALL: Final = Style(7.5, Weight.REGULAR, Ink.GREY)
_FIGURE: Final = Style(10, Weight.REGULAR, is_tabular=True)
_STRONG: Final = Style(11, Weight.BOLD, is_tabular=True)
_MESSAGE: Final = Style(10, Weight.MEDIUM)
_MESSAGE_LINES_MAX: Final = 12


def render_packing_slip(slip: PackingSlip) -> bytes:
    """Draw the slip over as many A4 pages as its lines need."""
    heading = Heading(slip.lang, tr_in(slip.lang, "Packing slip"), slip.order_number)
    paper = new_sheet(heading)
    top = _draw_parties(paper, slip, draw_title(paper, heading))
    message = wrap(slip.message, (ROOM_MM - 12) * POINTS_PER_MM, _MESSAGE.size, _MESSAGE.weight)[:_MESSAGE_LINES_MAX]
    table = Table(LEFT_MM, _columns(slip), [_row(slip, index, line) for index, line in enumerate(slip.lines, start=1)])
    tail_mm = 20 + (len(message) * _MESSAGE.size * LEADING / POINTS_PER_MM + 16 if message else 0)
    draw_table_pages(paper, heading, table, top, (tail_mm, lambda below: _draw_tail(paper, slip, message, below)))
    return paper.finish()


def _draw_parties(paper: Paper, slip: PackingSlip, y: float) -> float:
    lang = slip.lang
    to_below = draw_address(paper, (LEFT_MM, y), tr_in(lang, "Ship to"), slip.recipient, Style(10))
    from_below = draw_address(paper, (LEFT_MM + 62, y), tr_in(lang, "Sender"), slip.sender, Style(8.5, ink=Ink.GREY))
    fields = (
        Field(tr_in(lang, "Ordered on"), day(lang, slip.ordered_on)),
        Field(tr_in(lang, "Packed on"), day(lang, slip.packed_on)),
        Field(tr_in(lang, "Parcel"), parcel_of(lang, slip.parcel, slip.parcels)),
        Field(tr_in(lang, "Carrier"), " ".join(part for part in (slip.carrier, slip.service) if part)),
        Field(tr_in(lang, "SSCC"), slip.sscc),
        Field(tr_in(lang, "Packed by"), slip.packed_by),
    )
    below = draw_fields(paper, LEFT_MM + 120, y, fields)
    return max(to_below, from_below, below) + 5


def _columns(slip: PackingSlip) -> tuple[Column, ...]:
    lang = slip.lang
    figures = [Column(tr_in(lang, "Packed"), 24, Align.RIGHT)]
    if any(line.ordered is not None for line in slip.lines):
        figures.insert(0, Column(tr_in(lang, "Ordered"), 22, Align.RIGHT))
    if slip.shows_prices:
        figures.append(Column(tr_in(lang, "Price"), 26, Align.RIGHT))
        figures.append(Column(tr_in(lang, "Amount"), 28, Align.RIGHT))
    room = ROOM_MM - 10 - sum(column.width for column in figures)
    return (Column("#", 10), Column(tr_in(lang, "Item"), room), *figures)


def _row(slip: PackingSlip, number: int, line: SlipLine) -> Row:
    item = [Piece(line.name or line.sku, _NAME), Piece(line.sku, _SMALL)]
    if line.note:
        item.append(Piece(line.note, _SMALL))
    unit = Piece(line.unit, _SMALL)
    cells = [(Piece(str(line.quantity), _STRONG), unit)]
    if any(other.ordered is not None for other in slip.lines):
        cells.insert(0, (Piece("–" if line.ordered is None else str(line.ordered), _FIGURE), unit))
    if slip.shows_prices:
        price = line.unit_price_minor
        for amount in (price, None if price is None else price * line.quantity):
            text = "–" if amount is None else money(amount, slip.currency)
            cells.append((Piece(text, _FIGURE), Piece("", _SMALL)))
    return ((Piece(str(number), Style(8.5, Weight.REGULAR, Ink.GREY)),), tuple(item), *cells)


def _draw_tail(paper: Paper, slip: PackingSlip, message: list[str], y: float) -> None:
    units = sum(line.quantity for line in slip.lines)
    text = tr_in(slip.lang, "Lines: {lines}  ·  Units in this parcel: {units}").format(
        lines=len(slip.lines), units=units
    )
    paper.text(LEFT_MM, y + 8, text, Style(10, Weight.SEMIBOLD))
    if slip.shows_prices:
        total = sum((line.unit_price_minor or 0) * line.quantity for line in slip.lines)
        label = tr_in(slip.lang, "Total")
        right = Style(13, Weight.EXTRABOLD, align=Align.RIGHT)
        wide = paper.text(RIGHT_MM, y + 8.4, money(total, slip.currency), right)
        paper.text(RIGHT_MM - wide - 4, y + 8.4, label, Style(9, Weight.SEMIBOLD, Ink.GREY, Align.RIGHT))
    if message:
        high = len(message) * _MESSAGE.size * LEADING / POINTS_PER_MM + 9
        paper.box(Area(LEFT_MM, y + 15, ROOM_MM, high), fill=Ink.WASH, radius_mm=2)
        paper.lines(LEFT_MM + 6, y + 19, message, _MESSAGE)
