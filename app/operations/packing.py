"""Packing: opens a shipment on the bench, answers each scan, closes the parcel with the last good one and prints.

Every function is one act, answers with the `PackWork` as it stands now, and books nothing when it refuses but the
refusal itself.
"""

from uuid import UUID

from app.models.barcodes import Scan, sscc
from app.models.meaning import Meaning, OrderMeant, ParcelMeant, ProductMeant, ToteMeant, Unknown, in_words
from app.models.packing import (
    CartonChosen,
    HandReason,
    LotAwaited,
    PackLine,
    PackWork,
    ParcelClosed,
    ParcelLabelled,
    ParcelOpened,
    ParcelReopened,
    ShipmentPacked,
    ShipmentShortShipped,
    decide_close,
    decide_hand_confirm,
    decide_pack_scan,
    decide_take_out,
    stopped,
)
from app.models.refusals import Reason, Refused
from app.models.shipments import ShipmentState
from app.operations.meaning import NOTHING_EXPECTED, Expected, expect, resolve
from app.operations.papers import spool_parcel
from app.operations.station import NUMBERS_RESERVED, Act, Author, Outcome, Station
from app.planning.cartons import propose_carton
from app.store.pack_work import cartons, goods_as_boxes, last_packed, load_pack_work, shipments_of_order
from app.store.packing import parcel

PACKABLE = frozenset({ShipmentState.PICKED, ShipmentState.PACKING})


def bench_scan(station: Station, author: Author, shipment_id: UUID | None, scan: Scan) -> Outcome:
    """Answer a scan at the bench: it opens a shipment, or verifies an item of the one that is open."""
    with station.act(author) as act:
        work = load_pack_work(act.unit, shipment_id) if shipment_id else None
        meaning = resolve(act.unit, station.warehouse, scan, station.today(act.unit), _expected(act, work))
        if isinstance(meaning, ToteMeant | OrderMeant | ParcelMeant):
            answer, work = _another(act, work, meaning)
            act.settle_scan(answer, scan, "pack:open", work.order_id if work else None)
            return act.outcome(_now(act, work))
        if work is None:
            reason = Reason.UNKNOWN_CODE if isinstance(meaning, Unknown) else Reason.NO_OPEN_PARCEL
            act.settle_scan(Refused(reason, "", in_words(meaning)), scan, "pack:open", None)
            return act.outcome()
        _verify(act, work, meaning, scan)
        return act.outcome(_now(act, work))


def _expected(act: Act, work: PackWork | None) -> Expected:
    if work is None:
        return NOTHING_EXPECTED
    lines = work.lines
    return expect(act.unit, (line.sku for line in lines), (line.lot for line in lines), (), act.station.today(act.unit))


def _now(act: Act, work: PackWork | None) -> PackWork | None:
    return load_pack_work(act.unit, work.shipment_id) if work else None


def _another(
    act: Act, work: PackWork | None, meaning: ToteMeant | OrderMeant | ParcelMeant
) -> tuple[tuple[object, ...] | Refused, PackWork | None]:
    """Open what a tote, order or parcel code leads to (Rule E1); a begun parcel is not left by a stray scan."""
    found = _shipment_of(act, meaning)
    if found is None:
        return Refused(Reason.NOT_PICKED_YET, "", in_words(meaning)), work
    if work and found == work.shipment_id:
        return _open(act, work), work
    if work and work.parcel_id and any(line.in_parcel for line in work.lines):
        reason = Reason.WRONG_TOTE if isinstance(meaning, ToteMeant) else Reason.WRONG_PARCEL
        return Refused(reason, work.number, in_words(meaning)), work
    other = load_pack_work(act.unit, found)
    return _open(act, other), other


def _shipment_of(act: Act, meaning: ToteMeant | OrderMeant | ParcelMeant) -> UUID | None:
    if not isinstance(meaning, OrderMeant):
        return meaning.shipment_id
    mine = shipments_of_order(act.unit, meaning.order_id, act.station.warehouse)
    ready = [shipment_id for shipment_id, state in mine if state in PACKABLE]
    return next(iter(ready or [shipment_id for shipment_id, _ in mine]), None)


