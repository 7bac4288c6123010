"""Runs the revisions of `migrations/versions` with Alembic, from code and without an ini file.

Apart from `migrate.py`: importing Alembic takes longer than opening a store, and only a new or older one needs it.
"""

from pathlib import Path
from typing import Any, Final

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.store.database import open_writer
from app.store.soundness import APPLICATION_ID

VERSION_TABLE: Final = "alembic_version"


def revisions(scripts: Path) -> tuple[str, ...]:
    """Answer the known revisions, oldest first."""
    return tuple(each.revision for each in _directory(scripts).walk_revisions())[::-1]


def build(path: Path, scripts: Path) -> None:
    """Make a new store at the newest revision in one transaction."""
    _run(path, scripts, f"PRAGMA application_id={APPLICATION_ID}")


def upgrade(path: Path, scripts: Path) -> None:
    """Take a store from whatever known revision to the newest in one transaction."""
    _run(path, scripts)


def apply(connection: Connection, scripts: Path, table: str = VERSION_TABLE) -> None:
    """Run what is missing on an open connection, inside its transaction; `table` keeps where these revisions are."""
    directory = _directory(scripts)

    def missing(revision: Any, _context: MigrationContext) -> Any:
        return directory._upgrade_revs("head", revision)

    with EnvironmentContext(Config(), directory, fn=missing) as environment:
        environment.configure(connection=connection, transactional_ddl=True, render_as_batch=True, version_table=table)
        environment.run_migrations()


def _run(path: Path, scripts: Path, *first: str) -> None:
    engine = open_writer(path)
    try:
        with engine.begin() as connection:
            for statement in first:
                connection.exec_driver_sql(statement)
            apply(connection, scripts)
    finally:
        engine.dispose()


def _directory(scripts: Path) -> ScriptDirectory:
    return ScriptDirectory(str(scripts), version_locations=[str(scripts / "versions")])
