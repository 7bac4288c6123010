"""The order board: any of a million orders by filter, newest first, with a true count and a jump to any row.

Sorted by order id, which is a UUID of version 7 and therefore the time of entry: one key that every index here ends in,
so that counting and skipping rows never leave an index. A filter picks one *source*, the most selective of its parts
that has an index; the other parts are asked of each row of it. Nearly all orders of an old store are shipped; what is
large there is only counted and skipped, what is asked row by row is small. `tests/store/test_board.py` proves the plans.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Index, text

from app.models.orders import HoldReason, Stage
from app.models.packing import ShipmentState
from app.store.allocation import shipment
from app.store.columns import from_microseconds, to_microseconds
from app.store.orders import hold, orders

Index("orders_on_board", orders.c.stage, orders.c.order_id)
Index("orders_due", orders.c.ship_on, orders.c.order_id, sqlite_where=text("stage NOT IN ('shipped', 'cancelled')"))
Index("hold_standing", hold.c.reason, hold.c.order_id, sqlite_where=text("lifted_at IS NULL"))
Index("shipment_by_warehouse", shipment.c.warehouse, shipment.c.order_id, shipment.c.carrier)
Index("shipment_by_carrier", shipment.c.carrier, shipment.c.order_id, shipment.c.warehouse)

TEXT_HITS_MAX = 2_000
"""Orders, or customers, that a typed text may stand for; a longer text finds the rest."""
FIGURES_MIN = 3
_LAST = "\U0010ffff"
_OPEN_WORK = tuple(
    str(state)
    for state in (
        ShipmentState.ACCEPTED,
        ShipmentState.PICKING,
        ShipmentState.PICKED,
        ShipmentState.PACKING,
        ShipmentState.PACKED,
    )
)
_OPEN_WORK_SQL = ", ".join(f"'{state}'" for state in _OPEN_WORK)
_NOT_SHIPPED_SQL = ", ".join(f"'{stage}'" for stage in Stage if stage is not Stage.SHIPPED)
_ROW = (
    "order_id, number, customer_name, province, city, stage, held, priority, ship_on, entered_at, lines_n, units_n, "
    "amount, currency"
)


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
class OrderRow:
    """One order as the board shows it; `cut_off_at` is the earliest of its shipments that are not gone yet."""

    order_id: UUID
    number: str
    customer_name: str
    province: str
    city: str
    stage: Stage
    holds_n: int
    priority: int
    ship_on: date | None
    cut_off_at: datetime | None
    late: bool
    entered_at: datetime
    lines_n: int
    units_n: int
    amount: int
    currency: str
    warehouses: tuple[str, ...]
    carriers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of SQL with the values it is filled with."""

    sql: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderBoard:
    """The orders that pass a filter at a moment: `now` and the calendar day decide what is late."""

    wanted: BoardFilter
    now: datetime
    today: date

    def count(self, connection: Connection) -> int:
        """Count the orders exactly."""
        counted = self._counted(connection)
        return int(_run(connection, counted).scalar_one())

    def page(self, connection: Connection, start: int, size: int, total: int) -> tuple[OrderRow, ...]:
        """Return `size` rows from row `start` on; `total` lets the walk begin at the nearer end."""
        size = min(size, total - start)
        if size <= 0:
            return ()
        if start <= total // 2:
            return self._rows(connection, self._ids(connection, "DESC", size, start))
        return self._rows(connection, self._ids(connection, "ASC", size, max(0, total - start - size)))

    def after(self, connection: Connection, order_id: UUID, size: int) -> tuple[OrderRow, ...]:
        """Return the rows that follow one; the way to scroll on."""
        return self._rows(connection, self._ids(connection, "DESC", size, 0, Part("o.order_id < ?", (order_id.bytes,))))

    def before(self, connection: Connection, order_id: UUID, size: int) -> tuple[OrderRow, ...]:
        """Return the rows in front of one, in the board's order; the way to scroll back."""
        return self._rows(connection, self._ids(connection, "ASC", size, 0, Part("o.order_id > ?", (order_id.bytes,))))

    # -- the statement -----------------------------------------------------------------------------------------------

    def _ids(self, connection: Connection, way: str, size: int, skip: int, edge: Part | None = None) -> Part:
        arms, asked = self._parts(connection)
        arms = [_joined(arm, (*asked, *((edge,) if edge else ()))) for arm in arms]
        union = " UNION ".join(arm.sql for arm in arms)
        values = tuple(value for arm in arms for value in arm.values)
        return Part(f"{union} ORDER BY 1 {way} LIMIT ? OFFSET ?", (*values, size, skip))

    def _counted(self, connection: Connection) -> Part:
        arms, asked = self._parts(connection)
        if len(arms) == 1:
            arm = _joined(arms[0], asked)
            return Part(arm.sql.replace("SELECT o.order_id", "SELECT count(*)", 1), arm.values)
        if self._source() == "place":
            return _counted_apart(arms, asked, self._place_of("o"))
        union = [_joined(arm, asked) for arm in arms]
        values = tuple(value for arm in union for value in arm.values)
        return Part(f"SELECT count(*) FROM ({' UNION '.join(arm.sql for arm in union)})", values)

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
        arms = {
            "text": lambda: _text_arms(connection, wanted.text.strip()),
            "hold": lambda: [
                Part("SELECT o.order_id FROM hold AS o WHERE o.reason = ? AND o.lifted_at IS NULL", (wanted.hold,))
            ],
            "late": self._late_arms,
            "stage": lambda: [Part("SELECT o.order_id FROM orders AS o WHERE o.stage = ?", (wanted.stage,))],
            "place": self._place_arms,
            "all": lambda: [Part("SELECT o.order_id FROM orders AS o WHERE true")],
        }[source]()
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
        return arms, asked

    def _late_arms(self) -> list[Part]:
        """Past its day and not shipped, or with work that has missed its cut-off."""
        return [
            Part(
                "SELECT o.order_id FROM orders AS o INDEXED BY orders_due "
                "WHERE o.stage NOT IN ('shipped', 'cancelled') AND o.ship_on < ?",
                (self.today.isoformat(),),
            ),
            Part(
                "SELECT o.order_id FROM shipment AS o WHERE o.warehouse IN (SELECT code FROM warehouse) "
                f"AND o.state IN ({_OPEN_WORK_SQL}) AND o.cut_off_at < ?",
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
        index = "shipment_by_carrier" if wanted.carrier else "shipment_by_warehouse"
        there = _there("o", wanted)
        promised = "o.warehouse = ?" if wanted.warehouse else "o.warehouse IN (SELECT code FROM warehouse)"
        promised += " AND o.carrier = ?" if wanted.carrier else ""
        return [
            Part(f"SELECT o.order_id FROM shipment AS o INDEXED BY {index} WHERE {there.sql}", there.values),
            Part(
                "SELECT o.order_id FROM promise AS o INDEXED BY promise_to_release "
                f"WHERE o.released < o.quantity AND {promised}",
                there.values,
            ),
        ]

    def _place_of(self, alias: str) -> Part:
        there = _there("s", self.wanted)
        return Part(
            f"(EXISTS (SELECT 1 FROM shipment AS s WHERE s.order_id = {alias}.order_id AND {there.sql}) "
            f"OR EXISTS (SELECT 1 FROM promise AS s WHERE s.order_id = {alias}.order_id "
            f"AND s.released < s.quantity AND {there.sql}))",
            there.values * 2,
        )

    # -- the rows ----------------------------------------------------------------------------------------------------

    def _rows(self, connection: Connection, ids: Part) -> tuple[OrderRow, ...]:
        found = [row[0] for row in _run(connection, ids)]
        if not found:
            return ()
        marks = ", ".join("?" * len(found))
        heads = connection.exec_driver_sql(
            f"SELECT {_ROW} FROM orders WHERE order_id IN ({marks}) ORDER BY order_id DESC", tuple(found)
        )
        works = _works(connection, found)
        return tuple(self._row(head, works.get(head[0], ())) for head in heads)

    def _row(self, head: Sequence[Any], works: Sequence[tuple[Any, ...]]) -> OrderRow:
        order_id, number, customer, province, city, stage, held, priority, ship_on, entered_at, *sums = head
        lines_n, units_n, amount, currency = sums
        cut_offs = [cut_off for _, _, state, cut_off in works if state in _OPEN_WORK]
        cut_off_at = from_microseconds(min(cut_offs)) if cut_offs else None
        day = date.fromisoformat(ship_on) if ship_on else None
        overdue = day is not None and day < self.today and stage not in (Stage.SHIPPED, Stage.CANCELLED)
        missed = cut_off_at is not None and cut_off_at < self.now
        return OrderRow(
            UUID(bytes=order_id),
            number,
            customer,
            province,
            city,
            Stage(stage),
            held,
            priority,
            day,
            cut_off_at,
            overdue or missed,
            from_microseconds(entered_at),
            lines_n,
            units_n,
            amount,
            currency,
            tuple(dict.fromkeys(work[0] for work in works)),
            tuple(dict.fromkeys(work[1] for work in works)),
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
            "SELECT o.order_id FROM (SELECT order_id FROM orders WHERE number >= ? AND number < ? "
            f"ORDER BY number DESC LIMIT {TEXT_HITS_MAX}) AS o WHERE true",
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


def _counted_apart(arms: Sequence[Part], asked: Sequence[Part], place: Part) -> Part:
    """Count the work by its index alone, then add the few promises whose order has no work there yet."""
    work, promised = (_joined(arm, asked) for arm in arms)
    without = place.sql[1:].split(" OR EXISTS", 1)[0]
    values = (*work.values, *promised.values, *place.values[: len(place.values) // 2])
    first = work.sql.replace("SELECT o.order_id", "SELECT DISTINCT o.order_id", 1)
    second = promised.sql.replace("SELECT o.order_id", "SELECT DISTINCT o.order_id", 1)
    return Part(
        f"SELECT (SELECT count(*) FROM ({first})) + (SELECT count(*) FROM ({second} AND NOT {without}))", values
    )


def _works(connection: Connection, order_ids: Sequence[bytes]) -> dict[bytes, list[tuple[Any, ...]]]:
    """Read (warehouse, carrier, state, cut-off) of the shipments, or what is promised where there is none."""
    marks = ", ".join("?" * len(order_ids))
    shipments = connection.exec_driver_sql(
        f"SELECT order_id, warehouse, carrier, state, cut_off_at FROM shipment WHERE order_id IN ({marks})",
        tuple(order_ids),
    )
    works = _grouped(shipments)
    waiting = [order_id for order_id in order_ids if order_id not in works]
    if waiting:
        promises = connection.exec_driver_sql(
            "SELECT order_id, warehouse, carrier, '', NULL FROM promise "
            f"WHERE order_id IN ({', '.join('?' * len(waiting))}) AND quantity > 0",
            tuple(waiting),
        )
        works |= _grouped(promises)
    return works


def _grouped(rows: Iterable[Any]) -> dict[bytes, list[tuple[Any, ...]]]:
    found: dict[bytes, list[tuple[Any, ...]]] = {}
    for order_id, *work in rows:
        found.setdefault(order_id, []).append(tuple(work))
    return found


def _joined(arm: Part, asked: Iterable[Part]) -> Part:
    parts = [arm, *asked]
    return Part(" AND ".join(part.sql for part in parts), tuple(value for part in parts for value in part.values))


def _run(connection: Connection, part: Part) -> Any:
    return connection.exec_driver_sql(part.sql, part.values)