def _open(act: Act, work: PackWork) -> tuple[object, ...] | Refused:
    """Facts that put a parcel of this shipment on the bench; none when one is open already."""
    no = stopped(work)
    if no:
        return no
    if work.parcel_id is not None:
        return ()
    if work.state in (ShipmentState.SHIPPED, ShipmentState.DELIVERED):
        return Refused(Reason.PARCEL_GONE, "", work.number)
    if work.state is ShipmentState.PACKED:
        return Refused(Reason.DONE_ALREADY, "", work.number)
    if work.state not in PACKABLE:
        return Refused(Reason.NOT_PICKED_YET, "", work.number)
    return (_new_parcel(act, work),)


def _new_parcel(act: Act, work: PackWork) -> ParcelOpened:
    number = work.parcels_n + 1
    carton = _proposed(act, {line.sku: 0 for line in work.lines} | _due(work))
    return ParcelOpened(work.order_id, work.shipment_id, act.new_id(), work.warehouse, number, carton)


def _due(work: PackWork) -> dict[str, int]:
    due: dict[str, int] = {}
    for line in work.lines:
        due[line.sku] = due.get(line.sku, 0) + line.due
    return {sku: quantity for sku, quantity in due.items() if quantity}


def _proposed(act: Act, quantities: dict[str, int]) -> str:
    goods = [(box, quantity) for box, quantity in goods_as_boxes(act.unit, quantities) if quantity]
    proposal = propose_carton(goods, cartons(act.unit))
    return proposal.code if proposal else ""


def _verify(act: Act, work: PackWork, meaning: Meaning, scan: Scan) -> None:
    answer = decide_pack_scan(work, meaning, act.station.today(act.unit))
    if act.settle_scan(answer, scan, "pack:item", work.order_id):
        if work.awaited:
            act.record(LotAwaited(work.order_id, work.shipment_id, ""))
        _close_when_whole(act, work.shipment_id)
    elif (
        act.refused
        and act.refused.reason in (Reason.NEEDS_LOT, Reason.NEEDS_SERIAL)
        and isinstance(meaning, ProductMeant)
    ):
        act.record(LotAwaited(work.order_id, work.shipment_id, meaning.sku))


def _close_when_whole(act: Act, shipment_id: UUID) -> None:
    """The last good scan closes the parcel and prints (Rule E2)."""
    work = load_pack_work(act.unit, shipment_id)
    if work.all_packed and decide_close(work) is None:
        _close(act, work)


def _close(act: Act, work: PackWork) -> None:
    assert work.parcel_id is not None
    inside: dict[str, int] = {}
    for line in work.lines:
        inside[line.sku] = inside.get(line.sku, 0) + line.in_parcel
    boxes = {box.code: box for box in cartons(act.unit)}
    weight_g = sum(box.weight_g * quantity for box, quantity in goods_as_boxes(act.unit, inside))
    label = sscc(act.station.sscc_prefix, act.next_number("sscc", NUMBERS_RESERVED))
    tare_g = boxes[work.carton].weight_g
    act.record(
        ParcelClosed(work.order_id, work.shipment_id, work.parcel_id, label, work.carton, weight_g + tare_g),
        ParcelLabelled(work.order_id, work.parcel_id),
    )
    if work.all_packed:
        act.record(ShipmentPacked(work.order_id, work.shipment_id))
    spool_parcel(act, work.order_id, work.parcel_id)


def confirm_by_hand(station: Station, author: Author, shipment_id: UUID, seq: int, reason: HandReason) -> Outcome:
    """Confirm what is left of a line by hand, one act for the whole rest (Rule E3)."""
    with station.act(author) as act:
        work = load_pack_work(act.unit, shipment_id)
        due = next((line.due for line in work.lines if line.seq == seq), 0)
        if act.settle(decide_hand_confirm(work, seq, due, reason)):
            _close_when_whole(act, shipment_id)
        return act.outcome(_now(act, work))


