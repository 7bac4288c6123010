"""The mutation gate: every planted mistake breaks an invariant within a few histories, or the build fails."""

import pytest

from tests.simulation.sync.mutants import MUTANTS
from tests.simulation.sync.world import World

HISTORIES_MAX = 1000
"""Histories a mistake may hide in; the slowest one is found within a third of it."""


@pytest.mark.slow
@pytest.mark.parametrize("mistake", MUTANTS)
def test_the_histories_find_the_mistake(mistake: str) -> None:
    for seed in range(HISTORIES_MAX):
        try:
            World(seed, MUTANTS[mistake]).run()
        except AssertionError:
            return
    pytest.fail(f"{mistake!r} survived {HISTORIES_MAX} histories")
