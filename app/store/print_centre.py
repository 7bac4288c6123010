"""Reads for the print centre: goods, places, totes and people that get labels. Thread: a reader's."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from app.models.catalog import SELLABLE_KINDS, Warehouse
from app.models.print_centre import AisleCard, LabelledGoods, LabelledPlace, LabelledWorker
from app.store.catalog import code, location, product, tote, warehouse
from app.store.people import worker

LABELS_MAX = 2_000
"""Labels of one go: a roll of 60 × 40 mm holds about as many."""
_REAL = tuple(SELLABLE_KINDS)


def warehouses(connection: Connection) -> tuple[Warehouse, ...]:
    """Every building, by its code."""
    rows = connection.execute(select(warehouse).order_by(warehouse.c.code))
    return tuple(Warehouse(**row._mapping) for row in rows)


def labelled_goods(connection: Connection, skus: Sequence[str]) -> tuple[LabelledGoods, ...]:
    """What the labels of these products need, in the order asked."""
    codes: dict[str, str] = {}
    for row in connection.execute(select(code.c.sku, code.c.code).where(code.c.sku.in_(skus), code.c.factor == 1)):
        codes[row.sku] = max(codes.get(row.sku, ""), row.code)
    rows = connection.execute(
        select(product.c.sku, product.c.name, product.c.name_zh, product.c.unit).where(product.c.sku.in_(skus))
    )
    found = {row.sku: LabelledGoods(row.sku, row.name, row.name_zh, codes.get(row.sku, ""), row.unit) for row in rows}
    return tuple(found[sku] for sku in skus if sku in found)


def aisles(connection: Connection, home: str) -> tuple[AisleCard, ...]:
    """The aisles of a warehouse by zone."""
    rows = connection.execute(
        select(location.c.zone, location.c.aisle, func.min(location.c.code), func.max(location.c.code), func.count())
        .where(location.c.warehouse == home, location.c.kind.in_(_REAL))
        .group_by(location.c.zone, location.c.aisle)
        .order_by(location.c.zone, location.c.aisle)
    )
    return tuple(AisleCard(*row) for row in rows)


def labelled_places(connection: Connection, home: str, first: str, last: str) -> tuple[LabelledPlace, ...]:
    """The real places from one code to another, in the order of their codes; both ends belong to it."""
    rows = connection.execute(
        select(location.c.code, location.c.zone)
        .where(location.c.warehouse == home, location.c.kind.in_(_REAL), location.c.code.between(first, last))
        .order_by(location.c.code)
        .limit(LABELS_MAX)
    )
    return tuple(LabelledPlace(*row) for row in rows)


def totes(connection: Connection, home: str, first: str, last: str) -> tuple[str, ...]:
    """The totes from one code to another."""
    rows = connection.execute(
        select(tote.c.code)
        .where(tote.c.warehouse == home, tote.c.code.between(first, last))
        .order_by(tote.c.code)
        .limit(LABELS_MAX)
    )
    return tuple(str(row.code) for row in rows)


def tote_ends(connection: Connection, home: str) -> tuple[str, str]:
    """The first and the last tote of a warehouse, "" when there is none."""
    row = connection.execute(select(func.min(tote.c.code), func.max(tote.c.code)).where(tote.c.warehouse == home)).one()
    return (row[0] or "", row[1] or "")


def labelled_workers(connection: Connection) -> tuple[LabelledWorker, ...]:
    """The people who work here, by role and name."""
    rows = connection.execute(
        select(worker.c.badge, worker.c.name, worker.c.role)
        .where(worker.c.active)
        .order_by(worker.c.role, worker.c.code)
    )
    return tuple(LabelledWorker(*row) for row in rows)
