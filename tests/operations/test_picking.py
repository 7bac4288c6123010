"""The walk, scan by scan, on a real store."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models.picking import Ask, Cart, next_prompt
from app.models.picks import CodeAwaited, Entry, ItemPicked, PickListFinished, ScanRefused
from app.models.refusals import Reason
from app.models.stock import CountRequested, LotHeld
from app.operations.picking import (
    answer_empty,
    fill_tote,
    skip_line,
    take_over,
    take_work,
    type_quantity,
    undo_pick,
)
from app.operations.station import Author, Station
from app.store.store import Store
from tests.builders import (
    COCOA,
    DEAD,
    LAMP,
    LAMP_CASE_CODE,
    LAMP_CODE,
    MILK,
    MILK_CODE,
    PHONE,
    PHONE_CODE,
    PICKER,
    TEA,
    TEA_CODE,
    receive,
    record,
)
from tests.floor import (
    a_released_order,
    bench,
    gs1,
    pack_all,
    pick,
    pick_all,
    start_walk,
    walk_on,
    walk_to,
)

OTHER = Author("W-0012")


def on_hand(station: Station, location: str, sku: str) -> int:
    with station.store.reader() as connection:
        return connection.exec_driver_sql(
            "SELECT coalesce(sum(on_hand), 0) FROM stock WHERE location = ? AND sku = ?", (location, sku)
        ).scalar_one()


def test_work_is_given_by_priority_then_by_cut_off(stocked: Station) -> None:
    """Rule C1: the most urgent shipment first, then the earliest cut-off."""
    late = a_released_order(stocked, (TEA, 1), cut_off_in=timedelta(hours=6))
    early = a_released_order(stocked, (TEA, 1), cut_off_in=timedelta(hours=2))
    urgent = a_released_order(stocked, (TEA, 1), priority=3)
    given_out = [take_work(stocked, Author(f"W-{n}"), Cart(totes_max=1)).work.shipments[0] for n in range(3)]
    assert [each.shipment_id for each in given_out] == [urgent, early, late]


def test_two_pickers_never_get_the_same_work(stocked: Station) -> None:
    """Rule C1: two people never get the same one; the same picker gets his open list back."""
    a_released_order(stocked, (TEA, 1))
    mine = take_work(stocked, PICKER).work
    assert take_work(stocked, OTHER).refused.reason is Reason.NO_WORK
    assert take_work(stocked, PICKER).work.pick_list_id == mine.pick_list_id


def test_a_cart_is_filled_up_to_its_totes_and_weight(stocked: Station) -> None:
    """Rule C1: sized by the cart's totes and weight, but always one shipment."""
    for _ in range(4):
        a_released_order(stocked, (MILK, 2))
    two = take_work(stocked, PICKER, Cart(totes_max=9, weight_g_max=4_500)).work
    assert len(two.shipments) == 2
    one = take_work(stocked, OTHER, Cart(totes_max=9, weight_g_max=10)).work
    assert len(one.shipments) == 1


def test_taking_over_anothers_work_asks_first(stocked: Station) -> None:
    """Rule C1: taking over another's work asks first."""
    a_released_order(stocked, (TEA, 1))
    work = take_work(stocked, PICKER).work
    assert take_over(stocked, OTHER, work.pick_list_id, sure=False).refused.reason is Reason.WORK_TAKEN
    assert take_over(stocked, OTHER, work.pick_list_id, sure=True).work.worker == OTHER.worker
    assert take_work(stocked, PICKER).refused.reason is Reason.NO_WORK


def test_each_line_goes_place_item_quantity(stocked: Station) -> None:
    """Rule C2: place, then item, then quantity, in walking order."""
    a_released_order(stocked, (TEA, 2), (LAMP, 1))
    work = start_walk(stocked)
    asked = []
    while next_prompt(work).ask is not Ask.DONE:
        prompt = next_prompt(work)
        asked.append((prompt.ask, prompt.line.location if prompt.line else ""))
        work = walk_on(stocked, work)
    assert asked == [
        (Ask.PLACE, "A-02-1"),
        (Ask.ITEM, "A-02-1"),
        (Ask.PLACE, "A-02-2"),
        (Ask.ITEM, "A-02-2"),
        (Ask.ITEM, "A-02-2"),
    ]


def test_an_item_before_its_place_is_refused(stocked: Station) -> None:
    """Rule C2: the place is confirmed first."""
    a_released_order(stocked, (TEA, 1))
    outcome = pick(stocked, start_walk(stocked), TEA_CODE)
    assert outcome.refused.reason is Reason.PLACE_FIRST


