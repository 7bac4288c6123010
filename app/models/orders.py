"""Orders, their lines, holds and drafts: what a customer wants and how far it has come.

Separate axes, never one status column (Rule A1): the order's own state, holds as a set (Rule A3), counters on each line
(Rule A4); the word a person sees is derived from them by `stage_of`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from app.models.facts import fact
from app.models.lifecycles import Lifecycle


class OrderState(StrEnum):
    """An order's own state (Rule A2); everything else about it is another axis."""

    DRAFT = "draft"
    CHECKED = "checked"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    CANCELLED = "cancelled"


ORDER_LIFE = Lifecycle(
    "order",
    OrderState.DRAFT,
    frozenset(
        {
            (OrderState.DRAFT, OrderState.CHECKED),
            (OrderState.CHECKED, OrderState.DRAFT),  # a check that finds something gives it back to the clerk
            (OrderState.CHECKED, OrderState.CONFIRMED),
            (OrderState.CONFIRMED, OrderState.CLOSED),
            (OrderState.CLOSED, OrderState.CONFIRMED),  # a reversed delivery opens it again (Rule J2)
            (OrderState.DRAFT, OrderState.CANCELLED),
            (OrderState.CHECKED, OrderState.CANCELLED),
            (OrderState.CONFIRMED, OrderState.CANCELLED),
        }
    ),
)


class HoldReason(StrEnum):
    """Exceptions are a set, not a state (Rule A3): each stops the order until lifted."""

    PRODUCT_NOT_MATCHED = "product_not_matched"
    ADDRESS_IN_DOUBT = "address_in_doubt"
    PRICE_WRONG = "price_wrong"
    NO_STOCK = "no_stock"
    REFUND_ASKED = "refund_asked"
    WAITING_TO_MERGE = "waiting_to_merge"
    CREDIT_REFUSED = "credit_refused"
    CHANGED_AFTER_RELEASE = "changed_after_release"
    NO_WAREHOUSE = "no_warehouse"
    CANCELLED_BY_CHANNEL = "cancelled_by_channel"
    REMARK = "remark"
    OTHER = "other"


class Stage(StrEnum):
    """The one word derived for lists (Rule A1): the furthest thing that still has to happen."""

    WAITING = "waiting"
    PROMISED = "promised"
    RELEASED = "released"
    PICKED = "picked"
    PACKED = "packed"
    SHIPPED = "shipped"
    HELD = "held"
    CANCELLED = "cancelled"


RUNGS = ("ordered", "promised", "released", "picked", "packed", "shipped", "delivered")


@dataclass(frozen=True, slots=True)
class Counters:
    """A line's ladder in base units (Rule A4): each rung is at most the one before it."""

    ordered: int
    promised: int = 0
    released: int = 0
    picked: int = 0
    packed: int = 0
    shipped: int = 0
    delivered: int = 0
    cancelled: int = 0
    short: int = 0

    def holds(self) -> bool:
        ladder = [getattr(self, rung) for rung in RUNGS]
        return ladder[-1] >= 0 and all(above >= below for above, below in pairwise(ladder))

    @property
    def wanted(self) -> int:
        """What is still wanted of this line: ordered less cancelled."""
        return self.ordered - self.cancelled


def stage_of(state: OrderState, held: bool, lines: tuple[Counters, ...]) -> Stage:
    """Derive the word for an order; an order is as far as its least advanced wanted line."""
    if state is OrderState.CANCELLED:
        return Stage.CANCELLED
    if held:
        return Stage.HELD
    open_lines = [line for line in lines if line.wanted > 0]
    if not open_lines:
        return Stage.CANCELLED
    for rung, stage in (
        ("shipped", Stage.SHIPPED),
        ("packed", Stage.PACKED),
        ("picked", Stage.PICKED),
        ("released", Stage.RELEASED),
        ("promised", Stage.PROMISED),
    ):
        if all(getattr(line, rung) >= line.wanted for line in open_lines):
            return stage
    return Stage.WAITING


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """Where an order goes; `district_code` is GB/T 2260, empty abroad."""

    name: str
    phone: str
    country: str
    province: str
    city: str
    district: str
    street: str
    postcode: str = ""
    district_code: str = ""

    def one_line(self) -> str:
        parts = (self.province, "" if self.city == self.province else self.city, self.district, self.street)
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Customer:
    """A buyer with a default address; `pinyin` and `initials` are for search."""

    customer_id: UUID
    name: str
    phone: str
    pinyin: str
    initials: str
    address: PostalAddress


