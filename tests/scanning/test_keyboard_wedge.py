"""The keyboard wedge with real key events on real windows.

Events are posted to the `QWindow` with times of their own, as the platform does, so that no test depends on how fast
this machine is; where real time is the point, the event loop runs for that long.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QThread
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.clock import FixedClock, SystemClock
from app.models.barcodes import Scan
from app.scanning.burst import Reading, Verdict, WedgeSettings
from app.scanning.hub import ScanHub
from app.scanning.keyboard_wedge import KeyboardWedge

# The offscreen platform says this of every window; it is no fault of ours.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ENTER = "\r"
GS = "\x1d"


@dataclass
class Station:
    """A window with a plain widget, a field and a button, and what came of the keys."""

    window: QWidget
    plain: QWidget
    edit: QLineEdit
    button: QPushButton
    wedge: KeyboardWedge
    scans: list[Scan] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    presses: list[str] = field(default_factory=list)
    now_ms: int = 1000

    @property
    def texts(self) -> list[str]:
        return [scan.text for scan in self.scans]

    def post(self, text: str, gap_ms: int = 4, after_ms: int = 500, caps_lock: bool = False) -> None:
        """Post the keys of a text as a device does, the first one `after_ms` behind the last of before."""
        self.now_ms += after_ms - gap_ms
        for char in text:
            self.now_ms += gap_ms
            self.post_key(char, caps_lock)

    def post_key(self, char: str, caps_lock: bool = False) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            self.post_half(char, kind, caps_lock)

    def post_half(self, char: str, kind: QEvent.Type, caps_lock: bool = False) -> None:
        key, modifiers, shown = _key(char, caps_lock)
        event = QKeyEvent(kind, key, modifiers, shown)
        event.setTimestamp(self.now_ms)
        QCoreApplication.postEvent(self.window.windowHandle(), event)

    def settle(self, ms: int = 150) -> None:
        QTest.qWait(ms)


def _key(char: str, caps_lock: bool) -> tuple[Qt.Key, Qt.KeyboardModifier, str]:
    if char == GS:
        return Qt.Key.Key_BracketRight, CONTROL, GS
    if char == ENTER:
        return Qt.Key.Key_Return, NONE, "\r"
    if char == "\t":
        return Qt.Key.Key_Tab, NONE, "\t"
    shown = char.swapcase() if caps_lock else char
    return Qt.Key(ord(char.upper())), SHIFT if char.isupper() else NONE, shown


def _station(settings: WedgeSettings | None = None, clock: FixedClock | SystemClock | None = None) -> Station:
    window = QWidget()
    plain, edit, button = QWidget(), QLineEdit(), QPushButton("Pack")
    plain.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    layout = QVBoxLayout(window)
    for widget in (plain, edit, button):
        layout.addWidget(widget)
    station = Station(window, plain, edit, button, KeyboardWedge(clock or FixedClock(NOON), settings))
    station.wedge.scanned.connect(station.scans.append)
    station.wedge.observed.connect(station.readings.append)
    button.clicked.connect(lambda: station.presses.append("Pack"))
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    station.wedge.start()
    plain.setFocus()
    return station


@pytest.fixture
def station(qtbot: QtBot) -> Iterator[Station]:
    made = _station()
    qtbot.addWidget(made.window)
    yield made
    made.wedge.stop()


def test_a_burst_ended_by_enter_is_one_scan(station: Station) -> None:
    """Rule G1: captured below focus."""
    station.post("6921168509256" + ENTER)
    station.settle(20)
    assert [(scan.text, scan.device, scan.symbology) for scan in station.scans] == [("6921168509256", "wedge", "")]


def test_a_scan_never_lands_in_the_field_that_has_the_focus(station: Station) -> None:
    """Rule G1: a scan never lands in a wrong field."""
    station.edit.setFocus()
    entered: list[str] = []
    station.edit.returnPressed.connect(lambda: entered.append("entered"))
    station.post("A-01-3" + ENTER)
    station.settle()
    assert station.texts == ["A-01-3"]
    assert station.edit.text() == ""
    assert entered == []


@pytest.mark.parametrize("text", ["A 01 3", "6921168509256"])
def test_a_scan_never_presses_the_focused_button(station: Station, text: str) -> None:
    """Rule G1: neither the blank nor the Enter of a scan reaches a button, and no release is left behind."""
    station.button.setAutoDefault(True)
    station.button.setFocus()
    station.post(text + ENTER)
    station.settle()
    assert station.texts == [text]
    assert station.presses == []
    assert not station.button.isDown()


def test_group_separators_arrive_as_ctrl_bracket_and_stay(station: Station) -> None:
    """Rule F3: FNC1 arrives as 0x1D; a line edit would drop it."""
    station.edit.setFocus()
    station.post("]C1010692116850925610AB7" + GS + "17270131" + ENTER)
    station.settle(20)
    assert [(scan.symbology, scan.text) for scan in station.scans] == [("]C1", "010692116850925610AB7\x1d17270131")]


def test_tab_ends_a_scan_too_and_does_not_move_the_focus(station: Station) -> None:
    station.edit.setFocus()
    station.post("T-0012\t")
    station.settle(20)
    assert station.texts == ["T-0012"]
    assert station.edit.hasFocus()


@pytest.mark.parametrize("text", ["aBc-12", "A-01-3", "CMD-UNDO"])
def test_caps_lock_does_not_change_a_code(station: Station, text: str) -> None:
    """Rule G1: a small letter under Shift betrays Caps Lock."""
    station.post(text + ENTER, caps_lock=True)
    station.settle(20)
    assert station.texts == [text]


def test_keys_without_a_text_are_read_by_their_key_code(station: Station) -> None:
    """Rule G1: an input method may take the text out of an event, the key code stays."""
    for char in "ab12":
        station.now_ms += 4
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key(ord(char.upper())), NONE, "")
        event.setTimestamp(station.now_ms)
        QCoreApplication.postEvent(station.window.windowHandle(), event)
    station.post(ENTER, after_ms=4)
    station.settle(20)
    assert station.texts == ["ab12"]


def test_full_width_signs_of_a_chinese_input_method_are_plain_ones(station: Station) -> None:
    """Rule G1: a scan is independent of the input method."""
    for wide, narrow in (("Ｔ", "T"), ("－", "-"), ("０", "0"), ("０", "0"), ("７", "7")):
        station.now_ms += 4
        modifiers = SHIFT if narrow.isupper() else NONE
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key(ord(narrow)), modifiers, wide)
        event.setTimestamp(station.now_ms)
        QCoreApplication.postEvent(station.window.windowHandle(), event)
    station.post(ENTER, after_ms=4)
    station.settle(20)
    assert station.texts == ["T-007"]


def test_another_keyboard_layout_is_read_by_the_place_of_the_keys(station: Station) -> None:
    """Rule G1: on a German layout the scanner's "zy-1" shows as "yzß1"; the scan codes do not change."""
    station.wedge.set_settings(WedgeSettings(physical_keys=True))
    for shown, scan_code in (("y", 44), ("z", 21), ("ß", 12), ("1", 2)):
        station.now_ms += 4
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, NONE, scan_code, 0, 0, shown)
        event.setTimestamp(station.now_ms)
        QCoreApplication.postEvent(station.window.windowHandle(), event)
    station.post(ENTER, after_ms=4)
    station.settle(20)
    assert station.texts == ["zy-1"]


