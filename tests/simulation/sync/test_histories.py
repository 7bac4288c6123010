"""Thousands of histories of a warehouse with a bad network, failing machines and a server that loses its tail.

Each holds the invariants of SYNC.md §7. A failure names its seed: `python -m tests.simulation.sync.world SEED` plays it
again. The normal run plays two thousand, `./test soak` twenty thousand more.
"""

from collections import Counter

import pytest

from tests.simulation.sync.doors import Violation
from tests.simulation.sync.world import World

A_BLOCK = 100
"""Histories in one test: some two seconds, far from the limit that ends a test that hangs."""

SOAK_BLOCK = 250
SOAK_SEEDS_FROM = 1_000_000

MUST_HAPPEN = {
    "pages taken", "pages missed", "compared at head", "snapshots taken", "SaveAck", "LowerAck", "facts forgotten",
    "fork: ahead", "fork: differs", "alarm: old server", "power cut while writing",
    "received", "ordered", "cancelled", "readdressed", "picked", "shipped",
}  # fmt: skip
"""What the first block meets for certain: a simulation in which nothing goes wrong proves nothing."""


def play(seeds: range) -> Counter[str]:
    """Play histories and answer what happened in them. Raises: Violation, with the seed."""
    seen: Counter[str] = Counter()
    for seed in seeds:
        world = World(seed)
        try:
            world.run()
        except AssertionError as broken:
            raise Violation(f"seed {seed}: {broken}") from broken
        seen.update(world.seen)
    return seen


@pytest.mark.slow
@pytest.mark.parametrize("block", range(20))
def test_every_history_holds_the_invariants(block: int) -> None:
    play(range(block * A_BLOCK, (block + 1) * A_BLOCK))


@pytest.mark.slow
def test_the_histories_meet_what_they_are_there_for() -> None:
    seen = play(range(60))
    assert seen.keys() >= MUST_HAPPEN, MUST_HAPPEN - seen.keys()


@pytest.mark.soak
@pytest.mark.timeout(300)
@pytest.mark.parametrize("block", range(80))
def test_many_more_histories_hold_the_invariants(block: int) -> None:
    first = SOAK_SEEDS_FROM + block * SOAK_BLOCK
    play(range(first, first + SOAK_BLOCK))


def test_one_seed_is_one_history() -> None:
    """Else a failure could not be played again."""
    first, second = World(7), World(7)
    first.run()
    second.run()
    assert first.seen == second.seen
    assert list(first.truth.values()) == list(second.truth.values())
    assert first.server.state.feeds == second.server.state.feeds
    assert [desk.store.disk for desk in first.desks] == [desk.store.disk for desk in second.desks]
