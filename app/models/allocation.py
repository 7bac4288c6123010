"""Release: a warehouse's share of an order becomes a shipment with location and lot for each line.

The allocation is made as late as release (Rule B2), first expired first out, then the smallest rest, then the walk
(Rule F6); a pick line *is* an allocation of one heap to one order line, so there is one ledger and not two.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from app.models.barcodes import is_expired
from app.models.facts import fact
from app.models.stock import Heap


@dataclass(frozen=True, slots=True)
class Allocation:
    """Location, lot and serial given to a quantity of an order line; `seq` numbers them within the shipment.

    `empties` when this takes the last free units of its heap, so that the picker may be asked (Rule C8).
    """

    seq: int
    line_no: int
    sku: str
    location: str
    lot: str
    serial: str
    quantity: int
    walk_order: int
    empties: bool = False


@fact("order_id")
@dataclass(frozen=True, slots=True)
class ShipmentReleased:
    """One warehouse's work for one order, with its allocations; `wave` groups what was released together."""

    shipment_id: UUID
    order_id: UUID
    warehouse: str
    carrier: str
    cut_off_at: datetime
    priority: int
    wave: str
    allocations: tuple[Allocation, ...]


@fact("order_id")
@dataclass(frozen=True, slots=True)
class LinesReallocated:
    """Other locations for what was short (Rule C7); they go to the end of the same walk."""

    shipment_id: UUID
    order_id: UUID
    allocations: tuple[Allocation, ...]


@dataclass(frozen=True, slots=True)
class Want:
    """What a line needs from the shelves of one warehouse."""

    line_no: int
    sku: str
    quantity: int


def allocate(wants: Iterable[Want], heaps: Iterable[Heap], today: date, first_seq: int = 1) -> tuple[Allocation, ...]:
    """Give each want its heaps: first expired first out, then the smallest rest, then the walk (Rule F6).

    Expired and held lots are passed over. What cannot be covered is simply not in the answer.
    """
    by_sku: dict[str, list[Heap]] = {}
    for heap in heaps:
        if heap.free > 0 and not heap.lot_on_hold and not is_expired(heap.expires_on, today):
            by_sku.setdefault(heap.key.sku, []).append(heap)
    taken: dict[Heap, int] = {}
    given: list[Allocation] = []
    for want in wants:
        rest = want.quantity
        for heap in sorted(by_sku.get(want.sku, ()), key=_turn):
            quantity = min(rest, heap.free - taken.get(heap, 0))
            if quantity <= 0:
                continue
            taken[heap] = taken.get(heap, 0) + quantity
            rest -= quantity
            key = heap.key
            seq = first_seq + len(given)
            place = (key.location, key.lot, key.serial)
            empties = heap.free == taken[heap]
            given.append(Allocation(seq, want.line_no, key.sku, *place, quantity, heap.walk_order, empties))
            if rest == 0:
                break
    return tuple(given)


def without(heaps: Iterable[Heap], given: Iterable[Allocation]) -> list[Heap]:
    """The heaps after these allocations were made from them."""
    taken: dict[tuple[str, str, str, str], int] = {}
    for each in given:
        place = (each.location, each.sku, each.lot, each.serial)
        taken[place] = taken.get(place, 0) + each.quantity
    return [
        replace(heap, allocated=heap.allocated + taken.get((key.location, key.sku, key.lot, key.serial), 0))
        for heap in heaps
        for key in (heap.key,)
    ]


def _turn(heap: Heap) -> tuple[date, int, int, str]:
    return heap.expires_on or date.max, heap.free, heap.walk_order, heap.key.location
