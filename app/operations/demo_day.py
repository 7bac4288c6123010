"""The demo's first day, made through the operations that the screens call.

Yesterday's orders were entered in the morning, released, picked, packed and handed over, but for a few that missed
their cut-off. Today's stand at every stage: waiting for stock, promised, one on hold, released, in a picker's hand, in
totes before the bench, half packed, packed, on an open manifest. So every screen has something to show, and every order
a history that is true.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from app.clock import FixedClock
from app.language import tr
from app.models.orders import Customer, HoldReason, OrderDraft
from app.operations.allocation import ORDERS_AN_ACT_MAX, next_wave, release, release_list
from app.operations.demo.catalog import DemoCatalog
from app.operations.demo.orders import DemoOrder, demo_orders
from app.operations.demo.places import demo_warehouses
from app.operations.demo_floor import Floor
from app.operations.orders import hold_order, place_order
from app.operations.station import Author, Station
from app.store.store import Store

ORDERS, YESTERDAYS = 150, 70
CLERKS, PICKERS, PACKERS = ("W-0001", "W-0002", "W-0004"), ("W-0006", "W-0007", "W-0008"), ("W-0015", "W-0016")
SUPERVISOR = Author("W-0023")
YESTERDAY_FROM, TODAY_FROM, FLOOR_FROM = timedelta(hours=26), timedelta(minutes=100), timedelta(minutes=50)
"""How long before now yesterday's and today's orders begin to come in, and today's floor begins to work."""
YESTERDAYS_PACE, TODAYS_PACE = timedelta(minutes=2), timedelta(seconds=30)
"""From order to order; today's came in so late that their cut-offs still lie ahead, whatever the hour."""
WALKS_MAX = 200
LEFT_BEHIND = 2
"""Yesterday's most urgent orders of each warehouse, forgotten until now: the board shows them late."""


class DemoDay:
    """Yesterday and today in both warehouses of the demo; `clock` is the store's own and only ever moved forward."""

    def __init__(self, store: Store, clock: FixedClock, catalog: DemoCatalog, people: list[Customer]) -> None:
        codes = {code.sku: code.code for code in catalog.codes() if code.factor == 1}
        self._clock = clock
        self._catalog = catalog
        self._people = people
        self._stations = [Station(store, clock, each.code) for each in demo_warehouses()]
        self._floors = [Floor(station, clock, codes) for station in self._stations]

    def play(self, now: datetime, orders: int = ORDERS) -> Iterator[tuple[float, str]]:
        """Play the two days up to `now`; yields the finished share and what is going on."""
        source = demo_orders(self._catalog, orders, len(self._people), now)
        yesterdays = orders * YESTERDAYS // ORDERS
        yield 0.0, tr("Playing yesterday")
        self._clock.at = now - YESTERDAY_FROM
        self._enter(islice(source, yesterdays), YESTERDAYS_PACE)
        yield 0.2, tr("Playing yesterday")
        for station, floor in zip(self._stations, self._floors, strict=True):
            self._release(station, LEFT_BEHIND, orders)
            self._whole_walks(floor)
            self._hand_over(floor)
        yield 0.6, tr("Letting the day begin")
        self._clock.at = max(self._clock.at, now - TODAY_FROM)
        placed = self._enter(source, TODAYS_PACE)
        hold_order(
            self._stations[0],
            SUPERVISOR,
            placed[-1],
            HoldReason.ADDRESS_IN_DOUBT,
            tr("House number missing: call back"),
        )
        self._clock.at = max(self._clock.at, now - FLOOR_FROM)
        for station, floor in zip(self._stations, self._floors, strict=True):
            self._release(station, LEFT_BEHIND, len(placed) * 2 // 5)
            self._half_a_day(floor)
            self._release(station, 0, LEFT_BEHIND)
        yield 1.0, tr("Letting the day begin")

    def _enter(self, orders: Iterable[DemoOrder], pace: timedelta) -> list[UUID]:
        """Place orders as they are phoned in; answer those that were taken."""
        taken: list[UUID] = []
        for order in orders:
            self._clock.advance(pace)
            buyer = self._people[order.customer]
            station = self._stations[0]
            draft_id = station.store.journal.new_id()
            content = OrderDraft(draft_id, buyer.customer_id, buyer.address, order.lines, "", order.priority)
            placed = place_order(station, Author(CLERKS[order.seq % len(CLERKS)]), content).work
            if placed is not None:
                taken.append(placed.order_id)
        return taken

    def _release(self, station: Station, skipped: int, orders_max: int) -> None:
        """Release the most urgent orders in waves, but for the very first."""
        with station.store.reader() as connection:
            due = [row.order_id for row in release_list(connection, station, days_ahead=1)]
        due = due[skipped : skipped + orders_max]
        for start in range(0, len(due), ORDERS_AN_ACT_MAX):
            wave = next_wave(station, SUPERVISOR).work
            release(station, SUPERVISOR, due[start : start + ORDERS_AN_ACT_MAX], wave)

    def _whole_walks(self, floor: Floor) -> None:
        """Pick and pack all there is; bounded, in case that somebody is not understood."""
        for turn in range(WALKS_MAX):
            totes = floor.pick(Author(PICKERS[turn % len(PICKERS)]))
            for tote in totes:
                floor.pack(Author(PACKERS[turn % len(PACKERS)]), tote)
            if not totes:
                return

    def _hand_over(self, floor: Floor) -> None:
        for carrier in floor.carriers_wanted():
            floor.hand_over(Author(PACKERS[0]), carrier, parcels_max=200)

    def _half_a_day(self, floor: Floor) -> None:
        """Some walks done and packed, some in totes, one in a picker's hand, one parcel half full, a manifest open."""
        packed = floor.pick(Author(PICKERS[0]))
        for tote in packed:
            floor.pack(Author(PACKERS[0]), tote)
        before_the_bench = floor.pick(Author(PICKERS[0]), totes=3)
        for tote in before_the_bench[:1]:
            floor.pack(Author(PACKERS[1]), tote, stop_after=1)
        floor.pick(Author(PICKERS[1]), totes=2, stop_after=6)
        for carrier in floor.carriers_wanted()[:1]:
            floor.hand_over(Author(PACKERS[0]), carrier, parcels_max=2, close=False)
