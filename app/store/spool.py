"""Print jobs of this station: written with the facts they belong to, read at the start and by the print centre."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from app.errors import Fault
from app.store.local import print_job
from app.store.unit_of_work import UnitOfWork

PENDING_MAX = 500
SHOWN_MAX = 200


@dataclass(frozen=True, slots=True)
class KeptJob:
    """A document for a printer role, as values; `state` is waiting, done or failed."""

    job_id: UUID
    printer: str
    document: str
    content: bytes
    reason: str
    asked_at: datetime
    order_id: UUID | None = None
    state: str = "waiting"
    fault: str = ""
    remedy: str = ""
    reprint_of: str = ""


def add(unit: UnitOfWork, job: KeptJob) -> None:
    """Keep a job; durable when the unit commits."""
    unit.append(
        print_job,
        job_id=job.job_id,
        printer=job.printer,
        document=job.document,
        content=job.content,
        reason=job.reason,
        reprint_of=job.reprint_of,
        state=job.state,
        order_id=job.order_id,
        asked_at=job.asked_at,
    )


def is_kept(unit: UnitOfWork, job_id: UUID) -> bool:
    """Whether the job is kept already."""
    return unit.one(print_job, job_id) is not None


def pending(unit: UnitOfWork) -> list[KeptJob]:
    """Jobs no printer took yet, oldest first."""
    rows = unit.query(
        select(print_job)
        .where(print_job.c.state != "done", print_job.c.state == "waiting")  # the first names the index
        .order_by(print_job.c.asked_at)
        .limit(PENDING_MAX)
    )
    return [_job(row) for row in rows]


def newest(connection: Connection, limit: int = SHOWN_MAX) -> list[KeptJob]:
    """The newest jobs for the print centre, of any state."""
    rows = connection.execute(select(print_job).order_by(print_job.c.job_id.desc()).limit(limit))
    return [_job(row) for row in rows]


def found(unit: UnitOfWork, job_id: UUID) -> KeptJob | None:
    """A job of any state."""
    rows = unit.query(select(print_job).where(print_job.c.job_id == job_id))
    return _job(rows[0]) if rows else None


def settle(unit: UnitOfWork, job_id: UUID, state: str, at: datetime | None, fault: Fault | None = None) -> None:
    """Note what became of a job."""
    row = unit.one(print_job, job_id)
    if row is not None:
        text, remedy = (fault.text, fault.remedy) if fault else ("", "")
        unit.change(print_job, row, state=state, done_at=at, fault=text, remedy=remedy)


def _job(row: object) -> KeptJob:
    return KeptJob(
        *(
            getattr(row, name)
            for name in (
                "job_id",
                "printer",
                "document",
                "content",
                "reason",
                "asked_at",
                "order_id",
                "state",
                "fault",
                "remedy",
                "reprint_of",
            )
        )
    )
