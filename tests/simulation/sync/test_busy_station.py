"""A station that never stops scanning still takes pages, between two scans (SYNC.md §3)."""

import pytest

from tests.simulation.sync.desk import Desk
from tests.simulation.sync.trade import HOME
from tests.simulation.sync.world import World

SCANS = 200
ROUND_TRIPS_A_SCAN = 4
"""A scan every two seconds on a line of 0.5 s; in a warehouse it is ten times as many."""


def scan_and_talk(world: World, desk: Desk) -> None:
    world.time_s += 2
    desk.record("received", sku="TEA", place="A-01", q=1)
    for other in world.desks:
        other.run_timers()
    for _ in range(ROUND_TRIPS_A_SCAN * 2):
        letters, world.letters = world.letters, []
        for letter in letters:
            letter.deliver()
        while world.transactions:
            world.run_transaction()


@pytest.mark.parametrize("seed", range(5))
def test_a_busy_station_keeps_up_with_the_server(seed: int) -> None:
    world = World(seed)
    world.faults = False
    busy, neighbour = world.desks[0], world.desks[1]
    behind = []
    for n in range(SCANS):
        if n % 3 == 0:
            neighbour.record("received", sku="LAMP", place="B-02", q=1)
        scan_and_talk(world, busy)
        behind.append(world.server.state.head(HOME) - (busy.store.disk.saved.cursor(HOME).position or 0))
    assert max(behind[10:]) < 30, "it falls behind while it scans"
    assert world.seen["pages taken"] > SCANS / 2
