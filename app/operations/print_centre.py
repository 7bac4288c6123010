"""What the print centre does: finds what gets a label, makes the documents, prints again and tries again.

Look-ups take a reader's connection; what writes takes station and author. Documents are values, so that the preview and
the printer get the very same ones.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from app.language import named
from app.models.people import Role
from app.models.print_centre import LabelledGoods, LabelledPlace, LabelledWorker, QueuedJob
from app.models.refusals import Reason, Refused
from app.operations.station import Act, Author, Outcome, Station
from app.printing.documents import BadgeLabel, Document, LocationLabel, ProductLabel, ToteLabel
from app.printing.faults import UnprintableDocument
from app.printing.kept_document import document_from
from app.printing.preview import PageImage, page_count, page_image
from app.printing.print_job import PrintJob
from app.printing.render import as_pdf, size_mm, title
from app.store import spool as kept
from app.store.print_centre import (
    LABELS_MAX,
    aisles,
    labelled_goods,
    labelled_places,
    labelled_workers,
    tote_ends,
    totes,
    warehouses,
)
from app.store.search import find_products

__all__ = [
    "LABELS_MAX",
    "aisles",
    "badge_labels",
    "find_products",
    "labelled_goods",
    "labelled_places",
    "labelled_workers",
    "page_of",
    "place_labels",
    "print_again",
    "product_labels",
    "queue",
    "tote_ends",
    "tote_labels",
    "totes",
    "try_again",
    "warehouses",
]


def product_labels(goods: Sequence[LabelledGoods], lang: str, copies: int = 1) -> tuple[ProductLabel, ...]:
    """The labels of some products, each as often as asked, in a language of paper."""
    return tuple(
        ProductLabel(lang, each.sku, named(each.name, each.name_zh, lang), _printed(each.gtin))
        for each in goods
        for _ in range(copies)
    )


def place_labels(places: Sequence[LabelledPlace], lang: str) -> tuple[LocationLabel, ...]:
    """The labels of some locations."""
    return tuple(LocationLabel(lang, each.code, each.zone) for each in places)


def tote_labels(codes: Sequence[str], lang: str) -> tuple[ToteLabel, ...]:
    """The labels of some totes."""
    return tuple(ToteLabel(lang, each) for each in codes)


def badge_labels(workers: Sequence[LabelledWorker], lang: str) -> tuple[BadgeLabel, ...]:
    """The cards people sign in with."""
    from app.printing.command_sheet import role_on_paper  # brings fonts and PDF along, which no first screen needs

    return tuple(BadgeLabel(lang, each.badge, each.name, role_on_paper(Role(each.role), lang)) for each in workers)


def page_of(_connection: Any, document: Document, page: int, dpi: float) -> tuple[PageImage, int, tuple[float, float]]:
    """One page as it will be printed, the number of pages, the paper's size in millimetres. Thread: a reader's."""
    pdf = as_pdf(document)
    return page_image(pdf, page, dpi), page_count(pdf), size_mm(document)


def queue(connection: Any, limit: int = kept.SHOWN_MAX) -> tuple[QueuedJob, ...]:
    """The newest jobs of this station, newest first."""
    return tuple(_shown(job) for job in kept.newest(connection, limit))


def print_again(station: Station, author: Author, job_id: UUID, reason: str) -> Outcome:
    """Print an earlier job once more under a new id; the reason is kept with it."""
    with station.act(author) as act:
        job = kept.found(act.unit, job_id)
        if not reason.strip():
            act.refused = Refused(Reason.NEEDS_REASON, field="reason")
        elif job is None:
            act.refused = Refused(Reason.WRONG_STATE)
        else:
            copy = replace(
                job,
                job_id=act.new_id(),
                reason=reason.strip(),
                asked_at=act.now,
                state="waiting",
                fault="",
                remedy="",
                reprint_of=job.reprint_of or str(job_id),
            )
            kept.add(act.unit, copy)
            _hand_on(act, copy)
        return act.outcome()


def try_again(station: Station, author: Author, job_id: UUID) -> Outcome:
    """Take a failed job back among the waiting ones; the outcome hands it to the spooler."""
    with station.act(author) as act:
        job = kept.found(act.unit, job_id)
        if job is None or job.state != "failed":
            act.refused = Refused(Reason.WRONG_STATE)
        else:
            kept.settle(act.unit, job_id, "waiting", None)
            _hand_on(act, job)
        return act.outcome()


def _hand_on(act: Act, job: kept.KeptJob) -> None:
    document = document_from(job.document, job.content)
    act.jobs.append(PrintJob(str(job.job_id), job.printer, document, job.asked_at, job.reprint_of, job.reason))


def _shown(job: kept.KeptJob) -> QueuedJob:
    try:
        name = title(document_from(job.document, job.content))
    except UnprintableDocument:  # kept by an older version; its number is lost, the row is not
        name = str(job.job_id)[-8:]
    return QueuedJob(
        job.job_id,
        job.printer,
        job.document,
        name,
        job.state,
        job.asked_at,
        job.fault,
        job.remedy,
        job.reason,
        job.reprint_of,
    )


def _printed(key: str) -> str:
    """A GTIN as it stands on the goods: the table keeps it with 14 digits."""
    return key.removeprefix("0") if len(key) == 14 and key.isdigit() else key if key.isdigit() else ""
