"""The HTTP client against servers that misbehave: whatever comes is an answer or a reason, and nothing hangs."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
import zstandard

from app.clock import FixedClock, SystemClock
from app.models.wire import NOTHING_YET, OldCopy, Page, PullRequest, Push, PushAnswer, Reset, SnapshotHead
from app.sync import client as lines
from app.sync.client import Barred, Client, ForkTold, NoSuchThing, NotDone
from app.sync.codec import BODY_BYTES_MAX, Unreadable, packed, unpacked
from app.sync.events import Failure
from tests.sync.servers import Act, Handler, Server, a_server, cut_off, saying, silent

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
PUSH = Push("P01", 1, 1, bytes(32), ())
ASK = PullRequest("P01", 1, "catalog", 0, 500, ())
ANSWER = PushAnswer(1, NOW, NOTHING_YET, 0)
PAGE = Page("catalog", 1, NOW, 0, 0, 0, NOTHING_YET, ())


@contextmanager
def a_client(server: Server, token: str = "secret") -> Iterator[Client]:
    with closing(Client(server.url, token, SystemClock())) as client:
        yield client


def failure_of(act: Act, quick: bool = False) -> NotDone:
    """What a push comes to at a server that does this."""
    with a_server(push=act) as server, a_client(server) as client:
        if quick:
            client._http.timeout = httpx2.Timeout(0.2)
        with pytest.raises(NotDone) as told:
            client.push(PUSH)
    return told.value


def test_a_push_and_a_pull_come_back_as_values_and_name_the_station() -> None:
    with (
        a_server(push=saying(200, packed(ANSWER)), pull=saying(200, packed(PAGE))) as server,
        a_client(server) as client,
    ):
        assert client.push(PUSH) == ANSWER
        assert client.pull(ASK) == PAGE
        assert {headers["authorization"] for _, headers in server.asked} == {"Bearer secret"}


def test_what_is_sent_is_what_the_server_reads() -> None:
    read: list[object] = []

    def act(handler: Handler) -> None:
        read.append(unpacked(handler.content, PullRequest))
        handler.say(200, packed(PAGE))

    with a_server(pull=act) as server, a_client(server) as client:
        client.pull(ASK)
    assert read == [ASK]


@pytest.mark.parametrize("answer", [OldCopy(1), Reset("catalog", 2, NOW, 9, NOTHING_YET)])
@pytest.mark.parametrize("status", [200, 410])
def test_other_answers_to_a_pull_are_told_apart(answer: OldCopy | Reset, status: int) -> None:
    with a_server(pull=saying(status, packed(answer))) as server, a_client(server) as client:
        assert client.pull(ASK) == answer


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (401, Failure.SIGNED_OUT), (413, Failure.TOO_LARGE), (429, Failure.OVERLOADED), (503, Failure.OVERLOADED),
        (500, Failure.UNREACHABLE), (502, Failure.UNREACHABLE), (400, Failure.UNREADABLE), (302, Failure.UNREADABLE),
        (204, Failure.UNREADABLE),
    ],
)  # fmt: skip
def test_a_status_says_what_went_wrong(status: int, failure: Failure) -> None:
    assert failure_of(saying(status)).failure is failure


@pytest.mark.parametrize(
    ("told", "meant"), [("17", 17.0), ("Fri, 31 Dec 2027 23:59:59 GMT", 0.0), ("-5", 0.0), ("", 0.0)]
)
def test_a_server_may_ask_to_wait(told: str, meant: float) -> None:
    assert failure_of(saying(503, retry_after=told)).retry_after_s == meant


@pytest.mark.parametrize(("status", "kind"), [(403, Barred), (409, ForkTold), (404, NoSuchThing)])
def test_some_answers_are_no_failures_of_the_line(status: int, kind: type[Exception]) -> None:
    with a_server(push=saying(status)) as server, a_client(server) as client, pytest.raises(kind):
        client.push(PUSH)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<html>Welcome to the Grand Hotel</html>", packed(ANSWER)[:-3], packed(PAGE), b"\x28\xb5\x2f\xfdrubbish",
        zstandard.compress(b"\x92\xa4page\x01" * 500),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_unreadable_whatever_its_status(content: bytes) -> None:
    assert failure_of(saying(200, content, content_type="application/msgpack")).failure is Failure.UNREADABLE


def test_a_body_that_is_cut_off_was_not_done() -> None:
    assert failure_of(cut_off(packed(ANSWER))).failure is Failure.UNREACHABLE


def test_nobody_there_is_unreachable() -> None:
    with a_server() as server:
        url = server.url
    with closing(Client(url, "", SystemClock())) as client, pytest.raises(NotDone) as told:
        client.push(PUSH)
    assert told.value.failure is Failure.UNREACHABLE


@pytest.mark.parametrize("url", ["", "no address", "ftp://somewhere", "http://"])
def test_a_wrong_address_is_unreachable(url: str) -> None:
    with closing(Client(url, "", SystemClock())) as client, pytest.raises(NotDone):
        client.health()


def test_silence_times_out() -> None:
    assert failure_of(silent, quick=True).failure is Failure.TIMED_OUT


def test_an_answer_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece comes in time; the whole does not."""
    clock = FixedClock(NOW)

    def drip(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("content-length", "100")
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            clock._elapsed_s += 10
            time.sleep(0.002)

    monkeypatch.setattr(lines, "PIECE_BYTES", 1)
    with (
        a_server(push=drip) as server,
        closing(Client(server.url, "", clock)) as client,
        pytest.raises(NotDone) as told,
    ):
        client.push(PUSH)
    assert told.value.failure is Failure.TIMED_OUT


def test_an_answer_without_end_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "BODY_BYTES_MAX", 100_000)

    def flood(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.close_connection = True
        for _ in range(2_000):
            handler.wfile.write(bytes(10_000))

    assert failure_of(flood).failure is Failure.UNREADABLE


def test_a_small_body_that_unpacks_to_a_huge_one_is_unreadable() -> None:
    for bomb in (
        zstandard.compress(bytes(BODY_BYTES_MAX + 1)),
        zstandard.ZstdCompressor(write_content_size=False).compress(bytes(BODY_BYTES_MAX + 1)),
    ):
        with pytest.raises(Unreadable):
            unpacked(bomb, Page)


def test_hanging_up_ends_what_waits_at_once() -> None:
    ended: list[Failure] = []
    with a_server(push=silent, feed=silent) as server, a_client(server) as client:

        def wait(ask: str) -> None:
            try:
                client.push(PUSH) if ask == "push" else client.feed(("catalog",), lambda _: None)
            except NotDone as told:
                ended.append(told.failure)

        threads = [threading.Thread(target=wait, args=(ask,)) for ask in ("push", "feed")]
        for thread in threads:
            thread.start()
        while len(server.asked) < 2:
            time.sleep(0.005)
        started = time.monotonic()
        client.hang_up()
        for thread in threads:
            thread.join()
        assert time.monotonic() - started < 2
    assert ended == [Failure.UNREACHABLE] * 2


def test_the_feed_names_streams_in_any_of_its_words() -> None:
    events = (
        b': a comment\n\ndata: catalog\n\nevent: moved\ndata: {"stream": "warehouse/SZ", "head": 7}\r\n\r\n'
        b'data: {"streams": ["catalog", "elsewhere"]}\n\ndata: nonsense\n\ndata: 17\n\ndata:\n\n'
        b'data: {"warehouse/SZ": 12, "elsewhere": 3}\n\n'
    )
    heard: list[str] = []
    with a_server(feed=cut_off(events)) as server, a_client(server) as client:
        with pytest.raises(NotDone):
            client.feed(("catalog", "warehouse/SZ"), heard.append)
        assert server.asked[0][0] == "/v1/feed"
    assert heard == ["catalog", "warehouse/SZ", "catalog", "warehouse/SZ", "catalog", "warehouse/SZ"], (
        "all of them when it begins"
    )


def test_a_feed_line_without_end_is_not_collected_for_ever() -> None:
    flood = cut_off(b"x" * 200_000)
    with a_server(feed=flood) as server, a_client(server) as client, pytest.raises(NotDone) as told:
        client.feed(("catalog",), lambda _: None)
    assert told.value.failure is Failure.UNREADABLE


def test_health_and_enrolment_are_read() -> None:
    health = b'{"epoch": 3, "minimum_version": "0.1", "server_at": "2026", "more": 1}'
    name = b'{"station": "P07", "token": "t", "streams": ["catalog"], "epoch": 3, "role": "floor"}'
    with a_server(health=saying(200, health), enrol=saying(200, name)) as server, a_client(server, "") as client:
        assert client.health() == lines.Health(3, "0.1", "2026")
        assert client.enrol("code") == lines.Enrolment("P07", "t", ("catalog",), 3)


@pytest.mark.parametrize(
    "content", [b"[]", b"{}", b'{"station": "P07", "token": "t", "streams": 7}', b"\xff", b"{" * 99]
)
def test_an_enrolment_that_cannot_be_read_is_none(content: bytes) -> None:
    with a_server(enrol=saying(200, content)) as server, a_client(server, "") as client, pytest.raises(NotDone):
        client.enrol("code")


# -- snapshots ---------------------------------------------------------------------------------------------------------

HEAD = SnapshotHead("catalog", 1, NOW, 40, NOTHING_YET)
FILE = bytes(range(256)) * 1_000


def in_parts(head: SnapshotHead = HEAD, breaks_at: int = 100_000) -> Act:
    """Serve the file from where it is asked for, and break off once."""
    broken: list[int] = []

    def act(handler: Handler) -> None:
        start = int(handler.headers.get("range", "bytes=0-")[6:-1])
        rest = FILE[start:]
        handler.send_response(206 if start else 200)
        handler.send_header("packbench-snapshot", packed(head).hex())
        handler.send_header("content-length", str(len(rest)))
        handler.end_headers()
        if not broken:
            broken.append(1)
            handler.wfile.write(rest[:breaks_at])
            handler.close_connection = True
        else:
            handler.wfile.write(rest)

    return act


def test_a_snapshot_goes_on_where_it_broke_off(tmp_path: Path) -> None:
    file = tmp_path / "catalog.part"
    with a_server(snapshot=in_parts()) as server, a_client(server) as client:
        with pytest.raises(NotDone):
            client.snapshot({"stream": "catalog"}, file)
        assert 0 < file.stat().st_size < len(FILE)
        assert client.snapshot({"stream": "catalog"}, file) == HEAD
        assert server.asked[1][1]["range"].startswith("bytes=")
    assert file.read_bytes() == FILE


def test_the_rest_of_another_snapshot_is_not_put_behind_the_beginning_of_this_one(tmp_path: Path) -> None:
    file = tmp_path / "catalog.part"
    with a_server(snapshot=in_parts()) as server, a_client(server) as client:
        with pytest.raises(NotDone):
            client.snapshot({}, file)
        newer = SnapshotHead("catalog", 1, NOW, 41, NOTHING_YET)
        act = in_parts(newer, len(FILE))
        server.acts["/v1/snapshot"] = act
        with pytest.raises(NotDone):
            client.snapshot({}, file)
        assert client.snapshot({}, file) == newer
    assert file.read_bytes() == FILE
