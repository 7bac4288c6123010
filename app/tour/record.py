"""What the tour leaves behind: numbered screenshots in both languages, the papers, latencies, and a summary.

A watchdog timer measures the longest time in which the UI thread heard nobody, by the clock on the wall, and how much
of it the thread computed: the rest it waited for a processor or for another thread. While the tour itself takes
pictures the watchdog looks away, and the summary says so.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QElapsedTimer, QEventLoop, QObject, Qt, QTimer

from app.background.printers import Printers
from app.clock import thread_busy_s
from app.language import language
from app.printing.documents import ParcelLabel
from app.printing.print_job import JobState, PrintJob
from app.printing.render import as_pdf, as_zpl
from app.views.shell import Shell

LANGUAGES = ("zh_CN", "en")
WATCH_MS = 2
BLOCKED_MS_MAX = 16
PAPERS_MS_MAX = 20_000
ARRANGE_MS = 120


@dataclass
class Summary:
    """The figures of a tour; times in milliseconds."""

    shots: list[str] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    scan_ms: list[float] = field(default_factory=list)
    ui_blocked_ms_max: float = 0.0
    ui_blocked_at: str = ""
    ui_computed_ms_max: float = 0.0
    """The longest that the UI thread itself computed in one go, whatever else the machine did."""
    ui_computed_at: str = ""
    ui_blocked_over_16_ms: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)


class Watchdog(QObject):
    """Ticks as often as the event loop lets it; a late tick is a blocked UI thread."""

    def __init__(self, summary: Summary) -> None:
        super().__init__()
        self.step = ""
        self._summary = summary
        self._clock = QElapsedTimer()
        self._busy_s = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._away_n = 0

    def start(self) -> None:
        self._clock.start()
        self._busy_s = thread_busy_s()
        self._timer.start(WATCH_MS)

    @contextmanager
    def looking_away(self) -> Iterator[None]:
        """Do something of the tour's own that blocks; paper may come to be kept while a picture is taken."""
        self._away_n += 1
        self._timer.stop()
        try:
            yield
        finally:
            self._away_n -= 1
            if not self._away_n:
                self.start()

    def _tick(self) -> None:
        late_ms = self._clock.nsecsElapsed() / 1e6 - WATCH_MS
        computed_ms = (thread_busy_s() - self._busy_s) * 1e3
        self._clock.restart()
        self._busy_s = thread_busy_s()
        told = self._summary
        if late_ms > told.ui_blocked_ms_max:
            told.ui_blocked_ms_max, told.ui_blocked_at = round(late_ms, 1), self.step
        if computed_ms > told.ui_computed_ms_max:
            told.ui_computed_ms_max, told.ui_computed_at = round(computed_ms, 1), self.step
        if late_ms > BLOCKED_MS_MAX:
            told.ui_blocked_over_16_ms.append(f"{late_ms:.0f} {self.step} ({computed_ms:.0f} computed)")


def _arrange() -> None:
    """Let layouts follow the words of another language before the picture is taken."""
    loop = QEventLoop()
    QTimer.singleShot(ARRANGE_MS, loop.quit)
    loop.exec()


class Record:
    """The tour's album. `out` is emptied of an earlier tour's files first."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.summary = Summary()
        self.watchdog = Watchdog(self.summary)
        self._shots_n = 0
        for part in ("screens", "papers"):
            folder = out / part
            folder.mkdir(parents=True, exist_ok=True)
            for old in folder.iterdir():
                old.unlink()

    def shot(self, shell: Shell, name: str) -> None:
        """Take the window as it stands, in both languages."""
        self._shots_n += 1
        self.watchdog.step = name
        with self.watchdog.looking_away():
            before = language()
            for code in (before, *(each for each in LANGUAGES if each != before), before):
                if language() != code:
                    shell.set_language(code)
                    _arrange()
                file = self.out / "screens" / f"{self._shots_n:02d}-{name}.{code}.png"
                if not file.exists():
                    shell.grab().save(str(file))
                    self.summary.shots.append(file.name)

    def paper(self, job: PrintJob, state: JobState) -> None:
        """Keep a printed document as PDF, and a parcel label as ZPL too."""
        if state is not JobState.DONE:
            return
        with self.watchdog.looking_away():
            number = len(self.summary.papers) + 1
            name = f"{number:02d}-{type(job.document).__name__}-{job.title}".replace("/", "-")
            self._keep(f"{name}.pdf", as_pdf(job.document))
            if isinstance(job.document, ParcelLabel):
                self._keep(f"{name}.zpl", as_zpl(job.document))

    def _keep(self, name: str, content: bytes) -> None:
        (self.out / "papers" / name).write_bytes(content)
        self.summary.papers.append(name)

    def wait_for_papers(self, printers: Printers) -> None:
        """Let the print thread finish what waits."""
        loop = QEventLoop()
        clock = QElapsedTimer()
        clock.start()
        while printers.spooler.waiting() and clock.elapsed() < PAPERS_MS_MAX:
            QTimer.singleShot(50, loop.quit)
            loop.exec()
        QTimer.singleShot(200, loop.quit)
        loop.exec()

    def count(self, what: str, by: int = 1) -> None:
        self.summary.counts[what] = self.summary.counts.get(what, 0) + by

    def write(self, **more: Any) -> Path:
        """Write summary.json; return its path."""
        times = sorted(self.summary.scan_ms)
        figures: dict[str, Any] = asdict(self.summary) | more
        if times:
            figures["scan_ms_median"] = times[len(times) // 2]
            figures["scan_ms_max"] = times[-1]
        path = self.out / "summary.json"
        path.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
        return path
