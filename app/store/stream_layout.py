"""What a station must know of its streams to put rows in place: which tables travel, and whose a row is.

`streams.py` says where a changed row goes. Here is the other direction: what may come, which stream may say that a row
is gone, and which rows of a table a snapshot of a stream replaces.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Table

from app.store import catalog, orders, packing, people, schema
from app.store.statements import Row
from app.store.streams import CATALOG, COMMERCE, Cut, cuts
from app.store.unit_of_work import UnitOfWork

_WAREHOUSE: Final = "warehouse/"
_CATALOG: Final = frozenset(
    {
        each.name
        for each in (
            catalog.warehouse, catalog.location, catalog.code, catalog.lot, catalog.carton, catalog.carrier,
            catalog.product, people.worker,
        )
    }
)  # fmt: skip
_OFFICE: Final = frozenset({orders.customer.name, orders.hold.name})
_IN_PARTS: Final = frozenset({orders.orders.name, orders.order_line.name})
_FLOOR: Final = frozenset(
    {
        "tote", "promise", "stock", "stock_move", "availability", "count_task", "put_back", "shipment", "pick_line",
        "pick_list", "full_tote", "parcel", "manifest",
    }
)  # fmt: skip
_ITEMS: Final = packing.parcel_item.name
_FACTS: Final = schema.journal.journal.name
"""Other stations' facts, for the timelines. Own ones never come from outside."""

Share = Mapping[str, str] | None
"""Which rows of a table belong to a stream: those with these values, all of them (empty), or none (None)."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The four answers, together, so that another trade can stand in for ours."""

    tables: Mapping[str, Table]
    cuts: Callable[[UnitOfWork, Table, Row], Sequence[Cut]]
    share: Callable[[str, str], Share]
    may_delete: Callable[[str, str, Collection[str]], bool]


def share(stream: str, name: str) -> Share:
    """Tell which rows of a table a stream speaks of."""
    if name == _FACTS:
        return {}
    if stream == CATALOG:
        return {} if name in _CATALOG else None
    if stream == COMMERCE:
        return {} if name in _OFFICE | _IN_PARTS else None
    if name in _FLOOR:
        return {"warehouse": stream.removeprefix(_WAREHOUSE)}
    return {} if name in _IN_PARTS or name == _ITEMS else None


def may_delete(stream: str, name: str, followed: Collection[str]) -> bool:
    """Tell whether a stream that says "gone" means the row, and not only its part of a row that another stream owns.

    Where several warehouses are followed, an order that leaves one of them may still be in another.
    """
    if name == _FACTS:
        return False
    if name in _CATALOG:
        return stream == CATALOG
    if name in _IN_PARTS or name == _ITEMS:
        alone = sum(each.startswith(_WAREHOUSE) for each in followed) <= 1
        return stream == COMMERCE or (alone and (name == _ITEMS or COMMERCE not in followed))
    return True


def _cuts_of_guesses(unit: UnitOfWork, table: Table, row: Row) -> Sequence[Cut]:
    """Tell where a row goes that an own fact changed; facts, which need to know whose they are, are no guesses."""
    return cuts(unit, table, row, home="")


LAYOUT: Final = Layout(
    {name: schema.metadata.tables[name] for name in sorted({*_CATALOG, *_OFFICE, *_IN_PARTS, *_FLOOR, _ITEMS, _FACTS})},
    _cuts_of_guesses,
    share,
    may_delete,
)
"""That of the product. Nothing that comes from outside reaches a table that is not here."""
