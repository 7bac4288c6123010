"""The engine's rules about pages and snapshots: what is taken, what is dropped, what is asked again."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.wire import Behind
from app.sync.events import (
    CopyBehind,
    FeedHint,
    PageMissed,
    PageTaken,
    SnapshotTaken,
    Tick,
)
from app.sync.instructions import (
    AlarmOldServer,
    LoadSnapshot,
    Pull,
    PushFacts,
    TakePage,
    TakeSnapshot,
    WaitUntil,
)
from app.sync.saved import Cursor, Saved
from app.sync.tunables import TUNABLES
from tests.sync.builders import CATALOG, HOME, Desk, met, none, only, rows

# -- pages ---------------------------------------------------------------------------------------------------------


def test_a_page_that_goes_on_from_the_cursor_is_taken_with_it() -> None:
    desk = Desk(met(position=4))
    told = only(desk.page(4, 6, head=8), TakePage)
    assert (told.last_seq, told.saved.cursor(HOME).position) == (0, 6)
    assert desk.engine.saved.cursor(HOME).position == 4, "believed once the store has it"
    assert only(desk.hear(PageTaken(HOME)), Pull).position == 6


def test_a_stream_at_its_head_rests_until_it_is_polled() -> None:
    desk = Desk(met(position=4))
    desk.page(4, 6)
    told = desk.hear(PageTaken(HOME))
    assert none(told, Pull)
    assert only(told, WaitUntil).monotonic_s == desk.time_s + TUNABLES.poll_s
    assert only(desk.hear(Tick(), after_s=TUNABLES.poll_s), Pull).position == 6


def test_an_empty_page_brings_nothing_and_the_stream_rests() -> None:
    told = Desk(met(position=4)).page(4, 4)
    assert none(told, TakePage)
    assert none(told, Pull)


def test_a_hint_makes_a_stream_due_at_once() -> None:
    desk = Desk(met(position=4))
    desk.page(4, 4)
    assert only(desk.hear(FeedHint(HOME)), Pull).position == 4
    assert none(desk.hear(FeedHint("commerce")), Pull)


@pytest.mark.parametrize("holes", [(5, 7), (6, 5), (5, 5), (6, 7)])
def test_a_page_with_a_hole_is_never_taken(holes: tuple[int, int]) -> None:
    desk = Desk(met(position=4))
    made = tuple(replace(row, position=position) for row, position in zip(rows(4, 6), holes, strict=True))
    assert none(desk.page(4, 6, rows=made), TakePage)


@given(st.integers(0, 9), st.integers(0, 9), st.lists(st.integers(1, 9), max_size=4))
def test_only_exactly_the_next_rows_are_taken(after: int, to: int, positions: list[int]) -> None:
    """Invariant I8: the feed is gapless."""
    desk = Desk(met(position=4))
    made = tuple(replace(row, position=at) for row, at in zip(rows(0, len(positions)), positions, strict=True))
    taken = not none(desk.page(after, to, rows=made), TakePage)
    assert taken == (after == 4 and to > 4 and positions == list(range(5, to + 1)))


def test_a_page_from_another_position_is_late_or_early_and_is_asked_again() -> None:
    desk = Desk(met(position=4))
    assert none(desk.page(6, 7), TakePage)
    assert only(desk.hear(Tick(), after_s=1), Pull).position == 4


def test_a_page_of_the_feed_that_came_too_early_makes_its_stream_due() -> None:
    desk = Desk(met(position=4))
    desk.page(4, 4)
    assert only(desk.page(6, 7), Pull).position == 4


def test_a_page_of_a_stream_that_is_not_ours_is_left() -> None:
    assert none(Desk().page(0, 1, stream="commerce"), TakePage)


def test_no_page_is_taken_while_an_own_fact_is_unacknowledged() -> None:
    """Invariant I12: own facts never vanish from the own screen."""
    desk = Desk(met(position=4))
    desk.record(1)
    assert none(desk.page(4, 6), TakePage)
    assert only(desk.ack(1, reached=((HOME, 6),)), Pull).position == 4


def test_nothing_is_pulled_while_a_push_is_under_way() -> None:
    desk = Desk(met(position=4))
    desk.page(4, 4)
    desk.record(1)
    assert none(desk.hear(FeedHint(HOME)), Pull)


def test_a_page_that_ends_before_the_last_acknowledgement_is_not_taken_and_asked_in_full_length() -> None:
    desk = Desk(met(position=4, reach=9), tunables=replace(TUNABLES, page_rows=2))
    assert only(desk.first, Pull).rows_max == 5
    told = desk.page(4, 6, head=9)
    assert none(told, TakePage)
    assert only(told, Pull).rows_max == 5
    assert not none(desk.page(4, 9), TakePage)


def test_a_copy_that_has_not_heard_of_the_last_push_is_passed_over() -> None:
    desk = Desk(met(position=4, reach=9))
    assert none(desk.page(4, 6), TakePage)
    assert only(desk.hear(Tick(), after_s=1), Pull).elsewhere


def test_a_scan_between_decision_and_transaction_drops_the_page() -> None:
    desk = Desk(met(position=4))
    desk.page(4, 6)
    desk.record(1)
    assert desk.engine.standing.taking
    assert none(desk.hear(PageMissed(HOME)), TakePage)
    assert desk.engine.saved.cursor(HOME).position == 4


def test_while_the_store_writes_a_page_no_other_is_asked_for() -> None:
    desk = Desk(met(position=4))
    desk.page(4, 6)
    desk.record(0)
    assert none(desk.record(0), Pull)


def test_the_runner_must_wait_for_the_store() -> None:
    desk = Desk(met(position=4))
    desk.page(4, 6)
    with pytest.raises(AssertionError, match="waits for the store"):
        desk.hear(Tick())


def test_the_store_must_not_tell_of_what_it_was_not_given() -> None:
    with pytest.raises(AssertionError, match="nothing was given"):
        Desk().hear(PageTaken(HOME))


def test_touched_rows_are_asked_again_until_none_is_left() -> None:
    desk = Desk(met(position=4))
    again = rows(5, 6)
    assert not none(desk.page(4, 4, again=again), TakePage)
    assert only(desk.hear(PageTaken(HOME, again_left=3)), Pull).again_max == TUNABLES.again_rows_max


def test_each_stream_has_its_own_cursor_and_one_is_pulled_at_a_time() -> None:
    saved = Saved(1, cursors=(Cursor(CATALOG, 7), Cursor(HOME, 4)))
    desk = Desk(saved, streams=(CATALOG, HOME))
    assert only(desk.first, Pull).stream == CATALOG
    assert only(desk.page(7, 7, stream=CATALOG), Pull) == Pull(1, HOME, 4, TUNABLES.page_rows, TUNABLES.again_rows_max)


def test_a_copy_that_lags_is_passed_over_and_one_more_that_lags_is_an_alarm() -> None:
    desk = Desk(met(position=4))
    assert none(desk.hear(CopyBehind(Behind(HOME, 1, 2))), AlarmOldServer)
    assert only(desk.hear(Tick(), after_s=1), Pull).elsewhere
    assert only(desk.hear(CopyBehind(Behind(HOME, 1, 2))), AlarmOldServer) == AlarmOldServer(1, 1)
    assert none(desk.hear(CopyBehind(Behind(HOME, 1, 2))), AlarmOldServer)


def test_a_copy_of_another_epoch_or_stream_that_lags_is_only_waited_for() -> None:
    desk = Desk(met(position=4))
    assert none(desk.hear(CopyBehind(Behind(HOME, 0, 2))), Pull)
    assert none(desk.hear(CopyBehind(Behind("commerce", 1, 2))), Pull)
    assert not only(desk.hear(Tick(), after_s=9), Pull).elsewhere


# -- snapshots -----------------------------------------------------------------------------------------------------


def test_a_feed_that_no_longer_goes_back_so_far_asks_for_a_snapshot() -> None:
    desk = Desk(met(position=4))
    assert only(desk.reset(floor=9), LoadSnapshot) == LoadSnapshot(HOME, 0, 9)
    assert none(desk.snapshot(8), TakeSnapshot), "its next page would be below the floor again"
    assert not none(desk.snapshot(9), TakeSnapshot)


def test_streams_that_are_not_ours_are_left() -> None:
    desk = Desk(met(position=4))
    assert none(desk.reset(stream="commerce"), LoadSnapshot)
    assert none(desk.snapshot(40, stream="commerce"), TakeSnapshot)


def test_a_taken_snapshot_is_followed_by_the_pages_after_it() -> None:
    desk = Desk(Saved(1))
    assert only(desk.snapshot(40), TakeSnapshot).saved.cursor(HOME).position == 40
    assert only(desk.hear(SnapshotTaken(HOME)), Pull).position == 40


def test_far_behind_a_snapshot_is_quicker_if_it_is_young_enough() -> None:
    desk = Desk(met(position=4, reach=100), tunables=replace(TUNABLES, catch_up_rows_max=50))
    assert only(desk.first, LoadSnapshot) == LoadSnapshot(HOME, 0, 50)
    assert none(desk.snapshot(49), TakeSnapshot)
    assert not none(desk.snapshot(50), TakeSnapshot)


def test_a_snapshot_nobody_needs_is_left() -> None:
    assert none(Desk(met(position=4)).snapshot(40), TakeSnapshot)


def test_scans_go_out_while_a_snapshot_is_loaded() -> None:
    desk = Desk(Saved(1))
    assert not none(desk.record(1), PushFacts)
    assert not none(desk.snapshot(40), TakeSnapshot), "the store folds the own fact on top"
