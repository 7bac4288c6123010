"""Workers and their sessions, with the folds of signing in and out."""

from sqlalchemy import Boolean, Column, Index, String, Table

from app.models.facts import Fact
from app.models.people import SignInRefused, WorkerSignedIn, WorkerSignedOut
from app.store.columns import Key, When, metadata
from app.store.fold import folds
from app.store.unit_of_work import UnitOfWork

worker = Table(
    "worker",
    metadata,
    Column("code", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("badge", String, nullable=False),
    Column("pin_verifier", String, nullable=False, default=""),
    Column("language", String, nullable=False, default="zh_CN"),
    Column("active", Boolean, nullable=False, default=True),
    Index("worker_by_badge", "badge", unique=True),
)

session = Table(
    "session",
    metadata,
    Column("session_id", Key, primary_key=True),
    Column("worker", String, nullable=False),
    Column("station", String, nullable=False),
    Column("started_at", When, nullable=False),
    Column("ended_at", When),
)


@folds(WorkerSignedIn)
def worker_signed_in(unit: UnitOfWork, fact: Fact) -> None:
    body: WorkerSignedIn = fact.body
    unit.put(session, session_id=body.session_id, worker=body.worker, station=fact.station, started_at=fact.at)


@folds(WorkerSignedOut)
def worker_signed_out(unit: UnitOfWork, fact: Fact) -> None:
    body: WorkerSignedOut = fact.body
    row = unit.one(session, body.session_id)
    if row is not None:
        unit.change(session, row, ended_at=fact.at)


@folds(SignInRefused)
def sign_in_refused(unit: UnitOfWork, fact: Fact) -> None:
    """Stands in the journal alone."""
