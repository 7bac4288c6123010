"""A desk screen in a real window over a real store with a searchable catalog; typed as on a keyboard."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.background.desk import Desk
from app.clock import FixedClock
from app.models.orders import Customer, OrderDraft
from app.operations.orders import PlacedOrder, place_order
from app.operations.station import Author, Station
from app.store import catalog
from app.store.search import index_products
from app.views import address_form, choice_dialog, entry_preview, order_board_view
from app.views.kit.dialog import TYPED_GAP_MS_MIN
from app.views.page import Page
from tests import builders
from tests.views.floor_window import Window

# Under load a chain of pauses takes longer; what has not come after some seconds never comes.
RESTS_MAX = 30
# The pauses after which a screen asks are for people; here they are short, so that a rest after each key is short too.
PAUSES = (
    (address_form, "SPLIT_AFTER_MS"),
    (choice_dialog, "SETTLED_MS"),
    (entry_preview, "ASKED_AFTER_MS"),
    (order_board_view, "TYPED_AFTER_MS"),
    (order_board_view, "RESTS_AFTER_MS"),
    (order_board_view, "COUNTED_AFTER_MS"),
)
PAUSE_MS, REST_MS = 8, TYPED_GAP_MS_MIN + 10
CONTROL = Qt.KeyboardModifier.ControlModifier


@contextmanager
def a_shop(folder: Path, clock: FixedClock | None = None) -> Iterator[Station]:
    """A stocked station whose products can be searched."""
    with builders.a_stocked_station(folder, clock) as station:
        make_searchable(station)
        yield station


def make_searchable(station: Station) -> None:
    """Index what `builders.furnish` has put into the catalog; the lamp sells best."""
    with station.store.unit() as unit:
        assert unit.one(catalog.product, builders.LAMP) is not None
        ranked = [replace(each, popularity=100 - at) for at, each in enumerate(builders.products())]
        index_products(unit.connection, ranked)


def place(station: Station, customer: Customer, *wanted: tuple[str, int], **changes: object) -> PlacedOrder:
    """Place an order through the operation."""
    draft: OrderDraft = builders.a_draft(customer, *wanted, **changes)
    outcome = place_order(station, builders.CLERK, draft)
    assert outcome.refused is None
    placed: PlacedOrder = outcome.work
    return placed


class DeskWindow(Window):
    """One desk screen in the shell."""

    def __init__(self, station: Station, key: str, make: Callable[[Desk], Page]) -> None:
        super().__init__(station, key, lambda desk, _play: make(desk))

    def press(self, *keys: str | Qt.Key | tuple[Qt.Key, Qt.KeyboardModifier]) -> None:
        """Type texts and press keys where the focus is; a pair is a key with a modifier."""
        for key in keys:
            target = QApplication.activeModalWidget() or self.shell
            aimed = target.focusWidget() or target
            if isinstance(key, tuple):
                QTest.keyClick(aimed, *key)
            elif isinstance(key, str):
                QTest.keyClicks(aimed, key)
            else:
                QTest.keyClick(aimed, key)
            self.rest()

    def rest(self) -> None:
        """Wait until the hand has rested: what is asked after a pause is asked and answered."""
        QTest.qWait(REST_MS)
        self.settle()

    def until(self, holds: Callable[[], bool]) -> None:
        """Rest until something holds that takes several pauses: a filter, its rows, the order they lead to."""
        for _ in range(RESTS_MAX):
            self.rest()
            if holds():
                return
        raise AssertionError("it does not come to hold")

    def sign_in(self, author: Author = builders.CLERK) -> Page:
        page = self.enter(author)
        self.rest()
        return page


@contextmanager
def a_desk(station: Station, key: str, make: Callable[[Desk], Page]) -> Iterator[DeskWindow]:
    """Open a desk screen that waits for no slow hand, and close it with everything it asked for done."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name in PAUSES:
            patch.setattr(module, name, PAUSE_MS)
        window = DeskWindow(station, key, make)
        try:
            yield window
        finally:
            window.close()
