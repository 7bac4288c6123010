"""Receiving, adjusting, moving, holding and putting back on a real store, and what the stock screen then lists."""

from datetime import timedelta
from typing import Any

import pytest

from app.models.orders import LinesPromised, OrderCancelled, OrderConfirmed, OrderEntered
from app.models.picking import Ask
from app.models.refusals import Reason
from app.models.stock import AdjustReason, CountPosted, CountState, LotHeld, StockAdjusted, StockReceived
from app.operations.orders import cancel_order
from app.operations.picking import answer_empty, type_quantity
from app.operations.reconcile import reconcile
from app.operations.station import Outcome, Station
from app.operations.stock import (
    Adjust,
    HoldLot,
    MoveStock,
    Receive,
    adjust,
    count_tasks,
    do_put_back,
    heaps_at,
    heaps_of_product,
    hold_lot,
    move_stock,
    open_put_backs,
    receive,
    shortages,
)
from tests.builders import (
    CLERK,
    COCOA,
    LAMP,
    MILK,
    PACKER,
    PHONE,
    PICKER,
    SUPERVISOR,
    TEA,
    TODAY,
    add_customer,
    an_id,
    lines,
    record,
)
from tests.floor import a_released_order, an_order, pick_all, start_walk, walk_to

LATER = TODAY + timedelta(days=200)
COUNT = Adjust("A-02-1", COCOA, AdjustReason.COUNT, counted=9)


def read(station: Station, look_up: Any, *arguments: Any) -> Any:
    with station.store.reader() as connection:
        return look_up(connection, *arguments)


def on_hand(station: Station, sku: str) -> dict[tuple[str, str], int]:
    """What lies where: (location, lot or serial) → units."""
    rows = read(station, heaps_of_product, "SZ", sku)
    return {(row.key.location, row.key.lot or row.key.serial): row.on_hand for row in rows if row.on_hand}


def free(station: Station, sku: str) -> int:
    text = "SELECT on_hand - promised FROM availability WHERE warehouse = 'SZ' AND sku = ?"
    with station.store.reader() as connection:
        return int(connection.exec_driver_sql(text, (sku,)).scalar_one())


def no(outcome: Outcome) -> tuple[Reason, str]:
    assert outcome.facts == (), "a refusal books nothing"
    assert outcome.refused is not None
    return outcome.refused.reason, outcome.refused.field


def assert_books_agree(station: Station) -> None:
    assert read(station, reconcile).differences == ()


# -- receive -----------------------------------------------------------------------------------------------------------


def test_goods_are_received_onto_their_shelf(stocked: Station) -> None:
    """Rule B1: from the supplier to the place, as one move with two ends."""
    before = free(stocked, TEA)
    outcome = receive(stocked, PICKER, Receive(TEA, "A-01-3", 6, entry="typed", reference="PO-7"))
    assert outcome.first(StockReceived) == StockReceived("SZ", "A-01-3", TEA, "", None, (), 6, "typed", "PO-7")
    assert on_hand(stocked, TEA)["A-01-3", ""] == 6
    assert free(stocked, TEA) == before + 6
    assert_books_agree(stocked)


def test_a_new_lot_and_serials_are_known_from_then_on(stocked: Station) -> None:
    receive(stocked, PICKER, Receive(MILK, "R-01-1", 5, "L8", LATER))
    receive(stocked, PICKER, Receive(PHONE, "B-01-1", 2, serials=("SN-8", "SN-9")))
    assert on_hand(stocked, MILK)["R-01-1", "L8"] == 5
    assert {"SN-8", "SN-9"} <= {serial for _, serial in on_hand(stocked, PHONE)}
    again = receive(stocked, PICKER, Receive(MILK, "R-01-2", 1, "L8"))
    assert again.first(StockReceived).expires_on == LATER
    assert_books_agree(stocked)


