"""The tour as a stranger plays it: one command in a process of its own; then its papers are read back."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from app.printing.documents import ParcelLabel
from app.scanning.gs1 import parse_gs1
from tests.printing.documents import read_page, read_pixels
from tests.printing.test_zpl import rendered

ROOT = Path(__file__).parents[2]
TOUR_S_MAX = 240
pytestmark = pytest.mark.timeout(TOUR_S_MAX + 30)
"""Whichever test comes first waits for the tour."""


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A played tour; all tests of this file look at the same one."""
    folder = tmp_path_factory.mktemp("tour")
    environment = os.environ | {"PACKBENCH_CONFIG": str(folder / "none.toml"), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "app", "--tour", str(folder / "out")]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=TOUR_S_MAX, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "out"


def summary(tour: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((tour / "summary.json").read_text(encoding="utf-8"))
    return found


def test_the_tour_shows_every_moment_in_both_languages(tour: Path) -> None:
    """Each numbered picture is there in Chinese and in English, of the size of a screen."""
    names = {file.name.rsplit(".", 2)[0] for file in (tour / "screens").glob("*.png")}
    assert len(names) >= 25
    for name in names:
        for language in ("zh_CN", "en"):
            assert (tour / "screens" / f"{name}.{language}.png").stat().st_size > 10_000


def test_the_day_had_its_mistakes_and_its_end(tour: Path) -> None:
    """An order, wrong scans, a short pick, an undo, a camera's read and a handed-over parcel."""
    counts = summary(tour)["counts"]
    assert isinstance(counts, dict)
    for what in ("orders_placed", "scans_refused", "short_picks", "undone", "camera_scans", "parcels_handed_over"):
        assert counts.get(what, 0) >= 1, what


def test_every_paper_is_read_back_from_its_page(tour: Path) -> None:
    """Each printed page's codes are read again by the decoder: a parcel's label says its SSCC as GS1-128."""
    papers = sorted((tour / "papers").glob("*.pdf"))
    assert {file.name.split("-")[1] for file in papers} >= {"ParcelLabel", "PackingSlip", "ManifestSheet"}
    for file in papers:
        found = read_page(file.read_bytes())
        assert found, file.name
        if ParcelLabel.__name__ in file.name:
            said = [parse_gs1(each.text, each.identifier) for each in found if each.identifier == "]C1"]
            assert [each.sscc for each in said if each] == [file.stem[-18:]]


def test_every_label_in_zpl_is_read_back_from_its_picture(tour: Path) -> None:
    """The label printer's own language, drawn by another program, says the same SSCC."""
    labels = sorted((tour / "papers").glob("*.zpl"))
    assert labels
    for file in labels:
        grey = np.pad(rendered(file.read_bytes(), 800, 1200), 8, constant_values=255)
        said = [parse_gs1(each.text, each.identifier) for each in read_pixels(grey) if each.identifier == "]C1"]
        assert [each.sscc for each in said if each] == [file.stem[-18:]]
