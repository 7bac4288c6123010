"""The promise of one order: the best plan, found again by trying everything, and the words for why."""

import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.allocation import Want
from app.planning.departures import Departure
from app.planning.promise import Decided, PromisePlan, ShipPolicy, Source, WaitReason, promise

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


def a_departure(
    carrier: str = "RIVER-STD", in_days: int = 0, transit: int = 3, cost: int = 800, left: int = 9
) -> Departure:
    ship_on = TODAY + timedelta(days=in_days)
    cut_off_at = NOON + timedelta(days=in_days, hours=5)
    return Departure(carrier, cut_off_at, ship_on, ship_on + timedelta(days=transit), cost, left)


def a_source(warehouse: str, free: dict[str, int], *departures: Departure) -> Source:
    return Source(warehouse, free, departures or (a_departure(),))


def wants(**quantities: int) -> tuple[Want, ...]:
    return tuple(Want(number, sku, quantity) for number, (sku, quantity) in enumerate(quantities.items(), start=1))


def ask(asked: tuple[Want, ...], *sources: Source, policy: ShipPolicy = ShipPolicy.FASTEST) -> PromisePlan:
    return promise(asked, sources, policy, NOON)


def given_out(plan: PromisePlan) -> list[tuple[int, str, int]]:
    return [(line.line_no, line.warehouse, line.quantity) for line in plan.promises]


def test_an_order_that_one_warehouse_holds_leaves_in_one_parcel_from_home() -> None:
    """Rule B2: quantity, warehouse and date, nothing finer."""
    plan = ask(wants(tea=2, cup=1), a_source("SZ", {"tea": 5, "cup": 1}), a_source("HZ", {"tea": 9, "cup": 9}))
    assert given_out(plan) == [(1, "SZ", 2), (2, "SZ", 1)]
    assert {line.ship_on for line in plan.promises} == {TODAY}
    assert (plan.decided, plan.instead, plan.arrive_on, plan.cost) == (
        Decided.HOME,
        ("HZ",),
        TODAY + timedelta(days=3),
        800,
    )


def test_what_is_not_in_stock_waits_and_the_rest_is_promised() -> None:
    plan = ask(wants(tea=5, cup=1), a_source("SZ", {"tea": 2}), a_source("HZ", {"tea": 1}))
    assert given_out(plan) == [(1, "SZ", 2), (1, "HZ", 1)]
    assert [(one.line_no, one.quantity, one.reason, one.free) for one in plan.waiting] == [
        (1, 2, WaitReason.NOT_IN_STOCK, 3),
        (2, 1, WaitReason.NOT_IN_STOCK, 0),
    ]
    assert plan.decided is Decided.ONLY_WAY


def test_nothing_free_promises_nothing() -> None:
    plan = ask(wants(tea=1), a_source("SZ", {"tea": 0}), a_source("HZ", {"tea": -3}))
    assert (plan.promises, plan.parcels, plan.decided) == ((), (), Decided.NOTHING_TO_SEND)
    assert (plan.arrive_on, plan.cost) == (None, 0)
    assert plan.waiting[0].free == 0


def test_stock_below_zero_takes_nothing_from_another_warehouse() -> None:
    """Rule B4: a shortage is shown, it is not a debt of the other building."""
    plan = ask(wants(tea=4), a_source("SZ", {"tea": -3}), a_source("HZ", {"tea": 4}))
    assert given_out(plan) == [(1, "HZ", 4)]


def test_the_earlier_day_goes_before_home_and_cost() -> None:
    slow, fast = a_departure(transit=3, cost=800), a_departure("SWIFT-EXP", transit=1, cost=1800)
    plan = ask(wants(tea=1), a_source("SZ", {"tea": 1}, slow), a_source("HZ", {"tea": 1}, slow, fast))
    assert (given_out(plan), plan.decided, plan.instead) == ([(1, "HZ", 1)], Decided.DATE, ("SZ",))
    assert plan.promises[0].carrier == "SWIFT-EXP"


def test_the_cheaper_of_two_equal_days_wins() -> None:
    dear, cheap = a_departure(cost=900), a_departure(cost=800)
    plan = ask(wants(tea=1), a_source("SZ", {"tea": 1}, dear), a_source("HZ", {"tea": 1}, cheap))
    assert (given_out(plan), plan.decided) == ([(1, "HZ", 1)], Decided.COST)


