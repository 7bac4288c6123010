"""The windows of desk screens on real stores, joined as the program joins them: a shell, a desk with its threads."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.background.desk import Desk
from app.models.people import Role, Worker
from app.operations.station import Author
from app.views.kit.dialog import Dialog
from app.views.page import Page, Section
from app.views.shell import Shell
from tests.builders import NOON, SUPERVISOR, a_scan, a_stocked_station

WAIT_MS = 5_000


@dataclass
class Window:
    """A shell with one page in front, driven by keys and scans."""

    qtbot: QtBot
    shell: Shell
    desk: Desk

    def scan(self, text: str, symbology: str = "") -> None:
        """Scan as the hub hands it on."""
        self.shell.take_scan(a_scan(text, symbology, at=NOON))

    def press(self, key: Qt.Key, control: bool = False) -> None:
        """Press a key where the focus is."""
        modifier = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        self.qtbot.keyClick(QApplication.activeModalWidget() or self.shell, key, modifier)

    def until(self, holds: Callable[[], object]) -> None:
        """Let the event loop run until something holds."""
        self.qtbot.waitUntil(lambda: bool(holds()), timeout=WAIT_MS)

    def dialog(self) -> Dialog:
        """Answer the dialog in front."""
        found = QApplication.activeModalWidget()
        assert isinstance(found, Dialog)
        return found


@contextmanager
def a_desk(folder: Path, author: Author = SUPERVISOR) -> Iterator[Desk]:
    """A desk over the little warehouse; bugs of its threads fail the test."""
    with a_stocked_station(folder) as station:
        desk = Desk(station)
        desk.author = author
        bugs: list[object] = []
        desk.bug.connect(bugs.append)
        try:
            yield desk
        finally:
            desk.stop()
            QApplication.processEvents()
        assert not bugs


@contextmanager
def a_window(qtbot: QtBot, desk: Desk, page: Callable[[], Page]) -> Iterator[Window]:
    """Show a page as the only section of a shell."""
    shell = Shell([Section("page", "Stock", "warehouse", page)], Page)
    qtbot.addWidget(shell)
    shell.resize(1366, 768)
    with qtbot.waitExposed(shell):
        shell.show()
    shell.activateWindow()
    shell.set_worker(Worker("W-0031", "Ada", Role.ADMINISTRATOR, "W-0031"))
    try:
        yield Window(qtbot, shell, desk)
    finally:
        shell.close()
