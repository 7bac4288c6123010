"""Placing, holding, cancelling, and who is promised what."""

from typing import Any

import pytest

from app.models.orders import HoldReason, LinesPromised, OrderCancelled, OrderConfirmed, OrderDraft
from app.models.refusals import Reason
from app.operations.allocation import release
from app.operations.orders import (
    add_customer as enter_customer,
)
from app.operations.orders import cancel_order, drop_draft, hold_order, lift_hold, place_order, save_draft
from app.operations.promises import preview_promise, promise_waiting
from app.operations.station import Outcome, Station
from app.store.order_work import drafts_of
from app.store.promise_work import to_release
from tests.builders import (
    CLERK,
    COCOA,
    DEAD,
    LAMP,
    MACHINE,
    SUPERVISOR,
    TEA,
    TODAY,
    a_draft,
    a_line,
    add_customer,
    an_address,
    an_id,
    counted_statements,
    receive,
)
from tests.floor import pick_all, start_walk


def scalar(station: Station, sql: str, *values: Any) -> Any:
    with station.store.reader() as connection:
        return connection.exec_driver_sql(sql, values).scalar_one()


def place(station: Station, *wanted: tuple[str, int], **changes: Any) -> Outcome:
    return place_order(station, CLERK, a_draft(add_customer(station), *wanted, **changes))


def waiting(station: Station) -> Any:
    with station.act(MACHINE) as act:
        promise_waiting(act, [COCOA, TEA, LAMP])
        return act.outcome()


def test_a_placed_order_has_a_local_number_and_a_promise(stocked: Station) -> None:
    """Rule B2: confirming promises quantity, warehouse and date, no more."""
    outcome = place(stocked, (TEA, 3), (LAMP, 2))
    assert outcome.work.number.startswith("P01-000001-")
    assert len(outcome.work.number) == 13
    assert {(each.line_no, each.warehouse, each.quantity) for each in outcome.first(OrderConfirmed).promises} == {
        (1, "SZ", 3),
        (2, "SZ", 2),
    }
    assert scalar(stocked, "SELECT promised FROM availability WHERE warehouse = 'SZ' AND sku = ?", TEA) == 3
    assert scalar(stocked, "SELECT sum(allocated) FROM stock") == 0


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"customer_id": an_id()}, Reason.UNKNOWN_CUSTOMER, "customer"),
        ({"customer_id": None}, Reason.UNKNOWN_CUSTOMER, "customer"),
        ({"address": None}, Reason.BAD_ADDRESS, "address"),
        ({"address": an_address(street=" ")}, Reason.BAD_ADDRESS, "address"),
        ({"lines": ()}, Reason.NO_LINES, "lines"),
        ({"lines": (a_line("NO-SUCH"),)}, Reason.UNKNOWN_PRODUCT, "product:1"),
        ({"lines": (a_line(), a_line(DEAD, line_no=2))}, Reason.DEAD_PRODUCT, "product:2"),
        ({"lines": (a_line(quantity=0),)}, Reason.BAD_QUANTITY, "quantity:1"),
        ({"lines": (a_line(quantity=-3),)}, Reason.BAD_QUANTITY, "quantity:1"),
        ({"lines": (a_line(quantity=90_000),)}, Reason.ABSURD_QUANTITY, "quantity:1"),
        ({"lines": (a_line(unit_price=-1),)}, Reason.BAD_PRICE, "price:1"),
        ({"lines": (a_line(discount=10_001),)}, Reason.BAD_DISCOUNT, "discount:1"),
    ],
)
def test_each_mistake_is_told_at_its_field_and_books_nothing(
    stocked: Station, changes: dict[str, Any], reason: Reason, field: str
) -> None:
    """Each refusal of the desk has its own kind and field; nothing is entered."""
    no = place(stocked, **changes).refused
    assert (no.reason, no.field) == (reason, field)
    assert scalar(stocked, "SELECT count(*) FROM orders") == 0


def test_what_is_not_there_waits_and_the_rest_is_promised(stocked: Station) -> None:
    """Rule B2: a line without stock is taken and waits."""
    outcome = place(stocked, (COCOA, 20))
    assert [each.quantity for each in outcome.work.plan.promises] == [12]
    assert [(each.quantity, each.free) for each in outcome.work.plan.waiting] == [(8, 12)]
    assert scalar(stocked, "SELECT stage FROM orders") == "waiting"


def test_stock_that_comes_in_is_promised_in_order_date_turn(stocked: Station) -> None:
    """Rule B2: first come, first served: the older order first, whatever its size."""
    first, second = place(stocked, (COCOA, 15)).work, place(stocked, (COCOA, 2)).work
    receive(stocked, COCOA, 4, "A-02-1")
    given = [body for body in waiting(stocked).facts if isinstance(body, LinesPromised)]
    assert [(body.order_id, body.promises[0].quantity) for body in given] == [(first.order_id, 3), (second.order_id, 1)]


def test_the_last_unit_is_promised_once(stocked: Station) -> None:
    """Rule B3: the counter changes by a guarded update; the second gets nothing."""
    place(stocked, (COCOA, 11))
    one, two = place(stocked, (COCOA, 1)), place(stocked, (COCOA, 1))
    assert (len(one.work.plan.promises), len(two.work.plan.promises)) == (1, 0)
    assert scalar(stocked, "SELECT on_hand - promised FROM availability WHERE sku = ?", COCOA) == 0


