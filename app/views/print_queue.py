"""The printers and the queue: what each is doing, what stands in the way and what helps, try again, print again.

Rows come from the store; what moves is told by the printing thread and laid over them, so that a label is seen to pass.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.background.desk import Desk
from app.background.printers import ROLES, Printers
from app.errors import Fault
from app.language import later, tr
from app.models.print_centre import QueuedJob
from app.operations.print_centre import print_again, queue, try_again
from app.operations.station import Outcome
from app.printing.print_job import JobState, PrintJob
from app.printing.printers import PrinterState
from app.views.kit.card import Badge, Card, Heading, Label, button
from app.views.kit.columns import Column
from app.views.kit.paged_table_model import RowsModel
from app.views.kit.table_view import TableView, in_card
from app.views.reason_dialog import ReasonDialog, ReasonWords
from app.views.verdict import Tone
from app.views.wall_clock import minute_words
from app.views.words import field_sentence

REFRESH_MS = 250
"""Rows are read again this long after the last movement: a burst of labels costs one look."""
ROLE_WORDS: Final = {"label": later("Label printer"), "paper": later("Paper printer")}
_DOCUMENTS: Final = {
    "PackingSlip": later("Packing slip"),
    "PickListSheet": later("Pick list"),
    "ParcelLabel": later("Parcel label"),
    "ProductLabel": later("Product label"),
    "LocationLabel": later("Location label"),
    "ToteLabel": later("Tote label"),
    "BadgeLabel": later("Badge"),
    "CommandSheet": later("Command sheet"),
    "ManifestSheet": later("Manifest"),
}
_STATES: Final = {
    "queued": (later("Queued"), Tone.PLAIN),
    "printing": (later("Printing"), Tone.ACCENT),
    "waiting": (later("Waiting"), Tone.ATTENTION),
    "done": (later("Printed"), Tone.GOOD),
    "failed": (later("Failed"), Tone.WRONG),
}
_KEPT_STATE: Final = {"waiting": "queued", "done": "done", "failed": "failed"}


class PrinterRow(QWidget):
    """One printer: what it is for, how it is, what helps, and a test."""

    def __init__(self, role: str, printers: Printers) -> None:
        super().__init__()
        self._role = role
        self._state = printers.states.get(role)
        self.title, self.help = Label("", 18, 600), Label("", 14, 500, "soft")
        self.help.setWordWrap(True)
        self.state = Badge("", Tone.PLAIN, "printer")
        self.test = button("", "plain", symbol="refresh-cw")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.title)
        row.addWidget(self.state)
        row.addWidget(self.help, 1)
        row.addWidget(self.test)

    def tell(self, state: PrinterState | None) -> None:
        """Show what a test found, or that one is under way."""
        self._state = state
        if state is None:
            self.state.say(tr("Testing …"), Tone.PLAIN, "printer")
            self.help.setText("")
        else:
            words = tr("Ready") if state.is_ready else tr("Not ready")
            self.state.say(words, Tone.GOOD if state.is_ready else Tone.WRONG, "printer")
            self.help.setText("" if state.is_ready else f"{state.text} {state.remedy}")

    def retranslate(self) -> None:
        """Put the words in the language in force."""
        self.title.setText(tr(ROLE_WORDS[self._role]))
        self.test.setText(tr("Test"))
        self.test.setAccessibleName(f"{self.title.text()}: {self.test.text()}")
        self.tell(self._state)


class PrintQueue(Card):
    """Printers above, jobs below, what can be done with the chosen job at the foot."""

    def __init__(self, desk: Desk, printers: Printers) -> None:
        super().__init__(margin=20, gap=10)
        self._desk, self._printers = desk, printers
        self._moves: dict[UUID, tuple[JobState, Fault | None]] = {}
        self.printers = {role: PrinterRow(role, printers) for role in ROLES}
        for row in self.printers.values():
            row.test.clicked.connect(self._test)
            self.body.addWidget(row)
        self.heading = Heading("", 20)
        self.body.addWidget(self.heading)
        columns = (
            Column("title", later("Paper"), 200, lambda job: job.title, self._detail, stretch=True, strong=True),
            Column("time", later("Time"), 84, self._time, right=True),
            Column("state", later("State"), 124, self._state_word, tone=self._tone, badge=True),
        )
        self.rows = RowsModel(columns)
        self.table = TableView("print_queue", self.rows, row_px=56)
        self.table.row_chosen.connect(lambda _job: self._show_help())
        self.body.addWidget(in_card(self.table), 1)
        self.help = Label("", 16, 500, "soft")
        self.help.setWordWrap(True)
        self.again, self.retry = button("", "plain", symbol="printer"), button("", "plain", symbol="rotate-ccw")
        self.again.clicked.connect(self.ask_reason)
        self.retry.clicked.connect(self.try_again)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.help, 1)
        foot.addWidget(self.retry)
        foot.addWidget(self.again)
        self.body.addLayout(foot)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(REFRESH_MS)
        self._soon.timeout.connect(self.refresh)
        printers.job_moved.connect(self._job_moved)
        printers.tested.connect(lambda role, state: self.printers[role].tell(state))

    def refresh(self) -> None:
        """Read the newest jobs."""
        self._desk.read(queue, done=self._show)

    def rest(self) -> None:
        """Stop what would refresh later."""
        self._soon.stop()

    def retranslate(self) -> None:
        """Put the words in the language in force."""
        for row in self.printers.values():
            row.retranslate()
        self.heading.setText(tr("Queue"))
        self.again.setText(tr("Print again …"))
        self.retry.setText(tr("Try again"))
        self.table.empty_text = tr("Nothing was printed yet")
        self.table.name(tr("Queue"))
        self.table.retranslate()
        self._show_help()

    def chosen(self) -> QueuedJob | None:
        """Answer the job the cursor is on."""
        job = self.table.current_row()
        return job if isinstance(job, QueuedJob) else None

    def try_again(self) -> None:
        """Try the chosen job now, whether it failed or waits for its next try."""
        job = self.chosen()
        if job is None:
            return
        state = self._state(job)
        if state == "waiting":
            self._printers.spooler.hurry(job.printer)
        elif state == "failed" and not self._printers.spooler.try_again(str(job.job_id)):
            self._desk.do(try_again, job.job_id, done=self._answered)

    def ask_reason(self) -> None:
        """Ask why the chosen job is wanted once more, then print it."""
        job = self.chosen()
        if job is None:
            return
        words = ReasonWords(
            tr("Print {title} again").format(title=job.title),
            tr("The reason is kept with the job."),
            tr("Print again"),
            (tr("Damaged"), tr("Lost"), tr("Badly printed")),
        )
        dialog = ReasonDialog(self.window(), words)
        dialog.given.connect(lambda reason: self._desk.do(print_again, job.job_id, reason, done=self._answered))
        dialog.open()

    def _answered(self, outcome: Outcome) -> None:
        self.help.setText(field_sentence(outcome.refused) if outcome.refused is not None else "")
        self.refresh()

    def _test(self) -> None:
        for row in self.printers.values():
            row.tell(None)
        self._printers.test()

    def _job_moved(self, job: PrintJob, state: JobState, fault: Fault | None) -> None:
        job_id = UUID(job.job_id)
        self._moves[job_id] = (state, fault)
        if state is JobState.DONE:
            del self._moves[job_id]
        self.rows.retranslate()
        self._show_help()
        if self.isVisible():
            self._soon.start()

    def _show(self, jobs: Sequence[QueuedJob]) -> None:
        before = self.chosen()
        self.rows.set_rows(jobs)
        at = next((index for index, job in enumerate(jobs) if before is not None and job.job_id == before.job_id), 0)
        if jobs:
            self.table.choose(at)
        self._show_help()

    def _show_help(self) -> None:
        job = self.chosen()
        state = self._state(job) if job is not None else ""
        self.retry.setEnabled(state in ("failed", "waiting"))
        self.again.setEnabled(job is not None)
        fault, remedy = self._trouble(job) if job is not None else ("", "")
        self.help.setText(f"{fault} {remedy}".strip())
        self.help.set_ink("wrong" if state == "failed" else "attention" if fault else "soft")

    def _state(self, job: QueuedJob) -> str:
        moved = self._moves.get(job.job_id)
        return moved[0].value if moved is not None else _KEPT_STATE[job.state]

    def _trouble(self, job: QueuedJob) -> tuple[str, str]:
        state, fault = self._moves.get(job.job_id, (None, None))
        if state is not None:
            return (fault.text, fault.remedy) if fault is not None else ("", "")
        return job.fault, job.remedy

    def _state_word(self, job: QueuedJob) -> str:
        words, _ = _STATES[self._state(job)]
        return tr(words)

    def _tone(self, job: QueuedJob) -> Tone:
        return _STATES[self._state(job)][1]

    def _detail(self, job: QueuedJob) -> str:
        kind = tr(_DOCUMENTS[job.document])
        return f"{kind}  ·  {tr('again: {reason}').format(reason=job.reason)}" if job.reprint_of else kind

    def _time(self, job: QueuedJob) -> str:
        return minute_words(job.asked_at)
