"""Reads what a bench needs: the shipment in hand with its parcels, the cartons, and what goes on its papers."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from app.language import named
from app.models.boxes import Box
from app.models.orders import HoldReason, OrderState, PostalAddress
from app.models.packing import ItemPacked, ItemUnpacked, PackLine, PackWork
from app.models.shipments import ParcelState, ShipmentState
from app.models.shipping import Contents
from app.store.allocation import pick_line, shipment
from app.store.catalog import carrier, carton, lot, product, warehouse
from app.store.journal import journal, read_fact
from app.store.orders import address_of, hold, order_line, orders
from app.store.packing import items_of_shipment, parcel, parcel_item
from app.store.statements import Row
from app.store.unit_of_work import UnitOfWork

UNDO_DEPTH_MAX = 200
"""Facts of one order read back for an undo."""


def load_pack_work(unit: UnitOfWork, shipment_id: UUID) -> PackWork:
    """Load a shipment on the bench as values; all rows are kept between scans."""
    head = unit.one(shipment, shipment_id)
    assert head is not None, "no such shipment"
    order = unit.one(orders, head["order_id"])
    assert order is not None
    parcels = unit.group(parcel, "shipment_id", [shipment_id])
    opened = next((row for row in parcels if row["state"] == ParcelState.OPEN), None)
    parcel_id = opened["parcel_id"] if opened else None
    held, changed = _holds(unit, order)
    return PackWork(
        head["order_id"],
        shipment_id,
        head["number"],
        head["warehouse"],
        ShipmentState(head["state"]),
        order["state"] == OrderState.CANCELLED,
        held,
        changed,
        parcel_id,
        opened["parcel_no"] if opened else len(parcels),
        len(parcels),
        opened["carton"] if opened else "",
        _lines(unit, shipment_id, parcel_id),
        head["awaited"],
    )


def _holds(unit: UnitOfWork, order: Row) -> tuple[bool, bool]:
    """(held, changed after release); the holds are read only where the order's counter says there are any."""
    if not order["held"]:
        return False, False
    standing = {row["reason"] for row in unit.group(hold, "order_id", [order["order_id"]]) if row["lifted_at"] is None}
    changed = HoldReason.CHANGED_AFTER_RELEASE in standing
    return bool(standing - {HoldReason.CHANGED_AFTER_RELEASE}), changed


def _lines(unit: UnitOfWork, shipment_id: UUID, parcel_id: UUID | None) -> tuple[PackLine, ...]:
    rows = [row for row in unit.group(pick_line, "shipment_id", [shipment_id]) if row["picked"]]
    items = items_of_shipment(unit, shipment_id)
    goods = {row["sku"]: row for row in unit.many(product, [(row["sku"],) for row in rows])}
    lots = {
        (row["sku"], row["lot"]): row["expires_on"]
        for row in unit.many(lot, [(row["sku"], row["lot"]) for row in rows if row["lot"]])
    }
    return tuple(
        PackLine(
            row["seq"],
            row["line_no"],
            row["sku"],
            named(goods[row["sku"]]["name"], goods[row["sku"]]["name_zh"]),
            row["lot"],
            lots.get((row["sku"], row["lot"])),
            row["serial"],
            row["picked"],
            sum(item["quantity"] for item in items if item["seq"] == row["seq"]),
            sum(i["quantity"] for i in items if i["seq"] == row["seq"] and i["parcel_id"] == parcel_id),
            goods[row["sku"]]["hand_confirm"],
            goods[row["sku"]]["lot_tracked"],
            goods[row["sku"]]["serial_tracked"],
        )
        for row in rows
    )


def shipments_of_order(unit: UnitOfWork, order_id: UUID, code: str) -> list[tuple[UUID, ShipmentState]]:
    """The order's shipments in this warehouse, newest last."""
    return [
        (row["shipment_id"], ShipmentState(row["state"]))
        for row in unit.group(shipment, "order_id", [order_id])
        if row["warehouse"] == code
    ]


def goods_as_boxes(unit: UnitOfWork, quantities: dict[str, int]) -> list[tuple[Box, int]]:
    """Products as boxes with how many of each."""
    rows = unit.many(product, [(sku,) for sku in quantities])
    return [
        (
            Box(row["sku"], (row["length_mm"], row["width_mm"], row["height_mm"]), row["weight_g"]),
            quantities[row["sku"]],
        )
        for row in rows
    ]


def cartons(unit: UnitOfWork) -> list[Box]:
    """The carton types, smallest first; a handful of rows that stay kept."""
    boxes = [
        Box(row["code"], (row["length_mm"], row["width_mm"], row["height_mm"]), row["tare_g"], row["weight_g_max"])
        for row in unit.all(carton)
    ]
    return sorted(boxes, key=lambda box: (box.volume_mm3, box.code))


@dataclass(frozen=True, slots=True)
class ParcelPaper:
    """Everything a parcel's label and slip say."""

    number: str
    sender: tuple[str, ...]
    address: PostalAddress
    carrier_name: str
    service: str
    note: str
    entered_at: datetime
    ship_on: date | None
    parcel_no: int
    parcels_n: int
    sscc: str
    weight_g: int
    worker: str
    contents: tuple[Contents, ...]
    names: dict[str, str]
    ordered: dict[int, int]


def load_parcel_paper(unit: UnitOfWork, parcel_id: UUID, lang: str) -> ParcelPaper:
    """Load what is printed for a parcel, named in the paper's language."""
    row = unit.one(parcel, parcel_id)
    assert row is not None, "no such parcel"
    order = unit.one(orders, row["order_id"])
    home = unit.one(warehouse, row["warehouse"])
    service = unit.one(carrier, row["carrier"])
    assert order is not None
    assert home is not None
    assert service is not None
    parcels = unit.group(parcel, "shipment_id", [row["shipment_id"]])
    items = contents_of(unit, parcel_id)
    goods = unit.many(product, [(item.sku,) for item in items])
    return ParcelPaper(
        row["number"],
        (named(home["name"], home["name_zh"], lang), home["address"], home["phone"]),
        address_of(order),
        named(service["name"], service["name_zh"], lang),
        service["service"],
        order["note"],
        order["entered_at"],
        order["ship_on"],
        row["parcel_no"],
        len(parcels),
        row["sscc"] or "",
        row["weight_g"],
        row["worker"],
        items,
        {each["sku"]: named(each["name"], each["name_zh"], lang) for each in goods},
        {line["line_no"]: line["ordered"] for line in unit.group(order_line, "order_id", [row["order_id"]])},
    )


def contents_of(unit: UnitOfWork, parcel_id: UUID) -> tuple[Contents, ...]:
    """What is in a parcel."""
    return tuple(
        Contents(item["line_no"], item["sku"], item["lot"], item["serial"], item["quantity"])
        for item in unit.group(parcel_item, "parcel_id", [parcel_id])
        if item["quantity"]
    )


def last_packed(unit: UnitOfWork, work: PackWork) -> ItemPacked | None:
    """The newest item of the open parcel that no counter-entry answered yet."""
    rows = unit.query(
        select(journal)
        .where(journal.c.subject == work.order_id, journal.c.kind.in_(["item_packed", "item_unpacked"]))
        .order_by(journal.c.seq.desc())
        .limit(UNDO_DEPTH_MAX)
    )
    answered = 0
    for body in (read_fact(row).body for row in rows):
        if body.parcel_id != work.parcel_id:
            continue
        if isinstance(body, ItemUnpacked):
            answered += 1
        elif not answered:
            packed: ItemPacked = body
            return packed
        else:
            answered -= 1
    return None
