"""What can be done to the order in view: hold, lift, cancel, print again; each asks what it must and names its act.

The rules stand in the operations; here stand the questions, and who may ask them.
"""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.background.desk import Desk
from app.language import later, ntr, tr
from app.models.orders import RUNGS, HoldReason, Stage
from app.models.people import Right, Worker
from app.models.refusals import Reason, Refused
from app.models.shipments import ShipmentState
from app.operations.order_board import OrderDetail
from app.operations.order_desk import units_off_shelf
from app.operations.orders import cancel_order, hold_order, lift_hold
from app.operations.papers import print_again
from app.operations.pick_sheets import print_pick_sheet
from app.operations.station import Outcome
from app.views.choice_dialog import Choice, ChoiceDialog
from app.views.desk_words import hold_word
from app.views.kit.dialog import Action, Dialog
from app.views.kit.field_message import Field
from app.views.order_detail import standing
from app.views.words import field_sentence

HOLDS_OFFERED: Final = (
    HoldReason.ADDRESS_IN_DOUBT, HoldReason.PRICE_WRONG, HoldReason.NO_STOCK, HoldReason.REFUND_ASKED,
    HoldReason.WAITING_TO_MERGE, HoldReason.CREDIT_REFUSED, HoldReason.PRODUCT_NOT_MATCHED, HoldReason.REMARK,
    HoldReason.OTHER,
)  # fmt: skip
_PRINT_REASONS: Final = (later("Printer jammed"), later("Paper damaged"), later("Paper lost"))
_TO_PICK: Final = frozenset({ShipmentState.ACCEPTED, ShipmentState.PICKING})
_OVER: Final = frozenset({Stage.CANCELLED, Stage.SHIPPED})
PICK_LIST: Final = "pick list"


class OrderActs(QObject):
    """The acts on one order. `said` tells a sentence and whether it is a refusal; `done` that the order has changed."""

    said = Signal(str, bool)
    done = Signal()

    def __init__(self, desk: Desk, window: Callable[[], QWidget], worker: Callable[[], Worker | None]) -> None:
        super().__init__()
        self._desk, self._window, self._worker = desk, window, worker

    def may(self, right: Right) -> bool:
        """Whether the worker at the desk has a right; nobody has none."""
        worker = self._worker()
        return worker is not None and worker.may(right)

    def hold(self, order: OrderDetail) -> None:
        """Ask for the reason, then stop the order."""
        if self._refused_right(Right.ENTER_ORDERS):
            return
        stands = {each.reason for each in standing(order)}
        choices = [Choice(reason, hold_word(reason)) for reason in HOLDS_OFFERED if reason not in stands]
        text = tr("It stops until somebody lifts the hold; goods already picked stay where they are.")
        dialog = ChoiceDialog(self._window(), tr("Why hold {number}?").format(number=order.number), text, choices)
        dialog.chosen.connect(lambda key: self._do(hold_order, order.order_id, HoldReason(key)))
        dialog.open()

    def lift(self, order: OrderDetail) -> None:
        """Lift the hold, or ask which one."""
        stands = standing(order)
        if self._refused_right(Right.ENTER_ORDERS) or not stands:
            return
        if len(stands) == 1:
            self._do(lift_hold, order.order_id, stands[0].reason)
            return
        choices = [Choice(each.reason, hold_word(each.reason), each.owner) for each in stands]
        dialog = ChoiceDialog(self._window(), tr("Lift which hold?"), "", choices)
        dialog.chosen.connect(lambda key: self._do(lift_hold, order.order_id, HoldReason(key)))
        dialog.open()

    def cancel(self, order: OrderDetail) -> None:
        """Say what will happen, ask for the reason, then cancel."""
        if self._refused_right(Right.CANCEL_ORDER):
            return

        def ask(off_shelf: int) -> None:
            dialog = CancelDialog(self._window(), order, off_shelf)
            dialog.reason_given.connect(lambda reason: self._do(cancel_order, order.order_id, reason))
            dialog.open()

        self._desk.read(units_off_shelf, order.order_id, done=ask)

    def print_papers(self, order: OrderDetail) -> None:
        """Ask which paper and why, then print it again."""
        choices = [
            Choice(str(each.parcel_id), tr("Label and slip of parcel {n}").format(n=each.parcel_no), each.sscc or "")
            for shipment in order.shipments
            for each in shipment.parcels
            if each.sscc
        ]
        if any(shipment.state in _TO_PICK for shipment in order.shipments):
            choices.append(Choice(PICK_LIST, tr("Pick list")))
        if not choices:
            self.said.emit(tr("There is no paper of this order yet."), True)
            return
        dialog = ChoiceDialog(self._window(), tr("Print what again?"), order.number, choices)
        dialog.chosen.connect(lambda key: self._ask_why(order, key))
        dialog.open()

    def _ask_why(self, order: OrderDetail, paper: str) -> None:
        choices = [Choice(reason, tr(reason)) for reason in _PRINT_REASONS]
        dialog = ChoiceDialog(self._window(), tr("Why is it printed again?"), tr("The reason is kept."), choices)
        dialog.chosen.connect(lambda reason: self._print(order, paper, reason))
        dialog.open()

    def _print(self, order: OrderDetail, paper: str, reason: str) -> None:
        if paper == PICK_LIST:
            ids = tuple(each.shipment_id for each in order.shipments if each.state in _TO_PICK)
            self._do(print_pick_sheet, order.number, ids, reason, said=tr("It is printing."))
        else:
            self._do(print_again, UUID(paper), reason, said=tr("It is printing."))

    def _refused_right(self, right: Right) -> bool:
        if self.may(right):
            return False
        self.said.emit(field_sentence(Refused(Reason.NOT_ALLOWED)), True)
        return True

    def _do(self, operation: Callable[..., Outcome], *arguments: Any, said: str = "") -> None:
        def answered(outcome: Outcome) -> None:
            if outcome.refused is not None:
                self.said.emit(field_sentence(outcome.refused), True)
            else:
                self.said.emit(said, False)
            self.done.emit()

        self._desk.do(operation, *arguments, done=answered)


