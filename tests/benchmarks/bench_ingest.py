"""How many facts a server takes in: 500 stations over real HTTP, one warehouse, double entry, committed to the disk.

Each station sends a pick, waits for the answer, and sends the next at once; then a back-log comes in pushes of twenty.
A pick is folded as always: ledger row, two heaps, pick line, journal, and a feed row for each. Load, server and
PostgreSQL share the machine, which for a server of its own would be three. PostgreSQL runs with full sync and its own
defaults but for the size of its memory and of its log.

The floor is the same rows by bare SQL: what batches of 250 of these picks wrote is written again through the driver on
an equal database, a transaction a batch. No Python that thinks, no HTTP, no reading.
"""

from pathlib import Path
from typing import Any

import psycopg

from app.server.own_postgres import packaged_binaries
from app.store.ingest import Offer
from app.store.stations import proof_of
from tests.benchmarks.figures import Figure, Result, in_fresh_process, machine
from tests.benchmarks.ingest_floor import furnish, names, recorded, replayed_s, sync_ms
from tests.benchmarks.ingest_load import pushes
from tests.server.clusters import a_cluster
from tests.server.serving import a_process

STATIONS, PUSHES, BACKLOG_PUSHES, BACKLOG_FACTS = 500, 60, 10, 20
FLOOR_BATCH, FLOOR_BATCHES = 250, 24
FACTS_S_MIN, BACKLOG_FACTS_S_MIN, P99_MS_MAX = 3_000.0, 10_000.0, 500.0
SETTINGS = ("shared_buffers=256MB", "max_wal_size=4GB", "max_connections=60")


def measure(_data: Path | None) -> Result:
    """Make a cluster, measure the floor, then the server under both loads."""
    with a_cluster(packaged_binaries(), SETTINGS) as cluster:
        cluster.run("CREATE DATABASE furnished")
        furnish(cluster.url("furnished"), [*names("S", STATIONS), *names("B", STATIONS)])
        for name in ("taken", "replayed", "served"):
            cluster.run(f"CREATE DATABASE {name} TEMPLATE furnished STRATEGY file_copy")
        floor_s, alone_s, rows_n = _floor(cluster.url("taken"), cluster.url("replayed"))
        disk_ms = sync_ms(cluster.postgres.folder.parent)
        served = cluster.url("served")
        with a_process(served) as (_, address):
            where = (address.host, address.port)
            one = in_fresh_process("tests.benchmarks.ingest_load:drive", *where, "S", STATIONS, PUSHES, 1)
            many = in_fresh_process(
                "tests.benchmarks.ingest_load:drive", *where, "B", STATIONS, BACKLOG_PUSHES, BACKLOG_FACTS
            )
            metrics = address.ask("GET", "/metrics").content.decode()
        _check(served, int(one["facts"] + many["facts"]))
    facts_n = FLOOR_BATCH * FLOOR_BATCHES
    bare = facts_n / floor_s
    figures = (
        Figure("facts by HTTP, one a push", one["facts_a_second"], "facts/s", FACTS_S_MIN, at_most=False),
        Figure("  answered in, p99", one["p99_ms"], "ms", P99_MS_MAX),
        Figure("  answered in, median", one["median_ms"], "ms"),
        Figure(
            "back-log by HTTP, twenty a push", many["facts_a_second"], "facts/s", BACKLOG_FACTS_S_MIN, at_most=False
        ),
        Figure("  answered in, p99", many["p99_ms"], "ms"),
        Figure("the same rows by bare SQL", bare, "facts/s"),
        Figure("  to one a push", bare / one["facts_a_second"], "×"),
        Figure("  to the back-log", bare / many["facts_a_second"], "×"),
        Figure("folded without HTTP, 250 a batch", facts_n / alone_s, "facts/s"),
        Figure("rows written for a fact", rows_n / facts_n, "rows"),
        Figure("the disk's sync", disk_ms, "ms"),
    )
    about = {"machine": machine(), "settings": SETTINGS, "one": one, "many": many, "metrics": _batches(metrics)}
    return Result("ingest", figures, about)


def _floor(taken: str, replayed: str) -> tuple[float, float, int]:
    """Seconds by bare SQL, seconds folded, and rows written."""
    each = FLOOR_BATCHES * FLOOR_BATCH // STATIONS
    lines = [[Offer(push, proof_of(name)) for push in pushes(name, each, 1)] for name in names("S", STATIONS)]
    flat = [line[turn] for turn in range(each) for line in lines]
    batches = [flat[start : start + FLOOR_BATCH] for start in range(0, len(flat), FLOOR_BATCH)]
    written, alone_s = recorded(taken, batches)
    count = "SELECT sum(n_tup_ins + n_tup_upd) FROM pg_stat_user_tables"
    with psycopg.connect(replayed, autocommit=True) as connection:
        connection.execute("SELECT pg_stat_reset()")
    floor_s = replayed_s(replayed, written)
    with psycopg.connect(replayed, autocommit=True) as connection:
        connection.execute("SELECT pg_stat_force_next_flush()")
        rows = connection.execute(count).fetchone()
    return floor_s, alone_s, int(rows[0] if rows else 0)


def _check(url: str, facts_n: int) -> None:
    """All facts are there once, none is parked, and the books balance."""
    with psycopg.connect(url) as connection:

        def one(text: Any) -> int:
            found = connection.execute(text).fetchone()
            assert found is not None
            return int(found[0])

        assert one("SELECT count(*) FROM journal") == facts_n
        assert one("SELECT count(*) FROM parked") == 0
        assert one("SELECT count(*) FROM stock_move") == facts_n
        assert one("SELECT sum(picked) FROM pick_line") == facts_n
        assert one("SELECT sum(on_hand) FROM stock WHERE location = 'STAGING'") == facts_n


def _batches(metrics: str) -> dict[str, str]:
    wanted = ("packbench_batch_seconds_sum", "packbench_batch_seconds_count")
    return dict(line.split(" ", 1) for line in metrics.splitlines() if line.startswith(wanted))
