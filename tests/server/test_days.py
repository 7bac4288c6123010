"""A worked day folded on PostgreSQL gives the tables that it gave on the station's SQLite, however it is cut."""

from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection

from app.models.wire import FactOutcome
from app.store.columns import metadata
from app.store.server_store import ServerStore
from tests.server.clusters import rows
from tests.server.senders import MASTER, OWN, a_day, a_stocked_server, batches, table_rows, take_in_station


def fold_day(store: ServerStore, size: int) -> None:
    take_in_station(store, "P01", "commerce", "office")
    intake = store.intake()
    for offer in batches(a_day().facts, size):
        (taken,) = intake.take([offer])
        assert taken.ack.seq == offer.push.facts[-1].seq
        assert {each.outcome for each in taken.outcomes} == {FactOutcome.BOOKED}


@pytest.mark.parametrize("size", [7, 500])
def test_a_day_folded_here_gives_the_same_tables_as_on_the_station(database: str, size: int) -> None:
    with a_stocked_server(database) as store:
        fold_day(store, size)
        kept = [table for table in metadata.sorted_tables if table.name not in OWN]

        def look(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
            return {table.name: table_rows(connection, table) for table in kept}

        found = store.read(look)
    assert found == {table.name: a_day().tables[table.name] for table in kept}
    assert all(found[name] for name in (*MASTER, "orders", "pick_line", "parcel_item", "stock_move", "manifest"))


def test_a_batch_of_hundreds_of_facts_takes_tens_of_statements(database: str) -> None:
    with a_stocked_server(database) as store:
        take_in_station(store, "P01", "commerce", "office")
        intake = store.intake()
        (offer,) = batches(a_day().facts, 1_000)
        intake.take([offer])
        assert len(offer.push.facts) > 140
        assert intake._statements.count < 90


def test_every_fact_is_on_the_feed_and_its_positions_have_no_gap(database: str) -> None:
    with a_stocked_server(database) as store:
        fold_day(store, 20)
        heads = store.heads()
    fed = set(rows(database, "SELECT station, seq FROM feed WHERE entity = 'journal'"))
    assert fed == {(fact.station, fact.seq) for fact in a_day().facts}
    for stream, count, low, high in rows(
        database, "SELECT stream, count(*), min(position), max(position) FROM feed GROUP BY stream"
    ):
        assert (count, low, high) == (heads[stream], 1, heads[stream])


def test_no_floor_stream_carries_a_price_or_a_buyer(database: str) -> None:
    """Rule K4: a stolen floor store tells no price and no buyer; every row of a day is looked at, name by name."""
    with a_stocked_server(database) as store:
        take_in_station(store, "P01", "warehouse/SZ", "floor")
        intake = store.intake()
        for offer in batches(a_day().facts, 50):
            intake.take([offer])
    found = rows(database, "SELECT entity, image FROM feed WHERE stream <> 'commerce'")
    assert len({entity for entity, _ in found}) > 15
    for entity, image in found:
        values = msgspec.msgpack.decode(image)
        names = _names(values)
        if entity == "journal":
            names |= _names(msgspec.json.decode(values["body"]))
        told = names & {
            "price", "unit_price", "discount", "amount", "currency", "customer", "customer_id", "customer_name",
            "draft", "pin_verifier", "phone_reversed", "entered_by",
        }  # fmt: skip
        assert not told, (entity, told)


def test_a_first_shipment_brings_its_order_to_the_warehouse(database: str) -> None:
    """The floor of a warehouse has all lines of an order that it works for, also those another one ships."""
    with a_stocked_server(database) as store:
        fold_day(store, 1)
    shipped = rows(database, "SELECT s.order_id FROM shipment s")
    for (order_id,) in shipped:
        key = f'["{order_id.hex()}"%'
        lines = rows(database, "SELECT count(*) FROM order_line WHERE order_id = %s", order_id)[0][0]
        fed = rows(
            database,
            "SELECT entity, count(DISTINCT key) FROM feed WHERE stream = 'warehouse/SZ' AND key LIKE %s "
            "AND entity IN ('orders', 'order_line') GROUP BY entity",
            key,
        )
        assert dict(fed) == {"orders": 1, "order_line": lines}


def _names(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {name for each in value.values() for name in _names(each)}
    if isinstance(value, list):
        return {name for each in value for name in _names(each)}
    return set()
