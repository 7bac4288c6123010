"""Reads ahead what the facts of a batch will touch: a handful of statements for hundreds of facts.

First the orders that the facts are about, locked in one order of ids: whoever changes anything of an order (lines,
shipments, pick lines, parcels) has its row first, so nobody else can change it meanwhile, not even add to it. Then rows
by key and whole groups, table by table. The database sorts what it locks; sorting ids here would take longer. A kind
that is missing here is slower, never wrong: its fold reads for itself.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Table

from app.models import allocation as a
from app.models import orders as o
from app.models import packing as pk
from app.models import people as pp
from app.models import picks as p
from app.models import shipping as s
from app.models import stock as st
from app.store.allocation import pick_line, shipment
from app.store.catalog import lot
from app.store.orders import draft, hold, order_line, orders, promise
from app.store.packing import parcel, parcel_item
from app.store.people import session
from app.store.pg_arrays import bytes_array
from app.store.picking import pick_list
from app.store.server_statements import ServerStatements
from app.store.shipping import manifest
from app.store.stock import count_task, put_back
from app.store.unit_of_work import Identity, UnitOfWork

_Keys = Callable[[Any], Iterable[Identity]]
_Values = Callable[[Any], Any]


def _one(*names: str) -> _Keys:
    """The key of one row, out of a body's fields."""
    return lambda body: [tuple(getattr(body, name) for name in names)]


_KEYS: Final[dict[str, tuple[Table, _Keys]]] = {
    "order": (orders, _one("order_id")),
    "pick line": (pick_line, _one("shipment_id", "seq")),
    "shipment": (shipment, _one("shipment_id")),
    "shipments named": (shipment, lambda body: [(each,) for each in body.shipments]),
    "pick list": (pick_list, _one("pick_list_id")),
    "parcel": (parcel, _one("parcel_id")),
    "manifest": (manifest, _one("manifest_id")),
    "lot": (lot, lambda body: [(body.sku, body.lot)] if body.lot else []),
    "count": (count_task, _one("count_id")),
    "put-back": (put_back, _one("put_back_id")),
    "draft saved": (draft, lambda body: [(body.draft.draft_id,)]),
    "draft": (draft, _one("draft_id")),
    "session": (session, _one("session_id")),
}
_GROUPS: Final[dict[str, tuple[Table, str]]] = {
    "lines": (order_line, "order_id"),
    "promises": (promise, "order_id"),
    "holds": (hold, "order_id"),
    "shipments": (shipment, "order_id"),
    "pick lines": (pick_line, "shipment_id"),
    "parcels": (parcel, "shipment_id"),
    "items": (parcel_item, "parcel_id"),
}
_DEEPER: Final = {"pick lines of the order", "items of the shipment"}
"""Groups of the members of a group."""

READS: Final[dict[type[Any], Sequence[str]]] = {
    o.OrderConfirmed: ("order", "lines", "promises"),
    o.LinesPromised: ("order", "lines", "promises"),
    o.PromiseFreed: ("order", "lines", "promises"),
    o.HoldPlaced: ("order", "lines", "holds"),
    o.HoldLifted: ("order", "lines", "holds"),
    o.OrderCancelled: ("order", "lines", "promises", "shipments", "pick lines of the order"),
    o.DraftSaved: ("draft saved",),
    o.DraftDropped: ("draft",),
    a.ShipmentReleased: ("order", "lines", "promises", "shipments"),
    a.LinesReallocated: ("order", "lines", "promises", "shipment"),
    p.PickListStarted: ("shipments named",),
    p.PickListTakenOver: ("pick list",),
    p.ToteAssigned: ("shipment",),
    p.LocationReached: ("pick line",),
    p.ItemPicked: ("pick line",),
    p.ItemUnpicked: ("pick line", "shipment"),
    p.LineDropped: ("pick line",),
    p.LineSkipped: ("pick line",),
    p.LineShort: ("order", "pick line", "shipment", "lines", "promises"),
    p.LocationLeft: ("pick line",),
    p.CodeAwaited: ("pick list",),
    p.ShipmentPicked: ("order", "lines", "shipments", "pick lines of the order"),
    p.PickListFinished: ("pick list",),
    pk.ParcelOpened: ("shipment",),
    pk.ItemPacked: ("items",),
    pk.ItemUnpacked: ("items",),
    pk.CartonChosen: ("parcel",),
    pk.ParcelClosed: ("parcel",),
    pk.ParcelLabelled: ("parcel",),
    pk.ParcelReopened: ("order", "parcel", "shipment", "lines", "parcels", "items of the shipment"),
    pk.LotAwaited: ("shipment",),
    pk.ShipmentPacked: ("order", "shipment", "lines", "parcels", "items of the shipment"),
    pk.ShipmentShortShipped: ("order", "shipment", "lines", "promises", "pick lines"),
    s.ParcelManifested: ("parcel",),
    s.ParcelTakenOff: ("parcel",),
    s.ParcelHandedOver: ("parcel", "lines"),
    s.ShipmentShipped: ("order", "shipment", "lines", "parcels"),
    s.ManifestClosed: ("manifest",),
    st.StockReceived: ("lot",),
    st.LotHeld: ("lot",),
    st.CountPosted: ("count",),
    st.PutBackDone: ("put-back",),
    pp.WorkerSignedOut: ("session",),
}


