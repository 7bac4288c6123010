"""Copies of a store in use: whole, of one moment, and good to go on from."""

import shutil
import threading
from pathlib import Path

import pytest

from app.errors import StoreDamaged, StoreFault
from app.store.backup import backup, settle
from app.store.soundness import check_chain, check_file
from tests.store.builders import a_store, an_open_store, facts, on_hand, receive


def test_a_copy_taken_while_somebody_scans_is_of_one_moment(tmp_path: Path) -> None:
    target = tmp_path / "copy" / "store.sqlite"
    with an_open_store(tmp_path / "store.sqlite") as store:
        receive(store)
        failures: list[Exception] = []

        def copy() -> None:
            try:
                for _ in range(5):
                    backup(store.path, target)
            except Exception as error:  # noqa: BLE001 - told in the test's own thread
                failures.append(error)

        thread = threading.Thread(target=copy)
        thread.start()
        while thread.is_alive():
            receive(store)
        thread.join()
        assert not failures
        all_booked = facts(store)
    with an_open_store(target) as copied:
        booked = facts(copied)
        assert on_hand(copied) == 5 * booked
        assert 0 < booked <= all_booked
        with copied.reader() as reader:
            assert reader.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert [each.name for each in target.parent.glob("*.part*")] == []


def test_a_copy_put_back_goes_on_where_it_was_taken(tmp_path: Path) -> None:
    path = a_store(tmp_path / "store.sqlite")
    backup(path, tmp_path / "copy.sqlite")
    with an_open_store(path) as store:
        receive(store)
    shutil.copyfile(tmp_path / "copy.sqlite", path)
    with an_open_store(path) as store:
        assert (facts(store), on_hand(store)) == (3, 15)
        receive(store)
    check_chain(path)


def test_a_copy_holds_what_stands_only_in_the_wal(tmp_path: Path) -> None:
    with an_open_store(tmp_path / "store.sqlite") as store:
        receive(store, 7)
        backup(store.path, tmp_path / "copy.sqlite")
    check_file(tmp_path / "copy.sqlite")
    with an_open_store(tmp_path / "copy.sqlite") as copied:
        assert on_hand(copied) == 7


def test_a_store_that_is_damaged_replaces_no_good_copy(tmp_path: Path) -> None:
    path, target = a_store(tmp_path / "store.sqlite", receipts=40), tmp_path / "copy.sqlite"
    backup(path, target)
    before = target.read_bytes()
    path.write_bytes(b"not a store at all, and much too short")
    with pytest.raises(StoreDamaged):
        backup(path, target)
    assert target.read_bytes() == before
    assert [each.name for each in tmp_path.glob("*.part*")] == []


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    path = a_store(tmp_path / "store.sqlite")
    (tmp_path / "file").write_text("in the way of a folder")
    with pytest.raises(StoreFault) as told:
        backup(path, tmp_path / "file" / "copy.sqlite")
    assert told.value.remedy


def test_a_finished_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "part").write_text("new")
    (tmp_path / "target").write_text("old")
    settle(tmp_path / "part", tmp_path / "target")
    assert (tmp_path / "target").read_text() == "new"
    assert not (tmp_path / "part").exists()
