"""Promises: what a customer is told while typing, what placing gives, and who is next when stock comes in (Rule B2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.models.allocation import Want
from app.models.catalog import Carrier, Warehouse
from app.models.orders import LinesPromised, OrderLine, PostalAddress
from app.operations.station import Act, Station
from app.planning.departures import Departure, Timetable, departures, transit_days
from app.planning.promise import PromisePlan, ShipPolicy, Source, promise
from app.store.promise_work import (
    Read,
    all_carriers,
    all_warehouses,
    carriers_of,
    free_stock,
    waiting_lines,
    warehouses_of,
)

DAYS_AHEAD = 7
"""Days of collections looked at; a carrier that is full for a week is no promise."""
NO_TAKEN: dict[date, int] = {}


@dataclass(frozen=True, slots=True)
class LineOutlook:
    """What the desk says beside a line: free units here and in all, and the promise as it would be now."""

    line_no: int
    free_here: int
    free_in_all: int
    plan: PromisePlan


def preview_promise(
    connection: Any, station: Station, lines: tuple[OrderLine, ...], address: PostalAddress | None, ship_whole: bool
) -> tuple[PromisePlan, tuple[LineOutlook, ...]]:
    """Plan an order that is still being typed, without promising anything. Thread: a reader's."""
    read: Read = connection.execute
    wants = tuple(Want(line.line_no, line.sku, line.quantity) for line in lines if line.quantity > 0)
    free = free_stock(read, (want.sku for want in wants))
    where = (address.country, address.province) if address else ("CN", "")
    sources = _sources(all_warehouses(read), all_carriers(read), free, where, station)
    plan = promise(wants, sources, policy_of(ship_whole), station.clock.now())
    outlook = tuple(
        LineOutlook(
            want.line_no,
            free.get(station.warehouse, {}).get(want.sku, 0),
            sum(max(0, there.get(want.sku, 0)) for there in free.values()),
            plan,
        )
        for want in wants
    )
    return plan, outlook


def plan_promise(
    act: Act, wants: tuple[Want, ...], where: tuple[str, str], ship_whole: bool, free: dict[str, dict[str, int]]
) -> PromisePlan:
    """Plan wants to (country, province) against free stock."""
    sources = _sources(warehouses_of(act.unit), carriers_of(act.unit), free, where, act.station)
    return promise(wants, sources, policy_of(ship_whole), act.now)


def policy_of(ship_whole: bool) -> ShipPolicy:
    """Phone customers would rather have one parcel a day later than two."""
    return ShipPolicy.WHOLE if ship_whole else ShipPolicy.FEWEST


def promise_waiting(act: Act, skus: Iterable[str]) -> None:
    """Give waiting lines of these products what became free, oldest order first."""
    waiting = waiting_lines(act.unit, skus)
    if not waiting:
        return
    free = free_stock(act.unit.query, (line.sku for line in waiting))
    by_order: dict[UUID, list[Any]] = {}
    for line in waiting:
        by_order.setdefault(line.order_id, []).append(line)
    for order_id, lines in by_order.items():
        wants = tuple(Want(line.line_no, line.sku, line.quantity) for line in lines)
        plan = plan_promise(act, wants, (lines[0].country, lines[0].province), lines[0].ship_whole, free)
        if not plan.promises:
            continue
        act.record(LinesPromised(order_id, plan.promises))
        sku_of = {line.line_no: line.sku for line in lines}
        for given in plan.promises:
            free[given.warehouse][sku_of[given.line_no]] -= given.quantity


def _sources(
    warehouses: tuple[Warehouse, ...],
    carriers: tuple[Carrier, ...],
    free: dict[str, dict[str, int]],
    where: tuple[str, str],
    station: Station,
) -> tuple[Source, ...]:
    now = station.clock.now()
    home_first = sorted(warehouses, key=lambda each: (each.code != station.warehouse, each.code))
    return tuple(
        Source(each.code, free.get(each.code, {}), _departures(each, carriers, where, now)) for each in home_first
    )


def _departures(
    home: Warehouse, carriers: tuple[Carrier, ...], where: tuple[str, str], now: datetime
) -> tuple[Departure, ...]:
    zone = ZoneInfo(home.timezone)
    timetable = Timetable(now.astimezone(zone).date(), DAYS_AHEAD, zone)
    found: list[Departure] = []
    for each in carriers:
        transit = transit_days(each, where[0], home.province, where[1])
        if transit is not None:
            found += departures(each, transit, timetable, NO_TAKEN)
    return tuple(found)
