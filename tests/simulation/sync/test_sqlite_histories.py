"""The same histories over the real SQLite store: its files, its units of work, its pages, cut off at any moment."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from app.store.store import Store
from tests.simulation.sync.doors import Violation
from tests.simulation.sync.sqlite_store import SqliteStore, the_toy_trade
from tests.simulation.sync.world import Parts, World

A_BLOCK = 8
BLOCKS = 15
SEEDS_FROM = 5_000
MUST_HAPPEN = {
    "pages taken", "pages missed", "compared at head", "snapshots taken", "SaveAck", "LowerAck", "facts forgotten",
    "fork: ahead", "fork: differs", "power cut while writing", "disk_image_put_back", "disk_cloned",
}  # fmt: skip


@contextmanager
def stores_in(folder: Path) -> Iterator[Parts]:
    """A world whose stations keep their stores in `folder`; all are closed at the end."""
    opened: list[Store] = []
    kind = type("Here", (SqliteStore,), {"folder": folder, "opened": opened})
    try:
        yield Parts(store=cast(Any, kind))
    finally:
        for store in opened:
            store.close()


def play(folder: Path, seed: int) -> Counter[str]:
    folder.mkdir()
    with the_toy_trade(), stores_in(folder) as parts:
        world = World(seed, parts)
        try:
            world.run()
        except AssertionError as broken:
            raise Violation(f"seed {seed}: {broken}") from broken
        return world.seen


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("block", range(BLOCKS))
def test_every_history_over_real_files_holds_the_invariants(tmp_path: Path, block: int) -> None:
    first = SEEDS_FROM + block * A_BLOCK
    for seed in range(first, first + A_BLOCK):
        play(tmp_path / str(seed), seed)


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_the_histories_meet_what_they_are_there_for(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    for seed in range(SEEDS_FROM, SEEDS_FROM + 20):
        seen.update(play(tmp_path / str(seed), seed))
    assert seen.keys() >= MUST_HAPPEN, MUST_HAPPEN - seen.keys()