def test_one_parcel_goes_before_two_of_the_same_day() -> None:
    sources = (a_source("SZ", {"tea": 1}), a_source("HZ", {"cup": 1}), a_source("GZ", {"tea": 1, "cup": 1}))
    plan = ask(wants(tea=1, cup=1), *sources)
    assert (given_out(plan), plan.decided) == ([(1, "GZ", 1), (2, "GZ", 1)], Decided.PARCELS)


def test_few_parcels_may_be_dearer_to_a_customer_than_days() -> None:
    late = a_departure(in_days=2)
    sources = (a_source("SZ", {"tea": 1}), a_source("HZ", {"cup": 1}), a_source("GZ", {"tea": 1, "cup": 1}, late))
    fastest = ask(wants(tea=1, cup=1), *sources)
    fewest = ask(wants(tea=1, cup=1), *sources, policy=ShipPolicy.FEWEST)
    assert [parcel.warehouse for parcel in fastest.parcels] == ["SZ", "HZ"]
    assert [parcel.warehouse for parcel in fewest.parcels] == ["GZ"]
    assert (fastest.decided, fewest.decided) == (Decided.DATE, Decided.PARCELS)


def test_a_parcel_that_would_wait_for_the_other_anyway_goes_the_cheap_way() -> None:
    fast, slow = a_departure("SWIFT-EXP", transit=1, cost=1800), a_departure(transit=3)
    plan = ask(wants(tea=1, cup=1), a_source("SZ", {"tea": 1}, fast, slow), a_source("HZ", {"cup": 1}, slow))
    assert [parcel.departure.carrier for parcel in plan.parcels] == ["RIVER-STD", "RIVER-STD"]


def test_a_missed_cut_off_or_a_full_carrier_moves_the_day() -> None:
    gone, full, tomorrow = a_departure(in_days=-1), a_departure(left=0), a_departure(in_days=1)
    plan = ask(wants(tea=1), a_source("SZ", {"tea": 1}, gone, full, tomorrow))
    assert plan.promises[0].ship_on == TODAY + timedelta(days=1)


def test_stock_from_which_nothing_leaves_is_not_promised() -> None:
    plan = ask(wants(tea=1), Source("SZ", {"tea": 1}, ()))
    assert plan.waiting[0].reason is WaitReason.NO_DEPARTURE


def test_a_whole_order_leaves_from_one_warehouse_or_waits_altogether() -> None:
    sources = (a_source("SZ", {"tea": 1}), a_source("HZ", {"tea": 1, "cup": 1}))
    assert given_out(ask(wants(tea=1, cup=1), *sources, policy=ShipPolicy.WHOLE)) == [(1, "HZ", 1), (2, "HZ", 1)]
    waits = ask(wants(tea=1, cup=2), *sources, policy=ShipPolicy.WHOLE)
    assert waits.promises == ()
    assert [one.reason for one in waits.waiting] == [WaitReason.NOT_WHOLE, WaitReason.NOT_IN_STOCK]


def test_an_order_without_lines_promises_nothing() -> None:
    for policy in ShipPolicy:
        assert ask((), a_source("SZ", {"tea": 1}), policy=policy).decided is Decided.NOTHING_TO_SEND


def test_a_line_stays_in_one_piece_where_one_warehouse_holds_it() -> None:
    plan = ask(wants(tea=3, cup=1), a_source("SZ", {"tea": 2, "cup": 1}), a_source("HZ", {"tea": 3}))
    assert given_out(plan) == [(1, "HZ", 3), (2, "SZ", 1)]


@pytest.mark.parametrize("mistake", ["eleven", "twice", "zero"])
def test_questions_that_make_no_sense_are_bugs(mistake: str) -> None:
    sources = [a_source(f"W{number}", {"tea": 1}) for number in range(11 if mistake == "eleven" else 2)]
    if mistake == "twice":
        sources.append(sources[0])
    with pytest.raises(AssertionError):
        ask(wants(tea=0 if mistake == "zero" else 1), *sources)


def test_ten_warehouses_and_twelve_lines_are_answered_at_once() -> None:
    asked = tuple(Want(number, f"sku{number}", 9) for number in range(12))
    days = tuple(a_departure(in_days=number % 7, cost=800 + number) for number in range(21))
    sources = [
        Source(f"W{place}", {want.sku: (place * 7 + want.line_no * 3) % 5 for want in asked}, days)
        for place in range(10)
    ]
    best_s = min(_cpu_s(lambda: ask(asked, *sources)) for _ in range(3))
    assert best_s < 0.05


