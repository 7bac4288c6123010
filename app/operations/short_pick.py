"""The short pick: what happens when the goods are not where the books say (Rule C7).

In one act: the shortage is declared for every line of the same heap, the books fall to what was counted (never below
what others have allocated), a count task is made, other heaps are allocated at once and go to the end of the same walk;
what nobody can give loses its promise and waits as a backorder.
"""

from uuid import UUID

from app.models.allocation import LinesReallocated, Want, allocate, without
from app.models.orders import LinePromise, PromiseFreed
from app.models.picking import PickLine, PickWork, decide_short, next_prompt
from app.models.picks import LineShort, ShortReason
from app.models.refusals import Refused
from app.models.stock import AdjustReason, CountRequested, StockAdjusted, StockKey
from app.operations.picking import advance
from app.operations.station import Act, Author, Outcome, Station
from app.store.allocation import pick_line
from app.store.heaps import heap_of, load_heaps
from app.store.orders import promise
from app.store.pick_work import load_work


def short_line(station: Station, author: Author, pick_list_id: UUID, reason: ShortReason, counted: int) -> Outcome:
    """Declare goods missing; look for them elsewhere at once, else the line becomes a backorder (Rule C7)."""
    with station.act(author) as act:
        work = load_work(act.unit, pick_list_id)
        here = next_prompt(work).line
        answer = decide_short(work, reason, counted)
        if act.settle(answer) and not isinstance(answer, Refused) and here is not None:
            _correct_books(act, here, counted)
            act.record(CountRequested(act.new_id(), work.warehouse, here.location, here.sku, f"short_{reason}"))
            shorts = [body for body in answer if isinstance(body, LineShort)]
            _reallocate(act, work, shorts)
        return act.outcome(advance(act, pick_list_id))


def _correct_books(act: Act, line: PickLine, counted: int) -> None:
    """Book stock falls to what was counted, but not below what others have allocated (Rule C7)."""
    key = StockKey(act.station.warehouse, line.location, line.sku, line.lot, line.serial)
    heap = heap_of(act.unit, key)
    if heap is None:
        return
    difference = max(counted, heap.allocated) - heap.on_hand
    if difference < 0:
        place = (key.warehouse, key.location, key.sku, key.lot, key.serial)
        act.record(StockAdjusted(*place, difference, AdjustReason.LOST, "short pick"))


def _reallocate(act: Act, work: PickWork, shorts: list[LineShort]) -> None:
    """Give each short line other heaps at the end of the same walk; free the promise of what nobody has."""
    line_no = {(line.shipment_id, line.seq): line.line_no for line in work.lines}
    heaps = load_heaps(act.unit, work.warehouse, {short.sku for short in shorts})
    counted_out = {(short.location, short.sku, short.lot) for short in shorts}
    heaps = [heap for heap in heaps if (heap.key.location, heap.key.sku, heap.key.lot) not in counted_out]
    today = act.station.today(act.unit)
    for short in shorts:
        number = line_no[short.shipment_id, short.seq]
        first_seq = 1 + max(row["seq"] for row in act.unit.group(pick_line, "shipment_id", [short.shipment_id]))
        given = allocate([Want(number, short.sku, short.missing)], heaps, today, first_seq)
        if given:
            act.record(LinesReallocated(short.shipment_id, short.order_id, given))
            heaps = without(heaps, given)
        missing = short.missing - sum(each.quantity for each in given)
        promises = [
            row
            for row in act.unit.group(promise, "order_id", [short.order_id])
            if (row["line_no"], row["warehouse"]) == (number, work.warehouse)
        ]
        if missing and promises:
            row = promises[0]
            freed = LinePromise(number, work.warehouse, missing, row["ship_on"], row["carrier"])
            act.record(PromiseFreed(short.order_id, (freed,)))
