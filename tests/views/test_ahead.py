"""No step that the window takes by itself holds it for long: building, dressing and showing pages go part by part."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from app.background.desk import Desk
from app.background.printers import Printers
from app.clock import thread_busy_s
from app.config import Config
from app.views.ahead import STEP_MS_MAX, Ahead
from app.views.curtain import Curtain
from app.views.kit.card import Card, Label
from app.views.order_board_view import OrderBoardView
from app.views.order_entry_view import OrderEntryView
from app.views.page import Page
from app.views.print_centre_view import FORMS, PrintCentreView
from app.views.rehearsal import rehearsed
from app.views.stock_view import LISTS, StockView
from app.views.theme import style_sheet
from app.views.wardrobe import PART_WIDGETS_MAX, dressing, parts
from tests.views.desks import a_desk

STEP_CPU_S_MAX = 0.06
"""Five times what the largest step takes on a quiet machine: only work that is no longer in steps goes beyond."""


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with a_desk(tmp_path) as opened:
        yield opened


def longest(steps: Iterator[None]) -> float:
    """Go through the steps; answer what the longest computed, in seconds."""
    found, before = 0.0, thread_busy_s()
    for _ in steps:
        found, before = max(found, thread_busy_s() - before), thread_busy_s()
    return found


def large_pages(desk: Desk) -> list[Page]:
    printers = Printers(desk, Config())
    return [StockView(desk), PrintCentreView(desk, printers), OrderEntryView(desk), OrderBoardView(desk)]


def test_each_step_of_building_and_dressing_a_page_is_short(qtbot: QtBot, desk: Desk) -> None:
    for page in large_pages(desk):
        qtbot.addWidget(page)
        page.retranslate()
        assert longest(page.ahead()) < STEP_CPU_S_MAX
        assert longest(dressing(page, "dark", colour_blind=False)) < STEP_CPU_S_MAX
    assert longest(rehearsed()) < STEP_CPU_S_MAX


def test_what_is_built_ahead_is_not_built_again(qtbot: QtBot, desk: Desk) -> None:
    stock, papers = StockView(desk), PrintCentreView(desk, Printers(desk, Config()))
    for page in (stock, papers):
        qtbot.addWidget(page)
        assert list(page.ahead())
    tables, forms = list(stock.tables.values()), papers.stack.count()
    assert [stock.table(key) for key in LISTS] == tables
    papers.open("badges")
    assert (papers.stack.count(), forms) == (len(FORMS), len(FORMS))


def test_a_large_page_wears_its_sheets_in_parts_and_each_part_one_look(qtbot: QtBot, desk: Desk) -> None:
    page = StockView(desk)
    qtbot.addWidget(page)
    list(page.ahead())
    for look in ("light", "dark"):
        steps = list(dressing(page, look, colour_blind=False))
        assert len(steps) == len(parts(page)) > 1
        assert {part.styleSheet() for part in parts(page)} == {style_sheet(look)}
    assert not page.styleSheet()
    assert not list(dressing(page, "dark", colour_blind=False))


def test_a_small_page_wears_its_sheet_itself(qtbot: QtBot) -> None:
    page = Page()
    qtbot.addWidget(page)
    row = QHBoxLayout(page)
    for _ in range(PART_WIDGETS_MAX):
        row.addWidget(QLabel())
    assert parts(page) == [page]
    list(dressing(page, "light", colour_blind=False))
    row.addWidget(QLabel())
    assert parts(page) == [page]


def test_small_steps_go_together_and_large_ones_apart(qtbot: QtBot) -> None:
    def steps() -> Iterator[None]:
        for _ in range(50):
            yield
        before = thread_busy_s()
        while thread_busy_s() - before < 2 * STEP_MS_MAX / 1000:
            pass
        yield
        yield

    owner = QObject()
    walk, turns = Ahead(steps(), owner), []
    walk._timer.timeout.connect(lambda: turns.append(walk.is_done))
    with qtbot.waitSignal(walk.done):
        walk.start()
    assert 2 <= len(turns) < 10


def a_stage(qtbot: QtBot, *cards: Card) -> tuple[QWidget, QStackedWidget, QWidget]:
    """The window, a stage in it with an empty page in front, and a page of cards behind that."""
    window, page = QWidget(), QWidget()
    qtbot.addWidget(window)
    stage = QStackedWidget(window)
    stage.resize(800, 600)
    row = QHBoxLayout(page)
    for card in cards:
        card.body.addWidget(Label("x"))
        row.addWidget(card)
    stage.addWidget(QWidget())
    stage.addWidget(page)
    with qtbot.waitExposed(window):
        window.show()
    return window, stage, page


def test_a_page_counts_at_once_and_its_parts_come_into_view_one_after_the_other(qtbot: QtBot) -> None:
    cards = [Card(), Card()]
    _window, stage, page = a_stage(qtbot, *cards)
    curtain = Curtain(stage)
    curtain.draw()
    stage.setCurrentWidget(page)
    curtain.rise(page, dressing(page, "dark", colour_blind=False))
    assert not stage.updatesEnabled()
    assert stage.currentWidget() is page
    qtbot.waitUntil(lambda: stage.updatesEnabled() and all(card.updatesEnabled() for card in cards))


def test_a_curtain_that_is_drawn_anew_leaves_nothing_covered(qtbot: QtBot) -> None:
    card = Card()
    _window, stage, page = a_stage(qtbot, card)
    curtain = Curtain(stage)
    curtain.draw()
    curtain.rise(page, iter(()))
    card.setUpdatesEnabled(False)
    curtain._covered = [card]
    curtain.draw()
    curtain.open()
    assert stage.updatesEnabled()
    assert card.updatesEnabled()
