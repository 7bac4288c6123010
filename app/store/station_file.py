"""Reads a station's file for the server: its code, its master data, its facts in order. Nothing is written."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from app.models.wire import Envelope
from app.store import catalog, people
from app.store.database import faults_told, open_readers
from app.store.journal import journal
from app.store.local import setting
from app.store.soundness import check_file

MASTER: Final = (
    catalog.warehouse, catalog.location, catalog.product, catalog.code, catalog.carton, catalog.carrier, catalog.tote,
    people.worker,
)  # fmt: skip
"""Tables that no fact fills."""


def station_of(path: Path) -> str:
    """The code of the station whose file this is. Raises: StoreFault, StoreDamaged."""
    check_file(path)
    with faults_told(path):
        engine = open_readers(path)
        with engine.connect() as connection:
            code = connection.execute(select(setting.c.value).where(setting.c.name == "station")).scalar_one()
        engine.dispose()
    return str(code)


def read_master(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Every row of master data, by table."""
    with faults_told(path):
        engine = open_readers(path)
        with engine.connect() as connection:
            rows = {table.name: [dict(row._mapping) for row in connection.execute(select(table))] for table in MASTER}
        engine.dispose()
    return rows


def read_facts(path: Path, count: int) -> Iterator[tuple[Envelope, ...]]:
    """All facts in their order, `count` at a time."""
    engine = open_readers(path)
    last = 0
    while True:
        with faults_told(path), engine.connect() as connection:
            wanted = select(journal).where(journal.c.seq > last).order_by(journal.c.seq).limit(count)
            rows = connection.execute(wanted).all()
        if not rows:
            break
        yield tuple(Envelope(**{name: getattr(row, name) for name in Envelope.__slots__}) for row in rows)
        last = rows[-1].seq
    engine.dispose()
