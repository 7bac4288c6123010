"""One order whole: its lines, promises, work, parcels and holds, and its story out of the journal.

The story is read from the facts and not from the tables, because only the facts know what was tried and refused, undone
or done twice. Facts are about an order, or about the walk or manifest that several orders share; of those only the ones
while the order was on it belong to its story.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Table, select

from app.models.facts import KINDS, Fact
from app.models.orders import RUNGS, HoldReason, PostalAddress, Stage
from app.models.shipments import ParcelState, ShipmentState
from app.store.allocation import STEPS, shipment
from app.store.catalog import product
from app.store.journal import journal, read_fact
from app.store.orders import address_of, hold, order_line, orders, promise
from app.store.packing import parcel
from app.store.people import worker

ENTRIES_MAX = 2_000
"""Facts of one order that are read; a line gives about four."""


@dataclass(frozen=True, slots=True)
class LineDetail:
    """A line with its ladder: `rungs` in the order of `models.orders.RUNGS`, base units."""

    line_no: int
    sku: str
    name: str
    name_zh: str
    unit_price: int
    discount: int
    note: str
    rungs: tuple[int, ...]
    cancelled: int
    short: int


@dataclass(frozen=True, slots=True)
class PromiseDetail:
    """What is promised of a line, and how much of it is released."""

    line_no: int
    warehouse: str
    carrier: str
    ship_on: date
    quantity: int
    released: int


@dataclass(frozen=True, slots=True)
class StepTimes:
    """When a shipment waited for a step, when it was begun and done, and by whom (the worker's code)."""

    step: str
    queued_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    worker: str


@dataclass(frozen=True, slots=True)
class ParcelDetail:
    """A parcel; its weight in grams is the expected one."""

    parcel_id: UUID
    parcel_no: int
    state: ParcelState
    sscc: str | None
    carton: str
    weight_g: int
    handed_over_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShipmentDetail:
    """One warehouse's work for the order."""

    shipment_id: UUID
    warehouse: str
    carrier: str
    state: ShipmentState
    tote: str
    cut_off_at: datetime
    steps: tuple[StepTimes, ...]
    parcels: tuple[ParcelDetail, ...]


@dataclass(frozen=True, slots=True)
class HoldDetail:
    """A hold, standing or lifted."""

    reason: HoldReason
    owner: str
    note: str
    placed_at: datetime
    deadline_at: datetime
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """Everything the tables say of one order."""

    order_id: UUID
    number: str
    channel: str
    customer_id: UUID
    customer_name: str
    address: PostalAddress
    stage: Stage
    priority: int
    note: str
    amount: int
    currency: str
    entered_at: datetime
    entered_by: str
    lines: tuple[LineDetail, ...]
    promises: tuple[PromiseDetail, ...]
    shipments: tuple[ShipmentDetail, ...]
    holds: tuple[HoldDetail, ...]


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One fact of the story: `body` is None for a kind that this version does not know."""

    at: datetime
    kind: str
    worker: str
    worker_name: str
    station: str
    body: Any


def order_detail(connection: Connection, order_id: UUID) -> OrderDetail | None:
    """Read an order with all that belongs to it; None when there is none."""
    head = connection.execute(select(orders).where(orders.c.order_id == order_id)).first()
    if head is None:
        return None
    lines = connection.execute(
        select(order_line, product.c.name, product.c.name_zh)
        .join_from(order_line, product, product.c.sku == order_line.c.sku, isouter=True)
        .where(order_line.c.order_id == order_id)
        .order_by(order_line.c.line_no)
    )
    return OrderDetail(
        head.order_id,
        head.number,
        head.channel,
        head.customer_id,
        head.customer_name,
        address_of(dict(head._mapping)),
        Stage(head.stage),
        head.priority,
        head.note,
        head.amount,
        head.currency,
        head.entered_at,
        head.entered_by,
        tuple(_line(row) for row in lines),
        tuple(
            PromiseDetail(row.line_no, row.warehouse, row.carrier, row.ship_on, row.quantity, row.released)
            for row in _of_order(connection, promise, order_id)
        ),
        _shipments(connection, order_id),
        tuple(
            HoldDetail(HoldReason(row.reason), row.owner, row.note, row.placed_at, row.deadline_at, row.lifted_at)
            for row in _of_order(connection, hold, order_id)
        ),
    )


def timeline(connection: Connection, order_id: UUID) -> list[TimelineEntry]:
    """Tell an order's story, oldest first: each scan, refusal, parcel and what its walks and manifests did."""
    works = connection.execute(
        select(shipment.c.pick_list_id, shipment.c.pick_started_at, shipment.c.pick_finished_at).where(
            shipment.c.order_id == order_id
        )
    ).all()
    shipments = select(shipment.c.shipment_id).where(shipment.c.order_id == order_id)
    manifests = connection.execute(
        select(parcel.c.manifest_id, parcel.c.handed_over_at).where(
            parcel.c.shipment_id.in_(shipments), parcel.c.manifest_id.is_not(None)
        )
    ).all()
    facts = _facts_about(connection, order_id)
    for pick_list_id in {row.pick_list_id for row in works if row.pick_list_id}:
        spans = [(row[1], row[2]) for row in works if row.pick_list_id == pick_list_id]
        facts += [each for each in _facts_about(connection, pick_list_id) if _within(each.at, spans)]
    for manifest_id in {row.manifest_id for row in manifests}:
        facts += _facts_about(connection, manifest_id)
    names = _worker_names(connection, {each.worker for each in facts})
    facts.sort(key=lambda each: (each.at, each.station, each.seq))
    return [_entry(each, names) for each in facts]


def _facts_about(connection: Connection, subject: UUID) -> list[Fact]:
    """Read the facts of a subject, from the oldest; one of an unknown kind comes without its body."""
    rows = connection.execute(
        select(journal).where(journal.c.subject == subject).order_by(journal.c.seq).limit(ENTRIES_MAX)
    )
    return [read_fact(row) if (row.kind, row.version) in KINDS else _unread(row) for row in rows]


def _unread(row: Row[Any]) -> Fact:
    values = dict(row._mapping)
    return Fact(**values | {"body": None})


def _within(at: datetime, spans: Sequence[tuple[datetime | None, datetime | None]]) -> bool:
    return any(start is not None and start <= at and (end is None or at <= end) for start, end in spans)


def _entry(fact: Fact, names: dict[str, str]) -> TimelineEntry:
    name = names.get(fact.worker, fact.worker)
    return TimelineEntry(fact.at, fact.kind, fact.worker, name, fact.station, fact.body)


def _worker_names(connection: Connection, codes: set[str]) -> dict[str, str]:
    rows = connection.execute(select(worker.c.code, worker.c.name).where(worker.c.code.in_(sorted(codes))))
    return {row.code: row.name for row in rows}


def _of_order(connection: Connection, table: Table, order_id: UUID) -> Sequence[Row[Any]]:
    return connection.execute(select(table).where(table.c.order_id == order_id).order_by(*table.primary_key)).all()


def _line(row: Row[Any]) -> LineDetail:
    rungs = tuple(getattr(row, rung) for rung in RUNGS)
    names = (row.name or row.sku, row.name_zh or "")
    return LineDetail(
        row.line_no, row.sku, *names, row.unit_price, row.discount, row.note, rungs, row.cancelled, row.short
    )


def _shipments(connection: Connection, order_id: UUID) -> tuple[ShipmentDetail, ...]:
    works = _of_order(connection, shipment, order_id)
    parcels = connection.execute(
        select(parcel)
        .where(parcel.c.shipment_id.in_([row.shipment_id for row in works]))
        .order_by(parcel.c.shipment_id, parcel.c.parcel_no)
    ).all()
    return tuple(
        ShipmentDetail(
            row.shipment_id,
            row.warehouse,
            row.carrier,
            ShipmentState(row.state),
            row.tote,
            row.cut_off_at,
            tuple(_step(row, step) for step in STEPS),
            tuple(_parcel(each) for each in parcels if each.shipment_id == row.shipment_id),
        )
        for row in works
    )


def _step(row: Row[Any], step: str) -> StepTimes:
    queued_at, started_at, finished_at = (
        getattr(row, f"{step}_{moment}_at") for moment in ("queued", "started", "finished")
    )
    return StepTimes(step, queued_at, started_at, finished_at, getattr(row, f"{step}_by"))


def _parcel(row: Row[Any]) -> ParcelDetail:
    state = ParcelState(row.state)
    return ParcelDetail(row.parcel_id, row.parcel_no, state, row.sscc, row.carton, row.weight_g, row.handed_over_at)
