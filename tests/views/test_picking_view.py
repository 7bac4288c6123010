"""The picker's screen, driven as a picker drives it: scans through the hub, keys, two languages, a real store."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import text

from app.language import set_language
from app.models.barcodes import CommandCode
from app.models.picking import Ask, next_prompt
from app.operations.picking import take_work
from app.operations.station import Author, Station
from app.views.choice_dialog import SETTLED_MS
from app.views.kit.dialog import QuantityDialog
from app.views.picking_view import PickingView
from app.views.short_dialog import ShortDialog
from app.views.verdict import Sound, Tone
from tests import floor
from tests.builders import COCOA_CODE, LAMP, LAMP_CASE_CODE, LAMP_CODE, MILK, PICKER, TEA, TEA_CODE
from tests.views.floor_window import Window, a_window

ENTER = Qt.Key.Key_Return
LAMPS_AT = "A-02-1"


def lamps(station: Station) -> None:
    floor.a_released_order(station, (LAMP, 3))


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    """Three lamps to pick, a picker signed in, the work taken and the tote scanned."""
    with a_window(tmp_path, "picking", PickingView, lamps) as opened:
        opened.enter(PICKER)
        opened.press(ENTER)
        opened.scan("T-0001")
        yield opened


def page(window: Window) -> PickingView:
    shown = window.shell.page
    assert isinstance(shown, PickingView)
    return shown


def ask(window: Window) -> Ask:
    work = page(window)._work
    assert work is not None
    return next_prompt(work).ask


def picked(window: Window) -> int:
    with window.station.store.reader() as connection:
        return int(connection.execute(text("SELECT sum(picked) FROM pick_line")).scalar() or 0)


def shown(window: Window) -> str:
    return page(window).prompt.accessibleName()


def test_enter_takes_the_next_work_and_the_walk_is_scanned_to_its_end(tmp_path: Path) -> None:
    """Rule C1, Rule C2: place, item, quantity; every prompt comes from what is stored."""
    with a_window(tmp_path, "picking", PickingView, lamps) as window:
        window.enter(PICKER)
        assert "1 order" in shown(window)
        window.press(ENTER)
        assert "Scan the tote" in shown(window)
        window.scan("T-0001")
        assert LAMPS_AT in shown(window)
        window.scan(LAMPS_AT)
        assert ask(window) is Ask.ITEM
        window.scan(LAMP_CODE, LAMP_CODE)
        assert "1" in shown(window)
        window.scan(LAMP_CODE)
        assert window.heard[-1] is Sound.ORDER_DONE
        assert picked(window) == 3
        assert "T-0001" in page(window).prompt.accessibleDescription()


def test_a_code_scanned_without_work_says_to_take_work_first(tmp_path: Path) -> None:
    with a_window(tmp_path, "picking", PickingView, lamps) as window:
        window.enter(PICKER)
        window.scan(LAMP_CODE)
        assert "Take work first" in page(window).prompt.accessibleDescription()
        window.scan(CommandCode.CONFIRM.text)
        assert "Scan the tote" in shown(window)


def test_the_last_scans_are_said_again_in_the_language_in_force(window: Window) -> None:
    window.scan(LAMPS_AT, COCOA_CODE)
    assert [scan.result for scan in page(window).scans.scans[:2]] == ["Wrong item", "Right location"]
    window.shell.set_language("zh_CN")
    assert [scan.result for scan in page(window).scans.scans[:2]] == ["商品不对", "库位正确"]


def test_a_wrong_item_holds_the_next_scan_back_until_it_is_noticed(window: Window) -> None:
    """Rule D2: the count does not change, and the scan behind a wrong one is not booked unseen."""
    window.scan(LAMPS_AT, COCOA_CODE)
    assert page(window).prompt.is_held
    assert window.heard[-1] is Sound.WRONG_ITEM
    window.scan(LAMP_CODE)
    assert window.heard[-1] is Sound.ATTENTION
    assert picked(window) == 0
    window.press(ENTER)
    assert not page(window).prompt.is_held
    window.scan(LAMP_CODE)
    assert picked(window) == 1


@pytest.mark.parametrize("way", ["CONFIRM", "space"])
def test_confirm_and_space_take_note_of_a_wrong_scan_too(window: Window, way: str) -> None:
    """Rule D2."""
    window.scan(LAMPS_AT, COCOA_CODE)
    if way == "CONFIRM":
        window.scan(CommandCode.CONFIRM.text)
    else:
        window.press(Qt.Key.Key_Space)
    assert not page(window).prompt.is_held


def test_a_burst_behind_a_wrong_scan_is_held_back_whole(window: Window) -> None:
    """Rule G2: bursts are worked in order; none behind an unseen error is booked."""
    window.scan(LAMPS_AT)
    window.scan(LAMP_CODE, COCOA_CODE, LAMP_CODE, LAMP_CODE, settle=False)
    window.settle()
    assert picked(window) == 1
    assert [scan.tone for scan in page(window).scans.scans[:3]] == [Tone.ATTENTION, Tone.ATTENTION, Tone.WRONG]


def test_a_burst_of_a_whole_line_is_worked_in_order(tmp_path: Path) -> None:
    """Rule G2: none is dropped, each meets the work the one before it left."""
    with a_window(tmp_path, "picking", PickingView, lamps) as window:
        window.enter(PICKER)
        window.press(ENTER)
        window.scan("T-0001", LAMPS_AT, LAMP_CODE, LAMP_CODE, LAMP_CODE, settle=False)
        window.settle()
        assert picked(window) == 3


def test_a_case_of_six_is_too_many_for_three(window: Window) -> None:
    """Rule C9: an over-pick is refused."""
    window.scan(LAMPS_AT, LAMP_CASE_CODE)
    assert window.heard[-1] is Sound.TOO_MANY
    assert picked(window) == 0


@pytest.mark.parametrize("way", ["key", "command"])
def test_undo_takes_the_last_pick_back(window: Window, way: str) -> None:
    """Rule D5: by key and by command barcode."""
    window.scan(LAMPS_AT, LAMP_CODE, LAMP_CODE)
    if way == "key":
        window.press("u")
    else:
        window.scan(CommandCode.UNDO.text)
    assert picked(window) == 1


def test_a_typed_quantity_is_asked_in_a_dialog_where_no_scan_lands(window: Window) -> None:
    """Rule C3; UX rule 2: scanned text never lands in the dialog."""
    window.scan(LAMPS_AT)
    window.press("q")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QuantityDialog)
    window.scan(LAMP_CODE)
    assert dialog.edit.text() == ""
    assert picked(window) == 0
    dialog.edit.setText("2")
    window.press(ENTER)
    assert picked(window) == 2


def test_a_quantity_code_books_that_many(tmp_path: Path) -> None:
    """Rule G4."""
    with a_window(tmp_path, "picking", PickingView, lambda st: floor.a_released_order(st, (TEA, 7))) as window:
        window.enter(PICKER)
        window.press(ENTER)
        window.scan("T-0001", "A-02-2", CommandCode.QTY_5.text)
        assert picked(window) == 5


def test_a_short_pick_takes_a_reason_by_its_digit_and_a_count(window: Window) -> None:
    """Rule C7: reason and what was counted; the rest is looked for elsewhere at once."""
    window.scan(LAMPS_AT, LAMP_CODE)
    window.press("s")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ShortDialog)
    window.scan(LAMP_CODE, "1")
    assert dialog.reason is None
    assert picked(window) == 1
    window.press("2")
    QTest.qWait(2 * SETTLED_MS)
    window.press(ENTER)
    with window.station.store.reader() as connection:
        assert connection.execute(text("SELECT short FROM pick_line WHERE location = 'A-02-1'")).scalar() == 2
    assert ask(window) is Ask.PLACE
    assert "A-01-1" in shown(window)


def test_short_by_command_wants_a_second_scan(window: Window) -> None:
    """Rule C5: scan again to confirm, instead of a dialog."""
    window.scan(LAMPS_AT, CommandCode.SHORT.text)
    with window.station.store.reader() as connection:
        assert connection.execute(text("SELECT sum(short) FROM pick_line")).scalar() == 0
    window.scan(CommandCode.SHORT.text)
    with window.station.store.reader() as connection:
        assert connection.execute(text("SELECT sum(short) FROM pick_line")).scalar() == 3


def test_another_scan_between_two_shorts_takes_the_question_back(window: Window) -> None:
    """Rule C5: only the same scan right after confirms."""
    window.scan(LAMPS_AT, CommandCode.SHORT.text, LAMP_CODE, CommandCode.SHORT.text)
    with window.station.store.reader() as connection:
        assert connection.execute(text("SELECT sum(short) FROM pick_line")).scalar() == 0


def test_a_skipped_line_comes_again_at_the_end(tmp_path: Path) -> None:
    """Rule C11."""
    with a_window(tmp_path, "picking", PickingView, lambda s: floor.a_released_order(s, (MILK, 1), (TEA, 1))) as window:
        window.enter(PICKER)
        window.press(ENTER)
        window.scan("T-0001")
        assert "A-01-2" in shown(window)
        window.press("k")
        assert "A-02-2" in shown(window)
        window.scan("A-02-2", TEA_CODE)
        assert "A-01-2" in shown(window)


@pytest.mark.parametrize(("answer", "tasks"), [("n", 1), (CommandCode.CONFIRM.text, 0)])
def test_the_screen_asks_whether_the_location_is_empty(tmp_path: Path, answer: str, tasks: int) -> None:
    """Rule C8: "no" makes a count task."""
    with a_window(tmp_path, "picking", PickingView, lambda s: floor.a_released_order(s, (LAMP, 8))) as window:
        window.enter(PICKER)
        window.press(ENTER)
        window.scan("T-0001", LAMPS_AT, LAMP_CASE_CODE, LAMP_CODE, LAMP_CODE)
        if ask(window) is not Ask.EMPTY:
            pytest.fail(f"asks {ask(window)}")
        if answer == "n":
            window.press("n")
        else:
            window.scan(answer)
        with window.station.store.reader() as connection:
            counted = connection.execute(text("SELECT count(*) FROM journal WHERE kind = 'count_requested'")).scalar()
        assert counted == tasks


def test_taking_over_another_s_walk_asks_by_a_second_press(tmp_path: Path) -> None:
    """Rule C1: taking over another's work asks first."""

    def somebody_walks(station: Station) -> None:
        lamps(station)
        take_work(station, Author("W-0012"))

    with a_window(tmp_path, "picking", PickingView, somebody_walks) as window:
        window.enter(PICKER)
        assert [row.cap for row in page(window).offers.rows] == ["1"]
        window.press("1")
        assert page(window)._work is None
        window.press("1")
        work = page(window)._work
        assert work is not None
        assert work.worker == PICKER.worker


