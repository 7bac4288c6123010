"""What the order desk looks up: where it stands, its drafts, its callers' habits, what is free.

All of it runs on a reader's thread, beside the work of the store thread.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.models.meaning import Meaning, OrderMeant, ParcelMeant, ToteMeant
from app.models.orders import Customer
from app.operations.station import Station
from app.store.customers import LastOrder, LastPrice, last_orders, last_prices
from app.store.order_desk import (
    BoughtLine,
    ResumedDraft,
    bought_lines,
    order_of_shipment,
    resumed_drafts,
    units_off_shelf,
)
from app.store.promise_work import all_carriers, all_warehouses, free_stock
from app.store.search import ProductFound, products_found

__all__ = ["BoughtLine", "LastOrder", "LastPrice", "ProductFound", "ResumedDraft", "units_off_shelf"]


@dataclass(frozen=True, slots=True)
class DeskPlace:
    """Where this desk stands: its warehouse, the calendar there, and what warehouses and carriers are called.

    Names are (English, Chinese).
    """

    home: str
    timezone: str
    today: date
    warehouses: Mapping[str, tuple[str, str]]
    carriers: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CallerHabits:
    """A caller's newest orders with what was in them, and by SKU what he paid last."""

    orders: tuple[LastOrder, ...]
    lines: Mapping[UUID, tuple[BoughtLine, ...]]
    prices: Mapping[str, LastPrice]


def desk_place(connection: Any, station: Station) -> DeskPlace:
    """Look up where this desk stands. Thread: a reader's."""
    places = {each.code: each for each in all_warehouses(connection.execute)}
    zone = places[station.warehouse].timezone if station.warehouse in places else "UTC"
    return DeskPlace(
        station.warehouse,
        zone,
        station.clock.now().astimezone(ZoneInfo(zone)).date(),
        {code: (each.name, each.name_zh) for code, each in places.items()},
        {each.code: (each.name, each.name_zh) for each in all_carriers(connection.execute)},
    )


def open_drafts(connection: Any, worker: str) -> list[ResumedDraft]:
    """A clerk's open drafts, newest first. Thread: a reader's."""
    return resumed_drafts(connection, worker)


def caller_habits(connection: Any, customer: Customer) -> CallerHabits:
    """What a caller ordered and paid before. Thread: a reader's."""
    before = last_orders(connection, customer.customer_id)
    lines = bought_lines(connection, [each.order_id for each in before])
    return CallerHabits(before, lines, last_prices(connection, customer.customer_id))


def products_of(connection: Any, skus: tuple[str, ...]) -> tuple[ProductFound, ...]:
    """Products in the order of `skus`. Thread: a reader's."""
    return products_found(connection, skus)


def free_units(connection: Any, station: Station, skus: tuple[str, ...]) -> dict[str, tuple[int, int]]:
    """Free units of products by SKU, here and in all warehouses. Thread: a reader's."""
    by_place = free_stock(connection.execute, skus)
    here = by_place.get(station.warehouse, {})
    return {sku: (here.get(sku, 0), sum(max(0, there.get(sku, 0)) for there in by_place.values())) for sku in skus}


def order_meant(connection: Any, meaning: Meaning) -> UUID | None:
    """The order that a scanned order number, parcel or tote leads to; None for anything else."""
    match meaning:
        case OrderMeant(order_id=order_id):
            return order_id
        case ParcelMeant(shipment_id=shipment_id):
            return order_of_shipment(connection, shipment_id)
        case ToteMeant(shipment_id=UUID() as shipment_id):
            return order_of_shipment(connection, shipment_id)
    return None
