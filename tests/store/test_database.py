"""What disk, file and other processes do to an open store: told with a remedy, nothing half booked, work goes on."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest
from sqlalchemy.exc import IntegrityError

from app.errors import DiskFull, StoreFault, StoreLocked
from app.store import database
from app.store.journal import journal
from app.store.soundness import check_chain
from app.store.store import Store
from tests.store.builders import a_clock, a_store, an_open_store, facts, on_hand, receive

HOUSE = Path(__file__).resolve().parents[2]
HOLD = """
import sys
from pathlib import Path
import pysqlite3.dbapi2 as sqlite
from app.store.store import Store
from tests.store.builders import a_clock
if sys.argv[2] == "store":
    held = Store(Path(sys.argv[1]), a_clock())
else:
    held = sqlite.connect(sys.argv[1], isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held_by_another_process(path: Path, how: str) -> Iterator[subprocess.Popen[str]]:
    environment = os.environ | {"PYTHONPATH": str(HOUSE)}
    line = [sys.executable, "-c", HOLD, str(path), how]
    child = subprocess.Popen(line, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with child:
        assert child.stdout
        assert child.stdout.readline().strip() == "held"
        try:
            yield child
        finally:
            child.kill()


def driver(store: Store) -> sqlite.Connection:
    connection = store._connection.connection.driver_connection
    assert isinstance(connection, sqlite.Connection)
    return connection


def test_the_writer_waits_for_the_disk_and_a_reader_cannot_write(tmp_path: Path) -> None:
    with an_open_store(tmp_path / "store.sqlite") as store:
        assert driver(store).execute("PRAGMA synchronous").fetchone() == (2,)
        assert driver(store).execute("PRAGMA journal_mode").fetchone() == ("wal",)
        with pytest.raises(StoreFault, match="cannot be written"), store.reader() as reader:
            reader.exec_driver_sql("DELETE FROM journal")


def test_a_library_that_can_corrupt_a_wal_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "SQLITE_MIN", (99, 0, 0))
    with pytest.raises(StoreFault, match="too old"):
        Store(tmp_path / "store.sqlite", a_clock())


def test_a_second_process_is_refused_and_a_dead_one_locks_nobody_out(tmp_path: Path) -> None:
    path = a_store(tmp_path / "store.sqlite")
    with held_by_another_process(path, "store"):
        with pytest.raises(StoreLocked) as told:
            Store(path, a_clock())
        assert "already running" in told.value.text
        assert told.value.remedy
    with an_open_store(path) as store:
        receive(store)
        assert on_hand(store) == 20


def test_another_program_that_holds_the_file_stops_one_step_and_not_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_MS_MAX", 50)
    with an_open_store(a_store(tmp_path / "store.sqlite")) as store:
        with held_by_another_process(store.path, "file"), pytest.raises(StoreLocked) as told:
            receive(store)
        assert told.value.remedy
        receive(store)
        assert (facts(store), on_hand(store)) == (4, 20)


def receive_until_full(store: Store) -> int:
    """Receive other goods again and again until the disk refuses; answer how many receipts were booked."""
    for turn in range(100_000):
        try:
            receive(store, 1, f"SKU-{turn}")
        except DiskFull:
            return turn
    raise AssertionError("the disk never was full")


def books_hold(store: Store, receipts: int) -> bool:
    """Each receipt is one fact, one move and one heap, and the ledger sums to zero."""
    with store.reader() as connection:
        counts = [
            connection.exec_driver_sql(text).scalar()
            for text in (
                "SELECT count(*) FROM journal",
                "SELECT max(seq) FROM journal",
                "SELECT count(*) FROM stock_move",
                "SELECT count(*) FROM availability",
            )
        ]
        total = connection.exec_driver_sql("SELECT sum(on_hand) FROM stock").scalar()
    return counts == [receipts] * 4 and total == 0


def test_a_full_disk_books_nothing_of_the_step_and_the_next_works_when_there_is_room(tmp_path: Path) -> None:
    with an_open_store(tmp_path / "store.sqlite") as store:
        (pages,) = driver(store).execute("PRAGMA page_count").fetchone()
        driver(store).execute(f"PRAGMA max_page_count={pages + 10}")
        booked = receive_until_full(store)
        assert booked > 0
        assert books_hold(store, booked)
        driver(store).execute(f"PRAGMA max_page_count={pages + 1_000}")
        receive(store, 1, "AFTER")
        assert books_hold(store, booked + 1)
    check_chain(tmp_path / "store.sqlite", booked + 10)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB that holds the store and a file to make room with."""
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small disk as Linux does")
def test_a_disk_that_is_really_full_books_nothing_of_the_step(small_disk: Path) -> None:
    with an_open_store(small_disk / "store.sqlite") as store:
        ballast = small_disk / "ballast"
        ballast.write_bytes(bytes(1_000_000))
        booked = receive_until_full(store)
        assert books_hold(store, booked)
        ballast.unlink()
        receive(store, 1, "AFTER")
        assert books_hold(store, booked + 1)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small disk as Linux does")
def test_a_store_that_does_not_fit_on_the_disk_is_told_and_not_half_made(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(4_000_000))
    with pytest.raises(StoreFault) as told:
        Store(small_disk / "store.sqlite", a_clock())
    assert told.value.remedy
    assert not (small_disk / "store.sqlite").exists()


LIMITED = """
import resource, signal, sys
from pathlib import Path
from app.errors import StoreFault
from app.store.store import Store
from tests.store.builders import a_clock, facts, receive
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store(Path(sys.argv[1]), a_clock())
wal = Path(sys.argv[1] + "-wal").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (wal + 200_000, resource.RLIM_INFINITY))
booked = 0
try:
    while booked < 10_000:
        receive(store)
        booked += 1
except StoreFault as told:
    assert told.remedy
    assert facts(store) == booked, (facts(store), booked)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
receive(store)
assert facts(store) == booked + 1
store.close()
print(booked)
"""


def test_a_disk_that_takes_no_more_is_told_and_the_same_store_goes_on(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(HOUSE)}
    line = [sys.executable, "-c", LIMITED, str(tmp_path / "store.sqlite")]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    booked = int(done.stdout)
    assert 0 < booked < 10_000
    check_chain(tmp_path / "store.sqlite", booked + 10)
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY


def test_a_bug_is_not_called_a_fault_because_a_note_says_so(tmp_path: Path) -> None:
    with an_open_store(a_store(tmp_path / "store.sqlite")) as store:
        note = {"station": "P01", "seq": 1, "kind": "is locked", "worker": "disk is full"}
        row = {
            column.name: b"" if column.name in ("body", "prev", "id") else note.get(column.name, 0)
            for column in journal.c
        }
        text = f"INSERT INTO journal ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"
        with pytest.raises(IntegrityError), store.unit() as unit:
            unit.connection.exec_driver_sql(text, tuple(row.values()))


def test_a_page_that_rots_under_an_open_store_is_told_as_damage(tmp_path: Path) -> None:
    path = a_store(tmp_path / "store.sqlite", receipts=400)
    with sqlite.connect(str(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'customer'").fetchone()
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xee" * 4096
    path.write_bytes(content)
    with an_open_store(path) as store:
        with pytest.raises(StoreFault, match="damaged") as told, store.reader() as reader:
            reader.exec_driver_sql("SELECT * FROM customer").all()
        assert "backups" in told.value.remedy
