"""Search box, dialogs and field messages: keys only, nothing late, no scan where fingers should type."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.models.barcodes import Scan
from app.views.kit.dialog import Action, Dialog, DigitsEdit, QuantityDialog, QuantityWords
from app.views.kit.field_message import Field
from app.views.kit.search_box import Found, SearchBox

WORDS = QuantityWords("How many?", "At most 12", "Take", "Back", "From 1 to {most}", "Typed only")
ACTIONS = (Action("keep", "Keep order", cancels=True), Action("cancel", "Cancel order", "danger"))


class Desk:
    """A window with a search box whose answers are held until told."""

    def __init__(self, qtbot: QtBot) -> None:
        self.held: list[tuple[str, Callable[[Sequence[Found]], None]]] = []
        self.window = QWidget()
        self.box = SearchBox(lambda text, on_found: self.held.append((text, on_found)))
        self.other = QLineEdit()
        column = QVBoxLayout(self.window)
        column.addWidget(self.box)
        column.addWidget(self.other)
        column.addStretch(1)
        self.window.setMinimumSize(300, 100)
        self.window.resize(700, 600)
        qtbot.addWidget(self.window)
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        self.box.start()
        self.chosen: list[object] = []
        self.box.chosen.connect(self.chosen.append)

    def answer(self, index: int, *titles: str) -> None:
        self.held[index][1]([Found(title, title) for title in titles])


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def key(widget: QWidget, text: str, at_ms: int, code: Qt.Key = Qt.Key.Key_1) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, code, Qt.KeyboardModifier.NoModifier, text)
    event.setTimestamp(at_ms)
    QApplication.sendEvent(widget, event)


def a_scan(text: str) -> Scan:
    return Scan(text, "]C0", "usb", datetime(2026, 11, 20, tzinfo=UTC))


def test_each_keystroke_asks_and_the_late_answer_to_an_older_text_is_dropped(desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(desk.box.edit, "yz")
    assert [text for text, _ in desk.held] == ["y", "yz"]
    desk.answer(1, "coconut")
    desk.answer(0, "yeast", "yam")
    assert [found.title for found in desk.box.popup.found] == ["coconut"]


def test_arrows_choose_and_enter_takes(desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(desk.box.edit, "y")
    desk.answer(0, "one", "two", "three")
    for code in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(desk.box.edit, code)
    qtbot.keyClick(desk.box.edit, Qt.Key.Key_Return)
    assert desk.chosen == ["two"]
    assert not desk.box.popup.isVisible()


def test_enter_before_the_answer_takes_the_first_hit_when_it_comes(desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(desk.box.edit, "y")
    qtbot.keyClick(desk.box.edit, Qt.Key.Key_Return)
    assert desk.chosen == []
    desk.answer(0, "one", "two")
    assert desk.chosen == ["one"]


def test_enter_on_nothing_found_says_so_and_on_an_empty_box_goes_on(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.box.entered_empty):
        qtbot.keyClick(desk.box.edit, Qt.Key.Key_Return)
    qtbot.keyClicks(desk.box.edit, "q")
    desk.answer(0)
    with qtbot.waitSignal(desk.box.nothing_found) as said:
        qtbot.keyClick(desk.box.edit, Qt.Key.Key_Return)
    assert said.args == ["q"]


def test_escape_closes_the_list_first_and_leaves_the_box_second(desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(desk.box.edit, "y")
    desk.answer(0, "one")
    qtbot.keyClick(desk.box.edit, Qt.Key.Key_Escape)
    assert not desk.box.popup.isVisible()
    with qtbot.waitSignal(desk.box.left):
        qtbot.keyClick(desk.box.edit, Qt.Key.Key_Escape)


def test_the_list_goes_with_the_box_and_with_the_focus(desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(desk.box.edit, "y")
    desk.answer(0, "one")
    assert desk.box.popup.isVisible()
    assert desk.box.popup.focusPolicy() == Qt.FocusPolicy.NoFocus
    desk.box.hide()
    assert not desk.box.popup.isVisible()


def test_the_list_stands_under_the_box_or_above_it_at_the_foot_of_the_window(desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(desk.box.edit, "y")
    desk.answer(0, "one", "two")
    assert desk.box.popup.y() >= desk.box.geometry().bottom()
    desk.window.resize(700, desk.box.height() + desk.other.height() + 30)
    desk.box.popup.place(desk.box)
    assert desk.box.popup.geometry().bottom() <= desk.box.y()


def test_a_dialog_answers_once_by_button_key_or_command_code(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)

    def answer_to(act: Callable[[Dialog], object]) -> list[str]:
        dialog = Dialog(parent, "Cancel the order?", "It was not picked yet.", ACTIONS)
        answers: list[str] = []
        dialog.answered.connect(answers.append)
        dialog.open()
        act(dialog)
        return answers

    assert answer_to(lambda d: qtbot.mouseClick(d.buttons["cancel"], Qt.MouseButton.LeftButton)) == ["cancel"]
    assert answer_to(lambda d: qtbot.keyClick(d, Qt.Key.Key_Escape)) == ["keep"]
    assert answer_to(lambda d: qtbot.keyClick(d, Qt.Key.Key_Return)) == ["cancel"]
    assert answer_to(lambda d: d.take_scan(a_scan("CMD-CONFIRM"))) == ["cancel"]
    assert answer_to(lambda d: d.take_scan(a_scan("CMD-CANCEL"))) == ["keep"]
    assert answer_to(lambda d: d.take_scan(a_scan("6901234567892"))) == []
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_quantity_outside_its_bounds_stays_in_the_dialog(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = QuantityDialog(parent, WORDS, most=12)
    given: list[int] = []
    dialog.quantity_given.connect(given.append)
    dialog.open()
    for typed in ("", "0", "13"):
        dialog.edit.setText(typed)
        dialog.answer("take")
        assert dialog.message.text == "From 1 to 12"
    dialog.edit.setText("12")
    assert dialog.message.text == ""
    dialog.answer("take")
    assert given == [12]
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_burst_of_digits_is_a_scanner_and_leaves_no_digit_behind(qtbot: QtBot) -> None:
    """Rule G1: a scan never lands in a typed field, also where the event filter let it pass."""
    edit = DigitsEdit()
    qtbot.addWidget(edit)
    key(edit, "7", at_ms=1000)
    with qtbot.waitSignal(edit.burst_dropped):
        for index, digit in enumerate("6901"):
            key(edit, digit, at_ms=2000 + 4 * index)
    assert edit.text() == "7"
    key(edit, "5", at_ms=2400)
    assert edit.text() == "75"


def test_the_enter_of_a_scanner_does_not_answer_the_dialog(qtbot: QtBot) -> None:
    """Rule G1: nor does the scanner's Enter press a button."""
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = QuantityDialog(parent, WORDS, most=12, start=3)
    given: list[int] = []
    dialog.quantity_given.connect(given.append)
    dialog.open()
    for index, digit in enumerate("11"):
        key(dialog.edit, digit, at_ms=2000 + 4 * index)
    key(dialog.edit, "\r", at_ms=2008, code=Qt.Key.Key_Return)
    assert given == []
    assert dialog.edit.text() == "3"
    assert dialog.message.text == "Typed only"
    dialog.answer("cancel")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_message_marks_its_field_and_is_read_out_with_it(qtbot: QtBot) -> None:
    field = Field(QLineEdit(), "Quantity")
    qtbot.addWidget(field)
    height = field.sizeHint().height()
    field.message.say("Not a quantity.")
    assert field.field.property("fault") is True
    assert field.field.accessibleName() == "Quantity"
    assert field.field.accessibleDescription() == "Not a quantity."
    assert field.sizeHint().height() == height
    field.message.clear()
    assert field.field.property("fault") is False
