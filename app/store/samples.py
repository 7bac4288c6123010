"""Examples out of a store: a caller and goods that lie free, for the tour."""

from dataclasses import dataclass

from sqlalchemy import select

from app.store.catalog import product
from app.store.orders import customer
from app.store.stock import availability
from app.store.unit_of_work import UnitOfWork

SAMPLES_N = 40
FREE_MIN = 20


@dataclass(frozen=True, slots=True)
class Goods:
    """A product by its number and Latin name."""

    sku: str
    name: str


def plain_goods(unit: UnitOfWork, warehouse: str) -> list[Goods]:
    """Active products without lots, serials or a Chinese name that a warehouse has plenty of, most wanted first."""
    found = unit.query(
        select(product.c.sku, product.c.name)
        .join(availability, (availability.c.sku == product.c.sku) & (availability.c.warehouse == warehouse))
        .where(
            availability.c.on_hand - availability.c.promised >= FREE_MIN,
            product.c.status == "active",
            product.c.lot_tracked.is_(False),
            product.c.serial_tracked.is_(False),
            product.c.name_zh == "",
        )
        .order_by(product.c.popularity.desc())
        .limit(SAMPLES_N)
    )
    return [Goods(*row) for row in found]


def some_phone(unit: UnitOfWork) -> str:
    """The phone of a customer in China."""
    found = unit.query(select(customer.c.phone).where(customer.c.country == "CN").limit(1))
    return str(found[0].phone)
