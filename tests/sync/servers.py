"""Real HTTP servers on the loopback: one that misbehaves as told, and an honest one that keeps facts and rows."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import msgspec

from app.models.wire import (
    NOTHING_YET,
    Ack,
    Behind,
    Envelope,
    FactOutcome,
    FeedRow,
    OldCopy,
    Outcome,
    Page,
    PullRequest,
    Push,
    PushAnswer,
    Reset,
)
from app.store.journal import envelope_hash
from app.sync.codec import packed, unpacked

Act = Callable[[Any], None]
"""What the server does with one request; it is given the handler."""


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the server's acts, by path."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        self.path, _, query = self.path.partition("?")
        self.query = {name: values[0] for name, values in parse_qs(query).items()}
        self.content = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.server.asked.append((self.path, dict(self.headers)))
        with suppress(BrokenPipeError, ConnectionError):
            self.server.acts.get(self.path, nothing_there)(self)

    def say(self, status: int, content: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Listens until the block ends."""

    daemon_threads = False
    block_on_close = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.acts: dict[str, Act] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is none."""


@contextmanager
def a_server(**acts: Act) -> Iterator[Server]:
    """Serve `/v1/<name>` by each act."""
    server = Server()
    server.acts = {f"/v1/{name}": act for name, act in acts.items()}
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="test-server")
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def nothing_there(handler: Handler) -> None:
    handler.say(404)


def saying(status: int, content: bytes = b"", **headers: str) -> Act:
    """Always answer so."""
    return lambda handler: handler.say(status, content, **headers)


def cut_off(content: bytes) -> Act:
    """Promise more than comes, and hang up."""

    def act(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("content-length", str(len(content) + 100))
        handler.end_headers()
        handler.wfile.write(content)
        handler.close_connection = True

    return act


def silent(handler: Handler) -> None:
    """Never answer."""
    handler.server.closing.wait(20)
    handler.close_connection = True


@dataclass
class Honest:
    """Keeps what is pushed and serves what is put into its streams."""

    epoch: int = 1
    chains: dict[str, list[Envelope]] = field(default_factory=dict)
    feeds: dict[str, list[FeedRow]] = field(default_factory=dict)
    now_rows: dict[tuple[str, str], bytes] = field(default_factory=dict)
    """What is answered when a row is asked for by key; others are gone."""
    down: bool = False
    parks: bool = False
    enrols_as: str = "P01"
    streams: tuple[str, ...] = ("catalog", "warehouse/SZ")
    listeners: list[Handler] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def acts(self) -> dict[str, Act]:
        return {"push": self.push, "pull": self.pull, "feed": self.feed, "enrol": self.enrol}

    def ack(self, station: str) -> Ack:
        chain = self.chains.get(station)
        return Ack(chain[-1].seq, envelope_hash(chain[-1])) if chain else NOTHING_YET

    def push(self, handler: Handler) -> None:
        if self.down:
            handler.say(503)
            return
        push = unpacked(handler.content, Push)
        with self.lock:
            chain = self.chains.setdefault(push.station, [])
            outcomes = []
            for fact in push.facts:
                if fact.seq == len(chain) + 1 and fact.prev == self.ack(push.station).hash:
                    chain.append(fact)
                    self.put("warehouse/SZ", "tote", f'["SZ","T-{fact.seq}"]', {"warehouse": "SZ"})
                    parked = FactOutcome.PARKED if self.parks else FactOutcome.BOOKED
                    outcomes.append(Outcome(fact.seq, parked))
            reached = tuple((name, len(self.feeds.get(name, ()))) for name in self.streams)
            answer = PushAnswer(self.epoch, datetime.now(UTC), self.ack(push.station), 0, reached, tuple(outcomes))
        handler.say(200, packed(answer))

    def put(self, stream: str, entity: str, key: str, values: dict[str, Any]) -> None:
        feed = self.feeds.setdefault(stream, [])
        image = msgspec.msgpack.encode(values)
        self.now_rows[entity, key] = image
        feed.append(FeedRow(len(feed) + 1, entity, key, len(feed) + 1, False, "", 0, image))

    def pull(self, handler: Handler) -> None:
        if self.down:
            handler.say(503)
            return
        with self.lock:
            handler.say(200, packed(self._page(unpacked(handler.content, PullRequest))))

    def _page(self, ask: PullRequest) -> Page | Reset | Behind | OldCopy:
        now, mine, feed = datetime.now(UTC), self.ack(ask.station), self.feeds.get(ask.stream, [])
        if ask.epoch > self.epoch:
            return OldCopy(self.epoch)
        if ask.epoch < self.epoch:
            return Reset(ask.stream, self.epoch, now, 0, mine)
        if ask.position > len(feed):
            return Behind(ask.stream, self.epoch, len(feed))
        to = min(len(feed), ask.position + ask.rows_max)
        again = tuple(self._again(key.entity, key.key, to) for key in ask.again) if to == len(feed) else ()
        rows = tuple(feed[ask.position : to])
        return Page(ask.stream, self.epoch, now, ask.position, to, len(feed), mine, rows, again)

    def _again(self, entity: str, key: str, to: int) -> FeedRow:
        image = self.now_rows.get((entity, key))
        return FeedRow(to, entity, key, to, image is None, "", 0, image or b"")

    def feed(self, handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.end_headers()
        handler.wfile.write(b": here\n\n")
        self.listeners.append(handler)
        handler.server.closing.wait(30)
        handler.close_connection = True

    def hint(self, stream: str) -> None:
        for handler in self.listeners:
            with suppress(OSError):
                handler.wfile.write(f'data: {{"stream": "{stream}"}}\n\n'.encode())
                handler.wfile.flush()

    def enrol(self, handler: Handler) -> None:
        if msgspec.json.decode(handler.content) != {"code": "good"}:
            handler.say(403)
            return
        told = {"station": self.enrols_as, "token": "secret", "streams": self.streams, "epoch": self.epoch}
        handler.say(200, msgspec.json.encode(told))
