"""The stations of the ingest benchmark: each on a connection of its own, one push at a time, the next after the answer.

Requests are made before the clock starts: what a station needs to make a fact is the station's own time, not the
server's. An answer is looked at for its status and taken off the wire; that all facts are there is asked afterwards.
"""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import msgspec
import uvloop

from app.identity import IdentitySource
from app.models.picks import ItemPicked
from app.models.wire import CHAIN_START, Envelope, Push
from app.store.journal import envelope_hash
from app.sync.codec import packed
from tests.benchmarks.figures import percentile
from tests.benchmarks.ingest_floor import LINES, NOW, an_id, names, place_of

_encode = msgspec.json.Encoder().encode


def pushes(station: str, count: int, facts_n: int) -> Iterator[Push]:
    """A station's pushes in turn: picks, line after line."""
    ids, prev, seq = IdentitySource(), CHAIN_START, 0
    for _ in range(count):
        facts, first, before = [], seq + 1, prev
        for _ in range(facts_n):
            seq += 1
            line = 1 + seq % LINES
            location, sku = place_of(station, line)
            body = ItemPicked(
                an_id(station, 3), an_id(station, 1), an_id(station, 2), line, "SZ", location, sku, "", "", 1
            )
            fact = Envelope(
                ids.mint(NOW), station, seq, "item_picked", 1, "W-0011", None, NOW, float(seq), "", an_id(station, 1),
                _encode(body), prev,
            )  # fmt: skip
            facts.append(fact)
            prev = envelope_hash(fact)
        yield Push(station, 1, first, before, tuple(facts))


def requests(station: str, count: int, facts_n: int) -> list[bytes]:
    """The same as bytes for the socket."""
    made = []
    for push in pushes(station, count, facts_n):
        content = packed(push)
        head = (
            f"POST /v1/push HTTP/1.1\r\nHost: server\r\nAuthorization: Bearer {station}\r\n"
            f"Content-Type: application/x-msgpack\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        made.append(head.encode() + content)
    return made


class Client(asyncio.Protocol):
    """One station."""

    def __init__(self, work: list[bytes], done: asyncio.Event) -> None:
        self._work, self._done, self._place, self._left = work, done, 0, b""
        self.waited_s: list[float] = []
        self.bad = 0

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def send(self) -> None:
        self._sent = time.perf_counter()
        self._transport.write(self._work[self._place])

    def data_received(self, data: bytes) -> None:
        data = self._left + data
        head = data.find(b"\r\n\r\n")
        at = data.find(b"content-length: ")
        if head < 0 or len(data) < head + 4 + int(data[at + 16 : data.index(b"\r", at)]):
            self._left = data
            return
        self._left = b""
        self.bad += data[9:12] != b"200"
        self.waited_s.append(time.perf_counter() - self._sent)
        self._place += 1
        if self._place < len(self._work):
            self.send()
        else:
            self._done.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self._done.set()


def drive(host: str, port: int, phase: str, stations: int, count: int, facts_n: int) -> dict[str, float]:
    """Play all stations of a phase; answer rate and latencies."""
    return uvloop.run(_drive(host, port, [requests(name, count, facts_n) for name in names(phase, stations)], facts_n))


async def _drive(host: str, port: int, work: list[list[bytes]], facts_n: int) -> dict[str, float]:
    loop = asyncio.get_running_loop()
    clients, ends = [], []
    for one in work:
        done = asyncio.Event()
        _, client = await loop.create_connection(lambda one=one, done=done: Client(one, done), host, port)
        clients.append(client)
        ends.append(done)
    cpu, started = time.process_time(), time.perf_counter()
    for client in clients:
        client.send()
    await asyncio.gather(*(done.wait() for done in ends))
    took = time.perf_counter() - started
    waited = [each * 1_000 for client in clients for each in client.waited_s]
    return {
        "facts": float(len(waited) * facts_n),
        "seconds": took,
        "facts_a_second": len(waited) * facts_n / took,
        "median_ms": percentile(waited, 50),
        "p99_ms": percentile(waited, 99),
        "bad": float(sum(client.bad for client in clients)),
        "load_cpu_s": time.process_time() - cpu,
    }
