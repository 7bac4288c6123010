"""The engine's rules one by one: what is sent, what is believed, what is waited for, what is said to people."""

from dataclasses import replace

import pytest

from app.models.wire import Ack, OldCopy
from app.sync.events import (
    Enrolled,
    FactRecorded,
    Failure,
    ForkFound,
    Heard,
    OldServerFound,
    Path,
    PushAnswered,
    Refused,
    Started,
    Tick,
    TransportFailed,
)
from app.sync.instructions import (
    AlarmOldServer,
    Forget,
    ForkReason,
    LoadSnapshot,
    LowerAck,
    PushFacts,
    ReEnrol,
    Renumber,
    SaveAck,
    Status,
    TakePage,
    TakeSnapshot,
    Tell,
    WaitUntil,
)
from app.sync.saved import Cursor, Saved
from app.sync.tunables import DAY_S, TUNABLES
from tests.sync.builders import HOME, Desk, booked, fact_hash, met, none, only, own, parked

NOT_OURS = b"\xff" * 32


# -- sending -------------------------------------------------------------------------------------------------------


def test_before_the_store_is_open_nothing_is_asked() -> None:
    desk = Desk()
    desk.engine.standing.start("", Saved(), 0)
    assert desk.hear(Tick()) == []


def test_a_recorded_fact_is_sent_from_the_first_unacknowledged_on() -> None:
    desk = Desk(met(acked=3), last_seq=3)
    assert only(desk.record(4), PushFacts) == PushFacts(1, 4, fact_hash(3), TUNABLES.push_facts_max)


def test_one_push_is_under_way_at_a_time_and_the_next_follows_its_answer() -> None:
    desk = Desk()
    desk.record(1)
    assert none(desk.record(2), PushFacts)
    assert only(desk.ack(1), PushFacts).first_seq == 2


def test_what_was_under_way_is_sent_again_after_a_start() -> None:
    desk = Desk()
    desk.record(1)
    assert only(desk.hear(Started("P07", desk.engine.saved, 1)), PushFacts).first_seq == 1


def test_an_older_number_heard_late_takes_nothing_back() -> None:
    desk = Desk()
    desk.record(2)
    desk.record(1)
    assert desk.engine.standing.last_seq == 2


def test_a_push_that_is_too_large_is_halved_down_to_one_fact() -> None:
    desk = Desk(tunables=replace(TUNABLES, push_facts_max=5))
    desk.record(3)
    asked = []
    for _ in range(4):
        desk.hear(TransportFailed(Path.PUSH, Failure.TOO_LARGE))
        asked.append(only(desk.hear(Tick(), after_s=100), PushFacts).facts_max)
    assert asked == [2, 1, 1, 1]


def test_a_pull_that_is_too_large_does_not_make_pushes_smaller() -> None:
    desk = Desk()
    desk.hear(TransportFailed(Path.PULL, Failure.TOO_LARGE))
    desk.record(1)
    assert only(desk.hear(Tick(), after_s=100), PushFacts).facts_max == TUNABLES.push_facts_max


# -- acknowledgements ----------------------------------------------------------------------------------------------


def test_an_acknowledgement_is_stored_with_the_position_its_rows_reach() -> None:
    desk = Desk(last_seq=2)
    told = only(desk.ack(2, durable_seq=1, reached=((HOME, 9),)), SaveAck)
    assert (told.saved.acked, told.saved.durable_seq, told.saved.cursor(HOME).reach) == (own(2), 1, 9)


def test_a_late_answer_of_the_same_epoch_lowers_nothing() -> None:
    desk = Desk(met(acked=3, reach=9, position=9, durable_seq=2), last_seq=3)
    assert none(desk.ack(1, durable_seq=0, reached=((HOME, 4),)), SaveAck)
    assert desk.engine.saved == desk.saved


def test_a_backup_is_never_believed_to_hold_more_than_the_server() -> None:
    desk = Desk(last_seq=3)
    assert only(desk.ack(2, durable_seq=3), SaveAck).saved.durable_seq == 2


def test_parked_facts_are_counted_until_the_server_says_they_are_booked() -> None:
    desk = Desk(last_seq=2)
    assert only(desk.ack(2, outcomes=(parked(1), parked(2))), Tell).status.parked == 2
    assert only(desk.ack(2, outcomes=(booked(1),)), Tell).status.parked == 1
    assert desk.engine.saved.parked == (2,)


