"""The order desk, driven by keys in its real window: entry, refusals at their field, drafts, scans, both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit, QTableView, QWidget

from app.models.refusals import Reason, Refused
from app.operations.order_board import BoardFilter, board_page, read_order
from app.operations.station import Station
from app.views.entry_search import Step
from app.views.entry_strip import Value
from app.views.kit.card import Badge
from app.views.order_entry_view import OrderEntryView
from app.views.words import WORDS, field_sentence
from tests import builders
from tests.builders import COCOA, LAMP, LAMP_CASE_CODE, MILK, PHONE, TEA, TEA_CODE
from tests.views.desk_window import CONTROL, DeskWindow, a_desk, a_shop, place

ENTER, ESCAPE, DELETE, UP = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Delete, Qt.Key.Key_Up
PLACE = (Qt.Key.Key_Return, CONTROL)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Station]:
    with a_shop(tmp_path) as station:
        builders.add_customer(station)
        yield station


@pytest.fixture
def window(shop: Station) -> Iterator[DeskWindow]:
    with a_desk(shop, "order_entry", OrderEntryView) as opened:
        opened.sign_in()
        yield opened


def page_of(window: DeskWindow) -> OrderEntryView:
    page = window.shell.page
    assert isinstance(page, OrderEntryView)
    return page


def said(window: DeskWindow) -> str:
    return page_of(window).strip.message.text


def on_order(window: DeskWindow) -> list[tuple[str, int]]:
    return [(line.sku, line.quantity) for line in page_of(window).entry.lines]


def call_in(window: DeskWindow, *products: str) -> None:
    """Choose the one customer by the phone's last figures, and type products."""
    window.press("8000", ENTER)
    for product in products:
        window.press(product, ENTER)


def test_five_lines_are_placed_without_a_mouse(shop: Station, window: DeskWindow) -> None:
    call_in(window, "lamp")
    window.press("*", "3", ENTER, "MILK-1", ENTER, "*", "2", ENTER, "gr", ENTER, ".", "12.50", ENTER)
    window.press("cocoa", ENTER, "/", "10", ENTER, "ph", ENTER, PLACE)
    placed = board_page(shop, BoardFilter()).rows
    assert [row.lines_n for row in placed] == [5]
    order = read_order(shop, placed[0].order_id)
    assert order is not None
    lines = [(line.sku, line.rungs[0], line.unit_price, line.discount) for line in order.lines]
    assert lines == [
        (LAMP, 3, 1_250, 0),
        (MILK, 2, 1_250, 0),
        (TEA, 1, 1_250, 0),
        (COCOA, 1, 1_250, 1_000),
        (PHONE, 1, 199_900, 0),
    ]
    page = page_of(window)
    assert page.placed.isVisible()
    assert page.placed.number.text == placed[0].number
    assert "today" in page.placed.promise.text()
    assert page.entry.is_empty
    assert page.strip.step is Step.CUSTOMER
    window.press("8000", ENTER)
    assert not page.placed.isVisible()


@pytest.mark.parametrize("typed", ["8000", "王小明", "wangxiao", "wxm"])
def test_a_caller_is_found_by_figures_name_pinyin_and_initials(window: DeskWindow, typed: str) -> None:
    page_of(window).strip.search.start(typed)
    window.rest()
    window.press(ENTER)
    customer = page_of(window).entry.customer
    assert customer is not None
    assert customer.name == "王小明"
    assert page_of(window).strip.step is Step.PRODUCT


def test_an_unknown_caller_is_told_under_the_box_and_may_be_added(window: DeskWindow) -> None:
    window.press("4711")
    assert said(window) == field_sentence(Refused(Reason.UNKNOWN_CUSTOMER, read="4711"))
    window.press(ENTER)
    assert page_of(window).form.isVisible()
    assert page_of(window).form.edits["phone"].text() == "4711"


def test_an_unknown_product_is_told_under_the_box(window: DeskWindow) -> None:
    call_in(window)
    window.press("qqqq")
    assert said(window) == field_sentence(Refused(Reason.UNKNOWN_PRODUCT, read="qqqq"))
    window.press(ENTER)
    assert on_order(window) == []


def test_a_dead_product_is_refused_and_the_text_stays(window: DeskWindow) -> None:
    call_in(window, "old lamp")
    assert said(window) == field_sentence(Refused(Reason.DEAD_PRODUCT, read="Old lamp"))
    assert on_order(window) == []
    assert page_of(window).strip.search.text() == "old lamp"


