"""The mutation gate over the real store: its safety lines, each left out, must break an invariant."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.store import page_taking, touched
from app.store.store import Store
from app.sync import station_store
from app.sync.instructions import TakePage
from app.sync.saved import Saved
from app.sync.station_store import StationStore
from tests.simulation.sync.doors import PowerCut, Violation
from tests.simulation.sync.test_sqlite_histories import SEEDS_FROM, play

HISTORIES_MAX = 60
Planted = Callable[[pytest.MonkeyPatch], None]


def kept_rows_stay(patch: pytest.MonkeyPatch) -> None:
    """Units go on with what they remember, whatever a page has written."""
    patch.setattr(page_taking, "drop_kept", lambda *_: None)


def a_scan_in_between_is_not_seen(patch: pytest.MonkeyPatch) -> None:
    """Nobody looks again whether a fact was recorded before the page is written."""
    plain = station_store.take_page

    def take(store: Store, read: Any, last_seq: int, saved: bytes, waits: Any) -> bool:
        return plain(store, read, store.journal.seq, saved, waits)

    patch.setattr(station_store, "take_page", take)


def guesses_are_not_remembered(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(touched, "touch", lambda *_: None)


def the_cursor_goes_ahead_of_the_rows(patch: pytest.MonkeyPatch) -> None:
    """Two transactions, and the power may go between them."""
    plain = StationStore.take_page

    def take(self: StationStore, told: TakePage) -> bool:
        self.save(told.saved)
        return plain(self, told)

    patch.setattr(StationStore, "take_page", take)


def renumbered_facts_keep_their_acknowledgement(patch: pytest.MonkeyPatch) -> None:
    plain = Saved.renumbered
    patch.setattr(Saved, "renumbered", lambda self, last: replace(plain(self, last), acked=self.acked))


def what_is_gone_stays(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(page_taking, "_deletes", lambda _: [])


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    "plant",
    [
        kept_rows_stay,
        a_scan_in_between_is_not_seen,
        guesses_are_not_remembered,
        the_cursor_goes_ahead_of_the_rows,
        renumbered_facts_keep_their_acknowledgement,
        what_is_gone_stays,
    ],
)
def test_the_histories_find_the_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plant: Planted) -> None:
    plant(monkeypatch)
    for seed in range(SEEDS_FROM, SEEDS_FROM + HISTORIES_MAX):
        try:
            play(tmp_path / str(seed), seed)
        except (Violation, AssertionError, PowerCut):
            return
    pytest.fail(f"{plant.__name__} survived {HISTORIES_MAX} histories")
