"""One document on its way to a printer, the states it passes, and what a store must do to keep it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final, Protocol

from app.printing.documents import Document
from app.printing.render import title


class JobState(Enum):
    """Where a job stands, as the print centre shows it."""

    QUEUED = "queued"
    PRINTING = "printing"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


MOVES: Final = frozenset(
    {
        (JobState.QUEUED, JobState.PRINTING),
        (JobState.PRINTING, JobState.DONE),
        (JobState.PRINTING, JobState.WAITING),  # the printer refused, it is tried again later
        (JobState.WAITING, JobState.PRINTING),
        (JobState.PRINTING, JobState.FAILED),  # tried often enough, a person has to look
        (JobState.FAILED, JobState.QUEUED),  # and that person says "try again"
    }
)


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A document for a printer by its name; a reprint names the job it repeats and why."""

    job_id: str
    printer: str
    document: Document
    queued_at: datetime
    reprint_of: str = ""
    reason: str = ""

    @property
    def title(self) -> str:
        """Answer the number a person knows the document by."""
        return title(self.document)


class SpoolStore(Protocol):
    """Keeps jobs so that a kill loses none. `add` is on the caller's thread, the others on the printing thread."""

    def add(self, job: PrintJob) -> None:
        """Keep a job durably before it is answered for; the same id twice is one job."""

    def pending(self) -> Sequence[PrintJob]:
        """Answer what is neither done nor failed, oldest first; read once, at the start."""

    def done(self, job_id: str, at: datetime) -> None:
        """Note that the printer took the job."""

    def failed(self, job_id: str, at: datetime, text: str, remedy: str) -> None:
        """Note that no more is tried until a person asks."""

    def again(self, job_id: str) -> None:
        """Take a failed job back among the pending ones."""
