"""The order board in its real window: filters, search, the order in view, its acts with reasons and rights, scans."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app.models.orders import HoldReason, Stage
from app.models.picking import Ask, next_prompt
from app.models.refusals import Reason, Refused
from app.operations.allocation import next_wave, release
from app.operations.order_board import read_order
from app.operations.orders import PlacedOrder, hold_order
from app.operations.picking import pick_scan, take_work
from app.operations.spool import pending_jobs
from app.operations.station import Station
from app.views.choice_dialog import SETTLED_MS, ChoiceDialog
from app.views.order_acts import CancelDialog
from app.views.order_board_view import OrderBoardView
from app.views.words import field_sentence
from tests import builders
from tests.builders import COCOA, LAMP, LAMP_CODE, PHONE, TEA
from tests.views.desk_window import DeskWindow, a_desk, a_shop, place

ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Station]:
    with a_shop(tmp_path) as station:
        yield station


@pytest.fixture
def orders(shop: Station) -> list[PlacedOrder]:
    """Four orders, the oldest first: promised, on hold, waiting for stock, and one whose lamp is released."""
    wang = builders.add_customer(shop)
    li = builders.add_customer(shop, customer_id=builders.an_id(), name="李静", phone="13700001111", initials="lj")
    wanted = ((wang, TEA, 2), (li, COCOA, 1), (wang, PHONE, 9), (li, LAMP, 2))
    made = [place(shop, customer, (sku, quantity)) for customer, sku, quantity in wanted]
    hold_order(shop, builders.CLERK, made[1].order_id, HoldReason.REMARK, "call back")
    wave = next_wave(shop, builders.SUPERVISOR).work
    release(shop, builders.SUPERVISOR, [made[3].order_id], wave)
    return made


@pytest.fixture
def window(shop: Station, orders: list[PlacedOrder]) -> Iterator[DeskWindow]:
    with a_desk(shop, "order_board", OrderBoardView) as opened:
        opened.sign_in(builders.SUPERVISOR)
        yield opened


def page_of(window: DeskWindow) -> OrderBoardView:
    page = window.shell.page
    assert isinstance(page, OrderBoardView)
    return page


def listed(window: DeskWindow) -> list[str]:
    model = page_of(window).model
    rows = [model.row_at(row) for row in range(model.rowCount())]
    window.rest()
    rows = [model.row_at(row) for row in range(model.rowCount())]
    return [row.number for row in rows if row is not None]


def shown(window: DeskWindow) -> str:
    order = page_of(window).panel.order
    return order.number if order else ""


def view(window: DeskWindow, key: str, order: PlacedOrder) -> None:
    """Switch a filter on and wait until the order it lets through is in view."""
    page_of(window).chips.choose(key)
    window.until(lambda: shown(window) == order.number)


def choose(window: DeskWindow, digit: str) -> None:
    """Press a digit in a list of choices, and let it settle as a finger's."""
    window.press(digit)
    QTest.qWait(SETTLED_MS + 20)
    window.rest()


def test_all_orders_stand_newest_first_with_the_true_count_and_the_newest_in_view(
    window: DeskWindow, orders: list[PlacedOrder]
) -> None:
    window.until(lambda: shown(window) == orders[3].number)
    assert listed(window) == [each.number for each in reversed(orders)]
    assert page_of(window).count.text() == "4 orders"
    assert shown(window) == orders[3].number


def test_chips_count_and_filter(window: DeskWindow, orders: list[PlacedOrder]) -> None:
    chips = page_of(window).chips
    counts = {key: chip.count for key, chip in chips.chips.items() if chip.count}
    assert counts == {"all": 4, Stage.HELD: 1, Stage.WAITING: 1, Stage.PROMISED: 1, Stage.RELEASED: 1}
    for stage, order in ((Stage.HELD, orders[1]), (Stage.WAITING, orders[2]), (Stage.PROMISED, orders[0])):
        view(window, stage, order)
        assert listed(window) == [order.number]


def test_late_orders_are_found_and_said_so(shop: Station, orders: list[PlacedOrder]) -> None:
    shop.clock.advance(timedelta(days=2))  # type: ignore[attr-defined]
    with a_desk(shop, "order_board", OrderBoardView) as window:
        window.sign_in(builders.SUPERVISOR)
        window.press(Qt.Key.Key_F4)
        assert orders[0].number in listed(window)
        row = page_of(window).model.row_at(0)
        assert row is not None
        assert row.late


@pytest.mark.parametrize("typed", ["1111", "lj", "李"])
def test_a_text_finds_the_orders_of_a_customer(window: DeskWindow, orders: list[PlacedOrder], typed: str) -> None:
    window.press(Qt.Key.Key_F2)
    page_of(window).search.setText(typed)
    page_of(window).search.textEdited.emit(typed)
    window.rest()
    assert listed(window) == [orders[3].number, orders[1].number]


def test_a_text_that_fits_nothing_empties_list_and_panel(window: DeskWindow) -> None:
    window.press(Qt.Key.Key_F2, "nobody")
    assert listed(window) == []
    assert shown(window) == ""
    window.press(ESCAPE)
    assert len(listed(window)) == 4


def test_the_panel_follows_the_cursor(window: DeskWindow, orders: list[PlacedOrder]) -> None:
    window.press(Qt.Key.Key_Down)
    window.until(lambda: shown(window) == orders[2].number)
    order = page_of(window).panel.order
    assert order is not None
    assert [line.rungs[:2] for line in order.lines] == [(9, 3)]


def test_the_story_names_each_step_and_who_did_it(window: DeskWindow, orders: list[PlacedOrder]) -> None:
    told = page_of(window).panel.story._sheet._happenings
    assert [each.title for each in told] == ["Order entered", "Checked and promised", "Released to the floor"]
    assert [each.worker for each in told] == ["clerk W-0001", "clerk W-0001", "supervisor W-0031"]


