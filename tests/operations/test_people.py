"""Signing in by badge and by PIN, and what the one who signed in may do."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import ClassVar, Literal

import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters

from app.clock import FixedClock
from app.models.people import Right, Role, SignInRefused, WorkerSignedIn, WorkerSignedOut
from app.models.refusals import Reason
from app.operations import people as operation
from app.operations.demo.people import demo_workers
from app.operations.people import LockedOut, allowed, sign_in, sign_in_by_pin, sign_out, workers
from app.operations.station import Author, Outcome, Station
from app.store import people
from tests.builders import CLERK, MACHINE, NOON, PICKER, SUPERVISOR, a_station

NOBODY = Author()
PIN = "0042"
VERIFIER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1).hash(PIN)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def station(tmp_path: Path, clock: FixedClock) -> Iterator[Station]:
    """A station where worker W-0050, called Li Na, has a PIN, and W-0051 has left."""
    with a_station(tmp_path, clock) as opened:
        add_worker(opened, "W-0050", "Li Na", pin_verifier=VERIFIER)
        add_worker(opened, "W-0051", "Gone", pin_verifier=VERIFIER, active=False)
        yield opened


def add_worker(station: Station, code: str, name: str, **more: object) -> None:
    with station.store.unit() as unit:
        unit.put(people.worker, code=code, name=name, role=Role.PACKER, badge=code, **more)


def sessions(station: Station) -> list[tuple[str, bool]]:
    """(worker, open) of each session, in the order they began."""
    with station.store.reader() as connection:
        text = "SELECT worker, ended_at IS NULL FROM session ORDER BY session_id"
        return [(worker, bool(is_open)) for worker, is_open in connection.exec_driver_sql(text)]


def author_of_facts(station: Station) -> list[tuple[str, str]]:
    with station.store.reader() as connection:
        text = "SELECT kind, worker FROM journal WHERE kind LIKE 'worker_signed%' ORDER BY seq"
        return [(row.kind, row.worker) for row in connection.exec_driver_sql(text)]


def wrong(station: Station, name: str = "Li Na", times: int = 1) -> Outcome:
    for _ in range(times):
        outcome = sign_in_by_pin(station, NOBODY, name, "9999")
    return outcome


def test_a_badge_signs_in_and_opens_a_session(station: Station) -> None:
    outcome = sign_in(station, NOBODY, " w-0011 ")
    signed_in = outcome.work
    assert (signed_in.worker.code, signed_in.worker.role, signed_in.worker.pin_verifier) == ("W-0011", Role.PICKER, "")
    assert signed_in.author == Author("W-0011", outcome.first(WorkerSignedIn).session_id)
    assert outcome.first(WorkerSignedIn).by == "badge"
    assert sessions(station) == [("W-0011", True)]


def test_the_next_badge_signs_the_one_before_out_each_under_the_own_name(station: Station) -> None:
    """Rule E8: change of user: each fact stands under the name of who came or went."""
    first = sign_in(station, NOBODY, "W-0011").work.author
    sign_in(station, first, "W-0021")
    assert sessions(station) == [("W-0011", False), ("W-0021", True)]
    assert author_of_facts(station) == [
        ("worker_signed_in", "W-0011"),
        ("worker_signed_out", "W-0011"),
        ("worker_signed_in", "W-0021"),
    ]


def test_signing_out_ends_the_session_and_a_second_time_does_nothing(station: Station) -> None:
    author = sign_in(station, NOBODY, "W-0011").work.author
    assert sign_out(station, author).first(WorkerSignedOut).session_id == author.session
    assert sessions(station) == [("W-0011", False)]
    assert sign_out(station, NOBODY).facts == ()


@pytest.mark.parametrize("badge", ["W-9999", "W-0051", "", "6901234567892"])
def test_a_badge_nobody_has_is_refused_and_only_its_start_is_kept(station: Station, badge: str) -> None:
    outcome = sign_in(station, NOBODY, badge)
    assert (outcome.refused.reason, outcome.refused.field) == (Reason.UNKNOWN_BADGE, "badge")
    assert outcome.first(SignInRefused) == SignInRefused(badge[:3], "unknown_badge")
    assert sessions(station) == []


@pytest.mark.parametrize("name", ["W-0050", "w-0050", "Li Na", " li  na "])
def test_code_or_name_and_pin_sign_in(station: Station, name: str) -> None:
    outcome = sign_in_by_pin(station, NOBODY, name, PIN)
    assert (outcome.work.worker.code, outcome.first(WorkerSignedIn).by) == ("W-0050", "pin")


@pytest.mark.parametrize("name", ["Li Na", "Nobody", "Gone", "W-0011", ""])
def test_a_wrong_pin_and_an_unknown_name_get_the_same_answer(station: Station, name: str) -> None:
    """The answer tells not who works here; "Gone" has left, W-0011 has no PIN."""
    outcome = wrong(station, name)
    assert (outcome.refused.reason, outcome.refused.field, outcome.work) == (Reason.WRONG_PIN, "pin", None)
    assert (outcome.refused.expected, outcome.refused.read) == ("", "")
    assert sessions(station) == []


def test_a_name_two_people_share_signs_nobody_in(station: Station) -> None:
    add_worker(station, "W-0052", "Li Na", pin_verifier=VERIFIER)
    assert sign_in_by_pin(station, NOBODY, "Li Na", PIN).refused.reason is Reason.WRONG_PIN
    assert sign_in_by_pin(station, NOBODY, "W-0052", PIN).work.worker.code == "W-0052"


class Watched(PasswordHasher):
    """Checks PINs as ever and remembers what each check cost."""

    costs: ClassVar[list[Parameters]] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
        self.costs.append(extract_parameters(str(hash)))
        return super().verify(hash, password)


def test_the_time_of_the_answer_tells_not_either(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    """Known or not, with a PIN or without: one check of the same cost, that of everybody's verifiers."""
    monkeypatch.setattr(operation, "_pins", Watched())
    for name in ("Li Na", "Nobody", "Gone", "W-0011"):
        wrong(station, name)
    everybodys = extract_parameters(next(demo_workers()).pin_verifier)
    assert Watched.costs == [everybodys] * 4