@pytest.mark.parametrize(
    ("key", "typed", "reason"),
    [
        ("*", "0", Reason.BAD_QUANTITY),
        ("*", "-3", Reason.BAD_QUANTITY),
        ("*", "2.5", Reason.BAD_QUANTITY),
        (".", "1.234", Reason.BAD_PRICE),
        (".", "abc", Reason.BAD_PRICE),
        ("/", "101", Reason.BAD_DISCOUNT),
        ("/", "x", Reason.BAD_DISCOUNT),
    ],
)
def test_a_wrong_value_is_refused_at_its_field_and_changes_nothing(
    window: DeskWindow, key: str, typed: str, reason: Reason
) -> None:
    call_in(window, "lamp")
    before = page_of(window).entry.draft
    window.press(key, typed, ENTER)
    assert said(window) == field_sentence(Refused(reason, read=typed))
    assert page_of(window).strip.asking is not None
    assert page_of(window).entry.draft == before
    window.press(ESCAPE)
    assert page_of(window).strip.asking is None
    assert said(window) == ""


def test_an_absurd_quantity_is_typed_twice(window: DeskWindow) -> None:
    call_in(window, "lamp")
    window.press("*", "1000", ENTER)
    assert said(window) == field_sentence(Refused(Reason.ABSURD_QUANTITY, read="1,000"))
    assert on_order(window) == [(LAMP, 1)]
    window.press("1000", ENTER)
    assert on_order(window) == [(LAMP, 1_000)]


def test_a_quantity_beyond_all_limits_is_refused_however_often_it_is_typed(window: DeskWindow) -> None:
    call_in(window, "lamp")
    window.press("*", "10000", ENTER, "10000", ENTER)
    assert "at most 9999" in said(window)
    assert on_order(window) == [(LAMP, 1)]


def test_missing_stock_is_a_warning_beside_the_line_and_no_refusal(window: DeskWindow) -> None:
    """Rule B2: the line is taken and its promise waits."""
    call_in(window, "phone")
    window.press("*", "5", ENTER)
    page = page_of(window)
    assert WORDS[Reason.NO_STOCK].title in said(window)
    assert on_order(window) == [(PHONE, 5)]
    row = page.table.rows.row_at(0)
    assert row is not None
    assert "2 wait" in row.promise.detail
    assert row.free == "3"


def test_stock_and_promise_stand_beside_the_line_while_the_quantity_is_typed(window: DeskWindow) -> None:
    call_in(window, "phone")
    page = page_of(window)
    row = page.table.rows.row_at(0)
    assert row is not None
    assert row.promise.text.startswith("today · SZ")
    window.press("*", "9")
    row = page.table.rows.row_at(0)
    assert row is not None
    assert "6 wait" in row.promise.detail, "it is told before Enter"
    assert on_order(window) == [(PHONE, 1)]
    window.press(ESCAPE)
    row = page.table.rows.row_at(0)
    assert row is not None
    assert row.promise.text.startswith("today")


def test_an_order_without_lines_or_without_a_caller_is_not_placed(shop: Station, window: DeskWindow) -> None:
    window.press(PLACE)
    assert said(window) == field_sentence(Refused(Reason.UNKNOWN_CUSTOMER))
    call_in(window)
    window.press(PLACE)
    assert said(window).startswith(WORDS[Reason.NO_LINES].title)
    assert board_page(shop, BoardFilter()).total == 0


def test_a_draft_comes_back_after_a_restart(shop: Station, window: DeskWindow) -> None:
    call_in(window, "lamp", "cocoa")
    window.press("*", "4", ENTER, Qt.Key.Key_F4, "fragile", ENTER, Qt.Key.Key_F6)
    draft = page_of(window).entry.draft
    with a_desk(shop, "order_entry", OrderEntryView) as again:
        again.sign_in()
        entry = page_of(again).entry
        assert entry.draft == draft
        assert [(line.sku, line.quantity, line.note) for line in entry.lines] == [(LAMP, 1, ""), (COCOA, 4, "fragile")]
        assert entry.customer is not None
        assert entry.draft.priority == 2
        assert said(again) == "Your open draft is back."


def test_a_placed_order_leaves_no_draft(shop: Station, window: DeskWindow) -> None:
    call_in(window, "lamp")
    window.press(PLACE)
    with a_desk(shop, "order_entry", OrderEntryView) as again:
        again.sign_in()
        assert page_of(again).entry.is_empty


def test_the_next_call_lays_the_order_aside_and_it_is_taken_up_again(window: DeskWindow) -> None:
    call_in(window, "lamp")
    window.press(Qt.Key.Key_F9)
    assert page_of(window).entry.is_empty
    assert page_of(window).title() == "Order desk · 1 draft waits"
    call_in(window, "cocoa")
    window.press(Qt.Key.Key_F11)
    assert on_order(window) == [(LAMP, 1)]


def test_a_discarded_draft_is_gone_after_the_named_button(shop: Station, window: DeskWindow) -> None:
    call_in(window, "lamp")
    window.press(Qt.Key.Key_F10)
    assert QApplication.activeModalWidget() is not None
    window.press(ENTER)
    assert page_of(window).entry.is_empty
    with a_desk(shop, "order_entry", OrderEntryView) as again:
        again.sign_in()
        assert page_of(again).entry.is_empty


