"""Reads for the order desk: a draft as it was left, with its customer and products; what earlier orders held."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, func, select

from app.models.orders import Customer, OrderDraft
from app.models.shipments import ShipmentState
from app.store.allocation import pick_line, shipment
from app.store.catalog import product
from app.store.order_work import drafts_of
from app.store.orders import address_of, customer, order_line
from app.store.search import ProductFound, products_found


@dataclass(frozen=True, slots=True)
class ResumedDraft:
    """A draft with what is shown of it: its customer, and its products by SKU."""

    draft: OrderDraft
    customer: Customer | None
    products: dict[str, ProductFound]


@dataclass(frozen=True, slots=True)
class BoughtLine:
    """One line of an earlier order; prices in minor units, `discount` in hundredths of a percent."""

    sku: str
    name: str
    name_zh: str
    quantity: int
    unit_price: int
    discount: int


def resumed_drafts(connection: Connection, worker: str) -> list[ResumedDraft]:
    """A clerk's open drafts with what is shown of them, newest first."""
    drafts = drafts_of(connection, worker)
    found = customers_of(connection, {each.customer_id for each in drafts if each.customer_id})
    skus = list(dict.fromkeys(line.sku for each in drafts for line in each.lines))
    goods = {each.sku: each for each in products_found(connection, skus)}
    return [
        ResumedDraft(each, found.get(each.customer_id) if each.customer_id else None, _of(each, goods))
        for each in drafts
    ]


def _of(draft: OrderDraft, goods: dict[str, ProductFound]) -> dict[str, ProductFound]:
    return {line.sku: goods[line.sku] for line in draft.lines if line.sku in goods}


def customers_of(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, Customer]:
    """Customers by id."""
    rows = connection.execute(select(customer).where(customer.c.customer_id.in_(list(ids))))
    return {
        row.customer_id: Customer(
            row.customer_id,
            row.name,
            row.phone,
            row.pinyin,
            row.initials,
            address_of(dict(row._mapping)),
        )
        for row in rows
    }


def bought_lines(connection: Connection, order_ids: Sequence[UUID]) -> dict[UUID, tuple[BoughtLine, ...]]:
    """What earlier orders held, by order."""
    columns = (order_line.c.order_id, order_line.c.sku, product.c.name, product.c.name_zh)
    rows = connection.execute(
        select(*columns, order_line.c.ordered, order_line.c.unit_price, order_line.c.discount)
        .join(product, product.c.sku == order_line.c.sku)
        .where(order_line.c.order_id.in_(list(order_ids)))
        .order_by(order_line.c.order_id, order_line.c.line_no)
    )
    found: dict[UUID, tuple[BoughtLine, ...]] = {}
    for order_id, *line in rows:
        found[order_id] = (*found.get(order_id, ()), BoughtLine(*line))
    return found


def order_of_shipment(connection: Connection, shipment_id: UUID) -> UUID | None:
    """The order a shipment works for."""
    return connection.execute(
        select(shipment.c.order_id).where(shipment.c.shipment_id == shipment_id)
    ).scalar_one_or_none()


def units_off_shelf(connection: Connection, order_id: UUID) -> int:
    """Units of an order that are off their shelf now; the lines' own counters follow when the walk is done."""
    found = connection.execute(
        select(func.sum(pick_line.c.picked))
        .join(shipment, shipment.c.shipment_id == pick_line.c.shipment_id)
        .where(shipment.c.order_id == order_id, shipment.c.state != ShipmentState.CANCELLED)
    ).scalar()
    return int(found or 0)
