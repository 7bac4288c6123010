"""Reads of people: by badge, by code or name, and the list of the sign-in screen. Only active ones are found."""

from typing import Any

from sqlalchemy import Connection, func, select

from app.models.people import Role, Worker
from app.store.people import worker
from app.store.unit_of_work import UnitOfWork


def worker_of_badge(unit: UnitOfWork, badge: str) -> Worker | None:
    """The worker whose card this is."""
    found = unit.query(select(worker).where(worker.c.badge == badge, worker.c.active))
    return _worker(found[0]) if found else None


def worker_of_name(unit: UnitOfWork, text: str) -> Worker | None:
    """The worker with this code, else the only one with this name; None when two share it."""
    same = (worker.c.code == text.upper()) | (func.lower(worker.c.name) == text.lower())
    found = [_worker(row) for row in unit.query(select(worker).where(same, worker.c.active))]
    named = [each for each in found if each.code == text.upper()] or found
    return named[0] if len(named) == 1 else None


def workers(connection: Connection) -> list[Worker]:
    """Everybody who may sign in, by name; without what proves a PIN."""
    columns = (worker.c.code, worker.c.name, worker.c.role, worker.c.badge, worker.c.language)
    rows = connection.execute(select(*columns).where(worker.c.active).order_by(worker.c.name, worker.c.code))
    return [Worker(row.code, row.name, Role(row.role), row.badge, language=row.language) for row in rows]


def _worker(row: Any) -> Worker:
    return Worker(row.code, row.name, Role(row.role), row.badge, row.pin_verifier, row.language)
