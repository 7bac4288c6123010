"""The stock screen on a real store: lists, searches and scans, moves, receipts, counts, holds."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.models.stock import StockReceived
from app.models.stock_pages import ReceivingCard
from app.operations.stock import heaps_of_product
from app.views.reason_dialog import ReasonDialog
from app.views.receive_draft import ReceiveDraft, Step
from app.views.stock_dialogs import AdjustDialog, MoveDialog
from app.views.stock_view import LISTS, StockView
from app.views.stock_words import expiry_tone
from app.views.verdict import Tone
from tests.builders import LAMP, LAMP_CASE_CODE, LAMP_CODE, MILK, MILK_CODE, PACKER, PHONE, PHONE_CODE, TEA
from tests.views.desks import Window, a_desk, a_window


@pytest.fixture
def stock(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    with a_desk(tmp_path) as desk, a_window(qtbot, desk, lambda: StockView(desk)) as window:
        yield window


def view(window: Window) -> StockView:
    page = window.shell.page
    assert isinstance(page, StockView)
    return page


def on_hand(window: Window, sku: str) -> dict[tuple[str, str], int]:
    """What the books say, by place and lot."""
    with window.desk.station.store.reader() as connection:
        return {(row.key.location, row.key.lot): row.on_hand for row in heaps_of_product(connection, "SZ", sku)}


def show(window: Window, sku: str, code: str) -> None:
    window.scan(code)
    window.until(lambda: view(window).detail.sku == sku and view(window).detail.heap() is not None)


def test_the_list_of_products_shows_what_is_on_hand_and_counts_all_rows(stock: Window) -> None:
    table = view(stock).tables["products"]
    stock.until(lambda: table.model().rowCount() == 5 and view(stock).paged["products"].row_at(0))
    rows = {row.sku: row for row in (view(stock).paged["products"].row_at(at) for at in range(5)) if row}
    assert (rows[LAMP].on_hand, rows[LAMP].promised, rows[LAMP].free) == (20, 0, 20)
    assert rows[MILK].expires_on == date(2026, 12, 31)
    assert "5 rows" in view(stock).count.text()


def test_the_counts_follow_the_language(stock: Window) -> None:
    stock.until(lambda: "5 rows" in view(stock).count.text())
    show(stock, LAMP, LAMP_CODE)
    view(stock).detail.show_part("moves")
    stock.until(lambda: "newest first" in view(stock).detail.moves_words.text())
    stock.shell.set_language("zh_CN")
    assert view(stock).count.text() == "5 行"
    assert "newest" not in view(stock).detail.moves_words.text()
    stock.shell.set_language("en")
    assert view(stock).count.text() == "5 rows"


def test_a_scanned_product_and_a_scanned_shelf_lead_there(stock: Window) -> None:
    show(stock, LAMP, LAMP_CODE)
    stock.until(lambda: view(stock).detail.title.text() == "Desk lamp")
    stock.scan("A-02-1")
    stock.until(lambda: view(stock).detail.title.text() == "A-02-1" and view(stock).detail.by_place.rowCount() == 2)


def test_a_scanned_lot_leads_to_its_product_and_an_unknown_code_says_so(stock: Window) -> None:
    stock.scan("L2")
    stock.until(lambda: view(stock).detail.sku == MILK)
    stock.scan("NOBODY-KNOWS")
    stock.until(lambda: "NOBODY-KNOWS" in view(stock).message.text)
    assert view(stock).detail.sku == MILK


def test_expiry_is_marked_and_the_day_itself_is_still_good() -> None:
    """Rule F6: the day of expiry itself is still valid."""
    day = date(2026, 11, 24)
    assert expiry_tone(day, day) is Tone.ATTENTION
    assert expiry_tone(date(2026, 11, 23), day) is Tone.WRONG
    assert expiry_tone(date(2027, 11, 23), day) is Tone.GOOD


def test_the_lots_can_be_narrowed_to_those_on_hold(stock: Window) -> None:
    page = view(stock)
    page.open("lots")
    stock.until(lambda: page.paged["lots"].rowCount() == 2 and page.paged["lots"].row_at(0))
    page.tables["lots"].choose(0)
    stock.press(Qt.Key.Key_F7)
    dialog = stock.dialog()
    assert isinstance(dialog, ReasonDialog)
    stock.press(Qt.Key.Key_Return)
    assert "why" in dialog.field.message.text
    stock.qtbot.keyClicks(dialog.edit, "smells sour")
    stock.press(Qt.Key.Key_Return)
    page.filters.buttons["held"].click()
    stock.until(lambda: page.paged["lots"].rowCount() == 1 and page.paged["lots"].row_at(0))
    row = page.paged["lots"].row_at(0)
    assert row is not None
    assert (row.lot, row.on_hold, row.hold_reason) == ("L1", True, "smells sour")


def test_an_adjustment_needs_a_reason_and_leaves_a_move_with_who_and_why(stock: Window) -> None:
    show(stock, LAMP, LAMP_CODE)
    stock.press(Qt.Key.Key_F4)
    dialog = stock.dialog()
    assert isinstance(dialog, AdjustDialog)
    dialog.counted.setText("9")
    stock.press(Qt.Key.Key_Return)
    stock.until(lambda: dialog.fields["reason"].message.text)
    dialog.reasons.buttons["damage"].click()
    dialog.note.setText("fell down")
    dialog.answer("do")
    stock.until(lambda: on_hand(stock, LAMP)[("A-01-1", "")] == 9)
    model = view(stock).detail.moves_model
    stock.until(lambda: model.rowCount() == 3 and model.row_at(0))
    newest = model.row_at(0)
    assert newest is not None
    assert (newest.quantity, newest.reason, newest.note) == (3, "damage", "fell down")
    assert newest.worker == "supervisor W-0031"


def test_goods_are_moved_to_the_shelf_that_is_scanned(stock: Window) -> None:
    show(stock, LAMP, LAMP_CODE)
    stock.press(Qt.Key.Key_F6)
    dialog = stock.dialog()
    assert isinstance(dialog, MoveDialog)
    stock.scan(MILK_CODE)
    stock.until(lambda: dialog.fields["to_location"].message.text)
    stock.scan("A-01-3")
    stock.until(lambda: dialog.to.text() == "A-01-3")
    dialog.quantity.setText("99")
    dialog.answer("do")
    stock.until(lambda: dialog.fields["quantity"].message.text)
    dialog.quantity.setText("5")
    dialog.answer("do")
    stock.until(lambda: on_hand(stock, LAMP) == {("A-01-1", ""): 7, ("A-01-3", ""): 5, ("A-02-1", ""): 8})


def test_a_worker_without_the_right_is_refused_at_the_field(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path, PACKER) as desk, a_window(qtbot, desk, lambda: StockView(desk)) as window:
        show(window, LAMP, LAMP_CODE)
        window.press(Qt.Key.Key_F4)
        dialog = window.dialog()
        assert isinstance(dialog, AdjustDialog)
        dialog.reasons.buttons["count"].click()
        dialog.counted.setText("1")
        dialog.answer("do")
        window.until(lambda: "Not allowed" in dialog.fields["counted"].message.text)
        dialog.answer("back")
        assert on_hand(window, LAMP)[("A-01-1", "")] == 12


def test_receiving_by_scans_alone_books_product_quantity_and_shelf(stock: Window) -> None:
    """Rule C3: a pack barcode adds its factor."""
    stock.press(Qt.Key.Key_F3)
    form = view(stock).receive
    stock.scan(LAMP_CODE)
    stock.until(lambda: form.draft.goods is not None)
    stock.scan(LAMP_CASE_CODE)
    stock.until(lambda: form.draft.quantity == 7)
    stock.scan("A-02-2")
    stock.until(lambda: form.draft == ReceiveDraft() and on_hand(stock, LAMP).get(("A-02-2", "")) == 7)


def test_a_gs1_label_brings_lot_and_expiry_and_a_typed_quantity_is_kept_as_typed(stock: Window) -> None:
    """Rule F4: lot and expiry come out of the element string."""
    recorded: list[StockReceived] = []
    stock.desk.recorded.connect(lambda outcome: recorded.append(outcome.first(StockReceived)))
    stock.press(Qt.Key.Key_F3)
    form = view(stock).receive
    stock.scan(f"01{MILK_CODE.zfill(14)}17270630" + "10L9", "]C1")
    stock.until(lambda: form.draft.lot == "L9")
    assert form.expires.text() == "2027-06-30"
    stock.qtbot.keyClicks(form.quantity, "48")
    stock.scan("A-01-3")
    stock.until(lambda: recorded)
    (fact,) = recorded
    assert (fact.lot, fact.expires_on, fact.quantity, fact.entry) == ("L9", date(2027, 6, 30), 48, "typed")


def test_goods_with_lots_are_not_booked_without_one_and_the_field_says_so(stock: Window) -> None:
    stock.press(Qt.Key.Key_F3)
    form = view(stock).receive
    stock.scan(MILK_CODE)
    stock.until(lambda: form.draft.step is Step.LOT)
    stock.scan("A-01-3")
    stock.until(lambda: form.fields["lot"].message.text)
    assert sum(on_hand(stock, MILK).values()) == 30
    stock.qtbot.keyClicks(form.expires, "31.12.")
    stock.qtbot.keyClicks(form.lot, "L5")
    form.try_book()
    assert "2027-03-31" in form.fields["expires_on"].message.text


def test_each_phone_is_scanned_and_the_same_one_twice_is_refused(stock: Window) -> None:
    """Rule D1: a serial seen before is refused."""
    stock.press(Qt.Key.Key_F3)
    form = view(stock).receive
    stock.scan(PHONE_CODE)
    stock.until(lambda: form.draft.step is Step.SERIALS)
    for serial in ("SN-8", "SN-9"):
        stock.scan(serial)
        stock.until(lambda serial=serial: serial in form.draft.serials)
    stock.scan("SN-9")
    stock.until(lambda: form.prompt.is_held)
    assert form.draft.serials == ("SN-8", "SN-9")
    stock.scan("CMD-CONFIRM")
    stock.until(lambda: not form.prompt.is_held)
    stock.scan("B-01-1")
    stock.until(lambda: sum(on_hand(stock, PHONE).values()) + len(form.draft.serials) == 5 or form.draft.goods is None)
    with stock.desk.station.store.reader() as connection:
        assert len(heaps_of_product(connection, "SZ", PHONE)) == 5


def test_another_product_in_the_middle_of_a_receipt_is_refused_and_changes_nothing(stock: Window) -> None:
    stock.press(Qt.Key.Key_F3)
    form = view(stock).receive
    stock.scan(LAMP_CODE)
    stock.until(lambda: form.draft.goods is not None)
    before = form.draft
    stock.scan(MILK_CODE)
    stock.until(lambda: form.prompt.is_held)
    assert form.draft == before
    assert form.scans.scans[0].tone is Tone.WRONG


def test_fields_of_the_receiving_desk_are_large_enough_for_gloves(stock: Window) -> None:
    stock.press(Qt.Key.Key_F3)
    form = view(stock).receive
    stock.qtbot.wait(20)
    assert min(field.field.height() for field in form.fields.values()) >= 64
    assert form.book.height() >= 64


def test_no_price_stands_on_the_stock_screen(stock: Window) -> None:
    """Rule K4: prices are not on the floor's screens."""
    tables = [view(stock).table(key) for key in LISTS]
    keys = {column.key for table in tables for column in table.model().columns}  # type: ignore[attr-defined]
    assert not keys & {"price", "cost", "value"}
    assert "price" not in ReceivingCard.__dataclass_fields__
    assert on_hand(stock, TEA) == {("A-02-2", ""): 50}
