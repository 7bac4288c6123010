"""A process that brings forth stations to be killed: `python -m tests.simulation.day_nursery STORE`.

Starting Python costs ten times what a round does, so everything is imported once and each line on standard input
("SEED") forks a station of its own. The station opens the store, plays its random day, and tells on standard output, a
JSON line each: its process id, what it is about to do, and, once the act is committed, where journal and work stand.
It never ends by itself; whoever asked for it kills it. It takes no part in what is checked.
"""

import json
import os
import random
import signal
import sys
from pathlib import Path

from app.clock import SystemClock
from app.identity import IdentitySource
from app.operations.station import Station
from app.store.store import Store
from tests.simulation.random_day import RandomDay, author_of, standing


def tell(**what: object) -> None:
    """Write one line past all buffers: what is told stays told when this process is killed."""
    os.write(1, json.dumps(what).encode() + b"\n")


def play(path: Path, seed: int) -> None:
    """Work until killed."""
    clock = SystemClock()
    store = Store(path, clock)
    station = Station(store, clock, "SZ")
    day, sessions = RandomDay(station, random.Random(seed)), IdentitySource()
    tell(seq=store.journal._seq, standing=standing(station))
    while True:
        what, act = day.next_act()
        session = sessions.mint(clock.now())
        tell(doing=what, session=session.hex)
        before = store.journal._seq
        outcome = act(author_of(what, session))
        refused, after = outcome.refused.reason if outcome.refused else "", store.journal._seq
        tell(done=session.hex, refused=refused, before=before, seq=after, standing=standing(station))


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    path = Path(sys.argv[1])
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            tell(pid=os.getpid())
            try:
                play(path, int(line))
            finally:
                os._exit(1)


if __name__ == "__main__":
    main()
