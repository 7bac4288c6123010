"""The 100 × 150 mm parcel label for a PDF page and for a label printer alike.

Read from top to bottom as a parcel travels: who carries it and how, from whom, to whom, which order and which of how
many parcels, and the SSCC as GS1-128 with modules of half a millimetre, inside the 0.495 to 0.94 mm GS1 asks of
logistic labels.
"""

from typing import Final

from app.language import tr_in
from app.printing.documents import ParcelLabel
from app.printing.fonts import Weight
from app.printing.surface import POINTS_PER_MM, Align, Area, Ink, Style, Surface
from app.printing.symbols import DOTS_PER_MM, data_matrix, sscc_128
from app.printing.words import day, parcel_of, weight

WIDTH_MM: Final = 100.0
HEIGHT_MM: Final = 150.0
MARGIN_MM: Final = 5.0
SSCC_DOTS: Final = 4
_ROOM_MM: Final = WIDTH_MM - 2 * MARGIN_MM
_RIGHT_MM: Final = WIDTH_MM - MARGIN_MM
_THICK_PT: Final = 1.4


def draw_parcel(surface: Surface, label: ParcelLabel) -> None:
    """Draw the label; a long address shrinks, from 17 to 8 points, before anything of it is left out."""
    _draw_carrier(surface, label)
    _draw_sender(surface, label)
    _draw_recipient(surface, label)
    _draw_order(surface, label)
    _draw_sscc(surface, label)


def caption(text: str) -> str:
    """Set a field's name apart: Latin in capitals, Chinese as it is."""
    return text.upper()


def _caption_style(align: Align = Align.LEFT) -> Style:
    return Style(6.5, Weight.SEMIBOLD, Ink.SOLID, align)


def _draw_carrier(surface: Surface, label: ParcelLabel) -> None:
    route_mm = 0.0
    if label.route:
        style = Style(20, Weight.EXTRABOLD, Ink.WHITE, Align.CENTRE)
        route_mm = 32.0
        surface.box(Area(_RIGHT_MM - route_mm, 5, route_mm, 13), fill=Ink.SOLID, radius_mm=1.2)
        surface.in_area(Area(_RIGHT_MM - route_mm + 2, 5, route_mm - 4, 13), label.route, 8, style)
    room = _ROOM_MM - route_mm - (3 if route_mm else 0)
    carrier = label.carrier or tr_in(label.lang, "No carrier yet")
    surface.fitted(MARGIN_MM, 11.4, carrier, (room, 9, Style(19, Weight.EXTRABOLD, Ink.SOLID)))
    surface.fitted(MARGIN_MM, 17.2, label.service, (room, 7, Style(11, Weight.MEDIUM, Ink.SOLID)))
    surface.rule(MARGIN_MM, 21, _ROOM_MM, _THICK_PT, Ink.SOLID)


def _draw_sender(surface: Surface, label: ParcelLabel) -> None:
    surface.text(MARGIN_MM, 25, caption(tr_in(label.lang, "Sender")), _caption_style())
    surface.block(Area(MARGIN_MM, 26, 62, 14.5), label.sender, 4.5, Style(8, Weight.REGULAR, Ink.SOLID))
    if label.shipped_on is not None:
        surface.text(_RIGHT_MM, 25, caption(tr_in(label.lang, "Ship date")), _caption_style(Align.RIGHT))
        date_style = Style(9, Weight.SEMIBOLD, Ink.SOLID, Align.RIGHT)
        surface.text(_RIGHT_MM, 29.5, day(label.lang, label.shipped_on), date_style)
    surface.rule(MARGIN_MM, 41.5, _ROOM_MM, 0.6, Ink.SOLID)


def _draw_recipient(surface: Surface, label: ParcelLabel) -> None:
    surface.text(MARGIN_MM, 45.5, caption(tr_in(label.lang, "Ship to")), _caption_style())
    name, address = label.recipient[:1], label.recipient[1:]
    top, bottom = 47.0, 84.0
    if label.recipient_phone:
        bottom -= 6.5
        style = Style(12, Weight.BOLD, Ink.SOLID)
        surface.fitted(MARGIN_MM, 83.0, label.recipient_phone, (_ROOM_MM, 6, style))
    block = surface.block(Area(MARGIN_MM, top, _ROOM_MM, 11), name, 8, Style(19, Weight.BOLD, Ink.SOLID))
    top += block.height / POINTS_PER_MM
    surface.block(Area(MARGIN_MM, top, _ROOM_MM, bottom - top), address, 5, Style(14, Weight.MEDIUM, Ink.SOLID))
    surface.rule(MARGIN_MM, 86, _ROOM_MM, _THICK_PT, Ink.SOLID)


def _draw_order(surface: Surface, label: ParcelLabel) -> None:
    symbol = data_matrix(label.order_number)
    dots = 5 if symbol.width * 5 <= 13.5 * DOTS_PER_MM else 4
    side = symbol.width * dots / DOTS_PER_MM
    surface.matrix(symbol, _RIGHT_MM - side + symbol.quiet * dots / DOTS_PER_MM, 88, dots)
    room = _ROOM_MM - side - 3
    surface.text(MARGIN_MM, 90.5, caption(tr_in(label.lang, "Order")), _caption_style())
    surface.fitted(MARGIN_MM, 98, label.order_number, (room, 8, Style(20, Weight.EXTRABOLD, Ink.SOLID)))
    surface.rule(MARGIN_MM, 102.5, _ROOM_MM, 0.6, Ink.SOLID)
    parcels = parcel_of(label.lang, label.parcel, label.parcels)
    surface.text(MARGIN_MM, 109, parcels, Style(13, Weight.BOLD, Ink.SOLID))
    if label.weight_g is not None:
        surface.text(_RIGHT_MM, 109, weight(label.weight_g), Style(13, Weight.BOLD, Ink.SOLID, Align.RIGHT))
    surface.rule(MARGIN_MM, 112, _ROOM_MM, _THICK_PT, Ink.SOLID)


def _draw_sscc(surface: Surface, label: ParcelLabel) -> None:
    symbol = sscc_128(label.sscc)
    wide = symbol.width * SSCC_DOTS / DOTS_PER_MM
    surface.bars(symbol, (WIDTH_MM - wide) / 2, 114.5, 27, SSCC_DOTS)
    style = Style(11, Weight.SEMIBOLD, Ink.SOLID, Align.CENTRE, is_tabular=True)
    surface.text(WIDTH_MM / 2, 146.3, f"(00) {label.sscc}", style)
