"""Signing in: by badge, by name and PIN, in both languages; a change of worker keeps the open work."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from PySide6.QtTest import QTest
from sqlalchemy import text

from app.language import language
from app.operations.people import SignedIn
from app.operations.station import Station
from app.views.picking_view import PickingView
from app.views.sign_in_view import SignInView
from tests import floor
from tests.builders import LAMP, LAMP_CODE, PICKER
from tests.views.floor_window import Window, a_window


def a_picker_with_a_pin(station: Station) -> None:
    verifier = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash("2468")
    with station.store.unit() as unit:
        unit.connection.execute(
            text("UPDATE worker SET pin_verifier = :pin WHERE code = :code"), {"pin": verifier, "code": PICKER.worker}
        )
    station.store.forget()
    floor.a_released_order(station, (LAMP, 2))


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    """The sign-in page in front of a picking station."""
    with a_window(tmp_path, "picking", PickingView, a_picker_with_a_pin) as opened:
        opened.shell._make_sign_in = maker(opened)
        opened.shell.sign_out()
        opened.shell.show()
        opened.settle()
        yield opened


def maker(window: Window) -> Callable[[], SignInView]:
    """Make the page as the station's window does: whoever signs in becomes the author and gets his sections."""

    def make() -> SignInView:
        page = SignInView(window.desk, "P01", window.heard.append)
        page.signed_in.connect(take_in)
        return page

    def take_in(signed_in: SignedIn) -> None:
        window.desk.author = signed_in.author
        window.shell.set_worker(signed_in.worker)

    return make


def page(window: Window) -> SignInView:
    shown = window.shell.page
    assert isinstance(shown, SignInView)
    return shown


def test_a_badge_signs_in(window: Window) -> None:
    window.scan("w-0011")
    assert isinstance(window.shell.page, PickingView)
    assert window.desk.author.worker == PICKER.worker
    assert window.desk.author.session is not None


def test_what_leaves_today_stands_beside_the_sign_in(window: Window) -> None:
    """Rule I1; nothing there can be chosen before somebody has signed in."""
    window.settle()
    rows = page(window).leaving.rows
    assert [row.key for row in rows] == ["GLOBE", "RIVER-STD"]
    assert not any(row.cap for row in rows)
    window.shell.set_language("zh_CN")
    assert page(window).leaving.accessibleName() == "今日承运商"


def test_an_unknown_badge_is_refused_and_the_next_one_may_follow(window: Window) -> None:
    window.scan("W-9999")
    assert "Unknown badge" in page(window).verdicts.accessibleName()
    window.scan("W-0011")
    assert isinstance(window.shell.page, PickingView)


def test_name_and_pin_sign_in_by_keys_alone(window: Window) -> None:
    shown = page(window)
    shown.name.setCurrentIndex(shown.name.findData(PICKER.worker))
    shown.pin.setFocus()
    shown.pin.setText("2468")
    QTest.keyClick(shown.pin, "\r")
    window.settle()
    assert isinstance(window.shell.page, PickingView)
    assert shown.pin.text() == ""


def test_a_wrong_pin_is_refused_and_leaves_no_trace_of_itself(window: Window) -> None:
    shown = page(window)
    shown.name.setCurrentIndex(shown.name.findData(PICKER.worker))
    shown.pin.setText("1357")
    shown.try_pin()
    window.settle()
    assert "Wrong PIN" in shown.verdicts.accessibleName()
    assert shown.pin.text() == ""
    with window.station.store.reader() as connection:
        bodies = connection.execute(text("SELECT body FROM journal WHERE kind = 'sign_in_refused'")).scalars().all()
    assert len(bodies) == 1
    assert "1357" not in str(bodies[0])


def test_after_several_wrong_pins_the_name_has_to_wait(window: Window) -> None:
    shown = page(window)
    shown.name.setCurrentIndex(shown.name.findData(PICKER.worker))
    for _ in range(8):
        shown.pin.setText("1357")
        shown.try_pin()
        window.settle()
    assert "Wait" in shown.verdicts.accessibleDescription()


def test_a_scan_never_lands_in_the_pin(window: Window) -> None:
    """UX rule 2."""
    shown = page(window)
    shown.pin.setFocus()
    window.scan("4006381333931")
    assert shown.pin.text() == ""


def test_the_language_is_chosen_here_and_the_names_stay(window: Window) -> None:
    page(window).languages["zh_CN"].click()
    assert language() == "zh_CN"
    assert "扫描工牌" in page(window).verdicts.accessibleName()
    assert page(window).name.count() == 6


def test_a_change_of_worker_keeps_the_open_walk(window: Window) -> None:
    """Rule E8: the name changes, the work stays where it stands."""
    window.scan("W-0011")
    window.press("\r")
    window.scan("T-0001", "A-02-1", LAMP_CODE)
    before = window.shell.page
    window.shell.sign_out()
    window.scan("W-0012")
    assert window.shell.page is before
    window.scan(LAMP_CODE)
    with window.station.store.reader() as connection:
        assert connection.execute(text("SELECT sum(picked) FROM pick_line")).scalar() == 2
