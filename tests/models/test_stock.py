"""What a person may do to stock by hand, rule by rule."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.models.refusals import Reason, Refused
from app.models.stock import AdjustReason, Heap, LotHeld, StockAdjusted, StockKey, StockMoved, StockReceived
from app.models.stock_rules import (
    RECEIPT_MAX,
    Adjust,
    Arrival,
    HeapBooks,
    HoldLot,
    KnownLot,
    MoveStock,
    Receive,
    Tracking,
    decide_adjust,
    decide_hold,
    decide_move,
    decide_receive,
)

TODAY = date(2026, 11, 24)
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
PLAIN, LOTS, SERIALS = Tracking(False, False), Tracking(True, False), Tracking(False, True)


def arrival(**changes: Any) -> Arrival:
    return replace(Arrival("SZ", True, PLAIN, None, frozenset(), TODAY), **changes)


def books(on_hand: int | None = 5, allocated: int = 0, **changes: Any) -> HeapBooks:
    """The books of a heap; None for one they do not have."""
    key = StockKey("SZ", "A-01-1", "LAMP-42")
    heap = None if on_hand is None else Heap(key, on_hand, allocated, 0)
    return replace(HeapBooks("SZ", True, PLAIN, None, heap), **changes)


def receipt(**changes: Any) -> Receive:
    return replace(Receive("LAMP-42", "A-01-1", 6), **changes)


def count(**changes: Any) -> Adjust:
    return replace(Adjust("A-01-1", "LAMP-42", AdjustReason.COUNT, counted=3), **changes)


def told(answer: tuple[object, ...] | Refused) -> tuple[Reason, str]:
    assert isinstance(answer, Refused), answer
    return answer.reason, answer.field


@pytest.mark.parametrize(
    ("command", "known", "reason", "field"),
    [
        (receipt(), arrival(shelf=False), Reason.UNKNOWN_PLACE, "location"),
        (receipt(), arrival(tracking=None), Reason.UNKNOWN_PRODUCT, "sku"),
        (receipt(quantity=0), arrival(), Reason.BAD_QUANTITY, "quantity"),
        (receipt(quantity=RECEIPT_MAX + 1), arrival(), Reason.ABSURD_QUANTITY, "quantity"),
        (receipt(), arrival(tracking=LOTS), Reason.NEEDS_LOT, "lot"),
        (receipt(lot="L1", expires_on=YESTERDAY), arrival(tracking=LOTS), Reason.EXPIRED, "expires_on"),
        (receipt(lot="L1"), arrival(tracking=LOTS, lot=KnownLot(YESTERDAY)), Reason.EXPIRED, "expires_on"),
        (
            receipt(lot="L1", expires_on=TOMORROW),
            arrival(tracking=LOTS, lot=KnownLot(TODAY)),
            Reason.WRONG_LOT,
            "expires_on",
        ),
        (receipt(quantity=1), arrival(tracking=SERIALS), Reason.NEEDS_SERIAL, "serials"),
        (receipt(quantity=2, serials=("S1", "")), arrival(tracking=SERIALS), Reason.NEEDS_SERIAL, "serials"),
        (receipt(quantity=2, serials=("S1", "S1")), arrival(tracking=SERIALS), Reason.SERIAL_SEEN, "serials"),
        (
            receipt(quantity=1, serials=("S1",)),
            arrival(tracking=SERIALS, serials_seen=frozenset({"S1"})),
            Reason.SERIAL_SEEN,
            "serials",
        ),
    ],
)
def test_a_wrong_receipt_is_refused_at_its_field(command: Receive, known: Arrival, reason: Reason, field: str) -> None:
    """Rule D1: a serial seen before, an expired lot, a wrong place: each its own kind."""
    assert told(decide_receive(command, known)) == (reason, field)


def test_a_receipt_is_booked_with_what_the_product_is_tracked_by() -> None:
    """Rule F6: goods that expire today still come in; lot and serials of goods without them are left out."""
    plain = decide_receive(receipt(lot="L1", expires_on=TODAY, serials=("S1",)), arrival())
    assert plain == (StockReceived("SZ", "A-01-1", "LAMP-42", "", None, (), 6),)
    lots = decide_receive(receipt(lot="L1", expires_on=TODAY), arrival(tracking=LOTS))
    assert lots == (StockReceived("SZ", "A-01-1", "LAMP-42", "L1", TODAY, (), 6),)
    known = decide_receive(receipt(lot="L1"), arrival(tracking=LOTS, lot=KnownLot(TOMORROW)))
    assert known == (StockReceived("SZ", "A-01-1", "LAMP-42", "L1", TOMORROW, (), 6),)
    both = decide_receive(receipt(quantity=2, serials=("S1", "S2")), arrival(tracking=SERIALS))
    assert both == (StockReceived("SZ", "A-01-1", "LAMP-42", "", None, ("S1", "S2"), 2),)


@pytest.mark.parametrize(
    ("command", "known", "reason", "field"),
    [
        (count(), books(shelf=False), Reason.UNKNOWN_PLACE, "location"),
        (count(), books(tracking=None), Reason.UNKNOWN_PRODUCT, "sku"),
        (count(reason=None), books(), Reason.NEEDS_REASON, "reason"),
        (count(counted=-1), books(), Reason.BAD_QUANTITY, "counted"),
        (count(counted=None), books(), Reason.BAD_QUANTITY, "difference"),
        (count(counted=None, difference=-6), books(), Reason.BAD_QUANTITY, "difference"),
        (count(difference=2), books(), Reason.BAD_QUANTITY, "counted"),
        (count(), books(tracking=LOTS), Reason.NEEDS_LOT, "lot"),
        (count(), books(tracking=SERIALS), Reason.NEEDS_SERIAL, "serial"),
        (count(serial="S1", counted=2), books(1, tracking=SERIALS), Reason.TOO_MANY, "counted"),
        (count(lot="L9"), books(None, tracking=LOTS), Reason.WRONG_LOT, "lot"),
        (count(serial="S1", counted=1), books(None), Reason.WRONG_SERIAL, "serial"),
        (count(reason=AdjustReason.DAMAGE), books(None), Reason.WRONG_PLACE, "location"),
    ],
)
def test_a_wrong_adjustment_is_refused_at_its_field(
    command: Adjust, known: HeapBooks, reason: Reason, field: str
) -> None:
    """Books are changed with a reason, for goods that can be there."""
    assert told(decide_adjust(command, known)) == (reason, field)


def test_a_count_may_leave_less_than_is_allocated() -> None:
    """Rule B4: that is a shortage to show and no error."""
    assert decide_adjust(count(counted=1), books(5, allocated=4)) == (
        StockAdjusted("SZ", "A-01-1", "LAMP-42", "", "", -4, AdjustReason.COUNT),
    )


def test_found_goods_make_a_heap_and_an_equal_count_books_nothing() -> None:
    """A count that agrees is no change; goods nobody booked can be found."""
    assert decide_adjust(count(counted=5), books(5)) == ()
    found = Adjust("A-01-1", "LAMP-42", AdjustReason.FOUND, difference=2, note=" behind the rack ")
    assert decide_adjust(found, books(None)) == (
        StockAdjusted("SZ", "A-01-1", "LAMP-42", "", "", 2, AdjustReason.FOUND, "behind the rack"),
    )


@pytest.mark.parametrize(
    ("quantity", "to", "known", "to_shelf", "reason", "field"),
    [
        (1, "A-02-1", books(shelf=False), True, Reason.UNKNOWN_PLACE, "from_location"),
        (1, "A-02-1", books(tracking=None), True, Reason.UNKNOWN_PRODUCT, "sku"),
        (1, "STAGING", books(), False, Reason.UNKNOWN_PLACE, "to_location"),
        (1, "A-01-1", books(), True, Reason.UNKNOWN_PLACE, "to_location"),
        (1, "A-02-1", books(None), True, Reason.WRONG_PLACE, "from_location"),
        (1, "A-02-1", books(0), True, Reason.WRONG_PLACE, "from_location"),
        (0, "A-02-1", books(), True, Reason.BAD_QUANTITY, "quantity"),
        (3, "A-02-1", books(5, allocated=3), True, Reason.TOO_MANY, "quantity"),
        (1, "A-02-1", books(2, allocated=3), True, Reason.TOO_MANY, "quantity"),
    ],
)
def test_a_move_that_cannot_be_is_refused_at_its_field(
    quantity: int, to: str, known: HeapBooks, to_shelf: bool, reason: Reason, field: str
) -> None:
    """Rule B3: what is allocated stays where its picker will look for it."""
    command = MoveStock("LAMP-42", "A-01-1", to, quantity)
    assert told(decide_move(command, known, to_shelf)) == (reason, field)


def test_free_goods_move() -> None:
    """Rule B1: a move takes from one place and gives to another."""
    command = MoveStock("LAMP-42", "A-01-1", "A-02-1", 2)
    assert decide_move(command, books(5, allocated=3), True) == (
        StockMoved("SZ", "LAMP-42", "", "", "A-01-1", "A-02-1", 2),
    )


def test_a_lot_is_held_with_a_reason_and_freed_without() -> None:
    """Quality stops a lot that exists, and says why."""
    assert told(decide_hold(HoldLot("MILK-1", "L1", True, "sour"), None)) == (Reason.WRONG_LOT, "lot")
    assert told(decide_hold(HoldLot("MILK-1", "L1", True, " "), KnownLot())) == (Reason.NEEDS_REASON, "reason")
    assert decide_hold(HoldLot("MILK-1", "L1", True, "sour "), KnownLot()) == (LotHeld("MILK-1", "L1", True, "sour"),)
    assert decide_hold(HoldLot("MILK-1", "L1", False), KnownLot()) == (LotHeld("MILK-1", "L1", False, ""),)
