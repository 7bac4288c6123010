"""Packing: each item is verified into a parcel; nothing leaves unscanned.

The workflow in plain words. A parcel opens by any code that leads to the shipment: tote, order, pick list or the
parcel's own label (Rule E1). Each item is scanned; one that will not scan is confirmed by hand with a reason, where the
product allows it (Rule E3). The last good scan closes the parcel and prints slip and label (Rule E2), provided a carton
is chosen. Hence reopen and short-ship exist. Cancel, hold and change stop the work at once (Rule E4).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.models.barcodes import is_expired
from app.models.facts import fact
from app.models.meaning import Ambiguous, LotMeant, Meaning, ProductMeant, Unknown, in_words
from app.models.picks import Entry
from app.models.refusals import Reason, Refused
from app.models.shipments import ShipmentState


class HandReason(StrEnum):
    """Why an item was confirmed by hand."""

    DAMAGED_CODE = "damaged_code"
    NO_CODE = "no_code"
    TOO_LARGE = "too_large"
    FRAGILE = "fragile"


@fact("order_id")
@dataclass(frozen=True, slots=True)
class ParcelOpened:
    """A parcel lies open on the bench."""

    order_id: UUID
    shipment_id: UUID
    parcel_id: UUID
    warehouse: str
    parcel_no: int
    carton: str


@fact("order_id")
@dataclass(frozen=True, slots=True)
class ItemPacked:
    """A picked item was seen and put in the parcel; `seq` is its pick line."""

    order_id: UUID
    shipment_id: UUID
    parcel_id: UUID
    seq: int
    line_no: int
    sku: str
    lot: str
    serial: str
    quantity: int
    entry: Entry = Entry.SCANNED
    reason: str = ""


@fact("order_id")
@dataclass(frozen=True, slots=True)
class ItemUnpacked:
    """The counter-entry of a packed item (Rule D5)."""

    order_id: UUID
    shipment_id: UUID
    parcel_id: UUID
    seq: int
    line_no: int
    sku: str
    lot: str
    serial: str
    quantity: int


@fact("order_id")
@dataclass(frozen=True, slots=True)
class CartonChosen:
    """The packer took another box than the proposed one."""

    order_id: UUID
    parcel_id: UUID
    carton: str


@fact("order_id")
@dataclass(frozen=True, slots=True)
class ParcelClosed:
    """The parcel is shut and has its SSCC; weight is the expected one in grams."""

    order_id: UUID
    shipment_id: UUID
    parcel_id: UUID
    sscc: str
    carton: str
    weight_g: int


@fact("order_id")
@dataclass(frozen=True, slots=True)
class ParcelLabelled:
    """The parcel's label was made."""

    order_id: UUID
    parcel_id: UUID


@fact("order_id")
@dataclass(frozen=True, slots=True)
class ParcelReopened:
    """A closed parcel lies open again; its label is void."""

    order_id: UUID
    shipment_id: UUID
    parcel_id: UUID


@fact("order_id")
@dataclass(frozen=True, slots=True)
class LotAwaited:
    """An item was scanned whose lot or serial label must follow (Rule F4); "" clears it."""

    order_id: UUID
    shipment_id: UUID
    sku: str


@fact("order_id")
@dataclass(frozen=True, slots=True)
class ShipmentPacked:
    """Everything picked for the shipment is in closed parcels."""

    order_id: UUID
    shipment_id: UUID


@fact("order_id")
@dataclass(frozen=True, slots=True)
class ShipmentShortShipped:
    """The packer ships what is in parcels; `missing` is (pick line, quantity) that was picked and is not in any."""

    order_id: UUID
    shipment_id: UUID
    missing: tuple[tuple[int, int], ...]


@fact("order_id")
@dataclass(frozen=True, slots=True)
class PrintAsked:
    """Paper was asked for again, with the reason."""

    order_id: UUID
    document: str
    reason: str


@dataclass(frozen=True, slots=True)
class PackLine:
    """What was picked on one pick line, and how much of it is in parcels already."""

    seq: int
    line_no: int
    sku: str
    name: str
    lot: str
    expires_on: date | None
    serial: str
    picked: int
    packed: int
    in_parcel: int
    hand_confirm: bool
    lot_tracked: bool
    serial_tracked: bool

    @property
    def due(self) -> int:
        return self.picked - self.packed


@dataclass(frozen=True, slots=True)
class PackWork:
    """A shipment on the bench with its open parcel."""

    order_id: UUID
    shipment_id: UUID
    number: str
    warehouse: str
    state: ShipmentState
    cancelled: bool
    held: bool
    changed: bool
    parcel_id: UUID | None
    parcel_no: int
    parcels_n: int
    carton: str
    lines: tuple[PackLine, ...]
    awaited: str = ""

    @property
    def all_packed(self) -> bool:
        return all(line.due == 0 for line in self.lines)

    @property
    def current(self) -> PackLine | None:
        """The line to show first: the one begun, else the first due."""
        due = [line for line in self.lines if line.due]
        return min(due, key=lambda line: (not line.in_parcel, line.seq)) if due else None


Decision = tuple[object, ...] | Refused


def stopped(work: PackWork) -> Refused | None:
    """Cancel, hold and change stop the parcel at once and are named (Rule E4)."""
    for is_so, reason in (
        (work.cancelled, Reason.ORDER_CANCELLED),
        (work.held, Reason.ORDER_HELD),
        (work.changed, Reason.ORDER_CHANGED),
    ):
        if is_so:
            return Refused(reason, "", work.number)
    return None


