"""The bench: opening, verifying, closing, reopening, short shipping."""

from typing import Any

import pytest

from app.models.orders import HoldPlaced, HoldReason, OrderCancelled
from app.models.packing import HandReason, ItemPacked, ParcelClosed, ParcelLabelled, ParcelOpened, ShipmentPacked
from app.models.picks import Entry, ScanRefused
from app.models.refusals import Reason
from app.operations.packing import (
    choose_carton,
    confirm_by_hand,
    next_parcel,
    reopen_parcel,
    short_ship,
    take_out,
    undo_pack,
)
from app.operations.papers import print_again
from app.operations.station import Station
from app.printing.documents import PackingSlip, ParcelLabel
from app.scanning.gs1 import parse_gs1
from tests.builders import (
    COCOA,
    LAMP,
    LAMP_CODE,
    MILK,
    MILK_CODE,
    NOON,
    PACKER,
    PHONE,
    PHONE_CODE,
    TEA,
    TEA_CODE,
    a_scan,
    record,
)
from tests.floor import a_picked_shipment, a_released_order, bench, gs1, hand_over, pack_all


def number_of(station: Station) -> str:
    with station.store.reader() as connection:
        return str(connection.exec_driver_sql("SELECT number FROM orders").scalar_one())


def scalar(station: Station, sql: str, *values: Any) -> Any:
    with station.store.reader() as connection:
        return connection.exec_driver_sql(sql, values).scalar_one()


def test_a_parcel_opens_by_tote_by_order_and_by_its_own_label(stocked: Station) -> None:
    """Rule E1: a parcel opens by any code that leads to the shipment."""
    shipment_id = a_picked_shipment(stocked, (TEA, 2))
    by_tote = bench(stocked, None, "T-0001")
    assert by_tote.first(ParcelOpened).shipment_id == shipment_id
    by_order = bench(stocked, None, number_of(stocked))
    assert by_order.work.parcel_id == by_tote.work.parcel_id
    sscc = pack_all(stocked, shipment_id)
    reopen_parcel(stocked, PACKER, by_tote.work.parcel_id)
    assert bench(stocked, None, sscc).work.parcel_id == by_tote.work.parcel_id


def test_what_may_not_be_packed_is_refused_with_the_reason(stocked: Station) -> None:
    """Rule E1: refused with the reason if not picked, held, cancelled or gone."""
    a_released_order(stocked, (TEA, 1))
    assert bench(stocked, None, number_of(stocked)).refused.reason is Reason.NOT_PICKED_YET
    assert bench(stocked, None, "T-0005").refused.reason is Reason.NOT_PICKED_YET
    assert bench(stocked, None, TEA_CODE).refused.reason is Reason.NO_OPEN_PARCEL
    assert bench(stocked, None, "WHAT?").refused.reason is Reason.UNKNOWN_CODE


@pytest.mark.parametrize(
    ("hold", "reason"),
    [(HoldReason.CREDIT_REFUSED, Reason.ORDER_HELD), (HoldReason.CHANGED_AFTER_RELEASE, Reason.ORDER_CHANGED)],
)
def test_a_hold_stops_the_open_parcel_at_once(stocked: Station, hold: HoldReason, reason: Reason) -> None:
    """Rule D1: order held or changed; the item is not counted."""
    shipment_id = a_picked_shipment(stocked, (TEA, 2))
    work = bench(stocked, None, "T-0001").work
    record(stocked, HoldPlaced(work.order_id, hold, "W-0031", NOON))
    outcome = bench(stocked, shipment_id, TEA_CODE)
    assert (outcome.refused.reason, outcome.work.lines) == (reason, work.lines)


def test_a_cancelled_order_stops_the_open_parcel(stocked: Station) -> None:
    """Rule D1: order cancelled."""
    shipment_id = a_picked_shipment(stocked, (TEA, 2))
    work = bench(stocked, None, "T-0001").work
    record(stocked, OrderCancelled(work.order_id, "customer"))
    assert bench(stocked, shipment_id, TEA_CODE).refused.reason is Reason.ORDER_CANCELLED


def test_the_last_good_scan_closes_the_parcel_and_asks_for_slip_and_label(stocked: Station) -> None:
    """Rule E2: all packed and a carton chosen: closed and printed by the scan itself."""
    shipment_id = a_picked_shipment(stocked, (TEA, 1), (LAMP, 1))
    bench(stocked, None, "T-0001")
    assert bench(stocked, shipment_id, TEA_CODE).first(ParcelClosed) is None
    last = bench(stocked, shipment_id, LAMP_CODE)
    closed = last.first(ParcelClosed)
    assert closed
    assert last.first(ParcelLabelled)
    assert last.first(ShipmentPacked)
    papers = {type(job.document): job for job in last.jobs}
    assert papers[ParcelLabel].document.sscc == closed.sscc
    assert {line.sku for line in papers[PackingSlip].document.lines} == {TEA, LAMP}
    assert parse_gs1(f"00{closed.sscc}", "]C1").sscc == closed.sscc
    assert closed.weight_g == 100 + 300 + 100