@pytest.mark.parametrize(
    ("command", "reason", "field"),
    [
        (Receive(TEA, "Z-99-9", 1), Reason.UNKNOWN_PLACE, "location"),
        (Receive(TEA, "STAGING", 1), Reason.UNKNOWN_PLACE, "location"),
        (Receive(TEA, "CUSTOMER", 1), Reason.UNKNOWN_PLACE, "location"),
        (Receive("NO-SUCH", "A-01-1", 1), Reason.UNKNOWN_PRODUCT, "sku"),
        (Receive(TEA, "A-01-1", 0), Reason.BAD_QUANTITY, "quantity"),
        (Receive(MILK, "A-01-1", 1), Reason.NEEDS_LOT, "lot"),
        (Receive(MILK, "A-01-1", 1, "L9", TODAY - timedelta(days=1)), Reason.EXPIRED, "expires_on"),
        (Receive(MILK, "A-01-1", 1, "L1", LATER), Reason.WRONG_LOT, "expires_on"),
        (Receive(PHONE, "B-01-1", 1), Reason.NEEDS_SERIAL, "serials"),
        (Receive(PHONE, "B-01-1", 2, serials=("N", "N")), Reason.SERIAL_SEEN, "serials"),
        (Receive(PHONE, "B-01-1", 1, serials=("SN-2",)), Reason.SERIAL_SEEN, "serials"),
    ],
)
def test_a_wrong_receipt_books_nothing(stocked: Station, command: Receive, reason: Reason, field: str) -> None:
    assert no(receive(stocked, PICKER, command)) == (reason, field)


def test_a_serial_number_is_seen_also_when_it_lies_in_another_warehouse_or_was_scrapped(stocked: Station) -> None:
    """Rule D1: serial seen before."""
    adjust(stocked, SUPERVISOR, Adjust("B-01-1", PHONE, AdjustReason.DAMAGE, counted=0, serial="SN-1"))
    assert no(receive(stocked, PICKER, Receive(PHONE, "B-01-1", 1, serials=("SN-1",))))[0] is Reason.SERIAL_SEEN


def test_what_comes_in_is_promised_to_who_waits_longest(stocked: Station) -> None:
    """Rule B2: first come, first served, in the act of the receipt itself."""
    an_order(stocked, (COCOA, 12))
    older, newer = waiting_orders(stocked, 4, 2)
    outcome = receive(stocked, PICKER, Receive(COCOA, "A-02-1", 6))
    given = [
        (body.order_id, sum(each.quantity for each in body.promises))
        for body in outcome.facts
        if isinstance(body, LinesPromised)
    ]
    assert given == [(older, 4), (newer, 2)]
    assert_books_agree(stocked)


def waiting_orders(station: Station, *quantities: int) -> list[Any]:
    """Confirmed orders of cocoa without a promise."""
    made = []
    for quantity in quantities:
        buyer, order_id = add_customer(station), an_id()
        goods = lines((COCOA, quantity))
        who = (buyer.customer_id, buyer.name, buyer.address)
        entered = OrderEntered(order_id, f"P01-{len(made):06d}-W4", "phone", *who, goods, "CNY", "", 1, False)
        record(station, entered, OrderConfirmed(order_id, ()), author=CLERK)
        station.clock.advance(timedelta(minutes=1))  # type: ignore[attr-defined]
        made.append(order_id)
    return made


# -- adjust ------------------------------------------------------------------------------------------------------------


def test_a_count_sets_the_books_to_what_was_counted(stocked: Station) -> None:
    """Rule B1: the other leg is the inventory difference."""
    outcome = adjust(stocked, SUPERVISOR, COUNT)
    assert outcome.first(StockAdjusted).difference == -3
    assert on_hand(stocked, COCOA) == {("A-02-1", ""): 9}
    assert adjust(stocked, SUPERVISOR, COUNT).facts == (), "now they agree"
    assert_books_agree(stocked)


