"""What may be done to stock by hand: receive, adjust, move and hold; the commands and the rules that decide them.

A refusal names the input it belongs to, so that the screen shows it there. What a person did to goods is booked even
where it is inconvenient: a count may leave less than what is allocated, which is a shortage to show (Rule B4).
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.models.barcodes import is_expired
from app.models.refusals import Reason, Refused
from app.models.stock import AdjustReason, Heap, LotHeld, StockAdjusted, StockMoved, StockReceived

RECEIPT_MAX: Final = 100_000
"""Base units in one receipt: more than a lorry brings, less than a barcode typed into the quantity."""


@dataclass(frozen=True, slots=True)
class Receive:
    """Goods that arrived and were put on a shelf; `entry` tells a scanned line from a typed one."""

    sku: str
    location: str
    quantity: int
    lot: str = ""
    expires_on: date | None = None
    serials: tuple[str, ...] = ()
    entry: str = "scanned"
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Adjust:
    """Books that are set right by what is there: either `counted` or the `difference` to the books."""

    location: str
    sku: str
    reason: AdjustReason | None
    counted: int | None = None
    difference: int | None = None
    lot: str = ""
    serial: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class MoveStock:
    """Goods carried from one shelf to another."""

    sku: str
    from_location: str
    to_location: str
    quantity: int
    lot: str = ""
    serial: str = ""


@dataclass(frozen=True, slots=True)
class HoldLot:
    """A lot to be stopped for quality, or freed again."""

    sku: str
    lot: str
    held: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tracking:
    """How a product is told apart in the books."""

    lots: bool
    serials: bool


@dataclass(frozen=True, slots=True)
class KnownLot:
    """A lot that the books know, with its expiry where one is written down."""

    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the books know of goods that arrive: `shelf` tells a place where goods can lie, None an unknown product."""

    warehouse: str
    shelf: bool
    tracking: Tracking | None
    lot: KnownLot | None
    serials_seen: AbstractSet[str]
    today: date


@dataclass(frozen=True, slots=True)
class HeapBooks:
    """What the books know of one heap that a person touches."""

    warehouse: str
    shelf: bool
    tracking: Tracking | None
    lot: KnownLot | None
    heap: Heap | None

    @property
    def on_hand(self) -> int:
        return self.heap.on_hand if self.heap else 0


Decision = tuple[object, ...] | Refused


def decide_receive(command: Receive, books: Arrival) -> Decision:
    """Book a receipt, or say at which field it is wrong. Lots and serials of goods without them are left out."""
    refused = _unknown(command.sku, command.location, books)
    if refused or books.tracking is None:
        return refused or Refused(Reason.UNKNOWN_PRODUCT)
    if command.quantity < 1:
        return Refused(Reason.BAD_QUANTITY, "1", str(command.quantity), "quantity")
    if command.quantity > RECEIPT_MAX:
        return Refused(Reason.ABSURD_QUANTITY, str(RECEIPT_MAX), str(command.quantity), "quantity")
    lot = command.lot if books.tracking.lots else ""
    refused = _lot_refused(command, books, lot) or _serials_refused(command, books)
    if refused:
        return refused
    known = books.lot.expires_on if books.lot and lot else None
    return (
        StockReceived(
            books.warehouse,
            command.location,
            command.sku,
            lot,
            (known or command.expires_on) if lot else None,
            command.serials if books.tracking.serials else (),
            command.quantity,
            command.entry,
            command.reference,
        ),
    )


def _unknown(sku: str, location: str, books: Arrival | HeapBooks) -> Refused | None:
    if not books.shelf:
        return Refused(Reason.UNKNOWN_PLACE, "", location, "location")
    return Refused(Reason.UNKNOWN_PRODUCT, "", sku, "sku") if books.tracking is None else None


def _lot_refused(command: Receive, books: Arrival, lot: str) -> Refused | None:
    assert books.tracking is not None
    if books.tracking.lots and not lot:
        return Refused(Reason.NEEDS_LOT, field="lot")
    known = books.lot.expires_on if books.lot and lot else None
    if known and command.expires_on and known != command.expires_on:
        return Refused(Reason.WRONG_LOT, known.isoformat(), command.expires_on.isoformat(), "expires_on")
    expires_on = known or command.expires_on
    if expires_on and is_expired(expires_on, books.today):
        return Refused(Reason.EXPIRED, books.today.isoformat(), expires_on.isoformat(), "expires_on")
    return None


