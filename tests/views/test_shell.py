"""The window: who sees what, where scans and keys go, both languages and looks at once, names for every widget."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.errors import Fault
from app.language import language, tr
from app.models.barcodes import Scan
from app.models.people import Right, Role, Worker
from app.views.kit.dialog import Action, Dialog
from app.views.kit.key_bar import KeyButton, KeyHint
from app.views.kit.search_box import SearchBox
from app.views.page import Page, Section
from app.views.rail import RailButton
from app.views.sections import SECTIONS
from app.views.shell import Shell, matches
from app.views.theme import mode, style_sheet
from app.views.top_bar import Status
from app.views.verdict import Tone
from tests.views import gallery

LI = Worker("W-0007", "Li Na", Role.PACKER, "W-0007")
CHEN = Worker("W-0002", "Chen Jing", Role.CLERK, "W-0002")


class Notebook(Page):
    """A page that writes down what it hears."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []
        self.edit = QLineEdit()
        self.edit.setAccessibleName("Note")
        QVBoxLayout(self).addWidget(self.edit)
        self.wordings: list[str] = []

    def retranslate(self) -> None:
        self.wordings.append(tr("Orders"))

    def keys(self) -> Sequence[KeyHint]:
        return [
            KeyHint("U", "Undo", lambda: self.heard.append("U")),
            KeyHint("F2", "Customer", lambda: self.heard.append("F2")),
            KeyHint("*", "Quantity", lambda: self.heard.append("*"), enabled=False),
        ]

    def take_scan(self, scan: Scan) -> None:
        self.heard.append(scan.text)

    def entered(self) -> None:
        super().entered()
        self.heard.append("entered")

    def left(self) -> None:
        self.heard.append("left")


class FloorNotebook(Notebook):
    floor = True


