"""The open drafts of a clerk: the one in hand and those laid aside, as the store keeps them."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.background.desk import Desk
from app.language import tr
from app.operations.order_desk import ResumedDraft, open_drafts
from app.operations.orders import drop_draft
from app.views.entry_draft import EntryDraft
from app.views.kit.dialog import Action, Dialog


class EntryDrafts(QObject):
    """Knows the open drafts. `told` comes with the draft to take up, or None; `dropped` after one was discarded."""

    told = Signal(object)
    dropped = Signal()

    def __init__(self, desk: Desk, entry: EntryDraft) -> None:
        super().__init__()
        self._desk, self._entry = desk, entry
        self._known: list[ResumedDraft] = []

    def others(self) -> list[ResumedDraft]:
        """The drafts laid aside, the newest first."""
        return [each for each in self._known if each.draft.draft_id != self._entry.draft.draft_id]

    def ask(self, resume: bool) -> None:
        """Read the drafts anew; with `resume` the newest is offered to be taken up."""

        def know(drafts: list[ResumedDraft]) -> None:
            self._known = drafts
            self.told.emit(drafts[0] if resume and drafts else None)

        # After what waits on the store thread, so that a draft just saved or dropped is told as it is.
        self._desk.call(lambda: None, lambda _: self._desk.read(open_drafts, self._desk.author.worker, done=know))

    def ask_discard(self, window: QWidget) -> None:
        """Ask whether the order in hand shall be thrown away."""
        actions = (Action("keep", tr("Keep it"), cancels=True), Action("drop", tr("Discard draft"), "danger"))
        text = tr("Its lines are gone then. Nothing was promised yet.")
        dialog = Dialog(window, tr("Discard this draft?"), text, actions)
        dialog.answered.connect(self._discard)
        dialog.open()

    def _discard(self, answer: str) -> None:
        if answer == "drop":
            self._desk.do(drop_draft, self._entry.draft.draft_id, done=lambda _: self.ask(resume=False))
            self.dropped.emit()
