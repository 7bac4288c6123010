"""`python -m app server`: starts the server, gives out enrolment codes, makes a station's store its beginning.

server [--database URL] [--listen HOST:PORT] [--data FOLDER]          serve
server enrol --station P07 --warehouse SZ --role office|floor         show a one-time code, good for ten minutes
server init --from STORE                                              begin with all that a station's store holds

Without a database's address a PostgreSQL of our own is started in the data folder.
"""

import argparse
import gc
import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from platformdirs import user_data_path

from app.clock import SystemClock
from app.config import APPLICATION
from app.errors import Fault
from app.identity import draw
from app.language import tr
from app.server.own_postgres import SHARED, OwnPostgres, packaged_binaries
from app.store.server_store import ServerStore
from app.store.stations import CODE_VALID
from app.store.streams import FLOOR, OFFICE

LISTEN: Final = "127.0.0.1:8460"
"""This machine alone, until somebody says otherwise: the door to the network has a proxy with TLS in front."""
SWITCH_S: Final = 0.000_5
"""How long a folding thread keeps the interpreter from the event loop; with Python's own 5 ms each answer waits so."""
GARBAGE_MIN: Final = 100_000
BACKLOG: Final = 1_024
STOP_S_MAX: Final = 20


def main(arguments: list[str]) -> int:
    """Do what was asked for; return the exit code."""
    asked = _parse(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(threadName)s %(name)s %(message)s")
    try:
        with open_store(asked.database, Path(asked.data)) as store:
            if asked.what == "enrol":
                return _enrol(store, asked)
            if asked.what == "init":
                return _init(store, Path(asked.source))
            return _serve(store, asked.listen)
    except Fault as fault:
        sys.stderr.write(f"{fault}\n")
        return 2


@contextmanager
def open_store(url: str, folder: Path) -> Iterator[ServerStore]:
    """Open the database at `url`, or our own in `folder`, which is stopped at the end unless it ran before."""
    own = None if url else OwnPostgres(folder / "postgres", packaged_binaries())
    was_running = own is not None and own.is_running()
    address = url if own is None else own.start()
    try:
        store = ServerStore(address, SystemClock(), draw)
        try:
            yield store
        finally:
            store.close()
    finally:
        if own is not None and not was_running:
            own.stop()


def _serve(store: ServerStore, listen: str) -> int:
    import uvicorn

    from app.server.serving import Serving

    sys.setswitchinterval(SWITCH_S)
    # What is loaded stays; of what a batch makes nothing is a circle, so looking for circles may wait for many of them.
    gc.freeze()
    gc.set_threshold(GARBAGE_MIN, 20, 50)
    if driven := store.drive_parked():
        logging.getLogger(__name__).info("%d parked facts can be read now and are booked", driven)
    host, _, port = listen.rpartition(":")
    config = uvicorn.Config(
        Serving.application(store, SystemClock(), draw),
        host=host.strip("[]"), port=int(port), backlog=BACKLOG, log_level="warning", access_log=False,
        http="httptools", ws="none", server_header=False, date_header=False, timeout_keep_alive=75,
        timeout_graceful_shutdown=STOP_S_MAX,
    )  # fmt: skip
    # Uvicorn stops in good order and then sends itself the same signal again, which must not kill before the end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with suppress(KeyboardInterrupt):
        Serving(config).run()
    return 0


def _enrol(store: ServerStore, asked: argparse.Namespace) -> int:
    code = store.make_code(asked.station, asked.warehouse, asked.role)
    if code is None:
        sys.stderr.write(tr("This server has no warehouse {code}.").format(code=asked.warehouse) + "\n")
        return 2
    minutes = int(CODE_VALID.total_seconds() // 60)
    sys.stdout.write(tr("Code for {station}, good for {minutes} minutes:").format(
        station=asked.station, minutes=minutes) + f"\n{code}\n")  # fmt: skip
    return 0


def _init(store: ServerStore, source: Path) -> int:
    from app.server.beginning import begin_with

    begun = begin_with(store, source)
    sys.stdout.write(
        tr("{facts} facts of station {station} are the beginning.").format(facts=begun.facts, station=begun.station)
        + "\n"
    )
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="packbench server", description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("what", nargs="?", choices=["enrol", "init"], help="instead of serving")
    parser.add_argument("--database", default="", help="address of a PostgreSQL; without it our own is started")
    parser.add_argument("--listen", default=LISTEN, help=f"HOST:PORT, by default {LISTEN}")
    parser.add_argument("--data", default=str(_own_folder()), help="folder of our own database")
    parser.add_argument("--station", default="", help="code of the station to enrol")
    parser.add_argument("--warehouse", default="SZ", help="where the station stands")
    parser.add_argument("--role", choices=[OFFICE, FLOOR], default=FLOOR, help="what the station may see")
    parser.add_argument("--from", dest="source", default="", help="a station's store to begin with")
    asked = parser.parse_args(arguments)
    if asked.what == "enrol" and not asked.station:
        parser.error("enrol needs --station")
    if asked.what == "init" and not asked.source:
        parser.error("init needs --from")
    return asked


def _own_folder() -> Path:
    """Root's database is another user's, who cannot go into root's home."""
    is_root = sys.platform != "win32" and os.geteuid() == 0
    return SHARED / "server" if is_root else user_data_path(APPLICATION) / "server"