def test_releasing_in_any_order_breaks_no_promise(stocked: Station) -> None:
    """Rule B2: release happens in any order without breaking first come, first served."""
    first, second = place(stocked, (COCOA, 12)).work, place(stocked, (COCOA, 3)).work
    later = release(stocked, SUPERVISOR, [second.order_id], "W-1").work
    assert later.shipments == ()
    assert len(release(stocked, SUPERVISOR, [first.order_id], "W-1").work.shipments) == 1


def test_release_allocates_and_hand_over_is_not_yet(stocked: Station) -> None:
    """Rule B6: release allocates: the heap is held, the books still have the goods."""
    order = place(stocked, (TEA, 3)).work
    outcome = release(stocked, SUPERVISOR, [order.order_id], "W-1")
    assert scalar(stocked, "SELECT on_hand || '/' || allocated FROM stock WHERE location = 'A-02-2'") == "50/3"
    assert outcome.work.left == ()
    again = release(stocked, SUPERVISOR, [order.order_id], "W-1")
    assert again.work.left[0].refused.reason is Reason.WRONG_STATE


def test_a_held_order_is_not_released(stocked: Station) -> None:
    """Rule A3: holds are a set beside the state; the last lifted one lets the order go on."""
    order_id = place(stocked, (TEA, 1)).work.order_id
    for reason in (HoldReason.CREDIT_REFUSED, HoldReason.ADDRESS_IN_DOUBT):
        hold_order(stocked, SUPERVISOR, order_id, reason)
    lift_hold(stocked, SUPERVISOR, order_id, HoldReason.CREDIT_REFUSED)
    assert scalar(stocked, "SELECT stage || '/' || state FROM orders") == "held/confirmed"
    with stocked.store.reader() as connection:
        assert to_release(connection.execute, "SZ", TODAY, 10) == []
    assert release(stocked, SUPERVISOR, [order_id], "W-1").work.left[0].refused.reason is Reason.ORDER_HELD
    lift_hold(stocked, SUPERVISOR, order_id, HoldReason.ADDRESS_IN_DOUBT)
    assert len(release(stocked, SUPERVISOR, [order_id], "W-1").work.shipments) == 1


def test_cancelling_before_the_pick_frees_everything(stocked: Station) -> None:
    """Rule B6: cancel before the pick frees promise and allocation; the next in turn gets them."""
    order_id = place(stocked, (COCOA, 12)).work.order_id
    waits = place(stocked, (COCOA, 5)).work
    release(stocked, SUPERVISOR, [order_id], "W-1")
    outcome = cancel_order(stocked, CLERK, order_id, "customer called")
    assert outcome.first(OrderCancelled).put_back == ()
    assert outcome.first(LinesPromised).order_id == waits.order_id
    assert scalar(stocked, "SELECT sum(allocated) FROM stock") == 0
    assert cancel_order(stocked, CLERK, order_id, "again").refused.reason is Reason.ORDER_CANCELLED


def test_cancelling_after_the_pick_makes_a_put_back(stocked: Station) -> None:
    """Rule B6: cancel after the pick makes a put-back task."""
    order_id = place(stocked, (TEA, 2)).work.order_id
    release(stocked, SUPERVISOR, [order_id], "W-1")
    pick_all(stocked, start_walk(stocked))
    assert cancel_order(stocked, CLERK, order_id, "").refused.reason is Reason.NEEDS_REASON
    cancel_order(stocked, CLERK, order_id, "customer called")
    assert scalar(stocked, "SELECT quantity || '/' || location FROM put_back") == "2/A-02-2"


def test_a_draft_is_there_after_a_restart_and_gone_when_placed(stocked: Station) -> None:
    """A draft survives a kill: it is read back from the file."""
    content: OrderDraft = a_draft(add_customer(stocked), (TEA, 1), note="call before noon")
    save_draft(stocked, CLERK, content)
    stocked.store.forget()
    with stocked.store.reader() as connection:
        assert drafts_of(connection, CLERK.worker) == [content]
    place_order(stocked, CLERK, content)
    other = a_draft(add_customer(stocked))
    save_draft(stocked, CLERK, other)
    drop_draft(stocked, CLERK, other.draft_id)
    with stocked.store.reader() as connection:
        assert drafts_of(connection, CLERK.worker) == []


def test_the_preview_says_what_placing_will_do(stocked: Station) -> None:
    """The desk's outlook is the plan that placing then makes."""
    draft = a_draft(add_customer(stocked), (TEA, 45), (COCOA, 13))
    with stocked.store.reader() as connection:
        plan, outlook = preview_promise(connection, stocked, draft.lines, draft.address, False)
    assert [(each.free_here, each.free_in_all) for each in outlook] == [(50, 90), (12, 12)]
    assert place_order(stocked, CLERK, draft).work.plan.promises == plan.promises


def test_a_new_customer_needs_name_phone_and_street(stocked: Station) -> None:
    """A caller without a phone number is nobody one can find again."""
    fields = [
        enter_customer(stocked, CLERK, name, phone, an_address(street=street)).refused.field
        for name, phone, street in ((" ", "1", "x"), ("x", "", "x"), ("x", "1", ""))
    ]
    assert fields == ["name", "phone", "address"]
    found = enter_customer(stocked, CLERK, "张伟", "13900001111", an_address()).work
    assert found.initials == "zw"


def test_placing_costs_few_statements(stocked: Station) -> None:
    """Placing three lines takes at most nine statements, the first time as well."""
    draft = a_draft(add_customer(stocked), (TEA, 1), (LAMP, 1), (COCOA, 4))
    place(stocked, (TEA, 1))
    with counted_statements(stocked) as counted:
        place_order(stocked, CLERK, draft)
    assert counted.count <= 9, counted.texts
