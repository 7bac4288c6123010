"""A server that really listens: on a thread of the test to be asked, as a process of its own to be killed."""

import http.client
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from app.models.wire import Behind, OldCopy, Page, PullRequest, PushAnswer, Reset
from app.server.serving import Serving
from app.store.server_store import ServerStore
from app.sync.codec import packed, unpacked
from tests.server.senders import Sender
from tests.store.builders import a_clock

HOUSE = Path(__file__).resolve().parents[2]
MAIN = "import sys; from app.server.start import main; sys.exit(main(sys.argv[1:]))"
WAIT_S_MAX = 30.0


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    content: bytes


@dataclass
class Address:
    """Where a server listens."""

    host: str
    port: int

    def ask(self, method: str, path: str, content: bytes = b"", token: str = "") -> Answer:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=WAIT_S_MAX)
        try:
            headers = {"content-type": "application/json" if content[:1] == b"{" else "application/x-msgpack"}
            headers |= {"authorization": f"Bearer {token}"} if token else {}
            connection.request(method, path, content, headers)
            response = connection.getresponse()
            lower = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, lower, response.read())
        finally:
            connection.close()

    def push(self, sender: Sender, first: int = 0, last: int | None = None) -> tuple[int, PushAnswer]:
        push = sender.offer(first, last).push
        got = self.ask("POST", "/v1/push", packed(push), f"token of {sender.station}")
        return got.status, unpacked(got.content, PushAnswer)

    def pull(self, station: str, stream: str, position: int = 0, **more: Any) -> Page | Reset | Behind | OldCopy:
        ask = PullRequest(station, more.pop("epoch", 1), stream, position, **more)
        got = self.ask("POST", "/v1/pull", packed(ask), f"token of {station}")
        assert got.status == 200, got
        return unpacked(got.content, Page, Reset, Behind, OldCopy)  # type: ignore[type-var]


@contextmanager
def listening(store: ServerStore) -> Iterator[Address]:
    """Serve a store on a thread of this process."""
    app = Serving.application(store, a_clock(), lambda: 0.5)
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", timeout_graceful_shutdown=5)
    serving = Serving(config)
    thread = threading.Thread(target=serving.run, name="serving")
    thread.start()
    try:
        until = time.monotonic() + WAIT_S_MAX
        while not serving.started:
            assert thread.is_alive()
            assert time.monotonic() < until
            time.sleep(0.01)
        host, port = serving.servers[0].sockets[0].getsockname()[:2]
        yield Address(host, port)
    finally:
        serving.should_exit = True
        thread.join()


@contextmanager
def a_process(url: str, program: str = MAIN) -> Iterator[tuple["subprocess.Popen[str]", Address]]:
    """Start a server process on a database; killed at the end if it still runs."""
    line = [sys.executable, "-c", program, "--database", url, "--listen", "127.0.0.1:0"]
    environment = os.environ | {"PYTHONPATH": str(HOUSE)}
    with subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, text=True, cwd=HOUSE) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://([\d.]+):(\d+)", process.stdout.readline())
            assert found, "the server did not start"
            yield process, Address(found[1], int(found[2]))
        finally:
            process.kill()