@pytest.mark.parametrize("typed", ["gren tea", "coca", "台", "td"])
def test_a_product_is_found_by_a_typo_one_character_and_initials(window: DeskWindow, typed: str) -> None:
    call_in(window)
    page_of(window).strip.search.start(typed)
    window.rest()
    window.press(ENTER)
    assert [sku for sku, _ in on_order(window)] == [{"g": TEA, "c": COCOA}.get(typed[0], LAMP)]


def test_a_scanned_product_adds_a_line_wherever_the_focus_is(window: DeskWindow) -> None:
    call_in(window, "cocoa")
    window.press("*")
    window.scan(TEA_CODE)
    assert on_order(window) == [(COCOA, 1), (TEA, 1)]
    window.scan(LAMP_CASE_CODE, LAMP_CASE_CODE)
    assert on_order(window)[2] == (LAMP, 12), "a case is six lamps"
    window.scan("00000000")
    assert said(window) == field_sentence(Refused(Reason.UNKNOWN_PRODUCT, read="00000000"))


def test_lines_are_walked_removed_and_discounted_by_keys(window: DeskWindow) -> None:
    call_in(window, "lamp", "cocoa", "gr")
    window.press(UP, DELETE)
    assert on_order(window) == [(LAMP, 1), (TEA, 1)]
    window.press("/", "/")
    assert page_of(window).strip.asking is Value.DISCOUNT_ALL
    window.press("20", ENTER)
    assert [line.discount for line in page_of(window).entry.lines] == [2_000, 2_000]
    assert page_of(window).totals.total.text() == "¥20.00"


def test_the_callers_orders_and_prices_stand_beside(shop: Station) -> None:
    customer = builders.add_customer(shop, customer_id=builders.an_id(), phone="13911112222")
    placed = place(shop, customer, (COCOA, 2), (TEA, 1))
    with a_desk(shop, "order_entry", OrderEntryView) as window:
        window.sign_in()
        window.press("2222", ENTER)
        page = page_of(window)
        assert [row.number for row in page.habits.orders.rows] == [placed.number]
        assert page.habits.orders.rows[0].items == "Cocoa ×2, Green tea ×1"
        assert {row.name for row in page.habits.prices.rows} == {"Cocoa", "Green tea"}


def test_the_language_changes_at_once_and_the_order_stays(window: DeskWindow) -> None:
    call_in(window, "lamp")
    page = page_of(window)
    window.press("*", "7")
    window.shell.set_language("zh_CN")
    assert page.totals.button.text() == "下单"
    assert page.strip.value.caption.text() == "数量 · 台灯"
    assert page.strip.value.edit.text() == "7"
    row = page.table.rows.row_at(0)
    assert row is not None
    assert row.name == "台灯"
    assert "今日" in row.promise.text


def test_the_product_list_adds_lines_and_gives_the_focus_back(window: DeskWindow) -> None:
    call_in(window)
    window.press(Qt.Key.Key_F12)
    assert QApplication.activeModalWidget() is not None
    window.press("cocoa", ENTER, ESCAPE)
    assert QApplication.activeModalWidget() is None
    assert on_order(window) == [(COCOA, 1)]
    window.press("gr", ENTER)
    assert [sku for sku, _ in on_order(window)] == [COCOA, TEA]


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
@pytest.mark.parametrize("code", ["en", "zh_CN"])
def test_no_word_of_the_desk_is_cut_off(window: DeskWindow, code: str, size: tuple[int, int]) -> None:
    """UX: no clipped text at the sizes screens have, in both languages."""
    call_in(window, "lamp", "cocoa")
    window.shell.set_language(code)
    window.shell.resize(*size)
    window.rest()
    page = page_of(window)
    elided = {page.card.address_label}
    cut = [
        label.text()
        for label in page.findChildren(QLabel)
        if label.isVisible() and label not in elided and not label.wordWrap()
        if label.width() < label.sizeHint().width()
    ]
    cut += [
        badge.text
        for badge in page.findChildren(Badge)
        if badge.isVisible() and badge.width() < badge.sizeHint().width()
    ]
    assert cut == []


@pytest.mark.parametrize("in_form", [False, True])
def test_every_field_and_button_has_a_name(window: DeskWindow, in_form: bool) -> None:
    call_in(window, "lamp")
    if in_form:
        window.press(Qt.Key.Key_F8)
    page = page_of(window)
    nameless: list[QWidget] = [
        each
        for kind in (QLineEdit, QPlainTextEdit, QTableView)
        for each in page.findChildren(kind)
        if not each.accessibleName()
    ]
    nameless += [
        each
        for each in page.findChildren(QAbstractButton)
        if each.isVisibleTo(page)
        and not (each.accessibleName() or each.text())
        and not isinstance(each.parent(), QTableView)
    ]
    assert nameless == []