def test_no_two_parcels_share_an_sscc(stocked: Station) -> None:
    """Rule F5: an SSCC is not used again."""
    numbers = [pack_all(stocked, a_picked_shipment(stocked, (TEA, 1))) for _ in range(5)]
    assert len(set(numbers)) == 5


@pytest.mark.parametrize(
    ("text", "reason"),
    [("?", Reason.UNKNOWN_CODE), (LAMP_CODE, Reason.NOT_IN_WORK), ("A-01-1", Reason.NOT_IN_WORK)],
)
def test_each_wrong_scan_is_named_and_counts_nothing(stocked: Station, text: str, reason: Reason) -> None:
    """Rule D1, Rule D2: the count does not change, the refused scan is stored."""
    shipment_id = a_picked_shipment(stocked, (TEA, 2))
    work = bench(stocked, None, "T-0001").work
    outcome = bench(stocked, shipment_id, text)
    assert (outcome.refused.reason, outcome.work.lines) == (reason, work.lines)
    assert outcome.first(ScanRefused).step == "pack:item"


def test_one_too_many_is_told_from_done_already(stocked: Station) -> None:
    """Rule D1: too many, and right item but done already."""
    shipment_id = a_picked_shipment(stocked, (LAMP, 2), (TEA, 1))
    bench(stocked, None, "T-0001")
    assert bench(stocked, shipment_id, "14006381333938").refused.reason is Reason.TOO_MANY
    for _ in range(2):
        bench(stocked, shipment_id, LAMP_CODE)
    assert bench(stocked, shipment_id, LAMP_CODE).refused.reason is Reason.DONE_ALREADY


def test_lots_and_serials_are_checked_against_what_was_picked(stocked: Station) -> None:
    """Rule D1: right item, wrong lot or serial; a serial already in the parcel."""
    shipment_id = a_picked_shipment(stocked, (PHONE, 2), (MILK, 1))
    bench(stocked, None, "T-0001")
    assert bench(stocked, shipment_id, gs1(MILK_CODE, "L2")).refused.reason is Reason.WRONG_LOT
    assert bench(stocked, shipment_id, PHONE_CODE).refused.reason is Reason.NEEDS_SERIAL
    assert bench(stocked, shipment_id, gs1(PHONE_CODE, serial="SN-9")).refused.reason is Reason.WRONG_SERIAL
    assert bench(stocked, shipment_id, gs1(PHONE_CODE, serial="SN-1")).refused is None
    assert bench(stocked, shipment_id, gs1(PHONE_CODE, serial="SN-1")).refused.reason is Reason.SERIAL_SEEN


def test_another_orders_tote_does_not_disturb_a_begun_parcel(stocked: Station) -> None:
    """Rule D1: wrong parcel or tote."""
    shipment_id = a_picked_shipment(stocked, (TEA, 2))
    bench(stocked, None, "T-0001")
    bench(stocked, shipment_id, TEA_CODE)
    a_released_order(stocked, (TEA, 1))
    work = start_other(stocked)
    assert bench(stocked, shipment_id, work).refused.reason is Reason.WRONG_TOTE


def start_other(station: Station) -> str:
    from app.operations.picking import pick_scan, take_work

    work = take_work(station, PACKER).work
    pick_scan(station, PACKER, work.pick_list_id, a_scan("T-0002"))
    return "T-0002"


def test_an_item_that_will_not_scan_is_confirmed_by_hand_with_a_reason(stocked: Station) -> None:
    """Rule E3: by a policy per product, with a reason that stays in the books."""
    shipment_id = a_picked_shipment(stocked, (TEA, 2), (PHONE, 1))
    work = bench(stocked, None, "T-0001").work
    seq = {line.sku: line.seq for line in work.lines}
    no = confirm_by_hand(stocked, PACKER, shipment_id, seq[PHONE], HandReason.DAMAGED_CODE).refused
    assert no.reason is Reason.HAND_CONFIRM_FORBIDDEN
    packed = confirm_by_hand(stocked, PACKER, shipment_id, seq[TEA], HandReason.DAMAGED_CODE).first(ItemPacked)
    assert (packed.quantity, packed.entry, packed.reason) == (2, Entry.BY_HAND, "damaged_code")


def test_words_say_scanned_because_two_scans_may_be_one_unit(stocked: Station) -> None:
    """Rule D4: no system can tell one unit scanned twice from two; the fact says scanned, and a serial tells."""
    shipment_id = a_picked_shipment(stocked, (TEA, 2))
    bench(stocked, None, "T-0001")
    assert bench(stocked, shipment_id, TEA_CODE).first(ItemPacked).entry is Entry.SCANNED
    assert bench(stocked, shipment_id, TEA_CODE).first(ParcelClosed)


