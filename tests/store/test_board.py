"""The order board: a filter shows exactly its orders, newest first, from any row on, and never leaves its indexes."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, insert

from app.models.orders import HoldReason, Stage
from app.models.shipments import ShipmentState
from app.store import allocation, catalog, orders
from app.store.board import OrderBoard, OrderRow
from app.store.board_filter import BoardFilter, Sieve
from app.store.store import Store
from tests.store.builders import NOW, an_open_store

TODAY = date(2026, 11, 24)
ORDERS = 120
STAGES = (*[Stage.SHIPPED] * 8, *Stage)
HOLDS = (HoldReason.PRICE_WRONG, HoldReason.REMARK)
NAMES = (("王小明", "wangxiaoming", "wxm"), ("李四", "lisi", "ls"), ("Anna Berg", "annaberg", "ab"))
FILTERS = [
    BoardFilter(stage=stage, hold=hold, late=late, warehouse=warehouse, carrier=carrier, text=text)
    for stage, hold, late, warehouse, carrier, text in product(
        (None, Stage.SHIPPED, Stage.RELEASED, Stage.HELD),
        (None, HoldReason.REMARK),
        (False, True),
        ("", "SZ"),
        ("", "RIVER-STD"),
        ("", "wx", "0005", "P01-00001", "17", "王"),
    )
]


def _id(seq: int, mark: int = 0) -> UUID:
    """An id that rises with the sequence, as UUIDs of version 7 do with the time."""
    return UUID(int=(int(NOW.timestamp() * 1000) + seq) << 80 | 0x7 << 76 | 0b10 << 62 | mark)


def _at(seq: int) -> datetime:
    return NOW + timedelta(minutes=seq)


class Books:
    """Orders drawn by chance, written to the store and kept as plain rows to compare with."""

    def __init__(self, connection: Connection) -> None:
        self.draw = random.Random(8)
        self._by_order: dict[int, dict[UUID, list[dict[str, Any]]]] = {}
        self.orders: list[dict[str, Any]] = []
        self.shipments: list[dict[str, Any]] = []
        self.promises: list[dict[str, Any]] = []
        self.holds: list[dict[str, Any]] = []
        self.customers = [self._customer(seq) for seq in range(30)]
        for seq in range(ORDERS):
            self._order(seq)
        for table, rows in (
            (orders.customer, self.customers),
            (orders.orders, self.orders),
            (allocation.shipment, self.shipments),
            (orders.promise, self.promises),
            (orders.hold, self.holds),
        ):
            for row in rows:
                connection.execute(insert(table).values(**row))
        places = {"name_zh": "", "address": "", "phone": "", "province": "", "timezone": "Asia/Shanghai"}
        connection.execute(insert(catalog.warehouse), [{"code": code, "name": code, **places} for code in ("SZ", "HZ")])

    def _customer(self, seq: int) -> dict[str, Any]:
        name, pinyin, initials = NAMES[seq % 3]
        phone = f"138{seq:04d}{seq % 10:04d}"
        names = {"name": name, "pinyin": pinyin, "initials": initials}
        return {"customer_id": _id(seq, 9), **names, "phone": phone, "phone_reversed": phone[::-1]}

    def _order(self, seq: int) -> None:
        stage, buyer = self.draw.choice(STAGES), self.draw.choice(self.customers)
        ship_on = TODAY + timedelta(days=self.draw.choice((-1, 0, 1)))
        row = {"order_id": _id(seq), "number": f"P01-{seq:06d}-K4", "customer_id": buyer["customer_id"]}
        row |= {"customer_name": buyer["name"], "name": buyer["name"], "phone": buyer["phone"], "state": "confirmed"}
        row |= {"stage": stage, "currency": "CNY", "entered_at": _at(seq), "station": "P01", "ship_on": ship_on}
        self.orders.append(row)
        for reason in HOLDS:
            if self.draw.random() < 0.2:
                lifted_at = NOW if self.draw.random() < 0.4 else None
                times = {"deadline_at": NOW, "placed_at": NOW, "lifted_at": lifted_at}
                self.holds.append({"order_id": _id(seq), "reason": reason, "owner": "W-0001", **times})
        for place in range(self.draw.choice((0, 1, 1, 1, 2))):
            self._work(seq, place)

    def _work(self, seq: int, place: int) -> None:
        warehouse, carrier = self.draw.choice(("SZ", "HZ")), self.draw.choice(("RIVER-STD", "SWIFT-EXP"))
        released = self.draw.random() < 0.8
        there = {"order_id": _id(seq), "warehouse": warehouse, "carrier": carrier}
        counts = {"quantity": 2, "released": 2 if released else 1}
        self.promises.append({"line_no": place + 1, "ship_on": TODAY, **there, **counts})
        if released:
            work = {"shipment_id": _id(seq, place + 1), "number": f"P01-{seq:06d}-K4", "priority": 1, "wave": ""}
            work |= {"state": self.draw.choice(list(ShipmentState)), "pick_state": "done", "lines_n": 1}
            work |= {"units_n": 2, "walk_order": 1, "cut_off_at": NOW + timedelta(hours=self.draw.choice((-2, 2)))}
            self.shipments.append(there | work)

    def passing(self, wanted: BoardFilter) -> list[UUID]:
        """Say by the rules, row by row, which orders a filter lets through, the newest first."""
        return [row["order_id"] for row in reversed(self.orders) if self._passes(row, wanted)]

    def late(self, row: dict[str, Any]) -> bool:
        overdue = row["ship_on"] < TODAY and row["stage"] not in (Stage.SHIPPED, Stage.CANCELLED)
        missed = [each for each in self._of(self.shipments, row) if each["cut_off_at"] < NOW]
        return overdue or any(each["state"] in OPEN for each in missed)

    def _passes(self, row: dict[str, Any], wanted: BoardFilter) -> bool:
        holds = [each["reason"] for each in self._of(self.holds, row) if each["lifted_at"] is None]
        waiting = [each for each in self._of(self.promises, row) if each["released"] < each["quantity"]]
        # What is shipped has no promise that waits for its release; the board does not look for one.
        works = self._of(self.shipments, row) + ([] if wanted.stage is Stage.SHIPPED and _by_place(wanted) else waiting)
        return (
            wanted.stage in (None, row["stage"])
            and (wanted.hold is None or wanted.hold in holds)
            and (not wanted.late or self.late(row))
            and (not (wanted.warehouse or wanted.carrier) or any(_there(each, wanted) for each in works))
            and (not wanted.text or self._named(row, wanted.text))
        )

    def _named(self, row: dict[str, Any], text: str) -> bool:
        buyer = next(each for each in self.customers if each["customer_id"] == row["customer_id"])
        names = [buyer["name"], buyer["pinyin"], buyer["initials"], row["number"]]
        figures = text.isdigit() and len(text) >= 3 and buyer["phone"].endswith(text)
        own = text.isdigit() and row["number"] == f"P01-{int(text):06d}-K4"
        return any(name.startswith(text) for name in names) or figures or own

    def _of(self, rows: list[dict[str, Any]], row: dict[str, Any]) -> list[dict[str, Any]]:
        by_order = self._by_order.setdefault(id(rows), {})
        if not by_order:
            for each in rows:
                by_order.setdefault(each["order_id"], []).append(each)
        return by_order.get(row["order_id"], [])


OPEN = {
    ShipmentState.ACCEPTED,
    ShipmentState.PICKING,
    ShipmentState.PICKED,
    ShipmentState.PACKING,
    ShipmentState.PACKED,
}


def _by_place(wanted: BoardFilter) -> bool:
    return not (wanted.text or wanted.hold or wanted.late)


def _there(work: dict[str, Any], wanted: BoardFilter) -> bool:
    return wanted.warehouse in ("", work["warehouse"]) and wanted.carrier in ("", work["carrier"])


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with an_open_store(tmp_path_factory.mktemp("board") / "store.sqlite") as opened:
        yield opened


@pytest.fixture(scope="module")
def books(store: Store) -> Books:
    with store.unit() as unit:
        return Books(unit.connection)


def a_board(wanted: BoardFilter) -> OrderBoard:
    return OrderBoard(Sieve(wanted, NOW, TODAY))


def ids(rows: tuple[OrderRow, ...]) -> list[UUID]:
    return [row.order_id for row in rows]


@pytest.mark.parametrize("stage", dict.fromkeys(each.stage for each in FILTERS), ids=str)
def test_a_filter_shows_its_orders_newest_first_from_any_row_on(
    store: Store, books: Books, stage: Stage | None
) -> None:
    for wanted in (each for each in FILTERS if each.stage is stage):
        board, expected = a_board(wanted), books.passing(wanted)
        with store.reader() as connection:
            total = board.count(connection)
            assert total == len(expected), wanted
            for start in range(0, total + 1, max(1, total // 4)):
                assert ids(board.page(connection, start, 7, total)) == expected[start : start + 7], (wanted, start)
                if start < total:
                    assert ids(board.after(connection, expected[start], 5)) == expected[start + 1 : start + 6], wanted
                    before = expected[max(0, start - 5) : start]
                    assert ids(board.before(connection, expected[start], 5)) == before, wanted


def test_every_combination_is_met_by_some_order(books: Books) -> None:
    """The filters above would prove little on empty lists."""
    assert sum(bool(books.passing(each)) for each in FILTERS) > len(FILTERS) // 4
    assert len(books.passing(BoardFilter(stage=Stage.SHIPPED, warehouse="SZ"))) > 15


def test_a_row_tells_where_it_is_and_whether_it_is_late(store: Store, books: Books) -> None:
    with store.reader() as connection:
        rows = a_board(BoardFilter()).page(connection, 0, ORDERS, ORDERS)
    for row, order in zip(rows, reversed(books.orders), strict=True):
        works = [each for each in books.shipments if each["order_id"] == row.order_id]
        works = works or [each for each in books.promises if each["order_id"] == row.order_id]
        assert (row.number, row.stage, row.entered_at) == (order["number"], order["stage"], order["entered_at"])
        assert set(row.warehouses) == {each["warehouse"] for each in works}
        assert row.late is books.late(order)


@pytest.mark.parametrize("analysed", [False, True])
def test_every_statement_of_the_board_uses_an_index(store: Store, books: Books, analysed: bool) -> None:
    """DESIGN.md, section 8: cost grows with the work of the moment, not with the history."""
    if analysed:
        with store.unit() as unit:
            unit.connection.exec_driver_sql("ANALYZE")
    for wanted in FILTERS:
        large = not (wanted.text or wanted.hold or wanted.late)
        with store.reader() as connection:
            for text in _statements(connection, a_board(wanted)):
                steps = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
                assert not [step for step in steps if _leaves_the_index(step)], (wanted, text, steps)
                # Half a million ids come sorted out of their index; only the few promises are sorted on the way.
                sorted_n = sum("TEMP" in step for step in steps)
                assert not large or sorted_n <= text.count("FROM promise AS o"), (text, steps)


def _leaves_the_index(step: str) -> bool:
    """A walk through a table, except the handful of warehouses and what the statement itself has listed."""
    harmless = ("SCAN warehouse", "SCAN (subquery", "SCAN CONSTANT ROW")
    return step.startswith("SCAN") and not ("INDEX" in step or step.startswith(harmless))


def _statements(connection: Connection, board: OrderBoard) -> list[str]:
    """Record what the board sends, its values filled in, for its number, a jump, and scrolling both ways."""
    sent: list[str] = []
    driver = connection.connection.driver_connection
    driver.set_trace_callback(sent.append)
    try:
        total = board.count(connection)
        for start in (0, total // 3, total // 2 + 1):
            board.page(connection, start, 10, total)
        board.after(connection, _id(ORDERS // 2), 10)
        board.before(connection, _id(ORDERS // 2), 10)
    finally:
        driver.set_trace_callback(None)
    assert sent
    return [text for text in sent if text.startswith("SELECT")]