def test_an_answer_that_brings_nothing_on_is_followed_by_a_pause() -> None:
    desk = Desk(last_seq=2)
    assert none(desk.ack(0), PushFacts)
    assert not none(desk.hear(Tick(), after_s=1), PushFacts)


def test_an_acknowledgement_of_another_fact_under_our_number_is_a_fork() -> None:
    desk = Desk(last_seq=2)
    told = desk.push_answer(Ack(2, NOT_OURS))
    assert only(told, ReEnrol).reason is ForkReason.DIFFERS
    assert none(told, SaveAck)
    assert desk.engine.saved.acked.seq == 0


def test_a_server_that_has_more_of_us_than_we_have_shows_that_an_older_disk_was_put_back() -> None:
    assert only(Desk(last_seq=2).push_answer(Ack(5, NOT_OURS)), ReEnrol).reason is ForkReason.AHEAD


def test_a_fork_shows_on_a_page_and_on_a_snapshot_too() -> None:
    on_page = Desk(last_seq=2).page(0, 1, mine=Ack(2, NOT_OURS))
    assert none(on_page, TakePage)
    assert only(on_page, ReEnrol).reason is ForkReason.DIFFERS
    assert only(Desk(Saved(1), last_seq=2).snapshot(7, mine=3), ReEnrol).reason is ForkReason.AHEAD


def test_a_late_ack_of_a_fact_no_longer_kept_is_no_fork() -> None:
    desk = Desk(met(acked=5), last_seq=5)
    late = PushAnswered(Heard("P07", None), desk.an_answer(own(2)))
    assert none(desk.hear(late), ReEnrol)
    assert desk.engine.saved.acked == own(5)


def test_a_server_that_proves_less_than_we_keep_gets_all_of_it_under_another_code() -> None:
    desk = Desk(met(acked=5), last_seq=5)
    assert (
        only(desk.hear(PushAnswered(Heard("P07", None), desk.an_answer(own(2), 2))), ReEnrol).reason is ForkReason.SHORT
    )


def test_the_machine_itself_may_tell_of_a_copied_disk() -> None:
    desk = Desk(last_seq=1)
    told = desk.hear(ForkFound())
    assert only(told, ReEnrol).reason is ForkReason.TOLD
    assert only(told, Tell).status.forked


def test_a_forked_station_sends_nothing_until_it_has_another_code() -> None:
    desk = Desk()
    desk.hear(ForkFound())
    assert none(desk.record(1), PushFacts)
    assert only(desk.hear(Enrolled("P07B")), Renumber) == Renumber("P07B")
    anew = desk.hear(Started("P07B", desk.engine.saved.renumbered(1), 1))
    assert only(anew, PushFacts) == PushFacts(1, 1, bytes(32), TUNABLES.push_facts_max)


def test_late_news_of_a_fact_under_the_old_code_is_not_waited_for() -> None:
    desk = Desk(Saved(1, own(0), cursors=met().cursors), last_seq=2)
    assert none(desk.hear(FactRecorded("P06", 40)), Tell)
    assert desk.engine.standing.last_seq == 2


def test_another_code_is_asked_for_again_when_the_first_time_failed() -> None:
    desk = Desk()
    desk.hear(ForkFound())
    assert none(desk.hear(TransportFailed(Path.ENROL, Failure.TIMED_OUT)), ReEnrol)
    assert not none(desk.hear(Tick(), after_s=5), ReEnrol)


def test_another_code_that_nobody_asked_for_is_not_used() -> None:
    assert none(Desk().hear(Enrolled("P07B")), Renumber)


def test_an_answer_to_an_earlier_code_is_not_ours() -> None:
    desk = Desk(last_seq=2)
    late = PushAnswered(Heard("P06", None), desk.an_answer(Ack(9, NOT_OURS)))
    assert desk.hear(late) == []


def test_under_a_new_code_all_facts_are_unacknowledged_and_every_stream_begins_anew() -> None:
    saved = met(acked=5, position=9, reach=9, durable_seq=4, parked=(3,)).renumbered(7)
    assert saved == Saved(1, own(0), 0, 7, (), (Cursor(HOME),))


# -- epochs --------------------------------------------------------------------------------------------------------


