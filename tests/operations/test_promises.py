"""Who is promised what, and when: in order-date turn, whole orders only whole, and told why something waits."""

from typing import Any

from app.models.orders import LinesPromised
from app.models.stock_rules import Receive
from app.operations.orders import cancel_order, place_order
from app.operations.promises import preview_promise
from app.operations.reconcile import reconcile
from app.operations.station import Outcome, Station
from app.operations.stock import receive as receive_goods
from app.planning.promise import WaitReason
from tests.builders import CLERK, COCOA, LAMP, PICKER, TEA, a_draft, add_customer, an_address, lines


def place(station: Station, *wanted: tuple[str, int], **changes: Any) -> Any:
    """Place an order for a new customer; answers the `PlacedOrder`."""
    return place_order(station, CLERK, a_draft(add_customer(station), *wanted, **changes)).work


def bring(station: Station, sku: str, quantity: int) -> Outcome:
    """Receive goods as a picker does."""
    return receive_goods(station, PICKER, Receive(sku, "A-02-1", quantity))


def promised(outcome: Outcome) -> list[tuple[Any, list[tuple[int, int]]]]:
    """(order, its (line, quantity)) of each promise given, in turn."""
    return [
        (body.order_id, [(each.line_no, each.quantity) for each in body.promises])
        for body in outcome.facts
        if isinstance(body, LinesPromised)
    ]


def test_a_receipt_is_promised_in_its_own_act_oldest_order_first(stocked: Station) -> None:
    """Rule B2: order-date turn, whoever's line it is; the rest waits on."""
    first, second, third = (place(stocked, (COCOA, 10)).order_id for _ in range(3))
    assert promised(bring(stocked, COCOA, 10)) == [(second, [(1, 8)]), (third, [(1, 2)])]
    assert promised(bring(stocked, COCOA, 3)) == [(third, [(1, 3)])]
    assert promised(bring(stocked, COCOA, 9)) == [(third, [(1, 5)])]
    assert first not in (second, third)


def test_a_whole_order_waits_until_all_of_it_is_there(stocked: Station) -> None:
    """Rule B2: neither one line of it alone nor a part of a line is promised."""
    order = place(stocked, (TEA, 2), (COCOA, 15), ship_whole=True)
    assert [(each.line_no, each.reason) for each in order.plan.waiting] == [
        (1, WaitReason.NOT_WHOLE),
        (2, WaitReason.NOT_IN_STOCK),
    ]
    assert promised(bring(stocked, COCOA, 2)) == []
    assert promised(bring(stocked, TEA, 1)) == []
    assert promised(bring(stocked, COCOA, 1)) == [(order.order_id, [(1, 2), (2, 15)])]


def test_a_whole_order_holds_up_nobody_behind_it(stocked: Station) -> None:
    """Rule B2: what it cannot use yet goes to the next in turn."""
    place(stocked, (LAMP, 99), (COCOA, 13), ship_whole=True)
    part = place(stocked, (COCOA, 20))
    assert promised(bring(stocked, COCOA, 4)) == [(part.order_id, [(1, 4)])]


def test_a_cancelled_order_s_goods_go_to_the_next_in_turn(stocked: Station) -> None:
    """Rule B6: cancelling frees the promise, and the next gets it in the same act."""
    loser, heir = place(stocked, (COCOA, 12), (TEA, 1)), place(stocked, (COCOA, 5))
    outcome = cancel_order(stocked, CLERK, loser.order_id, "called")
    assert promised(outcome) == [(heir.order_id, [(1, 5)])]
    with stocked.store.reader() as connection:
        assert reconcile(connection).agrees


def test_two_lines_of_one_product_share_what_is_free(stocked: Station) -> None:
    """The same product twice on an order is not promised twice."""
    order = place(stocked, (COCOA, 10), (COCOA, 10))
    assert [(each.line_no, each.quantity) for each in order.plan.promises] == [(1, 10), (2, 2)]


def test_the_outlook_tells_stock_here_and_in_all_and_books_nothing(stocked: Station) -> None:
    """What the desk shows while typing is read, not promised; abroad only what flies abroad counts."""
    with stocked.store.reader() as connection:
        plan, outlook = preview_promise(
            connection, stocked, lines((TEA, 60), (COCOA, 1)), an_address(country="DE", province=""), False
        )
        free = connection.exec_driver_sql("SELECT sum(promised) FROM availability").scalar()
    assert {each.carrier for each in plan.promises} == {"GLOBE"}
    assert [(each.free_here, each.free_in_all) for each in outlook] == [(50, 90), (12, 12)]
    assert free == 0


def test_an_outlook_without_an_address_or_quantity_is_still_an_answer(stocked: Station) -> None:
    """A clerk types the product first."""
    with stocked.store.reader() as connection:
        plan, outlook = preview_promise(connection, stocked, lines((TEA, 0)), None, False)
    assert (plan.promises, outlook) == ((), ())
