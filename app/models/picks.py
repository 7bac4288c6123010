"""What happens on a walk: the facts of picking and the lifecycle of a shipment's pick work (Rule A6).

`models/picking.py` decides which of these a scan makes.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.models.facts import fact
from app.models.lifecycles import Lifecycle
from app.models.refusals import Reason


class PickTaskState(StrEnum):
    """A shipment's pick work (Rule A6)."""

    WAITING = "waiting"
    NO_STOCK = "no_stock"
    PARTLY_AVAILABLE = "partly_available"
    READY = "ready"
    STARTED = "started"
    DONE = "done"
    CANCELLED = "cancelled"


_T = PickTaskState
PICK_TASK_LIFE = Lifecycle(
    "pick task",
    _T.WAITING,
    frozenset(
        {
            (_T.WAITING, _T.READY),
            (_T.WAITING, _T.PARTLY_AVAILABLE),
            (_T.WAITING, _T.NO_STOCK),
            (_T.NO_STOCK, _T.WAITING),  # stock came in: look again
            (_T.PARTLY_AVAILABLE, _T.WAITING),
            (_T.PARTLY_AVAILABLE, _T.READY),
            (_T.READY, _T.STARTED),
            (_T.STARTED, _T.READY),  # the lease lapsed or the picker gave it back
            (_T.STARTED, _T.DONE),
            (_T.DONE, _T.STARTED),  # going back is legal: an undone pick reopens the walk
            (_T.DONE, _T.WAITING),  # packed → waiting: what was packed proved wrong
            (_T.WAITING, _T.CANCELLED),
            (_T.NO_STOCK, _T.CANCELLED),
            (_T.PARTLY_AVAILABLE, _T.CANCELLED),
            (_T.READY, _T.CANCELLED),
            (_T.STARTED, _T.CANCELLED),
            (_T.DONE, _T.CANCELLED),
        }
    ),
)


class ShortReason(StrEnum):
    """Why goods are missing at their place."""

    NOT_THERE = "not_there"
    TOO_FEW = "too_few"
    DAMAGED = "damaged"
    WRONG_PRODUCT = "wrong_product"
    EXPIRED = "expired"


class Entry(StrEnum):
    """How a quantity came in; a typed or hand-confirmed one is known as such for ever (Rules C3, E3)."""

    SCANNED = "scanned"
    TYPED = "typed"
    BY_HAND = "by_hand"


@fact("pick_list_id")
@dataclass(frozen=True, slots=True)
class PickListStarted:
    """Work was given out to a picker: these shipments, in this order."""

    pick_list_id: UUID
    warehouse: str
    shipments: tuple[UUID, ...]


@fact("pick_list_id")
@dataclass(frozen=True, slots=True)
class PickListTakenOver:
    """Another picker goes on with an open walk."""

    pick_list_id: UUID
    from_worker: str


@fact("order_id")
@dataclass(frozen=True, slots=True)
class ToteAssigned:
    """A shipment has a tote to be picked into."""

    pick_list_id: UUID
    order_id: UUID
    shipment_id: UUID
    tote: str


@fact("order_id")
@dataclass(frozen=True, slots=True)
class LocationReached:
    """The picker stands at the line's location. `on_hand` and `lots_n` are what the books said there."""

    pick_list_id: UUID
    order_id: UUID
    shipment_id: UUID
    seq: int
    location: str
    on_hand: int
    lots_n: int


@fact("order_id")
@dataclass(frozen=True, slots=True)
class ItemPicked:
    """Goods left their location for the picker's tote: a physical fact with a stock move."""

    pick_list_id: UUID
    order_id: UUID
    shipment_id: UUID
    seq: int
    warehouse: str
    location: str
    sku: str
    lot: str
    serial: str
    quantity: int
    entry: Entry = Entry.SCANNED


@fact("order_id")
@dataclass(frozen=True, slots=True)
class ItemUnpicked:
    """The counter-entry of a pick (Rule D5): the goods are back at their location."""

    pick_list_id: UUID
    order_id: UUID
    shipment_id: UUID
    seq: int
    warehouse: str
    location: str
    sku: str
    lot: str
    serial: str
    quantity: int


@fact("order_id")
@dataclass(frozen=True, slots=True)
class ToteFilled:
    """A shipment's tote is full and put aside for packing; the walk goes on with another one (Rule C11)."""

    pick_list_id: UUID
    order_id: UUID
    shipment_id: UUID
    tote: str


@fact("order_id")
@dataclass(frozen=True, slots=True)
class LineDropped:
    """The picked goods of a line lie in the right tote."""

    pick_list_id: UUID
    order_id: UUID
    shipment_id: UUID
    seq: int


@fact("order_id")
@dataclass(frozen=True, slots=True)
class LineSkipped:
    """A line was put at the end of the walk; it stays due."""

    pick_list_id: UUID
    order_id: UUID
    shipment_id: UUID
    seq: int


@fact("order_id")
@dataclass(frozen=True, slots=True)
class LineShort:
    """`missing` units were not there; `counted` is what the picker found left at the location."""

    pick_list_id: UUID
    order_id: UUID
    shipment_id: UUID
    seq: int
    warehouse: str
    location: str
    sku: str
    lot: str
    missing: int
    counted: int
    reason: ShortReason


@fact("order_id")
@dataclass(frozen=True, slots=True)
class LocationLeft:
    """The answer to "empty?" after the pick that should empty a location (Rule C8)."""

    pick_list_id: UUID
    order_id: UUID
    shipment_id: UUID
    seq: int
    empty: bool


@fact("pick_list_id")
@dataclass(frozen=True, slots=True)
class CodeAwaited:
    """A first label that needs its second, or a command that needs a second scan (Rules C5, F4); "" clears it."""

    pick_list_id: UUID
    code: str


@fact("order_id")
@dataclass(frozen=True, slots=True)
class ShipmentPicked:
    """Each line of the shipment is picked or declared short."""

    pick_list_id: UUID
    order_id: UUID
    shipment_id: UUID


@fact("pick_list_id")
@dataclass(frozen=True, slots=True)
class PickListFinished:
    """Nothing is due on the walk any more."""

    pick_list_id: UUID


@fact("work_id")
@dataclass(frozen=True, slots=True)
class ScanRefused:
    """A wrong scan: stored, because error analysis is made of near misses (Rule D2). `work_id` is the order or list."""

    work_id: UUID | None
    step: str
    text: str
    symbology: str
    device: str
    reason: Reason
    expected: str
    read: str


@fact("work_id")
@dataclass(frozen=True, slots=True)
class HelpCalled:
    """A worker asked for the supervisor."""

    work_id: UUID | None
    step: str
