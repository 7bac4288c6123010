"""The spool: paper is asked for in the transaction of the fact it belongs to, and struck off when a printer took it.

A kill between the commit and the paper prints again at the next start rather than never.
"""

from datetime import datetime
from uuid import UUID

from app.errors import Fault
from app.operations.station import Act, Author, Outcome, Station
from app.printing.documents import Document
from app.printing.kept_document import content_of, document_from, kind_of
from app.printing.print_job import PrintJob
from app.store import spool as kept

LABEL_PRINTER, PAPER_PRINTER = "label", "paper"


def spool(act: Act, printer: str, document: Document, order_id: UUID | None = None, reason: str = "") -> None:
    """Ask for paper: the job is durable with the act and goes to the spooler with its outcome."""
    job_id = act.new_id()
    act.jobs.append(PrintJob(str(job_id), printer, document, act.now, reason=reason))
    kept.add(
        act.unit, kept.KeptJob(job_id, printer, kind_of(document), content_of(document), reason, act.now, order_id)
    )


def print_documents(
    station: Station, author: Author, printer: str, documents: tuple[Document, ...], reason: str = ""
) -> Outcome:
    """Print labels and sheets that belong to no order: products, places, badges, commands."""
    with station.act(author) as act:
        for document in documents:
            spool(act, printer, document, reason=reason)
        return act.outcome()


def keep(station: Station, job: PrintJob) -> None:
    """Keep a job that came from no act, such as a reprint out of the queue; the same id twice is one job."""
    with station.act(Author()) as act:
        if not kept.is_kept(act.unit, UUID(job.job_id)):
            content = content_of(job.document)
            kept.add(
                act.unit,
                kept.KeptJob(UUID(job.job_id), job.printer, kind_of(job.document), content, job.reason, job.queued_at),
            )


def pending_jobs(station: Station) -> list[PrintJob]:
    """What the last run left unprinted, oldest first."""
    with station.act(Author()) as act:
        return [
            PrintJob(str(job.job_id), job.printer, document_from(job.document, job.content), job.asked_at)
            for job in kept.pending(act.unit)
        ]


def job_done(station: Station, job_id: UUID, at: datetime) -> None:
    """The printer took it."""
    with station.act(Author()) as act:
        kept.settle(act.unit, job_id, "done", at)


def job_failed(station: Station, job_id: UUID, at: datetime, text: str, remedy: str) -> None:
    """Nothing more is tried until a person asks."""
    with station.act(Author()) as act:
        kept.settle(act.unit, job_id, "failed", at, Fault(text, remedy))


def job_again(station: Station, job_id: UUID) -> None:
    """A person asked to try again."""
    with station.act(Author()) as act:
        kept.settle(act.unit, job_id, "waiting", None)
