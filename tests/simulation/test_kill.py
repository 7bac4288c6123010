"""kill -9 at any moment of a day: what was acknowledged is in the journal, and the goods stand where the worker does.

A station plays a random day and says after each commit what it did; the test kills it at a moment drawn by chance, in
the middle of whatever it does, opens the store and compares. The next station goes on where the killed one stood, on
the same store, so that one day lives through all kills. The seed is printed; the same seed draws the same acts and
moments, though never quite the same microseconds.
"""

import json
import os
import random
import select as system_select
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.clock import SystemClock
from app.operations.reconcile import reconcile
from app.operations.station import Station
from app.store.soundness import check_chain
from app.store.store import Store
from tests import builders
from tests.simulation.random_day import standing

HOUSE = Path(__file__).resolve().parents[2]
ACTS_BEFORE_KILL_MAX = 12
KILL_AFTER_S_MAX = 0.012
"""After its last awaited act a station lives for up to this long: about as long as two acts take with their commits."""
ANSWER_S_MAX = 20.0


@dataclass
class Told:
    """What one killed station had said."""

    first: dict[str, Any]
    acts: list[dict[str, Any]] = field(default_factory=list)
    doing: dict[str, Any] | None = None

    @property
    def last(self) -> dict[str, Any]:
        """Its last acknowledged state."""
        return self.acts[-1] if self.acts else self.first


class Nursery:
    """The process that forks stations, and the pipe from them."""

    def __init__(self, path: Path) -> None:
        line = [sys.executable, "-m", "tests.simulation.day_nursery", str(path)]
        environment = os.environ | {"PYTHONPATH": str(HOUSE)}
        self.process = subprocess.Popen(line, env=environment, cwd=HOUSE, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._rest = b""

    def live_and_die(self, seed: int, acts: int, lives_on_s: float) -> Told:
        """Let a station work, kill it a moment after it acknowledged some acts, and answer all it said."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{seed}\n".encode())
        self.process.stdin.flush()
        lines = self._lines(ANSWER_S_MAX)
        pid = next(lines)["pid"]
        told = Told(next(lines))
        while len(told.acts) < acts:
            self._note(told, next(lines))
        time.sleep(lives_on_s)
        os.kill(pid, signal.SIGKILL)
        wait_for_death(pid)
        for line in self._lines(0.0):
            self._note(told, line)
        assert not self._rest or b"\n" not in self._rest
        self._rest = b""
        return told

    @staticmethod
    def _note(told: Told, line: dict[str, Any]) -> None:
        if "doing" in line:
            told.doing = line
        else:
            told.acts.append(line)
            told.doing = None

    def _lines(self, patience_s: float) -> Iterator[dict[str, Any]]:
        """The station's lines as they come, until none comes for that long."""
        assert self.process.stdout is not None
        pipe = self.process.stdout.fileno()
        while True:
            while b"\n" in self._rest:
                line, self._rest = self._rest.split(b"\n", 1)
                yield json.loads(line)
            if not system_select.select([pipe], [], [], patience_s)[0]:
                assert patience_s == 0.0, "the station said nothing"
                return
            more = os.read(pipe, 65_536)
            assert more, "the nursery died"
            self._rest += more

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


def wait_for_death(pid: int) -> None:
    """The nursery reaps its children; a process that is gone holds no lock."""
    until = time.monotonic() + ANSWER_S_MAX
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.000_5)
    raise AssertionError("the station did not die")


def facts_after(store: Store, seq: int) -> list[Any]:
    with store.reader() as connection:
        text = "SELECT seq, kind, session FROM journal WHERE seq > ? ORDER BY seq"
        return list(connection.exec_driver_sql(text, (seq,)))


def check_after_kill(path: Path, told: Told) -> bool:
    """Compare the store with what was said; answer whether the kill fell between a commit and its acknowledgement."""
    with opened(path) as station:
        store, last = station.store, told.last
        facts = facts_after(store, 0)
        assert [row.seq for row in facts] == list(range(1, len(facts) + 1)), "the journal has a gap"
        found = [row.session.hex() if row.session else "" for row in facts]
        for act in told.acts:
            assert act["seq"] <= len(facts), f"an acknowledged fact is lost: {act}"
        last_of = {session: seq for seq, session in enumerate(found, start=1)}
        lost = [each for each in told.acts if each["seq"] > each["before"] and last_of.get(each["done"]) != each["seq"]]
        assert not lost, f"acknowledged acts are not in the journal: {lost}"
        extra = facts[last["seq"] :]
        stands = standing(station)
        if extra:
            assert told.doing is not None, "facts of nobody"
            assert {row.session.hex() for row in extra} == {told.doing["session"]}, "more than one step further"
        else:
            assert stands == last["standing"], "the prompt is another one"
        with store.reader() as connection:
            report = reconcile(connection)
        assert report.agrees, report.differences
    check_chain(path, len(facts) + 1)
    return bool(extra)


class opened:  # noqa: N801 - reads as a word where it is used
    """A station on the store, for the length of a block."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Station:
        clock = SystemClock()
        self._store = Store(self._path, clock)
        return Station(self._store, clock, "SZ")

    def __exit__(self, *_: object) -> None:
        self._store.close()


def a_day_to_be_killed_in(folder: Path) -> Path:
    """The little warehouse with goods for a long day."""
    with builders.a_stocked_station(folder) as station:
        builders.add_customer(station)
        for sku, place in ((builders.LAMP, "A-01-1"), (builders.TEA, "A-02-2"), (builders.COCOA, "A-02-1")):
            builders.receive(station, sku, 2_000, place)
        builders.receive(station, builders.MILK, 2_000, "A-01-3", lot="L2")
        builders.receive(station, builders.PHONE, 60, "B-01-1", serials=tuple(f"SN-1{n:03d}" for n in range(60)))
        return station.store.path


def killed_day(folder: Path, seed: int, kills: int) -> Counter[str]:
    """Live through a day with so many kills; answer what happened in it."""
    print(f"seed {seed}, {kills} kills")
    path, draw = a_day_to_be_killed_in(folder), random.Random(seed)
    nursery = Nursery(path)
    met: Counter[str] = Counter()
    try:
        for _ in range(kills):
            told = nursery.live_and_die(
                draw.randrange(1 << 30), draw.randint(0, ACTS_BEFORE_KILL_MAX), draw.uniform(0, KILL_AFTER_S_MAX)
            )
            met["between commit and word"] += check_after_kill(path, told)
            met["in the middle of an act"] += told.doing is not None
            met["acts"] += len(told.acts)
            met["refused"] += sum(bool(act["refused"]) for act in told.acts)
    finally:
        nursery.close()
    met |= kinds_in(path)
    print(met)
    return met


def kinds_in(path: Path) -> Counter[str]:
    """How many facts of each kind the day left."""
    with opened(path) as station:
        return Counter(row.kind for row in facts_after(station.store, 0))


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_day_with_twenty_five_kills_loses_nothing(tmp_path: Path) -> None:
    met = killed_day(tmp_path, seed=20261124, kills=25)
    assert met["acts"] > 50
    assert met["in the middle of an act"] > 5


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_day_with_two_hundred_kills_loses_nothing(tmp_path: Path) -> None:
    met = killed_day(tmp_path, seed=random.SystemRandom().randrange(1 << 30), kills=200)
    assert met["acts"] > 400
    assert met["refused"] > 20
    assert met["in the middle of an act"] > 50
