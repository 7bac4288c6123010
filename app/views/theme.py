"""The look in one file: palettes, type scale, space, radius; and how they reach Qt.

The style sheet and every painter take their colours from here and from nowhere else, so that contrast can be proved by
a test and a colour-blind worker can have other verdict colours. Qt's own colour scheme does nothing offscreen and under
Xvfb, so the palette is set by hand on Fusion. Floor screens are dark (glare, two metres), desk screens are light.

The style sheet is worn by pages, bars and dialogs, not by the application: an application's sheet is matched again with
every widget alive, shown or not, which took half a second on each way from a desk to the floor. So each page keeps its
own, and going to another page costs the bars alone.
"""

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Final, Literal

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app.views.verdict import Tone

RESOURCES: Final = Path(__file__).resolve().parents[2] / "resources"
FAMILIES: Final = ["Inter", "Noto Sans SC"]

Mode = Literal["dark", "light"]

GAP: Final = 12
GAP_WIDE: Final = 20
MARGIN: Final = 24
RADIUS_SMALL: Final = 8
RADIUS: Final = 12
RADIUS_CARD: Final = 14
RADIUS_PANEL: Final = 18
TARGET_DESK: Final = 44
TARGET_FLOOR: Final = 64
SIZES: Final = (12, 14, 16, 18, 20, 24, 28, 34, 44, 64, 150, 190)


@dataclass(frozen=True, slots=True)
class Palette:
    """One set of colours. `ink`, `soft` and `faint` are the three levels of text, each 7:1 on every ground."""

    canvas: str
    surface: str
    raised: str
    line: str
    line_strong: str
    ink: str
    soft: str
    faint: str
    accent: str
    accent_ink: str
    primary: str
    on_primary: str
    selected: str
    good: str
    wrong: str
    attention: str
    good_panel: str
    wrong_panel: str
    attention_panel: str
    on_good: str
    on_wrong: str
    on_attention: str
    good_wash: str
    wrong_wash: str
    attention_wash: str


DARK: Final = Palette(
    canvas="#0D1117", surface="#161B22", raised="#1F2630", line="#2B3440", line_strong="#465365",
    ink="#F0F4F8", soft="#BCC7D3", faint="#A8B4C2",
    accent="#4C8DFF", accent_ink="#8AB6FF", primary="#6BA3FF", on_primary="#0D1117", selected="#18243A",
    good="#4ADE80", wrong="#FCA5A5", attention="#FBBF24",
    good_panel="#0F5132", wrong_panel="#7F1D1D", attention_panel="#3B2A0A",
    on_good="#FFFFFF", on_wrong="#FFFFFF", on_attention="#FFC24D",
    good_wash="#12261C", wrong_wash="#2C1517", attention_wash="#2A2009",
)  # fmt: skip
LIGHT: Final = Palette(
    canvas="#F3F5F8", surface="#FFFFFF", raised="#F8FAFC", line="#DFE4EA", line_strong="#B4BDC9",
    ink="#111827", soft="#374151", faint="#465060",
    accent="#1D5BFF", accent_ink="#123FC0", primary="#1546D1", on_primary="#FFFFFF", selected="#E8EFFF",
    good="#0B5B2E", wrong="#96120F", attention="#6F3A00",
    good_panel="#0F5132", wrong_panel="#7F1D1D", attention_panel="#3B2A0A",
    on_good="#FFFFFF", on_wrong="#FFFFFF", on_attention="#FFC24D",
    good_wash="#E9F7EF", wrong_wash="#FDEEEE", attention_wash="#FFF6E3",
)  # fmt: skip
# Blue for good, orange for wrong, yellow for attention: every common kind of colour blindness tells the three apart.
_COLOUR_BLIND: Final = {
    "dark": {
        "good": "#8AB6FF", "wrong": "#FFB066", "attention": "#F5E04A",
        "good_panel": "#0B4A8F", "wrong_panel": "#8A3B00", "attention_panel": "#33300B", "on_attention": "#F5E04A",
        "good_wash": "#101F36", "wrong_wash": "#2E1C0C", "attention_wash": "#25230B",
    },
    "light": {
        "good": "#0B4A8F", "wrong": "#7A3300", "attention": "#4F4700",
        "good_panel": "#0B4A8F", "wrong_panel": "#8A3B00", "attention_panel": "#33300B", "on_attention": "#F5E04A",
        "good_wash": "#EAF2FD", "wrong_wash": "#FFF0E3", "attention_wash": "#FBF8DC",
    },
}  # fmt: skip
ON_PICTURE: Final = "#FFFFFF"
# Grounds for drawn product pictures and initials; white text stands on them at 4.5:1 and more, and it is large.
PICTURE_GROUNDS: Final = (
    "#C2410C",
    "#1D6FD1",
    "#5B4636",
    "#BE185D",
    "#0F766E",
    "#6D28D9",
    "#4D7C0F",
    "#B45309",
    "#334155",
)


