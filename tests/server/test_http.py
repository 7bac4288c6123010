"""What is asked over HTTP, and what is answered: by status, by body, by header (SYNC.md §3)."""

import http.client
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.models.wire import (
    PUSH_FACTS_MAX,
    Ack,
    Behind,
    OldCopy,
    Page,
    PullRequest,
    Push,
    PushAnswer,
    Reset,
    RowKey,
)
from app.server import ingest, push
from app.store.migrate import REVISION
from app.store.server_store import ServerStore
from app.sync.codec import packed, unpacked
from tests.server.clusters import Cluster
from tests.server.senders import Sender, a_receipt, a_stocked_server, take_in_station
from tests.server.serving import Address, listening

SZ = "warehouse/SZ"


@pytest.fixture
def server(cluster: Cluster) -> Iterator[ServerStore]:
    if "15" in str(cluster.postgres.binaries):
        pytest.skip("HTTP is the same on each PostgreSQL")
    with cluster.database() as url, a_stocked_server(url) as store:
        take_in_station(store, "P07")
        take_in_station(store, "P08")
        take_in_station(store, "P01", "commerce", "office")
        yield store


@pytest.fixture
def address(server: ServerStore) -> Iterator[Address]:
    with listening(server) as found:
        yield found


@pytest.fixture
def sender() -> Sender:
    made = Sender()
    made.make(*(a_receipt() for _ in range(3)))
    return made


def test_a_push_is_answered_with_the_fact_that_was_committed_last(address: Address, sender: Sender) -> None:
    status, said = address.push(sender)
    assert (status, said.epoch, said.ack) == (200, 1, sender.last)
    assert [each.seq for each in said.outcomes] == [1, 2, 3]
    assert address.push(sender)[1].ack == sender.last
    before = sender.last
    sender.make(a_receipt(), a_receipt())
    status, said = address.push(sender, 5)
    assert (status, said.ack, said.outcomes) == (200, before, ()), "a hole is answered with where to send from"


def test_a_fork_is_409_with_the_ack(address: Address, sender: Sender) -> None:
    clone = Sender()
    clone.make(a_receipt(9))
    address.push(sender)
    status, said = address.push(clone)
    assert (status, said.ack) == (409, sender.last)


def test_who_may_not_is_told_by_status(address: Address, server: ServerStore, sender: Sender) -> None:
    content = packed(sender.offer().push)
    assert address.ask("POST", "/v1/push", content).status == 401
    assert address.ask("POST", "/v1/push", content, "another token").status == 401
    assert address.ask("POST", "/v1/push", content, "token of P08").status == 401
    server.revoke("P07")
    assert address.ask("POST", "/v1/push", content, "token of P07").status == 403
    pull = packed(PullRequest("P07", 1, SZ, 0))
    assert address.ask("POST", "/v1/pull", pull, "token of P07").status == 403
    assert address.ask("GET", f"/v1/feed?streams={SZ}", token="token of P07").status == 401


def test_a_floor_station_gets_its_own_streams_alone(address: Address) -> None:
    for station, stream, status in (
        ("P07", SZ, 200), ("P07", "catalog", 200), ("P07", "commerce", 403), ("P07", "warehouse/HZ", 403),
        ("P01", "commerce", 200), ("P01", "warehouse/HZ", 200), ("P01", "warehouse/MARS", 403),
    ):  # fmt: skip
        content = packed(PullRequest(station, 1, stream, 0))
        assert address.ask("POST", "/v1/pull", content, f"token of {station}").status == status, (station, stream)


def test_what_is_too_large_is_413_and_what_is_no_push_400(address: Address, sender: Sender) -> None:
    def status(content: bytes) -> int:
        return address.ask("POST", "/v1/push", content, "token of P07").status

    plain = sender.offer().push
    (fact, *_) = plain.facts
    many = tuple(replace(fact, seq=number) for number in range(1, PUSH_FACTS_MAX + 2))
    assert status(packed(replace(plain, facts=many))) == 413
    large = replace(fact, body=bytes(200 * 1024))
    assert status(packed(replace(plain, facts=(large, large)))) == 413
    assert status(bytes(push.BODY_BYTES_MAX + 1)) == 413
    assert status(b"hello") == 400
    assert status(packed(PullRequest("P07", 1, SZ, 0))) == 400
    assert status(packed(replace(plain, facts=(replace(fact, worker="W\0"),)))) == 400
    assert status(packed(replace(plain, facts=(replace(fact, seq=2**63),)))) == 400
    assert status(packed(replace(plain, first_seq=0))) == 400
    assert status(packed(plain)) == 200


def test_one_large_fact_alone_gets_through(address: Address) -> None:
    sender = Sender()
    sender.make_raw("photo_taken", bytes(range(256)) * 2_000)
    status, said = address.push(sender)
    assert (status, said.ack) == (200, sender.last)