def test_in_a_cluster_each_line_is_dropped_in_its_own_tote(stocked: Station) -> None:
    """Rule C2: the target tote is scanned where there are several."""
    a_released_order(stocked, (TEA, 1))
    a_released_order(stocked, (TEA, 1))
    work = walk_to(stocked, start_walk(stocked, totes=2), Ask.DROP)
    wrong = next(s.tote for s in work.shipments if s.tote != next_prompt(work).shipment.tote)
    assert pick(stocked, work, wrong).refused.reason is Reason.WRONG_TOTE
    assert pick_all(stocked, work).finished_at is not None


def test_a_case_counts_its_factor_and_a_typed_quantity_is_known_as_typed(stocked: Station) -> None:
    """Rule C3: quantity counts up by scans, a pack adds its factor, a typed quantity is recorded as typed."""
    a_released_order(stocked, (LAMP, 8))
    work = walk_to(stocked, start_walk(stocked), Ask.ITEM)
    case = pick(stocked, work, LAMP_CASE_CODE)
    assert case.first(ItemPicked).quantity == 6
    typed = type_quantity(stocked, PICKER, work.pick_list_id, 2)
    assert (typed.first(ItemPicked).quantity, typed.first(ItemPicked).entry) == (2, Entry.TYPED)


def pick_all_of_line(station: Station, work: Any) -> Any:
    line = next_prompt(work).line
    while next_prompt(work).line and next_prompt(work).line.seq == line.seq:
        work = walk_on(station, work)
    return work


def test_a_code_of_two_products_is_asked_never_guessed(stocked: Station) -> None:
    """Rule C4: a code with several meanings asks for the more precise one."""
    with stocked.store.unit() as unit:
        from app.store import catalog

        unit.put(catalog.code, code=TEA_CODE.zfill(14), sku=COCOA, factor=1, pack="pc")
    a_released_order(stocked, (TEA, 1), (COCOA, 1))
    work = walk_to(stocked, start_walk(stocked), Ask.ITEM)
    assert pick(stocked, work, TEA_CODE).refused.reason is Reason.AMBIGUOUS


def test_with_two_lots_at_the_place_the_lot_is_asked_for(stocked: Station) -> None:
    """Rule C4: two lots here: the plain code is not enough; Rule F4: the lot's own label may follow."""
    receive(stocked, MILK, 5, "A-01-2", lot="L9", expires_on=date(2027, 6, 30))
    a_released_order(stocked, (MILK, 1))
    work = walk_to(stocked, start_walk(stocked), Ask.ITEM)
    plain = pick(stocked, work, MILK_CODE)
    assert plain.refused.reason is Reason.NEEDS_LOT
    assert plain.first(CodeAwaited).code == MILK
    picked = pick(stocked, plain.work, "L1").first(ItemPicked)
    assert picked.lot == "L1"


def test_the_wrong_lot_is_refused_and_the_count_stays(stocked: Station) -> None:
    """Rule D1: right item, wrong lot."""
    receive(stocked, MILK, 5, "A-01-2", lot="L9", expires_on=date(2027, 6, 30))
    a_released_order(stocked, (MILK, 1))
    work = walk_to(stocked, start_walk(stocked), Ask.ITEM)
    outcome = pick(stocked, work, gs1(MILK_CODE, "L9"))
    assert outcome.refused.reason is Reason.WRONG_LOT
    assert outcome.work.lines == work.lines


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("NO-SUCH-THING", Reason.UNKNOWN_CODE),
        (LAMP_CODE, Reason.NOT_IN_WORK),
        ("A-01-3", Reason.WRONG_PLACE),
        ("T-0007", Reason.WRONG_TOTE),
        (MILK_CODE, Reason.NOT_IN_WORK),
    ],
)
def test_each_kind_of_wrong_scan_is_told_and_stored(stocked: Station, text: str, reason: Reason) -> None:
    """Rule D1, Rule D2: its own kind; the count does not change; the refused scan is stored with both sides."""
    a_released_order(stocked, (TEA, 2))
    work = walk_to(stocked, start_walk(stocked), Ask.ITEM)
    outcome = pick(stocked, work, text)
    assert outcome.refused.reason is reason
    assert outcome.work.lines == work.lines
    stored = outcome.first(ScanRefused)
    assert (stored.reason, stored.text, stored.step) == (reason, text, "pick:item")
    assert stored.expected
    assert stored.read


def test_a_wrong_place_is_refused_with_both_names(stocked: Station) -> None:
    """Rule D1, Rule D2: wrong place says what was expected and what was read."""
    a_released_order(stocked, (TEA, 1))
    no = pick(stocked, start_walk(stocked), "A-01-1").refused
    assert (no.reason, no.expected, no.read) == (Reason.WRONG_PLACE, "A-02-2", "A-01-1")


