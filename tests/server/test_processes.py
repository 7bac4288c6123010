"""Several servers on one database, killed and cut off at the worst moment: nothing is lost, doubled or missed."""

import http.client
import threading
import time
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from psycopg import errors

from app.models.wire import FactOutcome
from app.store.ingest import Ingest, Verdict
from app.store.server_store import ServerStore
from app.store.transactions import TRIES_MAX, DatabaseAway
from app.sync.codec import Unreadable
from tests.server.clusters import Cluster, rows
from tests.server.senders import Sender, a_receipt, a_server, a_stocked_server, take_in_station
from tests.server.serving import Address, a_process

KILLED = """
import os, sys
from app.server import ingest
from app.server.start import main
ingest.FactQueue._answer = lambda *_: os.kill(os.getpid(), 9)
sys.exit(main(sys.argv[1:]))
"""
ON_HAND = "SELECT on_hand FROM stock WHERE warehouse = 'SZ' AND location = 'A-01-1' AND sku = 'TEA-3'"
STATIONS = [f"P{number:02d}" for number in range(10, 16)]


@pytest.fixture
def stocked(database: str) -> str:
    with a_stocked_server(database) as store:
        for station in STATIONS:
            take_in_station(store, station)
    return database


def push_until_acknowledged(sender: Sender, addresses: list[Address]) -> None:
    """Send what is not acknowledged, to one server after another, as a station does."""
    turn = 0
    while sender.acked.seq < len(sender.facts):
        turn += 1
        with suppress(OSError, http.client.HTTPException, Unreadable):
            sender.acked = addresses[turn % len(addresses)].push(sender, last=sender.acked.seq + 3)[1].ack


class NaiveReader(threading.Thread):
    """Reads `position > cursor` again and again; gapless positions in commit order make that safe."""

    def __init__(self, url: str, stream: str) -> None:
        super().__init__(name="naive reader")
        self._url, self._stream = url, stream
        self.seen: list[int] = []
        self.done = threading.Event()

    def run(self) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            is_last = False
            while not is_last:
                is_last = self.done.is_set()
                text = "SELECT position FROM feed WHERE stream = %s AND position > %s ORDER BY position"
                cursor = self.seen[-1] if self.seen else 0
                self.seen += [row[0] for row in connection.execute(text, (self._stream, cursor))]


def test_two_servers_on_one_database_book_each_fact_once_and_no_reader_misses_a_row(stocked: str) -> None:
    senders = [Sender(station) for station in STATIONS]
    for sender in senders:
        sender.make(*(a_receipt() for _ in range(12)))
    reader = NaiveReader(stocked, "warehouse/SZ")
    with a_process(stocked) as (_, first), a_process(stocked) as (_, second):
        threads = [
            threading.Thread(target=push_until_acknowledged, args=(sender, [first, second])) for sender in senders
        ]
        reader.start()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        reader.done.set()
        reader.join()
    assert rows(stocked, "SELECT count(*), count(DISTINCT id) FROM journal") == [(72, 72)]
    assert [sender.acked for sender in senders] == [sender.last for sender in senders]
    assert rows(stocked, ON_HAND) == [(72,)]
    ((head,),) = rows(stocked, "SELECT position FROM stream_head WHERE stream = 'warehouse/SZ'")
    assert reader.seen == list(range(1, head + 1))


def test_a_server_killed_between_commit_and_answer_has_the_fact_once(stocked: str) -> None:
    sender = Sender(STATIONS[0])
    sender.make(a_receipt(5))
    with a_process(stocked, KILLED) as (process, address):
        with pytest.raises((OSError, http.client.HTTPException)):
            address.push(sender)
        process.wait()
    assert rows(stocked, ON_HAND) == [(5,)], "it was committed"
    with a_process(stocked) as (_, address):
        status, said = address.push(sender)
    assert (status, said.ack, said.outcomes) == (200, sender.last, ())
    assert rows(stocked, ON_HAND) == [(5,)]


