"""Release in its real window: choosing by keys, releasing in chunks with a way out, what stays, and paper."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.models.orders import HoldReason, Stage
from app.models.refusals import Reason
from app.operations import allocation
from app.operations.order_board import BoardFilter, board_page
from app.operations.orders import hold_order
from app.operations.spool import pending_jobs
from app.operations.station import Station
from app.views import waves_view
from app.views.waves_view import WavesView
from tests import builders
from tests.builders import COCOA, LAMP, TEA
from tests.views.desk_window import CONTROL, DeskWindow, a_desk, a_shop, place

RELEASE = (Qt.Key.Key_Return, CONTROL)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Station]:
    with a_shop(tmp_path) as station:
        customer = builders.add_customer(station)
        for _ in range(3):
            place(station, customer, (TEA, 2))
        place(station, customer, (COCOA, 1), priority=2)
        yield station


@pytest.fixture
def window(shop: Station) -> Iterator[DeskWindow]:
    with a_desk(shop, "waves", WavesView) as opened:
        opened.sign_in(builders.SUPERVISOR)
        yield opened


def page_of(window: DeskWindow) -> WavesView:
    page = window.shell.page
    assert isinstance(page, WavesView)
    return page


def released_n(shop: Station) -> int:
    return board_page(shop, BoardFilter(stage=Stage.RELEASED)).total


def finish(window: DeskWindow) -> None:
    """Wait until the release is over."""
    for _ in range(40):
        window.rest()
        if not page_of(window).busy.isVisible():
            return
    raise AssertionError("the release does not end")


def test_what_may_go_stands_by_cut_off_and_carrier_the_urgent_first(window: DeskWindow) -> None:
    groups = page_of(window).rows.groups
    assert [(group.carrier, len(group.rows), group.urgent_n, group.late) for group in groups] == [
        ("RIVER-STD", 4, 1, False)
    ]
    assert groups[0].rows[0].priority == 2


def test_all_is_chosen_by_one_key_and_released(shop: Station, window: DeskWindow) -> None:
    """Rule B2: location and lot are given at release."""
    window.press(Qt.Key.Key_F5)
    assert page_of(window).picked.text() == "4"
    assert page_of(window).keys()[-1].text == "Release 4 orders"
    window.press(RELEASE)
    finish(window)
    assert released_n(shop) == 4
    assert page_of(window).rows.groups == ()
    assert page_of(window).result.text() == "W-1124-01 · 4 shipments released"


def test_some_are_chosen_with_the_space_bar(shop: Station, window: DeskWindow) -> None:
    window.press(Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Space)
    assert len(page_of(window).rows.picked) == 2
    window.press(RELEASE)
    finish(window)
    assert released_n(shop) == 2
    assert len(page_of(window).rows.groups[0].rows) == 2


def test_the_next_cut_off_is_chosen_and_a_group_is_let_go_whole(window: DeskWindow) -> None:
    window.press(Qt.Key.Key_F6)
    assert len(page_of(window).rows.picked) == 4
    window.press(Qt.Key.Key_Space)
    assert page_of(window).rows.picked == set()
    assert not page_of(window).keys()[-1].enabled


def test_what_cannot_be_given_is_listed_with_its_reason_and_stays(shop: Station, window: DeskWindow) -> None:
    window.press(Qt.Key.Key_F5)
    first = page_of(window).rows.picked_rows()[0]
    hold_order(shop, builders.CLERK, first.order_id, HoldReason.REMARK)
    window.press(RELEASE)
    finish(window)
    page = page_of(window)
    assert [(each.number, each.refused.reason) for each in page.left_over] == [(first.number, Reason.ORDER_HELD)]
    row = page.left_table.rows.row_at(0)
    assert row is not None
    assert page.left_table.isVisible()
    assert page.left_table.rows.columns[1].text(row) == "Order on hold"
    assert released_n(shop) == 3


def test_a_release_runs_in_acts_of_a_bounded_size_and_cancel_stops_between_them(
    shop: Station, window: DeskWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waves_view, "ORDERS_AN_ACT_MAX", 1)
    acts: list[int] = []
    page = page_of(window)

    def counted(station: Station, author: object, ids: list[object], wave: str) -> object:
        acts.append(len(ids))
        if len(acts) == 2:
            page.busy.cancelled.emit()
        return allocation.release(station, author, ids, wave)  # type: ignore[arg-type]

    monkeypatch.setattr(waves_view, "release", counted)
    window.press(Qt.Key.Key_F5, RELEASE)
    finish(window)
    assert acts == [1, 1]
    assert released_n(shop) == 2
    assert "stopped before 2 orders" in page.result_detail.text()


def test_late_orders_are_red_and_go_first(shop: Station) -> None:
    """Rule I1: a late cut-off is red."""
    shop.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
    place(shop, builders.add_customer(shop, customer_id=builders.an_id()), (LAMP, 1))
    with a_desk(shop, "waves", WavesView) as window:
        window.sign_in(builders.SUPERVISOR)
        assert [(len(group.rows), group.late) for group in page_of(window).rows.groups] == [(4, True), (1, False)]
        assert page_of(window).late.text == "4 late"


def test_the_pick_list_of_the_wave_is_printed_on_paper(shop: Station, window: DeskWindow) -> None:
    window.press(Qt.Key.Key_F5, RELEASE)
    finish(window)
    window.press(Qt.Key.Key_F8)
    jobs = pending_jobs(shop)
    assert len(jobs) == 1
    sheet = jobs[0].document
    assert sheet.pick_list_number == "W-1124-01"
    assert sum(line.quantity for line in sheet.lines) == 7
    assert [line.location for line in sheet.lines] == sorted(line.location for line in sheet.lines)
    assert page_of(window).message.text == "Pick list W-1124-01 is printing."


def test_an_empty_release_says_so_and_the_language_changes_at_once(window: DeskWindow) -> None:
    window.press(Qt.Key.Key_F5, RELEASE)
    finish(window)
    window.shell.set_language("zh_CN")
    assert "没有可下发" in page_of(window).rows.empty_text
    assert page_of(window).result.text() == "W-1124-01 · 已下发 4 个发货单"
