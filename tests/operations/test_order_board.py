"""The board of a station that works: rows by filter, one order whole, and its story from the call to the lorry."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.models.orders import HoldPlaced, HoldReason, OrderEntered, Stage
from app.models.picks import ItemPicked, ScanRefused
from app.models.refusals import Reason
from app.models.shipments import ParcelState, ShipmentState
from app.operations.order_board import (
    BoardFilter,
    board_page,
    first_rows,
    read_order,
    read_stage_times,
    read_timeline,
    rows_after,
    rows_before,
)
from app.operations.station import Station
from tests.builders import CLERK, COCOA, LAMP, LAMP_CODE, NOON, PICKER, TEA, an_id, record
from tests.floor import (
    a_packed_parcel,
    a_picked_shipment,
    a_released_order,
    an_order,
    hand_over,
    pack_all,
    pick,
    pick_all,
    start_walk,
)


def order_of(station: Station, shipment_id: UUID) -> UUID:
    with station.store.reader() as connection:
        text = "SELECT order_id FROM shipment WHERE shipment_id = ?"
        return UUID(bytes=connection.exec_driver_sql(text, (shipment_id.bytes,)).scalar_one())


def numbers(station: Station, **wanted: object) -> int:
    return board_page(station, BoardFilter(**wanted)).total  # type: ignore[arg-type]


def test_each_filter_shows_what_happened(stocked: Station) -> None:
    hand_over(stocked, a_packed_parcel(stocked, (LAMP, 1)))
    a_picked_shipment(stocked, (TEA, 1))
    a_released_order(stocked, (COCOA, 1), cut_off_in=timedelta(hours=-1))
    held = an_order(stocked, (TEA, 2))
    record(stocked, HoldPlaced(held, HoldReason.REMARK, "W-0031", NOON, "gift"))
    assert numbers(stocked) == 4
    for stage in (Stage.SHIPPED, Stage.PICKED, Stage.RELEASED, Stage.HELD):
        page = board_page(stocked, BoardFilter(stage=stage))
        assert [row.stage for row in page.rows] == [stage]
    assert numbers(stocked, hold=HoldReason.REMARK) == 1
    assert numbers(stocked, hold=HoldReason.PRICE_WRONG) == 0
    late = board_page(stocked, BoardFilter(late=True))
    assert [(row.stage, row.late, row.warehouses) for row in late.rows] == [(Stage.RELEASED, True, ("SZ",))]
    assert numbers(stocked, warehouse="SZ") == numbers(stocked, carrier="RIVER-STD") == 4
    assert numbers(stocked, warehouse="HZ") == 0
    assert numbers(stocked, text="8000") == numbers(stocked, text="王小") == 4
    assert numbers(stocked, text="8000", stage=Stage.HELD) == 1


def test_pages_follow_each_other_without_gap_or_overlap(stocked: Station) -> None:
    for _ in range(23):
        an_order(stocked, (TEA, 1))
    whole = board_page(stocked, BoardFilter(), size=100)
    assert whole.total == len(whole.rows) == 23
    assert [row.order_id for row in whole.rows] == sorted((row.order_id for row in whole.rows), reverse=True)
    assert first_rows(stocked, BoardFilter(), 6) == whole.rows[:6]
    assert board_page(stocked, BoardFilter(), start=7, size=5).rows == whole.rows[7:12]
    assert board_page(stocked, BoardFilter(), start=20, size=3, total=23).rows == whole.rows[20:]
    assert rows_after(stocked, BoardFilter(), whole.rows[7].order_id, 5) == whole.rows[8:13]
    assert rows_before(stocked, BoardFilter(), whole.rows[7].order_id, 5) == whole.rows[2:7]
    # Beyond the end is the end: orders may have left the filter since the last look.
    last = board_page(stocked, BoardFilter(), start=500, size=5)
    assert (last.start, last.rows) == (18, whole.rows[18:])


def test_an_order_is_read_whole(stocked: Station) -> None:
    hand_over(stocked, a_packed_parcel(stocked, (LAMP, 2), (TEA, 3)))
    order_id = board_page(stocked, BoardFilter()).rows[0].order_id
    order = read_order(stocked, order_id)
    assert order is not None
    assert [(line.sku, line.name_zh, line.rungs) for line in order.lines] == [
        (LAMP, "台灯", (2, 2, 2, 2, 2, 2, 0)),
        (TEA, "绿茶", (3, 3, 3, 3, 3, 3, 0)),
    ]
    assert [(each.warehouse, each.quantity, each.released) for each in order.promises] == [("SZ", 2, 2), ("SZ", 3, 3)]
    (work,) = order.shipments
    assert work.state is ShipmentState.SHIPPED
    assert [(step.step, step.worker) for step in work.steps] == [
        ("pick", "W-0011"),
        ("pack", "W-0021"),
        ("hand_over", "W-0021"),
    ]
    assert all(step.queued_at and step.started_at and step.finished_at for step in work.steps)
    (parcel,) = work.parcels
    assert parcel.state is ParcelState.HANDED_OVER
    assert parcel.handed_over_at is not None
    assert order.address.city == "苏州市"
    assert read_order(stocked, an_id()) is None


def test_a_hold_is_shown_with_owner_and_deadline(stocked: Station) -> None:
    """Rule A3: an exception has a reason, an owner and a deadline."""
    order_id = an_order(stocked, (TEA, 1))
    record(stocked, HoldPlaced(order_id, HoldReason.ADDRESS_IN_DOUBT, "W-0031", NOON, "no house number"))
    order = read_order(stocked, order_id)
    assert order is not None
    (hold,) = order.holds
    assert (hold.reason, hold.owner, hold.deadline_at) == (HoldReason.ADDRESS_IN_DOUBT, "W-0031", NOON)
    assert (hold.note, hold.lifted_at) == ("no house number", None)


def test_a_story_has_every_scan_refusal_and_parcel_with_names(stocked: Station) -> None:
    """Rule D2: a refused scan is part of what happened to the order."""
    shipment_id = a_released_order(stocked, (TEA, 1))
    order_id = order_of(stocked, shipment_id)
    work = start_walk(stocked)
    assert pick(stocked, work, LAMP_CODE).refused is not None
    pick_all(stocked, work)
    hand_over(stocked, pack_all(stocked, shipment_id))
    story = read_timeline(stocked, order_id)
    kinds = [entry.kind for entry in story]
    in_turn = (
        "order_entered", "order_confirmed", "shipment_released", "pick_list_started", "tote_assigned", "scan_refused",
        "location_reached", "item_picked", "shipment_picked", "parcel_opened", "item_packed", "parcel_closed",
        "manifest_opened", "parcel_manifested", "parcel_handed_over", "shipment_shipped",
    )  # fmt: skip
    places = [kinds.index(kind) for kind in in_turn]
    assert places == sorted(places)
    assert [entry.at for entry in story] == sorted(entry.at for entry in story)
    entered, picked = story[places[0]], story[kinds.index("item_picked")]
    assert isinstance(entered.body, OrderEntered)
    assert (entered.worker, entered.worker_name) == (CLERK.worker, f"clerk {CLERK.worker}")
    assert isinstance(picked.body, ItemPicked)
    assert picked.worker_name == f"picker {PICKER.worker}"
    refused = story[kinds.index("scan_refused")].body
    assert isinstance(refused, ScanRefused)
    assert (refused.reason, refused.text) == (Reason.NOT_IN_WORK, LAMP_CODE)


def test_another_order_on_the_same_walk_keeps_its_own_story(stocked: Station) -> None:
    first, second = (order_of(stocked, a_released_order(stocked, (sku, 1))) for sku in (TEA, COCOA))
    start_walk(stocked, totes=2)
    for mine, other in ((first, second), (second, first)):
        bodies = [entry.body for entry in read_timeline(stocked, mine)]
        assert any(getattr(body, "order_id", None) == mine for body in bodies)
        assert not any(getattr(body, "order_id", None) == other for body in bodies)
        assert [entry.kind for entry in read_timeline(stocked, mine)].count("pick_list_started") == 1


def test_a_fact_of_a_newer_version_is_told_without_its_body(stocked: Station) -> None:
    order_id = an_order(stocked, (TEA, 1))
    with stocked.store.unit() as unit:
        unit.connection.exec_driver_sql("UPDATE journal SET version = 99 WHERE kind = 'order_confirmed'")
    story = read_timeline(stocked, order_id)
    assert [(entry.kind, entry.body is None) for entry in story] == [
        ("order_entered", False),
        ("order_confirmed", True),
    ]


def test_waiting_and_working_are_told_apart(stocked: Station) -> None:
    """Rule K1: stage times are differences of facts."""
    shipment_id = a_released_order(stocked, (TEA, 1))
    stocked.clock.advance(timedelta(minutes=30))  # type: ignore[attr-defined]
    (waiting,) = read_stage_times(stocked, NOON - timedelta(hours=1))
    assert (waiting.step, waiting.worker, waiting.wait_s, waiting.work_s) == ("pick", "", 1_800.0, None)
    work = start_walk(stocked)
    stocked.clock.advance(timedelta(minutes=5))  # type: ignore[attr-defined]
    pick_all(stocked, work)
    stocked.clock.advance(timedelta(minutes=10))  # type: ignore[attr-defined]
    pack_all(stocked, shipment_id)
    picked, packed, dock = read_stage_times(stocked, NOON - timedelta(hours=1))
    assert (picked.worker, picked.wait_s, picked.work_s) == (PICKER.worker, 1_800.0, 300.0)
    assert (packed.step, packed.wait_s, packed.work_s) == ("pack", 600.0, 0.0)
    assert (dock.step, dock.work_s) == ("hand_over", None)
    assert read_stage_times(stocked, NOON + timedelta(hours=8)) == []


@pytest.mark.parametrize("read", [read_order, read_timeline])
def test_an_orders_reading_uses_indexes_only(stocked: Station, read: object) -> None:
    """DESIGN.md, section 8: reading one order costs the same after a million of them."""
    hand_over(stocked, a_packed_parcel(stocked, (TEA, 1)))
    order_id = board_page(stocked, BoardFilter()).rows[0].order_id
    sent: list[str] = []
    with stocked.store.reader() as connection:
        driver = connection.connection.driver_connection
    driver.set_trace_callback(sent.append)
    read(stocked, order_id)  # type: ignore[operator]
    driver.set_trace_callback(None)
    selects = [each for each in sent if each.startswith("SELECT")]
    assert len(selects) >= 4
    with stocked.store.reader() as connection:
        for statement in selects:
            steps = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")]
            assert not [step for step in steps if step.startswith("SCAN")], (statement, steps)
