"""The ladder of a line, the derived word of an order, and what a clerk may place."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.catalog import ProductStatus
from app.models.order_entry import LINES_MAX, check_line, check_order, check_unit_change, local_number
from app.models.orders import RUNGS, Counters, OrderLine, OrderState, Stage, stage_of
from app.models.refusals import Reason
from tests.builders import a_customer, a_draft, a_line, an_address, an_id

CONFIRMED = OrderState.CONFIRMED
ladders = st.lists(st.integers(-2, 6), min_size=len(RUNGS), max_size=len(RUNGS))


def at(rung: str, ordered: int = 3, **changes: int) -> Counters:
    """A line that has come as far as `rung` in full."""
    done = RUNGS[: RUNGS.index(rung) + 1]
    return Counters(**(dict.fromkeys(done, ordered) | {"ordered": ordered} | changes))


@given(ladders)
def test_a_ladder_holds_when_no_rung_is_above_the_one_before(counts: list[int]) -> None:
    """Rule A4: ordered ≥ promised ≥ released ≥ picked ≥ packed ≥ shipped ≥ delivered, none below zero."""
    falls = all(one >= two for one, two in pairwise(counts)) and counts[-1] >= 0
    assert Counters(*counts).holds() is falls


@pytest.mark.parametrize("rung", RUNGS[1:-1])
def test_an_order_is_as_far_as_its_least_advanced_line(rung: str) -> None:
    """Rule A1: the word that is shown is derived from separate axes."""
    assert stage_of(CONFIRMED, False, (at(rung), at("shipped"))) is Stage(rung)


@pytest.mark.parametrize(
    ("state", "held", "counters", "stage"),
    [
        (CONFIRMED, False, (at("ordered"),), Stage.WAITING),
        (CONFIRMED, False, (at("picked", picked=2),), Stage.RELEASED),
        (CONFIRMED, True, (at("shipped"),), Stage.HELD),
        (OrderState.CANCELLED, True, (at("shipped"),), Stage.CANCELLED),
        (CONFIRMED, False, (at("packed"), at("ordered", cancelled=3)), Stage.PACKED),
        (CONFIRMED, False, (at("ordered", cancelled=3),), Stage.CANCELLED),
        (CONFIRMED, False, (at("shipped", shipped=2, packed=2, cancelled=1),), Stage.SHIPPED),
        (CONFIRMED, False, (), Stage.CANCELLED),
    ],
)
def test_holds_and_cancellations_go_before_progress(
    state: OrderState, held: bool, counters: tuple[Counters, ...], stage: Stage
) -> None:
    """Rule A1: state, holds and counters are axes of their own; partial progress is no state (Rule A4)."""
    assert stage_of(state, held, counters) is stage


@given(st.integers(1, 9_999), st.integers(0, 1_000_000), st.integers(0, 10_000))
def test_an_amount_is_rounded_half_up_to_the_minor_unit(quantity: int, price: int, discount: int) -> None:
    """Rule B5: exact numbers: integers in, an integer out, never a float between."""
    amount = OrderLine(1, "X", quantity, price, discount).amount
    exact_in_20_000ths = 2 * quantity * price * (10_000 - discount)
    assert abs(exact_in_20_000ths - 20_000 * amount) <= 10_000, "off by more than half a minor unit"
    assert 0 <= amount <= quantity * price


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "amount"), [(3, 1_250, 0, 3_750), (1, 1, 5_000, 1), (1, 99, 10_000, 0)]
)
def test_amounts_as_a_clerk_would_work_them_out(quantity: int, price: int, discount: int, amount: int) -> None:
    """Half a fen goes up; a discount of 100 % leaves nothing."""
    assert OrderLine(1, "X", quantity, price, discount).amount == amount


def test_the_unit_of_a_promised_line_stays() -> None:
    """Rule B5: one base unit; changing the unit of a promised line is refused."""
    no = check_unit_change(2, "pc", "case")
    assert no is not None
    assert (no.reason, no.expected, no.read, no.field) == (
        Reason.UNIT_CHANGE,
        "pc",
        "case",
        "unit",
    )
    assert check_unit_change(0, "pc", "case") is None
    assert check_unit_change(2, "pc", "pc") is None


def test_a_number_names_its_station_and_reads_well_aloud() -> None:
    """A local number is kept for ever; its check characters have no 0, 1, I or O."""
    numbers = [local_number("P01", 123, an_id()) for _ in range(50)]
    assert all(number.startswith("P01-000123-") and len(number) == len("P01-000123-K4") for number in numbers)
    assert not set("".join(number[-2:] for number in numbers)) & set("01IO")
    assert len(set(numbers)) > 1


@pytest.mark.parametrize(
    ("line", "status", "reason", "field"),
    [
        (a_line(line_no=3), None, Reason.UNKNOWN_PRODUCT, "product:3"),
        (a_line(), ProductStatus.DEAD, Reason.DEAD_PRODUCT, "product:1"),
        (a_line(quantity=0), ProductStatus.ACTIVE, Reason.BAD_QUANTITY, "quantity:1"),
        (a_line(quantity=10_000), ProductStatus.ACTIVE, Reason.ABSURD_QUANTITY, "quantity:1"),
        (a_line(unit_price=100_000_001), ProductStatus.ACTIVE, Reason.BAD_PRICE, "price:1"),
        (a_line(discount=-1), ProductStatus.ACTIVE, Reason.BAD_DISCOUNT, "discount:1"),
    ],
)
def test_a_wrong_line_is_refused_at_its_field(
    line: OrderLine, status: ProductStatus | None, reason: Reason, field: str
) -> None:
    """Each mistake of a line has its own kind."""
    no = check_line(line, status)
    assert no is not None
    assert (no.reason, no.field) == (reason, field)


@pytest.mark.parametrize("changes", [{}, {"quantity": 9_999}, {"unit_price": 0}, {"discount": 10_000}])
def test_a_line_at_the_edge_of_what_is_allowed_passes(changes: dict[str, Any]) -> None:
    """The greatest quantity, a gift and a full discount are no mistakes."""
    assert check_line(a_line(**changes), ProductStatus.ACTIVE) is None


def test_an_order_is_refused_for_the_first_thing_that_is_wrong() -> None:
    """Customer before address before lines, in the order of the screen."""
    customer = a_customer()
    known = {"LAMP-42": ProductStatus.ACTIVE}
    draft = a_draft(customer)
    assert check_order(draft, True, known) is None
    many = tuple(a_line(line_no=number) for number in range(1, LINES_MAX + 2))
    tried = [
        check_order(draft, False, known),
        check_order(a_draft(customer, address=an_address(phone=" ")), True, known),
        check_order(a_draft(customer, lines=many), True, known),
        check_order(a_draft(customer, ("LAMP-42", 1), ("NO-SUCH", 0)), True, known),
    ]
    assert [(no.reason, no.field) if no else None for no in tried] == [
        (Reason.UNKNOWN_CUSTOMER, "customer"),
        (Reason.BAD_ADDRESS, "address"),
        (Reason.NO_LINES, "lines"),
        (Reason.UNKNOWN_PRODUCT, "product:2"),
    ]
