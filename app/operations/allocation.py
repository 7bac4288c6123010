"""Release: promised orders become shipments with location and lot, wave by wave (Rules B2, B6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.models.allocation import Allocation, ShipmentReleased, Want, allocate, without
from app.models.orders import OrderState
from app.models.people import Right
from app.models.refusals import Reason, Refused
from app.models.stock import Heap
from app.operations.people import allowed
from app.operations.station import Act, Author, Outcome, Station
from app.planning.departures import cut_off
from app.store.allocation import shipment
from app.store.catalog import carrier, code, warehouse
from app.store.heaps import load_heaps
from app.store.orders import order_line, orders, promise
from app.store.promise_work import ReleaseRow, all_warehouses, to_release

ORDERS_AN_ACT_MAX = 50
"""Orders released in one transaction: long enough to be quick, short enough that a scan waits a few milliseconds."""
RELEASE_SHOWN_MAX = 1_000

__all__ = ["ReleaseRow", "Released", "next_wave", "release", "release_list"]


@dataclass(frozen=True, slots=True)
class NotReleased:
    """A line (or a whole order, `line_no` 0) that stays where it is, and why."""

    order_id: UUID
    number: str
    line_no: int
    sku: str
    missing: int
    refused: Refused


@dataclass(frozen=True, slots=True)
class Released:
    """What came of a release: the shipments made, and what could not be given."""

    wave: str
    shipments: tuple[UUID, ...]
    left: tuple[NotReleased, ...]


def release_list(connection: Any, station: Station, days_ahead: int = 0) -> list[ReleaseRow]:
    """Orders that may be released from this warehouse now, most urgent first. Thread: a reader's."""
    home = next(each for each in all_warehouses(connection.execute) if each.code == station.warehouse)
    today = station.clock.now().astimezone(ZoneInfo(home.timezone)).date()
    until = today + timedelta(days=days_ahead)
    return to_release(connection.execute, station.warehouse, until, RELEASE_SHOWN_MAX)


def next_wave(station: Station, author: Author) -> Outcome:
    """Name the next wave of the day, W-1124-03; `work` is the name."""
    with station.act(author) as act:
        day = station.today(act.unit)
        return act.outcome(f"W-{day:%m%d}-{act.next_number(f'wave {day.isoformat()}'):02d}")


def release(station: Station, author: Author, order_ids: Sequence[UUID], wave: str) -> Outcome:
    """Release up to `ORDERS_AN_ACT_MAX` orders from this warehouse in one act; `work` is `Released`."""
    assert len(order_ids) <= ORDERS_AN_ACT_MAX
    with station.act(author) as act:
        if no := allowed(act, Right.RELEASE):
            act.refused = no
            return act.outcome(Released(wave, (), tuple(NotReleased(each, "", 0, "", 0, no) for each in order_ids)))
        rows = {row["order_id"]: row for row in act.unit.many(orders, [(each,) for each in order_ids])}
        given = [
            row for row in act.unit.group(promise, "order_id", list(rows)) if row["warehouse"] == station.warehouse
        ]
        lines = {
            (row["order_id"], row["line_no"]): row["sku"] for row in act.unit.group(order_line, "order_id", list(rows))
        }
        skus = {lines[row["order_id"], row["line_no"]] for row in given}
        act.unit.group(shipment, "order_id", list(rows))  # read ahead, all in one: picking asks order by order
        act.unit.group(code, "sku", sorted(skus))
        heaps = load_heaps(act.unit, station.warehouse, skus)
        wanted: dict[UUID, list[Want]] = {}
        for row in given:
            if row["quantity"] > row["released"]:
                want = Want(row["line_no"], lines[row["order_id"], row["line_no"]], row["quantity"] - row["released"])
                wanted.setdefault(row["order_id"], []).append(want)
        carriers = {row["order_id"]: (row["carrier"], row["ship_on"]) for row in given}
        made: list[UUID] = []
        left: list[NotReleased] = []
        for order_id in order_ids:
            order = rows.get(order_id)
            no = _why_not(order, wanted.get(order_id))
            if no is not None or order is None:
                number = order["number"] if order else ""
                left.append(NotReleased(order_id, number, 0, "", 0, no or Refused(Reason.UNKNOWN_ORDER)))
                continue
            allocations, heaps = _give(act, wanted[order_id], heaps)
            left += _missing(order, wanted[order_id], allocations)
            if allocations:
                released = _shipment(act, order, carriers[order_id], wave, allocations)
                act.record(released)
                made.append(released.shipment_id)
        return act.outcome(Released(wave, tuple(made), tuple(left)))


def _why_not(order: dict[str, Any] | None, wants: list[Want] | None) -> Refused | None:
    if order is None:
        return Refused(Reason.UNKNOWN_ORDER)
    if order["state"] == OrderState.CANCELLED:
        return Refused(Reason.ORDER_CANCELLED, "", order["number"])
    if order["held"]:
        return Refused(Reason.ORDER_HELD, "", order["number"])
    return None if wants else Refused(Reason.WRONG_STATE, "", order["number"])


def _give(act: Act, wants: list[Want], heaps: list[Heap]) -> tuple[tuple[Allocation, ...], list[Heap]]:
    allocations = allocate(wants, heaps, act.station.today(act.unit))
    return allocations, without(heaps, allocations) if allocations else heaps


def _missing(order: dict[str, Any], wants: list[Want], given: tuple[Allocation, ...]) -> list[NotReleased]:
    got: dict[int, int] = {}
    for each in given:
        got[each.line_no] = got.get(each.line_no, 0) + each.quantity
    return [
        NotReleased(
            order["order_id"],
            order["number"],
            want.line_no,
            want.sku,
            want.quantity - got.get(want.line_no, 0),
            Refused(Reason.NO_STOCK, str(want.quantity), str(got.get(want.line_no, 0))),
        )
        for want in wants
        if got.get(want.line_no, 0) < want.quantity
    ]


def _shipment(
    act: Act, order: dict[str, Any], leaves: tuple[str, date], wave: str, allocations: tuple[Allocation, ...]
) -> ShipmentReleased:
    code, ship_on = leaves
    home, service = act.unit.one(warehouse, act.station.warehouse), act.unit.one(carrier, code)
    assert home is not None
    assert service is not None
    cut_off_at = cut_off(service["cut_off_minute"], ship_on, ZoneInfo(home["timezone"]))
    return ShipmentReleased(
        act.new_id(), order["order_id"], home["code"], code, cut_off_at, order["priority"], wave, allocations
    )
