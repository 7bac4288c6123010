"""Type-ahead: what people type finds the product, best sellers first, and the index keeps step with the products."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.models.catalog import Code, Product, ProductStatus
from app.operations.pinyin import pinyin_of
from app.store import catalog
from app.store.search import find_products, index_products, read_ahead
from app.store.similar import find_similar
from app.store.store import Store
from tests.builders import a_product
from tests.store.builders import an_open_store

JUICE = "6901234567892"


def named(sku: str, name: str, name_zh: str = "", popularity: int = 10) -> Product:
    full, initials = pinyin_of(name_zh)
    return a_product(sku, name=name, name_zh=name_zh, pinyin=full, initials=initials, popularity=popularity)


GOODS = (
    named("JUICE-1", "Sunrise Apple Juice 500ml", "日出苹果汁500毫升", 900),
    named("JUICE-2", "Sunrise Orange Juice 500 ml", "日出橙汁500毫升", 800),
    named("TEA-7", "Lane Apple Tea 40g", "里巷苹果茶40克", 700),
    named("POT-1", "Hot Pot Base Chongqing", "重庆火锅底料", 600),
    named("CAFE-9", "Café Crème 250g", "", 500),
    named("LAMP-42", "Desk Lamp XK120", "台灯", 400),
    named("PINE-3", "Pineapple Rings", "菠萝圈", 300),
)


def stock(connection: Connection, *products: Product) -> None:
    connection.execute(catalog.product.insert(), [asdict(each) for each in products])
    index_products(connection, products)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with an_open_store(tmp_path / "store.sqlite") as opened:
        with opened.unit() as unit:
            stock(unit.connection, *GOODS)
            codes = (Code(JUICE, "JUICE-1", 1, "each"), Code("16901234567899", "JUICE-1", 12, "case"))
            eight = (Code("96385074", "TEA-7", 1, "each"), Code("00012345678905", "POT-1", 1, "each"))
            unit.connection.execute(catalog.code.insert(), [asdict(each) for each in codes + eight])
        yield opened


def found(store: Store, text: str) -> list[str]:
    with store.reader() as connection:
        return [each.sku for each in find_products(connection, text)]


def meant(store: Store, text: str, spelling: str = "") -> list[str]:
    with store.reader() as connection:
        return [each.sku for each in find_similar(connection, text, spelling)]


@pytest.mark.parametrize(
    ("text", "skus"),
    [
        ("苹", ["JUICE-1", "TEA-7"]),
        ("苹果", ["JUICE-1", "TEA-7"]),
        ("果汁", ["JUICE-1"]),
        ("汁 苹果", ["JUICE-1"]),
        ("苹果 500", ["JUICE-1"]),
        ("app", ["JUICE-1", "TEA-7"]),
        ("APPLE", ["JUICE-1", "TEA-7"]),
        ("jui app", ["JUICE-1"]),
        ("juice", ["JUICE-1", "JUICE-2"]),
        ("500ml", ["JUICE-1", "JUICE-2"]),
        ("500 ml", ["JUICE-1", "JUICE-2"]),
        ("５００ｍｌ", ["JUICE-1", "JUICE-2"]),
        ("cafe creme", ["CAFE-9"]),
        ("Café", ["CAFE-9"]),
        ("xk12", ["LAMP-42"]),
        ("chongqing", ["POT-1"]),
        ("chongqinghuo", ["POT-1"]),
        ("chong qing", ["POT-1"]),
        ("cqhg", ["POT-1"]),
        ("rcpgz", ["JUICE-1"]),
        ("rc", ["JUICE-1", "JUICE-2"]),
        ("lamp-4", ["LAMP-42"]),
        ("TEA", ["TEA-7"]),
        ("nothing like it", []),
        ("", []),
        ("  ", []),
        ("-", []),
        ("\"quoted' *", []),
        ("AND", []),
    ],
)
def test_what_is_typed_finds_what_is_meant(store: Store, text: str, skus: list[str]) -> None:
    assert found(store, text) == skus


@pytest.mark.parametrize(
    ("text", "sku"),
    [
        (JUICE, "JUICE-1"),
        ("0" + JUICE, "JUICE-1"),
        (JUICE[:6], "JUICE-1"),
        ("0" + JUICE[:6], "JUICE-1"),
        ("16901234567899", "JUICE-1"),
        ("96385074", "TEA-7"),
        ("00000096385074", "TEA-7"),
        ("012345678905", "POT-1"),
        ("012345678", "POT-1"),
    ],
)
def test_a_barcode_is_found_in_every_form_of_a_gtin_and_by_its_first_figures(store: Store, text: str, sku: str) -> None:
    """Rule F1: GTIN-8, -12, -13 and -14 are one number."""
    assert found(store, text)[:1] == [sku]


def test_each_beginning_of_a_name_finds_it(store: Store) -> None:
    for product in GOODS:
        for name in filter(None, (product.name, product.name_zh, product.pinyin, product.initials, product.sku)):
            for length in range(1, len(name) + 1):
                assert product.sku in found(store, name[:length]), name[:length]


def test_best_sellers_come_first_and_no_more_than_asked_for(store: Store) -> None:
    with store.unit() as unit:
        stock(unit.connection, *(named(f"BULK-{n:03d}", "Rice Cracker", popularity=300 - n) for n in range(50)))
    with store.reader() as connection:
        skus = [each.sku for each in find_products(connection, "rice", limit=7)]
    assert skus == [f"BULK-{n:03d}" for n in range(7)]


def test_a_new_product_stands_where_its_popularity_puts_it(store: Store) -> None:
    many = [named(f"NEW-{n}", "Apple Crisp", popularity=750) for n in range(30)]
    with store.unit() as unit:
        stock(unit.connection, named("TOP-1", "Apple Deluxe", popularity=2_000))
        for each in many:
            stock(unit.connection, each)
    first = found(store, "apple")
    assert first[:9] == ["TOP-1", "JUICE-1", *(f"NEW-{n}" for n in range(7))]
    with store.reader() as connection:
        everything = [each.sku for each in find_products(connection, "apple", limit=100)]
    # Where more come between two neighbours than the gap takes, the rest goes to the next free places.
    assert sorted(everything) == sorted(["TOP-1", "JUICE-1", "TEA-7", *(each.sku for each in many)])


def test_a_renamed_product_is_found_by_its_new_name_only(store: Store) -> None:
    with store.unit() as unit:
        index_products(unit.connection, [replace(GOODS[0], name="Morning Pear Nectar", name_zh="", pinyin="")])
    assert found(store, "pear") == ["JUICE-1"]
    assert found(store, "sunrise") == ["JUICE-2"]
    assert found(store, "苹果") == ["TEA-7"]


def test_what_is_no_longer_sold_comes_last(store: Store) -> None:
    dead = replace(GOODS[0], status=ProductStatus.DEAD)
    with store.unit() as unit:
        unit.connection.execute(catalog.product.update().where(catalog.product.c.sku == dead.sku).values(status="dead"))
        index_products(unit.connection, [dead])
    assert found(store, "apple") == ["TEA-7", "JUICE-1"]
    with store.reader() as connection:
        assert find_products(connection, "apple")[-1].status is ProductStatus.DEAD


def test_a_failed_unit_leaves_the_index_as_it_was(store: Store) -> None:
    def fail() -> None:
        with store.unit() as unit:
            stock(unit.connection, named("GONE-1", "Apple Gone", popularity=5_000))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert found(store, "apple") == ["JUICE-1", "TEA-7"]


@pytest.mark.parametrize(
    ("text", "sku"),
    [
        ("appel juice", "JUICE-1"),
        ("aple juice", "JUICE-1"),
        ("paple juice", "JUICE-1"),
        ("appple juise", "JUICE-1"),
        ("juice appel", "JUICE-1"),
        ("sunrize orange", "JUICE-2"),
        ("chongqinh", "POT-1"),
        ("pineaple", "PINE-3"),
        ("平果汁", "JUICE-1"),
        ("苹果汗", "JUICE-1"),
        ("火锅低料", "POT-1"),
        ("果苹汁", "JUICE-1"),
    ],
)
def test_a_mistyped_product_is_found(store: Store, text: str, sku: str) -> None:
    assert found(store, text) == []
    assert meant(store, text)[:1] == [sku]


def test_what_sounds_alike_comes_first(store: Store) -> None:
    with store.unit() as unit:
        stock(unit.connection, named("ORANGE-1", "Flat Fruit", "平安果汁", 2_000))
    assert meant(store, "平果汁")[0] == "ORANGE-1"
    assert meant(store, "平果汁", pinyin_of("平果汁")[0])[0] == "JUICE-1"


@pytest.mark.parametrize("text", ["zzzzqqq", "", "鑫", "xyzzy plugh"])
def test_nothing_is_offered_for_what_is_like_nothing(store: Store, text: str) -> None:
    assert meant(store, text) == []


def test_reading_ahead_ends_by_itself_and_when_nobody_wants_it_any_more(store: Store) -> None:
    with store.unit() as unit:
        stock(unit.connection, *(named(f"BULK-{number}", f"Bulk goods {number}") for number in range(1_200)))
    asked: list[bool] = []

    def wanted() -> bool:
        asked.append(len(asked) < enough)
        return asked[-1]

    with store.reader() as connection:
        enough = 100
        read_ahead(connection, wanted)
        assert 3 <= len(asked) < enough
        enough = len(asked) + 1
        read_ahead(connection, wanted)
        assert len(asked) <= enough + 2