def test_too_many_and_done_already_are_two_kinds(stocked: Station) -> None:
    """Rule C9, Rule D1: over-pick is refused; an item whose line is done is another kind."""
    receive(stocked, LAMP, 30, "A-02-1")
    a_released_order(stocked, (LAMP, 2), (TEA, 1))
    work = walk_to(stocked, start_walk(stocked), Ask.ITEM)
    assert pick(stocked, work, LAMP_CASE_CODE).refused.reason is Reason.TOO_MANY
    work = pick_all_of_line(stocked, work)
    assert pick(stocked, work, LAMP_CODE).refused.reason is Reason.DONE_ALREADY
    assert type_quantity(stocked, PICKER, work.pick_list_id, 1).refused.reason is Reason.PLACE_FIRST
    work = walk_on(stocked, work)
    assert type_quantity(stocked, PICKER, work.pick_list_id, 2).refused.reason is Reason.TOO_MANY


def test_serials_are_captured_and_never_taken_twice(stocked: Station) -> None:
    """Rule D1: a serial seen before, and one the books do not have here."""
    a_released_order(stocked, (PHONE, 2))
    work = walk_to(stocked, start_walk(stocked), Ask.ITEM)
    assert pick(stocked, work, PHONE_CODE).refused.reason is Reason.NEEDS_SERIAL
    assert pick(stocked, work, gs1(PHONE_CODE, serial="SN-99")).refused.reason is Reason.WRONG_SERIAL
    picked = pick(stocked, work, gs1(PHONE_CODE, serial="SN-3"))
    assert picked.first(ItemPicked).serial == "SN-3"
    work = walk_to(stocked, picked.work, Ask.ITEM)
    assert pick(stocked, work, gs1(PHONE_CODE, serial="SN-3")).refused.reason is Reason.SERIAL_SEEN


def test_expired_and_held_goods_are_refused(stocked: Station) -> None:
    """Rule D1: expired or on hold."""
    a_released_order(stocked, (MILK, 2))
    work = walk_to(stocked, start_walk(stocked), Ask.ITEM)
    record(stocked, LotHeld(MILK, "L1", True, "leaking"))
    assert pick(stocked, work, gs1(MILK_CODE, "L1")).refused.reason is Reason.ON_HOLD
    record(stocked, LotHeld(MILK, "L1", False, ""))
    stocked.clock.advance(timedelta(days=60))  # type: ignore[attr-defined]
    assert pick(stocked, work, gs1(MILK_CODE, "L1")).refused.reason is Reason.EXPIRED


def test_a_skipped_line_comes_again_at_the_end(stocked: Station) -> None:
    """Rule C11: skip = end of the queue, still due."""
    a_released_order(stocked, (LAMP, 1), (TEA, 1))
    work = start_walk(stocked)
    first = next_prompt(work).line
    work = skip_line(stocked, PICKER, work.pick_list_id).work
    assert next_prompt(work).line.seq != first.seq
    work = pick_all_of_line(stocked, work)
    assert next_prompt(work).line.seq == first.seq
    assert pick_all(stocked, work).finished_at is not None


def test_a_full_tote_is_put_aside_and_the_walk_comes_back_to_the_same_line(stocked: Station) -> None:
    """Rule C11: full tote = unload and come back to the same line; either tote opens the order at packing."""
    shipment_id = a_released_order(stocked, (TEA, 3))
    work = walk_to(stocked, start_walk(stocked), Ask.ITEM)
    assert fill_tote(stocked, PICKER, work.pick_list_id).refused.reason is Reason.TOTE_EMPTY
    work = pick(stocked, work, TEA_CODE).work
    line = next_prompt(work).line
    work = fill_tote(stocked, PICKER, work.pick_list_id).work
    assert next_prompt(work).ask is Ask.TOTE
    assert pick(stocked, work, "T-0001").refused.reason is Reason.TOTE_IN_USE
    work = pick(stocked, work, "T-0002").work
    again = next_prompt(work)
    assert (again.ask, again.line.seq, again.line.due) == (Ask.ITEM, line.seq, 2)
    pick_all(stocked, work)
    for tote in ("T-0001", "T-0002"):
        assert bench(stocked, None, tote).work.shipment_id == shipment_id
    pack_all(stocked, shipment_id)
    a_released_order(stocked, (TEA, 1))
    assert start_walk(stocked).shipments[0].tote == "T-0001"  # free again


def test_undo_is_a_counter_entry_and_can_go_back_step_by_step(stocked: Station) -> None:
    """Rule D5: undo is its own fact; three picks, two undos leave one."""
    a_released_order(stocked, (TEA, 3))
    work = walk_to(stocked, start_walk(stocked), Ask.ITEM)
    before = on_hand(stocked, "A-02-2", TEA)
    for _ in range(2):
        work = pick(stocked, work, TEA_CODE).work
    for _ in range(2):
        outcome = undo_pick(stocked, PICKER, work.pick_list_id)
        assert outcome.refused is None
    assert undo_pick(stocked, PICKER, work.pick_list_id).refused.reason is Reason.NOTHING_TO_UNDO
    assert on_hand(stocked, "A-02-2", TEA) == before
    assert pick_all(stocked, outcome.work).finished_at is not None


