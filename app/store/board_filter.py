"""How a filter of the order board becomes SQL that never leaves its indexes: one source, and conditions on its rows.

The source is the part of the filter that leaves fewest orders; it is one or several SELECTs of order ids, each sorted
by its index, which SQLite merges as it walks. The other parts are asked of each row. Nearly all orders of an old store
are shipped: what is large is only counted and skipped, what is asked row by row is small. `tests/store/test_board.py`
proves the plans.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Index

from app.models.orders import HoldReason, Stage
from app.models.shipments import ShipmentState
from app.store.allocation import shipment
from app.store.columns import only, to_microseconds
from app.store.orders import hold, orders

Index("orders_on_board", orders.c.stage, orders.c.order_id)
Index("orders_due", orders.c.ship_on, orders.c.order_id, **only("stage NOT IN ('shipped', 'cancelled')"))
Index("hold_standing", hold.c.reason, hold.c.order_id, **only("lifted_at IS NULL"))
Index("shipment_by_warehouse", shipment.c.warehouse, shipment.c.order_id, shipment.c.carrier)
Index("shipment_by_carrier", shipment.c.carrier, shipment.c.order_id, shipment.c.warehouse)

TEXT_HITS_MAX = 800
"""Orders, or customers, that a typed text may stand for; a longer text finds the rest."""
FIGURES_MIN = 3
_LAST = "\U0010ffff"
OPEN_WORK = tuple(
    str(state)
    for state in (
        ShipmentState.ACCEPTED,
        ShipmentState.PICKING,
        ShipmentState.PICKED,
        ShipmentState.PACKING,
        ShipmentState.PACKED,
    )
)
_OPEN_WORK_SQL = ", ".join(f"'{state}'" for state in OPEN_WORK)
_NOT_SHIPPED_SQL = ", ".join(f"'{stage}'" for stage in Stage if stage is not Stage.SHIPPED)


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What the board shall show; empty parts let everything through. `text` is a number, a customer or last figures."""

    stage: Stage | None = None
    hold: HoldReason | None = None
    late: bool = False
    warehouse: str = ""
    carrier: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of SQL with the values it is filled with."""

    sql: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Sieve:
    """The orders that pass a filter at a moment: `now` and the calendar day decide what is late."""

    wanted: BoardFilter
    now: datetime
    today: date
    work_only: bool = False

    def ids(self, connection: Connection, way: str, size: int, skip: int = 0, edge: Part | None = None) -> Part:
        """Write the reading of `size` order ids, ASC or DESC, after `skip` others or beyond an edge."""
        arms, asked = self._parts(connection)
        arms = [_joined(arm, (*asked, *((edge,) if edge else ()))) for arm in arms]
        union = " UNION ".join(arm.sql for arm in arms)
        values = tuple(value for arm in arms for value in arm.values)
        return Part(f"{union} ORDER BY 1 {way} LIMIT ? OFFSET ?", (*values, size, skip))

    def counted(self, connection: Connection) -> Part:
        """Write the counting of all of them."""
        if wider := self.with_any_stage():
            every, left_out = wider.counted(connection), self.left_out()
            return Part(f"SELECT ({every.sql}) - ({left_out.sql})", (*every.values, *left_out.values))
        arms, asked = self._parts(connection)
        joined = [_joined(arm, asked) for arm in arms]
        if len(joined) == 1:
            return Part(f"SELECT count(*) FROM ({joined[0].sql})", joined[0].values)
        if self._source() == "place":
            return self._counted_apart(*joined)
        values = tuple(value for arm in joined for value in arm.values)
        return Part(f"SELECT count(*) FROM ({' UNION '.join(arm.sql for arm in joined)})", values)

    def with_any_stage(self) -> "Sieve | None":
        """Return the sieve for all work at a place when this one asks for the shipped of it, which is nearly all.

        Half a million rows are not asked one by one whether they are shipped: all are counted, the others left out.
        """
        if self._source() != "place" or self.wanted.stage is None:
            return None
        return replace(self, wanted=replace(self.wanted, stage=None), work_only=True)

    def left_out(self, edge: Part | None = None) -> Part:
        """Write the counting of the work at the place that is not shipped, up to an edge."""
        parts = [self._work_of("o"), *((edge,) if edge else ())]
        counted = Part(f"SELECT count(*) FROM orders AS o WHERE o.stage IN ({_NOT_SHIPPED_SQL})")
        return _joined(counted, parts)

    def _source(self) -> str:
        """Name the part of the filter that leaves fewest orders."""
        wanted = self.wanted
        if wanted.text.strip():
            return "text"
        if wanted.hold:
            return "hold"
        if wanted.late:
            return "late"
        if wanted.stage and wanted.stage is not Stage.SHIPPED:
            return "stage"
        if wanted.warehouse or wanted.carrier:
            return "place"
        return "stage" if wanted.stage else "all"

    def _parts(self, connection: Connection) -> tuple[list[Part], list[Part]]:
        """Return the arms of the source, each a SELECT of ids, and the conditions that the rest of the filter asks."""
        wanted, source = self.wanted, self._source()
        asked: list[Part] = []
        if wanted.hold and source != "hold":
            asked.append(
                Part(
                    "EXISTS (SELECT 1 FROM hold AS h WHERE h.order_id = o.order_id AND h.reason = ? "
                    "AND h.lifted_at IS NULL)",
                    (wanted.hold,),
                )
            )
        if wanted.late and source != "late":
            asked.append(self._late_of("o"))
        if wanted.stage and source != "stage":
            asked.append(_stage_of("o", wanted.stage))
        if (wanted.warehouse or wanted.carrier) and source != "place":
            asked.append(self._place_of("o"))
        return self._arms(connection, source), asked

    def _arms(self, connection: Connection, source: str) -> list[Part]:
        wanted = self.wanted
        match source:
            case "text":
                return _text_arms(connection, wanted.text.strip())
            case "hold":
                standing = "SELECT o.order_id FROM hold AS o WHERE o.reason = ? AND o.lifted_at IS NULL"
                return [Part(standing, (wanted.hold,))]
            case "late":
                return self._late_arms()
            case "stage":
                return [Part("SELECT o.order_id FROM orders AS o WHERE o.stage = ?", (wanted.stage,))]
            case "place":
                return self._place_arms()
            case _:
                return [Part("SELECT o.order_id FROM orders AS o WHERE true")]

    def _late_arms(self) -> list[Part]:
        """Past its day and not shipped, or with work that has missed its cut-off."""
        return [
            Part(
                "SELECT o.order_id FROM orders AS o INDEXED BY orders_due "
                "WHERE o.stage NOT IN ('shipped', 'cancelled') AND o.ship_on < ?",
                (self.today.isoformat(),),
            ),
            Part(
                "SELECT o.order_id FROM shipment AS o INDEXED BY shipment_open "
                f"WHERE o.warehouse IN (SELECT code FROM warehouse) AND o.state IN ({_OPEN_WORK_SQL}) "
                "AND o.cut_off_at < ?",
                (to_microseconds(self.now),),
            ),
        ]

    def _late_of(self, alias: str) -> Part:
        return Part(
            f"(EXISTS (SELECT 1 FROM orders AS d WHERE d.order_id = {alias}.order_id "
            "AND d.stage NOT IN ('shipped', 'cancelled') AND d.ship_on < ?) "
            f"OR EXISTS (SELECT 1 FROM shipment AS d WHERE d.order_id = {alias}.order_id "
            f"AND d.state IN ({_OPEN_WORK_SQL}) AND d.cut_off_at < ?))",
            (self.today.isoformat(), to_microseconds(self.now)),
        )

    def _place_arms(self) -> list[Part]:
        """Work in the warehouse or for the carrier, and promises from there that are not work yet."""
        wanted = self.wanted
        index = "shipment_by_carrier" if wanted.carrier and not wanted.warehouse else "shipment_by_warehouse"
        there = _there("o", wanted)
        work = f"o.order_id FROM shipment AS o INDEXED BY {index} WHERE {there.sql}"
        if self.work_only or wanted.stage:
            return [Part(f"SELECT DISTINCT {work}", there.values)]
        promised = "o.warehouse = ?" if wanted.warehouse else "o.warehouse IN (SELECT code FROM warehouse)"
        promised += " AND o.carrier = ?" if wanted.carrier else ""
        waiting = (
            "SELECT o.order_id FROM promise AS o INDEXED BY promise_to_release "
            f"WHERE o.released < o.quantity AND {promised}"
        )
        return [Part(f"SELECT {work}", there.values), Part(waiting, there.values)]

    def _place_of(self, alias: str) -> Part:
        work, promised = self._work_of(alias), _there("s", self.wanted)
        return Part(
            f"({work.sql} OR EXISTS (SELECT 1 FROM promise AS s WHERE s.order_id = {alias}.order_id "
            f"AND s.released < s.quantity AND {promised.sql}))",
            (*work.values, *promised.values),
        )

    def _work_of(self, alias: str) -> Part:
        there = _there("s", self.wanted)
        return Part(
            f"EXISTS (SELECT 1 FROM shipment AS s WHERE s.order_id = {alias}.order_id AND {there.sql})", there.values
        )

    def _counted_apart(self, work: Part, promised: Part) -> Part:
        """Count the work by its index alone, then add the few promises whose order has no work there yet."""
        known = self._work_of("o")
        first = work.sql.replace("SELECT o.order_id", "SELECT DISTINCT o.order_id", 1)
        second = promised.sql.replace("SELECT o.order_id", "SELECT DISTINCT o.order_id", 1)
        return Part(
            f"SELECT (SELECT count(*) FROM ({first})) + (SELECT count(*) FROM ({second} AND NOT {known.sql}))",
            (*work.values, *promised.values, *known.values),
        )


def _there(alias: str, wanted: BoardFilter) -> Part:
    parts = [(f"{alias}.warehouse = ?", wanted.warehouse), (f"{alias}.carrier = ?", wanted.carrier)]
    given = [(sql, value) for sql, value in parts if value]
    return Part(" AND ".join(sql for sql, _ in given), tuple(value for _, value in given))


def _stage_of(alias: str, stage: Stage) -> Part:
    """Ask for a stage; "shipped" as not in the others, because those together are few and fit into memory."""
    if stage is Stage.SHIPPED:
        return Part(
            f"{alias}.order_id NOT IN (SELECT b.order_id FROM orders AS b WHERE b.stage IN ({_NOT_SHIPPED_SQL}))"
        )
    asked = "EXISTS (SELECT 1 FROM orders AS b INDEXED BY orders_on_board WHERE b.stage = ? AND b.order_id = "
    return Part(f"{asked}{alias}.order_id)", (stage,))


def _text_arms(connection: Connection, typed: str) -> list[Part]:
    """What a text can mean: the beginning of an order's number, a customer, the last figures of a phone."""
    numbers = [typed.upper()]
    if typed.isdigit() and len(typed) <= 9:
        own = connection.exec_driver_sql("SELECT value FROM setting WHERE name = 'station'").scalar()
        numbers.append(f"{own}-{typed.zfill(6)}-")
    arms = [
        Part(
            "SELECT o.order_id FROM orders AS o WHERE o.order_id IN (SELECT order_id FROM orders "
            f"WHERE number >= ? AND number < ? ORDER BY number DESC LIMIT {TEXT_HITS_MAX})",
            (number, number + _LAST),
        )
        for number in numbers
    ]
    for column, start in _customer_ranges(typed):
        arms.append(
            Part(
                "SELECT o.order_id FROM orders AS o INDEXED BY orders_by_customer WHERE o.customer_id IN "
                f"(SELECT customer_id FROM customer WHERE {column} >= ? AND {column} < ? LIMIT {TEXT_HITS_MAX})",
                (start, start + _LAST),
            )
        )
    return arms


def _customer_ranges(typed: str) -> list[tuple[str, str]]:
    if typed.isdigit():
        return [("phone_reversed", typed[::-1])] if len(typed) >= FIGURES_MIN else []
    small = typed.lower()
    ranges = [("name", typed)]
    return [*ranges, ("pinyin", small), ("initials", small)] if typed.isascii() else ranges


def _joined(arm: Part, asked: Iterable[Part]) -> Part:
    parts = [arm, *asked]
    return Part(" AND ".join(part.sql for part in parts), tuple(value for part in parts for value in part.values))
