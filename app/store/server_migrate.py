"""Brings a PostgreSQL to this version's schema: the tables of the trade, then the server's own; refuses a newer one.

Both lines of revisions run in one transaction, since PostgreSQL takes DDL back like anything else. Two servers that
start at once on an empty database get in each other's way; the one that comes second looks again.
"""

import time
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from app.errors import StoreTooNew
from app.language import tr
from app.store.migrate import SCRIPTS

CENTRAL_SCRIPTS: Final = SCRIPTS / "central"
LINES: Final = ((SCRIPTS, "alembic_version"), (CENTRAL_SCRIPTS, "central_version"))
TRIES_MAX: Final = 5
WAIT_S: Final = 0.3


def migrate_server(engine: Engine, lines: tuple[tuple[Path, str], ...] = LINES) -> None:
    """Make or upgrade the schema. Raises: StoreTooNew."""
    for turn in range(1, TRIES_MAX + 1):
        try:
            with engine.begin() as connection:
                _bring_up(connection, lines)
        except DBAPIError:
            if turn == TRIES_MAX:
                raise
            time.sleep(WAIT_S * turn)
        else:
            return


def schema_of(connection: Connection) -> str:
    """Name the revisions that the database is at."""
    return " ".join(_found(connection, table) for _, table in LINES)


def _bring_up(connection: Connection, lines: tuple[tuple[Path, str], ...]) -> None:
    from app.store.upgrade import apply, revisions

    for scripts, table in lines:
        known, found = revisions(scripts), _found(connection, table)
        if found and found not in known:
            raise StoreTooNew(
                tr("The server's database was written by a newer Packbench."),
                tr("Start the newest version you have, or install it; the database is left as it is."),
            )
        if found != known[-1]:
            apply(connection, scripts, table)


def _found(connection: Connection, table: str) -> str:
    if not inspect(connection).has_table(table):
        return ""
    return str(connection.execute(text(f"SELECT version_num FROM {table}")).scalar() or "")
