"""Prints many papers a few at a time, so that it can be stopped and nothing piles up before a dead printer.

The next handful goes into the queue only when the printer took the one before; what was cancelled was never queued.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.background.desk import Desk
from app.background.printers import Printers
from app.errors import Fault
from app.operations.spool import LABEL_PRINTER, PAPER_PRINTER, print_documents
from app.operations.station import Outcome
from app.printing.documents import Document
from app.printing.print_job import JobState, PrintJob
from app.printing.render import Label

AT_ONCE = 10
"""Papers in the queue at a time: enough to keep a printer busy, few enough to stop soon."""


class PrintRun(QObject):
    """One order to print. `moved` tells (printed, all, the fault that holds it up or None), `ended` (printed, all)."""

    moved = Signal(int, int, object)
    ended = Signal(int, int)

    def __init__(self, desk: Desk, printers: Printers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._left: list[Document] = []
        self._out: set[str] = set()
        self._printed = self._all = 0
        self._asking = False
        printers.job_moved.connect(self._job_moved)
        desk.fault.connect(self._store_failed)
        desk.bug.connect(self._store_failed)

    @property
    def is_running(self) -> bool:
        return self._asking or bool(self._out) or bool(self._left)

    def begin(self, documents: Sequence[Document]) -> None:
        """Print these in order; one run at a time."""
        assert not self.is_running, "one run at a time"
        self._left, self._printed, self._all = list(documents), 0, len(documents)
        self._ask()

    def cancel(self) -> None:
        """Queue no more; what is in the queue already is printed."""
        self._left.clear()

    def _ask(self) -> None:
        printer = printer_of(self._left[0])
        some = [each for each in self._left[:AT_ONCE] if printer_of(each) == printer]
        del self._left[: len(some)]
        self._asking = True
        self.moved.emit(self._printed, self._all, None)
        self._desk.do(print_documents, printer, tuple(some), done=self._asked)

    def _asked(self, outcome: Outcome) -> None:
        """Thread: UI; before the spooler gets the jobs, since both come through the same queue, this first."""
        self._asking = False
        self._out = {job.job_id for job in outcome.jobs}

    def _job_moved(self, job: PrintJob, state: JobState, fault: Fault | None) -> None:
        if job.job_id not in self._out:
            return
        if state is JobState.FAILED:
            self._left.clear()
        if state in (JobState.DONE, JobState.FAILED):
            self._out.discard(job.job_id)
            self._printed += state is JobState.DONE
        self.moved.emit(self._printed, self._all, fault)
        if not self._out:
            self._go_on()

    def _go_on(self) -> None:
        if self._left:
            self._ask()
        else:
            self.ended.emit(self._printed, self._all)

    def _store_failed(self, _failure: object) -> None:
        """Nothing of the handful was kept; the shell tells why."""
        if self._asking:
            self._asking = False
            self._left.clear()
            self.ended.emit(self._printed, self._all)


def printer_of(document: Document) -> str:
    """Labels go to the label printer, sheets to the other."""
    return LABEL_PRINTER if isinstance(document, Label) else PAPER_PRINTER
