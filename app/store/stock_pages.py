"""Pages of the stock screen's long lists, sorted and filtered in SQL, with true counts. Thread: a reader's.

A table that jumps anywhere asks by row number: each list walks one index, and skipping rows of an index costs far less
than reading them. What is joined and summed is joined and summed for the rows of the page only.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from app.models.catalog import SELLABLE_KINDS
from app.models.stock_pages import LotCount, MoveShown, PlaceCount, ProductCount, ReceivingCard
from app.store.catalog import code, location, lot, product
from app.store.journal import journal
from app.store.people import worker
from app.store.stock import availability, stock, stock_move

PLACES_SHOWN: Final = 3
"""Where a product lies already, at most this many places: a hint, not a list."""
_REAL: Final = sorted(SELLABLE_KINDS)
_AT_HOME: Final = and_(location.c.warehouse == stock.c.warehouse, location.c.code == stock.c.location)
_FILLED: Final = or_(stock.c.on_hand != 0, stock.c.allocated != 0)


def products_count(connection: Connection, home: str) -> int:
    """How many products a warehouse has or has promised."""
    return _number(connection, select(func.count()).select_from(availability).where(availability.c.warehouse == home))


def products_page(
    connection: Connection, home: str, first: int, size: int, order: tuple[str, bool]
) -> list[ProductCount]:
    """Products from a row number on; `order` is ("sku" | "on_hand" | "promised" | "free" | "", descending)."""
    columns: dict[str, ColumnElement[Any]] = {
        "on_hand": availability.c.on_hand,
        "promised": availability.c.promised,
        "free": availability.c.on_hand - availability.c.promised,
    }
    sort = columns.get(order[0], availability.c.sku)
    rows = connection.execute(
        select(availability.c.sku, availability.c.on_hand, availability.c.promised, product.c.name, product.c.name_zh)
        .join(product, product.c.sku == availability.c.sku)
        .where(availability.c.warehouse == home)
        .order_by(sort.desc() if order[1] else sort, availability.c.sku)
        .limit(size)
        .offset(first)
    ).all()
    first_expiry = _first_expiry(connection, home, [row.sku for row in rows])
    return [
        ProductCount(row.sku, row.name, row.name_zh, row.on_hand, row.promised, first_expiry.get(row.sku))
        for row in rows
    ]


def _first_expiry(connection: Connection, home: str, skus: Sequence[str]) -> dict[str, date]:
    rows = connection.execute(
        select(stock.c.sku, func.min(lot.c.expires_on))
        .join(location, _AT_HOME)
        .join(lot, and_(lot.c.sku == stock.c.sku, lot.c.lot == stock.c.lot))
        .where(stock.c.warehouse == home, stock.c.sku.in_(skus), stock.c.on_hand > 0, location.c.kind.in_(_REAL))
        .group_by(stock.c.sku)
    )
    return {row[0]: row[1] for row in rows if row[1] is not None}


def product_count(connection: Connection, home: str, sku: str) -> ProductCount | None:
    """One product's sums; None for one we do not have."""
    row = connection.execute(
        select(product.c.sku, product.c.name, product.c.name_zh, availability.c.on_hand, availability.c.promised)
        .outerjoin(availability, and_(availability.c.sku == product.c.sku, availability.c.warehouse == home))
        .where(product.c.sku == sku)
    ).one_or_none()
    if row is None:
        return None
    first = _first_expiry(connection, home, [sku]).get(sku)
    return ProductCount(row.sku, row.name, row.name_zh, row.on_hand or 0, row.promised or 0, first)


def places_count(connection: Connection, home: str) -> int:
    """How many real places a warehouse has."""
    wanted = select(func.count()).select_from(location)
    return _number(connection, wanted.where(location.c.warehouse == home, location.c.kind.in_(_REAL)))


def places_page(connection: Connection, home: str, first: int, size: int, order: tuple[str, bool]) -> list[PlaceCount]:
    """Real places from a row number on, by code (or by zone), with what lies there."""
    sort = location.c.zone if order[0] == "zone" else location.c.code
    page = (
        select(location.c.code, location.c.zone, location.c.kind)
        .where(location.c.warehouse == home, location.c.kind.in_(_REAL))
        .order_by(sort.desc() if order[1] else sort, location.c.code)
        .limit(size)
        .offset(first)
    )
    rows = connection.execute(page).all()
    sums = connection.execute(
        select(
            stock.c.location, func.count(stock.c.sku.distinct()), func.sum(stock.c.on_hand), func.sum(stock.c.allocated)
        )
        .where(stock.c.warehouse == home, stock.c.location.in_([row.code for row in rows]), _FILLED)
        .group_by(stock.c.location)
    )
    found = {row[0]: (row[1], row[2], row[3]) for row in sums}
    return [PlaceCount(row.code, row.zone, row.kind, *found.get(row.code, (0, 0, 0))) for row in rows]


