"""The station's printers: the spooler's thread, the kept jobs behind it, and the state that screens show.

Printers are named by role ("label", "paper"); the settings say what stands there. Without a setting paper goes into a
folder, so that nothing is lost and the first day works. They are tested before the first scan (Rule E9).
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.background.desk import Desk
from app.config import Config
from app.errors import Fault
from app.language import tr
from app.operations import spool
from app.operations.station import Outcome
from app.printing.media import Speech
from app.printing.print_job import JobState, PrintJob
from app.printing.printers import FolderPrinter, Printer, PrinterState
from app.printing.socket_printer import SocketPrinter
from app.printing.spooler import Spooler
from app.printing.system_printer import SystemPrinter

ROLES = (spool.LABEL_PRINTER, spool.PAPER_PRINTER)


def printer_for(role: str, config: Config) -> Printer:
    """Make the printer that the settings name for a role. Raises: Fault for a setting that names none."""
    target = config.label_printer if role == spool.LABEL_PRINTER else config.paper_printer
    speech = Speech.ZPL if role == spool.LABEL_PRINTER else Speech.PDF
    kind, _, where = target.partition(":")
    if not target:
        return FolderPrinter(role, config.print_folder / role, Speech.PDF)
    if kind == "folder" and where:
        return FolderPrinter(role, Path(where), speech)
    if kind == "system" and where:
        return SystemPrinter(where, Speech.PDF)
    host, _, port = where.rpartition(":")
    if kind == "tcp" and host and port.isdigit():
        return SocketPrinter(host, int(port), speech)
    raise Fault(
        tr("The printer setting “{target}” is not understood.").format(target=target),
        tr("Use folder:PATH, tcp:HOST:PORT or system:QUEUE."),
    )


class KeptJobs:
    """The spooler's store: each note goes through the store thread, in turn with the scans."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.left_over: Sequence[PrintJob] = ()

    def add(self, job: PrintJob) -> None:
        """Keep a job; returns when it is on disk."""
        self._desk.in_turn(lambda: spool.keep(self._desk.station, job))

    def pending(self) -> Sequence[PrintJob]:
        """What the last run left, read on the store thread before the spooler began."""
        return self.left_over

    def done(self, job_id: str, at: datetime) -> None:
        self._desk.call(lambda: spool.job_done(self._desk.station, UUID(job_id), at))

    def failed(self, job_id: str, at: datetime, text: str, remedy: str) -> None:
        self._desk.call(lambda: spool.job_failed(self._desk.station, UUID(job_id), at, text, remedy))

    def again(self, job_id: str) -> None:
        self._desk.call(lambda: spool.job_again(self._desk.station, UUID(job_id)))


class Printers(QObject):
    """The print centre's machine room. Thread: UI; its signals arrive there."""

    job_moved = Signal(object, object, object)
    """(PrintJob, JobState, Fault | None) at every change of a job."""
    tested = Signal(str, object)
    """(role, PrinterState) after a test."""

    def __init__(self, desk: Desk, config: Config) -> None:
        super().__init__()
        self._desk = desk
        self._config = config
        self.states: dict[str, PrinterState] = {}
        self._testers = ThreadPoolExecutor(len(ROLES), thread_name_prefix="printer-test")
        self._kept = KeptJobs(desk)
        self.spooler = Spooler(self._printers(), self._kept, self._moved, desk.station.clock)
        self.tested.connect(self._note)
        desk.recorded.connect(self._take_up)

    def start(self) -> None:
        """Take up what the last run left and test the printers."""
        self._desk.call(lambda: spool.pending_jobs(self._desk.station), self._begin)
        self.test()

    def _begin(self, left_over: Sequence[PrintJob]) -> None:
        self._kept.left_over = left_over
        self.spooler.start()

    def use(self, config: Config) -> None:
        """Print on other printers from now on."""
        self._config = config
        self.spooler.replace_printers(self._printers())
        self.test()

    def test(self) -> None:
        """Ask each printer whether it is ready; the answers come by `tested`."""
        for role, printer in self._printers().items():
            self._testers.submit(self._test, role, printer)

    def _test(self, role: str, printer: Printer) -> None:
        self.tested.emit(role, printer.test())

    def stop(self) -> None:
        """End after the job in hand; what waits is kept."""
        self._testers.shutdown(wait=True, cancel_futures=True)
        self.spooler.stop()

    def _printers(self) -> dict[str, Printer]:
        printers: dict[str, Printer] = {}
        for role in ROLES:
            try:
                printers[role] = printer_for(role, self._config)
            except Fault as fault:
                self._desk.fault.emit(fault)
        return printers

    def _take_up(self, outcome: Outcome) -> None:
        for job in outcome.jobs:
            self.spooler.submit_kept(job)

    def _moved(self, job: PrintJob, state: JobState, fault: Fault | None) -> None:
        self.job_moved.emit(job, state, fault)

    def _note(self, role: str, state: PrinterState) -> None:
        self.states[role] = state
