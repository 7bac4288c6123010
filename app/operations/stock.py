"""Stock by hand: receive, adjust, move, hold a lot, put goods back; each checks the worker's right first.

What comes in is given to the lines that wait for it in the same act, oldest order first (Rule B2), so that nothing lies
free while a customer waits. The lists of the stock screen are read on a reader's connection.
"""

from uuid import UUID

from app.models.people import Right
from app.models.refusals import Reason, Refused
from app.models.stock import AdjustReason, CountPosted, PutBackDone, StockAdjusted, StockKey
from app.models.stock_rules import (
    Adjust,
    Arrival,
    Decision,
    HeapBooks,
    HoldLot,
    MoveStock,
    Receive,
    decide_adjust,
    decide_hold,
    decide_move,
    decide_receive,
)
from app.operations.people import allowed
from app.operations.promises import promise_waiting
from app.operations.station import Act, Author, Outcome, Station
from app.store.stock import put_back
from app.store.stock_books import heap_books, is_shelf, known_lot, serials_seen, tracking_of, waiting_counts
from app.store.stock_lists import (
    count_tasks,
    heaps_at,
    heaps_of_product,
    open_put_backs,
    shortages,
)

__all__ = [
    "Adjust",
    "HoldLot",
    "MoveStock",
    "Receive",
    "adjust",
    "count_tasks",
    "do_put_back",
    "heaps_at",
    "heaps_of_product",
    "hold_lot",
    "move_stock",
    "open_put_backs",
    "receive",
    "shortages",
]


def receive(station: Station, author: Author, command: Receive) -> Outcome:
    """Book goods onto a shelf and promise them to the lines that wait."""
    with station.act(author) as act:
        if act.settle(allowed(act, Right.RECEIVE) or _receive(act, command)):
            promise_waiting(act, [command.sku])
        return act.outcome()


def _receive(act: Act, command: Receive) -> Decision:
    unit, home = act.unit, act.station.warehouse
    books = Arrival(
        home,
        is_shelf(unit, home, command.location),
        tracking_of(unit, command.sku),
        known_lot(unit, command.sku, command.lot),
        serials_seen(unit, command.sku, command.serials),
        act.station.today(unit),
    )
    return decide_receive(command, books)


def adjust(station: Station, author: Author, command: Adjust) -> Outcome:
    """Set the books of a heap right, with a reason; a count also answers the counts asked for there."""
    with station.act(author) as act:
        key = StockKey(station.warehouse, command.location, command.sku, command.lot, command.serial)
        refused = allowed(act, Right.ADJUST)
        books = heap_books(act.unit, key)
        if act.settle(refused or decide_adjust(command, books)):
            corrected = next((body for body in act.bodies if isinstance(body, StockAdjusted)), None)
            if command.reason is AdjustReason.COUNT:
                _post_counts(act, command, books, corrected.difference if corrected else 0)
            if corrected and corrected.difference > 0:
                promise_waiting(act, [command.sku])
        return act.outcome()


def _post_counts(act: Act, command: Adjust, books: HeapBooks, difference: int) -> None:
    for count_id in waiting_counts(act.unit, books.warehouse, command.location, command.sku):
        act.record(CountPosted(count_id, books.on_hand + difference, books.on_hand))


def move_stock(station: Station, author: Author, command: MoveStock) -> Outcome:
    """Carry free goods from one shelf to another."""
    with station.act(author) as act:
        key = StockKey(station.warehouse, command.from_location, command.sku, command.lot, command.serial)
        to_shelf = is_shelf(act.unit, station.warehouse, command.to_location)
        act.settle(allowed(act, Right.RECEIVE) or decide_move(command, heap_books(act.unit, key), to_shelf))
        return act.outcome()


def hold_lot(station: Station, author: Author, command: HoldLot) -> Outcome:
    """Stop a lot for quality, or free it; a held lot is refused at every scan and never allocated."""
    with station.act(author) as act:
        act.settle(allowed(act, Right.ADJUST) or decide_hold(command, known_lot(act.unit, command.sku, command.lot)))
        return act.outcome()


def do_put_back(station: Station, author: Author, put_back_id: UUID, location: str = "") -> Outcome:
    """Book goods from staging onto a shelf, "" for the one they came from."""
    with station.act(author) as act:
        act.settle(allowed(act, Right.RECEIVE) or _put_back(act, put_back_id, location))
        return act.outcome()


def _put_back(act: Act, put_back_id: UUID, location: str) -> Decision:
    row = act.unit.one(put_back, put_back_id)
    if row is None or row["done_at"] is not None:
        return Refused(Reason.WRONG_STATE)
    place = location or row["location"]
    if not is_shelf(act.unit, row["warehouse"], place):
        return Refused(Reason.UNKNOWN_PLACE, row["location"], place, "location")
    goods = (row["warehouse"], row["sku"], row["lot"], row["serial"], row["quantity"])
    return (PutBackDone(put_back_id, *goods, place),)
