"""Demo orders: a history of any length whose last days are still open.

Lines follow the goods' popularity, quantities are small and sometimes a case. Nearly all orders are shipped; the newest
stand at every stage, so that lists have something to show. The caller gives ids and numbers and writes the rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from app.models.orders import OrderLine, Stage
from app.operations.demo.catalog import DemoCatalog
from app.operations.demo.draws import Floats, Integers

CHUNK = 10_000
LINES_MAX = 6
# Of a million orders the newest 2 % (at most 5,000) are open; one old order in a hundred was cancelled.
OPEN_SHARE, OPEN_MAX, CANCELLED_SHARE = 0.02, 5_000, 0.01
HISTORY_DAYS = 540
OPEN_STAGES = (Stage.SHIPPED, Stage.PACKED, Stage.PICKED, Stage.RELEASED, Stage.PROMISED, Stage.WAITING)
_QUANTITIES = (1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 6, 12)
_PRIORITIES = (1, 1, 1, 1, 1, 1, 1, 1, 2, 3)
(_CUSTOMER, _LINES, _STAGE, _PRIORITY, _HOUSE, _CARRIER, _MINUTE, _PLACE, _QUANTITY) = range(300, 309)


@dataclass(frozen=True, slots=True)
class DemoOrder:
    """An order of the history: `seq` counts from 1, `customer` is the customer's place in `demo_customers`."""

    seq: int
    entered_at: datetime
    customer: int
    priority: int
    stage: Stage
    warehouse: str
    carrier: str
    lines: tuple[OrderLine, ...]


def demo_orders(catalog: DemoCatalog, n: int, customers: int, now: datetime) -> Iterator[DemoOrder]:
    """Yield `n` orders, oldest first; the last was entered a minute before `now`."""
    still_open = min(OPEN_MAX, max(len(OPEN_STAGES), int(n * OPEN_SHARE)))
    span_s = timedelta(days=min(HISTORY_DAYS, 1 + n // 50)).total_seconds()
    for start in range(0, n, CHUNK):
        index = np.arange(start, min(start + CHUNK, n), dtype=np.int64)
        ages_s = 60 + span_s * (1 - (index + catalog.draws.shares(_MINUTE, index)) / n)
        columns = (
            index.tolist(),
            ages_s.tolist(),
            catalog.draws.below(_CUSTOMER, index, customers).tolist(),
            catalog.draws.below(_PRIORITY, index, len(_PRIORITIES)).tolist(),
            catalog.draws.shares(_STAGE, index).tolist(),
            (catalog.draws.shares(_HOUSE, index) < 0.65).tolist(),
            catalog.draws.below(_CARRIER, index, 4).tolist(),
            _lines(catalog, index),
        )
        for at, age_s, customer, priority, drawn, suzhou, carrier, lines in zip(*columns, strict=True):
            yield DemoOrder(
                at + 1,
                now - timedelta(seconds=age_s),
                customer,
                _PRIORITIES[priority],
                _stage(at - (n - still_open), still_open, drawn),
                "SZ" if suzhou else "HZ",
                "SWIFT-EXP" if carrier == 0 else "RIVER-STD",
                lines,
            )


def _stage(after_history: int, still_open: int, drawn: float) -> Stage:
    """Give an old order its end; the open ones go through the stages from oldest to newest, with some scatter."""
    if after_history < 0:
        return Stage.CANCELLED if drawn < CANCELLED_SHARE else Stage.SHIPPED
    step = int(len(OPEN_STAGES) * (after_history + drawn) / (still_open + 1))
    return OPEN_STAGES[step]


def _lines(catalog: DemoCatalog, index: Integers) -> list[tuple[OrderLine, ...]]:
    """Draw the lines of a run of orders: 1 to 6, mostly few, never the same product twice in an order."""
    counts = 1 + (catalog.draws.shares(_LINES, index) ** 2.2 * LINES_MAX).astype(np.int64)
    owners = np.repeat(np.arange(len(index), dtype=np.int64), counts)
    slots = index[owners] * LINES_MAX + _numbered(counts)
    places = _by_popularity(catalog.draws.shares(_PLACE, slots), catalog.n)
    quantities = catalog.draws.below(_QUANTITY, slots, len(_QUANTITIES)).tolist()
    orders: list[dict[int, OrderLine]] = [{} for _ in range(len(index))]
    drawn = zip(owners.tolist(), places.tolist(), quantities, catalog.prices(places), strict=True)
    for owner, place, quantity, price in drawn:
        lines = orders[owner]
        if place not in lines:
            lines[place] = OrderLine(len(lines) + 1, catalog.sku(place), _QUANTITIES[quantity], price)
    return [tuple(lines.values()) for lines in orders]


def _by_popularity(shares: Floats, n: int) -> Integers:
    """Turn even shares into places with density 1 / (place + 20), the law `DemoCatalog.popularity` follows."""
    places = np.exp(shares * np.log((n + 20) / 20)) * 20 - 20
    whole: Integers = np.minimum(places.astype(np.int64), n - 1)
    return whole


def _numbered(counts: Integers) -> Integers:
    """Number the members of groups of the given sizes: [2, 3] → 0 1 0 1 2."""
    starts: Integers = np.cumsum(counts) - counts
    numbered: Integers = np.arange(int(counts.sum()), dtype=np.int64) - np.repeat(starts, counts)
    return numbered
