"""Only the newest question of a search box is answered; older ones stop, and nobody else is disturbed."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from app.store.store import Store
from app.store.turns import Overtaken, Turns
from tests.store.builders import an_open_store

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with an_open_store(tmp_path / "store.sqlite") as opened:
        yield opened


def endless(connection: Connection) -> None:
    connection.exec_driver_sql(ENDLESS).all()


def test_a_newer_question_stops_the_one_that_runs(store: Store) -> None:
    turns, begun = Turns(), Event()

    def answer(turn: int) -> None:
        with store.reader() as connection, turns.answering(turn, connection):
            begun.set()
            endless(connection)

    with ThreadPoolExecutor(1) as pool:
        older = pool.submit(answer, turns.take())
        assert begun.wait(5)
        time.sleep(0.05)
        turns.take()
        with pytest.raises(Overtaken):
            older.result(5)
    with store.reader() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1


def test_an_overtaken_question_is_not_even_begun(store: Store) -> None:
    turns = Turns()
    older = turns.take()
    turns.take()
    with store.reader() as connection, pytest.raises(Overtaken), turns.answering(older, connection):
        endless(connection)


def test_an_answer_that_came_too_late_is_not_given(store: Store) -> None:
    turns = Turns()
    older = turns.take()
    with store.reader() as connection, pytest.raises(Overtaken), turns.answering(older, connection):
        turns.take()


def test_another_box_goes_on(store: Store) -> None:
    mine, other = Turns(), Turns()
    turn = mine.take()
    with store.reader() as connection, mine.answering(turn, connection):
        other.take()
        assert connection.exec_driver_sql("SELECT count(*) FROM journal").scalar() == 0


def test_a_mistake_in_a_statement_is_still_a_mistake(store: Store) -> None:
    turns = Turns()
    turn = turns.take()
    with store.reader() as connection, pytest.raises(OperationalError), turns.answering(turn, connection):
        connection.exec_driver_sql("SELECT nothing FROM nowhere")
