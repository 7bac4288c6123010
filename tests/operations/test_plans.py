"""No statement of an order's life reads a table from end to end: cost grows with the work, not with the history.

The plans are asked for as they are in a new store, and as they are in one whose statistics tell of some ten thousand
orders: there SQLite is tempted to scan the table and to index the handful of wanted rows instead.
"""

from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite
import pytest

from app.clock import FixedClock
from app.operations.allocation import next_wave, release
from app.operations.orders import place_order
from app.operations.station import Station
from tests import builders, floor
from tests.driver import listening

SMALL_TABLES = {"warehouse", "carrier", "carton", "tote"}
"""Read whole once and kept."""
GROWN = {
    "order_line": "25000 3 1",
    "promise": "25000 3 1 1",
    "pick_line": "25000 3 1",
    "orders": "10000 1",
    "shipment": "10000 1",
    "parcel": "10000 1",
}
STATEMENTS_ALONE_MAX = 73
"""Five are reads; the others write the journal of sixteen acts and what each of them changes, a statement a table."""
WITH_ROWID = {"orders", "shipment", "parcel"}


def statements_of_a_day(folder: Path) -> dict[str, Any]:
    """Take two orders from entry to hand-over; answer each statement with the values of its first use."""
    told: dict[str, Any] = {}
    with builders.a_stocked_station(folder, FixedClock(builders.NOON)) as station:
        customer = builders.add_customer(station)
        with listening(station.store, told.setdefault):
            wanted = ((builders.LAMP, 2), (builders.TEA, 1), (builders.MILK, 1))
            placed = [
                place_order(station, builders.CLERK, builders.a_draft(customer, *wanted)).work.order_id
                for _ in range(2)
            ]
            wave = next_wave(station, builders.SUPERVISOR).work
            released = release(station, builders.SUPERVISOR, placed, wave).work
            parcels = []
            for _ in released.shipments:
                work = floor.pick_all(station, floor.start_walk(station))
                parcels.append(floor.pack_all(station, work.shipments[0].shipment_id))
            floor.hand_over(station, *parcels)
    return told


def scans(connection: Any, told: dict[str, Any]) -> list[str]:
    """What of the plans reads a whole table."""
    found = []
    for statement, values in told.items():
        if statement.startswith("BEGIN"):
            continue
        for *_, step in connection.execute("EXPLAIN QUERY PLAN " + statement, values):
            words = step.split()
            if words[0] == "SCAN" and "VALUES" not in words and words[1] not in SMALL_TABLES | {"anon_1"}:
                found.append(f"{step}: {statement[:120]}")
    return found


def test_an_order_alone_takes_few_statements(tmp_path: Path) -> None:
    """The second order of the day, of three lines and three units; its customer and goods are new to the process."""
    with builders.a_stocked_station(tmp_path, FixedClock(builders.NOON)) as station:
        customers = [builders.add_customer(station) for _ in range(2)]
        station.store.forget()
        an_order_alone(station, customers[0], (builders.MILK, 1))
        taken = an_order_alone(station, customers[1], (builders.LAMP, 1), (builders.COCOA, 1), (builders.TEA, 1))
    assert taken <= STATEMENTS_ALONE_MAX


def an_order_alone(station: Station, customer: Any, *wanted: tuple[str, int]) -> int:
    """Take an order from entry to hand-over by itself; answer how many statements that took."""
    before = station.store.statements.count
    placed = place_order(station, builders.CLERK, builders.a_draft(customer, *wanted)).work.order_id
    wave = next_wave(station, builders.SUPERVISOR).work
    release(station, builders.SUPERVISOR, [placed], wave)
    work = floor.pick_all(station, floor.start_walk(station))
    floor.hand_over(station, floor.pack_all(station, work.shipments[0].shipment_id))
    return station.store.statements.count - before


@pytest.mark.parametrize("grown", [False, True], ids=["new", "ten thousand orders"])
def test_every_statement_of_an_order_s_life_goes_by_an_index(tmp_path: Path, grown: bool) -> None:
    told = statements_of_a_day(tmp_path)
    assert len(told) > 40
    with sqlite.connect(str(tmp_path / "packbench.sqlite")) as connection:
        if grown:
            connection.execute("ANALYZE")
            for told_by in ("sqlite_stat1", "sqlite_stat4"):
                connection.execute(f"DELETE FROM {told_by}")
            for table, statistics in GROWN.items():
                index = f"sqlite_autoindex_{table}_1" if table in WITH_ROWID else table
                connection.execute("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", (table, index, statistics))
            connection.commit()
    with sqlite.connect(str(tmp_path / "packbench.sqlite")) as connection:
        assert not scans(connection, told)
