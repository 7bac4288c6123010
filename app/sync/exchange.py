"""The station's exchange with a server as people switch it on and off: enrol by a one-time code, run, leave.

What must hold across a crash is written in this order: the token, the new code with all facts under it, the streams.
Whatever is missing at the next start is made up for, or the exchange simply does not begin.
"""

import secrets
from pathlib import Path
from threading import Lock

from app.clock import Clock
from app.errors import Fault
from app.language import tr
from app.sync.client import Barred, Client, Enrolment, ForkTold, NoSuchThing, NotDone
from app.sync.credentials import Credentials, Keeper
from app.sync.runner import Ears, Runner
from app.sync.station_store import StationStore


class Exchange:
    """Owns the runner. Thread: any but the UI's and the store's; one call at a time is in force."""

    def __init__(
        self, store: StationStore, clock: Clock, keeper: Keeper, ears: Ears, authority: Path | None = None
    ) -> None:
        self._store, self._clock, self._keeper, self._ears = store, clock, keeper, ears
        self._authority = authority
        self._runner: Runner | None = None
        self._lock = Lock()

    @property
    def is_key_in_file(self) -> bool:
        """Whether the token lies in a file, for lack of a key store."""
        return self._keeper.is_file

    def start(self, url: str) -> bool:
        """Run with what is kept; False when this station is not enrolled there. Raises: Fault."""
        with self._lock:
            return self._start(url)

    def enrol(self, url: str, code: str) -> None:
        """Trade a one-time code for a name at a server and begin. Raises: Fault."""
        with self._lock:
            told = self._enrolled(url, code)
            self._stop()
            known = self._keeper.load()
            self._keeper.save(Credentials(url, told.station, told.token))
            is_new_server = known is None or known.url != url
            if told.station != self._store.station:
                self._store.renumber(told.station, told.epoch if is_new_server else None)
            elif is_new_server:
                self._store.begin_anew(told.epoch)
            self._store.follow(told.streams)
            self._start(url)

    def leave(self) -> None:
        """Work alone from now on. Raises: Fault."""
        with self._lock:
            self._stop()
            self._keeper.clear()
            self._store.follow(())

    def wake(self, station: str, seq: int) -> None:
        """A fact is committed. Thread: the store's; does not wait."""
        runner = self._runner
        if runner is not None:
            runner.wake(station, seq)

    def stop(self) -> None:
        """End the threads; the next start goes on."""
        with self._lock:
            self._stop()

    def _start(self, url: str) -> bool:
        self._stop()
        known, streams = self._keeper.load(), self._store.streams()
        if known is None or known.url != url or not streams:
            return False
        if known.station != self._store.station:  # the end came between the token and the new code
            self._store.renumber(known.station)
        self._store.follow(streams)
        client = Client(known.url, known.token, self._clock, self._authority)
        self._runner = Runner(self._store, client, self._clock, self._ears, _draw)
        self._runner.start()
        return True

    def _stop(self) -> None:
        runner, self._runner = self._runner, None
        if runner is not None:
            runner.stop()

    def _enrolled(self, url: str, code: str) -> Enrolment:
        client = Client(url, "", self._clock, self._authority)
        try:
            return client.enrol(code)
        except (Barred, ForkTold) as error:
            raise Fault(
                tr("The server does not know this code."), tr("Have a new one shown; it is good once.")
            ) from error
        except (NotDone, NoSuchThing) as error:
            if isinstance(error, NotDone) and error.failure.value in ("signed_out", "unreadable"):
                raise Fault(
                    tr("The server does not know this code."), tr("Have a new one shown; it is good once.")
                ) from error
            raise Fault(tr("The server cannot be reached."), tr("Check the address and the network.")) from error
        finally:
            client.close()


def _draw() -> float:
    """Part the stations of a warehouse when a server comes back to all of them at once."""
    return secrets.randbelow(1_000) / 1_000