def test_another_epoch_lowers_the_ack_to_what_the_server_proves_and_sends_the_rest_again() -> None:
    desk = Desk(met(acked=5, position=9, reach=9, durable_seq=4), last_seq=6)
    told = desk.ack(3, epoch=2)
    assert only(told, LowerAck).saved == Saved(2, own(3), 3, 6, (), (Cursor(HOME),))
    assert only(told, PushFacts).first_seq == 4


def test_a_page_of_another_epoch_is_not_taken_but_shows_the_epoch() -> None:
    desk = Desk(met(acked=2, position=9), last_seq=2)
    told = desk.page(9, 10, epoch=2, mine=own(1))
    assert none(told, TakePage)
    assert only(told, LowerAck).saved.acked == own(1)


def test_a_reset_of_another_epoch_shows_the_epoch() -> None:
    assert only(Desk(met(acked=2), last_seq=2).reset(epoch=2, mine=1), LowerAck).saved.epoch == 2


def test_in_another_epoch_the_snapshot_comes_after_all_facts_are_acknowledged() -> None:
    desk = Desk(met(acked=5, position=9), last_seq=5)
    assert none(desk.ack(3, epoch=2), LoadSnapshot)
    assert only(desk.ack(5, epoch=2, reached=((HOME, 7),)), LoadSnapshot) == LoadSnapshot(HOME, 5, 0)


def test_a_snapshot_without_the_facts_sent_again_is_not_taken() -> None:
    desk = Desk(Saved(2, own(5), whole_seq=5), last_seq=5)
    assert none(desk.snapshot(20, mine=4, epoch=2), TakeSnapshot)
    assert only(desk.snapshot(20, mine=5, epoch=2), TakeSnapshot).saved.cursor(HOME).position == 20


def test_answers_of_a_lower_epoch_are_not_believed_whatever_they_say() -> None:
    desk = Desk(met(epoch=2), last_seq=2)
    told = [*desk.ack(2, epoch=1), *desk.page(0, 3, epoch=1), *desk.snapshot(9, epoch=1), *desk.reset(epoch=1)]
    assert none(told, SaveAck)
    assert none(told, TakePage)
    assert none(told, LowerAck)
    assert desk.engine.saved == desk.saved


def test_a_first_meeting_is_a_change_of_epoch_too() -> None:
    desk = Desk(Saved(), last_seq=0)
    assert only(desk.first, LoadSnapshot) == LoadSnapshot(HOME, 0, 0)
    told = desk.snapshot(40)
    assert only(told, LowerAck).saved.epoch == 1
    assert only(desk.snapshot(40), TakeSnapshot).saved.cursor(HOME).position == 40


def test_an_old_copy_of_the_server_is_an_alarm_once_and_is_left_alone_for_a_while() -> None:
    desk = Desk(met(epoch=3), last_seq=1)
    told = desk.hear(OldServerFound(Path.PUSH, OldCopy(2)))
    assert only(told, AlarmOldServer) == AlarmOldServer(2, 3)
    assert only(told, Tell).status.old_server
    assert none(desk.hear(Tick(), after_s=60), PushFacts)
    assert none(desk.hear(OldServerFound(Path.PUSH, OldCopy(2))), AlarmOldServer)
    assert not none(desk.hear(Tick(), after_s=TUNABLES.barred_s), PushFacts)


def test_a_late_word_of_an_old_copy_means_nothing() -> None:
    desk = Desk(met(epoch=3), last_seq=1)
    told = desk.hear(OldServerFound(Path.PUSH, OldCopy(3)))
    assert none(told, AlarmOldServer)
    assert not none(told, PushFacts)


# -- trouble and time ----------------------------------------------------------------------------------------------


def test_failures_are_waited_for_longer_and_longer_up_to_a_minute() -> None:
    desk = Desk(last_seq=1)
    waits = []
    for _ in range(12):
        until_s = only(desk.hear(TransportFailed(Path.PUSH, Failure.UNREACHABLE)), WaitUntil).monotonic_s
        waits.append(until_s - desk.time_s)
        assert none(desk.hear(Tick(), after_s=waits[-1] - 0.01), PushFacts)
        assert not none(desk.hear(Tick(), after_s=0.01), PushFacts)
    assert waits[:4] == pytest.approx([0.25, 0.5, 1, 2])
    assert waits[-1] == TUNABLES.backoff_s_max / 2