def _serials_refused(command: Receive, books: Arrival) -> Refused | None:
    assert books.tracking is not None
    if not books.tracking.serials:
        return None
    twice = next((each for n, each in enumerate(command.serials) if each in command.serials[:n]), "")
    seen = twice or next((each for each in command.serials if each in books.serials_seen), "")
    if seen:
        return Refused(Reason.SERIAL_SEEN, "", seen, "serials")
    if len(command.serials) != command.quantity or not all(command.serials):
        return Refused(Reason.NEEDS_SERIAL, str(command.quantity), str(len(command.serials)), "serials")
    return None


def decide_adjust(command: Adjust, books: HeapBooks) -> Decision:
    """Set a heap's books right; no fact when they are right already."""
    refused = _unknown(command.sku, command.location, books)
    if refused:
        return refused
    if command.reason is None:
        return Refused(Reason.NEEDS_REASON, field="reason")
    difference = _difference(command, books.on_hand)
    field = "difference" if command.counted is None else "counted"
    if difference is None or books.on_hand + difference < 0:
        asked = command.difference if command.counted is None else command.counted
        return Refused(Reason.BAD_QUANTITY, str(books.on_hand), "" if asked is None else str(asked), field)
    refused = _heap_refused(command, books, difference)
    if refused:
        return refused
    if difference == 0:
        return ()
    place = (books.warehouse, command.location, command.sku, command.lot, command.serial)
    return (StockAdjusted(*place, difference, command.reason, command.note.strip()),)


def _difference(command: Adjust, on_hand: int) -> int | None:
    """Counted less booked; None for an input that is no count."""
    if command.counted is not None:
        return command.counted - on_hand if command.counted >= 0 and command.difference is None else None
    return command.difference


def _heap_refused(command: Adjust, books: HeapBooks, difference: int) -> Refused | None:
    """A heap the books do not know can only be found or counted; then lot and serial must be right."""
    assert books.tracking is not None
    if books.tracking.lots and not command.lot:
        return Refused(Reason.NEEDS_LOT, field="lot")
    if books.tracking.serials and not command.serial:
        return Refused(Reason.NEEDS_SERIAL, field="serial")
    if books.tracking.serials and books.on_hand + difference > 1:
        return Refused(Reason.TOO_MANY, "1", str(books.on_hand + difference), "counted")
    if books.heap is not None:
        return None
    if command.lot and (books.lot is None or not books.tracking.lots):
        return Refused(Reason.WRONG_LOT, "", command.lot, "lot")
    if command.serial and not books.tracking.serials:
        return Refused(Reason.WRONG_SERIAL, "", command.serial, "serial")
    if difference and command.reason not in (AdjustReason.FOUND, AdjustReason.COUNT):
        return Refused(Reason.WRONG_PLACE, "", command.location, "location")
    return None


def decide_move(command: MoveStock, books: HeapBooks, to_shelf: bool) -> Decision:
    """Carry goods to another shelf; what is allocated stays where its picker will look for it."""
    refused = _unknown(command.sku, command.from_location, books)
    if refused:
        return Refused(refused.reason, read=refused.read, field="from_location" if not books.shelf else "sku")
    if not to_shelf or command.to_location == command.from_location:
        return Refused(Reason.UNKNOWN_PLACE, "", command.to_location, "to_location")
    if books.heap is None or books.heap.on_hand <= 0:
        return Refused(Reason.WRONG_PLACE, "", command.from_location, "from_location")
    if command.quantity < 1:
        return Refused(Reason.BAD_QUANTITY, "1", str(command.quantity), "quantity")
    if command.quantity > books.heap.free:
        return Refused(Reason.TOO_MANY, str(max(0, books.heap.free)), str(command.quantity), "quantity")
    goods = (books.warehouse, command.sku, command.lot, command.serial)
    return (StockMoved(*goods, command.from_location, command.to_location, command.quantity),)


def decide_hold(command: HoldLot, known: KnownLot | None) -> Decision:
    """Stop a lot the books know, with a reason, or free it."""
    if known is None:
        return Refused(Reason.WRONG_LOT, "", command.lot, "lot")
    if command.held and not command.reason.strip():
        return Refused(Reason.NEEDS_REASON, field="reason")
    return (LotHeld(command.sku, command.lot, command.held, command.reason.strip()),)
