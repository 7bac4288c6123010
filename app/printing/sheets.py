"""A4 sheets that stay in the house or go with the driver: the pick list of a walk, and the hand-over manifest.

On a pick list the location and the quantity are the largest things, as on the screen, and each line has a box to tick
because paper is what remains when the handhelds do not work. A manifest ends in the place where the driver signs.
"""

from typing import Final

from app.language import tr_in
from app.printing.a4 import (
    LEFT_MM,
    ROOM_MM,
    Field,
    Heading,
    draw_facts,
    draw_table_pages,
    draw_title,
    new_sheet,
)
from app.printing.documents import ManifestParcel, ManifestSheet, PickListSheet, PickSheetLine
from app.printing.fonts import Weight
from app.printing.paper import Paper
from app.printing.surface import Align, Ink, Style
from app.printing.table import CHECK_BOX, Column, Piece, Row, Table
from app.printing.words import moment, short_day, weight

_NAME: Final = Style(9.5, Weight.SEMIBOLD)
_SMALL: Final = Style(7.5, Weight.REGULAR, Ink.GREY)
_PLAIN: Final = Style(9.5, Weight.MEDIUM)
_SIGNATURE_MM: Final = 42.0


def render_pick_list(sheet: PickListSheet) -> bytes:
    """Draw the walk over as many A4 pages as it needs, in the order given."""
    lang = sheet.lang
    heading = Heading(lang, tr_in(lang, "Pick list"), sheet.pick_list_number)
    paper = new_sheet(heading)
    units = sum(line.quantity for line in sheet.lines)
    totes = ", ".join(sheet.totes)
    facts = (
        Field(tr_in(lang, "Warehouse"), sheet.warehouse),
        Field(tr_in(lang, "Picker"), sheet.worker),
        Field(tr_in(lang, "Printed at"), moment(lang, sheet.printed_at)),
        Field(tr_in(lang, "Cut-off"), moment(lang, sheet.cut_off_at)),
        Field(tr_in(lang, "Totes"), totes),
    )
    top = draw_facts(paper, draw_title(paper, heading), facts)
    columns = (
        Column("", 8),
        Column(tr_in(lang, "Location"), 36),
        Column(tr_in(lang, "Item"), ROOM_MM - 8 - 36 - 34 - 26),
        Column(tr_in(lang, "Tote"), 34),
        Column(tr_in(lang, "Quantity"), 26, Align.RIGHT),
    )
    table = Table(LEFT_MM, columns, [_pick_row(lang, line) for line in sheet.lines])
    text = tr_in(lang, "Lines: {lines}  ·  Units: {units}").format(lines=len(sheet.lines), units=units)
    draw_table_pages(paper, heading, table, top, (14, lambda below: _draw_sum(paper, text, below)))
    return paper.finish()


def render_manifest(sheet: ManifestSheet) -> bytes:
    """Draw the carrier's list, what is missing from it in red, and the place to sign."""
    lang = sheet.lang
    heading = Heading(lang, tr_in(lang, "Hand-over list"), sheet.manifest_number)
    paper = new_sheet(heading)
    facts = (
        Field(tr_in(lang, "Carrier"), sheet.carrier),
        Field(tr_in(lang, "Warehouse"), sheet.warehouse),
        Field(tr_in(lang, "Handed over at"), moment(lang, sheet.handed_over_at)),
        Field(tr_in(lang, "Driver"), sheet.driver),
        Field(tr_in(lang, "Vehicle"), sheet.vehicle),
    )
    top = draw_facts(paper, draw_title(paper, heading), facts)
    columns = (
        Column("#", 11),
        Column(tr_in(lang, "SSCC"), 46),
        Column(tr_in(lang, "Order"), 38),
        Column(tr_in(lang, "Recipient"), ROOM_MM - 11 - 46 - 38 - 23),
        Column(tr_in(lang, "Weight"), 23, Align.RIGHT),
    )
    rows = [_parcel_row(parcel, str(number), Ink.BLACK) for number, parcel in enumerate(sheet.parcels, start=1)]
    missing = tr_in(lang, "missing")
    rows += [_parcel_row(parcel, "–", Ink.WRONG, missing) for parcel in sheet.missing]
    table = Table(LEFT_MM, columns, rows)
    tail = (_SIGNATURE_MM, lambda below: _draw_signature(paper, sheet, below))
    draw_table_pages(paper, heading, table, top, tail)
    return paper.finish()


def _pick_row(lang: str, line: PickSheetLine) -> Row:
    details = [line.sku]
    if line.lot:
        details.append(tr_in(lang, "Lot {lot}").format(lot=line.lot))
    if line.best_before_on is not None:
        details.append(tr_in(lang, "Best before {date}").format(date=short_day(line.best_before_on)))
    return (
        CHECK_BOX,
        (Piece(line.location, Style(14, Weight.EXTRABOLD)),),
        (Piece(line.name or line.sku, _NAME), Piece("  ·  ".join(details), _SMALL)),
        (Piece(line.tote or "–", _PLAIN), Piece(line.order_number, _SMALL)),
        (Piece(str(line.quantity), Style(15, Weight.EXTRABOLD, is_tabular=True)), Piece(line.unit, _SMALL)),
    )


def _parcel_row(parcel: ManifestParcel, mark: str, ink: Ink, remark: str = "") -> Row:
    return (
        (Piece(mark, Style(8.5, Weight.REGULAR, Ink.GREY if ink is Ink.BLACK else ink)),),
        (
            Piece(parcel.sscc, Style(9, Weight.MEDIUM, ink, is_tabular=True)),
            Piece(remark, Style(7.5, Weight.BOLD, ink)),
        ),
        (Piece(parcel.order_number, Style(9, Weight.SEMIBOLD, ink)),),
        (Piece(parcel.recipient, Style(9, Weight.MEDIUM, ink)), Piece(parcel.place, _SMALL)),
        (Piece(weight(parcel.weight_g) or "–", Style(9, Weight.REGULAR, ink, is_tabular=True)),),
    )


def _draw_sum(paper: Paper, text: str, y: float) -> None:
    paper.text(LEFT_MM, y + 8, text, Style(10.5, Weight.BOLD))


def _draw_signature(paper: Paper, sheet: ManifestSheet, y: float) -> None:
    lang = sheet.lang
    count = len(sheet.parcels)
    total = sum(parcel.weight_g or 0 for parcel in sheet.parcels)
    text = tr_in(lang, "Parcels handed over: {parcels}  ·  Weight: {weight}").format(
        parcels=count, weight=weight(total)
    )
    if sheet.missing:
        text += "  ·  " + tr_in(lang, "Missing: {count}").format(count=len(sheet.missing))
    _draw_sum(paper, text, y)
    names = (tr_in(lang, "Driver"), tr_in(lang, "Signature"), tr_in(lang, "Date and time"))
    step = ROOM_MM / len(names)
    for index, name in enumerate(names):
        x = LEFT_MM + index * step
        paper.rule(x, y + 32, step - 6, 0.6, Ink.BLACK)
        paper.text(x, y + 36, name, Style(7.5, Weight.MEDIUM, Ink.GREY))
