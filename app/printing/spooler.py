"""The spooler: one thread that brings jobs to printers, in order, and tells what became of each.

A job is kept by the store before `submit` answers, and leaves it only when a printer took it or a person has to look;
a kill in between prints it again rather than never, since a second label is seen and thrown away and a missing one is
not. Order holds for each printer: a job that waits for its next try holds back those behind it on the same printer
only. Nothing fails silently: every change of state goes to `on_state`, with the fault if there is one.
"""

import logging
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from app.clock import Clock
from app.errors import Fault
from app.language import tr
from app.printing.faults import PrinterFault, QueueMissing, SpoolFull
from app.printing.print_job import MOVES, JobState, PrintJob, SpoolStore
from app.printing.printers import Printer
from app.printing.render import for_printer

_LOG: Final = logging.getLogger(__name__)
OnState = Callable[[PrintJob, JobState, Fault | None], None]


@dataclass(frozen=True, slots=True)
class SpoolLimits:
    """Bounds of the spooler, each with its reason."""

    jobs_max: int = 500  # a shift's labels of one bench; more means that a printer has been down all day
    failed_max: int = 100  # kept in memory for "try again"; older ones are reprinted from the store
    retry_delays_s: tuple[float, ...] = (1, 2, 5, 10, 20, 30, 60)  # two minutes: time to change a roll


@dataclass(slots=True)
class _Entry:
    job: PrintJob
    state: JobState
    due_s: float
    tries: int = 0


