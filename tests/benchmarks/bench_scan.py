"""From the scanner's Enter to the painted verdict, the fact on disk, in the real picking window over a million orders.

The window is the program's own: shell, picking page, keyboard wedge, hub, and the store thread, on Qt's offscreen
screen. A picker walks order after order; every scan is typed as key events into the window's `QWindow`, and the clock
runs from the Enter key until the prompt card has painted the verdict, which it does after the commit. One scan in ten
is a wrong one and is acknowledged.

The floor, in turn with each scan: the statements of that very scan that wrote something, through the bare driver with
full sync into another copy of the same store, and the same verdict painted on a second card (DESIGN.md, section 8: "the
same raw SQLite commit + the same repaint"). It has no threads, reads nothing and decides nothing. For the record the
repaint of a bare widget as large as the card stands beside it.
"""

import gc
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.background.desk import Desk
from app.bootstrap import SWITCH_S
from app.clock import SystemClock
from app.language import set_language
from app.models.people import Role, Worker
from app.models.picking import Ask, PickWork, next_prompt
from app.models.refusals import Reason
from app.operations.station import Station
from app.scanning.hub import ScanHub
from app.scanning.keyboard_wedge import KeyboardWedge
from app.views.kit.prompt_card import PromptCard
from app.views.page import Page
from app.views.picking_view import PickingView
from app.views.prompt import Prompt
from app.views.sections import section
from app.views.shell import Shell
from app.views.theme import load_fonts
from app.views.verdict import Verdict
from tests.benchmarks.bench_chain import BIG, SMALL, Traced, a_station, bare_driver, copied, replayed, traced
from tests.benchmarks.big_store import big_store
from tests.benchmarks.chain_day import PICKER, WAVE, ChainDay, code_for, furnish, tote_of
from tests.benchmarks.figures import Figure, Result, machine, median, percentile

SCANS, WARM_UP = 300, 20
WRONG_EVERY = 10
WIDTH, HEIGHT = 1920, 1080
RATIO_MAX, P99_MS_MAX, GROWTH_MAX = 1.5, 33.0, 1.2
PATIENCE_S = 10.0
REST_MS = 50
"""Between two scans, and before each part of the floor: a hand takes longer, and by then nothing is warm any more."""
ORDERS_N = 70
"""Seven scans each: enough for all readings."""
NONE = Qt.KeyboardModifier.NoModifier
_PRESS, _RELEASE = QEvent.Type.KeyPress, QEvent.Type.KeyRelease
"""A scanner lets go of a key some milliseconds after it pressed it: with the next report that the computer asks for."""


