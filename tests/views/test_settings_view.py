"""Settings on real devices and printers: each is saved at once, or refused at its field."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from pytestqt.qtbot import QtBot

from app import config as settings
from app.background.devices import Devices
from app.background.printers import Printers
from app.background.server_line import Line, ServerLine
from app.clock import SystemClock
from app.config import Config
from app.models.barcodes import Scan
from app.scanning.burst import Reading, Verdict
from app.scanning.devices import DeviceState
from app.views.scanner_hints import TEST_CODE, hints
from app.views.settings_view import SettingsView
from app.views.verdict import Tone
from tests.builders import LAMP_CODE, NOON
from tests.printing.printers import answers, host_status, listener
from tests.scanning.pictures import a_frame, a_video
from tests.views.desks import Window, a_desk, a_window


@dataclass
class Room:
    """The settings in a window, with everything they set."""

    window: Window
    devices: Devices
    printers: Printers
    file: Path
    applied: list[Config] = field(default_factory=list)

    @property
    def page(self) -> SettingsView:
        page = self.window.shell.page
        assert isinstance(page, SettingsView)
        return page

    def saved(self) -> Config:
        return settings.load(self.file)


@pytest.fixture
def room(qtbot: QtBot, tmp_path: Path) -> Iterator[Room]:
    config = Config(store=str(tmp_path / "store.sqlite"), language="en", paper_language="en")
    with a_desk(tmp_path) as desk:
        devices, printers = Devices(SystemClock(), config), Printers(desk, config)
        printers.start()
        devices.start()
        applied: list[Config] = []

        def apply(changed: Config) -> None:
            applied.append(changed)
            devices.use(changed)
            printers.use(changed)

        def save(changed: Config) -> None:
            settings.save(tmp_path / "packbench.toml", changed)

        def page() -> SettingsView:
            return SettingsView(desk, devices, printers, ServerLine(no_line), config, save, apply)

        try:
            with a_window(qtbot, desk, page) as window:
                yield Room(window, devices, printers, tmp_path / "packbench.toml", applied)
        finally:
            devices.stop()
            printers.stop()


def no_line() -> Line:
    """There is no server here."""
    raise AssertionError


def a_reading(verdict: Verdict = Verdict.SCAN, text: str = "X", gap: int = 4) -> Reading:
    gaps = (4, 5, gap, 4)
    return Reading(verdict, text, "wedge", 0, max(gaps), sum(gaps) / 4, gaps)


def test_keys_of_a_scanner_are_shown_with_their_timing_and_what_they_mean(room: Room) -> None:
    pane = room.page.scanner
    for at, char in enumerate(LAMP_CODE + "\r"):
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            key = Qt.Key.Key_Return if char == "\r" else Qt.Key(ord(char))
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, char)
            event.setTimestamp(1_000 + 5 * at)
            QCoreApplication.postEvent(room.window.shell.windowHandle(), event)
    room.window.until(lambda: "Desk lamp" in pane.facts["meaning"][1].text())
    assert pane.raw.accessibleName() == LAMP_CODE
    assert pane.facts["speed"][1].text().startswith("13 keys")
    assert len(pane.times.accessibleName().split()) == 12


def test_a_lost_separator_is_named_with_its_switch(room: Room) -> None:
    """Rule F3: FNC1 arrives as 0x1D and many keyboard scanners drop it: the set-up checks."""
    pane = room.page.scanner
    room.devices.wedge.observed.emit(a_reading())
    room.devices.wedge.scanned.emit(Scan(TEST_CODE.replace("\x1d", ""), "", "wedge", NOON))
    room.window.until(lambda: "GS is missing" in pane.notices[0].words.text())
    assert "FNC1" in pane.notices[0].words.text()
    room.devices.wedge.scanned.emit(Scan(TEST_CODE, "]C1", "wedge", NOON))
    assert "<GS>" in pane.raw.accessibleName()
    assert pane.notices[0].isHidden()
    assert not pane.good.isHidden()


@pytest.mark.parametrize(
    ("reading", "scan", "says"),
    [
        (a_reading(Verdict.TYPING), None, "without an end"),
        (a_reading(Verdict.BROKEN), None, "second half"),
        (a_reading(gap=60), Scan("ABC-1", "]C0", "wedge", NOON), "60 ms"),
        (a_reading(), Scan(TEST_CODE.swapcase(), "]C1", "wedge", NOON), "swapped"),
        (a_reading(), Scan(TEST_CODE.replace("zY", "yZ"), "]C1", "wedge", NOON), "another country"),
        (a_reading(), Scan("ABC-1", "", "wedge", NOON), "AIM"),
        (None, Scan("ABC-1", "", "camera", NOON), "Nothing to mend"),
        (a_reading(), Scan(TEST_CODE, "]C1", "wedge", NOON), "read whole"),
    ],
)
def test_each_fault_of_a_scanner_has_a_hint_of_its_own(reading: Reading | None, scan: Scan | None, says: str) -> None:
    found = hints(reading, scan)
    assert says in found[0].text
    assert bool(found[0].remedy) is (found[0].tone is not Tone.GOOD)


def test_a_video_file_as_camera_shows_its_picture_with_the_symbol_outlined(room: Room, tmp_path: Path) -> None:
    """Rule G3: the webcam reads continuously, off the UI thread."""
    film = a_video(tmp_path / "film.avi", [a_frame(LAMP_CODE, "ean13", noise=seed) for seed in range(1, 60)])
    pane = room.page.camera
    room.page.open("camera")
    pane.choices.buttons["other"].click()
    room.window.qtbot.keyClicks(pane.where, film)
    room.window.qtbot.keyClick(pane.where, "\r")
    room.window.until(lambda: pane.preview.outline.count() == 4)
    room.window.until(lambda: LAMP_CODE in pane.read.text())
    assert room.saved().camera == film
    pane.choices.buttons["none"].click()
    assert room.devices.camera is None
    assert room.saved().camera == ""


def test_a_file_that_is_not_there_is_refused_and_the_setting_stays(room: Room) -> None:
    pane = room.page.camera
    room.page.open("camera")
    pane.choices.buttons["other"].click()
    room.window.qtbot.keyClicks(pane.where, "/nowhere/film.avi")
    room.window.qtbot.keyClick(pane.where, "\r")
    assert "/nowhere/film.avi" in pane.where_row.message.text
    assert room.applied == []


def test_a_camera_that_breaks_off_says_what_helps(room: Room, tmp_path: Path) -> None:
    broken = tmp_path / "broken.avi"
    broken.write_bytes(b"no film")
    room.page.open("camera")
    room.page.settings.change(camera=str(broken))
    room.window.until(lambda: room.page.camera.state.text == "No picture")
    assert "Check the cable" in room.page.camera.help.text()
    assert room.devices.camera is not None
    assert room.devices.camera.report.state is DeviceState.FAILED


def test_a_network_printer_is_saved_tested_and_prints_a_sample(room: Room) -> None:
    """Rule E9: printers are known good before the first scan."""
    with listener(answers(host_status())) as (port, heard):
        part = room.page.printers.parts["label"]
        room.page.open("printers")
        part.kind.buttons["tcp"].click()
        room.window.qtbot.keyClicks(part.where, f"127.0.0.1:{port}")
        room.window.qtbot.keyClick(part.where, "\r")
        assert room.saved().label_printer == f"tcp:127.0.0.1:{port}"
        room.window.until(lambda: part.state.text == "Ready" and b"~HS" in heard)
        part.sample.click()
        room.window.until(lambda: b"TEST-01" in heard and heard.rstrip().endswith(b"^XZ"))


def test_a_broken_printer_address_is_refused_and_a_dead_one_is_told_with_its_remedy(room: Room) -> None:
    part = room.page.printers.parts["label"]
    room.page.open("printers")
    part.kind.buttons["tcp"].click()
    room.window.qtbot.keyClicks(part.where, "printer")
    room.window.qtbot.keyClick(part.where, "\r")
    assert "192.168.1.50:9100" in part.where_row.message.text
    assert room.applied == []
    part.where.setText("127.0.0.1:1")
    room.window.qtbot.keyClick(part.where, "\r")
    room.window.until(lambda: part.state.text == "Not ready")
    assert part.remedy.text()


def test_look_language_and_sound_are_saved_and_applied_the_moment_they_change(room: Room) -> None:
    pane = room.page.look
    room.page.open("look")
    pane.language.buttons["zh_CN"].click()
    pane.theme.buttons["dark"].click()
    pane.blind.click()
    pane.volume.slider.setValue(30)
    kept = room.saved()
    assert (kept.language, kept.theme, kept.colour_blind, kept.sound_volume) == ("zh_CN", "dark", True, 30)
    assert [config.language for config in room.applied] == ["zh_CN"] * 4
    assert pane.theme_row.message.text == "Saved"


def test_the_station_pane_lists_the_warehouses_and_refuses_a_wrong_prefix(room: Room) -> None:
    pane = room.page.station
    room.page.open("station")
    room.window.until(lambda: pane.warehouse.count() == 2)
    assert pane.warehouse.currentData() == "SZ"
    pane.totes.more.click()
    assert room.saved().totes_max == 2
    pane.prefix.setText("12")
    room.window.qtbot.keyClick(pane.prefix, "\r")
    assert "8 to 13 digits" in pane.prefix_row.message.text
    assert room.saved().sscc_prefix == Config().sscc_prefix


def test_settings_that_cannot_be_written_stay_as_they_were_and_say_so(room: Room) -> None:
    room.file.mkdir()
    pane = room.page.look
    room.page.open("look")
    pane.theme.buttons["dark"].click()
    assert "could not be saved" in pane.theme_row.message.text
    assert room.page.settings.config.theme == "auto"
    assert room.applied == []
