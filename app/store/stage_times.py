"""How long shipments waited for each step and how long the work took, for the search of the bottleneck.

Waiting and working are kept apart: the step that takes longest is the bottleneck in one case of eight, the one that is
waited for in nearly all. A step that is waited for now has a waiting time too, up to now.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from app.store.allocation import STEPS, shipment

_MOMENTS = ("queued", "started", "finished")
_UUID7_LOWEST = 0x7 << 76 | 0b10 << 62


@dataclass(frozen=True, slots=True)
class StageTime:
    """One step of one shipment: `work_s` is None while nobody has finished it, `worker` "" while nobody began."""

    step: str
    warehouse: str
    worker: str
    queued_at: datetime
    wait_s: float
    work_s: float | None
    lines_n: int


def stage_times(connection: Connection, since: datetime, now: datetime) -> list[StageTime]:
    """Return the steps of all shipments released since then, oldest first; cancelled ones are left out."""
    columns = [shipment.c[f"{step}_{moment}_at"] for step in STEPS for moment in _MOMENTS]
    workers = [shipment.c[f"{step}_by"] for step in STEPS]
    rows = connection.execute(
        select(shipment.c.warehouse, shipment.c.lines_n, *columns, *workers)
        .where(shipment.c.shipment_id >= _first_id(since), shipment.c.state != "cancelled")
        .order_by(shipment.c.shipment_id)
    )
    times: list[StageTime] = []
    for row in rows:
        values = row._mapping
        for step in STEPS:
            queued_at, started_at, finished_at = (values[f"{step}_{each}_at"] for each in _MOMENTS)
            if queued_at is None:
                continue
            wait = (started_at or now) - queued_at
            work = (finished_at - started_at).total_seconds() if started_at and finished_at else None
            worker = values[f"{step}_by"]
            times.append(
                StageTime(step, row.warehouse, worker, queued_at, max(0.0, wait.total_seconds()), work, row.lines_n)
            )
    return times


def _first_id(since: datetime) -> UUID:
    """The lowest id that can have been minted then (UUID version 7, RFC 9562, 5.7): so no index on a time is needed."""
    return UUID(int=int(since.timestamp() * 1000) << 80 | _UUID7_LOWEST)
