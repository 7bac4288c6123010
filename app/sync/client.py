"""Speaks HTTP with the server and turns whatever comes back into an answer or a reason.

Nothing from outside is trusted: a body is bounded in bytes and in time, packed or not, and is read by its content and
not by what its header says, because a hotel's sign-in page comes as 200 too. What went wrong is told as the engine
knows it; nothing is retried here, since the engine waits longer after each failure.
"""

import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2

from app.clock import Clock
from app.models.wire import Behind, OldCopy, Page, PullRequest, Push, PushAnswer, Reset, SnapshotHead
from app.sync.codec import BODY_BYTES_MAX, Unreadable, packed, unpacked
from app.sync.events import Failure
from app.sync.sockets import Sockets

CONNECT_S_MAX: Final = 4.0
"""To reach the server: a station that is closed meanwhile waits this long."""
READ_S_MAX: Final = 20.0
"""Between two pieces of an answer."""
ANSWER_S_MAX: Final = 60.0
"""For a whole answer: what drips for longer is as good as none."""
FILE_S_MAX: Final = 3_600.0
"""For a snapshot: 1 GB over 3 Mbit/s."""
SILENCE_S_MAX: Final = 60.0
"""Of the feed, which says something every few seconds even when nothing happens."""
SMALL_BYTES_MAX: Final = 64 * 1024
PIECE_BYTES: Final = 64 * 1024


class NotDone(Exception):
    """Nothing is known of what was asked: it may have been done."""

    def __init__(self, failure: Failure, retry_after_s: float = 0.0) -> None:
        super().__init__(failure.value)
        self.failure, self.retry_after_s = failure, retry_after_s


class Barred(Exception):
    """403: the server does not serve this station."""


class ForkTold(Exception):
    """409: the server has another history under this station's code."""


class NoSuchThing(Exception):
    """404: this server does not do that."""


@dataclass(frozen=True, slots=True)
class Health:
    """What the server says of itself: its epoch, the oldest client it serves, its time (ISO)."""

    epoch: int = 0
    minimum_version: str = ""
    server_at: str = ""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a one-time code was good for."""

    station: str
    token: str
    streams: tuple[str, ...]
    epoch: int = 0


class Client:
    """One station's line to one server. Thread: any, several at once."""

    def __init__(self, url: str, token: str, clock: Clock, authority: Path | None = None) -> None:
        """`authority`: the file of the shop's own certificate authority, which is then the only one believed."""
        self._clock = clock
        self._sockets = Sockets()
        headers = {"accept-encoding": "identity", "user-agent": "packbench"}
        if token:
            headers["authorization"] = f"Bearer {token}"
        timeout = httpx2.Timeout(READ_S_MAX, connect=CONNECT_S_MAX)
        verify = ssl.create_default_context(cafile=str(authority)) if authority else True
        self._http = httpx2.Client(base_url=url, headers=headers, timeout=timeout, verify=verify)

    # -- what is asked -------------------------------------------------------------------------------------------

    def push(self, push: Push) -> PushAnswer | OldCopy:
        """Send facts. Raises: NotDone, Barred, ForkTold."""
        answer: PushAnswer | OldCopy = self._exchange("/v1/push", push, PushAnswer, OldCopy)
        return answer

    def pull(self, ask: PullRequest) -> Page | Reset | Behind | OldCopy:
        """Ask for rows. Raises: NotDone, Barred, ForkTold."""
        answer: Page | Reset | Behind | OldCopy = self._exchange("/v1/pull", ask, Page, Reset, Behind, OldCopy)
        return answer

    def health(self) -> Health:
        """Ask how the server is. Raises: NotDone, Barred."""
        told = self._json("GET", "/v1/health")
        return Health(int(told.get("epoch", 0)), str(told.get("minimum_version", "")), str(told.get("server_at", "")))

    def enrol(self, code: str) -> Enrolment:
        """Trade a one-time code for a name and a token. Raises: NotDone, Barred for a code that is not good."""
        told = self._json("POST", "/v1/enrol", {"code": code})
        try:
            return Enrolment(
                str(told["station"]), str(told["token"]), tuple(map(str, told["streams"])), int(told.get("epoch", 0))
            )
        except (KeyError, TypeError, ValueError) as error:
            raise NotDone(Failure.UNREADABLE) from error

    def snapshot(self, ask: dict[str, str], into: Path) -> SnapshotHead:
        """Load a snapshot file, going on where an earlier try ended. Raises: NotDone, Barred, NoSuchThing."""
        note = into.with_suffix(".head")  # which snapshot the beginning of the file is of
        have = into.stat().st_size if into.exists() and note.exists() else 0
        headers = {"range": f"bytes={have}-"} if have else {}
        with self._sent("GET", "/v1/snapshot", params=ask, headers=headers) as answer:
            told = answer.headers.get("packbench-snapshot", "")
            head, goes_on = _head_told(told), answer.status_code == 206
            if goes_on and note.read_text("ascii") != told:
                note.unlink()
                raise NotDone(Failure.UNREACHABLE)  # there is a newer one: from its beginning next time
            note.write_text(told, "ascii")
            with into.open("ab" if goes_on else "wb") as file:
                for piece in self._pieces(answer, None, FILE_S_MAX):
                    file.write(piece)
        note.unlink()
        return head

    def feed(self, streams: tuple[str, ...], told: Callable[[str], None]) -> None:
        """Listen until the line breaks; `told` each stream that has moved, and all once it stands: they may have.

        Raises: NotDone, Barred.
        """
        timeout = httpx2.Timeout(SILENCE_S_MAX, connect=CONNECT_S_MAX)
        with self._sent("GET", "/v1/feed", params={"streams": ",".join(streams)}, timeout=timeout) as answer:
            for stream in streams:
                told(stream)
            for line in _lines(answer.iter_raw(), SMALL_BYTES_MAX):
                if line.startswith("data:"):
                    for stream in _streams_in(line.removeprefix("data:").strip(), streams):
                        told(stream)

    def hang_up(self) -> None:
        """Cut whatever is under way; its callers hear that it was not done."""
        self._sockets.hang_up()

    def close(self) -> None:
        self._http.close()

    # -- how -----------------------------------------------------------------------------------------------------

    def _exchange(self, path: str, question: object, *kinds: type[Any]) -> Any:
        with self._sent("POST", path, content=packed(question)) as answer:
            try:
                return unpacked(self._body(answer, BODY_BYTES_MAX), *kinds)
            except Unreadable as error:
                raise NotDone(Failure.UNREADABLE) from error

    def _json(self, method: str, path: str, question: object = None) -> dict[str, Any]:
        with self._sent(method, path, json=question) as answer:
            try:
                told = json.loads(self._body(answer, SMALL_BYTES_MAX))
            except ValueError as error:
                raise NotDone(Failure.UNREADABLE) from error
        if not isinstance(told, dict):
            raise NotDone(Failure.UNREADABLE)
        return told

    @contextmanager
    def _sent(self, method: str, path: str, **what: Any) -> Iterator[httpx2.Response]:
        """Send, and hand out the answer while its body is still on the way; everything but success is raised."""
        try:
            with self._http.stream(method, path, extensions={"trace": self._sockets.trace}, **what) as answer:
                _judge(answer)
                yield answer
        except httpx2.TimeoutException as error:
            raise NotDone(Failure.TIMED_OUT) from error
        except (httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL, OSError, RuntimeError) as error:
            raise NotDone(Failure.UNREACHABLE) from error

    def _body(self, answer: httpx2.Response, bytes_max: int) -> bytes:
        return b"".join(self._pieces(answer, bytes_max, ANSWER_S_MAX))

    def _pieces(self, answer: httpx2.Response, bytes_max: int | None, seconds_max: float) -> Iterator[bytes]:
        until, total = self._clock.monotonic() + seconds_max, 0
        for piece in answer.iter_raw(PIECE_BYTES):
            total += len(piece)
            if bytes_max is not None and total > bytes_max:
                raise NotDone(Failure.UNREADABLE)
            if self._clock.monotonic() > until:
                raise NotDone(Failure.TIMED_OUT)
            yield piece