@dataclass(slots=True)
class _InForce:
    """What the painters of this moment use: the look of the page in front."""

    mode: Mode = "dark"
    colour_blind: bool = False
    palette: Palette = DARK


_look = _InForce()


def palette() -> Palette:
    """Answer the colours in force; painters ask at each paint."""
    return _look.palette


def mode() -> Mode:
    """Answer which of the two looks is in force."""
    return _look.mode


def palette_for(wanted: Mode, colour_blind: bool = False) -> Palette:
    """Answer the colours of one look without putting it in force."""
    base = DARK if wanted == "dark" else LIGHT
    if not colour_blind:
        return base
    values = {field.name: getattr(base, field.name) for field in fields(base)}
    return Palette(**{**values, **_COLOUR_BLIND[wanted]})


def apply_theme(app: QApplication, wanted: Mode, colour_blind: bool = False) -> None:
    """Put a look in force for painters and plain widgets, unless it is already; style sheets follow by `dress`."""
    first = app.property("packbench_look") is None
    if not first and (_look.mode, _look.colour_blind) == (wanted, colour_blind):
        return
    if first:
        load_fonts()
        app.setStyle("Fusion")
        app.setFont(font(16))
    _look.mode, _look.colour_blind, _look.palette = wanted, colour_blind, palette_for(wanted, colour_blind)
    app.setPalette(_qt_palette(_look.palette))
    app.setProperty("packbench_look", wanted)


def dress(part: QWidget, wanted: Mode | None = None) -> bool:
    """Give a page, a bar or a dialog the style sheet of a look, else of the one in force; answer whether it is new."""
    look = wanted or _look.mode, _look.colour_blind
    worn = f"{look[0]}{' colour-blind' if look[1] else ''}"
    if part.property("worn") == worn:
        return False
    part.setProperty("worn", worn)
    part.setStyleSheet(style_sheet(*look))
    return True


def tone_ink(tone: Tone) -> str:
    """Answer the text colour of a tone on an ordinary ground."""
    colours = palette()
    return {
        Tone.GOOD: colours.good,
        Tone.WRONG: colours.wrong,
        Tone.ATTENTION: colours.attention,
        Tone.ACCENT: colours.accent_ink,
        Tone.PLAIN: colours.soft,
    }[tone]


def tone_wash(tone: Tone) -> str:
    """Answer the faint ground on which the ink of a tone stands in badges and notices."""
    colours = palette()
    return {
        Tone.GOOD: colours.good_wash,
        Tone.WRONG: colours.wrong_wash,
        Tone.ATTENTION: colours.attention_wash,
        Tone.ACCENT: colours.selected,
        Tone.PLAIN: colours.raised,
    }[tone]


@cache
def font(size_px: int, weight: int = 400) -> QFont:
    """Answer the house type; Chinese falls through to Noto Sans SC, whose two weights serve all five."""
    made = QFont(FAMILIES)
    made.setPixelSize(size_px)
    made.setWeight(QFont.Weight(weight))
    made.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return made


@cache
def figures(size_px: int, weight: int = 400) -> QFont:
    """Answer the house type with figures of one width, for columns and clocks; hyphens get wide with them."""
    made = QFont(font(size_px, weight))
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


@cache
def load_fonts() -> tuple[str, ...]:
    """Hand the shipped faces to Qt once and answer their families, so that every machine shows the same."""
    families: set[str] = set()
    for path in sorted((RESOURCES / "fonts").glob("*.ttf")):
        families.update(QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path))))
    return tuple(sorted(families))


@cache
def style_sheet(wanted: Mode, colour_blind: bool = False) -> str:
    """Answer the style sheet of a look, its tokens filled in."""
    colours = palette_for(wanted, colour_blind)
    sheet = (RESOURCES / "styles" / "packbench.qss").read_text("utf-8")
    for field in fields(colours):
        sheet = sheet.replace(f"@{field.name}@", getattr(colours, field.name))
    return sheet.replace("@marks@", f"{(RESOURCES / 'styles').as_posix()}/{wanted}")


def _qt_palette(colours: Palette) -> QPalette:
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.canvas,
        QPalette.ColorRole.WindowText: colours.ink,
        QPalette.ColorRole.Base: colours.surface,
        QPalette.ColorRole.AlternateBase: colours.raised,
        QPalette.ColorRole.Text: colours.ink,
        QPalette.ColorRole.Button: colours.raised,
        QPalette.ColorRole.ButtonText: colours.ink,
        QPalette.ColorRole.Highlight: colours.selected,
        QPalette.ColorRole.HighlightedText: colours.ink,
        QPalette.ColorRole.PlaceholderText: colours.faint,
        QPalette.ColorRole.ToolTipBase: colours.raised,
        QPalette.ColorRole.ToolTipText: colours.ink,
        QPalette.ColorRole.Link: colours.accent_ink,
        QPalette.ColorRole.Light: colours.line_strong,
        QPalette.ColorRole.Mid: colours.line,
        QPalette.ColorRole.Dark: colours.line,
        QPalette.ColorRole.Shadow: colours.canvas,
    }
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.line_strong))
    return made
