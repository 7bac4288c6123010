"""The order board: any of a million orders by filter, newest first, with a true count and a jump to any row.

Sorted by order id, which is a UUID of version 7 and therefore the time of entry: one key that every index of the board
ends in. Counting and skipping half a million entries of an index takes some ten milliseconds, so that no counters and
no anchors are kept, which could be wrong; a jump walks from the nearer end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from app.models.orders import Stage
from app.store.board_filter import OPEN_WORK, BoardFilter, Part, Sieve
from app.store.catalog import timezone_of
from app.store.columns import from_microseconds

_ROW = (
    "order_id, number, customer_name, province, city, stage, held, priority, ship_on, entered_at, lines_n, units_n, "
    "amount, currency"
)


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


def board_at(connection: Connection, wanted: BoardFilter, now: datetime, warehouse: str) -> "OrderBoard":
    """Return the board at a moment; the calendar day is the one where the warehouse stands."""
    zone = ZoneInfo(timezone_of(connection, warehouse))
    return OrderBoard(Sieve(wanted, now, now.astimezone(zone).date()))


@dataclass(frozen=True, slots=True)
class OrderBoard:
    """The orders that pass a sieve, the newest first."""

    sieve: Sieve

    def count(self, connection: Connection) -> int:
        """Count the orders exactly."""
        return int(_run(connection, self.sieve.counted(connection)).scalar_one())

    def page(self, connection: Connection, start: int, size: int, total: int) -> tuple[OrderRow, ...]:
        """Return `size` rows from row `start` on; `total` lets the walk begin at the nearer end."""
        size = min(size, total - start)
        if size <= 0:
            return ()
        if start <= total // 2:
            return self._rows(connection, self._skipped(connection, "DESC", size, start))
        return self._rows(connection, self._skipped(connection, "ASC", size, total - start - size))

    def first(self, connection: Connection, size: int) -> tuple[OrderRow, ...]:
        """Return the newest rows; nothing needs to be counted for them."""
        return self._rows(connection, self.sieve.ids(connection, "DESC", size))

    def after(self, connection: Connection, order_id: UUID, size: int) -> tuple[OrderRow, ...]:
        """Return the rows that follow one; the way to scroll on."""
        edge = Part("o.order_id < ?", (order_id.bytes,))
        return self._rows(connection, self.sieve.ids(connection, "DESC", size, edge=edge))

    def before(self, connection: Connection, order_id: UUID, size: int) -> tuple[OrderRow, ...]:
        """Return the rows in front of one, in the board's order; the way to scroll back."""
        edge = Part("o.order_id > ?", (order_id.bytes,))
        return self._rows(connection, self.sieve.ids(connection, "ASC", size, edge=edge))

    def _skipped(self, connection: Connection, way: str, size: int, skip: int) -> Part:
        """Write the reading of ids after `skip` others, going round those that would have to be asked one by one."""
        wider = self.sieve.with_any_stage() if skip else None
        if wider is None:
            return self.sieve.ids(connection, way, size, skip)
        key = _run(connection, wider.ids(connection, way, 1, skip)).scalar_one()
        passed, beyond = (">=", "<") if way == "DESC" else ("<=", ">")
        left_out = _run(connection, self.sieve.left_out(Part(f"o.order_id {passed} ?", (key,)))).scalar_one()
        # Up to the key there are skip + 1 rows less those left out; what is missing is skipped behind it.
        edge = Part(f"o.order_id {beyond}{'' if left_out else '='} ?", (key,))
        return self.sieve.ids(connection, way, size, max(0, left_out - 1), edge)

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
        cut_offs = [cut_off for _, _, state, cut_off in works if state in OPEN_WORK]
        cut_off_at = from_microseconds(min(cut_offs)) if cut_offs else None
        day = date.fromisoformat(ship_on) if ship_on else None
        overdue = day is not None and day < self.sieve.today and stage not in (Stage.SHIPPED, Stage.CANCELLED)
        missed = cut_off_at is not None and cut_off_at < self.sieve.now
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


def _run(connection: Connection, part: Part) -> Any:
    return connection.exec_driver_sql(part.sql, part.values)
