"""Labels for products, locations, totes and badges: one glance, one scan.

The text a person reads is as large as the width allows and the symbol takes the largest whole-dot module that fits, so
that a shelf is read from the aisle. Black only: these come out of thermal heads.
"""

from app.language import tr_in
from app.printing.documents import BadgeLabel, LocationLabel, ProductLabel, ToteLabel
from app.printing.fonts import Weight
from app.printing.parcel_label import caption
from app.printing.surface import POINTS_PER_MM, Align, Area, Ink, Style, Surface
from app.printing.symbols import (
    DOTS_PER_MM,
    Bars,
    code_128,
    data_matrix,
    gs1_data_matrix,
    gtin_bars,
    module_dots,
)
from app.printing.typesetting import fit_block
from app.printing.words import short_day


def draw_product(surface: Surface, label: ProductLabel) -> None:
    """Draw 60 × 40 mm: name, SKU, GTIN; a GS1 Data Matrix as well when there is a lot or a date to capture."""
    room = 54.0
    if label.gtin and (label.lot or label.best_before_on):
        symbol = gs1_data_matrix(_elements(label))
        room -= surface.matrix(symbol, 58 - symbol.width * 4 / DOTS_PER_MM, 1.5, 4) + 0.5
    surface.block(Area(3, 2, room, 9.2), (label.name,), 5.5, Style(10.5, Weight.BOLD, Ink.SOLID))
    facts = (_joined(label.sku, label.pack), _joined(*_lot_and_date(label)))
    surface.block(Area(3, 11.6, room, 6.6), facts, 5, Style(7.5, Weight.MEDIUM, Ink.SOLID))
    _draw_bars(surface, gtin_bars(label.gtin) if label.gtin else code_128(label.sku), Area(1, 19, 58, 14.5), 3)
    printed = _readable(label.gtin) if label.gtin else label.sku
    surface.fitted(30, 37.4, printed, (54, 5, Style(9, Weight.SEMIBOLD, Ink.SOLID, Align.CENTRE)))


def draw_location(surface: Surface, label: LocationLabel) -> None:
    """Draw 100 × 50 mm: the location as large as fits, an arrow where the beam is shared, and its bars."""
    left = 5.0
    if label.level in ("up", "down"):
        surface.box(Area(5, 5, 15, 21), fill=Ink.SOLID, radius_mm=1.5)
        arrow = "↑" if label.level == "up" else "↓"
        surface.text(12.5, 21, arrow, Style(44, Weight.EXTRABOLD, Ink.WHITE, Align.CENTRE))
        left = 24.0
    _draw_large(surface, label.location, Area(left, 4.5, 95 - left, 21))
    if label.zone:
        style = Style(9, Weight.SEMIBOLD, Ink.SOLID, Align.RIGHT)
        zone = caption(tr_in(label.lang, "Zone {zone}").format(zone=label.zone))
        surface.fitted(95, 46.8, zone, (60, 6, style))
    surface.fitted(5, 46.8, label.location, (30, 6, Style(9, Weight.SEMIBOLD, Ink.SOLID)))
    _draw_bars(surface, code_128(label.location), Area(1, 28, 98, 14.5), 5)


def draw_tote(surface: Surface, label: ToteLabel) -> None:
    """Draw 100 × 50 mm: number, bars for the gun and a Data Matrix for a camera held askew."""
    symbol = data_matrix(label.tote)
    dots = min(11, int(23 * DOTS_PER_MM) // symbol.width)
    side = surface.matrix(symbol, 95 - symbol.width * dots / DOTS_PER_MM + symbol.quiet * dots / DOTS_PER_MM, 3.5, dots)
    name = caption(label.kind or tr_in(label.lang, "Tote"))
    surface.fitted(5, 8, name, (90 - side, 6, Style(9, Weight.SEMIBOLD, Ink.SOLID)))
    _draw_large(surface, label.tote, Area(5, 9, 88 - side, 17))
    _draw_bars(surface, code_128(label.tote), Area(1, 29, 98, 16), 5)


def draw_badge(surface: Surface, label: BadgeLabel) -> None:
    """Draw 86 × 54 mm: role on a band, the name large, the badge's bars."""
    surface.box(Area(0, 0, 86, 11), fill=Ink.SOLID)
    surface.text(5, 7.2, "Packbench", Style(11, Weight.EXTRABOLD, Ink.WHITE))
    role = Style(11, Weight.SEMIBOLD, Ink.WHITE, Align.RIGHT)
    surface.fitted(81, 7.2, label.role, (42, 7, role))
    box = (76 * POINTS_PER_MM, 16 * POINTS_PER_MM)
    name = fit_block((label.name,), box, (9, 24), Weight.BOLD)
    top = 13.5 + (16 - name.height / POINTS_PER_MM) / 2
    surface.lines(5, top, name.lines, Style(name.size, Weight.BOLD, Ink.SOLID))
    _draw_bars(surface, code_128(label.badge), Area(3, 31.5, 80, 14), 4)
    surface.text(43, 50.4, label.badge, Style(10, Weight.SEMIBOLD, Ink.SOLID, Align.CENTRE))
    surface.fitted(81, 50.4, label.station, (24, 5, Style(7, Weight.MEDIUM, Ink.SOLID, Align.RIGHT)))


def _draw_bars(surface: Surface, symbol: Bars, area: Area, dots_max: int) -> None:
    """Place a symbol in the middle of an area at the largest module that fits."""
    dots = module_dots(symbol, area.width, dots_max, dots_min=1)
    wide = symbol.width * dots / DOTS_PER_MM
    surface.bars(symbol, area.x + (area.width - wide) / 2, area.y, area.height, dots)


def _draw_large(surface: Surface, text: str, area: Area) -> None:
    surface.in_area(area, text, 14, Style(area.height * POINTS_PER_MM / 0.98, Weight.EXTRABOLD, Ink.SOLID))


def _lot_and_date(label: ProductLabel) -> tuple[str, str]:
    lot = tr_in(label.lang, "Lot {lot}").format(lot=label.lot) if label.lot else ""
    until = short_day(label.best_before_on)
    return (lot, tr_in(label.lang, "Best before {date}").format(date=until) if until else "")


def _joined(*facts: str) -> str:
    return "  ·  ".join(fact for fact in facts if fact)


def _elements(label: ProductLabel) -> tuple[tuple[str, str], ...]:
    """Answer the GS1 elements of a unit; the lot comes last, because it is the one of variable length."""
    elements = [("01", label.gtin.zfill(14))]
    if label.best_before_on:
        elements.append(("15", f"{label.best_before_on:%y%m%d}"))
    if label.lot:
        elements.append(("10", label.lot))
    return tuple(elements)


def _readable(gtin: str) -> str:
    """Group a GTIN as it stands under the bars; 14 digits carry their application identifier."""
    if len(gtin) == 14:
        return f"(01) {gtin}"
    if len(gtin) == 8:
        return f"{gtin[:4]} {gtin[4:]}"
    thirteen = gtin.zfill(13)
    return f"{thirteen[0]} {thirteen[1:7]} {thirteen[7:]}"
