"""The short pick: books, count task, other heaps, backorder."""

from typing import Any

from app.models.allocation import LinesReallocated
from app.models.orders import PromiseFreed
from app.models.picking import Ask, next_prompt
from app.models.picks import LineShort, ShortReason
from app.models.refusals import Reason
from app.models.stock import CountRequested, StockAdjusted
from app.operations.short_pick import short_line
from app.operations.station import Station
from tests.builders import COCOA, COCOA_CODE, LAMP, PICKER, TEA
from tests.floor import a_released_order, pick, pick_all, start_walk, walk_to


def scalar(station: Station, sql: str, *values: Any) -> Any:
    with station.store.reader() as connection:
        return connection.exec_driver_sql(sql, values).scalar_one()


def test_a_short_pick_is_looked_for_elsewhere_at_the_end_of_the_same_walk(stocked: Station) -> None:
    """Rule C7: reason and count; re-allocated at once; the new task goes to the end of the same walk."""
    a_released_order(stocked, (LAMP, 3), (TEA, 1))
    work = walk_to(stocked, start_walk(stocked), Ask.ITEM)
    short_place = next_prompt(work).line.location
    outcome = short_line(stocked, PICKER, work.pick_list_id, ShortReason.NOT_THERE, 0)
    given = outcome.first(LinesReallocated).allocations
    assert [(each.location, each.quantity) for each in given] == [("A-01-1", 3)]
    assert next_prompt(outcome.work).line.sku == TEA
    assert outcome.first(CountRequested).location == short_place
    assert pick_all(stocked, outcome.work).finished_at is not None


def test_the_books_fall_only_to_what_others_have_allocated(stocked: Station) -> None:
    """Rule C7: book stock falls to what was counted, but never below what others hold there."""
    a_released_order(stocked, (COCOA, 4))
    work = walk_to(stocked, start_walk(stocked), Ask.ITEM)
    a_released_order(stocked, (COCOA, 5))
    outcome = short_line(stocked, PICKER, work.pick_list_id, ShortReason.TOO_FEW, 1)
    assert outcome.first(StockAdjusted).difference == 5 - 12
    assert scalar(stocked, "SELECT on_hand FROM stock WHERE sku = ? AND location = 'A-02-1'", COCOA) == 5
    assert scalar(stocked, "SELECT allocated FROM stock WHERE sku = ? AND location = 'A-02-1'", COCOA) == 5


def test_what_nobody_has_becomes_a_backorder(stocked: Station) -> None:
    """Rule C7: else a backorder: the promise is freed and the line waits again; the rest goes on."""
    a_released_order(stocked, (COCOA, 4), (TEA, 1))
    work = walk_to(stocked, start_walk(stocked), Ask.ITEM)
    work = pick(stocked, work, COCOA_CODE).work
    outcome = short_line(stocked, PICKER, work.pick_list_id, ShortReason.TOO_FEW, 0)
    freed = outcome.first(PromiseFreed).promises[0]
    assert (freed.quantity, outcome.first(LineShort).missing) == (3, 3)
    ladder = "SELECT promised || '/' || released || '/' || short FROM order_line WHERE sku = ?"
    assert scalar(stocked, ladder, COCOA) == "1/1/3"
    assert pick_all(stocked, outcome.work).finished_at is not None


def test_other_lines_of_the_same_heap_in_my_batch_are_freed_too(stocked: Station) -> None:
    """Rule C7: the not-yet-picked lines of the same product and place in my batch are freed too."""
    for _ in range(2):
        a_released_order(stocked, (COCOA, 2))
    work = walk_to(stocked, start_walk(stocked, totes=2), Ask.ITEM)
    outcome = short_line(stocked, PICKER, work.pick_list_id, ShortReason.DAMAGED, 0)
    shorts = [body for body in outcome.facts if isinstance(body, LineShort)]
    assert sorted(short.missing for short in shorts) == [2, 2]
    assert next_prompt(outcome.work).ask is Ask.DONE


def test_a_short_pick_needs_the_picker_at_the_place(stocked: Station) -> None:
    """A shortage is declared where the goods should be, with a count that can be."""
    a_released_order(stocked, (TEA, 1))
    work = start_walk(stocked)
    no = short_line(stocked, PICKER, work.pick_list_id, ShortReason.NOT_THERE, 0).refused
    assert no.reason is Reason.PLACE_FIRST
    work = walk_to(stocked, work, Ask.ITEM)
    no = short_line(stocked, PICKER, work.pick_list_id, ShortReason.NOT_THERE, -1).refused
    assert no.reason is Reason.BAD_QUANTITY
