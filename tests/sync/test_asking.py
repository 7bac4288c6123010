"""What is asked for next: nothing hangs after an answer that was of no use, and nothing is asked without a pause."""

from dataclasses import replace

from app.models.wire import OldCopy
from app.sync.events import (
    Failure,
    FeedHint,
    OldServerFound,
    PageMissed,
    PageTaken,
    Path,
    SnapshotTaken,
    Tick,
    TransportFailed,
)
from app.sync.instructions import LoadSnapshot, LowerAck, Pull, PushFacts, TakePage, TakeSnapshot, Tell, WaitUntil
from app.sync.saved import Cursor, Saved
from app.sync.tunables import DAY_S, TUNABLES
from tests.sync.builders import CATALOG, HOME, Desk, met, none, only, own


def fails(desk: Desk, path: Path = Path.PUSH, times: int = 1) -> float:
    """Let something fail, and answer how long the last pause is."""
    for _ in range(times):
        told = desk.hear(TransportFailed(path, Failure.UNREACHABLE))
    return only(told, WaitUntil).monotonic_s - desk.time_s


def test_a_snapshot_of_no_use_is_asked_for_again_after_a_pause() -> None:
    desk = Desk(Saved(2, own(5), whole_seq=5), last_seq=5)
    assert none(desk.snapshot(20, mine=4, epoch=2), LoadSnapshot)
    assert not none(desk.hear(Tick(), after_s=1), LoadSnapshot)


def test_after_a_reset_and_its_snapshot_pages_are_pulled_again() -> None:
    desk = Desk(met(position=4))
    desk.reset(floor=9)
    assert not none(desk.snapshot(9), TakeSnapshot)
    assert only(desk.hear(SnapshotTaken(HOME)), Pull).position == 9


def test_an_answer_of_a_lower_epoch_is_followed_by_a_pause_and_the_question_again() -> None:
    desk = Desk(met(epoch=2), last_seq=2)
    assert none(desk.ack(2, epoch=1), PushFacts)
    assert not none(desk.hear(Tick(), after_s=1), PushFacts)


def test_another_epoch_makes_all_that_is_under_way_and_every_pause_worthless() -> None:
    desk = Desk(met(acked=2, position=9), last_seq=3)
    told = desk.page(9, 10, epoch=2, mine=own(1))
    assert not none(told, LowerAck)
    assert only(told, PushFacts).first_seq == 2, "although a push was under way"
    paused = Desk(met(acked=2, position=9), last_seq=3)
    fails(paused)
    assert not none(paused.page(9, 10, epoch=2, mine=own(1)), PushFacts)


def test_where_the_feed_began_in_an_old_epoch_means_nothing_in_the_next() -> None:
    desk = Desk(met(position=4))
    desk.reset(floor=900)
    assert only(desk.ack(0, epoch=2), LoadSnapshot).position_min == 0


def test_a_page_that_was_missed_is_asked_for_after_the_push() -> None:
    desk = Desk(met(position=4))
    desk.page(4, 6)
    desk.record(1)
    desk.hear(PageMissed(HOME))
    assert only(desk.ack(1), Pull).position == 4
    assert not none(desk.page(4, 6), TakePage)


def test_a_late_success_ends_the_pause() -> None:
    desk = Desk(last_seq=2)
    fails(desk, times=6)
    assert only(desk.ack(1), PushFacts).first_seq == 2


def test_taking_a_page_or_reaching_the_head_makes_the_next_failure_the_first() -> None:
    desk = Desk(met(position=4))
    first_s = fails(Desk(met(position=4)), Path.PULL)
    fails(desk, Path.PULL, times=5)
    desk.page(4, 6, head=9)
    desk.hear(PageTaken(HOME))
    assert fails(desk, Path.PULL) == first_s
    fails(desk, Path.PULL, times=5)
    desk.page(6, 6)
    assert fails(desk, Path.PULL) == first_s


def test_another_copy_is_asked_only_until_the_stream_is_at_its_head() -> None:
    desk = Desk(met(position=4, reach=9))
    desk.page(4, 6)
    assert only(desk.hear(Tick(), after_s=1), Pull).elsewhere
    desk.page(4, 9)
    desk.hear(PageTaken(HOME))
    assert not only(desk.hear(FeedHint(HOME)), Pull).elsewhere


def test_exactly_as_many_rows_as_a_page_may_have_are_still_pulled() -> None:
    desk = Desk(met(position=4, reach=54), tunables=replace(TUNABLES, page_rows=9, catch_up_rows_max=50))
    assert only(desk.first, Pull).rows_max == 50


def test_the_same_time_is_not_told_twice() -> None:
    desk = Desk(met(position=4))
    assert not none(desk.page(4, 4), WaitUntil)
    assert none(desk.hear(OldServerFound(Path.PULL, OldCopy(1))), WaitUntil)


def test_the_stream_that_is_due_first_is_waited_for() -> None:
    desk = Desk(Saved(1, cursors=(Cursor(CATALOG, 7), Cursor(HOME, 4))), streams=(CATALOG, HOME))
    first_s = only(desk.page(7, 7, stream=CATALOG), WaitUntil).monotonic_s
    desk.time_s += 5
    assert none(desk.page(4, 4), WaitUntil), "the catalogue is due before"
    assert first_s == desk.time_s - 5 + TUNABLES.poll_s


def test_a_server_that_goes_away_is_shown() -> None:
    desk = Desk(met(position=4))
    assert only(desk.page(4, 4), Tell).status.online
    told = desk.hear(TransportFailed(Path.PULL, Failure.UNREACHABLE))
    assert not only(told, Tell).status.online


def test_of_several_old_marks_the_youngest_says_what_may_go() -> None:
    desk = Desk(last_seq=5)
    desk.ack(3, durable_seq=3)
    desk.time_s += DAY_S
    desk.ack(5, durable_seq=5)
    late = desk.an_answer(own(5), server_ahead_s=20 * DAY_S)
    assert desk.engine.saved.forgettable_seq(late.server_at, TUNABLES) == 5
