"""Stores of every age and state are opened: new, equal, older, newer, damaged, foreign; and what was found stays."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from app.errors import StoreDamaged, StoreFault, StoreTooNew
from app.store.backup import BACKUPS_KEPT_MAX, backup_before_upgrade, backups
from app.store.database import open_readers, open_writer
from app.store.migrate import REVISION, SCRIPTS, migrate
from app.store.schema import metadata
from app.store.soundness import check_chain, revision_of
from app.store.store import Store
from app.store.upgrade import revisions
from tests.store.builders import NOW, a_clock, a_store, an_open_store, facts, on_hand, receive

HOUSE = Path(__file__).resolve().parents[2]
NEXT = f"""
import os
from alembic import op
import sqlalchemy as sa
revision = "0999"
down_revision = "{REVISION}"
def upgrade():
    op.add_column("customer", sa.Column("fax", sa.String(), nullable=False, server_default=""))
"""


def scripts_with(folder: Path, text: str) -> Path:
    """Copy the revisions and add one, as the next release would have."""
    scripts = folder / "migrations"
    shutil.copytree(SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "r0999_next.py").write_text(text)
    return scripts


def columns(path: Path, table: str) -> list[str]:
    with sqlite.connect(str(path)) as connection:
        return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def ddl(path: Path) -> dict[str, list[str]]:
    """Each table's and index's definition, its clauses sorted: Alembic orders constraints by name."""
    with sqlite.connect(str(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    texts = {name: re.sub(r" ?\)( WITHOUT ROWID)?$", r", \1", " ".join(sql.split())) for name, sql in rows}
    return {name: sorted(text.split(", ")) for name, text in texts.items()}


def in_another_process(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(HOUSE)}
    line = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(line, env=environment, capture_output=True, text=True, check=False)


MIGRATE = """
import sys
from pathlib import Path
from tests.store.builders import NOW
from app.store.migrate import migrate
migrate(Path(sys.argv[1]), NOW, Path(sys.argv[2]), sys.argv[3])
"""


def test_a_new_store_has_exactly_the_tables_of_the_code(tmp_path: Path) -> None:
    migrate(tmp_path / "migrated.sqlite", NOW)
    engine = open_writer(tmp_path / "declared.sqlite")
    metadata.create_all(engine)
    engine.dispose()
    migrated, declared = ddl(tmp_path / "migrated.sqlite"), ddl(tmp_path / "declared.sqlite")
    assert declared == {name: migrated.get(name) for name in declared}, "run: python -m installer.migration"


def test_alembic_sees_no_difference_either(tmp_path: Path) -> None:
    migrate(tmp_path / "store.sqlite", NOW)
    engine = open_readers(tmp_path / "store.sqlite")
    with engine.connect() as connection:
        options = {"include_name": lambda name, kind, _parents: kind != "table" or name in metadata.tables}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    engine.dispose()
    assert found == []


def test_the_newest_revision_is_the_one_the_start_looks_for() -> None:
    assert revisions(SCRIPTS)[-1] == REVISION


def test_opening_an_equal_store_neither_imports_alembic_nor_takes_five_milliseconds(tmp_path: Path) -> None:
    path = a_store(tmp_path / "store.sqlite", receipts=60)
    program = (
        "import sys; from pathlib import Path; from tests.store.builders import a_clock;"
        "from app.store.store import Store;"
        "Store(Path(sys.argv[1]), a_clock()).close(); print('alembic' in sys.modules)"
    )
    done = in_another_process(program, path)
    assert (done.stdout.strip(), done.stderr) == ("False", "")
    readings = []
    for _ in range(20):
        started = time.perf_counter()
        migrate(path, NOW)
        readings.append(time.perf_counter() - started)
    assert min(readings) < 0.005


def test_an_older_store_is_copied_and_then_upgraded(tmp_path: Path) -> None:
    path = a_store(tmp_path / "store.sqlite")
    before = path.read_bytes()
    scripts = scripts_with(tmp_path, NEXT)
    migrate(path, NOW, scripts, "0999")
    assert revision_of(path) == "0999"
    assert "fax" in columns(path, "customer")
    (kept,) = backups(path)
    assert kept.name == f"store-20261124T080000Z-{REVISION}.sqlite"
    assert (revision_of(kept), len(kept.read_bytes())) == (REVISION, len(before))
    check_chain(kept)


def test_an_upgrade_that_fails_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    path = a_store(tmp_path / "store.sqlite")
    scripts = scripts_with(tmp_path, NEXT + "    raise RuntimeError('a bug in the revision')\n")
    with pytest.raises(RuntimeError, match="a bug"):
        migrate(path, NOW, scripts, "0999")
    assert revision_of(path) == REVISION
    assert "fax" not in columns(path, "customer")
    with an_open_store(path) as store:
        assert on_hand(store) == 15


def test_a_kill_in_the_middle_of_an_upgrade_leaves_the_old_store(tmp_path: Path) -> None:
    path = a_store(tmp_path / "store.sqlite")
    scripts = scripts_with(tmp_path, NEXT + "    os.kill(os.getpid(), 9)\n")
    assert in_another_process(MIGRATE, path, scripts, "0999").returncode == -signal.SIGKILL
    with an_open_store(path) as store:
        receive(store)
        assert on_hand(store) == 20
    assert "fax" not in columns(path, "customer")


def test_a_kill_while_a_store_is_made_leaves_none_and_the_next_start_makes_it(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    first = "import os\nfrom alembic import op\nrevision = '0001'\ndown_revision = None\n"
    scripts = tmp_path / "killed"
    (scripts / "versions").mkdir(parents=True)
    (scripts / "versions" / "r0001.py").write_text(
        first + "def upgrade():\n    op.execute('CREATE TABLE half (a)')\n    os.kill(os.getpid(), 9)\n"
    )
    assert in_another_process(MIGRATE, path, scripts, "0001").returncode == -signal.SIGKILL
    assert not path.exists()
    migrate(path, NOW)
    with an_open_store(path) as store:
        receive(store)
    assert "half" not in ddl(path)
    assert [each.name for each in tmp_path.glob("store.sqlite.new*")] == []


def test_a_newer_store_is_refused_politely_and_left_alone(tmp_path: Path) -> None:
    path = a_store(tmp_path / "store.sqlite")
    migrate(path, NOW, scripts_with(tmp_path, NEXT), "0999")
    kept, before = backups(path), path.read_bytes()
    with pytest.raises(StoreTooNew) as told:
        Store(path, a_clock())
    assert "newer Packbench" in told.value.text
    assert told.value.remedy
    assert (path.read_bytes(), backups(path)) == (before, kept)


def _garbage(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 64)


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _cut_in_a_page(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _scrambled(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))


def _foreign(path: Path) -> None:
    path.unlink()
    with sqlite.connect(str(path)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num)")


@pytest.mark.parametrize("spoil", [_garbage, _truncated, _cut_in_a_page, _empty, _scrambled, _foreign])
def test_a_damaged_or_foreign_file_is_told_and_stays_as_it_is(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    path = a_store(tmp_path / "store.sqlite")
    spoil(path)
    before, beside = path.read_bytes(), sorted(tmp_path.iterdir())
    with pytest.raises(StoreDamaged) as told:
        Store(path, a_clock())
    assert str(path) in told.value.text
    assert told.value.remedy
    assert (path.read_bytes(), sorted(tmp_path.iterdir())) == (before, beside)


def test_a_folder_in_the_store_s_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").mkdir()
    with pytest.raises(StoreFault) as told:
        Store(tmp_path / "store.sqlite", a_clock())
    assert told.value.remedy


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="needs root to become somebody who may not write")
@pytest.mark.parametrize("there", [True, False])
def test_a_folder_one_may_not_write_is_told(tmp_path_factory: pytest.TempPathFactory, there: bool) -> None:
    folder = Path(shutil.copytree(HOUSE / "tests" / "store" / "released", f"/tmp/readonly-{os.getpid()}-{there}"))
    path = folder / "store.sqlite"
    try:
        if there:
            a_store(path)
            path.with_name("store.sqlite.lock").unlink()
        before = sorted(folder.iterdir())
        folder.chmod(0o555)
        os.seteuid(65_534)
        try:
            with pytest.raises(StoreFault) as told:
                Store(path, a_clock())
            assert "permissions" in told.value.remedy
        finally:
            os.seteuid(0)
        assert sorted(folder.iterdir()) == before
    finally:
        shutil.rmtree(folder)


def _changed_body(connection: sqlite.Connection) -> None:
    connection.execute("UPDATE journal SET body = CAST(replace(body, '5', '6') AS BLOB) WHERE seq = 4")


def _odd_body(connection: sqlite.Connection) -> None:
    connection.execute("UPDATE journal SET body = 'text', id = x'00' WHERE seq = 4")


def _lost_fact(connection: sqlite.Connection) -> None:
    connection.execute("DELETE FROM journal WHERE seq = 4")


def _lost_beginning(connection: sqlite.Connection) -> None:
    connection.execute("DELETE FROM journal WHERE seq = 1")


@pytest.mark.parametrize("spoil", [_changed_body, _odd_body, _lost_fact, _lost_beginning])
def test_a_journal_that_was_tampered_with_is_told(tmp_path: Path, spoil: Callable[[sqlite.Connection], None]) -> None:
    path = a_store(tmp_path / "store.sqlite", receipts=6)
    with sqlite.connect(str(path)) as connection:
        spoil(connection)
    with pytest.raises(StoreDamaged, match="journal"):
        Store(path, a_clock())


def test_facts_that_stand_only_in_the_wal_are_checked_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    program = (
        "import os, sys; from pathlib import Path; from tests.store.builders import a_clock, receive;"
        "from app.store.store import Store;"
        "s = Store(Path(sys.argv[1]), a_clock()); receive(s); os.kill(os.getpid(), 9)"
    )
    assert in_another_process(program, path).returncode == -signal.SIGKILL
    assert path.with_name("store.sqlite-wal").stat().st_size > 0
    with an_open_store(path) as store:
        assert (facts(store), on_hand(store)) == (1, 5)


def test_only_the_last_copies_are_kept(tmp_path: Path) -> None:
    path = a_store(tmp_path / "store.sqlite")
    made = [backup_before_upgrade(path, "0001", NOW + timedelta(minutes=turn)) for turn in range(BACKUPS_KEPT_MAX + 3)]
    assert backups(path) == made[:2:-1]