def undo_pack(station: Station, author: Author, shipment_id: UUID) -> Outcome:
    """Counter the last item put into the open parcel (Rule D5)."""
    with station.act(author) as act:
        work = load_pack_work(act.unit, shipment_id)
        last = last_packed(act.unit, work)
        line = next((each for each in work.lines if last and each.seq == last.seq), None)
        act.settle(decide_take_out(work, line, last.quantity if last else 0))
        return act.outcome(_now(act, work))


def take_out(station: Station, author: Author, shipment_id: UUID, scan: Scan) -> Outcome:
    """Take one scanned item out of the open parcel again: the scan in "take out" mode (UX rule 5)."""
    with station.act(author) as act:
        work = load_pack_work(act.unit, shipment_id)
        meaning = resolve(act.unit, station.warehouse, scan, station.today(act.unit), _expected(act, work))
        answer: tuple[object, ...] | Refused = Refused(Reason.NOT_IN_WORK, "", in_words(meaning))
        if isinstance(meaning, ProductMeant):
            answer = decide_take_out(work, _line_inside(work, meaning), meaning.factor)
        act.settle_scan(answer, scan, "pack:take_out", work.order_id)
        return act.outcome(_now(act, work))


def _line_inside(work: PackWork, item: ProductMeant) -> PackLine | None:
    for line in work.lines:
        fits = (not item.lot or item.lot == line.lot) and (not item.serial or item.serial == line.serial)
        if line.sku == item.sku and line.in_parcel >= item.factor and fits:
            return line
    return None


def choose_carton(station: Station, author: Author, shipment_id: UUID, carton: str) -> Outcome:
    """Take the packer's own choice of carton; closes the parcel when that was all it waited for."""
    with station.act(author) as act:
        work = load_pack_work(act.unit, shipment_id)
        if work.parcel_id is None or carton not in {box.code for box in cartons(act.unit)}:
            act.refused = Refused(Reason.NO_CARTON, "", carton)
        else:
            act.record(CartonChosen(work.order_id, work.parcel_id, carton))
            _close_when_whole(act, shipment_id)
        return act.outcome(_now(act, work))


def next_parcel(station: Station, author: Author, shipment_id: UUID) -> Outcome:
    """Close the parcel on the bench though goods are left, and open the next for them."""
    with station.act(author) as act:
        work = load_pack_work(act.unit, shipment_id)
        no = decide_close(work, whole=False)
        if no:
            act.refused = no
        else:
            _close(act, work)
            after = load_pack_work(act.unit, shipment_id)
            if not after.all_packed:
                act.record(_new_parcel(act, after))
        return act.outcome(_now(act, work))


def reopen_parcel(station: Station, author: Author, parcel_id: UUID) -> Outcome:
    """Open a closed parcel again, with name and time; never after hand-over (Rule A7)."""
    with station.act(author) as act:
        row = act.unit.one(parcel, parcel_id)
        if row is None or row["state"] not in ("closed", "labelled", "on_manifest"):
            act.refused = Refused(Reason.PARCEL_GONE if row else Reason.WRONG_PARCEL)
            return act.outcome(load_pack_work(act.unit, row["shipment_id"]) if row else None)
        work = load_pack_work(act.unit, row["shipment_id"])
        if work.parcel_id is not None:
            act.refused = Refused(Reason.WRONG_PARCEL, work.number, row["sscc"])
        else:
            act.record(ParcelReopened(row["order_id"], row["shipment_id"], parcel_id))
        return act.outcome(_now(act, work))


def short_ship(station: Station, author: Author, shipment_id: UUID) -> Outcome:
    """Ship what is in the parcel; what was picked and is not in it goes back to its shelf."""
    with station.act(author) as act:
        work = load_pack_work(act.unit, shipment_id)
        no = decide_close(work, whole=False)
        missing = tuple((line.seq, line.due) for line in work.lines if line.due)
        if no or not missing:
            act.refused = no or Refused(Reason.WRONG_STATE)
        else:
            act.record(ShipmentShortShipped(work.order_id, shipment_id, missing))
            _close(act, load_pack_work(act.unit, shipment_id))
        return act.outcome(_now(act, work))
