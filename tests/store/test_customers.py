"""The caller is found by what he says first, and what he bought and paid before stands beside."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.orders import Customer, CustomerAdded, OrderEntered, OrderLine
from app.operations.pinyin import pinyin_of_name
from app.store.customers import find_customers, last_orders, last_prices
from app.store.store import Store
from tests.builders import a_customer, an_address, an_id
from tests.store.builders import WORKER, an_open_store


def named(name: str, phone: str) -> Customer:
    pinyin, initials = pinyin_of_name(name)
    address = an_address(name=name, phone=phone)
    return a_customer(name=name, phone=phone, pinyin=pinyin, initials=initials, address=address)


PEOPLE = (
    named("王小明", "13800138000"),
    named("王大伟", "13911112222"),
    named("曾敏", "13700138000"),
    named("Anna Berg", "015112345678"),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with an_open_store(tmp_path / "store.sqlite") as opened:
        record(opened, *(CustomerAdded(each) for each in PEOPLE))
        yield opened


def record(store: Store, *facts: object) -> None:
    with store.unit() as unit:
        store.journal.record(unit, facts, WORKER)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("8000", {"王小明", "曾敏"}),
        ("38000", {"王小明", "曾敏"}),
        ("13800138000", {"王小明"}),
        ("138-0013-8000", {"王小明"}),
        ("2222", {"王大伟"}),
        ("00", set()),
        ("王", {"王小明", "王大伟"}),
        ("王小", {"王小明"}),
        ("wang", {"王小明", "王大伟"}),
        ("WXM", {"王小明"}),
        ("zeng", {"曾敏"}),
        ("zm", {"曾敏"}),
        ("王 8000", {"王小明"}),
        ("8000 zm", {"曾敏"}),
        ("anna", {"Anna Berg"}),
        ("Anna 5678", {"Anna Berg"}),
        ("nobody", set()),
        ("", set()),
    ],
)
def test_a_caller_is_found(store: Store, text: str, names: set[str]) -> None:
    with store.reader() as connection:
        assert {each.name for each in find_customers(connection, text)} == names


def test_a_found_customer_is_whole(store: Store) -> None:
    with store.reader() as connection:
        assert find_customers(connection, "wxm") == (PEOPLE[0],)
        assert len(find_customers(connection, "王", limit=1)) == 1


@pytest.mark.parametrize("text", ["8000", "王", "wang", "wxm", "Anna"])
def test_no_customer_is_searched_without_an_index(store: Store, text: str) -> None:
    """DESIGN.md, section 8: every statement that one types uses an index."""
    sent: list[str] = []
    with store.reader() as connection:
        driver = connection.connection.driver_connection
        driver.set_trace_callback(sent.append)
        find_customers(connection, text)
        last_prices(connection, PEOPLE[0].customer_id)
        last_orders(connection, PEOPLE[0].customer_id)
        driver.set_trace_callback(None)
        selects = [each for each in sent if each.startswith("SELECT")]
        assert len(selects) >= 3
        for statement in selects:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")
            steps = [str(row[3]) for row in plan]
            assert not [step for step in steps if step.startswith("SCAN") and "anon" not in step], steps


def an_order(store: Store, buyer: Customer, number: str, *goods: OrderLine) -> None:
    entered = (an_id(), number, "phone", buyer.customer_id, buyer.name, buyer.address, goods, "CNY", "", 1, False)
    record(store, OrderEntered(*entered))


def test_the_newest_orders_and_the_last_price_of_each_product_are_told(store: Store) -> None:
    buyer = PEOPLE[0]
    an_order(store, buyer, "P01-000001-A1", OrderLine(1, "TEA-3", 2, 900), OrderLine(2, "LAMP-42", 1, 5_000, 500))
    an_order(store, PEOPLE[1], "P01-000002-B2", OrderLine(1, "TEA-3", 1, 100))
    an_order(store, buyer, "P01-000003-C3", OrderLine(1, "TEA-3", 5, 850))
    with store.reader() as connection:
        found = last_orders(connection, buyer.customer_id)
        assert [(each.number, each.lines_n, each.amount) for each in found] == [
            ("P01-000003-C3", 1, 4_250),
            ("P01-000001-A1", 2, 1_800 + 4_750),
        ]
        assert len(last_orders(connection, buyer.customer_id, limit=1)) == 1
        prices = last_prices(connection, buyer.customer_id)
        assert {sku: (each.quantity, each.unit_price, each.discount) for sku, each in prices.items()} == {
            "TEA-3": (5, 850, 0),
            "LAMP-42": (1, 5_000, 500),
        }
        assert last_prices(connection, PEOPLE[3].customer_id) == {}