def may_cancel(order: OrderDetail) -> bool:
    """Whether cancelling is worth asking for."""
    return order.stage not in _OVER


def cancel_consequences(order: OrderDetail, picked: int) -> str:
    """Say what a cancellation will do with promises, allocations and the units off their shelf (Rule B6)."""
    promised, released = (sum(line.rungs[RUNGS.index(rung)] for line in order.lines) for rung in RUNGS[1:3])
    parts = []
    if promised - released > 0:
        n = promised - released
        parts.append(ntr("{n} promised unit is freed.", "{n} promised units are freed.", n))
    if released - picked > 0:
        n = released - picked
        parts.append(ntr("{n} unit is taken off the pick list.", "{n} units are taken off the pick list.", n))
    if picked:
        parts.append(
            ntr("{n} picked unit must be put back by hand.", "{n} picked units must be put back by hand.", picked)
        )
    return " ".join(parts) or tr("Nothing was promised; nothing has to be moved.")


class CancelDialog(Dialog):
    """Asks for the reason of a cancellation; `reason_given` tells it."""

    reason_given = Signal(str)

    def __init__(self, parent: QWidget, order: OrderDetail, off_shelf: int) -> None:
        actions = (
            Action("keep", tr("Keep the order"), cancels=True),
            Action("cancel", tr("Cancel order"), "danger"),
        )
        title = tr("Cancel {number}?").format(number=order.number)
        super().__init__(parent, title, cancel_consequences(order, off_shelf), actions)
        self.edit = QLineEdit()
        self.edit.setMaxLength(200)
        self.field = Field(self.edit, tr("Reason"))
        self.body.addWidget(self.field)
        self.edit.textEdited.connect(self.field.message.clear)
        self.edit.setFocus()

    def may_answer(self, key: str) -> bool:
        if key != "cancel":
            return True
        if not self.edit.text().strip():
            self.field.message.say(field_sentence(Refused(Reason.NEEDS_REASON)))
            return False
        self.reason_given.emit(self.edit.text().strip())
        return True
