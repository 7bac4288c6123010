"""The rail and the row of keys keep their buttons: workers and steps of a work take turns at the same ones."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.views.kit.key_bar import KeyBar, KeyButton, KeyHint
from app.views.page import Page, Section
from app.views.rail import Rail, RailButton

DESK, PACKING, STOCK = (Section(key, key.title(), "warehouse", Page) for key in ("desk", "packing", "stock"))


def shown(rail: Rail) -> list[tuple[str, str]]:
    """Answer what can be seen on the rail, from top to bottom."""
    seen = [one for one in rail.findChildren(RailButton) if not one.isHidden()]
    return [(one.section.key, one.accessibleName()) for one in sorted(seen, key=lambda each: each.y())]


def test_workers_take_turns_at_the_same_buttons(qtbot: QtBot) -> None:
    rail = Rail()
    qtbot.addWidget(rail)
    rail.show_sections([PACKING, STOCK])
    before = rail.findChildren(RailButton)
    rail.show_sections([DESK, STOCK])
    assert rail.findChildren(RailButton) == before
    assert shown(rail) == [("desk", "Desk Ctrl+1"), ("stock", "Stock Ctrl+2")]
    rail.show_sections([STOCK])
    assert shown(rail) == [("stock", "Stock Ctrl+1")]
    rail.show_sections([DESK, PACKING, STOCK])
    rail.resize(92, 600)
    rail.layout().activate()  # type: ignore[union-attr]
    assert [key for key, _ in shown(rail)] == ["desk", "packing", "stock"]


def test_a_kept_button_leads_where_it_says(qtbot: QtBot) -> None:
    rail = Rail()
    qtbot.addWidget(rail)
    rail.show_sections([PACKING, STOCK])
    rail.show_sections([DESK, STOCK])
    with qtbot.waitSignal(rail.wanted) as wanted:
        rail.findChildren(RailButton)[0].click()
    assert wanted.args == ["desk"]


@pytest.mark.parametrize("floor", [False, True])
def test_keys_change_on_the_same_buttons(qtbot: QtBot, floor: bool) -> None:
    window, heard = QWidget(), list[str]()
    qtbot.addWidget(window)
    bar = KeyBar(window)
    bar.show_keys([KeyHint("U", "Undo", lambda: heard.append("U")), KeyHint("F2", "Find", lambda: None)], not floor)
    before = bar.findChildren(KeyButton)
    hints = [KeyHint("F9", "Weigh", lambda: heard.append("F9")), KeyHint("Enter", "Close", list, primary=True)]
    bar.show_keys(hints, floor)
    assert [one for one in bar.findChildren(KeyButton) if one in before] == before
    seen = [one for one in bar.findChildren(KeyButton) if not one.isHidden()]
    assert [(one.text(), one.accessibleName()) for one in seen] == [
        ("Weigh", "Weigh (F9)"),
        ("Close", "Close (Enter)"),
    ]
    assert {one.sizeHint().height() for one in seen} == {64 if floor else 44}
    seen[0].click()
    assert heard == ["F9"]