def test_what_a_person_types_arrives_unchanged_and_in_order(station: Station) -> None:
    """Rule G2: device and keyboard are told apart by speed."""
    station.edit.setFocus()
    station.post("Shanghai 7", gap_ms=90)
    station.settle()
    assert station.edit.text() == "Shanghai 7"
    assert station.scans == []


def test_fingers_that_roll_over_a_few_keys_are_still_a_person(station: Station) -> None:
    """Rule G2: three quick keys and an Enter are not a scan."""
    station.edit.setFocus()
    entered: list[str] = []
    station.edit.returnPressed.connect(lambda: entered.append(station.edit.text()))
    station.post("was" + ENTER, gap_ms=20)
    station.settle()
    assert station.edit.text() == "was"
    assert entered == ["was"]
    assert station.scans == []


def test_a_typed_key_is_on_the_screen_within_sixty_milliseconds(station: Station) -> None:
    """Rule G2: a person must not feel the wait."""
    station.edit.setFocus()
    shown_ms: list[int] = []
    clock = SystemClock()
    for char in "abcdef":
        started = clock.monotonic()
        station.post(char, after_ms=120)
        while not station.edit.text().endswith(char) and clock.monotonic() - started < 1:
            QCoreApplication.processEvents()
        shown_ms.append(round((clock.monotonic() - started) * 1000))
        station.settle(60)
    assert sorted(shown_ms)[len(shown_ms) // 2] <= 60, shown_ms


def test_a_typed_shortcut_still_works_and_a_scan_never_triggers_it(station: Station) -> None:
    """Rule G1: shortcuts are looked up before the window gets the key."""
    fired: list[str] = []
    shortcut = QShortcut(QKeySequence("7"), station.window)
    shortcut.activated.connect(lambda: fired.append("7"))
    for char in "1777":
        QTest.keyClick(station.window.windowHandle(), Qt.Key(ord(char)))
    QTest.keyClick(station.window.windowHandle(), Qt.Key.Key_Return)
    station.settle()
    assert station.texts == ["1777"]
    assert fired == []
    QTest.keyClick(station.window.windowHandle(), Qt.Key.Key_7)
    station.settle()
    assert fired == ["7"]


def test_a_held_down_key_is_never_a_scan(station: Station) -> None:
    """Rule G2: auto-repeat comes as fast as a slow scanner."""
    station.edit.setFocus()
    for repeat in range(8):
        station.now_ms += 30
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_7, NONE, "7", repeat > 0)
        event.setTimestamp(station.now_ms)
        QCoreApplication.postEvent(station.window.windowHandle(), event)
    station.post(ENTER, after_ms=30)
    station.settle()
    assert station.edit.text() == "7" * 8
    assert station.scans == []


