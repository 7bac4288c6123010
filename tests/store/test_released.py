"""A store of every released version opens, keeps its facts, and is worked on."""

import gzip
from pathlib import Path

import pytest
from sqlalchemy import select

from app import __version__
from app.clock import FixedClock
from app.operations.station import Station
from app.store.journal import journal, read_fact
from app.store.migrate import REVISION
from app.store.soundness import check_chain, revision_of
from app.store.store import Store
from tests.builders import LAMP, NOON, TEA, receive

RELEASED = Path(__file__).resolve().parent / "released"
VERSIONS = sorted(path.name.removesuffix(".sqlite.gz") for path in RELEASED.glob("*.sqlite.gz"))


def test_this_version_left_its_store_too() -> None:
    assert __version__ in VERSIONS, "run: python -m tests.store.make_released"


@pytest.mark.parametrize("version", VERSIONS)
def test_a_store_of_a_released_version_opens_and_goes_on(version: str, tmp_path: Path) -> None:
    path = tmp_path / "packbench.sqlite"
    path.write_bytes(gzip.decompress((RELEASED / f"{version}.sqlite.gz").read_bytes()))
    check_chain(path, 1_000)
    store = Store(path, FixedClock(NOON))
    try:
        assert revision_of(path) == REVISION
        with store.reader() as reader:
            facts = [read_fact(row) for row in reader.execute(select(journal).order_by(journal.c.seq))]
            customers = reader.exec_driver_sql("SELECT name FROM customer").scalars().all()
        assert [fact.seq for fact in facts] == list(range(1, len(facts) + 1))
        assert customers == ["李雷"]
        station = Station(store, FixedClock(NOON), "SZ")
        assert available(store, TEA) == 55
        receive(station, LAMP, 1)
        assert available(store, LAMP) == 21
    finally:
        store.close()
    check_chain(path, 1_000)


def available(store: Store, sku: str) -> int:
    with store.reader() as reader:
        text = "SELECT on_hand - promised FROM availability WHERE warehouse = 'SZ' AND sku = ?"
        return int(reader.exec_driver_sql(text, (sku,)).scalar_one())
