"""What may be done to stock by hand, decided from values alone: each refusal at its own field."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from tests.builders import LAMP, MILK, PHONE, TODAY

PLAIN, LOTS, SERIALS = Tracking(False, False), Tracking(True, False), Tracking(False, True)
SOON, PAST = TODAY + timedelta(days=9), TODAY - timedelta(days=1)


def an_arrival(**changes: Any) -> Arrival:
    return replace(Arrival("SZ", True, PLAIN, None, frozenset(), TODAY), **changes)


def books(on_hand: int | None = 10, allocated: int = 0, **changes: Any) -> HeapBooks:
    heap = None if on_hand is None else Heap(StockKey("SZ", "A-01-1", LAMP), on_hand, allocated, 1)
    return replace(HeapBooks("SZ", True, PLAIN, None, heap), **changes)


def no(answer: object) -> tuple[Reason, str]:
    assert isinstance(answer, Refused), answer
    return answer.reason, answer.field


RECEIPT = Receive(LAMP, "A-01-1", 2)
MILK_IN = Receive(MILK, "A-01-1", 2, lot="L1", expires_on=SOON)
PHONES_IN = Receive(PHONE, "A-01-1", 2, serials=("S1", "S2"))


@pytest.mark.parametrize(
    ("command", "arrival", "reason", "field"),
    [
        (RECEIPT, an_arrival(shelf=False), Reason.UNKNOWN_PLACE, "location"),
        (RECEIPT, an_arrival(tracking=None), Reason.UNKNOWN_PRODUCT, "sku"),
        (replace(RECEIPT, quantity=0), an_arrival(), Reason.BAD_QUANTITY, "quantity"),
        (replace(RECEIPT, quantity=-4), an_arrival(), Reason.BAD_QUANTITY, "quantity"),
        (replace(RECEIPT, quantity=RECEIPT_MAX + 1), an_arrival(), Reason.ABSURD_QUANTITY, "quantity"),
        (replace(MILK_IN, lot=""), an_arrival(tracking=LOTS), Reason.NEEDS_LOT, "lot"),
        (replace(MILK_IN, expires_on=PAST), an_arrival(tracking=LOTS), Reason.EXPIRED, "expires_on"),
        (replace(RECEIPT, expires_on=PAST), an_arrival(), Reason.EXPIRED, "expires_on"),
        (
            replace(MILK_IN, expires_on=None),
            an_arrival(tracking=LOTS, lot=KnownLot(PAST)),
            Reason.EXPIRED,
            "expires_on",
        ),
        (MILK_IN, an_arrival(tracking=LOTS, lot=KnownLot(TODAY)), Reason.WRONG_LOT, "expires_on"),
        (replace(PHONES_IN, serials=("S1",)), an_arrival(tracking=SERIALS), Reason.NEEDS_SERIAL, "serials"),
        (replace(PHONES_IN, serials=("S1", "")), an_arrival(tracking=SERIALS), Reason.NEEDS_SERIAL, "serials"),
        (replace(PHONES_IN, serials=("S1", "S1")), an_arrival(tracking=SERIALS), Reason.SERIAL_SEEN, "serials"),
        (PHONES_IN, an_arrival(tracking=SERIALS, serials_seen=frozenset({"S2"})), Reason.SERIAL_SEEN, "serials"),
    ],
)
def test_a_wrong_receipt_is_refused_at_its_field(
    command: Receive, arrival: Arrival, reason: Reason, field: str
) -> None:
    assert no(decide_receive(command, arrival)) == (reason, field)


def test_goods_that_expire_today_are_received() -> None:
    """Rule F6: the day of expiry itself is still valid."""
    (fact,) = decide_receive(replace(MILK_IN, expires_on=TODAY), an_arrival(tracking=LOTS))
    assert fact == StockReceived("SZ", "A-01-1", MILK, "L1", TODAY, (), 2)


def test_a_known_lot_keeps_the_expiry_it_has() -> None:
    (fact,) = decide_receive(replace(MILK_IN, expires_on=None), an_arrival(tracking=LOTS, lot=KnownLot(SOON)))
    assert fact.expires_on == SOON


def test_a_lot_or_serial_of_goods_that_have_none_is_left_out() -> None:
    """A GS1 label says more than these goods are told apart by."""
    (fact,) = decide_receive(replace(RECEIPT, lot="L1", expires_on=SOON, serials=("S1", "S2")), an_arrival())
    assert (fact.lot, fact.expires_on, fact.serials, fact.quantity) == ("", None, (), 2)


COUNT = Adjust("A-01-1", LAMP, AdjustReason.COUNT, counted=7)


@pytest.mark.parametrize(
    ("command", "known", "reason", "field"),
    [
        (COUNT, books(shelf=False), Reason.UNKNOWN_PLACE, "location"),
        (COUNT, books(tracking=None), Reason.UNKNOWN_PRODUCT, "sku"),
        (replace(COUNT, reason=None), books(), Reason.NEEDS_REASON, "reason"),
        (replace(COUNT, counted=-1), books(), Reason.BAD_QUANTITY, "counted"),
        (replace(COUNT, counted=None), books(), Reason.BAD_QUANTITY, "difference"),
        (replace(COUNT, difference=2), books(), Reason.BAD_QUANTITY, "counted"),
        (replace(COUNT, counted=None, difference=-11), books(), Reason.BAD_QUANTITY, "difference"),
        (COUNT, books(tracking=LOTS), Reason.NEEDS_LOT, "lot"),
        (COUNT, books(tracking=SERIALS), Reason.NEEDS_SERIAL, "serial"),
        (replace(COUNT, serial="S1"), books(0, tracking=SERIALS), Reason.TOO_MANY, "counted"),
        (replace(COUNT, lot="L9"), books(None, tracking=LOTS), Reason.WRONG_LOT, "lot"),
        (replace(COUNT, lot="L9"), books(None), Reason.WRONG_LOT, "lot"),
        (replace(COUNT, serial="S1"), books(None), Reason.WRONG_SERIAL, "serial"),
        (replace(COUNT, reason=AdjustReason.DAMAGE), books(None), Reason.WRONG_PLACE, "location"),
    ],
)
def test_a_wrong_adjustment_is_refused_at_its_field(
    command: Adjust, known: HeapBooks, reason: Reason, field: str
) -> None:
    assert no(decide_adjust(command, known)) == (reason, field)


def test_a_count_or_damage_may_leave_less_than_is_allocated() -> None:
    """Rule B4: never forbid by constraint that stock falls below what is allocated."""
    (fact,) = decide_adjust(replace(COUNT, counted=0), books(10, allocated=10))
    assert fact == StockAdjusted("SZ", "A-01-1", LAMP, "", "", -10, AdjustReason.COUNT)


def test_goods_found_where_the_books_have_none_are_booked() -> None:
    (fact,) = decide_adjust(replace(COUNT, reason=AdjustReason.FOUND, note=" behind the rack "), books(None))
    assert (fact.difference, fact.note) == (7, "behind the rack")


@given(st.integers(0, 50), st.integers(0, 50))
def test_after_any_count_the_books_say_what_was_counted(on_hand: int, counted: int) -> None:
    """Rule B1: the difference is counted less booked; nothing is booked when they agree."""
    answer = decide_adjust(replace(COUNT, counted=counted), books(on_hand))
    assert isinstance(answer, tuple)
    assert on_hand + sum(fact.difference for fact in answer) == counted
    assert bool(answer) == (on_hand != counted)


CARRY = MoveStock(LAMP, "A-01-1", "A-02-1", 4)


@pytest.mark.parametrize(
    ("command", "known", "to_shelf", "reason", "field"),
    [
        (CARRY, books(shelf=False), True, Reason.UNKNOWN_PLACE, "from_location"),
        (CARRY, books(tracking=None), True, Reason.UNKNOWN_PRODUCT, "sku"),
        (CARRY, books(), False, Reason.UNKNOWN_PLACE, "to_location"),
        (replace(CARRY, to_location="A-01-1"), books(), True, Reason.UNKNOWN_PLACE, "to_location"),
        (CARRY, books(None), True, Reason.WRONG_PLACE, "from_location"),
        (CARRY, books(0), True, Reason.WRONG_PLACE, "from_location"),
        (replace(CARRY, quantity=0), books(), True, Reason.BAD_QUANTITY, "quantity"),
        (CARRY, books(10, allocated=7), True, Reason.TOO_MANY, "quantity"),
    ],
)
def test_a_wrong_move_is_refused_at_its_field(
    command: MoveStock, known: HeapBooks, to_shelf: bool, reason: Reason, field: str
) -> None:
    assert no(decide_move(command, known, to_shelf)) == (reason, field)


def test_free_goods_may_be_carried_and_allocated_ones_stay() -> None:
    """Rule B3: the picker finds what was allocated where it was."""
    answer = decide_move(CARRY, books(10, allocated=6), True)
    assert answer == (StockMoved("SZ", LAMP, "", "", "A-01-1", "A-02-1", 4),)


def test_a_lot_is_held_with_a_reason_and_freed_without() -> None:
    held = HoldLot(MILK, "L1", True, "leaking")
    assert decide_hold(held, KnownLot()) == (LotHeld(MILK, "L1", True, "leaking"),)
    assert decide_hold(replace(held, held=False, reason=""), KnownLot()) == (LotHeld(MILK, "L1", False, ""),)
    assert no(decide_hold(replace(held, reason=" "), KnownLot())) == (Reason.NEEDS_REASON, "reason")
    assert no(decide_hold(held, None)) == (Reason.WRONG_LOT, "lot")
