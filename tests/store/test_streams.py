"""What may be seen on a floor stream: columns and fact kinds are allowed by name, and each is looked at here."""

from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints

import pytest

from app.models.facts import KINDS
from app.store import orders, streams
from app.store.columns import metadata

MONEY_AND_BUYERS = {
    "price", "unit_price", "discount", "amount", "currency", "customer", "customer_id", "customer_name", "address",
    "name", "phone", "lines", "draft", "note", "offered",
}  # fmt: skip
NOTES_ABOUT_GOODS = {"stock_adjusted": {"note"}}


def names_in(kind: Any) -> set[str]:
    """Every field's name of a fact's body, however deep."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return {each.name for each in fields(kind)}.union(*(names_in(hint) for hint in hints.values()))
    return {name for each in get_args(kind) for name in names_in(each)}


def test_no_fact_of_a_floor_stream_has_a_field_for_a_price_or_a_buyer() -> None:
    """Rule K4."""
    told = {
        name: found
        for (name, _), kind in KINDS.items()
        if name in streams.FLOOR_KINDS
        if (found := names_in(kind.body) & MONEY_AND_BUYERS - NOTES_ABOUT_GOODS.get(name, set()))
    }
    assert not told


@pytest.mark.parametrize("name", ["order_entered", "customer_added", "draft_saved", "hold_placed", "sign_in_refused"])
def test_facts_about_buyers_and_money_stay_in_the_office(name: str) -> None:
    assert name in {each for each, _ in KINDS}
    assert name not in streams.FLOOR_KINDS


def test_every_kind_that_is_allowed_exists() -> None:
    assert {name for name, _ in KINDS} >= streams.FLOOR_KINDS


def test_the_floor_s_columns_exist_and_tell_neither_price_nor_buyer() -> None:
    for table, columns in streams._FLOOR_COLUMNS.items():
        assert columns <= set(table.c.keys())
        assert not columns & (MONEY_AND_BUYERS - {"name", "phone"}), "name and phone stand on the label"
    assert orders.orders.name in metadata.tables


def test_a_floor_station_may_pull_its_warehouse_and_the_catalog_alone() -> None:
    home = streams.home_of(streams.FLOOR, "SZ")
    asked = ("catalog", "commerce", "warehouse/SZ", "warehouse/HZ")
    assert [each for each in asked if streams.may_pull(streams.FLOOR, home, each)] == ["catalog", "warehouse/SZ"]
    assert [each for each in asked if streams.may_pull(streams.OFFICE, "commerce", each)] == list(asked)
