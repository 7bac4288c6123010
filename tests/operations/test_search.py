"""The search boxes: what is right, then what sounds alike, then what is like it; only the newest keystroke counts."""

from dataclasses import asdict, replace
from typing import Any

import pytest

from app.operations.pinyin import pinyin_of
from app.operations.search import Overtaken, SearchBox, buyer_history
from app.operations.station import Station
from app.store import catalog
from app.store.search import index_products
from tests.builders import LAMP, LAMP_CODE, TEA, a_product, add_customer, products
from tests.floor import a_released_order


@pytest.fixture
def box(station: Station) -> SearchBox:
    juice = a_product("JUICE-1", name="Apple Juice", name_zh="日出苹果汁", popularity=50)
    full, initials = pinyin_of(juice.name_zh)
    juice = replace(juice, pinyin=full, initials=initials)
    with station.store.unit() as unit:
        unit.put(catalog.product, **asdict(juice))
        unit.flush()
        index_products(unit.connection, [juice, *products()])
    return SearchBox(station.store)


def found(box: SearchBox, text: str) -> list[str]:
    return [each.sku for each in box.products(box.typed(), text)]


@pytest.mark.parametrize(
    ("text", "sku"),
    [
        ("苹果", "JUICE-1"),
        ("rcpgz", "JUICE-1"),
        (LAMP_CODE, LAMP),
        (LAMP.lower(), LAMP),
        ("日初平果", "JUICE-1"),
        ("appel", "JUICE-1"),
        ("苹果汗", "JUICE-1"),
        ("gren tea", TEA),
    ],
)
def test_right_or_alike_or_mistyped_a_product_is_found(box: SearchBox, text: str, sku: str) -> None:
    assert found(box, text)[0] == sku


@pytest.mark.parametrize("text", ["zq", "xx-99", "12345678901", "?", ""])
def test_codes_and_the_first_letters_are_not_guessed(box: SearchBox, text: str) -> None:
    assert found(box, text) == []


def test_a_right_text_is_not_guessed_at(box: SearchBox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Likeness is dear and wrong sometimes: it is asked for only where nothing is found."""

    def never(*_: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr("app.operations.search.find_similar", never)
    assert found(box, "apple") == ["JUICE-1"]


def test_only_the_newest_keystroke_is_answered(box: SearchBox) -> None:
    older = box.typed()
    newer = box.typed()
    with pytest.raises(Overtaken):
        box.products(older, "appl")
    assert [each.sku for each in box.products(newer, "apple")] == ["JUICE-1"]


def test_a_caller_is_found_also_by_a_name_that_sounds_alike(station: Station, box: SearchBox) -> None:
    caller = add_customer(station)
    for text in ("8000", "wxm", "王小", "汪小名"):
        assert box.customers(box.typed(), text) == (caller,)


def test_what_a_caller_bought_stands_beside(stocked: Station) -> None:
    a_released_order(stocked, (TEA, 3))
    box = SearchBox(stocked.store)
    (caller,) = box.customers(box.typed(), "8000")
    orders, prices = buyer_history(stocked.store, caller)
    assert [(each.lines_n, each.stage) for each in orders] == [(1, "released")]
    assert prices[TEA].quantity == 3
