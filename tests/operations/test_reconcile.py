"""The reconciler finds every kind of wrong counter, names it, and finds nothing where all is right."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.models.picking import Ask
from app.models.picks import ShortReason
from app.models.reconcile import Report
from app.operations.orders import cancel_order
from app.operations.packing import bench_scan
from app.operations.picking import skip_line, undo_pick
from app.operations.reconcile import reconcile
from app.operations.short_pick import short_line
from app.operations.station import Station
from app.store import reconcile as comparisons
from app.store.allocation import shipment
from tests.builders import CLERK, COCOA, LAMP, MILK, PACKER, PHONE, PICKER, TEA, a_scan
from tests.floor import (
    a_packed_parcel,
    a_picked_shipment,
    a_released_order,
    an_order,
    hand_over,
    pick_all,
    start_walk,
    walk_on,
    walk_to,
)


def books(station: Station) -> Report:
    with station.store.reader() as connection:
        return reconcile(connection)


def spoil(station: Station, text: str) -> None:
    """Write past the unit of work, as a bad disk or a bad hand would."""
    with station.store.unit() as unit:
        assert unit.connection.exec_driver_sql(text).rowcount
    station.store.forget()


def handed_over(station: Station) -> None:
    hand_over(station, a_packed_parcel(station, (TEA, 2), (MILK, 1), (PHONE, 1)))


def half_picked(station: Station) -> None:
    a_released_order(station, (TEA, 3), (LAMP, 2))
    work = walk_on(station, walk_on(station, start_walk(station)))
    undo_pick(station, PICKER, work.pick_list_id)
    skip_line(station, PICKER, work.pick_list_id)


def short_picked(station: Station) -> None:
    a_released_order(station, (COCOA, 4), (LAMP, 3))
    work = walk_to(station, start_walk(station), Ask.ITEM)
    pick_all(station, short_line(station, PICKER, work.pick_list_id, ShortReason.TOO_FEW, 0).work)


def cancelled_after_the_pick(station: Station) -> None:
    shipment_id = a_picked_shipment(station, (TEA, 2))
    with station.store.unit() as unit:
        row = unit.one(shipment, shipment_id)
    cancel_order(station, CLERK, row["order_id"], "caller")


def half_packed(station: Station) -> None:
    a_picked_shipment(station, (TEA, 2))
    bench_scan(station, PACKER, None, a_scan("T-0001"))


DAYS: list[Callable[[Station], Any]] = [
    lambda station: None,
    lambda station: an_order(station, (TEA, 2)),
    lambda station: a_released_order(station, (TEA, 2), (LAMP, 10)),
    half_picked,
    short_picked,
    half_packed,
    lambda station: a_packed_parcel(station, (TEA, 2)),
    handed_over,
    cancelled_after_the_pick,
]


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.__name__)
def test_wherever_the_work_stands_all_counters_agree(stocked: Station, day: Callable[[Station], Any]) -> None:
    """Rule B3, Rule A4: sums and counters agree after every kind of step."""
    day(stocked)
    assert books(stocked).differences == ()
    assert books(stocked).agrees


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "UPDATE stock SET on_hand = on_hand + 1 WHERE location = 'A-01-3' AND sku = 'MILK-1'",
            {"on hand MILK-1 SZ A-01-3 L2", "sum over all places MILK-1 L2", "on hand of product MILK-1 SZ"},
        ),
        (
            "DELETE FROM stock_move WHERE sku = 'COCOA-5' AND from_location = 'SUPPLIER'",
            {"on hand COCOA-5 SZ A-02-1", "on hand COCOA-5 SZ SUPPLIER"},
        ),
        (
            "UPDATE stock SET allocated = allocated - 1 WHERE allocated > 0 AND sku = 'TEA-3'",
            {"allocated TEA-3 SZ A-02-2"},
        ),
        ("UPDATE availability SET promised = 0 WHERE sku = 'TEA-3' AND promised > 0", {"promised TEA-3 SZ"}),
        ("UPDATE availability SET on_hand = 7 WHERE sku = 'COCOA-5'", {"on hand of product COCOA-5 SZ"}),
    ],
)
def test_a_spoiled_counter_of_stock_is_found_and_named(stocked: Station, text: str, told: set[str]) -> None:
    """Rule B1, Rule B3: the reconciler compares sums with counters; a difference is an alarm."""
    a_released_order(stocked, (TEA, 3), (LAMP, 1))
    spoil(stocked, text)
    assert {each.what for each in books(stocked).differences} == told


RUNGS = ("promised", "released", "picked", "packed", "shipped")


@pytest.mark.parametrize("rung", RUNGS)
def test_a_spoiled_rung_is_found_at_its_order_and_line(stocked: Station, rung: str) -> None:
    """Rule A4: each rung is what its entries say; the ladder holds by constraint, so all below it are lowered too."""
    handed_over(stocked)
    lowered = RUNGS[RUNGS.index(rung) :]
    spoil(stocked, f"UPDATE order_line SET {', '.join(f'{each} = 1' for each in lowered)} WHERE sku = 'TEA-3'")
    found = [each for each in books(stocked).differences if each.rule == "A4"]
    assert [each.what.split()[0] for each in found] == list(lowered)
    assert {(each.what.split()[2], each.books, each.ledger) for each in found} == {("1", 1, 2)}


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE journal SET body = CAST(replace(body, 'TEA-3', 'TEA-4') AS BLOB) WHERE seq = 6",
        "UPDATE journal SET at = at + 1 WHERE seq = 6",
        "UPDATE journal SET worker = 'W-0031' WHERE seq = 6",
        "DELETE FROM journal WHERE seq = 7",
        "UPDATE journal SET prev = zeroblob(32) WHERE seq = 8",
    ],
)
def test_a_spoiled_fact_breaks_the_chain_once(stocked: Station, text: str) -> None:
    """A fact that was changed, lost or put in between is found at the fact behind it."""
    spoil(stocked, text)
    (broken,) = books(stocked).differences
    assert broken.rule == "chain"
    assert broken.books in (7, 8)


def test_a_chain_that_lost_its_beginning_is_broken_there(stocked: Station) -> None:
    spoil(stocked, "DELETE FROM journal WHERE seq = 1")
    assert [(each.what, each.ledger) for each in books(stocked).differences] == [("P01 2", 1)]


def test_thousands_of_differences_are_told_by_their_first(stocked: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparisons, "DIFFERENCES_MAX", 3)
    spoil(stocked, "UPDATE stock SET on_hand = on_hand + 1")
    differences = books(stocked).differences
    assert len([each for each in differences if each.what.startswith("on hand") and " product " not in each.what]) == 3


def test_two_errors_that_cancel_out_over_a_product_are_still_found(stocked: Station) -> None:
    """Rule B3: goods booked to the wrong place leave each total right and each heap wrong."""
    spoil(
        stocked,
        "UPDATE stock SET on_hand = on_hand + CASE location WHEN 'A-01-1' THEN 1 ELSE -1 END "
        "WHERE sku = 'LAMP-42' AND location IN ('A-01-1', 'A-02-1')",
    )
    found = [(each.what, each.books - each.ledger) for each in books(stocked).differences]
    assert sorted(found) == [("on hand LAMP-42 SZ A-01-1", 1), ("on hand LAMP-42 SZ A-02-1", -1)]


def test_a_difference_is_found_in_whatever_group_it_falls(stocked: Station) -> None:
    """Each product is spoiled in its turn: no group of products is left out of the sums."""
    for sku in (LAMP, MILK, PHONE, TEA, COCOA):
        spoil(stocked, f"UPDATE availability SET on_hand = on_hand + 1 WHERE sku = '{sku}' AND warehouse = 'SZ'")
        assert [each.what for each in books(stocked).differences] == [f"on hand of product {sku} SZ"]
        spoil(stocked, f"UPDATE availability SET on_hand = on_hand - 1 WHERE sku = '{sku}' AND warehouse = 'SZ'")
    stocked.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
    assert books(stocked).agrees