Within = tuple[date, date] | None
"""First and last day of expiry, both belong to it."""


def lots_count(connection: Connection, home: str, only: tuple[Within, bool]) -> int:
    """How many lots lie in a warehouse, with the filters of `lots_page`."""
    return _number(connection, _lots(select(func.count()).select_from(lot), home, only))


def lots_page(connection: Connection, home: str, first: int, size: int, only: tuple[Within, bool]) -> list[LotCount]:
    """Lots from a row number on, first to expire first; `only` = (those that expire within, those on hold)."""
    page = _lots(select(lot, product.c.name, product.c.name_zh).join(product, product.c.sku == lot.c.sku), home, only)
    rows = connection.execute(
        page.order_by(lot.c.expires_on.is_(None), lot.c.expires_on, lot.c.sku, lot.c.lot).limit(size).offset(first)
    ).all()
    sums = connection.execute(
        select(stock.c.sku, stock.c.lot, func.sum(stock.c.on_hand), func.sum(stock.c.allocated))
        .join(location, _AT_HOME)
        .where(stock.c.warehouse == home, stock.c.sku.in_([row.sku for row in rows]), location.c.kind.in_(_REAL))
        .group_by(stock.c.sku, stock.c.lot)
    )
    found = {(row[0], row[1]): (row[2], row[3]) for row in sums}
    return [
        LotCount(
            row.lot, row.sku, row.name, row.name_zh, row.expires_on, row.on_hold, row.hold_reason,
            *found.get((row.sku, row.lot), (0, 0)),
        )
        for row in rows
    ]  # fmt: skip


def _lots(wanted: Select[Any], home: str, only: tuple[Within, bool]) -> Select[Any]:
    within, held = only
    same = and_(stock.c.warehouse == home, stock.c.sku == lot.c.sku, stock.c.lot == lot.c.lot)
    lies = select(stock.c.sku).join(location, _AT_HOME).where(same, _FILLED, location.c.kind.in_(_REAL)).exists()
    wanted = wanted.where(lies)
    if within is not None:
        wanted = wanted.where(lot.c.expires_on.between(*within))
    return wanted.where(lot.c.on_hold) if held else wanted


def skus_of_lot(connection: Connection, name: str) -> list[str]:
    """The products that have a lot of this name; mostly one."""
    return [row.sku for row in connection.execute(select(lot.c.sku).where(lot.c.lot == name).order_by(lot.c.sku))]


def moves_count(connection: Connection, home: str, sku: str) -> int:
    """How many legs the ledger has of a product in a warehouse."""
    wanted = select(func.count()).select_from(stock_move)
    return _number(connection, wanted.where(stock_move.c.warehouse == home, stock_move.c.sku == sku))


def moves_page(connection: Connection, home: str, sku: str, first: int, size: int) -> list[MoveShown]:
    """A product's moves from a row number on, newest first, with the worker's name and the fact's reason."""
    rows = connection.execute(
        select(stock_move, worker.c.name, journal.c.body)
        .outerjoin(worker, worker.c.code == stock_move.c.worker)
        .outerjoin(journal, journal.c.id == stock_move.c.fact_id)
        .where(stock_move.c.warehouse == home, stock_move.c.sku == sku)
        .order_by(stock_move.c.at.desc(), stock_move.c.fact_id.desc(), stock_move.c.leg_no.desc())
        .limit(size)
        .offset(first)
    )
    return [_move(row) for row in rows]


def _move(row: Any) -> MoveShown:
    said: dict[str, Any] = msgspec.json.decode(row.body) if row.body else {}
    return MoveShown(
        row.at, row.name or row.worker, row.kind, row.lot, row.serial, row.from_location, row.to_location,
        row.quantity, str(said.get("reason") or ""), str(said.get("note") or said.get("reference") or ""),
    )  # fmt: skip


def receiving_card(connection: Connection, home: str, sku: str) -> ReceivingCard | None:
    """What the receiving desk must know of a product, None for one we do not have."""
    row = connection.execute(select(product).where(product.c.sku == sku)).one_or_none()
    if row is None:
        return None
    printed = connection.execute(select(func.max(code.c.code)).where(code.c.sku == sku, code.c.factor == 1)).scalar()
    places = connection.execute(
        select(stock.c.location)
        .join(location, _AT_HOME)
        .where(stock.c.warehouse == home, stock.c.sku == sku, stock.c.on_hand > 0, location.c.kind.in_(_REAL))
        .group_by(stock.c.location)
        .order_by(func.min(location.c.walk_order))
        .limit(PLACES_SHOWN)
    )
    return ReceivingCard(
        row.sku, row.name, row.name_zh, (printed or "").removeprefix("0"), row.category, row.lot_tracked,
        row.serial_tracked, tuple(str(each.location) for each in places),
    )  # fmt: skip


def _number(connection: Connection, wanted: Select[Any]) -> int:
    return int(connection.execute(wanted).scalar_one())