def test_an_undo_after_the_last_pick_reopens_the_walk(stocked: Station) -> None:
    """Rule A6: going back is legal: done → started by an undone pick."""
    a_released_order(stocked, (TEA, 1))
    work = pick_all(stocked, start_walk(stocked))
    reopened = undo_pick(stocked, PICKER, work.pick_list_id).work
    assert (reopened.finished_at, next_prompt(reopened).ask) == (None, Ask.ITEM)
    assert pick_all(stocked, reopened).finished_at is not None


def test_a_pick_that_should_empty_the_place_asks(stocked: Station) -> None:
    """Rule C8: after it "empty?"; "no" makes a count task."""
    a_released_order(stocked, (COCOA, 12))
    work = walk_to(stocked, start_walk(stocked), Ask.ITEM)
    work = type_quantity(stocked, PICKER, work.pick_list_id, 12).work
    assert next_prompt(work).ask is Ask.EMPTY
    outcome = answer_empty(stocked, PICKER, work.pick_list_id, False)
    assert outcome.first(CountRequested).location == "A-02-1"
    assert outcome.first(PickListFinished)


def test_the_walk_goes_on_where_it_stood_after_a_restart(stocked: Station) -> None:
    """The prompt is computed from what is stored: forgetting everything in memory changes nothing."""
    a_released_order(stocked, (TEA, 3), (LAMP, 2))
    work = start_walk(stocked)
    while next_prompt(work).ask is not Ask.DONE:
        stocked.store.forget()
        again = take_work(stocked, PICKER).work
        assert next_prompt(again) == next_prompt(work)
        assert again.lines == work.lines
        work = walk_on(stocked, work)


def test_a_free_tote_is_asked_and_a_used_one_refused(stocked: Station) -> None:
    """Rule D1: wrong tote; a tote with another order's goods is refused until that parcel is packed."""
    a_released_order(stocked, (TEA, 1))
    pick_all(stocked, start_walk(stocked))
    a_released_order(stocked, (TEA, 1))
    work = take_work(stocked, PICKER).work
    assert pick(stocked, work, "T-0001").refused.reason is Reason.TOTE_IN_USE
    assert next_prompt(pick(stocked, work, "T-0002").work).ask is Ask.PLACE


def test_a_dead_products_code_is_not_in_the_work(stocked: Station) -> None:
    """A SKU typed by hand is a code as well, also of a product that is no longer sold."""
    a_released_order(stocked, (TEA, 1))
    work = walk_to(stocked, start_walk(stocked), Ask.ITEM)
    assert pick(stocked, work, DEAD).refused.reason is Reason.NOT_IN_WORK


@settings(max_examples=settings.default.max_examples // 4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(
        st.sampled_from(["right", "T-0001", "A-01-1", LAMP_CODE, TEA_CODE, "?", "undo", "skip"]), max_size=25
    )
)
def test_whatever_is_scanned_the_books_balance_and_the_walk_can_be_finished(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    """Rule B1: any mixture of right and wrong scans leaves a ledger that sums to zero and a walk that can end."""
    from tests.builders import a_stocked_station

    with a_stocked_station(tmp_path_factory.mktemp("walk")) as station:
        a_released_order(station, (TEA, 2), (LAMP, 1))
        work = start_walk(station)
        for text in texts:
            if text == "right" and next_prompt(work).ask is not Ask.DONE:
                work = walk_on(station, work)
            elif text == "undo":
                work = undo_pick(station, PICKER, work.pick_list_id).work
            elif text == "skip":
                work = skip_line(station, PICKER, work.pick_list_id).work
            elif text != "right":
                work = pick(station, work, text).work
        assert pick_all(station, work).finished_at is not None
        assert balance(station.store) == []


def balance(store: Store) -> list[Any]:
    """Heaps that differ from the sum of their moves."""
    with store.reader() as connection:
        return list(
            connection.exec_driver_sql(
                "WITH legs AS (SELECT warehouse, to_location AS place, sku, lot, serial, quantity FROM stock_move"
                " UNION ALL SELECT warehouse, from_location, sku, lot, serial, -quantity FROM stock_move),"
                " sums AS (SELECT warehouse, place, sku, lot, serial, sum(quantity) AS q FROM legs GROUP BY 1,2,3,4,5)"
                " SELECT s.*, stock.on_hand FROM sums s LEFT JOIN stock ON stock.warehouse = s.warehouse AND"
                " stock.location = s.place AND stock.sku = s.sku AND stock.lot = s.lot AND stock.serial = s.serial"
                " WHERE s.q <> coalesce(stock.on_hand, 0)"
            )
        )