class BareWidget(QWidget):
    """What painting costs when nothing is painted but a ground."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#123456"))
        painter.end()


@dataclass(frozen=True, slots=True)
class Reading:
    """One scan in ms: the product from Enter to paint, and the parts of the floor."""

    product: float
    commit: float
    bare_paint: float
    same_paint: float


class Floor:
    """The bare driver on another copy of the store, a bare widget as large as the card, and a second card."""

    def __init__(self, driver: Any, card: PromptCard) -> None:
        self._driver, self._card = driver, card
        self._window = QWidget()
        self._window.resize(WIDTH, HEIGHT)
        self._bare, self._same = BareWidget(self._window), PromptCard(None, self._window)
        for widget in (self._bare, self._same):
            widget.resize(card.size())
        self._window.show()
        QTest.qWaitForWindowExposed(self._window)

    def reading(self, product_ms: float, acts: list[list[tuple[str, Any]]], shown: tuple[Verdict, Prompt]) -> Reading:
        """Commit the same rows and show the same verdict on the second card; then repaint the bare widget.

        Each begins as the scan does, from rest: what has just been done is several times as fast done again.
        """
        self._rest(self._same)
        _, commit_ms = replayed(self._driver, acts)
        started = time.perf_counter()
        self._same.show_verdict(*shown)
        same_ms = (time.perf_counter() - started) * 1_000
        self._rest(self._bare)
        started = time.perf_counter()
        self._bare.repaint()
        return Reading(product_ms, commit_ms, (time.perf_counter() - started) * 1_000, same_ms)

    @staticmethod
    def _rest(widget: QWidget) -> None:
        widget.raise_()
        QApplication.processEvents()
        QTest.qWait(REST_MS)

    def close(self) -> None:
        self._window.close()


class Walk:
    """The picking window of one station, its worker, and the clock between Enter and paint."""

    def __init__(self, station: Station, trace: Traced) -> None:
        self.trace = trace
        self.desk = Desk(station)
        self.desk.author = PICKER
        self.failures: list[object] = []
        self.desk.fault.connect(self.failures.append)
        self.desk.bug.connect(self.failures.append)
        self.hub = ScanHub(SystemClock())
        self.shell = Shell([section("picking", lambda: PickingView(self.desk))], Page)
        self.hub.listen(self.shell.take_scan)
        self.shell.set_language("zh_CN")
        self.shell.resize(WIDTH, HEIGHT)
        self.shell.set_worker(Worker(PICKER.worker, "赵强", Role.PICKER, PICKER.worker))
        self.shell.show()
        QTest.qWaitForWindowExposed(self.shell)
        page = self.shell.page
        assert isinstance(page, PickingView)
        self.page = page
        self._painted_at = 0.0
        self._loop = QEventLoop()
        page.prompt.painted.connect(self._note_paint)
        self._totes = WAVE

    def scan_ms(self, wrong: bool) -> tuple[float, list[list[tuple[str, Any]]], tuple[Verdict, Prompt]]:
        """Scan what is asked for (or something else); answer the time to the paint, what was written, what shown."""
        self._take_work()
        text = "WRONG-CODE-0001" if wrong else self._asked_for(self._work())
        for char in text:
            self._key(ord(char.upper()), char)
        first = len(self.trace.acts)
        self._painted_at = 0.0
        started = time.perf_counter()
        self._key(Qt.Key.Key_Return, "\r", _PRESS)
        while not self._painted_at:
            self._loop.exec()
        self._key(Qt.Key.Key_Return, "\r", _RELEASE)
        took_ms = (self._painted_at - started) * 1_000
        card = self.page.prompt
        assert card._verdict is not None
        shown = (card._verdict, card._prompt)
        self.settle()
        assert card.is_held is wrong
        card.acknowledge()
        return took_ms, self.trace.writes(first), shown

    def _work(self) -> PickWork:
        work = self.page._work
        assert work is not None, Reason.NO_WORK
        return work

    def _asked_for(self, work: PickWork) -> str:
        prompt = next_prompt(work)
        if prompt.ask is Ask.TOTE:
            self._totes += 1
            return tote_of(self._totes)
        assert prompt.line is not None, prompt
        return prompt.line.location if prompt.ask is Ask.PLACE else code_for(prompt.line.sku, prompt.line.quantity)

    def _take_work(self) -> None:
        if self.page._work is None or self.page._work.finished_at is not None:
            self.page.take()
            self.settle()

    def _key(self, key: int, text: str, *kinds: QEvent.Type) -> None:
        window = self.shell.windowHandle()
        for kind in kinds or (_PRESS, _RELEASE):
            QCoreApplication.sendEvent(window, QKeyEvent(kind, key, NONE, text))

    def _note_paint(self) -> None:
        self._painted_at = time.perf_counter()
        self._loop.quit()

    def settle(self) -> None:
        """Let the store thread, the readers and the rest of the window come to rest, as between two scans."""
        until = time.perf_counter() + PATIENCE_S
        answered: list[object] = []
        self.desk.call(lambda: None, done=answered.append)
        while not answered and time.perf_counter() < until:
            QApplication.processEvents()
        QTest.qWait(REST_MS)
        assert not self.failures, self.failures

    def close(self) -> None:
        self.shell.close()
        self.desk.stop()


def measure(data: Path | None) -> Result:
    """Walk in a small store and in the big one (or the one at `data`), in turns."""
    application = QApplication.instance() or QApplication([])
    sys.setswitchinterval(SWITCH_S)
    load_fonts()
    set_language("zh_CN")
    stores = (big_store(SMALL, SMALL), data or big_store(BIG, BIG))
    with ExitStack() as stack:
        wedge = KeyboardWedge(SystemClock())
        wedge.start()
        stack.callback(wedge.stop)
        benches = [stack.enter_context(a_bench(path)) for path in stores]
        readings: list[list[Reading]] = [[], []]
        gc.freeze()  # as the program does when it has loaded
        for turn in range(WARM_UP + SCANS):
            for (walk, floor), found in zip(benches, readings, strict=True):
                wedge.scanned.connect(walk.hub.take)
                scanned = walk.scan_ms(wrong=turn % WRONG_EVERY == WRONG_EVERY - 1)
                wedge.scanned.disconnect(walk.hub.take)
                found.append(floor.reading(*scanned))
    del application
    return Result("scan", figures(*(found[WARM_UP:] for found in readings)), machine() | {"scans": SCANS})


@contextmanager
def a_bench(path: Path) -> Iterator[tuple[Walk, Floor]]:
    """A walk with work waiting, and its floor on a second copy of the store."""
    with copied(path) as here, copied(path) as there:
        for each in (here, there):
            with a_station(each) as station:
                furnish(station, ORDERS_N)
        with a_station(here) as station, traced(station) as trace, bare_driver(there) as driver:
            day = ChainDay(station)
            for _ in range(ORDERS_N // WAVE):
                day.release_wave()
            replayed(driver, trace.writes())
            walk = Walk(station, trace)
            floor = Floor(driver, walk.page.prompt)
            try:
                yield walk, floor
            finally:
                floor.close()
                walk.close()


def figures(small: list[Reading], big: list[Reading]) -> tuple[Figure, ...]:
    """The budgets on the big store, and how much more than on the small one."""
    product = [each.product for each in big]
    same, bare = ([each.commit + paint for each, paint in pairs] for pairs in _floors(big))
    return (
        Figure("Enter to verdict, median over commit + same paint", median(product) / median(same), "×", RATIO_MAX),
        Figure("Enter to verdict, p99", percentile(product, 99), "ms", P99_MS_MAX),
        Figure("growth from 10 k to 1 M orders", median(product) / median([e.product for e in small]), "×", GROWTH_MAX),
        Figure("Enter to verdict, median over commit + bare paint", median(product) / median(bare), "×"),
        Figure("Enter to verdict, median", median(product), "ms"),
        Figure("bare commit of the same rows, median", median([each.commit for each in big]), "ms"),
        Figure("the same verdict painted alone, median", median([each.same_paint for each in big]), "ms"),
        Figure("a bare widget painted, median", median([each.bare_paint for each in big]), "ms"),
        Figure("commit + same paint, p99", percentile(same, 99), "ms"),
    )


def _floors(readings: list[Reading]) -> tuple[list[tuple[Reading, float]], list[tuple[Reading, float]]]:
    return [(each, each.same_paint) for each in readings], [(each, each.bare_paint) for each in readings]