def test_no_pin_is_ever_kept(station: Station) -> None:
    sign_in_by_pin(station, NOBODY, "83741", "55219")
    with station.store.reader() as connection:
        bodies = b"".join(row[0] for row in connection.exec_driver_sql("SELECT body FROM journal"))
    assert b"55219" not in bodies
    assert b"8374" not in bodies


@pytest.mark.parametrize("name", ["Li Na", "Nobody"])
def test_five_wrong_pins_make_the_name_wait_and_each_more_doubles_it(
    station: Station, clock: FixedClock, name: str
) -> None:
    assert wrong(station, name, 4).work is None
    waits = []
    for _ in range(3):
        waits.append(wrong(station, name).work.wait_s)
        clock.advance(timedelta(seconds=waits[-1] + 0.1))
    assert waits == pytest.approx([30.0, 60.0, 120.0])


def test_who_waits_is_not_let_in_by_the_right_pin_and_tries_do_not_lengthen_it(
    station: Station, clock: FixedClock
) -> None:
    wrong(station, times=5)
    clock.advance(timedelta(seconds=20))
    outcome = sign_in_by_pin(station, NOBODY, "W-0050", PIN)
    assert (outcome.refused.reason, outcome.work) == (Reason.WRONG_PIN, LockedOut(10.0))
    assert outcome.first(SignInRefused) == SignInRefused("W-0050", "locked_out")
    assert sign_in_by_pin(station, NOBODY, "Li Na", PIN).work == LockedOut(10.0), "by any name"
    clock.advance(timedelta(seconds=11))
    assert sign_in_by_pin(station, NOBODY, "Li Na", PIN).refused is None
    assert wrong(station, times=4).work is None, "the row ended"


def test_a_clock_set_forward_does_not_end_the_wait_and_a_badge_needs_none(station: Station, clock: FixedClock) -> None:
    wrong(station, times=5)
    clock.at += timedelta(days=1)
    assert wrong(station).work == LockedOut(30.0)
    assert sign_in(station, NOBODY, "W-0050").refused is None


def test_the_list_shows_who_may_sign_in_and_no_verifier(station: Station) -> None:
    with station.store.reader() as connection:
        listed = workers(connection)
    assert "W-0050" in {each.code for each in listed}
    assert "W-0051" not in {each.code for each in listed}
    assert [each.name for each in listed] == sorted(each.name for each in listed)
    assert {each.pin_verifier for each in listed} == {""}


@pytest.mark.parametrize(
    ("author", "right", "may"),
    [
        (PICKER, Right.RECEIVE, True),
        (PICKER, Right.ADJUST, False),
        (SUPERVISOR, Right.ADJUST, True),
        (CLERK, Right.PICK, False),
        (MACHINE, Right.PICK, False),
        (Author("W-0051"), Right.PACK, False),
        (Author("W-7777"), Right.PACK, False),
    ],
)
def test_what_is_not_allowed_by_the_role_is_refused(station: Station, author: Author, right: Right, may: bool) -> None:
    """Deny by default: also nobody, somebody unknown, and somebody who has left."""
    with station.act(author) as act:
        refused = allowed(act, right)
    assert refused is None if may else refused.reason is Reason.NOT_ALLOWED
