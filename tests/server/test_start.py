"""The server from the command line, with a PostgreSQL of its own, and a station's store as its beginning."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.server.beginning import begin_with
from app.store.columns import metadata
from tests import builders
from tests.server.clusters import Cluster, rows
from tests.server.senders import OWN, a_server, table_rows
from tests.server.serving import Address

HOUSE = Path(__file__).resolve().parents[2]


def run(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    line = [sys.executable, "-m", "app", "server", *arguments, "--data", str(folder)]
    environment = os.environ | {"PYTHONPATH": str(HOUSE), "PACKBENCH_CONFIG": str(folder / "none.toml")}
    return subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=HOUSE)


@pytest.mark.slow
def test_a_shop_without_a_database_gets_one_and_begins_with_its_station(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Init, enrol, serve, stop, each a process of its own as on the first day."""
    folder = Path(os.path.realpath("/tmp")) / f"packbench-server-{os.getpid()}"
    folder.mkdir()
    source = tmp_path_factory.mktemp("station")
    with builders.a_stocked_station(source) as station:
        builders.add_customer(station)
    try:
        told, errors = run(folder, "init", "--from", str(source / "packbench.sqlite")).communicate(timeout=50)
        assert "P01" in told, errors
        told, errors = run(folder, "enrol", "--station", "P07", "--role", "office").communicate(timeout=50)
        assert re.search(r"^[0-9a-f]{32}$", told, re.MULTILINE), errors
        with run(folder, "--listen", "127.0.0.1:0") as process:
            assert process.stdout is not None
            found = re.search(r"http://([\d.]+):(\d+)", process.stdout.readline())
            assert found
            assert Address(found[1], int(found[2])).ask("GET", "/v1/health").status == 200
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)
        assert not (folder / "postgres" / "postmaster.pid").exists(), "what was started is stopped"
    finally:
        subprocess.run(["rm", "-rf", str(folder)], check=True)


def test_a_station_s_store_is_the_beginning_of_a_server(cluster: Cluster, database: str, tmp_path: Path) -> None:
    with builders.a_stocked_station(tmp_path) as station:
        builders.add_customer(station)
        with station.store.reader() as connection:
            tables = {each.name: table_rows(connection, each) for each in metadata.sorted_tables}
    with a_server(database) as store:
        begun = begin_with(store, tmp_path / "packbench.sqlite")
        assert (begun.station, begun.facts) == ("P01", len(tables["journal"]))
        assert begin_with(store, tmp_path / "packbench.sqlite") == begun, "doing it again changes nothing"
        kept = [each for each in metadata.sorted_tables if each.name not in OWN]
        found = store.read(lambda connection: {each.name: table_rows(connection, each) for each in kept})
    assert found == {each.name: tables[each.name] for each in kept}
    assert rows(database, "SELECT seq, home FROM station_head") == [(begun.facts, "commerce")]
