"""Every lifecycle of the trade, tried with every pair of its states."""

import ast
from collections.abc import Iterator
from enum import StrEnum
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest

from app.models.lifecycles import IllegalStep, Lifecycle
from app.models.orders import ORDER_LIFE, OrderState
from app.models.picks import PICK_TASK_LIFE, PickTaskState
from app.models.returns import REFUND_LIFE, RETURN_LIFE, RefundState, ReturnState
from app.models.shipments import PARCEL_LIFE, SHIPMENT_LIFE, ParcelState, ShipmentState
from app.models.shipping import MANIFEST_LIFE, ManifestState
from app.models.stock import COUNT_LIFE, CountState

STORE = Path(__file__).resolve().parents[2] / "app" / "store"
LIVES: list[tuple[Lifecycle[Any], type[StrEnum]]] = [
    (ORDER_LIFE, OrderState),
    (SHIPMENT_LIFE, ShipmentState),
    (PICK_TASK_LIFE, PickTaskState),
    (PARCEL_LIFE, ParcelState),
    (COUNT_LIFE, CountState),
    (RETURN_LIFE, ReturnState),
    (REFUND_LIFE, RefundState),
    (MANIFEST_LIFE, ManifestState),
]
each_life = pytest.mark.parametrize(("life", "states"), LIVES, ids=[life.noun for life, _ in LIVES])


def goes(life: Lifecycle[Any], *way: str) -> bool:
    """Whether the machine can go this way from state to state."""
    return all(life.may(one, two) for one, two in pairwise(way))


@each_life
def test_a_step_is_taken_when_it_is_listed_and_raises_when_it_is_not(
    life: Lifecycle[Any], states: type[StrEnum]
) -> None:
    """Rule A10: transitions are enforced in one place; every pair of N × N is tried."""
    for one, two in product(states, states):
        if (one, two) in life.steps:
            assert life.step(one, two) is two
            assert life.step(one.value, two) is two, "a state read from the store is as good"
        else:
            assert not life.may(one, two)
            with pytest.raises(IllegalStep, match=life.noun):
                life.step(one, two)


@each_life
def test_every_state_is_reached_from_the_start(life: Lifecycle[Any], states: type[StrEnum]) -> None:
    """Rule A10: no state stands outside its machine."""
    reached, grown = {life.start}, set[Any]()
    while reached != grown:
        grown = set(reached)
        reached |= {two for one, two in life.steps if one in reached}
    assert reached == set(states)


@each_life
def test_no_state_is_a_step_to_itself(life: Lifecycle[Any], states: type[StrEnum]) -> None:
    """Booking the same twice is caught and not passed over."""
    assert not any(life.may(state, state) for state in states)


def test_an_order_goes_from_draft_to_closed_and_is_cancelled_until_then() -> None:
    """Rule A2: draft → checked → confirmed → closed | cancelled."""
    assert goes(ORDER_LIFE, "draft", "checked", "confirmed", "closed")
    assert all(ORDER_LIFE.may(state, OrderState.CANCELLED) for state in ("draft", "checked", "confirmed"))
    assert not ORDER_LIFE.may(OrderState.CLOSED, OrderState.CANCELLED)
    assert ORDER_LIFE.ends() == {OrderState.CANCELLED}


def test_a_shipment_that_is_refused_is_offered_again() -> None:
    """Rule A5: offered → … → delivered; rejected → offered; closed short."""
    way = ("offered", "accepted", "picking", "picked", "packing", "packed", "shipped", "delivered")
    assert goes(SHIPMENT_LIFE, *way)
    assert goes(SHIPMENT_LIFE, "offered", "rejected", "offered")
    assert not SHIPMENT_LIFE.may("rejected", ShipmentState.ACCEPTED)
    assert SHIPMENT_LIFE.may("packing", ShipmentState.CLOSED_SHORT)


def test_pick_work_goes_back_where_goods_go_back() -> None:
    """Rule A6: going back is legal: packed → picked, packed → waiting, shipped → cancelled."""
    assert goes(PICK_TASK_LIFE, "waiting", "ready", "started", "done", "waiting")
    assert goes(PICK_TASK_LIFE, "started", "ready")
    assert SHIPMENT_LIFE.may("packed", ShipmentState.PICKED)
    assert SHIPMENT_LIFE.may("shipped", ShipmentState.CANCELLED)


def test_a_parcel_is_reopened_until_it_is_handed_over() -> None:
    """Rule A7: closed ↔ open, never after hand-over; closed without a label may go on a manifest."""
    assert goes(PARCEL_LIFE, "open", "closed", "labelled", "on_manifest", "handed_over", "delivered")
    assert goes(PARCEL_LIFE, "closed", "open")
    assert goes(PARCEL_LIFE, "labelled", "open")
    assert goes(PARCEL_LIFE, "closed", "on_manifest")
    gone = ("handed_over", "delivered", "returned")
    assert not any(PARCEL_LIFE.may(state, ParcelState.OPEN) for state in gone)


def test_a_count_that_differs_is_looked_into_before_it_is_posted() -> None:
    """Rule A8: requested → counting → counted → investigating → to review → posted | cancelled."""
    assert goes(COUNT_LIFE, "requested", "counting", "counted", "investigating", "to_review", "posted")
    assert COUNT_LIFE.may("requested", CountState.CANCELLED)
    assert not COUNT_LIFE.may("investigating", CountState.POSTED)
    assert COUNT_LIFE.ends() == {CountState.POSTED, CountState.CANCELLED}


def test_a_return_s_goods_and_money_go_their_own_ways() -> None:
    """Rule A9: advised → travelling → received → disposed | not returned; none | pending | refunded | refused."""
    assert goes(RETURN_LIFE, "advised", "travelling", "received", "disposed")
    assert goes(RETURN_LIFE, "travelling", "not_returned")
    assert goes(REFUND_LIFE, "none", "pending", "refunded")
    assert goes(REFUND_LIFE, "pending", "refused")
    assert not REFUND_LIFE.may("refused", RefundState.REFUNDED)


@each_life
def test_the_drawn_machine_has_exactly_its_steps(life: Lifecycle[Any], states: type[StrEnum]) -> None:
    """The README's pictures are drawn from the sets, so they cannot lie."""
    drawn = life.drawn().splitlines()
    assert drawn[:2] == ["stateDiagram-v2", f"    [*] --> {life.start}"]
    assert {tuple(line.split(" --> ")) for line in (each.strip() for each in drawn[2:])} == life.steps


def state_writes() -> Iterator[tuple[str, str]]:
    """(place, source) of every state that a fold writes over the one of a row that stands already."""
    for path in sorted(STORE.glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "change"):
                continue
            for keyword in call.keywords:
                if keyword.arg in ("state", "pick_state"):
                    yield f"{path.name}:{keyword.value.lineno}", ast.unparse(keyword.value)


def test_no_fold_changes_a_state_past_its_lifecycle() -> None:
    """Rule A10: one way on every path; a plain `state` was made by `step` a line above."""
    writes = list(state_writes())
    assert len(writes) > 10
    assert not [place for place, source in writes if ".step(" not in source and source != "state"]
