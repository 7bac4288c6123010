"""The verdict panel and the prompt card: painted before they return, held while wrong, heard after they are seen."""

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.refusals import Reason, Refused
from app.views import words
from app.views.kit.drawing import fitted, width_of
from app.views.kit.prompt_card import GOOD_SHOWN_MS, PromptCard
from app.views.kit.verdict_panel import VerdictPanel
from app.views.prompt import Prompt
from app.views.theme import palette, palette_for
from app.views.verdict import Sound, Tone, Verdict

GOOD = words.done(words.Done.SCANNED, "JC-1001", "2 / 3")
WRONG = words.refused(Refused(Reason.NOT_IN_WORK, expected="JC-1001", read="CW-0330"))
ASKING = words.refused(Refused(Reason.NEEDS_LOT))


def shown(qtbot: QtBot, widget: QWidget) -> QWidget:
    qtbot.addWidget(widget)
    widget.resize(900, 320)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def ground(widget: QWidget) -> str:
    """Answer the colour of the panel where no symbol or word stands."""
    return QColor(widget.grab().toImage().pixel(widget.width() // 2, 8)).name().upper()


def test_a_verdict_is_painted_before_the_call_returns_and_heard_after(qtbot: QtBot) -> None:
    order: list[str] = []
    panel = VerdictPanel(play=lambda sound: order.append(sound.value))
    shown(qtbot, panel)
    panel.painted.connect(lambda: order.append("painted"))
    panel.show_verdict(GOOD)
    assert order == ["painted", "good"]


@pytest.mark.parametrize("verdict", [GOOD, WRONG, ASKING])
def test_the_whole_panel_has_the_ground_of_the_verdict(qtbot: QtBot, verdict: Verdict) -> None:
    panel = VerdictPanel()
    shown(qtbot, panel)
    panel.show_verdict(verdict)
    colours = palette()
    grounds = {
        Tone.GOOD: colours.good_panel,
        Tone.WRONG: colours.wrong_panel,
        Tone.ATTENTION: colours.attention_panel,
    }
    assert ground(panel) == grounds[verdict.tone]


def test_a_wrong_scan_is_held_until_it_is_noticed(qtbot: QtBot) -> None:
    """Rule D2: an error is acknowledged; what was expected and read stands on the panel until then."""
    panel = VerdictPanel()
    shown(qtbot, panel)
    panel.show_verdict(WRONG)
    assert panel.is_held
    assert "JC-1001" in panel.accessibleDescription()
    with qtbot.waitSignal(panel.acknowledged):
        assert panel.acknowledge()
    assert not panel.is_held
    assert panel.verdict is None
    assert not panel.acknowledge()


def test_a_click_acknowledges_too(qtbot: QtBot) -> None:
    from PySide6.QtCore import Qt

    panel = VerdictPanel()
    shown(qtbot, panel)
    panel.show_verdict(WRONG)
    qtbot.mouseClick(panel, Qt.MouseButton.LeftButton)
    assert not panel.is_held


def test_a_good_verdict_does_not_hold_anything_back(qtbot: QtBot) -> None:
    panel = VerdictPanel()
    panel.show_verdict(GOOD)
    assert not panel.is_held
    qtbot.addWidget(panel)


def test_the_panel_says_what_to_scan_while_there_is_no_verdict(qtbot: QtBot) -> None:
    panel = VerdictPanel()
    shown(qtbot, panel)
    panel.show_prompt("Scan an item")
    assert panel.accessibleName() == "Scan an item"
    assert ground(panel) == palette().surface


def test_a_prompt_card_shows_the_next_prompt_on_green_for_a_moment(qtbot: QtBot) -> None:
    heard: list[Sound] = []
    card = PromptCard(heard.append)
    shown(qtbot, card)
    card.show_verdict(GOOD, Prompt("Go to", "A-07-3", "Scan the location", "3"))
    assert heard == [Sound.GOOD]
    assert "A-07-3" in card.accessibleName()
    assert ground(card) == palette().good_panel
    qtbot.waitUntil(lambda: ground(card) == palette().surface, timeout=GOOD_SHOWN_MS + 2000)


def test_a_wrong_scan_covers_the_prompt_until_it_is_noticed(qtbot: QtBot) -> None:
    card = PromptCard()
    shown(qtbot, card)
    card.show_verdict(GOOD)
    card.show_verdict(WRONG)
    qtbot.wait(GOOD_SHOWN_MS + 200)
    assert card.is_held
    assert ground(card) == palette().wrong_panel
    assert card.acknowledge()
    assert ground(card) == palette().surface


def test_figures_shrink_until_they_fit() -> None:
    short, long = fitted("A-07-3", 190, 600), fitted("SZ-B-1207-3-44", 190, 600)
    assert short.pixelSize() > long.pixelSize() >= 44
    assert width_of("SZ-B-1207-3-44", long) <= 600


def test_no_verdict_looks_like_another_for_the_colour_blind() -> None:
    colours = palette_for("dark", colour_blind=True)
    assert len({colours.good_panel, colours.wrong_panel, colours.attention_panel}) == 3
