"""The journal as the outbox: what is pushed, what may go, and the same facts under another code."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import DiskFull, StoreDamaged
from app.models.wire import CHAIN_START, PUSH_BYTES_MAX, Envelope
from app.store import outbox
from app.store.journal import envelope_hash
from app.store.soundness import check_chain
from app.store.stock import stock_move
from app.store.store import Store
from app.store.sync_state import key_text, key_values
from app.store.touched import to_ask_again
from tests.driver import listening
from tests.store.builders import WORKER, a_clock, a_receipt, an_open_store, on_hand, receive
from tests.store.feed_pages import SZ, values


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with an_open_store(tmp_path / "store.sqlite") as opened:
        yield opened


def pushed(store: Store, first_seq: int = 1, facts_max: int = 500) -> tuple[Envelope, ...]:
    with store.reader() as connection:
        return outbox.envelopes(connection, store.station, first_seq, facts_max)


def hash_of(store: Store, seq: int) -> bytes | None:
    with store.reader() as connection:
        return outbox.hash_of(connection, store.station, seq)


def is_chained(facts: tuple[Envelope, ...], prev: bytes = CHAIN_START) -> bool:
    for fact in facts:
        if fact.prev != prev:
            return False
        prev = envelope_hash(fact)
    return True


def test_facts_are_read_in_order_as_they_were_hashed(store: Store) -> None:
    for _ in range(5):
        receive(store)
    facts = pushed(store)
    assert [fact.seq for fact in facts] == [1, 2, 3, 4, 5]
    assert is_chained(facts)
    assert [fact.seq for fact in pushed(store, 3, 2)] == [3, 4]
    assert pushed(store, 6) == ()


def test_a_push_is_bounded_in_facts_and_in_bytes(store: Store) -> None:
    with store.unit() as unit:
        store.journal.record(unit, [a_receipt(sku="X" * 2_000)] * 600, WORKER)
    facts = pushed(store)
    assert sum(len(fact.body) for fact in facts) <= PUSH_BYTES_MAX
    assert 50 < len(facts) < 500
    assert len(pushed(store, facts_max=20)) == 20


def test_a_fact_larger_than_a_push_goes_alone(store: Store) -> None:
    receive(store, sku="X" * (PUSH_BYTES_MAX + 1))
    receive(store)
    assert len(pushed(store)) == 1


def test_an_own_fact_is_known_by_its_hash(store: Store) -> None:
    assert hash_of(store, 0) == CHAIN_START
    receive(store)
    receive(store)
    facts = pushed(store)
    assert [hash_of(store, seq) for seq in (1, 2)] == [envelope_hash(fact) for fact in facts]
    assert hash_of(store, 0) == CHAIN_START
    assert hash_of(store, 3) is None


# -- forgetting --------------------------------------------------------------------------------------------------------


def test_what_is_forgotten_is_gone_and_the_chain_goes_on(store: Store) -> None:
    for _ in range(7):
        receive(store)
    fifth = hash_of(store, 5)
    assert outbox.forget(store, 5, rows_max=3), "two are left for the next transaction"
    assert not outbox.forget(store, 5, rows_max=3)
    assert [fact.seq for fact in pushed(store, 6)] == [6, 7]
    assert hash_of(store, 5) == fifth
    assert (hash_of(store, 4), hash_of(store, 0)) == (None, None)
    assert not outbox.forget(store, 5)
    receive(store)
    assert is_chained(pushed(store, 6), fifth or b"")


def test_a_store_whose_facts_were_forgotten_opens_and_numbers_on(store: Store) -> None:
    for _ in range(4):
        receive(store)
    newest = pushed(store)[-1]
    assert not outbox.forget(store, 1_000)
    path = store.path
    store.close()
    again = Store(path, a_clock())
    receive(again)
    assert [fact.seq for fact in pushed(again, 4)] == [4, 5]
    assert pushed(again, 5)[0].prev == envelope_hash(newest)
    check_chain(path)
    with again.writing() as connection:
        connection.exec_driver_sql("UPDATE sync_saved SET value = CAST('3:00' AS BLOB) WHERE name = 'forgotten'")
    with pytest.raises(StoreDamaged):
        check_chain(path)
    again.close()


def test_an_empty_journal_has_nothing_to_forget(store: Store) -> None:
    assert not outbox.forget(store, 10)


# -- another code ----------------------------------------------------------------------------------------------------


def test_after_a_fork_the_same_facts_stand_under_another_code(store: Store) -> None:
    for _ in range(5):
        receive(store)
    outbox.forget(store, 2)
    ids = [fact.id for fact in pushed(store, 3)]
    assert outbox.renumber(store, "P77", lambda last: f"last {last}".encode()) == 3
    facts = pushed(store)
    assert [(fact.station, fact.seq) for fact in facts] == [("P77", 1), ("P77", 2), ("P77", 3)]
    assert [fact.id for fact in facts] == ids
    assert is_chained(facts)
    receive(store)
    assert is_chained(pushed(store))
    check_chain(store.path)
    with store.reader() as connection:
        assert outbox.load_saved(connection) == b"last 3"
    assert on_hand(store) == 30
    path = store.path
    store.close()
    again = Store(path, a_clock(), "P01")
    assert (again.station, again.journal.seq) == ("P77", 4)
    again.close()


def test_renumbering_is_one_transaction(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "RENUMBER_ROWS", 2)
    for _ in range(5):
        receive(store)
    before = pushed(store)

    def dark(last: int) -> bytes:
        raise DiskFull("dark")

    with pytest.raises(DiskFull):
        outbox.renumber(store, "P77", dark)
    assert (pushed(store), store.station) == (before, "P01")
    receive(store)
    assert is_chained(pushed(store))


# -- what own facts touch ----------------------------------------------------------------------------------------------


def test_without_a_server_nothing_is_remembered_and_no_statement_is_sent(store: Store) -> None:
    sent: list[str] = []
    with listening(store, lambda text, _: sent.append(text)):
        receive(store)
    assert not any("touched" in text for text in sent)
    assert values(store, "SELECT count(*) FROM touched") == [(0,)]


def test_rows_that_own_facts_change_are_remembered_in_one_statement(store: Store) -> None:
    store.follow((SZ, "catalog"))
    receive(store)
    sent: list[str] = []
    with listening(store, lambda text, _: sent.append(text)):
        receive(store)
    assert len([text for text in sent if "touched" in text]) == 1
    with store.reader() as connection:
        asked = to_ask_again(connection, SZ, 100)
        assert to_ask_again(connection, "catalog", 100) == ()
        assert len(to_ask_again(connection, SZ, 2)) == 2
    assert {row.entity for row in asked} == {"stock", "stock_move", "availability"}
    assert '["SZ","A-01-1","TEA-1","",""]' in {row.key for row in asked}


def _fail(store: Store) -> None:
    with store.unit() as unit:
        store.journal.record(unit, [a_receipt()], WORKER)
        raise DiskFull("full")


def test_a_failed_unit_remembers_nothing(store: Store) -> None:
    store.follow((SZ,))
    with pytest.raises(DiskFull):
        _fail(store)
    assert values(store, "SELECT count(*) FROM touched") == [(0,)]


def test_a_key_is_read_as_it_was_written(store: Store) -> None:
    receive(store)
    fact = pushed(store)[0]
    text = key_text(stock_move, (fact.id, 1))
    assert text == f'["{fact.id.hex}",1]'
    assert key_values(stock_move, text) == [fact.id.bytes, 1]
