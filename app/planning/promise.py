"""The exact best promise for one order: which warehouse sends what, on which day, by which carrier (Rule B2).

With at most ten warehouses there are at most 1,023 sets of them, so all are looked at; a rule of thumb (the nearest, or
the fewest splits) is a third dearer than the best plan. A promise covers all that is free and can leave; the rest is
left unpromised and waits. Among the plans that cover it, the first difference decides, in this order: the day the last
parcel arrives, fewer parcels, cost, the home warehouse; a customer who minds parcels more than days asks for FEWEST.
Each warehouse of a plan sends one parcel by its cheapest carrier that does not delay the last arrival.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.models.allocation import Want
from app.models.orders import LinePromise
from app.planning.departures import Departure

# Every set of warehouses is tried: ten make 1,023, twenty would make a million.
WAREHOUSES_MAX = 10


class ShipPolicy(StrEnum):
    """How an order may leave: in one parcel or not at all yet; as soon as possible; in as few parcels as can be."""

    WHOLE = "whole"
    FASTEST = "fastest"
    FEWEST = "fewest"


class Decided(StrEnum):
    """Why this plan and not the next best one: the first thing in which they differ."""

    NOTHING_TO_SEND = "nothing_to_send"
    ONLY_WAY = "only_way"
    DATE = "date"
    PARCELS = "parcels"
    COST = "cost"
    HOME = "home"


class WaitReason(StrEnum):
    """Why a quantity got no promise."""

    NOT_IN_STOCK = "not_in_stock"
    NO_DEPARTURE = "no_departure"
    NOT_WHOLE = "not_whole"


@dataclass(frozen=True, slots=True)
class Source:
    """A warehouse as a promise sees it: what is free there by SKU, and how parcels can leave to this customer."""

    warehouse: str
    free: Mapping[str, int]
    departures: tuple[Departure, ...]


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one warehouse sends: by which departure."""

    warehouse: str
    departure: Departure


@dataclass(frozen=True, slots=True)
class Waiting:
    """A quantity of a line without a promise; `free` is what all warehouses together have of the product."""

    line_no: int
    quantity: int
    reason: WaitReason
    free: int


@dataclass(frozen=True, slots=True)
class PromisePlan:
    """The answer: promises and what waits, the parcels, and what made the choice; `instead` is the next best set."""

    promises: tuple[LinePromise, ...]
    waiting: tuple[Waiting, ...]
    parcels: tuple[Parcel, ...]
    decided: Decided
    instead: tuple[str, ...] = ()

    @property
    def arrive_on(self) -> date | None:
        """The day the last parcel arrives; None when nothing is sent."""
        return max((parcel.departure.arrive_on for parcel in self.parcels), default=None)

    @property
    def cost(self) -> int:
        """What the carriers take, in minor units."""
        return sum(parcel.departure.cost for parcel in self.parcels)


@dataclass(frozen=True, slots=True)
class _Choice:
    """A set of warehouses that covers all that can be covered, with its parcels; `places` are theirs in the sources."""

    places: tuple[int, ...]
    parcels: tuple[Parcel, ...]
    arrive_on: date
    cost: int

    def key(self, policy: ShipPolicy) -> tuple[object, ...]:
        days, parcels = self.arrive_on.toordinal(), len(self.parcels)
        first = (parcels, days) if policy is ShipPolicy.FEWEST else (days, parcels)
        return (*first, self.cost, self.places)


def promise(
    wants: tuple[Want, ...], sources: tuple[Source, ...], policy: ShipPolicy, ready_at: datetime
) -> PromisePlan:
    """Find the best plan for one order; `sources` come home warehouse first, `ready_at` is when a parcel can be packed.

    Exact for the order of wishes above; what is free below zero counts as nothing (Rule B4).
    """
    assert len(sources) <= WAREHOUSES_MAX
    assert len({source.warehouse for source in sources}) == len(sources)
    asked = _asked(wants)
    open_sources = [_open(source, ready_at) for source in sources]
    choices = _whole_choices(asked, open_sources) if policy is ShipPolicy.WHOLE else _choices(asked, open_sources)
    ranked = sorted(choices, key=lambda choice: choice.key(policy))
    if not ranked:
        return PromisePlan((), _waiting(wants, {}, sources, open_sources), (), Decided.NOTHING_TO_SEND)
    best = ranked[0]
    promises = _share_out(wants, best, open_sources)
    given: dict[int, int] = {}
    for line in promises:
        given[line.line_no] = given.get(line.line_no, 0) + line.quantity
    decided, instead = Decided.ONLY_WAY, tuple[str, ...]()
    if len(ranked) > 1:
        decided = _first_difference(best, ranked[1], policy)
        instead = tuple(parcel.warehouse for parcel in ranked[1].parcels)
    return PromisePlan(promises, _waiting(wants, given, sources, open_sources), best.parcels, decided, instead)


def _asked(wants: tuple[Want, ...]) -> dict[str, int]:
    asked: dict[str, int] = {}
    for want in wants:
        assert want.quantity > 0
        asked[want.sku] = asked.get(want.sku, 0) + want.quantity
    return asked


