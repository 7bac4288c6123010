"""A floor screen in a real window over a real store: scans through the hub, keys as key events, answers awaited."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.background.desk import READERS_N, Desk
from app.clock import FixedClock
from app.language import language, set_language
from app.models.people import Worker
from app.operations.station import Author, Station
from app.scanning.hub import ScanHub
from app.views.page import Page
from app.views.sections import section
from app.views.shell import Shell
from app.views.verdict import Sound
from tests import builders

NAMES = {builders.PICKER.worker: ("赵强", "Zhao Qiang"), builders.PACKER.worker: ("李娜", "Li Na")}
# The longest chain: a look-up, the act it leads to, and the look-ups after that.
ASKED_IN_TURN_MAX = 4


class Window:
    """One screen in the shell, its desk and hub, and every sound that was heard."""

    def __init__(self, station: Station, key: str, make: Callable[[Desk, Callable[[Sound], None]], Page]) -> None:
        self.station = station
        self.heard: list[Sound] = []
        self.desk = Desk(station)
        self.bugs: list[object] = []
        self.desk.bug.connect(self.bugs.append)
        self.desk.fault.connect(self.bugs.append)
        self.hub = ScanHub(station.clock)
        self.shell = Shell([section(key, lambda: make(self.desk, self.heard.append))], Page)
        self.shell.set_language(language())
        self.hub.listen(self.shell.take_scan)
        self._scans_n = 0

    def enter(self, author: Author, width: int = 1920, height: int = 1080) -> Page:
        """Sign somebody in; the screen comes to the front."""
        self.desk.author = author
        name = NAMES.get(author.worker, ("周敏", "Zhou Min"))[0 if language() == "zh_CN" else 1]
        self.shell.set_worker(Worker(author.worker, name, builders.ROLES[author.worker], author.worker))
        self.shell.resize(width, height)
        self.shell.show()
        self.settle()
        page = self.shell.page
        assert page is not None
        return page

    def scan(self, *texts: str, settle: bool = True) -> None:
        """Scan codes one after the other, each with a device of its own so that none is a bounce."""
        for text in texts:
            self._scans_n += 1
            self.hub.enter(text, device=f"wedge-{self._scans_n}")
            if settle:
                self.settle()

    def press(self, *keys: str | Qt.Key) -> None:
        """Press keys where the focus is."""
        for key in keys:
            target = QApplication.activeModalWidget() or self.shell
            aimed = target.focusWidget() or target
            if isinstance(key, Qt.Key):
                QTest.keyClick(aimed, key)
            else:
                QTest.keyClicks(aimed, key)
            self.settle()

    def settle(self) -> None:
        """Wait until the store thread and all readers have answered, and what the answers asked for, too."""
        for _ in range(ASKED_IN_TURN_MAX):
            answered: list[object] = []
            self.desk.call(lambda: None, done=answered.append)
            meeting = threading.Barrier(READERS_N)  # both readers stand here only when nothing older is left
            for _ in range(READERS_N):
                self.desk.read(lambda _connection, meeting=meeting: meeting.wait(10), done=answered.append)
            while len(answered) <= READERS_N:
                QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        QTest.qWait(1)
        assert not self.bugs, self.bugs

    def close(self) -> None:
        """Close the window and stop the desk."""
        modal = QApplication.activeModalWidget()
        if modal is not None:
            modal.close()
        self.shell.close()
        self.desk.stop()
        QApplication.processEvents()
        self.shell.deleteLater()
        QApplication.processEvents()


@contextmanager
def a_window(
    folder: Path,
    key: str,
    make: Callable[[Desk, Callable[[Sound], None]], Page],
    prepare: Callable[[Station], None] = lambda _: None,
    code: str = "en",
) -> Iterator[Window]:
    """A stocked station with one floor screen open; `prepare` puts work into the store first."""
    with builders.a_stocked_station(folder, FixedClock(builders.NOON)) as station:
        prepare(station)
        set_language(code)
        window = Window(station, key, make)
        try:
            yield window
        finally:
            window.close()
