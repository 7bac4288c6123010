"""Picking: gives out work, answers each scan of the walk, and finishes the pick list when nothing is due.

Every function is one act: load the work, let `models/picking` decide, record, and answer with the work as it stands
now, so that the screen's next prompt comes from what is stored.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

from app.language import language
from app.models.barcodes import Scan
from app.models.meaning import Meaning, ProductMeant
from app.models.picking import (
    Ask,
    Cart,
    PickLine,
    PickWork,
    decide_pick_scan,
    decide_skip,
    decide_tote_full,
    decide_typed_quantity,
    decide_undo,
    next_prompt,
)
from app.models.picks import (
    CodeAwaited,
    HelpCalled,
    LocationLeft,
    LocationReached,
    PickListFinished,
    PickListStarted,
    PickListTakenOver,
    ShipmentPicked,
)
from app.models.refusals import Reason, Refused
from app.models.stock import CountRequested
from app.operations.meaning import Expected, expect, resolve
from app.operations.station import Act, Author, Outcome, Station
from app.store.allocation import shipment
from app.store.catalog import code, product
from app.store.codes import lot_on_hold
from app.store.pick_work import Candidate, books_at, candidates, load_work, open_lists, pick_history
from app.store.picking import pick_list
from app.store.unit_of_work import UnitOfWork


def take_work(station: Station, author: Author, cart: Cart | None = None) -> Outcome:
    """Give the worker the open pick list, else the most urgent shipments the cart takes (Rule C1)."""
    with station.act(author) as act:
        mine = open_lists(act.unit, station.warehouse, author.worker)
        if mine:
            return act.outcome(load_work(act.unit, mine[0].pick_list_id))
        chosen = fill(cart or Cart(station.totes_max), candidates(act.unit, station.warehouse))
        if not chosen:
            act.refused = Refused(Reason.NO_WORK)
            return act.outcome()
        pick_list_id = act.new_id()
        act.record(PickListStarted(pick_list_id, station.warehouse, chosen))
        return act.outcome(load_work(act.unit, pick_list_id))


def fill(cart: Cart, waiting: Iterable[Candidate]) -> tuple[UUID, ...]:
    """Choose shipments in turn until totes, weight or volume are used up; always one (Rule C1)."""
    chosen: list[UUID] = []
    weight_g = volume_mm3 = 0
    for each in waiting:
        weight_g += each.weight_g
        volume_mm3 += each.volume_mm3
        full = weight_g > cart.weight_g_max or volume_mm3 > cart.volume_mm3_max or len(chosen) == cart.totes_max
        if chosen and full:
            break
        chosen.append(each.shipment_id)
    return tuple(chosen)


def take_over(station: Station, author: Author, pick_list_id: UUID, sure: bool) -> Outcome:
    """Take another worker's open list; asks first (Rule C1)."""
    with station.act(author) as act:
        row = act.unit.one(pick_list, pick_list_id)
        if row is None or row["finished_at"] is not None:
            act.refused = Refused(Reason.NO_WORK)
        elif row["worker"] != author.worker and not sure:
            act.refused = Refused(Reason.WORK_TAKEN, author.worker, row["worker"])
        elif row["worker"] != author.worker:
            act.record(PickListTakenOver(pick_list_id, row["worker"]))
        return act.outcome(load_work(act.unit, pick_list_id) if row else None)


def pick_scan(station: Station, author: Author, pick_list_id: UUID, scan: Scan) -> Outcome:
    """Answer one scan of the walk."""
    with station.act(author) as act:
        work = load_work(act.unit, pick_list_id)
        today = station.today(act.unit)
        prompt = next_prompt(work)
        meaning = resolve(act.unit, work.warehouse, scan, today, _expected(act.unit, work, today))
        meaning = _planned_lot(act.unit, prompt.line, meaning)
        answer = decide_pick_scan(work, meaning, today)
        answer = _look_round(act.unit, work, answer)
        if act.settle_scan(answer, scan, f"pick:{prompt.ask}", _subject(work, prompt.line)):
            if work.awaited:
                act.record(CodeAwaited(pick_list_id, ""))
        elif act.refused and act.refused.reason in (Reason.NEEDS_LOT, Reason.NEEDS_SERIAL) and prompt.line:
            act.record(CodeAwaited(pick_list_id, prompt.line.sku))
        return act.outcome(advance(act, pick_list_id))


def _expected(unit: UnitOfWork, work: PickWork, today: date) -> Expected:
    """What the lines of the walk know of; the same from scan to scan."""

    def collected() -> Expected:
        lines = work.lines
        skus, lots, places = ([getattr(line, name) for line in lines] for name in ("sku", "lot", "location"))
        return expect(unit, skus, lots, places, today)

    return unit.value(("expected", work.pick_list_id, len(work.lines), today, language()), (code, product), collected)


