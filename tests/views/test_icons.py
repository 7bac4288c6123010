"""Icons: every one the screens name is shipped, sharp at two scales, in the ink asked for."""

import re
from pathlib import Path

import pytest

from app.views.icons import FOLDER, icon, icon_names, pixmap
from app.views.sections import SECTIONS

VIEWS = Path(__file__).resolve().parents[2] / "app" / "views"


def test_every_section_has_an_icon_that_is_shipped() -> None:
    assert {entry.icon for entry in SECTIONS.values()} <= set(icon_names())


def test_every_icon_drawn_by_name_is_shipped() -> None:
    named = {
        found
        for path in VIEWS.rglob("*.py")
        for found in re.findall(
            r'(?:icons\.draw\(painter, |Sign\(|symbol[=:] ?(?:str = )?)"([a-z0-9-]+)"', path.read_text("utf-8")
        )
    }
    assert len(named) > 5
    assert named <= set(icon_names())


def test_an_icon_is_sharp_at_twice_the_scale() -> None:
    drawn = pixmap("check", 24, "#FF0000", 2.0)
    assert (drawn.width(), drawn.devicePixelRatio()) == (48, 2.0)
    assert icon("check", "#FF0000", 24).availableSizes()


def test_an_icon_has_the_ink_asked_for() -> None:
    image = pixmap("minus", 24, "#FF0000").toImage()
    assert image.pixelColor(12, 12).name() == "#ff0000"
    assert image.pixelColor(1, 1).alpha() == 0


def test_a_foreign_name_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        pixmap("no-such-icon", 24, "#FF0000")


def test_the_licence_goes_along() -> None:
    assert "ISC" in (FOLDER / "LICENSE.txt").read_text("utf-8")
