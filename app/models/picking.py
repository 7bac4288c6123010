"""Picking: the walk of one picker, decided scan by scan.

The workflow in plain words. The picker asks for work and gets a pick list: the most urgent shipments, as many as the
cart takes (Rule C1). A tote is scanned for each shipment. Then each pick line: go to the location and scan it, scan the
items until the quantity is there, drop them in the shipment's tote when there are several (Rules C2, C3). When the
books say that a location should now be empty, the screen asks (Rule C8). Skipped lines come again at the end; a full
tote is put aside, another one scanned, and the walk goes on at the same line (Rule C11). `next_prompt` tells the one
next thing from what is stored, so a crash or a change of station changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from app.models.barcodes import is_expired
from app.models.catalog import CUSTOMER, STAGING
from app.models.meaning import (
    Ambiguous,
    LocationMeant,
    LotMeant,
    Meaning,
    ProductMeant,
    ToteMeant,
    Unknown,
    in_words,
)
from app.models.picks import (
    Entry,
    ItemPicked,
    ItemUnpicked,
    LineDropped,
    LineShort,
    LineSkipped,
    LocationReached,
    ShortReason,
    ToteAssigned,
    ToteFilled,
)
from app.models.refusals import Reason, Refused


@dataclass(frozen=True, slots=True)
class Cart:
    """What one walk can carry."""

    totes_max: int = 4
    weight_g_max: int = 150_000
    volume_mm3_max: int = 480_000_000


@dataclass(frozen=True, slots=True)
class PickLine:
    """One product at one location for one shipment, with what the picker needs to know."""

    order_id: UUID
    shipment_id: UUID
    seq: int
    line_no: int
    sku: str
    name: str
    location: str
    walk_order: int
    lot: str
    expires_on: date | None
    serial: str
    quantity: int
    picked: int
    short: int
    skipped_n: int
    reached: bool
    dropped: bool
    left: bool
    on_hand: int
    lots_n: int
    serial_tracked: bool
    lot_tracked: bool
    empties: bool = False

    @property
    def due(self) -> int:
        return self.quantity - self.picked - self.short

    @property
    def should_be_empty(self) -> bool:
        """The books said `on_hand` when the picker came; all of it is picked now."""
        return self.reached and self.picked > 0 and self.on_hand > 0 and self.picked >= self.on_hand and not self.short


@dataclass(frozen=True, slots=True)
class PickShipment:
    """A shipment on the walk, with its tote and what may have stopped its order."""

    order_id: UUID
    shipment_id: UUID
    number: str
    tote: str
    cancelled: bool
    held: bool


@dataclass(frozen=True, slots=True)
class PickWork:
    """A pick list in hand: everything a decision needs, and nothing of how it is stored."""

    pick_list_id: UUID
    warehouse: str
    worker: str
    shipments: tuple[PickShipment, ...]
    lines: tuple[PickLine, ...]
    awaited: str = ""
    finished_at: datetime | None = None

    def shipment_of(self, line: PickLine) -> PickShipment:
        return next(s for s in self.shipments if s.shipment_id == line.shipment_id)

    @property
    def many_totes(self) -> bool:
        return len(self.shipments) > 1


class Ask(StrEnum):
    """The one next thing (UX rule 1)."""

    TOTE = "tote"
    PLACE = "place"
    ITEM = "item"
    DROP = "drop"
    EMPTY = "empty"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Prompt:
    """Where the picker stands: what is asked, of which line or shipment."""

    ask: Ask
    line: PickLine | None = None
    shipment: PickShipment | None = None

    @property
    def expected(self) -> str:
        """What to scan now, in words."""
        if self.ask is Ask.PLACE and self.line:
            return self.line.location
        if self.ask in (Ask.ITEM, Ask.EMPTY) and self.line:
            return " · ".join(part for part in (self.line.name, self.line.lot) if part)
        if self.ask is Ask.DROP and self.shipment:
            return self.shipment.tote
        return ""


def next_prompt(work: PickWork) -> Prompt:
    """Compute the one next thing from what is stored, never from a widget."""
    for shipment in work.shipments:
        if not shipment.tote and not shipment.cancelled:
            return Prompt(Ask.TOTE, shipment=shipment)
    for line in work.lines:
        if work.shipment_of(line).cancelled:
            continue
        if line.due == 0 and line.picked and work.many_totes and not line.dropped:
            return Prompt(Ask.DROP, line, work.shipment_of(line))
        if line.due == 0 and line.should_be_empty and not line.left:
            return Prompt(Ask.EMPTY, line, work.shipment_of(line))
    due = [line for line in work.lines if line.due > 0 and not work.shipment_of(line).cancelled]
    if not due:
        return Prompt(Ask.DONE)
    line = min(due, key=lambda each: (each.skipped_n, not each.reached, each.walk_order, each.location, each.seq))
    return Prompt(Ask.ITEM if line.reached else Ask.PLACE, line, work.shipment_of(line))


Decision = tuple[object, ...] | Refused


def decide_pick_scan(work: PickWork, meaning: Meaning, today: date) -> Decision:
    """Decide what a scan does to the pick list in hand; facts or the reason why not."""
    prompt = next_prompt(work)
    match meaning:
        case Unknown() | Ambiguous():
            reason = Reason.UNKNOWN_CODE if isinstance(meaning, Unknown) else Reason.AMBIGUOUS
            return Refused(reason, prompt.expected, in_words(meaning))
        case ToteMeant():
            return _scan_tote(work, prompt, meaning)
        case LocationMeant():
            return _scan_location(work, prompt, meaning)
        case ProductMeant():
            return _scan_item(work, prompt, meaning, today)
        case LotMeant() if prompt.line and work.awaited == prompt.line.sku:
            first = ProductMeant(prompt.line.sku, prompt.line.name, 1, "", meaning.lot, meaning.serial)
            return _scan_item(work, prompt, first, today)
        case _:
            return Refused(Reason.NOT_IN_WORK, prompt.expected, in_words(meaning))


def _scan_tote(work: PickWork, prompt: Prompt, tote: ToteMeant) -> Decision:
    if prompt.ask is Ask.TOTE and prompt.shipment:
        if tote.shipment_id is not None or any(s.tote == tote.code for s in work.shipments):
            return Refused(Reason.TOTE_IN_USE, "", tote.code)
        shipment = prompt.shipment
        return (ToteAssigned(work.pick_list_id, shipment.order_id, shipment.shipment_id, tote.code),)
    if prompt.ask is Ask.DROP and prompt.line and prompt.shipment and tote.code == prompt.shipment.tote:
        line = prompt.line
        return (LineDropped(work.pick_list_id, line.order_id, line.shipment_id, line.seq),)
    return Refused(Reason.WRONG_TOTE, prompt.expected, tote.code)


def _scan_location(work: PickWork, prompt: Prompt, place: LocationMeant) -> Decision:
    line = prompt.line
    if prompt.ask not in (Ask.PLACE, Ask.ITEM) or line is None:
        reason = Reason.TOTE_FIRST if prompt.ask in (Ask.TOTE, Ask.DROP) else Reason.WRONG_PLACE
        return Refused(reason, prompt.expected, place.code)
    if place.code != line.location:
        return Refused(Reason.WRONG_PLACE, line.location, place.code)
    return (
        LocationReached(
            work.pick_list_id, line.order_id, line.shipment_id, line.seq, place.code, line.on_hand, line.lots_n
        ),
    )


def _scan_item(work: PickWork, prompt: Prompt, item: ProductMeant, today: date) -> Decision:
    line = prompt.line
    read = in_words(item)
    if line is None or prompt.ask is not Ask.ITEM or line.sku != item.sku:
        return Refused(_why_not_now(work, prompt, item), prompt.expected, read)
    shipment = work.shipment_of(line)
    if shipment.held:
        return Refused(Reason.ORDER_HELD, shipment.number, read)
    lot = item.lot or (line.lot if line.lots_n <= 1 else "")
    refusal = _lot_or_serial_refusal(line, item, lot, today)
    if refusal:
        return Refused(refusal, prompt.expected, read)
    if item.factor > line.due:
        return Refused(Reason.TOO_MANY, str(line.due), f"{item.factor} × {read}")
    return (_picked(work, line, item.factor, (lot, item.serial), Entry.SCANNED),)


def _why_not_now(work: PickWork, prompt: Prompt, item: ProductMeant) -> Reason:
    """Name the kind of a product scan that does not answer the prompt (Rule D1)."""
    lines = [line for line in work.lines if line.sku == item.sku]
    if not lines:
        return Reason.NOT_IN_WORK
    if all(work.shipment_of(line).cancelled for line in lines):
        return Reason.ORDER_CANCELLED
    if not any(line.due for line in lines):
        return Reason.DONE_ALREADY
    if prompt.ask in (Ask.TOTE, Ask.DROP):
        return Reason.TOTE_FIRST
    return Reason.PLACE_FIRST if prompt.line and prompt.line.sku == item.sku else Reason.WRONG_PLACE


def _lot_or_serial_refusal(line: PickLine, item: ProductMeant, lot: str, today: date) -> Reason | None:
    if item.lot_on_hold:
        return Reason.ON_HOLD
    if is_expired(item.expires_on, today) or is_expired(line.expires_on if lot == line.lot else None, today):
        return Reason.EXPIRED
    if line.lot_tracked and not lot:
        return Reason.NEEDS_LOT
    if line.lot_tracked and lot != line.lot:
        return Reason.WRONG_LOT
    if not line.serial_tracked:
        return None
    if not item.serial:
        return Reason.NEEDS_SERIAL
    if item.serial_at in (STAGING, CUSTOMER):
        return Reason.SERIAL_SEEN
    return None if item.serial_at == line.location else Reason.WRONG_SERIAL


def _picked(work: PickWork, line: PickLine, quantity: int, goods: tuple[str, str], entry: Entry) -> ItemPicked:
    return ItemPicked(
        work.pick_list_id,
        line.order_id,
        line.shipment_id,
        line.seq,
        work.warehouse,
        line.location,
        line.sku,
        *goods,
        quantity,
        entry,
    )


def decide_typed_quantity(work: PickWork, quantity: int) -> Decision:
    """Book a typed quantity of the item asked for; recorded as typed (Rule C3)."""
    prompt = next_prompt(work)
    line = prompt.line
    if prompt.ask is not Ask.ITEM or line is None:
        return Refused(Reason.PLACE_FIRST, prompt.expected, str(quantity))
    if line.serial_tracked:
        return Refused(Reason.NEEDS_SERIAL, prompt.expected, str(quantity))
    if line.lot_tracked and line.lots_n > 1:
        return Refused(Reason.NEEDS_LOT, prompt.expected, str(quantity))
    if quantity < 1:
        return Refused(Reason.BAD_QUANTITY, str(line.due), str(quantity))
    if quantity > line.due:
        return Refused(Reason.TOO_MANY, str(line.due), str(quantity))
    if work.shipment_of(line).held:
        return Refused(Reason.ORDER_HELD, work.shipment_of(line).number, str(quantity))
    return (_picked(work, line, quantity, (line.lot, line.serial), Entry.TYPED),)


def decide_skip(work: PickWork) -> Decision:
    """Put the line asked for at the end of the queue; it stays due (Rule C11)."""
    prompt = next_prompt(work)
    if prompt.ask not in (Ask.PLACE, Ask.ITEM) or prompt.line is None:
        return Refused(Reason.WRONG_STATE, prompt.expected)
    line = prompt.line
    return (LineSkipped(work.pick_list_id, line.order_id, line.shipment_id, line.seq),)


def decide_tote_full(work: PickWork) -> Decision:
    """Put the full tote of the line asked for aside; the walk comes back to the same line (Rule C11)."""
    prompt = next_prompt(work)
    if prompt.ask is Ask.TOTE:
        return Refused(Reason.TOTE_FIRST)
    if prompt.ask not in (Ask.PLACE, Ask.ITEM, Ask.DROP) or prompt.line is None:
        return Refused(Reason.WRONG_STATE, prompt.expected)
    shipment = work.shipment_of(prompt.line)
    if not any(line.picked for line in work.lines if line.shipment_id == shipment.shipment_id):
        return Refused(Reason.TOTE_EMPTY, read=shipment.tote)
    return (ToteFilled(work.pick_list_id, shipment.order_id, shipment.shipment_id, shipment.tote),)


def decide_short(work: PickWork, reason: ShortReason, counted: int) -> Decision:
    """Declare what is missing at the place asked for, and free all not yet picked lines of the same heap (Rule C7)."""
    prompt = next_prompt(work)
    if prompt.ask is not Ask.ITEM or prompt.line is None:
        return Refused(Reason.PLACE_FIRST, prompt.expected)
    if counted < 0:
        return Refused(Reason.BAD_QUANTITY, "0", str(counted))
    here = prompt.line
    same = [here] + [
        line
        for line in work.lines
        if line is not here and line.due and (line.sku, line.location, line.lot) == (here.sku, here.location, here.lot)
    ]
    return tuple(
        LineShort(
            work.pick_list_id,
            line.order_id,
            line.shipment_id,
            line.seq,
            work.warehouse,
            line.location,
            line.sku,
            line.lot,
            line.due,
            counted,
            reason,
        )
        for line in same
    )


def last_standing_pick(history: Iterable[object]) -> ItemPicked | None:
    """Return the newest pick that no undo answered yet; `history` is newest first (Rule D5)."""
    answered = 0
    for body in history:
        if isinstance(body, ItemUnpicked):
            answered += 1
        elif isinstance(body, ItemPicked):
            if not answered:
                return body
            answered -= 1
    return None


def decide_undo(work: PickWork, history: Iterable[object]) -> Decision:
    """Counter the last standing pick of this list."""
    last = last_standing_pick(history)
    if last is None:
        return Refused(Reason.NOTHING_TO_UNDO, next_prompt(work).expected)
    return (unpick(last, last.quantity),)


def unpick(pick: ItemPicked, quantity: int) -> ItemUnpicked:
    """The counter-entry of a pick."""
    return ItemUnpicked(
        pick.pick_list_id,
        pick.order_id,
        pick.shipment_id,
        pick.seq,
        pick.warehouse,
        pick.location,
        pick.sku,
        pick.lot,
        pick.serial,
        quantity,
    )