def test_a_count_answers_the_counts_that_were_asked_for(stocked: Station) -> None:
    """Rule A8, Rule C8: a count task that was answered is posted, also when the books were right."""
    a_released_order(stocked, (COCOA, 12))
    work = walk_to(stocked, start_walk(stocked), Ask.ITEM)
    work = type_quantity(stocked, PICKER, work.pick_list_id, 12).work
    answer_empty(stocked, PICKER, work.pick_list_id, False)
    (waiting,) = read(stocked, count_tasks, "SZ")
    assert (waiting.location, waiting.sku, waiting.state) == ("A-02-1", COCOA, CountState.REQUESTED)
    outcome = adjust(stocked, SUPERVISOR, Adjust("A-02-1", COCOA, AdjustReason.COUNT, counted=0))
    assert outcome.facts == (CountPosted(waiting.count_id, 0, 0),)
    assert read(stocked, count_tasks, "SZ") == []


def test_damage_below_what_is_allocated_is_a_shortage_to_show(stocked: Station) -> None:
    """Rule B4: not an error: the stock screen lists the heap and what is missing there."""
    a_released_order(stocked, (COCOA, 10))
    assert read(stocked, shortages, "SZ") == []
    damage = Adjust("A-02-1", COCOA, AdjustReason.DAMAGE, difference=-8, note="wet")
    assert adjust(stocked, SUPERVISOR, damage).refused is None
    (short,) = read(stocked, shortages, "SZ")
    assert (short.key.location, short.on_hand, short.allocated, short.short) == ("A-02-1", 4, 10, 6)
    assert free(stocked, COCOA) == -6
    assert_books_agree(stocked)


def test_found_goods_are_promised_to_who_waits(stocked: Station) -> None:
    """Rule B2: whatever raises what is available gives the waiting lines their turn."""
    an_order(stocked, (COCOA, 12))
    (waiting,) = waiting_orders(stocked, 3)
    outcome = adjust(stocked, SUPERVISOR, Adjust("B-01-1", COCOA, AdjustReason.FOUND, counted=3))
    assert outcome.first(LinesPromised).order_id == waiting
    assert_books_agree(stocked)


@pytest.mark.parametrize(
    ("command", "reason", "field"),
    [
        (Adjust("A-02-1", COCOA, None, counted=1), Reason.NEEDS_REASON, "reason"),
        (Adjust("A-02-1", COCOA, AdjustReason.LOST, difference=-13), Reason.BAD_QUANTITY, "difference"),
        (Adjust("A-01-3", COCOA, AdjustReason.DAMAGE, counted=2), Reason.WRONG_PLACE, "location"),
        (Adjust("A-01-2", MILK, AdjustReason.COUNT, counted=2), Reason.NEEDS_LOT, "lot"),
        (Adjust("A-01-2", MILK, AdjustReason.COUNT, counted=2, lot="L77"), Reason.WRONG_LOT, "lot"),
        (Adjust("DIFFERENCE", COCOA, AdjustReason.COUNT, counted=2), Reason.UNKNOWN_PLACE, "location"),
    ],
)
def test_a_wrong_adjustment_books_nothing(stocked: Station, command: Adjust, reason: Reason, field: str) -> None:
    assert no(adjust(stocked, SUPERVISOR, command)) == (reason, field)


# -- move, hold, put back ----------------------------------------------------------------------------------------------


def test_goods_are_carried_to_another_shelf(stocked: Station) -> None:
    outcome = move_stock(stocked, PICKER, MoveStock(MILK, "A-01-2", "R-01-1", 4, lot="L1"))
    assert outcome.refused is None
    heaps = on_hand(stocked, MILK)
    assert (heaps["A-01-2", "L1"], heaps["R-01-1", "L1"]) == (6, 4)
    assert_books_agree(stocked)


def test_what_a_picker_will_come_for_stays(stocked: Station) -> None:
    """Rule B3: only what is free of a heap may go."""
    a_released_order(stocked, (COCOA, 10))
    assert no(move_stock(stocked, PICKER, MoveStock(COCOA, "A-02-1", "R-01-1", 3))) == (Reason.TOO_MANY, "quantity")
    assert move_stock(stocked, PICKER, MoveStock(COCOA, "A-02-1", "R-01-1", 2)).refused is None


