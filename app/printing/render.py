"""The door of the room: a document in, the bytes for a printer out.

`as_pdf` is for every document; `as_zpl` for labels, whose bars a label printer draws itself; `for_printer` chooses by
what the printer speaks. The same document always gives the same bytes. What draws is loaded with the first document:
fonts, PDF and barcode libraries would hold up the start of the program by a second.
"""

from threading import Lock
from typing import TYPE_CHECKING

from app.printing.documents import (
    BadgeLabel,
    CommandSheet,
    Document,
    LocationLabel,
    ManifestSheet,
    PackingSlip,
    ParcelLabel,
    PickListSheet,
    ProductLabel,
    ToteLabel,
)
from app.printing.media import Media, Speech

if TYPE_CHECKING:
    from app.printing.surface import Surface

_drawing = Lock()
"""reportlab keeps the glyphs of the page at hand with the font, which all pages share: two at once mix them up."""

Label = ParcelLabel | ProductLabel | LocationLabel | ToteLabel | BadgeLabel


def as_pdf(document: Document) -> bytes:
    """Draw a document as a PDF file with its fonts embedded. Thread: any; one draws at a time."""
    with _drawing:
        return _as_pdf(document)


def _as_pdf(document: Document) -> bytes:
    from app.printing import command_sheet, sheets, slips
    from app.printing.paper import Paper

    match document:
        case PackingSlip():
            return slips.render_packing_slip(document)
        case PickListSheet():
            return sheets.render_pick_list(document)
        case ManifestSheet():
            return sheets.render_manifest(document)
        case CommandSheet():
            return command_sheet.render(document)
        case _:
            paper = Paper(*size_mm(document), title(document))
            _draw(paper, document)
            return paper.finish()


def as_zpl(label: Label) -> bytes:
    """Write a label in the language of label printers."""
    from app.printing.zpl import ZplLabel

    surface = ZplLabel(*size_mm(label))
    _draw(surface, label)
    return surface.finish()


def for_printer(document: Document, speech: Speech) -> tuple[bytes, Media]:
    """Answer the bytes for a printer and what they are; an A4 sheet stays a PDF also where ZPL is spoken."""
    wide, high = size_mm(document)
    if speech is Speech.ZPL and isinstance(document, Label):
        return as_zpl(document), Media(Speech.ZPL, wide, high)
    return as_pdf(document), Media(Speech.PDF, wide, high)


def size_mm(document: Document) -> tuple[float, float]:
    """Answer width and height of the paper a document wants."""
    match document:
        case ParcelLabel():
            from app.printing.parcel_label import HEIGHT_MM, WIDTH_MM

            return (WIDTH_MM, HEIGHT_MM)
        case ProductLabel():
            return (60.0, 40.0)
        case LocationLabel() | ToteLabel():
            return (100.0, 50.0)
        case BadgeLabel():
            return (86.0, 54.0)
        case _:
            return (210.0, 297.0)


def title(document: Document) -> str:
    """Name a document in a queue and in a file's properties by the number a person knows it by."""
    match document:
        case ParcelLabel():
            return f"{document.order_number} {document.sscc}"
        case ProductLabel():
            return document.sku
        case LocationLabel():
            return document.location
        case ToteLabel():
            return document.tote
        case BadgeLabel():
            return document.badge
        case PackingSlip():
            return document.order_number
        case PickListSheet():
            return document.pick_list_number
        case ManifestSheet():
            return document.manifest_number
        case CommandSheet():
            return document.role.value


def _draw(surface: "Surface", label: Label) -> None:
    from app.printing import labels, parcel_label

    match label:
        case ParcelLabel():
            parcel_label.draw_parcel(surface, label)
        case ProductLabel():
            labels.draw_product(surface, label)
        case LocationLabel():
            labels.draw_location(surface, label)
        case ToteLabel():
            labels.draw_tote(surface, label)
        case BadgeLabel():
            labels.draw_badge(surface, label)