def test_a_full_queue_is_429_with_a_time_to_come_again(
    address: Address, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise ingest.QueueFull

    monkeypatch.setattr(ingest.FactQueue, "offer", full)
    got = address.ask("POST", "/v1/push", packed(sender.offer().push), "token of P07")
    assert (got.status, got.headers["retry-after"]) == (429, "3")


def test_pages_follow_one_another_without_a_gap_up_to_the_head(address: Address, sender: Sender) -> None:
    address.push(sender)
    position, rows = 0, []
    while True:
        page = address.pull("P07", SZ, position, rows_max=4)
        assert isinstance(page, Page)
        assert (page.after, page.is_gapless, page.mine) == (position, True, sender.last)
        rows += page.rows
        position = page.to
        if page.to == page.head:
            break
        assert len(page.rows) == 4
    assert [row.version for row in rows] == list(range(1, position + 1))
    assert address.pull("P07", SZ, position).rows == ()  # type: ignore[union-attr]
    assert {("P07", seq) for seq in (1, 2, 3)} <= {(row.station, row.seq) for row in rows if row.entity == "journal"}


def test_rows_asked_again_come_as_they_are_at_the_head_and_only_there(address: Address, sender: Sender) -> None:
    address.push(sender)
    page = address.pull("P07", SZ)
    assert isinstance(page, Page)
    heap = next(row for row in page.rows if row.entity == "stock")
    again = (RowKey("stock", heap.key), RowKey("stock", '["SZ","NOWHERE","X","",""]'))
    end = address.pull("P07", SZ, page.head, again=again)
    assert isinstance(end, Page)
    known, unknown = end.again
    assert (known.row, known.version, known.position, known.gone) == (heap.row, heap.version, page.head, False)
    assert (unknown.names, unknown.gone, unknown.version) == (again[1], True, 0)
    early = address.pull("P07", SZ, 0, rows_max=1, again=again)
    assert isinstance(early, Page)
    assert early.again == ()


def test_positions_that_are_not_of_this_feed(address: Address, server: ServerStore, sender: Sender) -> None:
    address.push(sender)
    head = server.heads()[SZ]
    assert address.pull("P07", SZ, head + 5) == Behind(SZ, 1, head)
    assert address.pull("P07", SZ, 0, epoch=2) == OldCopy(1)
    server.next_epoch()
    reset = address.pull("P07", SZ, head)
    assert isinstance(reset, Reset)
    assert (reset.epoch, reset.floor, reset.mine) == (2, 0, sender.last)
    assert address.push(sender)[1].epoch == 2


def test_below_the_floor_a_snapshot_is_needed(address: Address, server: ServerStore, sender: Sender) -> None:
    address.push(sender)
    server.transactions.run(
        lambda connection: connection.exec_driver_sql(f"UPDATE stream_head SET floor = 5 WHERE stream = '{SZ}'")
    )
    reset = address.pull("P07", SZ, 4)
    assert isinstance(reset, Reset)
    assert reset.floor == 5
    assert isinstance(address.pull("P07", SZ, 5), Page)


def test_a_station_of_a_later_epoch_finds_an_old_copy(address: Address, sender: Sender) -> None:
    got = address.ask("POST", "/v1/push", packed(sender.offer(epoch=4).push), "token of P07")
    assert (got.status, unpacked(got.content, OldCopy)) == (200, OldCopy(1))


def test_a_station_enrols_with_a_code_that_is_good_once(address: Address, server: ServerStore) -> None:
    code = server.make_code("P33", "SZ", "floor")
    assert server.make_code("P34", "MARS", "floor") is None
    content = json.dumps({"code": code}).encode()
    got = address.ask("POST", "/v1/enrol", content)
    said = json.loads(got.content)
    assert got.status == 200, said
    assert (got.status, said["station"], said["streams"]) == (200, "P33", ["catalog", SZ])
    assert address.ask("POST", "/v1/enrol", content).status == 403
    assert address.ask("POST", "/v1/enrol", b'{"code": "0123"}').status == 403
    assert address.ask("POST", "/v1/enrol", b'{"nonsense": 1}').status == 422
    sender = Sender("P33")
    sender.make(a_receipt())
    got = address.ask("POST", "/v1/push", packed(sender.offer().push), said["token"])
    assert unpacked(got.content, PushAnswer).ack == sender.last


def test_a_listener_hears_which_stream_has_moved(address: Address, sender: Sender) -> None:
    connection = http.client.HTTPConnection(address.host, address.port, timeout=10)
    connection.request("GET", f"/v1/feed?streams=catalog,{SZ}", headers={"authorization": "Bearer token of P07"})
    response = connection.getresponse()
    assert (response.status, response.getheader("content-type")) == (200, "text/event-stream")
    heads = _event(response)
    assert set(heads) == {"catalog", SZ}
    address.push(sender)
    assert _event(response) == {SZ: address.pull("P07", SZ).head}  # type: ignore[union-attr]
    response.close()
    connection.close()
    assert address.ask("GET", "/v1/feed?streams=commerce", token="token of P07").status == 403


def test_health_metrics_and_the_description_of_all(address: Address, sender: Sender) -> None:
    address.push(sender)
    address.pull("P07", SZ)
    health = json.loads(address.ask("GET", "/v1/health").content)
    assert (health["epoch"], health["schema_version"], health["database"]) == (1, f"{REVISION} c0001", "ok")
    text = address.ask("GET", "/metrics").content.decode()
    for line in ('packbench_facts_total{what="booked"} 3', 'packbench_pushes_total{what="taken"} 1',
                 'packbench_queue_waiting{queue="warehouse/SZ"} 0', "packbench_batch_seconds_count 1"):  # fmt: skip
        assert line in text.splitlines()
    document = json.loads(address.ask("GET", "/openapi.json").content)
    assert set(document["paths"]) == {"/v1/push", "/v1/pull", "/v1/feed", "/v1/enrol", "/v1/health", "/metrics"}
    assert document["openapi"].startswith("3.")
    assert address.ask("GET", "/v1/push").status == 405
    assert address.ask("GET", "/nowhere").status == 404


def test_an_empty_push_asks_how_far_the_server_is(address: Address, sender: Sender) -> None:
    address.push(sender)
    ask = Push("P07", 1, 4, sender.last.hash, ())
    got = address.ask("POST", "/v1/push", packed(ask), "token of P07")
    assert unpacked(got.content, PushAnswer).ack == Ack(3, sender.last.hash)


def _event(response: http.client.HTTPResponse) -> dict[str, int]:
    while True:
        line = response.readline()
        if line.startswith(b"data: "):
            found: dict[str, int] = json.loads(line[6:])
            return found