def _planned_lot(unit: UnitOfWork, line: PickLine | None, meaning: Meaning) -> Meaning:
    """A plain item code means the planned lot where only one lies there; that lot may be on hold."""
    if isinstance(meaning, ProductMeant) and line and line.sku == meaning.sku and not meaning.lot:
        return replace(meaning, lot_on_hold=lot_on_hold(unit, line.sku, line.lot))
    return meaning


def _look_round(unit: UnitOfWork, work: PickWork, answer: tuple[object, ...] | Refused) -> tuple[object, ...] | Refused:
    """On reaching a location, note what the books say lies there: total of the product, and how many lots.

    Read only where it matters: lots must be told apart, or the pick should leave the location empty.
    """
    if isinstance(answer, Refused) or not isinstance(answer[0], LocationReached):
        return answer
    reached = answer[0]
    line = next(line for line in work.lines if (line.shipment_id, line.seq) == (reached.shipment_id, reached.seq))
    if not (line.lot_tracked or line.empties):
        return answer
    on_hand, lots_n = books_at(unit, work.warehouse, line)
    return (replace(reached, on_hand=on_hand, lots_n=lots_n),)


def type_quantity(station: Station, author: Author, pick_list_id: UUID, quantity: int) -> Outcome:
    """Book a typed quantity at the prompt (Rule C3)."""
    with station.act(author) as act:
        act.settle(decide_typed_quantity(load_work(act.unit, pick_list_id), quantity))
        return act.outcome(advance(act, pick_list_id))


def skip_line(station: Station, author: Author, pick_list_id: UUID) -> Outcome:
    """Put the line at the end of the queue; it stays due (Rule C11)."""
    with station.act(author) as act:
        act.settle(decide_skip(load_work(act.unit, pick_list_id)))
        return act.outcome(load_work(act.unit, pick_list_id))


def fill_tote(station: Station, author: Author, pick_list_id: UUID) -> Outcome:
    """Put the full tote aside; the next prompt asks for another one (Rule C11)."""
    with station.act(author) as act:
        act.settle(decide_tote_full(load_work(act.unit, pick_list_id)))
        return act.outcome(load_work(act.unit, pick_list_id))


def undo_pick(station: Station, author: Author, pick_list_id: UUID) -> Outcome:
    """Counter the last pick of this list with a fact of its own (Rule D5)."""
    with station.act(author) as act:
        work = load_work(act.unit, pick_list_id)
        act.settle(decide_undo(work, pick_history(act.unit, work)))
        return act.outcome(advance(act, pick_list_id))


def answer_empty(station: Station, author: Author, pick_list_id: UUID, empty: bool) -> Outcome:
    """Answer "empty?"; a no makes a count task (Rule C8)."""
    with station.act(author) as act:
        work = load_work(act.unit, pick_list_id)
        prompt = next_prompt(work)
        line = prompt.line
        if prompt.ask is not Ask.EMPTY or line is None:
            act.refused = Refused(Reason.WRONG_STATE, prompt.expected)
        else:
            act.record(LocationLeft(pick_list_id, line.order_id, line.shipment_id, line.seq, empty))
            if not empty:
                act.record(CountRequested(act.new_id(), work.warehouse, line.location, line.sku, "not_empty"))
        return act.outcome(advance(act, pick_list_id))


def call_help(station: Station, author: Author, work_id: UUID | None, step: str) -> Outcome:
    """Ask for the supervisor."""
    with station.act(author) as act:
        act.record(HelpCalled(work_id, step))
        return act.outcome()


def advance(act: Act, pick_list_id: UUID) -> PickWork:
    """Load the work as it stands now; close shipments whose lines are all done, and the list with the last."""
    work = load_work(act.unit, pick_list_id)
    if act.refused or work.finished_at is not None:
        return work
    prompt = next_prompt(work)
    asked = prompt.line.shipment_id if prompt.line else None
    for each in work.shipments:
        row = act.unit.one(shipment, each.shipment_id)
        mine = [line for line in work.lines if line.shipment_id == each.shipment_id]
        done = not any(line.due for line in mine) and asked != each.shipment_id
        if row and row["state"] == "picking" and each.tote and done and not each.cancelled:
            act.record(ShipmentPicked(pick_list_id, each.order_id, each.shipment_id))
    if prompt.ask is Ask.DONE:
        act.record(PickListFinished(pick_list_id))
        work = load_work(act.unit, pick_list_id)
    return work


def _subject(work: PickWork, line: PickLine | None) -> UUID | None:
    return line.order_id if line else (work.shipments[0].order_id if work.shipments else None)