def test_an_order_is_held_with_a_reason_and_lifted(
    shop: Station, window: DeskWindow, orders: list[PlacedOrder]
) -> None:
    """Rule A3: a hold is one of a set, with a reason."""
    view(window, Stage.PROMISED, orders[0])
    window.press(Qt.Key.Key_F7)
    assert isinstance(QApplication.activeModalWidget(), ChoiceDialog)
    choose(window, "2")
    order = read_order(shop, orders[0].order_id)
    assert order is not None
    assert order.stage is Stage.HELD
    assert [each.reason for each in order.holds] == [HoldReason.PRICE_WRONG]
    window.until(lambda: "F8" in [hint.key for hint in window.shell.key_bar.hints])
    window.press(Qt.Key.Key_F8)
    lifted = read_order(shop, orders[0].order_id)
    assert lifted is not None
    assert lifted.stage is Stage.PROMISED


def test_a_cancellation_says_what_it_frees_and_needs_a_reason(
    shop: Station, window: DeskWindow, orders: list[PlacedOrder]
) -> None:
    """Rule B6: cancel before the pick frees."""
    view(window, Stage.PROMISED, orders[0])
    window.press(Qt.Key.Key_Delete)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CancelDialog)
    assert dialog.buttons["cancel"].text() == "Cancel order"
    window.press(ENTER)
    assert dialog.field.message.text == field_sentence(Refused(Reason.NEEDS_REASON))
    assert dialog.isVisible()
    window.press("wrong goods", ENTER)
    order = read_order(shop, orders[0].order_id)
    assert order is not None
    assert order.stage is Stage.CANCELLED
    shown_order = page_of(window).panel.order
    assert shown_order is not None
    assert (shown_order.number, shown_order.stage) == (orders[0].number, Stage.CANCELLED), "it stays in view"


def test_a_cancellation_of_picked_goods_says_that_they_must_go_back(
    shop: Station, window: DeskWindow, orders: list[PlacedOrder]
) -> None:
    """Rule B6: cancel after the pick makes a put-back task."""
    outcome = take_work(shop, builders.PICKER)
    picked = 0
    while not picked:
        prompt = next_prompt(outcome.work)
        place_text = prompt.line.location if prompt.line else ""
        text = {Ask.TOTE: "T-0001", Ask.PLACE: place_text, Ask.ITEM: LAMP_CODE}[prompt.ask]
        outcome = pick_scan(shop, builders.PICKER, outcome.work.pick_list_id, builders.a_scan(text))
        picked += prompt.ask is Ask.ITEM
    page_of(window).open_order(orders[3].order_id)
    window.until(lambda: shown(window) == orders[3].number)
    order = page_of(window).panel.order
    assert order is not None
    page_of(window).acts.cancel(order)
    window.rest()
    words = QApplication.activeModalWidget()
    assert isinstance(words, CancelDialog)
    text = " ".join(label.text() for label in words.findChildren(QLabel))
    assert "1 unit is taken off the pick list. 1 picked unit must be put back by hand." in text
    window.press(ESCAPE)
    again = read_order(shop, order.order_id)
    assert again is not None
    assert again.stage is not Stage.CANCELLED, "Esc keeps the order"


def test_a_role_without_the_right_is_told_and_nothing_happens(shop: Station, orders: list[PlacedOrder]) -> None:
    with a_desk(shop, "order_board", OrderBoardView) as window:
        window.sign_in(builders.SUPERVISOR)
        page = page_of(window)
        page.acts._worker = lambda: None
        assert page.panel.order is not None
        page.acts.cancel(page.panel.order)
        assert QApplication.activeModalWidget() is None
        assert page.message.text == field_sentence(Refused(Reason.NOT_ALLOWED))


def test_the_pick_list_is_printed_again_with_a_reason(
    shop: Station, window: DeskWindow, orders: list[PlacedOrder]
) -> None:
    window.press(Qt.Key.Key_F6)
    choose(window, "1")
    choose(window, "2")
    jobs = pending_jobs(shop)
    assert [type(job.document).__name__ for job in jobs] == ["PickListSheet"]
    sheet = jobs[0].document
    assert (sheet.pick_list_number, sum(line.quantity for line in sheet.lines)) == (orders[3].number, 2)


def test_a_scan_of_an_order_opens_it_whatever_the_filter_is(window: DeskWindow, orders: list[PlacedOrder]) -> None:
    view(window, Stage.HELD, orders[1])
    window.scan(orders[0].number)
    window.until(lambda: shown(window) == orders[0].number)
    assert listed(window) == [orders[0].number]
    window.scan("NO-SUCH")
    assert page_of(window).message.text == field_sentence(Refused(Reason.UNKNOWN_ORDER, read="NO-SUCH"))


def test_a_scan_of_a_tote_opens_the_order_in_it(shop: Station, window: DeskWindow, orders: list[PlacedOrder]) -> None:
    work = take_work(shop, builders.PICKER).work
    pick_scan(shop, builders.PICKER, work.pick_list_id, builders.a_scan("T-0001"))
    view(window, Stage.HELD, orders[1])
    window.scan("T-0001")
    window.until(lambda: shown(window) == orders[3].number)


def test_the_board_changes_its_language_at_once(window: DeskWindow) -> None:
    window.shell.set_language("zh_CN")
    page = page_of(window)
    assert page.chips.chips[Stage.HELD].text() == "已挂起"
    assert page.panel.leaves.tabText(2) == "经过"
    assert page.panel.story._sheet._happenings[0].title == "订单录入"
