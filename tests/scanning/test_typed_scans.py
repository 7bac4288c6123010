"""A scanner that really types: xdotool's keys through an X server into the wedge, at 4 ms a key."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool"),
]

KEY_NAMES = {"-": "minus", "]": "bracketright", " ": "space", "\x1d": "ctrl+bracketright"}
ROOT = Path(__file__).resolve().parents[2]


class Station:
    """The program under an X server of its own, and a scanner and a person at its keyboard."""

    def __init__(self, display: str) -> None:
        self.environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
        self.program = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("typed_station.py"))],
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.next_line() == {"ready": True}

    def next_line(self) -> dict[str, Any]:
        assert self.program.stdout is not None
        return dict(json.loads(self.program.stdout.readline()))

    def rest(self) -> list[dict[str, Any]]:
        output, _ = self.program.communicate(timeout=25)
        return [json.loads(line) for line in output.splitlines()]

    def scanner(self, text: str) -> None:
        """Type as a scanner does: 4 ms a key, FNC1 as Ctrl+], Enter at the end; in one run of xdotool."""
        self._xdotool("key", "--delay", "4", *[KEY_NAMES.get(char, char) for char in text], "Return")

    def person(self, text: str) -> None:
        self._xdotool("type", "--delay", "110", text)

    def caps_lock(self) -> None:
        self._xdotool("key", "Caps_Lock")

    def _xdotool(self, *keys: str) -> None:
        subprocess.run(["xdotool", *keys], env=self.environment, check=True, timeout=20)


@pytest.fixture
def station() -> Iterator[Station]:
    read_end, write_end = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "800x600x24", "-nolisten", "tcp"],
        pass_fds=[write_end],
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    with os.fdopen(read_end) as answer:
        display = f":{answer.readline().strip()}"
    made = Station(display)
    yield made
    if made.program.poll() is None:
        made.program.kill()
    made.program.communicate()
    server.terminate()
    server.wait(timeout=10)


def test_scans_typed_by_a_machine_reach_the_hub_and_leave_field_and_button_alone(station: Station) -> None:
    """Rule G1 and Rule G2 on a real window system: focus anywhere, separators, Caps Lock, a person in between."""
    for text in ("A-01-3", "]C1010692116850925610AB7\x1d17270131"):
        station.scanner(text)
    station.person("Lamp 7")
    station.caps_lock()
    station.scanner("LAMP-42")
    station.scanner("aBc-9")
    station.caps_lock()
    station.scanner("FOCUS-BUTTON")
    station.scanner("BIN 12 34")
    station.scanner("END-OF-DAY")
    told = station.rest()
    assert [line["scan"] for line in told if "scan" in line] == [
        "A-01-3",
        "010692116850925610AB7\x1d17270131",
        "LAMP-42",
        "aBc-9",
        "FOCUS-BUTTON",
        "BIN 12 34",
        "END-OF-DAY",
    ]
    assert told[1]["symbology"] == "]C1"
    assert [line for line in told if "pressed" in line] == []
    assert told[-1] == {"field": "Lamp 7"}
