"""The print centre with real folders and listeners as printers: what is shown is what is printed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.background.printers import Printers
from app.config import Config
from app.operations.print_centre import page_of, print_again, queue
from app.printing.documents import CommandSheet, LocationLabel, ProductLabel
from app.printing.preview import page_text
from app.views.print_centre_view import PrintCentreView
from app.views.print_run import AT_ONCE
from app.views.reason_dialog import ReasonDialog
from tests.builders import LAMP, LAMP_CODE, SUPERVISOR, TEA_CODE
from tests.views.desks import Window, a_desk, a_window


@dataclass
class Room:
    """The print centre in a window, and the folders its printers write to."""

    window: Window
    printers: Printers
    folder: Path

    @property
    def page(self) -> PrintCentreView:
        page = self.window.shell.page
        assert isinstance(page, PrintCentreView)
        return page

    def printed(self, role: str = "label") -> list[Path]:
        return sorted((self.folder / "printed" / role).glob("[0-9]*.pdf"))


@pytest.fixture
def room(qtbot: QtBot, tmp_path: Path) -> Iterator[Room]:
    with a_desk(tmp_path) as desk:
        printers = Printers(desk, Config(store=str(tmp_path / "store.sqlite")))
        desk.station.paper_language = "en"
        printers.start()
        try:
            with a_window(qtbot, desk, lambda: PrintCentreView(desk, printers)) as window:
                yield Room(window, printers, tmp_path)
        finally:
            printers.stop()


def test_scanned_products_get_labels_in_the_copies_asked_for(room: Room) -> None:
    page = room.page
    room.window.scan(LAMP_CODE)
    room.window.until(lambda: page.products.goods)
    room.window.scan(TEA_CODE)
    room.window.until(lambda: len(page.products.goods) == 2)
    page.products.copies.set_value(3)
    assert page.print.text() == "Print 4 labels"
    room.window.press(Qt.Key.Key_Return, control=True)
    room.window.until(lambda: len(room.printed()) == 4 and not page.run.is_running)
    assert LAMP in page_text(room.printed()[0].read_bytes())
    room.window.until(lambda: page.queue.rows.rowCount() == 4)


def test_the_preview_is_the_very_page_that_is_printed(room: Room) -> None:
    page = room.page
    room.window.scan("A-01-2")
    room.window.until(lambda: page.preview.sheet.picture is not None and page.preview.shown is not None)
    shown = page.preview.shown
    assert shown == LocationLabel("en", "A-01-2", "A")
    picture = page.preview.sheet.picture
    assert picture is not None
    assert abs(picture.width() / picture.height() - 2.0) < 0.02
    page.begin()
    room.window.until(lambda: len(room.printed()) == 1)
    image, pages, size = page_of(None, shown, 0, 100)
    assert (pages, size) == (1, (100.0, 50.0))
    assert page_text(room.printed()[0].read_bytes()).count("A-01-2") == 2
    assert image.width == 394


def test_a_range_that_holds_nothing_says_so_at_its_field(room: Room) -> None:
    page = room.page
    page.open("totes")
    room.window.until(lambda: page.print.text() == "Print 8 labels")
    page.totes.set_range("T-0008", "T-0002")
    room.window.until(lambda: "before the beginning" in page.totes.last_field.message.text)
    assert not page.print.isEnabled()


def test_a_whole_aisle_is_one_choice(room: Room) -> None:
    page = room.page
    page.open("locations")
    room.window.until(lambda: page.locations.aisle.count() > 0)
    page.locations.aisle.activated.emit(0)
    room.window.until(lambda: page.locations.count.text() == "3 labels")
    assert [label.location for label in page.locations.documents("en")] == ["A-01-1", "A-01-2", "A-01-3"]  # type: ignore[union-attr]


def test_a_command_sheet_is_for_a_role_and_a_language_and_goes_to_the_paper_printer(room: Room) -> None:
    page = room.page
    page.open("commands")
    page.commands.choices.buttons["picker"].click()
    page.lang.buttons["zh_CN"].click()
    shown = page.preview.shown
    assert isinstance(shown, CommandSheet)
    assert (shown.role, shown.lang) == ("picker", "zh_CN")
    page.begin()
    room.window.until(lambda: len(room.printed("paper")) == 1)


def test_badges_are_printed_for_those_who_are_marked(room: Room) -> None:
    page = room.page
    page.open("badges")
    room.window.until(lambda: page.badges.rows.rowCount() == 6)
    assert page.print.text() == "Print 0 labels"
    page.badges.all.click()
    assert page.print.text() == "Print 6 labels"


def test_a_long_order_can_be_stopped_and_what_was_not_queued_is_not_printed(room: Room) -> None:
    page = room.page
    room.window.scan(LAMP_CODE)
    room.window.until(lambda: page.products.goods)
    page.products.copies.set_value(400)
    page.begin()
    room.window.until(lambda: room.printed())
    assert page.stop.isVisible()
    page.stop.click()
    room.window.until(lambda: not page.run.is_running)
    assert AT_ONCE <= len(room.printed()) < 400
    assert page.said.text.startswith("Stopped")

    def states() -> set[str]:
        with room.window.desk.station.store.reader() as connection:
            return {job.state for job in queue(connection)}

    room.window.until(lambda: states() == {"done"})  # the last one is on paper before it is ticked off


def test_a_printer_in_trouble_is_told_with_its_remedy_and_tried_again(room: Room) -> None:
    (room.folder / "printed").mkdir(exist_ok=True)
    blocked = room.folder / "blocked"
    blocked.write_bytes(b"a file where a folder should be")
    room.printers.use(Config(store=str(room.folder / "store.sqlite"), label_printer=f"folder:{blocked}"))
    page = room.page
    room.window.until(lambda: page.queue.printers["label"].state.text == "Not ready")
    room.window.scan("A-01-2")
    room.window.until(lambda: page.print.isEnabled())
    page.begin()
    room.window.until(lambda: page.queue.rows.rowCount() == 1 and "Cannot write" in page.queue.help.text())
    assert page.queue.retry.isEnabled()
    blocked.unlink()
    room.window.press(Qt.Key.Key_F5)
    room.window.until(lambda: list(blocked.glob("*.zpl")))
    room.window.until(lambda: not page.run.is_running)


def test_printing_again_asks_why_and_keeps_the_reason(room: Room) -> None:
    page = room.page
    room.window.scan("A-01-2")
    room.window.until(lambda: page.print.isEnabled())
    page.begin()
    room.window.until(lambda: page.queue.rows.rowCount() == 1 and page.queue.chosen() is not None)
    room.window.press(Qt.Key.Key_F6)
    dialog = room.window.dialog()
    assert isinstance(dialog, ReasonDialog)
    dialog.answer("do")
    assert "why" in dialog.field.message.text
    dialog.usual.buttons["0"].click()
    dialog.answer("do")
    room.window.until(lambda: len(room.printed()) == 2)
    with room.window.desk.station.store.reader() as connection:
        newest, first = queue(connection)
    assert (newest.reason, newest.reprint_of) == ("Damaged", str(first.job_id))


def test_a_reprint_without_a_reason_is_refused(room: Room) -> None:
    outcomes: list[object] = []
    room.window.desk.call(
        lambda: print_again(room.window.desk.station, SUPERVISOR, room.window.desk.station.store.journal.new_id(), " "),
        outcomes.append,
    )
    room.window.until(lambda: outcomes)
    (outcome,) = outcomes
    assert outcome.refused.field == "reason"  # type: ignore[attr-defined]


def test_a_code_without_a_label_is_told(room: Room) -> None:
    room.window.scan("WHAT-IS-THIS")
    room.window.until(lambda: "WHAT-IS-THIS" in room.page.said.text)
    assert not isinstance(room.page.preview.shown, ProductLabel)