def test_writers_at_once_leave_positions_without_a_gap(stocked: str) -> None:
    """Without HTTP between them they meet in the database more often."""
    reader = NaiveReader(stocked, "warehouse/SZ")

    def work(store: ServerStore, station: str) -> None:
        intake, sender = store.intake(), Sender(station)
        for _ in range(15):
            sender.make(a_receipt(), a_receipt(location="A-01-2"))
            (taken,) = intake.take([sender.offer()])
            sender.acked = taken.ack

    with a_server(stocked) as one, a_server(stocked) as two:
        reader.start()
        pairs = zip([one, two] * 3, STATIONS, strict=True)
        threads = [threading.Thread(target=work, args=pair) for pair in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        head = one.heads()["warehouse/SZ"]
    reader.done.set()
    reader.join()
    assert reader.seen == list(range(1, head + 1))
    assert rows(stocked, ON_HAND) == [(90,)]


def test_the_same_facts_under_two_codes_at_once_count_once(stocked: str) -> None:
    """A station enrolled anew while its old pushes were still on the way: no fact is parked for that."""
    with a_server(stocked) as one, a_server(stocked) as two:
        intakes = one.intake(), two.intake()
        old, new = Sender(STATIONS[0]), Sender(STATIONS[1])
        for _ in range(8):
            old.make(*(a_receipt() for _ in range(5)))
            new.facts = old.renamed(STATIONS[1]).facts
            answers: list[Any] = [None, None]

            def push(place: int, sender: Sender, answers: list[Any] = answers) -> None:
                (answers[place],) = intakes[place].take([sender.offer()])
                sender.acked = answers[place].ack

            threads = [threading.Thread(target=push, args=(place, sender)) for place, sender in ((0, old), (1, new))]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert [each.verdict for each in answers] == [Verdict.TAKEN] * 2
            assert {each.outcome for taken in answers for each in taken.outcomes} == {FactOutcome.BOOKED}
    assert rows(stocked, ON_HAND) == [(40,)]
    assert rows(stocked, "SELECT count(*) FROM parked") == [(0,)]


@pytest.mark.parametrize("error", [errors.SerializationFailure, errors.DeadlockDetected])
def test_a_transaction_that_may_be_run_again_is(
    stocked: str, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    sender = Sender(STATIONS[0])
    sender.make(a_receipt(5))
    left = [3]
    take = Ingest.take

    def failing(self: Ingest, *arguments: Any) -> Any:
        taken = take(self, *arguments)
        if left[0]:
            left[0] -= 1
            raise error("injected, with everything written")
        return taken

    monkeypatch.setattr(Ingest, "take", failing)
    with a_server(stocked) as store:
        (taken,) = store.intake().take([sender.offer()])
        assert (taken.ack, store.transactions.again) == (sender.last, 3)
        left[0] = 10**6
        store.transactions.sleep = lambda _: None
        with pytest.raises(DatabaseAway):
            store.intake().take([sender.offer()])
        assert store.transactions.again == 3 + TRIES_MAX
    assert rows(stocked, ON_HAND) == [(5,)]


def test_connections_that_are_cut_again_and_again_lose_and_double_nothing(cluster: Cluster, stocked: str) -> None:
    stop = threading.Event()
    name = stocked.split("/")[3].split("?", maxsplit=1)[0]

    def cut() -> None:
        with psycopg.connect(cluster.address, autocommit=True) as connection:
            while not stop.wait(0.03):
                connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))

    cutter = threading.Thread(target=cut)
    with a_server(stocked) as store:
        intake, sender = store.intake(), Sender(STATIONS[0])
        cutter.start()
        try:
            until = time.monotonic() + 1.5
            while time.monotonic() < until:
                sender.make(a_receipt())
                with suppress(DatabaseAway):
                    sender.acked = intake.take([sender.offer()])[0].ack
        finally:
            stop.set()
            cutter.join()
        sender.acked = intake.take([sender.offer()])[0].ack
        assert store.transactions.again > 0
    assert sender.acked == sender.last
    assert rows(stocked, ON_HAND) == [(len(sender.facts),)]
    assert rows(stocked, "SELECT count(*) FROM parked") == [(0,)]
