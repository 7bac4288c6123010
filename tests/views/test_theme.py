"""The look: contrast computed from the tokens, no colour outside them, both looks at run time."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel

from app.views.theme import (
    ON_PICTURE,
    PICTURE_GROUNDS,
    RESOURCES,
    Mode,
    Palette,
    apply_theme,
    dress,
    figures,
    font,
    load_fonts,
    mode,
    palette,
    palette_for,
    style_sheet,
    tone_ink,
    tone_wash,
)
from app.views.verdict import Tone

LOOKS: list[tuple[Mode, bool]] = [("dark", False), ("dark", True), ("light", False), ("light", True)]
CONTRAST_MIN = 7.0


def contrast(one: str, other: str) -> float:
    """Answer the contrast of two colours, 1 to 21, as WCAG 2.2 defines it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def pairs(colours: Palette) -> list[tuple[str, str]]:
    """Answer every pair of text and ground that a screen may show, by name."""
    grounds = ("canvas", "surface", "raised")
    inks = ("ink", "soft", "faint", "accent_ink", "good", "wrong", "attention")
    found = [(ink, ground) for ink in inks for ground in grounds]
    found += [(ink, "selected") for ink in ("ink", "soft", "faint", "accent_ink")]
    found += [(tone, f"{tone}_wash") for tone in ("good", "wrong", "attention")]
    found += [(f"on_{tone}", f"{tone}_panel") for tone in ("good", "wrong", "attention")]
    return [*found, ("on_primary", "primary")]


@pytest.mark.parametrize(("wanted", "colour_blind"), LOOKS)
def test_every_text_stands_out_seven_to_one_from_its_ground(wanted: Mode, colour_blind: bool) -> None:
    colours = palette_for(wanted, colour_blind)
    weak = {
        (ink, ground): round(found, 2)
        for ink, ground in pairs(colours)
        if (found := contrast(getattr(colours, ink), getattr(colours, ground))) < CONTRAST_MIN
    }
    assert not weak


def test_letters_on_drawn_pictures_can_be_read() -> None:
    assert min(contrast(ON_PICTURE, ground) for ground in PICTURE_GROUNDS) >= 4.5


@pytest.mark.parametrize(("wanted", "colour_blind"), LOOKS)
def test_the_focus_ring_stands_out_from_every_ground(wanted: Mode, colour_blind: bool) -> None:
    colours = palette_for(wanted, colour_blind)
    assert min(contrast(colours.accent, ground) for ground in (colours.canvas, colours.surface, colours.raised)) >= 3


@pytest.mark.parametrize("colour_blind", [False, True])
def test_the_three_verdicts_have_three_grounds(colour_blind: bool) -> None:
    for wanted in ("dark", "light"):
        colours = palette_for(wanted, colour_blind)  # type: ignore[arg-type]
        assert len({colours.good_panel, colours.wrong_panel, colours.attention_panel}) == 3


def test_colour_blind_verdicts_differ_in_blue_and_not_only_in_red_and_green() -> None:
    colours = palette_for("dark", colour_blind=True)
    good, wrong = QColor(colours.good_panel), QColor(colours.wrong_panel)
    assert good.blue() - wrong.blue() > 100


def test_the_style_sheet_knows_only_tokens() -> None:
    sheet = (RESOURCES / "styles" / "packbench.qss").read_text("utf-8")
    names = {field.name for field in fields(Palette)} | {"marks"}
    assert set(re.findall(r"@(\w+)@", sheet)) <= names
    assert not re.findall(r"#[0-9A-Fa-f]{3,8}\b", sheet)
    assert not [look for look in LOOKS if re.findall(r"@\w+@", style_sheet(*look))]


def test_no_painter_has_a_colour_of_its_own() -> None:
    views = Path(__file__).resolve().parents[2] / "app" / "views"
    strays = [
        f"{path.name}: {found}"
        for path in views.rglob("*.py")
        if path.name != "theme.py"
        for found in re.findall(r'"#[0-9A-Fa-f]{6}"', path.read_text("utf-8"))
    ]
    assert not strays


@pytest.mark.parametrize("wanted", ["dark", "light"])
def test_the_marks_of_the_style_sheet_have_the_colours_of_the_look(wanted: Mode) -> None:
    colours, folder = palette_for(wanted), RESOURCES / "styles"
    assert colours.on_primary in (folder / f"{wanted}-check.svg").read_text("utf-8")
    assert colours.soft in (folder / f"{wanted}-chevron-down.svg").read_text("utf-8")


def test_the_look_changes_at_run_time_where_it_is_put_on(qapp: QApplication) -> None:
    shown, hidden = QLabel("x"), QLabel("y")
    for label in (shown, hidden):
        dress(label)
        label.ensurePolished()
    assert not dress(shown)
    apply_theme(qapp, "light")
    assert dress(shown)
    shown.ensurePolished()
    assert (mode(), palette().ink) == ("light", palette_for("light").ink)
    inks = [label.palette().color(label.foregroundRole()).name().upper() for label in (shown, hidden)]
    assert inks == [palette_for("light").ink, palette_for("dark").ink]


def test_no_look_is_worn_by_the_application(qapp: QApplication) -> None:
    """A sheet of the application is matched with every widget alive, half a second for each way to the floor."""
    apply_theme(qapp, "light")
    assert not qapp.styleSheet()


def test_every_tone_has_an_ink_and_a_wash_of_its_own() -> None:
    assert len({tone_ink(tone) for tone in Tone}) == len(Tone)
    assert len({tone_wash(tone) for tone in Tone}) == len(Tone)


def test_the_shipped_faces_are_loaded_and_have_their_licence() -> None:
    assert {"Inter", "Noto Sans SC"} <= set(load_fonts())
    assert list((RESOURCES / "fonts").glob("*OFL*"))


def test_figures_of_a_table_have_one_width() -> None:
    from PySide6.QtGui import QFontMetricsF

    table, text = QFontMetricsF(figures(20)), QFontMetricsF(font(20))
    assert table.horizontalAdvance("1111") == table.horizontalAdvance("8888")
    assert text.horizontalAdvance("1111") < text.horizontalAdvance("8888")
