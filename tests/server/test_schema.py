"""The schema on PostgreSQL: as the code has it, refused when newer, made once when two servers start at once."""

import os
import subprocess
import sys
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from app.errors import StoreTooNew
from app.store import pg_arrays
from app.store.central import central
from app.store.columns import metadata
from app.store.server_store import ServerStore
from app.store.transactions import DatabaseAway
from tests.server.clusters import Cluster, rows
from tests.server.senders import a_server
from tests.server.serving import HOUSE
from tests.store.builders import a_clock


def test_the_database_has_exactly_the_tables_of_the_code(database: str) -> None:
    def differences(connection: Connection) -> list[Any]:
        ours = {*metadata.tables, *central.tables}
        options = {"include_name": lambda name, kind, _parents: kind != "table" or name in ours}
        return compare_metadata(MigrationContext.configure(connection, opts=options), [metadata, central])

    with a_server(database) as store:
        assert store.read(differences) == []


def test_partial_indexes_are_partial_here_too(database: str) -> None:
    found = rows(database, "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%% WHERE %%'")
    assert {("pick_line_by_place",), ("shipment_by_tote",), ("manifest_open",)} <= set(found)


@pytest.mark.parametrize("table", ["alembic_version", "central_version"])
def test_a_newer_schema_is_refused_and_left_alone(database: str, table: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute(f"UPDATE {table} SET version_num = '9999'")  # type: ignore[arg-type]
    with pytest.raises(StoreTooNew):
        ServerStore(database, a_clock(), lambda: 0.5)
    assert rows(database, f"SELECT version_num FROM {table}") == [("9999",)]


def test_two_servers_that_start_at_once_on_an_empty_database_both_come_up(cluster: Cluster) -> None:
    cluster.run("CREATE DATABASE empty")
    program = (
        "import sys; from app.clock import SystemClock; from app.store.server_store import ServerStore;"
        "sys.stdin.readline(); ServerStore(sys.argv[1], SystemClock(), lambda: 0.5).close()"
    )
    line = [sys.executable, "-c", program, cluster.url("empty")]
    environment = os.environ | {"PYTHONPATH": str(HOUSE)}
    pair = [subprocess.Popen(line, env=environment, stdin=subprocess.PIPE, text=True, cwd=HOUSE) for _ in range(2)]
    for process in pair:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in pair:
        process.communicate(timeout=40)
    assert [process.returncode for process in pair] == [0, 0]
    assert rows(cluster.url("empty"), "SELECT epoch FROM history") == [(1,)]
    cluster.run("DROP DATABASE empty WITH (FORCE)")


def test_a_database_that_is_not_there_is_told(cluster: Cluster) -> None:
    with pytest.raises(DatabaseAway):
        ServerStore("postgresql://postgres@/x?host=/nowhere", a_clock(), lambda: 0.5)


@pytest.mark.parametrize("count", [0, 1, 11, 12, 300])
def test_arrays_reach_the_database_as_they_are(database: str, count: int) -> None:
    columns: dict[str, list[Any]] = {
        "bigint": [n * 2**40 - 7 for n in range(count)],
        "integer": [n * 1_000 - 5 for n in range(count)],
        "double precision": [n / 7 for n in range(count)],
        "text": [f"文 {'x' * n * 10}" for n in range(count)],
        "bytea": [bytes([n % 256]) * n for n in range(count)],
        "boolean": [n % 3 == 0 for n in range(count)],
    }
    lay_out = {
        "bigint": pg_arrays.int8_array, "integer": pg_arrays.int4_array, "double precision": pg_arrays.float8_array,
        "text": pg_arrays.text_array, "bytea": pg_arrays.bytes_array, "boolean": pg_arrays.bool_array,
    }  # fmt: skip
    with psycopg.connect(database) as connection:
        pg_arrays.register_arrays(connection)
        for kind, values in columns.items():
            for some in (values, [None if n % 5 == 1 else value for n, value in enumerate(values)]):
                found = connection.execute("SELECT %s", (lay_out[kind](some),), binary=True).fetchone()
                assert found == (some,), kind
