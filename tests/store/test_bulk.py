"""Bulk rows are ordinary rows afterwards: defaults, indexes, settings and chain are those of a store grown by hand."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pysqlite3.dbapi2 as sqlite
import pytest

from app.models.catalog import Code
from app.store.bulk import ROWS_A_CALL, Bulk, Chain, Entry, filling
from app.store.catalog import code, lot, product
from app.store.journal import journal
from app.store.local import setting
from app.store.migrate import migrate
from app.store.soundness import check_chain
from tests.store.builders import NOW, a_receipt, an_open_store, facts, receive


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A new store that nobody has open."""
    migrate(tmp_path / "store.sqlite", NOW)
    return tmp_path / "store.sqlite"


def rows(path: Path, text: str) -> list[tuple[object, ...]]:
    with sqlite.connect(str(path)) as connection:
        return list(connection.execute(text).fetchall())


def indexes(path: Path) -> list[tuple[object, ...]]:
    return sorted(rows(path, "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"))


def test_values_are_written_by_their_names_and_the_rest_by_its_default(path: Path) -> None:
    with filling(path) as bulk:
        codes = [Code("690", "TEA-1", 1, "", valid_from=NOW.date()), Code("690", "TEA-1", 6, "case")]
        assert bulk.values(code, codes) == 2
        assert bulk.values(code, []) == 0
        assert bulk.rows(lot, ("sku", "lot"), [("TEA-1", "L1")], hold_reason="it's wet", on_hold=True) == 1
    assert rows(path, "SELECT factor, pack, supplier, valid_from FROM code ORDER BY factor") == [
        (1, "", "", "2026-11-24"),
        (6, "case", "", None),
    ]
    assert rows(path, "SELECT * FROM lot") == [("TEA-1", "L1", None, 1, "it's wet")]


def test_more_rows_than_one_call_takes_are_all_written(path: Path) -> None:
    count = 2 * ROWS_A_CALL + 1
    with filling(path) as bulk:
        assert bulk.rows(lot, ("sku", "lot"), (("TEA-1", f"L{n}") for n in range(count))) == count
    assert rows(path, "SELECT count(*) FROM lot") == [(count,)]


def test_rows_can_follow_from_rows(path: Path) -> None:
    with filling(path) as bulk:
        bulk.values(code, [Code("690", "TEA-1", 1, ""), Code("691", "TEA-2", 1, "")])
        assert bulk.derive(lot, "code c WHERE c.sku = 'TEA-2'", sku="c.sku", lot="'L' || c.code") == 1
    assert rows(path, "SELECT sku, lot, on_hold FROM lot") == [("TEA-2", "L691", 0)]


def test_indexes_dropped_for_the_load_are_all_there_again(path: Path) -> None:
    before = indexes(path)
    assert before
    with filling(path) as bulk:
        bulk.drop_indexes()
        assert bulk.run("SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL") == [(0,)]
        bulk.values(code, [Code("690", "TEA-1", 1, "")])
    assert indexes(path) == before
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]


def test_the_store_is_an_ordinary_one_afterwards(path: Path) -> None:
    with filling(path) as bulk:
        bulk.values(code, [Code("690", "TEA-1", 1, "")])
    assert rows(path, "PRAGMA journal_mode") == [("wal",)]
    assert rows(path, "SELECT count(*) > 0 FROM sqlite_stat1") == [(1,)]
    with an_open_store(path) as store:
        receive(store)


def test_a_load_that_breaks_off_says_so(path: Path) -> None:
    @dataclass
    class Odd:
        sku: str = "TEA-1"

    with pytest.raises(sqlite.IntegrityError), filling(path) as bulk:
        bulk.values(product, [Odd()])


def test_chained_facts_are_what_the_journal_would_have_written(path: Path) -> None:
    chain = Chain("P01")
    entries = [Entry(UUID(int=n), "W-0005", NOW + timedelta(seconds=n), a_receipt()) for n in range(1, 101)]
    with filling(path) as bulk:
        bulk.rows(setting, ("name", "value"), [("station", "P01")])
        bulk.rows(journal, Chain.columns, (chain.row(entry) for entry in entries))
    check_chain(path, 1_000)
    with an_open_store(path) as store:
        receive(store)
        assert facts(store) == 101
    check_chain(path, 1_000)


def test_nobody_else_writes_while_a_store_is_filled(path: Path) -> None:
    bulk = Bulk(path)
    try:
        with pytest.raises(sqlite.OperationalError, match="locked"), sqlite.connect(str(path), timeout=0.01) as other:
            other.execute("DELETE FROM code")
    finally:
        bulk.abandon()


def test_what_speaks_sqlalchemy_writes_on_the_same_connection(path: Path) -> None:
    with filling(path) as bulk:
        bulk.values(code, [Code("690", "TEA-1", 1, "")])
        with bulk.sqlalchemy() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM code").scalar() == 1
            connection.execute(lot.insert().values(sku="TEA-1", lot="L1"))
        bulk.values(code, [Code("691", "TEA-1", 1, "")])
    assert rows(path, "SELECT (SELECT count(*) FROM code), (SELECT count(*) FROM lot)") == [(2, 1)]
