"""Roles and rights, badges, and how long one waits after wrong PINs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.people import (
    LOCK_OUT_S_MAX,
    PIN_FAILURES_MAX,
    RIGHTS,
    Right,
    Role,
    Worker,
    is_badge,
    lock_out_s,
)


def may(role: Role) -> set[Right]:
    worker = Worker("W-0001", "王秀兰", role, "W-0001")
    return {right for right in Right if worker.may(right)}


def test_every_role_stands_in_the_table_and_may_do_something() -> None:
    """Deny by default: a role without a line would be a crash at the first click."""
    assert set(RIGHTS) == set(Role)
    assert all(may(role) for role in Role)


def test_only_those_who_answer_for_it_change_books_and_settings() -> None:
    """Books are set right by a supervisor, the program by an administrator."""
    assert {role for role in Role if Right.ADJUST in may(role)} == {Role.SUPERVISOR, Role.ADMINISTRATOR}
    assert {role for role in Role if Right.SETTINGS in may(role)} == {Role.ADMINISTRATOR}
    assert may(Role.ADMINISTRATOR) == set(Right)


def test_the_floor_sees_no_orders_desk_and_the_desk_touches_no_goods() -> None:
    """Each role has its own work."""
    for role in (Role.PICKER, Role.PACKER):
        assert not may(role) & {Right.ENTER_ORDERS, Right.SEE_ORDERS, Right.CHANGE_PRICE, Right.CANCEL_ORDER}
    assert not may(Role.CLERK) & {Right.PICK, Right.PACK, Right.RECEIVE, Right.RELEASE}


@pytest.mark.parametrize(
    ("text", "badge"), [("W-0007", True), (" w-0007 ", True), ("W-07", False), ("LAMP-42", False), ("W-0007X", False)]
)
def test_a_badge_has_a_form_of_its_own(text: str, badge: bool) -> None:
    """A scan of a badge is known as one on every screen."""
    assert is_badge(text) is badge


def test_the_wait_starts_with_the_fifth_wrong_pin_and_doubles() -> None:
    """30 s, then twice as long for each further try, an hour at most."""
    assert [lock_out_s(n) for n in (0, PIN_FAILURES_MAX - 1, 5, 6, 7)] == [0, 0, 30, 60, 120]
    assert lock_out_s(10_000) == LOCK_OUT_S_MAX


@given(st.integers(0, 60))
def test_the_wait_never_gets_shorter(failures: int) -> None:
    """Trying on is never rewarded."""
    assert lock_out_s(failures) <= lock_out_s(failures + 1)