def _open(source: Source, ready_at: datetime) -> Source:
    """Leave only the departures that can still be reached and have room, cheapest first."""
    reachable = [at for at in source.departures if at.cut_off_at > ready_at and at.parcels_left > 0]
    reachable.sort(key=lambda at: (at.cost, at.arrive_on, at.cut_off_at, at.carrier))
    return Source(source.warehouse, source.free if reachable else {}, tuple(reachable))


def _free(source: Source, sku: str) -> int:
    return max(0, source.free.get(sku, 0))


def _whole_choices(asked: Mapping[str, int], sources: list[Source]) -> Iterator[_Choice]:
    for place, source in enumerate(sources):
        if asked and all(_free(source, sku) >= quantity for sku, quantity in asked.items()):
            yield _choice((place,), sources)


def _choices(asked: Mapping[str, int], sources: list[Source]) -> Iterator[_Choice]:
    """Yield every set of warehouses that together covers, of each product, as much as all of them could.

    A set with a member it could do without is left out: it is never better, and no alternative worth telling.
    """
    useful = [place for place, source in enumerate(sources) if any(_free(source, sku) for sku in asked)]
    stock = [[_free(sources[place], sku) for sku in asked] for place in useful]
    target = [
        min(quantity, sum(held)) for quantity, held in zip(asked.values(), zip(*stock, strict=True), strict=False)
    ]
    # The sums of a set are those of the set without its last member plus that member's: each is added up once. Smaller
    # sets come before those that contain them, so what covers already is known and need not grow.
    growing: list[tuple[frozenset[int], list[int]]] = [(frozenset(), [0] * len(asked))]
    covering: list[frozenset[int]] = []
    for place, held in zip(useful, stock, strict=True):
        for places, total in growing[:]:
            wider, sums = places | {place}, [a + b for a, b in zip(total, held, strict=True)]
            if any(smaller <= wider for smaller in covering):
                continue
            if all(a >= b for a, b in zip(sums, target, strict=True)):
                covering.append(wider)
                yield _choice(tuple(sorted(wider)), sources)
            else:
                growing.append((wider, sums))


def _choice(places: tuple[int, ...], sources: list[Source]) -> _Choice:
    chosen = [sources[place] for place in places]
    last_on = max(min(at.arrive_on for at in source.departures) for source in chosen)
    parcels = tuple(
        Parcel(source.warehouse, next(at for at in source.departures if at.arrive_on <= last_on)) for source in chosen
    )
    return _Choice(places, parcels, last_on, sum(parcel.departure.cost for parcel in parcels))


def _share_out(wants: tuple[Want, ...], choice: _Choice, sources: list[Source]) -> tuple[LinePromise, ...]:
    """Give each line its warehouse, the earliest that holds all of it; only a line that none holds is divided."""
    left = {place: dict(sources[place].free) for place in choice.places}
    leaves = dict(zip(choice.places, choice.parcels, strict=True))
    given: list[LinePromise] = []
    for want in wants:
        holding = [place for place in choice.places if left[place].get(want.sku, 0) > 0]
        holding.sort(key=lambda place: (leaves[place].departure.arrive_on, place))
        full = [place for place in holding if left[place][want.sku] >= want.quantity]
        # The biggest heaps first, so that a line is divided into as few parts as can be.
        turn = full[:1] or sorted(holding, key=lambda place: -left[place][want.sku])
        rest = want.quantity
        for place in turn:
            part = min(rest, left[place][want.sku])
            if part == 0:
                break
            rest -= part
            left[place][want.sku] -= part
            at = leaves[place].departure
            given.append(LinePromise(want.line_no, sources[place].warehouse, part, at.ship_on, at.carrier))
    return tuple(given)


def _waiting(
    wants: tuple[Want, ...], given: Mapping[int, int], sources: tuple[Source, ...], open_sources: list[Source]
) -> tuple[Waiting, ...]:
    """Say of each line what is left over and why: not there, there but nothing leaves, or not all in one place."""
    asked = _asked(wants)
    waiting: list[Waiting] = []
    for want in wants:
        rest = want.quantity - given.get(want.line_no, 0)
        if rest == 0:
            continue
        free = sum(_free(source, want.sku) for source in sources)
        can_leave = sum(_free(source, want.sku) for source in open_sources)
        if can_leave >= asked[want.sku]:
            reason = WaitReason.NOT_WHOLE
        elif free > can_leave:
            reason = WaitReason.NO_DEPARTURE
        else:
            reason = WaitReason.NOT_IN_STOCK
        waiting.append(Waiting(want.line_no, rest, reason, free))
    return tuple(waiting)


def _first_difference(best: _Choice, other: _Choice, policy: ShipPolicy) -> Decided:
    names = [Decided.DATE, Decided.PARCELS, Decided.COST, Decided.HOME]
    if policy is ShipPolicy.FEWEST:
        names[:2] = [Decided.PARCELS, Decided.DATE]
    pairs = zip(best.key(policy), other.key(policy), names, strict=True)
    return next(name for one, two, name in pairs if one != two)
