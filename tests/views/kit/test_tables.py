"""Tables: a true length at once, pages as they are seen, stale answers dropped, widths remembered."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, QSettings, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.views.kit.columns import Column
from app.views.kit.paged_table_model import PAGE_ROWS, PAGES_KEPT_MAX, PagedTableModel, PageWanted, RowsModel
from app.views.kit.table_view import LineTable, TableView
from app.views.verdict import Tone

COLUMNS = (
    Column("number", "Order", 120, lambda row: f"P01-{row}", sortable=True),
    Column("state", "Orders", 90, lambda row: "packed", tone=lambda row: Tone.GOOD, badge=True, stretch=True),
)


class Source:
    """A source of plain numbers that answers when told to."""

    def __init__(self, length: int, offset: int = 0, at_once: bool = True) -> None:
        self.length, self.offset, self.at_once = length, offset, at_once
        self.wanted: list[PageWanted] = []
        self.held: list[Callable[[], None]] = []

    def count(self, on_done: Callable[[int], None]) -> None:
        on_done(self.length)

    def rows(self, wanted: PageWanted, on_done: Callable[[Sequence[Any]], None]) -> None:
        self.wanted.append(wanted)
        page = range(self.offset + wanted.first, self.offset + min(wanted.first + wanted.size, self.length))
        if self.at_once:
            on_done(page)
        else:
            self.held.append(lambda: on_done(page))


def a_model(qtbot: QtBot, source: Source) -> PagedTableModel:
    model = PagedTableModel(COLUMNS)
    with qtbot.waitSignal(model.counted):
        model.set_source(source)
    return model


def a_view(qtbot: QtBot, model: PagedTableModel, settings: QSettings | None = None) -> TableView:
    view = TableView("orders", model, settings)
    model.setParent(view)
    qtbot.addWidget(view)
    view.resize(500, 400)
    with qtbot.waitExposed(view):
        view.show()
    return view


def row(model: PagedTableModel, number: int) -> object:
    return model.row_at(number)


def test_the_row_count_is_true_and_only_what_is_seen_is_asked_for(qtbot: QtBot) -> None:
    source = Source(1_000_000)
    model = a_model(qtbot, source)
    view = a_view(qtbot, model)
    qtbot.waitUntil(lambda: row(model, 0) == 0)
    assert model.rowCount() == 1_000_000
    assert {wanted.first for wanted in source.wanted} == {0}
    view.choose(500_000)
    qtbot.waitUntil(lambda: row(model, 500_000) == 500_000)
    assert len(source.wanted) <= 4
    assert view.current_row() == 500_000


def test_the_answer_to_an_old_question_is_dropped(qtbot: QtBot) -> None:
    slow = Source(300, at_once=False)
    model = a_model(qtbot, slow)
    assert row(model, 0) is None
    with qtbot.waitSignal(model.counted):
        model.set_source(Source(200, offset=1000))
    qtbot.waitUntil(lambda: row(model, 0) == 1000)
    slow.held[0]()
    qtbot.wait(20)
    assert row(model, 0) == 1000
    assert model.rowCount() == 200


def test_an_answer_from_another_thread_arrives_on_this_one(qtbot: QtBot) -> None:
    source = Source(300, at_once=False)
    model = a_model(qtbot, source)
    assert row(model, 0) is None
    worker = threading.Thread(target=source.held[0])
    worker.start()
    worker.join()
    assert row(model, 0) is None
    qtbot.waitUntil(lambda: row(model, 0) == 0)


def test_a_page_is_asked_for_once_and_old_pages_are_let_go(qtbot: QtBot) -> None:
    source = Source(1_000_000)
    model = a_model(qtbot, source)
    for _ in range(3):
        row(model, 5)
    assert len(source.wanted) == 1
    for page in range(PAGES_KEPT_MAX + 10):
        row(model, page * PAGE_ROWS)
    qtbot.waitUntil(lambda: len(model._pages) == PAGES_KEPT_MAX)


def test_a_refresh_keeps_the_old_rows_until_the_new_ones_are_here(qtbot: QtBot) -> None:
    source = Source(150)
    model = a_model(qtbot, source)
    row(model, 0)
    qtbot.waitUntil(lambda: row(model, 0) == 0)
    source.at_once, source.offset, source.length = False, 7, 140
    with qtbot.waitSignal(model.counted):
        model.refresh()
    assert (row(model, 0), model.rowCount()) == (0, 140)
    source.held[0]()
    qtbot.waitUntil(lambda: row(model, 0) == 7)


def test_a_click_on_a_title_asks_for_another_order(qtbot: QtBot) -> None:
    source = Source(150)
    model = a_model(qtbot, source)
    view = a_view(qtbot, model)
    view.horizontalHeader().setSortIndicator(0, Qt.SortOrder.DescendingOrder)
    row(model, 0)
    assert (source.wanted[-1].sort, source.wanted[-1].descending) == ("number", True)
    asked = len(source.wanted)
    view.horizontalHeader().setSortIndicator(1, Qt.SortOrder.DescendingOrder)
    row(model, 0)
    assert {wanted.sort for wanted in source.wanted[asked:]} <= {"number"}


def test_the_models_keep_qt_s_rules(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    lines = RowsModel(COLUMNS)
    qtmodeltester.check(lines)
    lines.set_rows([1, 2, 3])
    lines.set_rows([1])
    qtmodeltester.check(a_model(qtbot, Source(250)))
    assert lines.row_at(0) == 1
    assert lines.row_at(1) is None
    assert lines.rowCount(lines.index(0, 0)) == 0
    assert lines.data(QModelIndex()) is None


def test_enter_opens_the_row_and_letters_stay_the_page_s_keys(qtbot: QtBot) -> None:
    table = LineTable("lines", COLUMNS)
    qtbot.addWidget(table)
    table.show_rows([41, 42])
    table.choose(1)
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [42]
    qtbot.keyClick(table, Qt.Key.Key_P)
    assert table.current_row() == 42


def test_the_cursor_stays_on_its_line_when_lines_come_and_go(qtbot: QtBot) -> None:
    table = LineTable("lines", COLUMNS)
    qtbot.addWidget(table)
    table.show_rows([1, 2, 3])
    table.choose(1)
    table.show_rows([1, 20, 3, 4])
    assert table.current_row() == 20


def test_columns_remember_their_widths(qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "screen.ini"), QSettings.Format.IniFormat)
    view = a_view(qtbot, a_model(qtbot, Source(3)), settings)
    view.horizontalHeader().resizeSection(0, 222)
    view.save_widths()
    again = QSettings(str(tmp_path / "screen.ini"), QSettings.Format.IniFormat)
    assert a_view(qtbot, a_model(qtbot, Source(3)), again).columnWidth(0) == 222


def test_no_title_is_cut_off(qtbot: QtBot) -> None:
    narrow = (Column("sum", "Order desk", 10, str, right=True), Column("name", "Orders", 10, str, stretch=True))
    table = LineTable("narrow", narrow)
    qtbot.addWidget(table)
    assert table.columnWidth(0) > 100
