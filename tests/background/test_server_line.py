"""The whole line as bootstrap joins it: screens' line, desk's store thread, engine, a real server on the loopback."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.background.desk import Desk
from app.background.server_line import ServerLine
from app.bootstrap import server_line
from app.clock import SystemClock
from app.config import Config
from app.errors import Fault
from app.sync.credentials import FileKeeper
from tests.builders import LAMP, receive
from tests.store.feed_pages import values
from tests.sync.servers import Honest, a_server
from tests.views.desks import a_desk


@contextmanager
def a_line(desk: Desk) -> Iterator[ServerLine]:
    line = server_line(desk, SystemClock(), Config())
    try:
        yield line
    finally:
        line.stop()


def settle(qtbot: QtBot, holds: Callable[[], Any]) -> None:
    qtbot.waitUntil(lambda: bool(holds()), timeout=40_000)


@pytest.fixture(autouse=True)
def a_computer_without_a_key_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.sync.credentials.keeper_for", lambda store: FileKeeper(store.with_suffix(".server")))


def test_a_scan_reaches_the_server_and_its_rows_reach_the_screen(qtbot: QtBot, tmp_path: Path) -> None:
    server = Honest()
    with a_server(**server.acts()) as http, a_desk(tmp_path) as desk, a_line(desk) as line:
        faults: list[Fault | None] = []
        line.enrol(http.url, "good", faults.append)
        settle(qtbot, lambda: faults)
        assert faults == [None]
        settle(qtbot, lambda: line.state.online and not line.state.waiting and line.state.contact_at)
        assert line.state.key_in_file
        before = server.ack("P01").seq
        assert before > 0, "what was there before enrolling is sent too"
        settle(qtbot, lambda: line.state.acked_seq == before)
        desk.in_turn(lambda: receive(desk.station, LAMP, 1, "A-01-1"))
        settle(qtbot, lambda: server.ack("P01").seq == before + 1)
        came: list[str] = []
        line.rows_came.connect(came.append)
        with server.lock:
            server.put("catalog", "carton", '["C-77"]', {"length_mm": 9})
        server.hint("catalog")
        text = "SELECT length_mm FROM carton WHERE code = 'C-77'"
        settle(qtbot, lambda: values(desk.station.store, text) == [(9,)])
        settle(qtbot, lambda: "catalog" in came)
        server.down = True
        desk.in_turn(lambda: receive(desk.station, LAMP, 1, "A-01-1"))
        settle(qtbot, lambda: line.state.offline_since and line.state.waiting == 1)


def test_the_next_start_goes_on_where_this_one_ended(qtbot: QtBot, tmp_path: Path) -> None:
    server = Honest()
    with a_server(**server.acts()) as http, a_desk(tmp_path) as desk:
        with a_line(desk) as line:
            done: list[object] = []
            line.enrol(http.url, "good", done.append)
            settle(qtbot, lambda: done and line.state.online and not line.state.waiting)
        desk.in_turn(lambda: receive(desk.station, LAMP, 1, "A-01-1"))
        with a_line(desk) as line:
            line.start(http.url)
            settle(qtbot, lambda: line.state.enrolled and line.state.online and not line.state.waiting)
            left: list[object] = []
            line.leave(left.append)
            settle(qtbot, lambda: left)
        assert not (tmp_path / "packbench.server").exists()


def test_work_in_turn_hands_back_answers_and_failures(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        assert desk.in_turn(lambda: 7) == 7
        with pytest.raises(ZeroDivisionError):
            desk.in_turn(lambda: 1 // 0)
