"""The server in the settings and in the bar: enrolling, the state in words of both languages, the last facts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import config as settings
from app.background.devices import Devices
from app.background.printers import Printers
from app.background.server_line import LineState, ServerLine
from app.clock import SystemClock
from app.config import Config
from app.errors import Fault
from app.language import set_language
from app.models.facts import KINDS
from app.operations.outbox import Reached, reached
from app.views.line_words import clock_offset_words, line_status
from app.views.server_card import ServerPane
from app.views.settings_view import SettingsView
from app.views.sounds import Speaker
from app.views.story_words import _KINDS
from app.views.verdict import Tone
from app.views.workplace import Workplace
from tests.builders import LAMP, NOON, receive
from tests.views.desks import Window, a_desk, a_window

URL = "https://packbench.example"


@dataclass
class Told:
    """A line that does what a test says."""

    heard: list[tuple[str, ...]] = field(default_factory=list)
    fault: Exception | None = None
    enrolled: bool = True
    is_key_in_file: bool = True

    def start(self, url: str) -> bool:
        self.heard.append(("start", url))
        self._fail()
        return self.enrolled

    def enrol(self, url: str, code: str) -> None:
        self.heard.append(("enrol", url, code))
        self._fail()

    def leave(self) -> None:
        self.heard.append(("leave",))
        self._fail()

    def stop(self) -> None:
        self.heard.append(("stop",))

    def _fail(self) -> None:
        if self.fault is not None:
            raise self.fault


@dataclass
class Room:
    """The settings with a server pane in a window."""

    window: Window
    line: ServerLine
    told: Told
    file: Path

    @property
    def pane(self) -> ServerPane:
        page = self.window.shell.page
        assert isinstance(page, SettingsView)
        return page.server

    def saved(self) -> Config:
        return settings.load(self.file)

    def enrol(self, url: str, code: str) -> None:
        self.pane.url.setText(url)
        self.pane.code.setText(code)
        self.pane.enrol.click()


@pytest.fixture
def room(qtbot: QtBot, tmp_path: Path) -> Iterator[Room]:
    config = Config(store=str(tmp_path / "store.sqlite"), language="en", paper_language="en")
    set_language("en")
    with a_desk(tmp_path) as desk:
        devices, printers = Devices(SystemClock(), config), Printers(desk, config)
        told = Told()
        line = ServerLine(lambda: told)
        file = tmp_path / "packbench.toml"

        def page() -> SettingsView:
            return SettingsView(
                desk, devices, printers, line, config, lambda changed: settings.save(file, changed), lambda _: None
            )

        try:
            with a_window(qtbot, desk, page) as window:
                found = window.shell.page
                assert isinstance(found, SettingsView)
                found.open("server")
                yield Room(window, line, told, file)
        finally:
            line.stop()
            printers.stop()
            devices.stop()


def test_a_code_enrols_and_the_address_is_saved(room: Room) -> None:
    room.enrol(URL + "/", " abc ")
    room.window.until(lambda: room.file.exists())
    assert room.told.heard == [("enrol", URL, "abc")]
    assert room.saved().server == URL
    assert room.pane.code.text() == ""
    assert "file" in room.pane.key.text()
    assert "secret" not in room.file.read_text("utf-8")


def test_a_code_that_is_not_good_is_told_at_its_field_and_nothing_is_saved(room: Room) -> None:
    room.told.fault = Fault("The server does not know this code.", "Have a new one shown; it is good once.")
    room.enrol(URL, "abc")
    room.window.until(lambda: "does not know" in room.pane.code_row.message.text)
    assert not room.file.exists()
    assert room.pane.enrol.isEnabled()
    assert room.line.state.url == ""


@pytest.mark.parametrize("url", ["", "packbench", "ftp://packbench", "http://packbench.example", "https://"])
def test_an_address_that_is_none_or_not_safe_is_refused(room: Room, url: str) -> None:
    room.enrol(url, "abc")
    assert room.pane.url_row.message.text
    assert room.told.heard == []


def test_without_a_code_nobody_is_asked(room: Room) -> None:
    room.enrol(URL, "")
    room.window.qtbot.keyClick(room.pane.code, Qt.Key.Key_Return)
    assert room.pane.code_row.message.text
    assert room.told.heard == []


def test_leaving_forgets_the_address(room: Room) -> None:
    room.enrol(URL, "abc")
    room.window.until(lambda: room.file.exists())
    room.pane.leave.click()
    room.window.until(lambda: room.saved().server == "")
    assert room.line.state == LineState()
    assert room.pane.leave.isHidden()


def test_the_last_facts_tell_how_far_they_are(room: Room) -> None:
    """Rule H5: each scan shows stored, sent, accepted."""
    pane = room.pane
    room.window.until(lambda: pane._facts)
    last = pane._facts[0].seq
    room.line.note(sent_seq=last - 1, acked_seq=last - 2, parked_seqs=(last - 3,))
    room.window.until(lambda: room.line.state.sent_seq)
    shown = [each.detail for each in pane.facts._sheet._happenings][-4:]
    assert shown == ["Parked at the server", "Taken in", "Sent", "Stored here"]
    room.window.desk.in_turn(lambda: receive(room.window.desk.station, LAMP, 1, "A-01-1"))
    pane.hidden()
    pane.shown()
    room.window.until(lambda: pane._facts[0].seq > last)


def test_how_far_a_fact_is() -> None:
    assert [reached(seq, 3, 2, (1,)) for seq in (1, 2, 3, 4)] == [
        Reached.PARKED,
        Reached.ACCEPTED,
        Reached.SENT,
        Reached.STORED,
    ]


@pytest.mark.parametrize(
    ("state", "english", "chinese", "tone"),
    [
        (LineState(), "One station · stored here", "单机 · 本地保存", Tone.GOOD),
        (LineState(URL, True, online=True), "Online", "在线", Tone.GOOD),
        (LineState(URL, True, online=True, waiting=2), "Online · 2 waiting", "在线 · 2 条待发送", Tone.GOOD),
        (LineState(URL, True, offline_since=NOON, waiting=12), " · 12 waiting", " · 12 条待发送", Tone.ATTENTION),
        (LineState(URL, True, online=True, parked=3), "3 parked", "3 条待处理", Tone.ATTENTION),
        (LineState(URL, True, revoked=True, waiting=1), "Revoked", "已吊销", Tone.WRONG),
        (LineState(URL, True, old_server=True), "Old server", "旧服务器", Tone.WRONG),
        (LineState(URL, True, forked=True), "Copied store: enrol again", "数据库是副本：请重新注册", Tone.WRONG),
        (LineState(URL, False), "Not enrolled", "未注册", Tone.ATTENTION),
        (LineState(URL), "Connecting …", "正在连接…", Tone.PLAIN),
    ],
)
def test_the_badge_says_how_the_line_stands(state: LineState, english: str, chinese: str, tone: Tone) -> None:
    """UX rule 9."""
    try:
        for code, words in (("en", english), ("zh_CN", chinese)):
            set_language(code)
            status = line_status(state)
            assert words in status.text
            assert status.tone is tone
        if state.offline_since is not None:
            set_language("en")
            assert line_status(state).text.startswith("Offline since ")
    finally:
        set_language("en")


@pytest.mark.parametrize(
    ("ahead_s", "words"), [(0.4, "as the server's"), (5.0, "5 s slow"), (-90.0, "90 s fast"), (-600.0, "10 min fast")]
)
def test_the_clock_is_compared_in_words(ahead_s: float, words: str) -> None:
    set_language("en")
    assert clock_offset_words(ahead_s) == words


# -- the line --------------------------------------------------------------------------------------------------------


def settle(qtbot: QtBot, holds: Callable[[], Any]) -> None:
    qtbot.waitUntil(lambda: bool(holds()), timeout=5_000)


def test_without_a_server_nothing_is_made_and_no_thread_started(qtbot: QtBot) -> None:
    def never() -> Told:
        raise AssertionError

    line = ServerLine(never)
    line.start("")
    line.stop()
    assert line.state == LineState()


def test_a_start_that_fails_is_told_and_the_station_is_not_enrolled(qtbot: QtBot) -> None:
    told = Told(fault=Fault("The key store is locked."))
    line = ServerLine(lambda: told)
    troubles: list[object] = []
    line.trouble.connect(troubles.append)
    line.start(URL)
    settle(qtbot, lambda: troubles)
    assert (line.state.enrolled, line.state.url) == (False, URL)
    told.fault = ZeroDivisionError()
    line.start(URL)
    settle(qtbot, lambda: len(troubles) == 2)
    assert "ZeroDivisionError" in str(troubles[1])
    line.stop()
    assert told.heard[-1] == ("stop",)


def test_the_bar_shows_the_line_and_a_click_opens_the_server(qtbot: QtBot, tmp_path: Path) -> None:
    config = Config(store=str(tmp_path / "store.sqlite"), language="en", paper_language="en", server=URL)
    with a_desk(tmp_path) as desk:
        devices, printers = Devices(SystemClock(), config), Printers(desk, config)
        line = ServerLine(Told)
        place = Workplace(desk, devices, printers, Speaker(0), line)
        qtbot.addWidget(place.shell)
        try:
            place.use(config, lambda _: None)
            connection = place.shell.top_bar._states["connection"]
            assert "stored here" in connection.text()
            line.start(URL)
            line.note(online=True)
            settle(qtbot, lambda: connection.text() == "Online")
            line.note(online=False, offline_since=NOON, waiting=12)
            settle(qtbot, lambda: connection.text().endswith("12 waiting"))
            came: list[object] = []
            desk.recorded.connect(came.append)
            for _ in range(5):
                line.rows_came.emit("catalog")
            settle(qtbot, lambda: len(came) == 1)
            assert QApplication.activeModalWidget() is None, "being offline is never a dialog"
        finally:
            line.stop()
            printers.stop()
            devices.stop()
            place.shell.close()


def test_every_fact_kind_has_words_for_the_list_of_what_was_sent() -> None:
    assert {kind for kind, _ in KINDS} <= set(_KINDS)