def _judge(answer: httpx2.Response) -> None:
    """Raise what an answer's status means. 410 carries a message of its own, as 200 does."""
    status = answer.status_code
    if status in (200, 206, 410):
        return
    if status == 401:
        raise NotDone(Failure.SIGNED_OUT)
    if status == 403:
        raise Barred
    if status == 404:
        raise NoSuchThing
    if status == 409:
        raise ForkTold
    if status == 413:
        raise NotDone(Failure.TOO_LARGE)
    overloaded = status in (429, 503)
    failure = Failure.OVERLOADED if overloaded else Failure.UNREADABLE if status < 500 else Failure.UNREACHABLE
    raise NotDone(failure, _seconds(answer.headers.get("retry-after", "")))


def _seconds(text: str) -> float:
    """What `Retry-After` asks; a date is not understood, since no two clocks are compared."""
    return float(text) if text.isascii() and text.isdigit() else 0.0


def _head_told(text: str) -> SnapshotHead:
    try:
        return unpacked(bytes.fromhex(text), SnapshotHead)
    except (ValueError, Unreadable) as error:
        raise NotDone(Failure.UNREADABLE) from error


def _lines(pieces: Iterator[bytes], bytes_max: int) -> Iterator[str]:
    """Cut a stream into lines; one without an end is not waited for."""
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        if len(rest) > bytes_max:
            raise NotDone(Failure.UNREADABLE)
        for line in whole:
            yield line.decode("utf-8", "replace").rstrip("\r")


def _streams_in(text: str, streams: tuple[str, ...]) -> list[str]:
    """The streams that an event names: in JSON by their heads, as `stream` or `streams`, or as a plain word."""
    try:
        told = json.loads(text)
    except ValueError:
        told = text
    if isinstance(told, dict):
        told = told.get("streams", told.get("stream", told))
    named = told if isinstance(told, list | dict) else [told]
    return [stream for stream in streams if stream in named]
