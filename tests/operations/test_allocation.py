"""Releasing: what gets which location and lot, what stays, and in which act."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.models.allocation import ShipmentReleased
from app.models.orders import HoldReason
from app.models.picking import Ask
from app.models.refusals import Reason
from app.models.stock import AdjustReason, LotHeld
from app.operations.allocation import ORDERS_AN_ACT_MAX, Released, next_wave, release, release_list
from app.operations.orders import cancel_order, hold_order, place_order
from app.operations.picking import undo_pick
from app.operations.reconcile import reconcile
from app.operations.station import Station
from app.operations.stock import Adjust, adjust, shortages
from tests.builders import (
    CLERK,
    COCOA,
    LAMP,
    MILK,
    NOON,
    PICKER,
    SUPERVISOR,
    TEA,
    TEA_CODE,
    a_draft,
    add_customer,
    an_id,
    counted_statements,
    receive,
    record,
)
from tests.floor import pick, start_walk, walk_to


def place(station: Station, *wanted: tuple[str, int], **changes: Any) -> Any:
    """Place an order for a new customer; answers its id."""
    return place_order(station, CLERK, a_draft(add_customer(station), *wanted, **changes)).work.order_id


def release_all(station: Station, *order_ids: Any) -> tuple[Released, list[ShipmentReleased]]:
    outcome = release(station, SUPERVISOR, order_ids, "W-1124-01")
    return outcome.work, [body for body in outcome.facts if isinstance(body, ShipmentReleased)]


def scalar(station: Station, sql: str, *values: Any) -> Any:
    with station.store.reader() as connection:
        return connection.exec_driver_sql(sql, values).scalar_one()


def agrees(station: Station) -> None:
    with station.store.reader() as connection:
        report = reconcile(connection)
    assert report.agrees, report.differences


def test_release_gives_the_lot_that_expires_first(stocked: Station) -> None:
    """Rule B2: first expired, first out is worked out as late as release: a lot that came in since goes first."""
    order_id = place(stocked, (MILK, 12))
    receive(stocked, MILK, 3, "A-02-2", lot="L0", expires_on=date(2026, 11, 30))
    _, (shipment,) = release_all(stocked, order_id)
    assert [(each.lot, each.location, each.quantity) for each in shipment.allocations] == [
        ("L0", "A-02-2", 3),
        ("L1", "A-01-2", 9),
    ]
    agrees(stocked)


def test_a_lot_on_hold_or_expired_is_not_given(stocked: Station) -> None:
    """Rule F6: what may not be sold is passed over, and what is missing then is told."""
    order_id = place(stocked, (MILK, 12))
    record(stocked, LotHeld(MILK, "L2", True, "sour"))
    work, (shipment,) = release_all(stocked, order_id)
    assert [(each.lot, each.quantity) for each in shipment.allocations] == [("L1", 10)]
    ((left,)) = work.left
    assert (left.line_no, left.sku, left.missing, left.refused.reason) == (1, MILK, 2, Reason.NO_STOCK)
    stocked.clock.advance(timedelta(days=38))  # L1 has expired, the lot on hold has not
    assert release_all(stocked, place(stocked, (MILK, 1)))[0].shipments == ()
    agrees(stocked)


def test_orders_of_one_act_do_not_get_the_same_goods(stocked: Station) -> None:
    """Rule B3: what one order of a wave was given is gone for the next."""
    orders = [place(stocked, (LAMP, 6)), place(stocked, (LAMP, 6)), place(stocked, (LAMP, 8))]
    _, shipments = release_all(stocked, *orders)
    given = [(each.location, each.quantity) for body in shipments for each in body.allocations]
    assert sum(quantity for place_, quantity in given if place_ == "A-01-1") == 12
    assert sum(quantity for place_, quantity in given if place_ == "A-02-1") == 8
    assert scalar(stocked, "SELECT count(*) FROM stock WHERE allocated > 0 AND allocated > on_hand") == 0
    agrees(stocked)


def test_what_a_shortage_took_stays_unreleased_and_is_released_when_it_is_back(stocked: Station) -> None:
    """Rule B4: a shelf that is short is no error: the line stays where it is, with the reason."""
    order_id = place(stocked, (COCOA, 12))
    with stocked.act(SUPERVISOR) as act:
        act.unit.connection.exec_driver_sql("UPDATE location SET kind = 'staging' WHERE code = 'A-02-1'")
    stocked.store.forget()
    work, shipments = release_all(stocked, order_id)
    assert (shipments, [(each.missing, each.refused.reason) for each in work.left]) == ([], [(12, Reason.NO_STOCK)])
    receive(stocked, COCOA, 5, "A-01-1")
    _, (first,) = release_all(stocked, order_id)
    assert sum(each.quantity for each in first.allocations) == 5
    receive(stocked, COCOA, 7, "A-01-2")
    _, (second,) = release_all(stocked, order_id)
    assert (second.order_id, sum(each.quantity for each in second.allocations)) == (order_id, 7)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda station, order_id: cancel_order(station, CLERK, order_id, "called"), Reason.ORDER_CANCELLED),
        (lambda station, order_id: hold_order(station, CLERK, order_id, HoldReason.REMARK), Reason.ORDER_HELD),
        (lambda station, order_id: release_all(station, order_id), Reason.WRONG_STATE),
    ],
    ids=["cancelled", "held", "released already"],
)
def test_an_order_that_may_not_go_stays_and_the_others_go(stocked: Station, spoil: Any, reason: Reason) -> None:
    """Rule A3: each order of a wave answers for itself."""
    bad, good = place(stocked, (TEA, 1)), place(stocked, (TEA, 2))
    spoil(stocked, bad)
    work, shipments = release_all(stocked, bad, good, unknown := an_id())
    assert [body.order_id for body in shipments] == [good]
    assert [(each.order_id, each.refused.reason) for each in work.left] == [
        (bad, reason),
        (unknown, Reason.UNKNOWN_ORDER),
    ]


def test_an_order_of_two_warehouses_is_two_shipments(stocked: Station) -> None:
    """Rule A5: a shipment is the work of one warehouse; each releases its own share."""
    order_id = place(stocked, (TEA, 80))
    _, (here,) = release_all(stocked, order_id)
    assert (here.warehouse, sum(each.quantity for each in here.allocations)) == ("SZ", 50)
    stocked.warehouse = "HZ"
    _, (there,) = release_all(stocked, order_id)
    assert (there.warehouse, sum(each.quantity for each in there.allocations)) == ("HZ", 30)
    assert scalar(stocked, "SELECT stage FROM orders") == "released"
    agrees(stocked)


def test_only_a_supervisor_releases(stocked: Station) -> None:
    """Deny by default: nothing is booked for a picker, and each order says why."""
    order_id = place(stocked, (TEA, 1))
    outcome = release(stocked, PICKER, [order_id], "W-1")
    assert (outcome.facts, outcome.refused.reason) == ((), Reason.NOT_ALLOWED)
    assert [each.refused.reason for each in outcome.work.left] == [Reason.NOT_ALLOWED]


def test_waves_are_numbered_by_the_day(station: Station) -> None:
    """W-1124-01, W-1124-02, and from 01 again on the next day of the warehouse."""
    first = [next_wave(station, SUPERVISOR).work for _ in range(2)]
    station.clock.advance(timedelta(hours=13))
    assert [*first, next_wave(station, SUPERVISOR).work] == ["W-1124-01", "W-1124-02", "W-1125-01"]


def test_the_list_shows_what_may_be_released_most_urgent_first(stocked: Station) -> None:
    """Rule B2: promised and not released, not held, leaving up to that day."""
    later, urgent = place(stocked, (TEA, 1)), place(stocked, (TEA, 2), (LAMP, 1), priority=5)
    held, done, waits = place(stocked, (TEA, 1)), place(stocked, (TEA, 1)), place(stocked, (COCOA, 13), ship_whole=True)
    hold_order(stocked, CLERK, held, HoldReason.REMARK)
    release_all(stocked, done)
    with stocked.store.reader() as connection:
        shown = release_list(connection, stocked)
    assert [(row.order_id, row.lines_n, row.units_n) for row in shown] == [(urgent, 2, 3), (later, 1, 1)]
    assert waits not in {row.order_id for row in shown}


def test_a_shipment_leaves_by_the_cut_off_that_was_promised(stocked: Station) -> None:
    """17:00 in Suzhou, as UTC."""
    _, (shipment,) = release_all(stocked, place(stocked, (TEA, 1)))
    assert (shipment.carrier, shipment.cut_off_at) == ("RIVER-STD", NOON + timedelta(hours=5))


@pytest.mark.parametrize(("count", "most"), [(1, 9), (ORDERS_AN_ACT_MAX, 9)])
def test_a_wave_costs_few_statements_whatever_its_size(stocked: Station, count: int, most: int) -> None:
    """One act of fifty orders writes with many-row statements."""
    receive(stocked, TEA, 1_000)
    orders = [place(stocked, (TEA, 1), (LAMP, 1), (MILK, 1)) for _ in range(count)]
    next_wave(stocked, SUPERVISOR)
    with counted_statements(stocked) as counted:
        work, _ = release_all(stocked, *orders)
    assert len(work.shipments) == count
    assert counted.count <= most, counted.texts


def test_an_undone_pick_comes_back_to_a_heap_that_a_count_left_short(stocked: Station) -> None:
    """Rule B4: a heap below what is allocated is a shortage to show; goods that come back there are booked."""
    release_all(stocked, place(stocked, (TEA, 5)))
    work = walk_to(stocked, start_walk(stocked), Ask.ITEM)
    pick(stocked, work, TEA_CODE)
    adjust(stocked, SUPERVISOR, Adjust("A-02-2", TEA, AdjustReason.COUNT, counted=1))
    assert undo_pick(stocked, PICKER, work.pick_list_id).refused is None
    assert scalar(stocked, "SELECT on_hand || '/' || allocated FROM stock WHERE location = 'A-02-2'") == "2/5"
    with stocked.store.reader() as connection:
        assert [row.short for row in shortages(connection, "SZ")] == [3]
    agrees(stocked)
