"""Release gives heaps: first expired first out, then the smallest rest, then the walk."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.models.allocation import Allocation, Want, allocate, without
from app.models.stock import Heap, StockKey
from tests.builders import LAMP, TEA, TODAY


def a_heap(
    location: str = "A-01-1",
    on_hand: int = 10,
    expires_in: int | None = None,
    sku: str = TEA,
    allocated: int = 0,
    walk_order: int = 1,
    on_hold: bool = False,
) -> Heap:
    """A heap in SZ; its lot, if it expires, is called by its days."""
    lot = "" if expires_in is None else f"L{expires_in}"
    expires_on = None if expires_in is None else TODAY + timedelta(days=expires_in)
    return Heap(StockKey("SZ", location, sku, lot), on_hand, allocated, walk_order, expires_on, on_hold)


def given_out(heaps: list[Heap], quantity: int, today: date = TODAY) -> list[tuple[str, int]]:
    return [(each.location, each.quantity) for each in allocate([Want(1, TEA, quantity)], heaps, today)]


def test_what_expires_first_goes_first() -> None:
    """Rule F6: first expired first out, whatever lies nearer; what never expires comes last."""
    heaps = [a_heap("A-01-1"), a_heap("A-02-1", 10, 90), a_heap("B-01-1", 10, 30, walk_order=9)]
    assert given_out(heaps, 25) == [("B-01-1", 10), ("A-02-1", 10), ("A-01-1", 5)]


def test_of_equal_expiry_the_smallest_rest_goes_first() -> None:
    """Rule F6: then the smallest rest, so that places become free."""
    heaps = [a_heap("A-01-1", 10), a_heap("A-02-1", 8, allocated=5, walk_order=9)]
    assert given_out(heaps, 4) == [("A-02-1", 3), ("A-01-1", 1)]


def test_of_equal_rests_the_walk_decides() -> None:
    """Rule F6: then the walk."""
    heaps = [a_heap("B-01-1", walk_order=7), a_heap("A-02-1", walk_order=2)]
    assert given_out(heaps, 1) == [("A-02-1", 1)]


def test_the_day_of_expiry_itself_is_still_valid() -> None:
    """Rule F6: goods that expire today are given, those of yesterday are not."""
    assert given_out([a_heap(expires_in=0)], 1) == [("A-01-1", 1)]
    assert given_out([a_heap(expires_in=-1)], 1) == []
    assert given_out([a_heap(expires_in=0)], 1, TODAY + timedelta(days=1)) == []


def test_held_lots_and_what_others_have_are_passed_over() -> None:
    """Rule B3: only what is free of a heap is given; Rule B4: a heap that is short already gives nothing."""
    heaps = [
        a_heap("A-01-1", 10, 5, on_hold=True),
        a_heap("A-01-2", 10, 6, allocated=10),
        a_heap("A-01-3", 3, 7, allocated=5),
        a_heap("B-01-1", 10, 8, allocated=9),
    ]
    assert given_out(heaps, 5) == [("B-01-1", 1)]


def test_lines_of_the_same_product_share_a_heap_and_are_numbered_on() -> None:
    """A pick line is one heap for one order line; `empties` marks the one that takes the last free units."""
    wants = [Want(1, TEA, 4), Want(2, LAMP, 1), Want(3, TEA, 6)]
    given_heaps = allocate(wants, [a_heap(on_hand=10), a_heap("A-02-1", 5, sku=LAMP)], TODAY, first_seq=7)
    assert [(each.seq, each.line_no, each.quantity, each.empties) for each in given_heaps] == [
        (7, 1, 4, False),
        (8, 2, 1, False),
        (9, 3, 6, True),
    ]


def test_what_was_given_is_gone_from_the_heaps() -> None:
    heaps = [a_heap("A-01-1"), a_heap("A-02-1", 10, 30)]
    after = without(heaps, allocate([Want(1, TEA, 12)], heaps, TODAY))
    assert [(heap.key.location, heap.free) for heap in after] == [("A-01-1", 8), ("A-02-1", 0)]


HEAPS = st.lists(
    st.builds(
        a_heap,
        location=st.sampled_from([f"A-01-{n}" for n in range(1, 9)]),
        on_hand=st.integers(-3, 20),
        expires_in=st.one_of(st.none(), st.integers(-3, 3)),
        sku=st.sampled_from([TEA, LAMP]),
        allocated=st.integers(0, 12),
        walk_order=st.integers(1, 4),
        on_hold=st.booleans(),
    ),
    max_size=10,
    unique_by=lambda heap: heap.key,
)
WANTS = st.lists(st.tuples(st.sampled_from([TEA, LAMP]), st.integers(1, 30)), max_size=5)


def sum_of(allocations: tuple[Allocation, ...], **wanted: object) -> int:
    return sum(
        each.quantity for each in allocations if all(getattr(each, name) == value for name, value in wanted.items())
    )


@given(HEAPS, WANTS)
def test_never_more_than_is_free_never_expired_never_held_and_all_that_can_be_given(
    heaps: list[Heap], wanted: list[tuple[str, int]]
) -> None:
    """Rule B3, Rule F6: for any heaps and wants."""
    wants = [Want(number, sku, quantity) for number, (sku, quantity) in enumerate(wanted, start=1)]
    given_out = allocate(wants, heaps, TODAY)
    for heap in heaps:
        key = heap.key
        taken = sum_of(given_out, location=key.location, sku=key.sku, lot=key.lot)
        usable = not heap.lot_on_hold and (heap.expires_on is None or heap.expires_on >= TODAY)
        assert taken <= (max(0, heap.free) if usable else 0)
    for want in wants:
        assert sum_of(given_out, line_no=want.line_no) <= want.quantity
    for sku in (TEA, LAMP):
        usable_n = sum(
            max(0, heap.free)
            for heap in heaps
            if heap.key.sku == sku and not heap.lot_on_hold and (heap.expires_on is None or heap.expires_on >= TODAY)
        )
        asked_n = sum(want.quantity for want in wants if want.sku == sku)
        assert sum_of(given_out, sku=sku) == min(usable_n, asked_n)
    assert [each.seq for each in given_out] == list(range(1, len(given_out) + 1))
    assert all(each.quantity > 0 for each in given_out)
