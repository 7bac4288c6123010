"""The station's store as the sync engine's instructions need it.

What writes runs on the store thread, in turn with the scans, by a callable that whoever starts the station gives; what
only reads runs here, on a reader's connection. So this room knows the store and no thread but its own.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol, TypeVar

import msgspec

from app.models.wire import Envelope, RowKey
from app.store import outbox
from app.store.page_taking import nobody_waits, read_page, take_page
from app.store.snapshots import take_snapshot
from app.store.store import Store
from app.store.sync_state import STREAMS
from app.store.touched import to_ask_again
from app.sync.events import Started
from app.sync.instructions import TakePage, TakeSnapshot
from app.sync.saved import Saved

GIVES_WAY_MAX: Final = 3
"""How often in a row a page is dropped for a scan that waits; then it is written, or it would never be."""
T = TypeVar("T")
_encode: Final = msgspec.msgpack.Encoder().encode
_decoder: Final = msgspec.msgpack.Decoder(Saved)


class InTurn(Protocol):
    """Runs something on the store thread after what was asked before, and hands its answer back."""

    def __call__(self, work: Callable[[], T], /) -> T: ...


def at_once(work: Callable[[], T], /) -> T:
    """Run it here: for a program that has no other thread."""
    return work()


class StationStore:
    """One station's store, as its end of the exchange sees it. Thread: the sync threads."""

    def __init__(
        self, store: Store, in_turn: InTurn = at_once, somebody_waits: Callable[[], bool] = nobody_waits
    ) -> None:
        self._store, self._in_turn, self._somebody_waits = store, in_turn, somebody_waits
        self._gave_way: Counter[str] = Counter()

    @property
    def station(self) -> str:
        return self._store.station

    def started(self) -> Started:
        """Read what the store says. Raises: StoreFault."""
        with self._store.reader() as connection:
            content = outbox.load_saved(connection)
            last_seq = outbox.last_seq(connection, self.station)
        return Started(self.station, _decoder.decode(content) if content else Saved(), last_seq)

    def streams(self) -> tuple[str, ...]:
        """The streams that this station pulls; none while it has no server."""
        with self._store.reader() as connection:
            return tuple(outbox.load_saved(connection, STREAMS).decode().split())

    def follow(self, streams: tuple[str, ...]) -> None:
        """Pull these streams from now on, and remember which of their rows own facts change. Raises: StoreFault."""
        if streams != self.streams():
            content = "\n".join(streams).encode()
            self._in_turn(lambda: outbox.save(self._store, content, STREAMS))
        self._in_turn(lambda: self._store.follow(streams))

    # -- facts -------------------------------------------------------------------------------------------------------

    def outbox(self, first_seq: int, facts_max: int) -> tuple[Envelope, ...]:
        """Read the facts of the next push."""
        with self._store.reader() as connection:
            return outbox.envelopes(connection, self.station, first_seq, facts_max)

    def hash_at(self, seq: int) -> bytes | None:
        """The hash of an own fact, None when there is no such fact any more."""
        with self._store.reader() as connection:
            return outbox.hash_of(connection, self.station, seq)

    def forget(self, up_to_seq: int) -> None:
        """Delete facts, some in each transaction. Raises: StoreFault."""
        while self._in_turn(lambda: outbox.forget(self._store, up_to_seq)):
            pass

    def renumber(self, station: str, new_server_epoch: int | None = None) -> None:
        """Go on under another code, perhaps at a server never met before. Raises: StoreFault."""
        saved = self.started().saved if new_server_epoch is None else Saved(new_server_epoch)
        self._in_turn(
            lambda: outbox.renumber(self._store, station, lambda last_seq: _encode(saved.renumbered(last_seq)))
        )

    def begin_anew(self, epoch: int) -> None:
        """Meet another server under the same code: it knows nothing of what is here. Raises: StoreFault."""
        self.save(Saved(epoch).renumbered(self.started().last_seq))

    # -- what the server sends ---------------------------------------------------------------------------------------

    def save(self, saved: Saved) -> None:
        """Save what an answer said. Raises: StoreFault."""
        self._in_turn(lambda: outbox.save(self._store, _encode(saved)))

    def touched(self, stream: str, rows_max: int) -> tuple[RowKey, ...]:
        """Read which rows of a stream are guesses."""
        with self._store.reader() as connection:
            return to_ask_again(connection, stream, rows_max)

    def take_page(self, told: TakePage) -> bool:
        """Take a page; False when a scan came first. Raises: StoreFault; ValueError for a page that cannot be read."""
        stream = told.page.stream
        waits = self._somebody_waits if self._gave_way[stream] < GIVES_WAY_MAX else nobody_waits
        read, saved = read_page(self._store, told.page), _encode(told.saved)
        taken = self._in_turn(lambda: take_page(self._store, read, told.last_seq, saved, waits))
        self._gave_way[stream] = 0 if taken else self._gave_way[stream] + 1
        return taken

    def take_snapshot(self, told: TakeSnapshot, file: Path | None) -> None:
        """Take a snapshot's file; none is a stream without rows. Raises: StoreFault."""
        stream, own_seq, saved = told.head.stream, told.head.mine.seq, _encode(told.saved)
        self._in_turn(lambda: take_snapshot(self._store, stream, file, own_seq, saved))