def test_a_held_lot_is_not_allocated_until_it_is_freed(stocked: Station) -> None:
    """Rule F6: the next lot in turn is given instead."""
    hold_lot(stocked, SUPERVISOR, HoldLot(MILK, "L1", True, "leaking"))
    assert [row.lot_on_hold for row in read(stocked, heaps_of_product, "SZ", MILK)] == [True, False]
    a_released_order(stocked, (MILK, 1))
    assert {row.key.lot: row.allocated for row in read(stocked, heaps_of_product, "SZ", MILK)} == {"L1": 0, "L2": 1}
    hold_lot(stocked, SUPERVISOR, HoldLot(MILK, "L1", False))
    a_released_order(stocked, (MILK, 1))
    assert {row.key.lot: row.allocated for row in read(stocked, heaps_of_product, "SZ", MILK)} == {"L1": 1, "L2": 1}
    assert no(hold_lot(stocked, SUPERVISOR, HoldLot(MILK, "L77", True, "x"))) == (Reason.WRONG_LOT, "lot")


def test_a_lot_held_before_it_arrived_gets_its_expiry_then(stocked: Station) -> None:
    record(stocked, LotHeld(MILK, "L5", True, "recalled"))
    receive(stocked, PICKER, Receive(MILK, "R-01-1", 2, "L5", LATER))
    row = next(row for row in read(stocked, heaps_of_product, "SZ", MILK) if row.key.lot == "L5")
    assert (row.expires_on, row.lot_on_hold) == (LATER, True)


def test_picked_goods_of_a_cancelled_order_go_back_to_a_shelf(stocked: Station) -> None:
    """Rule B6: cancel after the pick makes a put-back task, which stands until somebody did it."""
    a_released_order(stocked, (TEA, 3))
    work = pick_all(stocked, start_walk(stocked))
    order_id = work.shipments[0].order_id
    assert cancel_order(stocked, CLERK, order_id, "caller").first(OrderCancelled)
    (task,) = read(stocked, open_put_backs, "SZ")
    assert (task.sku, task.quantity, task.location) == (TEA, 3, "A-02-2")
    assert no(do_put_back(stocked, PICKER, task.put_back_id, "CUSTOMER")) == (Reason.UNKNOWN_PLACE, "location")
    assert do_put_back(stocked, PICKER, task.put_back_id).refused is None
    assert on_hand(stocked, TEA) == {("A-02-2", ""): 50}
    assert read(stocked, open_put_backs, "SZ") == []
    assert no(do_put_back(stocked, PICKER, task.put_back_id))[0] is Reason.WRONG_STATE
    assert no(do_put_back(stocked, PICKER, an_id()))[0] is Reason.WRONG_STATE
    assert_books_agree(stocked)


@pytest.mark.parametrize(
    ("author", "operation", "command"),
    [
        (PACKER, receive, Receive(TEA, "A-01-1", 1)),
        (PICKER, adjust, COUNT),
        (CLERK, move_stock, MoveStock(TEA, "A-02-2", "R-01-1", 1)),
        (PICKER, hold_lot, HoldLot(MILK, "L1", True, "x")),
        (PACKER, do_put_back, an_id()),
    ],
)
def test_each_change_needs_its_right(stocked: Station, author: Any, operation: Any, command: Any) -> None:
    assert no(operation(stocked, author, command))[0] is Reason.NOT_ALLOWED


def test_what_lies_at_a_place_is_listed_without_empty_heaps(stocked: Station) -> None:
    here = [(row.key.sku, row.on_hand) for row in read(stocked, heaps_at, "SZ", "A-02-1")]
    assert here == [(COCOA, 12), (LAMP, 8)]
    move_stock(stocked, PICKER, MoveStock(LAMP, "A-02-1", "R-01-1", 8))
    assert [row.key.sku for row in read(stocked, heaps_at, "SZ", "A-02-1")] == [COCOA]