class Built:
    """A shell over notebooks, and what was built for it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.made: list[str] = []

        def make(key: str, kind: type[Notebook]) -> Notebook:
            self.made.append(key)
            return kind()

        self.shell = Shell(
            [
                Section(
                    "order_entry", "Order desk", "phone-call", lambda: make("order_entry", Notebook), Right.ENTER_ORDERS
                ),
                Section("packing", "Packing", "package-open", lambda: make("packing", FloorNotebook), Right.PACK),
                Section("stock", "Stock", "warehouse", lambda: make("stock", Notebook), Right.SEE_STOCK),
            ],
            lambda: make("sign_in", Notebook),
        )
        qtbot.addWidget(self.shell)
        with qtbot.waitExposed(self.shell):
            self.shell.show()
        self.shell.activateWindow()

    def page(self) -> Notebook:
        assert isinstance(self.shell.page, Notebook)
        return self.shell.page


@pytest.fixture
def built(qtbot: QtBot) -> Built:
    return Built(qtbot)


def a_scan(text: str = "6901234567892") -> Scan:
    return Scan(text, "]E0", "usb", datetime(2026, 11, 20, tzinfo=UTC))


def press(
    shell: Shell, key: Qt.Key, text: str = "", modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QApplication.sendEvent(shell, QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text))


def test_the_rail_shows_only_what_the_role_may_do(built: Built) -> None:
    built.shell.set_worker(LI)
    assert [one.section.key for one in built.shell.rail.findChildren(RailButton)] == ["packing", "stock"]
    assert not built.shell.open("order_entry")
    assert built.page() is built.shell.page_of("packing")


def test_a_page_is_built_when_it_is_first_shown(built: Built) -> None:
    built.shell.set_worker(LI)
    assert built.made == ["packing"]
    built.shell.open("stock")
    built.shell.open("packing")
    assert built.made == ["packing", "stock"]


def test_pages_are_built_ahead_in_the_look_they_will_have_and_only_once(built: Built, qtbot: QtBot) -> None:
    built.shell.set_worker(LI)
    built.shell.prepare()
    qtbot.waitUntil(lambda: built.shell.is_prepared)
    assert sorted(built.made) == ["order_entry", "packing", "stock"]
    assert mode() == "dark"
    assert built.shell.page_of("stock").styleSheet() == style_sheet("light")
    assert built.page().styleSheet() == style_sheet("dark")
    assert built.shell.page_of("stock").heard == []  # type: ignore[attr-defined]
    assert built.shell.open("stock")
    assert sorted(built.made) == ["order_entry", "packing", "stock"]


def test_another_look_is_put_on_hidden_pages_only_when_they_are_shown(built: Built, qtbot: QtBot) -> None:
    built.shell.set_worker(LI)
    qtbot.waitUntil(lambda: built.page().styleSheet() == style_sheet("dark"))
    built.shell.open("stock")
    built.shell.set_look("light")
    assert built.shell.page_of("packing").styleSheet() == style_sheet("dark")
    built.shell.open("packing")
    qtbot.waitUntil(lambda: built.page().styleSheet() == style_sheet("light"))
    assert mode() == "light"


def test_pages_hear_when_they_come_and_go(built: Built) -> None:
    built.shell.set_worker(LI)
    packing = built.page()
    built.shell.open("stock")
    assert packing.heard == ["entered", "left"]
    assert built.page().heard == ["entered"]


def test_a_scan_reaches_the_page_in_front_wherever_the_focus_is(built: Built) -> None:
    """Rule G1: a scan never lands in a wrong field."""
    built.shell.set_worker(LI)
    built.shell.open("stock")
    built.page().edit.setFocus()
    built.shell.take_scan(a_scan())
    assert built.page().heard[-1] == "6901234567892"
    assert built.page().edit.text() == ""


def test_a_badge_or_command_may_be_taken_before_the_page(built: Built) -> None:
    built.shell.set_worker(LI)
    built.shell.before_scan = lambda scan: scan.text.startswith("W-")
    built.shell.take_scan(a_scan("W-0002"))
    built.shell.take_scan(a_scan("T-0012"))
    assert built.page().heard == ["entered", "T-0012"]


def test_a_scan_goes_to_the_dialog_over_the_page(built: Built) -> None:
    built.shell.set_worker(LI)
    actions = (Action("back", "Go back", cancels=True), Action("take", "Take", "primary"))
    dialog = Dialog(built.shell, "Take it?", "", actions)
    answers: list[str] = []
    dialog.answered.connect(answers.append)
    dialog.open()
    built.shell.take_scan(a_scan())
    built.shell.take_scan(a_scan("CMD-CONFIRM"))
    assert answers == ["take"]
    assert built.page().heard == ["entered"]
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_no_scan_is_worked_while_long_work_covers_the_page(built: Built) -> None:
    built.shell.set_worker(LI)
    built.shell.busy.begin("Importing")
    built.shell.take_scan(a_scan())
    built.shell.busy.end()
    assert built.page().heard == ["entered"]


def test_long_work_can_be_cancelled_and_says_that_it_stops(built: Built, qtbot: QtBot) -> None:
    built.shell.set_worker(LI)
    busy = built.shell.busy
    busy.begin("Importing")
    busy.progress(250, 1000)
    assert (busy.bar.value(), busy.bar.maximum()) == (250, 1000)
    with qtbot.waitSignal(busy.cancelled):
        qtbot.mouseClick(busy.cancel, Qt.MouseButton.LeftButton)
    assert not busy.cancel.isEnabled()
    busy.begin("Planning", can_cancel=False)
    assert busy.bar.maximum() == 0
    assert busy.cancel.isHidden()


def test_keys_of_the_page_work_by_character_or_by_name(built: Built) -> None:
    built.shell.set_worker(LI)
    press(built.shell, Qt.Key.Key_U, "u")
    press(built.shell, Qt.Key.Key_F2)
    press(built.shell, Qt.Key.Key_Asterisk, "*")
    press(built.shell, Qt.Key.Key_U, "u", Qt.KeyboardModifier.ControlModifier)
    assert built.page().heard == ["entered", "U", "F2"]


def test_a_letter_typed_into_a_field_is_not_a_key_of_the_page(built: Built, qtbot: QtBot) -> None:
    built.shell.set_worker(LI)
    built.shell.open("stock")
    qtbot.keyClicks(built.page().edit, "u")
    assert built.page().heard == ["entered"]
    assert built.page().edit.text() == "u"
    qtbot.keyClick(built.page().edit, Qt.Key.Key_F2)
    assert built.page().heard == ["entered", "F2"]


def test_keys_of_the_page_work_from_an_empty_search_box(built: Built, qtbot: QtBot) -> None:
    built.shell.set_worker(LI)
    built.shell.open("stock")
    page, heard = built.page(), []
    box = SearchBox(lambda text, on_found: None)
    box.page_keys = "*"
    page.layout().addWidget(box)
    page.keys = lambda: [  # type: ignore[method-assign]
        KeyHint("*", "Quantity", lambda: heard.append("*")),
        KeyHint("Ctrl+Enter", "Place order", lambda: heard.append("place")),
    ]
    page.keys_changed.emit()
    box.start()
    qtbot.keyClicks(box.edit, "*")
    assert (heard, box.text()) == (["*"], "")
    qtbot.keyClicks(box.edit, "3*")
    assert (heard, box.text()) == (["*"], "3*")
    qtbot.keyClick(box.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert heard == ["*", "place"]


def test_control_and_a_number_open_the_sections_of_the_rail(built: Built) -> None:
    built.shell.set_worker(LI)
    press(built.shell, Qt.Key.Key_2, "2", Qt.KeyboardModifier.ControlModifier)
    assert built.page() is built.shell.page_of("stock")
    press(built.shell, Qt.Key.Key_9, "9", Qt.KeyboardModifier.ControlModifier)
    assert built.page() is built.shell.page_of("stock")


@pytest.mark.parametrize("enter", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_both_enter_keys_are_enter(enter: Qt.Key) -> None:
    keypad = Qt.KeyboardModifier.KeypadModifier if enter == Qt.Key.Key_Enter else Qt.KeyboardModifier.NoModifier
    event = QKeyEvent(QEvent.Type.KeyPress, enter, Qt.KeyboardModifier.ControlModifier | keypad)
    assert matches(KeyHint("Ctrl+Enter", "Place order", lambda: None), event)
    assert not matches(KeyHint("Enter", "Open", lambda: None), event)


def test_a_click_on_a_key_does_what_the_key_does_and_leaves_the_focus(built: Built, qtbot: QtBot) -> None:
    built.shell.set_worker(LI)
    keys = {one.text(): one for one in built.shell.key_bar.findChildren(KeyButton)}
    qtbot.mouseClick(keys["Undo"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(keys["Quantity"], Qt.MouseButton.LeftButton)
    assert built.page().heard == ["entered", "U"]
    assert not keys["Undo"].hasFocus()


def test_a_change_of_worker_keeps_the_open_work(built: Built) -> None:
    built.shell.set_worker(LI)
    packing = built.page()
    built.shell.sign_out()
    assert built.made[-1] == "sign_in"
    assert not built.shell.open("packing")
    built.shell.set_worker(Worker("W-0008", "Zhao", Role.PACKER, "W-0008"))
    assert built.page() is packing
    built.shell.set_worker(CHEN)
    assert built.page() is built.shell.page_of("order_entry")


def test_the_language_changes_the_window_at_once_and_hidden_pages_before_they_are_seen(built: Built) -> None:
    built.shell.set_worker(LI)
    built.shell.open("stock")
    built.shell.show_status("connection", Status("Online", "wifi", Tone.GOOD))
    built.shell.set_language("zh_CN")
    assert language() == "zh_CN"
    packing = built.shell.page_of("packing")
    assert isinstance(packing, Notebook)
    assert (built.page().wordings[-1], packing.wordings) == ("订单", ["Orders"])
    built.shell.open("packing")
    assert packing.wordings == ["Orders", "订单"]
    built.shell.open("stock")
    built.shell.open("packing")
    assert packing.wordings == ["Orders", "订单"]
    assert [one.text() for one in built.shell.rail.findChildren(RailButton)] == ["打包", "库存"]
    built.shell.set_language("en")
    assert built.page().wordings[-1] == "Orders"


def test_floor_pages_are_dark_desk_pages_light_unless_one_look_is_kept(built: Built) -> None:
    built.shell.set_worker(LI)
    assert mode() == "dark"
    built.shell.open("stock")
    assert mode() == "light"
    built.shell.set_look("dark")
    assert mode() == "dark"
    built.shell.set_look(None)
    assert mode() == "light"


def test_a_fault_stays_until_it_is_noted_and_is_shown_once(built: Built) -> None:
    built.shell.set_worker(LI)
    for _ in range(2):
        built.shell.show_fault(Fault("No paper", "Load paper"))
    for number in range(4):
        built.shell.toast(f"remark {number}")
    assert built.shell.toasts.texts == ["remark 1", "remark 2", "remark 3"]
    for _ in range(3):
        press(built.shell, Qt.Key.Key_Escape)
    assert built.shell.toasts.texts == []


def test_the_focus_of_a_floor_page_rests_on_a_plain_widget(built: Built) -> None:
    """Rule G1: no input method may eat a scan, so the focus has none."""
    built.shell.set_worker(LI)
    focused = QApplication.focusWidget()
    assert focused is built.page()
    assert not focused.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def spoken(widget: QWidget) -> str:
    """Answer the name that a screen reader says."""
    found = QAccessible.queryAccessibleInterface(widget)
    return str(found.text(QAccessible.Text.Name)) if found is not None else ""


def walk(qtbot: QtBot, width: int, height: int) -> Shell:
    shell = gallery.a_shell()
    qtbot.addWidget(shell)
    shell.resize(width, height)
    with qtbot.waitExposed(shell):
        shell.show()
    return shell


@pytest.mark.parametrize("key", list(SECTIONS))
def test_everything_that_takes_the_focus_has_a_name_and_is_large_enough(qtbot: QtBot, key: str) -> None:
    shell = walk(qtbot, 1366, 768)
    shell.open(key)
    QApplication.processEvents()
    floor = shell.page is not None and shell.page.floor
    parts = [w for w in shell.findChildren(QWidget) if w.isVisible() and w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert not [w for w in parts if not spoken(w) and not isinstance(w, Page)]
    small = {
        w.accessibleName(): w.height()
        for w in parts
        if w.height() < (64 if floor and isinstance(w, KeyButton) else 40) and not isinstance(w, Page)
    }
    assert not small
    shell.close()


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080), (3840, 2160)])
def test_the_window_fits_the_screens_it_is_made_for(qtbot: QtBot, width: int, height: int) -> None:
    shell = walk(qtbot, width, height)
    for code in ("zh_CN", "en"):
        shell.set_language(code)
        for key in ("order_entry", "order_board", "picking", "packing"):
            shell.open(key)
            QApplication.processEvents()
            wanted = shell.layout().totalMinimumSize()
            assert (wanted.width() <= width, wanted.height() <= height) == (True, True), (key, wanted)
    shell.close()


def test_the_focus_can_be_seen(qtbot: QtBot) -> None:
    shell = walk(qtbot, 1366, 768)
    for part in (shell.rail.findChildren(RailButton)[1], shell.top_bar.languages, shell.top_bar.worker):
        before = part.grab().toImage()
        part.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        if part.hasFocus():
            assert part.grab().toImage() != before
    shell.close()