def _cpu_s(work: object) -> float:
    start = time.process_time()
    work()  # type: ignore[operator]
    return time.process_time() - start


SKUS = ("tea", "cup")
departure_st = st.builds(
    a_departure,
    st.sampled_from(["A", "B"]),
    st.integers(-1, 2),
    st.integers(1, 3),
    st.sampled_from([500, 800]),
    st.integers(0, 2),
)
source_st = st.tuples(
    st.dictionaries(st.sampled_from(SKUS), st.integers(-1, 4)), st.lists(departure_st, max_size=3).map(tuple)
)
sources_st = st.lists(source_st, max_size=4).map(
    lambda rows: tuple(Source(f"W{place}", *row) for place, row in enumerate(rows))
)
wants_st = st.lists(st.tuples(st.sampled_from(SKUS), st.integers(1, 5)), max_size=3).map(
    lambda rows: tuple(Want(number, *row) for number, row in enumerate(rows, start=1))
)


@given(wants_st, sources_st, st.sampled_from(list(ShipPolicy)))
@settings(max_examples=3 * settings.default.max_examples)
def test_no_other_set_of_warehouses_and_departures_is_better(
    asked: tuple[Want, ...], sources: tuple[Source, ...], policy: ShipPolicy
) -> None:
    plan = promise(asked, sources, policy, NOON)
    assert _is_possible(plan, asked, sources)
    best = min(_every_plan(asked, sources, policy), default=None)
    if best is None:
        assert plan.parcels == ()
        return
    assert plan.arrive_on is not None
    names = [source.warehouse for source in sources]
    sent_from = tuple(names.index(parcel.warehouse) for parcel in plan.parcels)
    days, parcels = plan.arrive_on.toordinal(), len(plan.parcels)
    first = (parcels, days) if policy is ShipPolicy.FEWEST else (days, parcels)
    assert (*first, plan.cost, sent_from) == best
    assert {line.warehouse for line in plan.promises} == {names[place] for place in sent_from}


def _every_plan(
    asked: tuple[Want, ...], sources: tuple[Source, ...], policy: ShipPolicy
) -> list[tuple[int, int, int, tuple[int, ...]]]:
    """Try every set of warehouses with every departure of each, and keep those that cover all that can be covered."""
    needed = Counter[str]()
    for want in asked:
        needed[want.sku] += want.quantity
    usable = [place for place, source in enumerate(sources) if _reachable(source)]

    def covered(places: tuple[int, ...]) -> dict[str, int]:
        return {
            sku: min(n, sum(max(0, sources[place].free.get(sku, 0)) for place in places)) for sku, n in needed.items()
        }

    most = covered(tuple(usable)) if policy is not ShipPolicy.WHOLE else dict(needed)
    found = []
    sets = chain.from_iterable(combinations(usable, size) for size in range(1, len(usable) + 1))
    for places in sets:
        if covered(places) != most or not sum(most.values()) or (policy is ShipPolicy.WHOLE and len(places) > 1):
            continue
        for chosen in product(*(_reachable(sources[place]) for place in places)):
            days, cost = max(at.arrive_on for at in chosen).toordinal(), sum(at.cost for at in chosen)
            first = (len(places), days) if policy is ShipPolicy.FEWEST else (days, len(places))
            found.append((*first, cost, places))
    return found


def _reachable(source: Source) -> list[Departure]:
    return [at for at in source.departures if at.cut_off_at > NOON and at.parcels_left > 0]


def _is_possible(plan: PromisePlan, asked: tuple[Want, ...], sources: tuple[Source, ...]) -> bool:
    """Check a plan without knowing how it was made: stock, parcels, lines."""
    sku = {want.line_no: want.sku for want in asked}
    taken, per_line = Counter[tuple[str, str]](), Counter[int]()
    leaves = {parcel.warehouse: parcel.departure for parcel in plan.parcels}
    for line in plan.promises:
        assert line.quantity > 0
        assert (line.ship_on, line.carrier) == (leaves[line.warehouse].ship_on, leaves[line.warehouse].carrier)
        taken[line.warehouse, sku[line.line_no]] += line.quantity
        per_line[line.line_no] += line.quantity
    for waiting in plan.waiting:
        per_line[waiting.line_no] += waiting.quantity
    free = {(source.warehouse, name): n for source in sources for name, n in source.free.items()}
    assert all(quantity <= free[place] for place, quantity in taken.items())
    return per_line == Counter({want.line_no: want.quantity for want in asked})
