"""Reads for what floor screens show beside the work; each is a few indexed rows. Thread: a reader's."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, case, func, select

from app.models.boxes import Box
from app.models.floor_cards import (
    BenchCard,
    DepartureCard,
    GoodsCard,
    ParcelCard,
    PlaceCard,
    WaitingCard,
    WalkCard,
)
from app.store.allocation import pick_line, shipment
from app.store.catalog import carrier, carton, code, location, product, warehouse
from app.store.orders import orders
from app.store.packing import parcel
from app.store.people import worker
from app.store.picking import full_tote, pick_list

WALKS_MAX = 9
"""Open walks listed to take over: one digit key each."""
CLOSED_SHOWN_MAX = 8
"""Parcels a bench shows as closed: what still stands within reach."""
_TOUCHABLE = ("closed", "labelled", "on_manifest")


def goods_cards(connection: Connection, skus: Iterable[str]) -> dict[str, GoodsCard]:
    """Names, category and the code on one piece of these products."""
    wanted = list(dict.fromkeys(skus))
    single = (
        select(code.c.sku, func.max(code.c.code)).where(code.c.sku.in_(wanted), code.c.factor == 1).group_by(code.c.sku)
    )
    codes = {row[0]: row[1] for row in connection.execute(single)}
    rows = connection.execute(
        select(product.c.sku, product.c.name, product.c.name_zh, product.c.category).where(product.c.sku.in_(wanted))
    )
    return {
        row.sku: GoodsCard(row.sku, row.name, row.name_zh, _printed(codes.get(row.sku, "")), row.category)
        for row in rows
    }


def _printed(key: str) -> str:
    """A GTIN as it stands on the goods: the table keeps it with 14 digits."""
    return key[1:] if len(key) == 14 and key.isdigit() and key[0] == "0" else key


def place_cards(connection: Connection, home: str) -> dict[str, PlaceCard]:
    """Every location one can stand at, with its spot on the map of the warehouse."""
    rows = connection.execute(
        select(location.c.code, location.c.zone, location.c.aisle)
        .where(location.c.warehouse == home, location.c.kind.in_(("pick", "reserve")))
        .order_by(location.c.zone, location.c.aisle, location.c.y_mm, location.c.x_mm, location.c.code)
    ).all()
    aisles: dict[str, list[str]] = {}
    for row in rows:
        aisles.setdefault(row.aisle, []).append(row.code)
    along = {
        each: (turn / (len(codes) - 1) if len(codes) > 1 else 0.5)
        for codes in aisles.values()
        for turn, each in enumerate(codes)
    }
    return {row.code: PlaceCard(row.zone, row.aisle, along[row.code]) for row in rows}


def open_walks(connection: Connection, home: str) -> tuple[WalkCard, ...]:
    """The unfinished pick lists of a warehouse, oldest first."""
    done = case((pick_line.c.picked + pick_line.c.short >= pick_line.c.quantity, 1), else_=0)
    rows = connection.execute(
        select(
            pick_list.c.pick_list_id,
            pick_list.c.worker,
            worker.c.name,
            func.count(shipment.c.shipment_id.distinct()),
            func.count(),
            func.sum(done),
            pick_list.c.started_at,
        )
        .join(shipment, shipment.c.pick_list_id == pick_list.c.pick_list_id)
        .join(pick_line, pick_line.c.shipment_id == shipment.c.shipment_id)
        .outerjoin(worker, worker.c.code == pick_list.c.worker)
        .where(pick_list.c.finished_at.is_(None), pick_list.c.warehouse == home)
        .group_by(pick_list.c.pick_list_id, pick_list.c.worker, worker.c.name, pick_list.c.started_at)
        .order_by(pick_list.c.pick_list_id)
        .limit(WALKS_MAX)
    )
    return tuple(WalkCard(row[0], row[1], row[2] or row[1], *row[3:]) for row in rows)


def waiting_cards(connection: Connection, home: str) -> tuple[WaitingCard, ...]:
    """What waits to be picked, by cut-off and carrier, the most urgent first."""
    rows = connection.execute(
        select(shipment.c.carrier, carrier.c.name, carrier.c.name_zh, shipment.c.cut_off_at, func.count())
        .outerjoin(carrier, carrier.c.code == shipment.c.carrier)
        .where(shipment.c.warehouse == home, shipment.c.pick_state == "ready")
        .group_by(shipment.c.carrier, carrier.c.name, carrier.c.name_zh, shipment.c.cut_off_at)
        .order_by(shipment.c.cut_off_at, shipment.c.carrier)
    )
    return tuple(WaitingCard(row[0], row[1] or row[0], row[2] or "", row[3], row[4]) for row in rows)


def bench_card(connection: Connection, shipment_id: UUID) -> BenchCard | None:
    """The order on the bench in a few words."""
    row = connection.execute(
        select(
            shipment.c.number,
            carrier.c.name,
            carrier.c.name_zh,
            shipment.c.cut_off_at,
            orders.c.note,
            shipment.c.tote,
        )
        .join(orders, orders.c.order_id == shipment.c.order_id)
        .outerjoin(carrier, carrier.c.code == shipment.c.carrier)
        .where(shipment.c.shipment_id == shipment_id)
    ).one_or_none()
    if row is None:
        return None
    full = connection.execute(select(full_tote.c.tote).where(full_tote.c.shipment_id == shipment_id)).scalars()
    totes = " + ".join(filter(None, (*sorted(full), row[5])))
    return BenchCard(row[0], row[1] or "", row[2] or "", row[3], row[4], totes)


def last_closed(connection: Connection, home: str, packer: str) -> tuple[ParcelCard, ...]:
    """The parcels this packer closed last and nobody took away yet, newest first."""
    rows = connection.execute(
        select(parcel.c.parcel_id, parcel.c.number, parcel.c.sscc, parcel.c.closed_at)
        .where(parcel.c.warehouse == home, parcel.c.worker == packer, parcel.c.state.in_(_TOUCHABLE))
        .order_by(parcel.c.closed_at.desc())
        .limit(CLOSED_SHOWN_MAX)
    )
    return tuple(ParcelCard(*row) for row in rows)


def parcel_by_label(connection: Connection, sscc: str) -> ParcelCard | None:
    """The parcel with this SSCC."""
    row = connection.execute(
        select(parcel.c.parcel_id, parcel.c.number, parcel.c.sscc).where(parcel.c.sscc == sscc)
    ).one_or_none()
    return ParcelCard(*row) if row else None


def departures(connection: Connection, home: str, now: datetime) -> tuple[DepartureCard, ...]:
    """The carriers of the day by cut-off, with what is ready for each and what is loaded."""
    zone = ZoneInfo(connection.execute(select(warehouse.c.timezone).where(warehouse.c.code == home)).scalar() or "UTC")
    counts: dict[tuple[str, bool], int] = {}
    for name, state, count in connection.execute(
        select(parcel.c.carrier, parcel.c.state, func.count())
        .where(parcel.c.warehouse == home, parcel.c.state.in_(_TOUCHABLE))
        .group_by(parcel.c.carrier, parcel.c.state)
    ):
        key = (name, state == "on_manifest")
        counts[key] = counts.get(key, 0) + count
    today = now.astimezone(zone).date()
    found = (
        DepartureCard(
            row.code,
            row.name,
            row.name_zh,
            row.service,
            _at(today, row.cut_off_minute, zone),
            counts.get((row.code, False), 0),
            counts.get((row.code, True), 0),
        )
        for row in connection.execute(select(carrier))
    )
    return tuple(sorted(found, key=lambda each: (not (each.ready_n or each.loaded_n), each.cut_off_at, each.carrier)))


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    return (datetime.combine(day, time(), zone) + timedelta(minutes=minute)).astimezone(UTC)


def carton_boxes(connection: Connection) -> tuple[Box, ...]:
    """The carton types, smallest first."""
    boxes = (
        Box(row.code, (row.length_mm, row.width_mm, row.height_mm), row.tare_g, row.weight_g_max)
        for row in connection.execute(select(carton))
    )
    return tuple(sorted(boxes, key=lambda box: (box.volume_mm3, box.code)))
