"""A document as JSON, for a spool that keeps what is to be printed rather than a picture of it.

Values instead of bytes for the printer: the printing thread renders for whatever printer stands there by then, a row
stays small, and a reprint in a year is a rendering of the same values. The kind is the class's name.
"""

from typing import Final

import msgspec

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
from app.printing.faults import UnprintableDocument

KINDS: Final[dict[str, type[Document]]] = {
    kind.__name__: kind
    for kind in (
        PackingSlip,
        PickListSheet,
        ParcelLabel,
        ProductLabel,
        LocationLabel,
        ToteLabel,
        BadgeLabel,
        CommandSheet,
        ManifestSheet,
    )
}


def kind_of(document: Document) -> str:
    """Name the kind of a document, as `document_from` wants it."""
    return type(document).__name__


def content_of(document: Document) -> bytes:
    """Write a document's values as JSON."""
    return msgspec.json.encode(document)


def document_from(kind: str, content: bytes) -> Document:
    """Read a document back. Raises: UnprintableDocument if it is none, or breaks a rule of its form."""
    try:
        return msgspec.json.decode(content, type=KINDS[kind])
    except (KeyError, msgspec.MsgspecError) as reason:
        raise UnprintableDocument(f"this is no {kind}: {reason}") from reason
