"""A real PostgreSQL for tests: one cluster a session and version, one database a test, copied from a template."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from app.server.own_postgres import OwnPostgres, packaged_binaries
from app.store.server_store import ServerStore
from tests.store.builders import a_clock

DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
QUICK = ("fsync=off", "full_page_writes=off", "max_connections=60", "shared_buffers=64MB", "autovacuum=off")
_numbers = count(1)


def versions() -> dict[str, Path]:
    """The PostgreSQLs to test with: our own, and the oldest one we promise when this machine has it."""
    found = {"18": packaged_binaries()}
    return found | ({"15": DEBIAN_15} if DEBIAN_15.is_dir() else {})


@dataclass
class Cluster:
    """A running PostgreSQL that gives out databases."""

    address: str
    postgres: OwnPostgres
    _made: set[str] = field(default_factory=set)

    def url(self, name: str) -> str:
        return self.address.replace("/postgres?", f"/{name}?")

    def run(self, text: str) -> None:
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(text)

    @contextmanager
    def database(self) -> Iterator[str]:
        """A database of its own for one test, with the schema of a new server; answers its address."""
        if not self._made:
            self.run("CREATE DATABASE fresh")
            ServerStore(self.url("fresh"), a_clock(), lambda: 0.5).close()
            self._made.add("fresh")
        name = f"test_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE fresh STRATEGY file_copy")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def a_cluster(binaries: Path, settings: tuple[str, ...] = QUICK) -> Iterator[Cluster]:
    """Start a PostgreSQL in a folder of its own; stopped and deleted at the end."""
    folder = Path(tempfile.mkdtemp(prefix="pb-"))
    folder.chmod(0o755)
    postgres = OwnPostgres(folder / "pg", binaries, settings)
    try:
        yield Cluster(postgres.start(), postgres)
    finally:
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


def rows(url: str, text: str, *values: Any) -> list[tuple[Any, ...]]:
    """Read what stands in a database."""
    with psycopg.connect(url) as connection:
        return connection.execute(text, values).fetchall()  # type: ignore[arg-type]  # a test's own text