@dataclass(frozen=True, slots=True)
class OrderLine:
    """What is wanted of one product; `discount` in hundredths of a percent; prices in minor units."""

    line_no: int
    sku: str
    quantity: int
    unit_price: int
    discount: int = 0
    note: str = ""

    @property
    def amount(self) -> int:
        """Line amount in minor units, half up."""
        return (self.quantity * self.unit_price * (10_000 - self.discount) + 5_000) // 10_000


@dataclass(frozen=True, slots=True)
class LinePromise:
    """Quantity, warehouse and dispatch date given to a line (Rule B2); a line may have several, one a warehouse."""

    line_no: int
    warehouse: str
    quantity: int
    ship_on: date
    carrier: str


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An order while it is typed; survives a kill."""

    draft_id: UUID
    customer_id: UUID | None = None
    address: PostalAddress | None = None
    lines: tuple[OrderLine, ...] = ()
    note: str = ""
    priority: int = 1
    ship_whole: bool = False


@fact()
@dataclass(frozen=True, slots=True)
class CustomerAdded:
    """A caller who was not in the books is now."""

    customer: Customer


@fact()
@dataclass(frozen=True, slots=True)
class DraftSaved:
    """An order as far as it is typed; the newest replaces the one before."""

    draft: OrderDraft


@fact()
@dataclass(frozen=True, slots=True)
class DraftDropped:
    """A draft was given up, or became an order."""

    draft_id: UUID


@fact("order_id")
@dataclass(frozen=True, slots=True)
class OrderEntered:
    """A clerk placed an order; it keeps its local number for ever (SYNC.md §1, Numbers)."""

    order_id: UUID
    number: str
    channel: str
    customer_id: UUID
    customer_name: str
    address: PostalAddress
    lines: tuple[OrderLine, ...]
    currency: str
    note: str
    priority: int
    ship_whole: bool


@fact("order_id")
@dataclass(frozen=True, slots=True)
class OrderConfirmed:
    """The checks passed and the promise was given, as far as there was stock."""

    order_id: UUID
    promises: tuple[LinePromise, ...]


@fact("order_id")
@dataclass(frozen=True, slots=True)
class LinesPromised:
    """Waiting lines got stock in order-date turn (Rule B2), after a receipt or a cancellation."""

    order_id: UUID
    promises: tuple[LinePromise, ...]


@fact("order_id")
@dataclass(frozen=True, slots=True)
class PromiseFreed:
    """A promise that cannot be kept from that warehouse; the line waits again: a backorder (Rule C7)."""

    order_id: UUID
    promises: tuple[LinePromise, ...]


@fact("order_id")
@dataclass(frozen=True, slots=True)
class HoldPlaced:
    """The order stops for a reason, with an owner and a deadline."""

    order_id: UUID
    reason: HoldReason
    owner: str
    deadline_at: datetime
    note: str = ""


@fact("order_id")
@dataclass(frozen=True, slots=True)
class HoldLifted:
    """One reason to stop is gone; the last one lets the order go on."""

    order_id: UUID
    reason: HoldReason


@fact("order_id")
@dataclass(frozen=True, slots=True)
class OrderCancelled:
    """What was not picked is freed; `put_back` are picked goods to bring back (Rule B6)."""

    order_id: UUID
    reason: str
    put_back: tuple["PutBack", ...] = field(default=())


@dataclass(frozen=True, slots=True)
class PutBack:
    """Goods off their shelf that must go back: made by a cancellation or a short-ship."""

    shipment_id: UUID
    seq: int
    sku: str
    lot: str
    serial: str
    quantity: int
    location: str