def test_another_worker_finds_the_open_walk_where_it_stands(window: Window) -> None:
    """Rule C1: a crashed session is offered back; the widget holds no state of its own."""
    window.scan(LAMPS_AT, LAMP_CODE)
    fresh = PickingView(window.desk)
    try:
        fresh.retranslate()
        fresh.entered()
        window.settle()
        assert fresh.offers.rows[0].title == "Your open walk"
        fresh.take()
        window.settle()
        assert "2" in fresh.prompt.accessibleName()
        assert LAMPS_AT in fresh.prompt.accessibleName()
    finally:
        fresh.deleteLater()


def test_help_calls_the_supervisor_and_changes_nothing(window: Window) -> None:
    """Rule G4."""
    window.scan(LAMPS_AT, CommandCode.HELP.text)
    assert "Supervisor is called" in page(window).prompt.accessibleDescription()
    assert ask(window) is Ask.ITEM


def test_the_language_changes_at_once_and_the_work_stays(window: Window) -> None:
    window.scan(LAMPS_AT, LAMP_CODE)
    page(window).prompt.clear()
    window.shell.set_language("zh_CN")
    try:
        assert "扫描商品条码" in shown(window)
        assert "台灯" in page(window).product.accessibleName()
        window.shell.set_language("en")
        assert "Desk lamp" in page(window).product.accessibleName()
        assert ask(window) is Ask.ITEM
    finally:
        set_language("en")


def test_no_price_and_no_buyer_is_on_the_screen(window: Window) -> None:
    """UX rule 14."""
    window.scan(LAMPS_AT, LAMP_CODE)
    said = " ".join(
        f"{child.accessibleName()} {child.accessibleDescription()}" for child in page(window).findChildren(QWidget)
    )
    assert "Desk lamp" in said
    assert not any(secret in said for secret in ("12.50", "1250", "王小明", "13800138000"))
