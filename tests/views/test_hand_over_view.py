"""The dock: carriers by cut-off, parcels on and off the manifest, foreign ones shown, closing by a second press."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import text

from app.models.barcodes import CommandCode
from app.operations.station import Station
from app.views.cut_off import countdown
from app.views.hand_over_view import HandOverView
from app.views.verdict import Sound, Tone
from tests import floor
from tests.builders import NOON, PACKER, TEA
from tests.views.floor_window import Window, a_window


class Dock:
    """The window and the SSCCs of three parcels for one carrier; the fourth goes with another one."""

    def __init__(self) -> None:
        self.labels: list[str] = []
        self.window: Window

    def fill(self, station: Station) -> None:
        self.labels = [floor.a_packed_parcel(station, (TEA, 1)) for _ in range(4)]
        with station.store.unit() as unit:
            unit.connection.execute(
                text("UPDATE parcel SET carrier = 'GLOBE' WHERE sscc = :sscc"), {"sscc": self.labels[3]}
            )
        station.store.forget()

    @property
    def page(self) -> HandOverView:
        shown = self.window.shell.page
        assert isinstance(shown, HandOverView)
        return shown

    def scan(self, *numbers: int) -> None:
        self.window.scan(*(f"00{self.labels[number]}" for number in numbers))

    def choose(self, carrier: str = "RIVER-STD") -> None:
        self.window.press(next(row.cap for row in self.page.carriers.rows if row.key == carrier))

    def said(self) -> str:
        panel = self.page.verdicts
        return f"{panel.accessibleName()} {panel.accessibleDescription()}"

    def states(self) -> list[str]:
        with self.window.station.store.reader() as connection:
            rows = connection.execute(text("SELECT sscc, state FROM parcel")).all()
        found = {row[0]: row[1] for row in rows}
        return [found[label] for label in self.labels]


@pytest.fixture
def dock(tmp_path: Path) -> Iterator[Dock]:
    made = Dock()
    with a_window(tmp_path, "shipping", HandOverView, made.fill) as window:
        made.window = window
        window.enter(PACKER)
        yield made


def test_carriers_stand_by_their_cut_off_with_what_is_ready(dock: Dock) -> None:
    """Rule I1."""
    assert [(row.key, row.figure) for row in dock.page.carriers.rows] == [("GLOBE", "1"), ("RIVER-STD", "3")]


def test_the_carrier_in_hand_has_its_name_in_the_language_in_force(dock: Dock) -> None:
    dock.choose()
    dock.window.settle()
    dock.page._departures = tuple(replace(card, name="River", name_zh="大河") for card in dock.page._departures)
    for code, name in (("zh_CN", "大河"), ("en", "River")):
        dock.window.shell.set_language(code)
        assert dock.page.verdicts._prompt[1] == name


@pytest.mark.parametrize(("minutes", "tone"), [(200, Tone.GOOD), (29, Tone.ATTENTION), (-1, Tone.WRONG)])
def test_a_late_cut_off_is_red(minutes: int, tone: Tone) -> None:
    """Rule I1."""
    assert countdown(NOON + timedelta(minutes=minutes), NOON)[1] is tone


def test_scanned_parcels_move_from_missing_to_the_manifest(dock: Dock) -> None:
    """Rule I1."""
    dock.choose()
    assert (len(dock.page.loaded.rows), len(dock.page.missing.rows)) == (0, 3)
    dock.scan(0, 1)
    assert (len(dock.page.loaded.rows), len(dock.page.missing.rows)) == (2, 1)
    assert dock.states() == ["on_manifest", "on_manifest", "labelled", "labelled"]


def test_a_foreign_parcel_is_refused_shown_and_noticed_first(dock: Dock) -> None:
    """Rule I1, Rule D2."""
    dock.choose()
    dock.scan(3)
    assert dock.window.heard[-1] is Sound.WRONG_CONTAINER
    assert [row.note for row in dock.page.foreign.rows] == ["Wrong carrier"]
    dock.scan(0)
    assert dock.states()[0] == "labelled"
    dock.window.press(Qt.Key.Key_Return)
    dock.scan(0)
    assert dock.states() == ["on_manifest", "labelled", "labelled", "labelled"]


def test_undo_takes_the_last_parcel_off_again(dock: Dock) -> None:
    """Rule D5."""
    dock.choose()
    dock.scan(0, 1)
    dock.window.press("u")
    assert dock.states()[:2] == ["on_manifest", "labelled"]


@pytest.mark.parametrize("way", ["key", "command"])
def test_closing_names_what_is_missing_and_wants_a_second_press(dock: Dock, way: str) -> None:
    """Rule C5, Rule I1."""
    dock.choose()
    dock.scan(0, 1)
    dock.window.press("d")
    assert dock.page.missing.rows[0].title in dock.said()
    assert "handed_over" not in dock.states()
    if way == "key":
        dock.window.press("d")
    else:
        dock.window.scan(CommandCode.CONFIRM.text)
    assert dock.states() == ["handed_over", "handed_over", "labelled", "labelled"]
    assert "Handed over" in dock.said()


def test_a_scan_between_the_two_presses_takes_the_question_back(dock: Dock) -> None:
    """Rule C5."""
    dock.choose()
    dock.scan(0)
    dock.window.press("d")
    dock.scan(1)
    dock.window.press("d")
    assert "handed_over" not in dock.states()


def test_an_empty_manifest_is_not_handed_over(dock: Dock) -> None:
    dock.choose()
    dock.window.press("d")
    assert "Manifest is empty" in dock.said()


def test_the_open_manifest_goes_on_after_another_carrier(dock: Dock) -> None:
    dock.choose()
    dock.scan(0)
    dock.window.press("t")
    dock.choose("GLOBE")
    dock.scan(3)
    dock.window.press("t")
    dock.choose()
    assert len(dock.page.loaded.rows) == 1
    assert dock.states() == ["on_manifest", "labelled", "labelled", "on_manifest"]


def test_a_parcel_without_a_carrier_chosen_is_not_booked(dock: Dock) -> None:
    dock.scan(0)
    assert "Choose the carrier first" in dock.said()
    assert dock.states()[0] == "labelled"


def test_both_languages(dock: Dock) -> None:
    dock.choose()
    dock.window.shell.set_language("zh_CN")
    assert dock.page.missing.accessibleName() == "还缺"
    assert "扫描包裹" in dock.said()


def test_a_parcel_scanned_onto_the_manifest_twice_is_said_to_stand_there(dock: Dock) -> None:
    """Rule D1, done already: said of a parcel, not of a line to pick."""
    dock.choose()
    dock.scan(0)
    dock.scan(0)
    assert "On the manifest already" in dock.said()
    assert "Scan the next parcel" in dock.said()