def test_one_stall_of_a_tenth_of_a_second_does_not_break_a_scan(station: Station) -> None:
    """Rule G2: a radio scanner pauses now and then."""
    station.post("692116")
    station.post("8509256" + ENTER, after_ms=100)
    station.settle(20)
    assert station.texts == ["6921168509256"]


def test_a_scanner_that_stalls_after_its_first_key_leaves_nothing_in_the_field(station: Station) -> None:
    """Rule G1: what was let go to a supposed typist is taken back."""
    station.edit.setText("note")
    station.edit.setFocus()
    station.edit.end(False)
    station.post("6")
    station.settle(80)
    assert station.edit.text() == "note6"
    station.post("921168509256" + ENTER, after_ms=90)
    station.settle()
    assert station.texts == ["6921168509256"]
    assert station.edit.text() == "note"


def test_the_second_half_of_a_broken_code_is_not_a_scan(station: Station) -> None:
    """Rule G2: A-01-13 without its head is another place."""
    station.post("LAGER-A-0")
    station.post("1-13" + ENTER, after_ms=300)
    station.settle()
    assert station.scans == []
    assert [reading.verdict for reading in station.readings] == [Verdict.TYPING, Verdict.BROKEN]


def test_a_scanner_without_suffix_is_read_when_the_station_is_set_so(station: Station) -> None:
    """Rule G2: the silence after the last key ends the code."""
    station.edit.setFocus()
    station.wedge.set_settings(WedgeSettings(suffix_needed=False))
    station.post("6921168509256")
    station.settle(250)
    assert station.texts == ["6921168509256"]
    assert station.edit.text() == ""


def test_a_typed_key_that_opens_a_dialog_leaves_scans_caught_there(station: Station) -> None:
    """Rule G1: a nested event loop is no hole in the filter."""
    inside: list[str] = []

    def open_dialog() -> None:
        station.post("T-0012" + ENTER)
        QTest.qWait(100)
        inside.extend(station.texts)

    shortcut = QShortcut(QKeySequence("D"), station.window)
    shortcut.activated.connect(open_dialog)
    station.post("d")
    station.settle(300)
    assert inside == ["T-0012"]


def test_a_scan_carries_the_time_of_its_keys_not_of_a_busy_screen(station: Station, qtbot: QtBot) -> None:
    """Rule D3: two units scanned while the screen was busy are not a bounce."""
    station.wedge.stop()
    other = _station(clock=SystemClock())
    qtbot.addWidget(other.window)
    other.post("T-0012" + ENTER)
    other.settle(20)
    QThread.msleep(700)
    other.post("6921168509256" + ENTER, after_ms=200)
    other.post("6921168509256" + ENTER, after_ms=300)
    other.settle(20)
    assert len(other.scans) == 3
    between = other.scans[2].at - other.scans[1].at
    assert between == timedelta(milliseconds=300 + 12 * 4 + 4)
    other.post("T-0013" + ENTER, after_ms=3000)  # the keys before had been told late: no scan lies in the future
    other.settle(20)
    other.wedge.stop()
    assert other.scans[3].at <= SystemClock().now()


def test_keys_that_overlap_leave_no_stray_release_behind(station: Station) -> None:
    """Rule G1: a scanner may press Enter before it lets the last key go."""
    seen: list[QEvent.Type] = []

    class Watcher(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if isinstance(event, QKeyEvent):
                seen.append(event.type())
            return False

    watcher = Watcher()
    station.plain.installEventFilter(watcher)
    press, release = QEvent.Type.KeyPress, QEvent.Type.KeyRelease
    for char in "T-001":
        station.now_ms += 4
        station.post_key(char)
    for char, kind in (("2", press), (ENTER, press), ("2", release), (ENTER, release)):
        station.now_ms += 2
        station.post_half(char, kind)
    station.settle(50)
    assert station.texts == ["T-0012"]
    assert seen == []


def test_five_hundred_bursts_of_two_scanners_are_neither_lost_nor_merged(qtbot: QtBot) -> None:
    """Rule G2: bursts are queued, worked in order, none dropped; a prefix names the scanner."""
    settings = WedgeSettings(prefixes=(("~a", "left"), ("~b", "right")))
    station = _station(settings)
    qtbot.addWidget(station.window)
    station.edit.setFocus()
    hub = ScanHub(FixedClock(NOON, timedelta(milliseconds=1)))
    heard: list[Scan] = []
    hub.listen(heard.append)
    station.wedge.scanned.connect(hub.take)
    sent = [("left", f"A-{number:04d}") if number % 2 else ("right", f"B-{number:04d}") for number in range(500)]
    for device, text in sent:
        station.post(("~a" if device == "left" else "~b") + text + ENTER, after_ms=12)
    QCoreApplication.sendPostedEvents()
    station.settle(50)
    station.wedge.stop()
    assert [(scan.device, scan.text) for scan in heard] == sent
    assert station.edit.text() == ""


def test_stopped_it_leaves_all_keys_alone(station: Station) -> None:
    station.edit.setFocus()
    station.wedge.stop()
    station.post("6921")
    station.settle(20)
    assert station.edit.text() == "6921"
    assert QApplication.focusWidget() is station.edit
