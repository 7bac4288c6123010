"""Orders: drafts, customers, placing with the promise, holds and cancellation. Each function is one act.

Each asks first whether the author may do it: the screens show a worker only what the role may, but a rule that stands
in a screen alone is passed by the next screen.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.models.allocation import Want
from app.models.catalog import ProductStatus
from app.models.order_entry import check_customer, check_order, local_number
from app.models.orders import (
    ORDER_LIFE,
    Customer,
    CustomerAdded,
    DraftDropped,
    DraftSaved,
    HoldLifted,
    HoldPlaced,
    HoldReason,
    OrderCancelled,
    OrderConfirmed,
    OrderDraft,
    OrderEntered,
    OrderState,
    PostalAddress,
)
from app.models.people import Right
from app.models.refusals import Reason, Refused
from app.operations.people import allowed
from app.operations.pinyin import pinyin_of_name
from app.operations.promises import plan_promise, promise_waiting
from app.operations.station import NUMBERS_RESERVED, Act, Author, Outcome, Station
from app.planning.promise import PromisePlan
from app.store.allocation import shipment
from app.store.order_work import buyer_of, goods_off_shelf, has_left
from app.store.orders import order_line, orders
from app.store.promise_work import goods_to_promise

HOLD_HOURS = 24
"""A hold is looked at again within a day."""


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """What the clerk reads to the caller: the local number, and what was promised."""

    order_id: UUID
    number: str
    amount: int
    plan: PromisePlan


def save_draft(station: Station, author: Author, content: OrderDraft) -> Outcome:
    """Keep an order while it is typed; each call replaces the one before."""
    with station.act(author) as act:
        act.settle(allowed(act, Right.ENTER_ORDERS) or (DraftSaved(content),))
        return act.outcome(content)


def drop_draft(station: Station, author: Author, draft_id: UUID) -> Outcome:
    """The caller changed his mind."""
    with station.act(author) as act:
        act.settle(allowed(act, Right.ENTER_ORDERS) or (DraftDropped(draft_id),))
        return act.outcome()


def add_customer(station: Station, author: Author, name: str, phone: str, address: PostalAddress) -> Outcome:
    """Add a caller to the books; `work` is the new `Customer`."""
    with station.act(author) as act:
        act.refused = allowed(act, Right.ENTER_ORDERS) or check_customer(name, phone, address)
        if act.refused:
            return act.outcome()
        pinyin, initials = pinyin_of_name(name)
        new = Customer(act.new_id(), name.strip(), phone.strip(), pinyin, initials, address)
        act.record(CustomerAdded(new))
        return act.outcome(new)


def place_order(station: Station, author: Author, content: OrderDraft) -> Outcome:
    """Check, enter, confirm and promise a draft in one act; `work` is the `PlacedOrder`."""
    with station.act(author) as act:
        goods, free = goods_to_promise(act.unit, (line.sku for line in content.lines))
        known = {sku: ProductStatus(row["status"]) for sku, row in goods.items()}
        buyer = buyer_of(act.unit, content)
        no = allowed(act, Right.ENTER_ORDERS) or check_order(content, buyer is not None, known)
        if buyer is not None and buyer.kept == "":
            no = Refused(Reason.DONE_ALREADY, field="lines")  # the same draft placed twice is one order
        if no is not None or buyer is None or content.address is None:
            act.refused = no
            return act.outcome()
        order_id = act.new_id()
        number = local_number(station.code, act.next_number("order", NUMBERS_RESERVED), order_id)
        currency = goods[content.lines[0].sku]["currency"]
        entered = OrderEntered(
            order_id,
            number,
            "phone",
            buyer.customer_id,
            buyer.name,
            content.address,
            content.lines,
            currency,
            content.note,
            content.priority,
            content.ship_whole,
        )
        plan = _plan(act, content, content.address, free)
        act.record(entered, OrderConfirmed(order_id, plan.promises))
        act.unit.begin_group(shipment, "order_id", order_id)  # release need not look for the shipments of a new order
        if buyer.kept is not None:
            act.record(DraftDropped(content.draft_id))
        return act.outcome(PlacedOrder(order_id, number, sum(line.amount for line in content.lines), plan))


def _plan(act: Act, content: OrderDraft, address: PostalAddress, free: dict[str, dict[str, int]]) -> PromisePlan:
    wants = tuple(Want(line.line_no, line.sku, line.quantity) for line in content.lines)
    return plan_promise(act, wants, (address.country, address.province), content.ship_whole, free)


def hold_order(station: Station, author: Author, order_id: UUID, reason: HoldReason, note: str = "") -> Outcome:
    """Stop an order for a reason, with an owner and a deadline (Rule A3)."""
    with station.act(author) as act:
        row = act.unit.one(orders, order_id)
        no = allowed(act, Right.SEE_ORDERS)
        if no is None and (row is None or row["state"] in (OrderState.CLOSED, OrderState.CANCELLED)):
            no = _why_not(row)
        deadline_at = act.now + timedelta(hours=HOLD_HOURS)
        act.settle(no or (HoldPlaced(order_id, reason, author.worker, deadline_at, note),))
        return act.outcome()


def lift_hold(station: Station, author: Author, order_id: UUID, reason: HoldReason) -> Outcome:
    """Let a held order go on."""
    with station.act(author) as act:
        no = allowed(act, Right.SEE_ORDERS)
        if no is None and act.unit.one(orders, order_id) is None:
            no = Refused(Reason.UNKNOWN_ORDER)
        act.settle(no or (HoldLifted(order_id, reason),))
        return act.outcome()


def cancel_order(station: Station, author: Author, order_id: UUID, reason: str) -> Outcome:
    """Cancel what has not left: frees promises and allocations, asks for picked goods to go back (Rule B6)."""
    with station.act(author) as act:
        row = act.unit.one(orders, order_id)
        if no := allowed(act, Right.CANCEL_ORDER):
            act.refused = no
        elif row is None or not ORDER_LIFE.may(row["state"], OrderState.CANCELLED):
            act.refused = _why_not(row)
        elif not reason.strip():
            act.refused = Refused(Reason.NEEDS_REASON, field="reason")
        elif has_left(act.unit, order_id):
            act.refused = Refused(Reason.PARCEL_GONE, "", row["number"])
        else:
            skus = {line["sku"] for line in act.unit.group(order_line, "order_id", [order_id])}
            act.record(OrderCancelled(order_id, reason, goods_off_shelf(act.unit, order_id)))
            promise_waiting(act, skus)
        return act.outcome()


def _why_not(row: dict[str, Any] | None) -> Refused:
    if row is None:
        return Refused(Reason.UNKNOWN_ORDER)
    reason = Reason.ORDER_CANCELLED if row["state"] == OrderState.CANCELLED else Reason.WRONG_STATE
    return Refused(reason, "", row["number"])
