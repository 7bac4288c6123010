"""The packer's bench, driven as a packer drives it: scans, keys, command codes; what prints stands in the spool."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import text

from app.models.barcodes import CommandCode
from app.models.orders import HoldPlaced, HoldReason
from app.operations.station import Station
from app.views.choice_dialog import SETTLED_MS, ChoiceDialog
from app.views.packing_view import PackingView
from app.views.verdict import Sound
from tests import builders, floor
from tests.builders import COCOA_CODE, LAMP, LAMP_CODE, NOON, PACKER, PHONE, PHONE_CODE, TEA, TEA_CODE
from tests.views.floor_window import Window, a_window


def lamps_and_tea(station: Station) -> None:
    floor.a_picked_shipment(station, (LAMP, 2), (TEA, 1))


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    """Two lamps and a tea in tote T-0001, opened on the bench."""
    with a_window(tmp_path, "packing", PackingView, lamps_and_tea) as opened:
        opened.enter(PACKER)
        opened.scan("T-0001")
        yield opened


def page(window: Window) -> PackingView:
    shown = window.shell.page
    assert isinstance(shown, PackingView)
    return shown


def said(window: Window) -> str:
    panel = page(window).verdicts
    return f"{panel.accessibleName()} {panel.accessibleDescription()}"


def value(window: Window, sql: str) -> object:
    with window.station.store.reader() as connection:
        return connection.execute(text(sql)).scalar()


def packed(window: Window) -> object:
    return value(window, "SELECT sum(quantity) FROM parcel_item") or 0


def choose(window: Window, digit: str) -> None:
    """Press a digit in the dialog, and let its guard against scanners run out."""
    assert isinstance(QApplication.activeModalWidget(), ChoiceDialog)
    window.press(digit)
    QTest.qWait(2 * SETTLED_MS)
    window.settle()


def test_the_last_good_scan_closes_the_parcel_and_prints(window: Window) -> None:
    """Rule E2: the green panel names the SSCC and the next prompt; label and slip are in the spool."""
    window.scan(LAMP_CODE, LAMP_CODE)
    assert value(window, "SELECT count(*) FROM print_job") == 0
    window.scan(TEA_CODE)
    assert window.heard[-1] is Sound.ORDER_DONE
    sscc = value(window, "SELECT sscc FROM parcel")
    assert str(sscc) in said(window).replace(" ", "")
    assert page(window).verdicts.verdict is not None
    assert "next tote" in page(window).verdicts.verdict.remedy
    assert value(window, "SELECT count(*) FROM print_job") == 2


@pytest.mark.parametrize("by", ["tote", "order"])
def test_a_parcel_opens_by_any_code(tmp_path: Path, by: str) -> None:
    """Rule E1."""
    with a_window(tmp_path, "packing", PackingView, lamps_and_tea) as window:
        window.enter(PACKER)
        assert "Scan a tote" in said(window)
        window.scan("T-0001" if by == "tote" else str(value(window, "SELECT number FROM shipment")))
        assert "Parcel open" in said(window)
        assert [line.wanted for line in page(window).lines.lines] == [2, 1]


def test_a_tote_and_its_items_may_come_as_one_burst(tmp_path: Path) -> None:
    """Rule G2: the item behind the tote meets the parcel the tote opened."""
    with a_window(tmp_path, "packing", PackingView, lamps_and_tea) as window:
        window.enter(PACKER)
        window.scan("T-0001", LAMP_CODE, LAMP_CODE, TEA_CODE, settle=False)
        window.settle()
        assert value(window, "SELECT state FROM parcel") == "labelled"


def test_the_line_just_scanned_is_on_top(window: Window) -> None:
    window.scan(TEA_CODE)
    assert page(window).lines.lines[0].product.sku == TEA
    window.scan(LAMP_CODE)
    top = page(window).lines.lines[0]
    assert (top.product.sku, top.done, top.wanted) == (LAMP, 1, 2)


def test_a_foreign_item_is_held_until_it_is_noticed(window: Window) -> None:
    """Rule D2: nothing is counted, and the next scan is not booked before."""
    window.scan(COCOA_CODE)
    assert window.heard[-1] is Sound.WRONG_ITEM
    assert "Wrong item" in said(window)
    window.scan(LAMP_CODE)
    assert packed(window) == 0
    window.scan(CommandCode.CONFIRM.text, LAMP_CODE)
    assert packed(window) == 1


@pytest.mark.parametrize("way", ["key", "command"])
def test_undo_counters_the_last_item(window: Window, way: str) -> None:
    """Rule D5."""
    window.scan(LAMP_CODE)
    if way == "key":
        window.press("u")
    else:
        window.scan(CommandCode.UNDO.text)
    assert packed(window) == 0
    assert value(window, "SELECT count(*) FROM journal WHERE kind = 'item_unpacked'") == 1


def test_take_out_is_for_one_scan_and_shown(window: Window) -> None:
    """Rule D5; UX rule 5."""
    window.scan(LAMP_CODE, LAMP_CODE)
    window.press("o")
    assert "Take out" in said(window)
    window.scan(LAMP_CODE)
    assert packed(window) == 1
    window.scan(LAMP_CODE)
    assert packed(window) == 2


def test_an_item_without_code_is_confirmed_by_hand_with_a_reason(window: Window) -> None:
    """Rule E3: which line, then why; the reason is kept."""
    window.press("h")
    choose(window, "2")
    choose(window, "1")
    assert value(window, "SELECT reason FROM parcel_item WHERE sku = 'TEA-3'") == "damaged_code"


def test_a_phone_may_not_be_confirmed_by_hand(tmp_path: Path) -> None:
    """Rule E3: a policy per product."""
    with a_window(tmp_path, "packing", PackingView, lambda st: floor.a_picked_shipment(st, (PHONE, 1))) as window:
        window.enter(PACKER)
        window.scan("T-0001")
        window.press("h")
        choose(window, "1")
        assert "Must be scanned" in said(window)
        assert packed(window) == 0
        window.scan(CommandCode.CONFIRM.text, PHONE_CODE)
        assert "Serial number needed" in said(window)


def test_no_scan_chooses_in_a_dialog(window: Window) -> None:
    """UX rule 2: scanned text never lands in a dialog, not even a single digit."""
    window.press("h")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ChoiceDialog)
    window.scan("1", LAMP_CODE)
    QTest.keyClicks(dialog, "12")
    QTest.qWait(3 * SETTLED_MS)
    assert dialog.isVisible()
    assert packed(window) == 0


def test_a_reopened_parcel_is_the_last_closed_one(window: Window) -> None:
    """Rule E2: reopen is one key."""
    window.scan(LAMP_CODE, LAMP_CODE, TEA_CODE)
    window.press("r")
    assert value(window, "SELECT state FROM parcel") == "open"
    assert "Parcel reopened" in said(window)
    window.press("u")
    assert packed(window) == 2


def test_any_parcel_reopens_by_its_label(tmp_path: Path) -> None:
    """Rule E2: on another bench the label is scanned."""
    labels: list[str] = []

    def packed_before(station: Station) -> None:
        labels.append(floor.a_packed_parcel(station, (TEA, 1)))

    with a_window(tmp_path, "packing", PackingView, packed_before) as window:
        window.enter(builders.SUPERVISOR)
        window.press("r")
        assert "label" in said(window)
        window.scan(f"00{labels[0]}")
        assert value(window, "SELECT state FROM parcel") == "open"


def test_short_ship_names_what_is_missing_and_wants_a_second_press(window: Window) -> None:
    """Rule C5, Rule E2: the bench is never blocked by what is not there."""
    window.scan(LAMP_CODE, LAMP_CODE)
    window.press("s")
    assert "1 × Green tea" in said(window)
    assert value(window, "SELECT state FROM parcel") == "open"
    window.press("s")
    assert value(window, "SELECT state FROM parcel") == "labelled"


def test_the_next_parcel_takes_the_rest(window: Window) -> None:
    window.scan(LAMP_CODE, LAMP_CODE, CommandCode.NEXT_PARCEL.text)
    assert value(window, "SELECT count(*) FROM parcel") == 2
    window.scan(TEA_CODE)
    assert value(window, "SELECT count(*) FROM parcel WHERE state = 'labelled'") == 2


def test_another_carton_is_chosen_by_its_digit(window: Window) -> None:
    window.press("c")
    choose(window, "3")
    assert value(window, "SELECT carton FROM parcel") == "K06"
    assert "K06" in page(window).carton.accessibleName()


def test_printing_again_asks_why(window: Window) -> None:
    window.scan(LAMP_CODE, LAMP_CODE, TEA_CODE)
    window.press("p")
    choose(window, "1")
    assert value(window, "SELECT count(*) FROM print_job WHERE reason = 'label_damaged'") == 2


def test_a_hold_stops_the_parcel_at_once(window: Window) -> None:
    """Rule E4."""
    work = page(window)._work
    assert work is not None
    held = HoldPlaced(work.order_id, HoldReason.ADDRESS_IN_DOUBT, "W-0001", NOON)
    window.desk.call(lambda: builders.record(window.station, held))
    window.scan(LAMP_CODE)
    assert "Order on hold" in said(window)
    assert packed(window) == 0


def test_a_colleague_goes_on_with_the_open_parcel(window: Window) -> None:
    """Rule E8: another packer signs in; the parcel stays open and carries the later name."""
    window.scan(LAMP_CODE)
    window.enter(builders.SUPERVISOR)
    window.scan(LAMP_CODE, TEA_CODE)
    assert value(window, "SELECT worker FROM parcel WHERE state = 'labelled'") == builders.SUPERVISOR.worker


def test_both_languages_name_the_same_goods(window: Window) -> None:
    window.scan(LAMP_CODE)
    assert "Desk lamp" in page(window).lines.accessibleName()
    window.shell.set_language("zh_CN")
    assert "台灯" in page(window).lines.accessibleName()


def test_no_price_and_no_buyer_is_on_the_bench(window: Window) -> None:
    """UX rule 14."""
    window.scan(LAMP_CODE)
    words = " ".join(
        f"{child.accessibleName()} {child.accessibleDescription()}" for child in page(window).findChildren(QWidget)
    )
    assert "Desk lamp" in words
    assert not any(secret in words for secret in ("12.50", "王小明", "13800138000"))


def test_space_takes_note_of_a_wrong_item(window: Window) -> None:
    """Rule D2."""
    window.scan(COCOA_CODE)
    window.press(Qt.Key.Key_Space)
    assert not page(window).verdicts.is_held