def test_undo_and_take_out_are_counter_entries(stocked: Station) -> None:
    """Rule D5: the last item, or a scanned one, comes out again by a fact of its own."""
    shipment_id = a_picked_shipment(stocked, (TEA, 2), (LAMP, 1))
    bench(stocked, None, "T-0001")
    bench(stocked, shipment_id, TEA_CODE)
    assert sum(line.in_parcel for line in undo_pack(stocked, PACKER, shipment_id).work.lines) == 0
    assert undo_pack(stocked, PACKER, shipment_id).refused.reason is Reason.NOTHING_TO_UNDO
    bench(stocked, shipment_id, LAMP_CODE)
    out = take_out(stocked, PACKER, shipment_id, a_scan(LAMP_CODE))
    assert (out.refused, sum(line.in_parcel for line in out.work.lines)) == (None, 0)


def test_reopen_is_there_until_hand_over(stocked: Station) -> None:
    """Rule E2, Rule A7: hence reopen must exist, with name and time, never after hand-over."""
    shipment_id = a_picked_shipment(stocked, (TEA, 1))
    first = pack_all(stocked, shipment_id)
    parcel_id = last_parcel(stocked)
    reopened = reopen_parcel(stocked, PACKER, parcel_id)
    assert reopened.refused is None
    assert reopened.work.parcel_id == parcel_id
    undo_pack(stocked, PACKER, shipment_id)
    second = bench(stocked, shipment_id, TEA_CODE).first(ParcelClosed).sscc
    assert second != first
    hand_over(stocked, second)
    assert reopen_parcel(stocked, PACKER, parcel_id).refused.reason is Reason.PARCEL_GONE


def last_parcel(station: Station) -> Any:
    from uuid import UUID

    return UUID(bytes=scalar(station, "SELECT parcel_id FROM parcel"))


def test_a_short_ship_frees_the_bench_and_the_rest_goes_back(stocked: Station) -> None:
    """Rule E2: a short-ship path, or the bench is blocked; the line waits for its rest."""
    shipment_id = a_picked_shipment(stocked, (TEA, 3))
    bench(stocked, None, "T-0001")
    assert short_ship(stocked, PACKER, shipment_id).refused.reason is Reason.NO_OPEN_PARCEL
    bench(stocked, shipment_id, TEA_CODE)
    outcome = short_ship(stocked, PACKER, shipment_id)
    assert outcome.first(ParcelClosed)
    assert outcome.first(ShipmentPacked)
    assert scalar(stocked, "SELECT quantity FROM put_back") == 2
    assert scalar(stocked, "SELECT packed || '/' || picked || '/' || released FROM order_line") == "1/1/1"


def test_several_parcels_take_what_one_cannot(stocked: Station) -> None:
    """Rule E1: a shipment in two parcels; the second carries its number."""
    shipment_id = a_picked_shipment(stocked, (TEA, 2))
    bench(stocked, None, "T-0001")
    bench(stocked, shipment_id, TEA_CODE)
    second = next_parcel(stocked, PACKER, shipment_id)
    assert second.first(ParcelClosed)
    assert second.first(ParcelOpened).parcel_no == 2
    last = bench(stocked, shipment_id, TEA_CODE)
    label = next(job.document for job in last.jobs if isinstance(job.document, ParcelLabel))
    assert (label.parcel, label.parcels) == (2, 2)


def test_without_a_carton_nothing_closes(stocked: Station) -> None:
    """Rule E2: the carton is part of it; choosing it afterwards closes."""
    receive_big(stocked)
    shipment_id = a_picked_shipment(stocked, (COCOA, 12), (LAMP, 20), (TEA, 50))
    work = bench(stocked, None, "T-0001").work
    assert work.carton in ("", "K06")
    assert choose_carton(stocked, PACKER, shipment_id, "NO-BOX").refused.reason is Reason.NO_CARTON
    assert choose_carton(stocked, PACKER, shipment_id, "K01").work.carton == "K01"


def receive_big(station: Station) -> None:
    """Nothing more is needed: the little warehouse has enough to overflow its boxes."""
    assert scalar(station, "SELECT sum(on_hand) FROM stock WHERE sku = ?", TEA) == 0


def test_papers_can_be_printed_again_with_a_reason(stocked: Station) -> None:
    """A reprint is asked for with a reason, which stays in the books."""
    pack_all(stocked, a_picked_shipment(stocked, (TEA, 1)))
    assert print_again(stocked, PACKER, last_parcel(stocked), " ").refused.reason is Reason.NEEDS_REASON
    assert len(print_again(stocked, PACKER, last_parcel(stocked), "torn").jobs) == 2