def decide_pack_scan(work: PackWork, meaning: Meaning, today: date) -> Decision:
    """Decide what an item's scan does to the open parcel."""
    expected = work.current.name if work.current else ""
    no = stopped(work)
    if no:
        return no
    if work.parcel_id is None:
        return Refused(Reason.NO_OPEN_PARCEL, expected, in_words(meaning))
    match meaning:
        case ProductMeant():
            return _pack_item(work, meaning, today)
        case LotMeant() if work.awaited:
            name = next(line.name for line in work.lines if line.sku == work.awaited)
            return _pack_item(work, ProductMeant(work.awaited, name, 1, "", meaning.lot, meaning.serial), today)
        case Unknown():
            return Refused(Reason.UNKNOWN_CODE, expected, meaning.text)
        case Ambiguous():
            return Refused(Reason.AMBIGUOUS, expected, in_words(meaning))
        case _:
            return Refused(Reason.NOT_IN_WORK, expected, in_words(meaning))


def _pack_item(work: PackWork, item: ProductMeant, today: date) -> Decision:
    expected = work.current.name if work.current else ""
    read = in_words(item)
    same = [line for line in work.lines if line.sku == item.sku and line.picked]
    if not same:
        return Refused(Reason.NOT_IN_WORK, expected, read)
    if item.lot_on_hold:
        return Refused(Reason.ON_HOLD, expected, read)
    if is_expired(item.expires_on, today):
        return Refused(Reason.EXPIRED, expected, read)
    line = _which_line(same, item)
    if isinstance(line, Reason):
        return Refused(line, expected, read)
    if item.factor > line.due:
        reason = Reason.TOO_MANY if line.due else Reason.DONE_ALREADY
        return Refused(reason, str(line.due) if line.due else expected, f"{item.factor} × {read}")
    return (_packed(work, line, item.factor, Entry.SCANNED, ""),)


def _which_line(same: list[PackLine], item: ProductMeant) -> PackLine | Reason:
    """Find the picked line an item belongs to; ask for lot or serial where only they can tell (Rule C4)."""
    if same[0].serial_tracked:
        if not item.serial:
            return Reason.NEEDS_SERIAL
        match = next((line for line in same if line.serial == item.serial), None)
        if match is None:
            return Reason.WRONG_SERIAL
        return match if match.due else Reason.SERIAL_SEEN
    if item.lot:
        same = [line for line in same if line.lot == item.lot]
        if not same:
            return Reason.WRONG_LOT
    elif same[0].lot_tracked and len({line.lot for line in same}) > 1:
        return Reason.NEEDS_LOT
    return next((line for line in same if line.due >= item.factor), max(same, key=lambda line: line.due))


def _packed(work: PackWork, line: PackLine, quantity: int, entry: Entry, reason: str) -> ItemPacked:
    assert work.parcel_id is not None
    return ItemPacked(
        work.order_id,
        work.shipment_id,
        work.parcel_id,
        line.seq,
        line.line_no,
        line.sku,
        line.lot,
        line.serial,
        quantity,
        entry,
        reason,
    )


def decide_hand_confirm(work: PackWork, seq: int, quantity: int, reason: HandReason) -> Decision:
    """Confirm items that will not scan, where the product's policy allows it (Rule E3)."""
    no = stopped(work)
    if no:
        return no
    if work.parcel_id is None:
        return Refused(Reason.NO_OPEN_PARCEL)
    line = next((each for each in work.lines if each.seq == seq), None)
    if line is None or not line.due:
        return Refused(Reason.DONE_ALREADY)
    if not line.hand_confirm:
        return Refused(Reason.HAND_CONFIRM_FORBIDDEN, line.name)
    if not 0 < quantity <= line.due:
        return Refused(Reason.TOO_MANY if quantity > 0 else Reason.BAD_QUANTITY, str(line.due), str(quantity))
    return (_packed(work, line, quantity, Entry.BY_HAND, reason),)


def decide_take_out(work: PackWork, line: PackLine | None, quantity: int) -> Decision:
    """Take items out of the open parcel again: the counter-entry (Rule D5)."""
    if work.parcel_id is None or line is None or not 0 < quantity <= line.in_parcel:
        return Refused(Reason.NOTHING_TO_UNDO)
    item = _packed(work, line, quantity, Entry.SCANNED, "")
    return (
        ItemUnpacked(
            item.order_id,
            item.shipment_id,
            item.parcel_id,
            item.seq,
            item.line_no,
            item.sku,
            item.lot,
            item.serial,
            quantity,
        ),
    )


def decide_close(work: PackWork, whole: bool = True) -> Refused | None:
    """Tell why the open parcel may not be closed; `whole` demands that nothing is left to pack (UX rule 7)."""
    no = stopped(work)
    if no:
        return no
    if work.parcel_id is None or not any(line.in_parcel for line in work.lines):
        return Refused(Reason.NO_OPEN_PARCEL)
    if not work.carton:
        return Refused(Reason.NO_CARTON)
    if whole and not work.all_packed:
        left = sum(line.due for line in work.lines)
        return Refused(Reason.NOT_ALL_PACKED, work.current.name if work.current else "", str(left))
    return None
