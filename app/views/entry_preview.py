"""Stock and promise beside the lines while one types: asked once the hand rests, answered on a reader, stale dropped.

The plan is computed exactly as placing will compute it, over what is free at this moment; nothing is promised yet.
"""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.background.desk import Desk
from app.models.orders import OrderDraft
from app.operations.promises import LineOutlook, preview_promise
from app.planning.promise import PromisePlan

# Shorter than the pause between two keys, so that a number typed in one go is asked for once.
ASKED_AFTER_MS: Final = 60


class EntryPreview(QObject):
    """The outlook of the order in hand. `told` tells that a newer one is here."""

    told = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.plan: PromisePlan | None = None
        self.lines: dict[int, LineOutlook] = {}
        self._draft: OrderDraft | None = None
        self._ticket = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ASKED_AFTER_MS)
        self._timer.timeout.connect(self._ask)

    def of(self, draft: OrderDraft) -> None:
        """Look at this order from now on."""
        self._draft = draft
        self._ticket += 1
        self.lines = {no: each for no, each in self.lines.items() if no in {line.line_no for line in draft.lines}}
        if draft.lines:
            self._timer.start()
        else:
            self._timer.stop()
            self.plan, self.lines = None, {}

    def with_quantity(self, draft: OrderDraft, line_no: int, quantity: int) -> None:
        """Look at the order as it would be with another quantity, while that is still being typed."""
        lines = tuple(replace(each, quantity=quantity) if each.line_no == line_no else each for each in draft.lines)
        self.of(replace(draft, lines=lines))

    def stop(self) -> None:
        """Ask no more until the next change."""
        self._timer.stop()
        self._ticket += 1

    def _ask(self) -> None:
        draft, ticket = self._draft, self._ticket
        assert draft is not None

        def answered(answer: tuple[PromisePlan, tuple[LineOutlook, ...]]) -> None:
            if ticket == self._ticket:
                self.plan, self.lines = answer[0], {each.line_no: each for each in answer[1]}
                self.told.emit()

        self._desk.read(
            preview_promise, self._desk.station, draft.lines, draft.address, draft.ship_whole, done=answered
        )