def test_a_success_makes_the_next_failure_the_first_again() -> None:
    desk = Desk(last_seq=2)
    for _ in range(5):
        desk.hear(TransportFailed(Path.PUSH, Failure.UNREACHABLE))
    desk.ack(1)
    assert only(desk.hear(TransportFailed(Path.PUSH, Failure.TIMED_OUT)), WaitUntil).monotonic_s == desk.time_s + 0.25


def test_what_the_server_asks_to_wait_is_waited_but_not_for_ever() -> None:
    desk = Desk(last_seq=1)
    told = desk.hear(TransportFailed(Path.PUSH, Failure.OVERLOADED, retry_after_s=30))
    assert only(told, WaitUntil).monotonic_s == desk.time_s + 30
    told = desk.hear(TransportFailed(Path.PUSH, Failure.OVERLOADED, retry_after_s=10**9))
    assert only(told, WaitUntil).monotonic_s == desk.time_s + TUNABLES.retry_after_s_max


def test_a_recorded_fact_does_not_break_the_pause() -> None:
    desk = Desk(last_seq=1)
    desk.hear(TransportFailed(Path.PUSH, Failure.UNREACHABLE))
    assert none(desk.record(2), PushFacts)


def test_people_see_since_when_there_is_no_server_and_how_much_waits() -> None:
    desk = Desk(last_seq=3)
    status = only(desk.hear(TransportFailed(Path.PUSH, Failure.UNREACHABLE)), Tell).status
    assert status == Status(offline_since=desk.at, waiting=3)
    since = desk.at
    assert none(desk.hear(TransportFailed(Path.PUSH, Failure.UNREACHABLE), after_s=60), Tell)
    assert desk.engine.standing.offline_since == since
    assert only(desk.ack(3), Tell).status == Status(online=True)


def test_a_revoked_station_keeps_its_facts_and_asks_rarely() -> None:
    desk = Desk(last_seq=1)
    told = desk.hear(Refused(Path.PUSH))
    assert only(told, Tell).status.revoked
    assert none(desk.hear(Tick(), after_s=60), PushFacts)
    assert not none(desk.hear(Tick(), after_s=TUNABLES.barred_s), PushFacts)
    assert not only(desk.ack(1), Tell).status.revoked


def test_a_clock_far_off_is_told_to_the_people() -> None:
    desk = Desk(last_seq=1)
    late = PushAnswered(Heard("P07", fact_hash(1)), desk.an_answer(own(1), server_ahead_s=4000))
    assert only(desk.hear(late), Tell).status.clock_far_off_s == pytest.approx(4000)


def test_a_fact_may_go_two_weeks_after_it_was_acknowledged_if_a_backup_has_it() -> None:
    desk = Desk(last_seq=5)
    desk.ack(3, durable_seq=3)
    assert none(desk.ack(5, durable_seq=3), Forget)
    desk.time_s += 14 * DAY_S - 1
    assert none(desk.ack(5, durable_seq=5), Forget)
    desk.time_s += TUNABLES.tidy_s
    assert only(desk.ack(5, durable_seq=5), Forget) == Forget(3)
    assert none(desk.ack(5, durable_seq=5), Forget), "looked for just now"


def test_an_old_fact_that_came_late_is_kept_as_long_as_any_other() -> None:
    """A backup taken between recording and acknowledgement does not have it."""
    desk = Desk(last_seq=5)
    desk.ack(3, durable_seq=3)
    desk.time_s += 10 * DAY_S
    desk.ack(5, durable_seq=5)
    desk.time_s += 5 * DAY_S
    assert only(desk.ack(5, durable_seq=5), Forget) == Forget(3)


def test_while_the_numbers_are_about_to_change_no_fact_may_go() -> None:
    """Under the new code the same numbers are other facts, and none of them is acknowledged."""
    desk = Desk(last_seq=5)
    desk.ack(3, durable_seq=3)
    desk.hear(ForkFound())
    desk.time_s += 15 * DAY_S
    assert none(desk.ack(5, durable_seq=5), Forget)
    assert none(desk.hear(Enrolled("P07B")), Forget)


def test_without_a_backup_no_fact_may_go() -> None:
    desk = Desk(last_seq=5)
    desk.ack(5)
    desk.time_s += 30 * DAY_S
    assert none(desk.ack(5), Forget)


def test_the_marks_of_what_was_acknowledged_when_do_not_pile_up() -> None:
    desk = Desk(last_seq=200)
    for day in range(1, 100):
        desk.time_s += DAY_S
        desk.ack(day)
    assert len(desk.engine.saved.marks) <= 16