@dataclass(slots=True)
class _Asked:
    """What the bodies of a batch ask for, summed up."""

    keys: dict[Table, set[Identity]] = field(default_factory=dict)
    groups: dict[tuple[Table, str], set[Any]] = field(default_factory=dict)
    orders_deep: set[UUID] = field(default_factory=set)
    shipments_deep: set[UUID] = field(default_factory=set)

    def add(self, what: str, body: Any) -> None:
        if what in _KEYS:
            table, keys = _KEYS[what]
            self.keys.setdefault(table, set()).update(keys(body))
        elif what in _GROUPS:
            table, column = _GROUPS[what]
            self.groups.setdefault((table, column), set()).add(getattr(body, column))
        elif what == "pick lines of the order":
            self.orders_deep.add(body.order_id)
        else:
            assert what in _DEEPER
            self.shipments_deep.add(body.shipment_id)


def read_ahead(unit: UnitOfWork, statements: ServerStatements, bodies: Sequence[Any]) -> None:
    """Lock the orders of these bodies and read what their folds will ask for."""
    asked, order_ids, shipment_ids = _Asked(), set[UUID](), set[UUID]()
    for body in bodies:
        if (order_id := getattr(body, "order_id", None)) is not None:
            order_ids.add(order_id)
        shipment_ids.update(getattr(body, "shipments", ()))
        for what in READS.get(type(body), ()):
            asked.add(what, body)
    order_ids |= _orders_of(unit.connection, statements, shipment_ids)
    if order_ids:
        _lock(unit.connection, statements, order_ids)
    for table in sorted(asked.keys, key=lambda each: each.name):
        unit.many(table, asked.keys[table])
    for table, column in sorted(asked.groups, key=lambda each: (each[0].name, each[1])):
        unit.group(table, column, asked.groups[table, column])
    if asked.orders_deep:
        found = unit.group(shipment, "order_id", asked.orders_deep)
        unit.group(pick_line, "shipment_id", [row["shipment_id"] for row in found])
    if asked.shipments_deep:
        found = unit.group(parcel, "shipment_id", asked.shipments_deep)
        unit.group(parcel_item, "parcel_id", [row["parcel_id"] for row in found])


def _lock(connection: Connection, statements: ServerStatements, order_ids: set[UUID]) -> None:
    """Lock orders without reading them: most of what happens on the floor needs no column of them."""
    text = "SELECT 1 FROM orders WHERE order_id = ANY(%s) ORDER BY order_id FOR UPDATE"
    statements.run(connection, text, (bytes_array([each.bytes for each in order_ids]),))


def _orders_of(connection: Connection, statements: ServerStatements, shipment_ids: set[UUID]) -> set[UUID]:
    """Whose shipments these are: it never changes, so it may be read before the lock. The rows may not be kept."""
    if not shipment_ids:
        return set()
    text = "SELECT DISTINCT order_id FROM shipment WHERE shipment_id = ANY(%s)"
    ids = bytes_array([each.bytes for each in shipment_ids])
    return {UUID(bytes=row[0]) for row in statements.run(connection, text, (ids,))}