class Spooler:
    """The print centre's queue.

    Thread: any for the public methods. `on_state` is called on the printing thread, for QUEUED on the caller's; it
    hands the news on and never waits.
    """

    def __init__(
        self,
        printers: Mapping[str, Printer],
        store: SpoolStore,
        on_state: OnState,
        clock: Clock,
        limits: SpoolLimits | None = None,
    ) -> None:
        self._printers = dict(printers)
        self._store = store
        self._on_state = on_state
        self._clock = clock
        self._limits = limits or SpoolLimits()
        self._lines: dict[str, deque[_Entry]] = {}
        self._failed: OrderedDict[str, PrintJob] = OrderedDict()
        self._wake = threading.Condition()
        self._is_stopping = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Take up what the last run left, and begin."""
        for job in self._store.pending():
            self._enqueue(job)
        self._thread = threading.Thread(target=self._run, name="print", daemon=False)
        self._thread.start()

    def stop(self) -> None:
        """End after the job in hand, within its printer's time limits; what waits is kept by the store."""
        with self._wake:
            self._is_stopping = True
            self._wake.notify_all()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def submit(self, job: PrintJob) -> None:
        """Keep and queue a job; blocks for the store's disk sync. Raises: SpoolFull, and the store's faults."""
        with self._wake:
            if sum(map(len, self._lines.values())) >= self._limits.jobs_max:
                text = tr("{count} jobs wait to be printed.").format(count=self._limits.jobs_max)
                raise SpoolFull(text, tr("Look at the print centre: a printer is not taking any."))
        self._store.add(job)
        self._enqueue(job)

    def submit_kept(self, job: PrintJob) -> None:
        """Queue a job the store already holds, written in the same transaction as the fact it belongs to."""
        self._enqueue(job)

    def reprint(self, job: PrintJob, job_id: str, at: datetime, reason: str) -> PrintJob:
        """Queue an earlier job once more under a new id; the reason is kept, an empty one is refused as a bug."""
        if not reason.strip():
            raise ValueError("a reprint needs a reason")
        copy = replace(job, job_id=job_id, queued_at=at, reprint_of=job.reprint_of or job.job_id, reason=reason)
        self.submit(copy)
        return copy

    def try_again(self, job_id: str) -> bool:
        """Queue a failed job again; False if it is not known here any more and must be reprinted from the store."""
        with self._wake:
            job = self._failed.pop(job_id, None)
        if job is None:
            return False
        self._store.again(job_id)
        self._enqueue(job)
        return True

    def hurry(self, printer: str) -> None:
        """Try the printer's next job now instead of when its delay ends: somebody put paper in."""
        with self._wake:
            for entry in self._lines.get(printer, ()):
                entry.due_s = self._clock.monotonic()
            self._wake.notify_all()

    def replace_printers(self, printers: Mapping[str, Printer]) -> None:
        """Use other printers from the next job on; jobs keep the name they were queued under."""
        with self._wake:
            self._printers = dict(printers)
            self._wake.notify_all()

    def waiting(self) -> list[tuple[PrintJob, JobState]]:
        """Answer what is queued, printing or waiting, printer by printer in order."""
        with self._wake:
            return [(entry.job, entry.state) for line in self._lines.values() for entry in line]

    def _enqueue(self, job: PrintJob) -> None:
        with self._wake:
            entry = _Entry(job, JobState.QUEUED, self._clock.monotonic())
            self._lines.setdefault(job.printer, deque()).append(entry)
            self._on_state(job, JobState.QUEUED, None)
            self._wake.notify_all()

    def _run(self) -> None:
        while True:
            with self._wake:
                if self._is_stopping:
                    return
                entry = self._next_due()
                if entry is None or entry.due_s > self._clock.monotonic():
                    self._wake.wait(None if entry is None else max(0.0, entry.due_s - self._clock.monotonic()))
                    continue
                printer = self._printers.get(entry.job.printer)
            self._print(entry, printer)

    def _next_due(self) -> _Entry | None:
        heads = [line[0] for line in self._lines.values() if line]
        return min(heads, key=lambda entry: entry.due_s, default=None)

    def _print(self, entry: _Entry, printer: Printer | None) -> None:
        self._move(entry, JobState.PRINTING, None)
        try:
            taker = _demanded(printer, entry.job)
            taker.send(*for_printer(entry.job.document, taker.speech))
        except PrinterFault as fault:
            self._after_fault(entry, fault)
        except Exception as bug:  # noqa: BLE001 - one printer's bug must not stop the labels of the others
            _LOG.exception("printing %s failed", entry.job.title)
            text = tr("Printing failed: {reason}").format(reason=repr(bug))
            self._leave(entry, JobState.FAILED, PrinterFault(text, tr("Report this problem.")))
        else:
            self._leave(entry, JobState.DONE, None)

    def _after_fault(self, entry: _Entry, fault: PrinterFault) -> None:
        entry.tries += 1
        if entry.tries > len(self._limits.retry_delays_s):
            self._leave(entry, JobState.FAILED, fault)
            return
        entry.due_s = self._clock.monotonic() + self._limits.retry_delays_s[entry.tries - 1]
        self._move(entry, JobState.WAITING, fault)

    def _leave(self, entry: _Entry, state: JobState, fault: Fault | None) -> None:
        job = entry.job
        try:
            if state is JobState.DONE:
                self._store.done(job.job_id, self._clock.now())
            elif fault is not None:
                self._store.failed(job.job_id, self._clock.now(), fault.text, fault.remedy)
        except Fault as store_fault:
            fault = fault or store_fault  # printed but not noted: after a restart it comes once more
        with self._wake:
            self._lines[job.printer].popleft()
            if state is JobState.FAILED:
                self._failed[job.job_id] = job
                while len(self._failed) > self._limits.failed_max:
                    self._failed.popitem(last=False)
        self._move(entry, state, fault)

    def _move(self, entry: _Entry, state: JobState, fault: Fault | None) -> None:
        assert (entry.state, state) in MOVES, f"a job never goes from {entry.state} to {state}"
        entry.state = state
        self._on_state(entry.job, state, fault)


def _demanded(printer: Printer | None, job: PrintJob) -> Printer:
    if printer is None:
        text = tr("There is no printer {printer} at this station.").format(printer=job.printer)
        raise QueueMissing(text, tr("Choose a printer in the settings, then print again."))
    return printer
