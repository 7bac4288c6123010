"""A day at one station for `bench_chain.py`: orders of three lines and six units, from entry to hand-over by commands.

An order has lines of 1, 1 and 4 units, and the 4 are one case with a GTIN-14 of its own whose factor is 4, so that it
is picked by three item scans and packed by three. Orders are entered singly, released in waves of ten (one act), picked
one list each, packed from their totes, and scanned onto a manifest that has been open since the last driver; ten
parcels fill it. Every scan is an act of its own, committed with full sync.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.clock import SystemClock
from app.models.barcodes import Scan, check_digit
from app.models.catalog import LocationKind
from app.models.orders import OrderDraft, OrderLine, PostalAddress
from app.models.packing import ParcelClosed
from app.models.picking import Ask, PickLine, next_prompt
from app.models.stock import StockReceived
from app.operations.allocation import next_wave, release
from app.operations.orders import place_order
from app.operations.packing import bench_scan
from app.operations.picking import pick_scan, take_work
from app.operations.shipping import close_manifest, manifest_scan, open_manifest
from app.operations.station import Author, Outcome, Station
from app.store.catalog import code, location, product, tote
from app.store.local import setting
from app.store.orders import address_of, customer

WAVE = 10
TOTES = 120
"""The first ten go round and round; the others are for `bench_scan.py`, which packs nothing."""
CASE = 4
STOCK = 500
"""Units of each product on its shelf: never emptied, so that no "empty?" is asked."""
PRIORITY = 9
"""Before everything else that waits in the store, so that a walk of the bench meets the bench's own orders."""
CLERK, PICKER, PACKER, SUPERVISOR = Author("W-0001"), Author("W-0005"), Author("W-0015"), Author("W-0023")
MARK = "bench chain goods"
CLOCK = SystemClock()


@dataclass(frozen=True, slots=True)
class Goods:
    """A product of the bench; `case_code` is the GTIN-14 of its case of four, "" when it has none."""

    sku: str
    item_code: str
    case_code: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What one act cost: its kind, and whether it answered a scan."""

    kind: str
    is_scan: bool
    cpu_ms: float
    wall_ms: float


@dataclass(frozen=True, slots=True)
class Placed:
    """An order on its way."""

    order_id: UUID
    goods: tuple[Goods, Goods, Goods]


def goods_of(number: int) -> tuple[Goods, Goods, Goods]:
    """The three products that only order `number` of the bench wants: nothing about them is warm when it comes."""
    return _goods(3 * number), _goods(3 * number + 1), _goods(3 * number + 2, case=True)


def _goods(number: int, case: bool = False) -> Goods:
    body = f"20{number:010d}"
    packed = f"1{body}"
    return Goods(f"CHAIN-{number:05d}", body + check_digit(body), packed + check_digit(packed) if case else "")


def furnish(station: Station, orders_n: int) -> None:
    """Put the bench's goods on shelves, and totes beside them, unless an earlier run did."""
    with station.store.unit() as unit:
        if unit.one(setting, MARK) is not None:
            return
        unit.put(setting, name=MARK, value=str(orders_n))
        wanted = (location.c.warehouse == station.warehouse) & (location.c.kind == LocationKind.PICK)
        places = [row.code for row in unit.query(select(location.c.code).where(wanted).limit(600))]
        goods = [each for number in range(orders_n) for each in goods_of(number)]
        for each in goods:
            unit.put(
                product,
                sku=each.sku,
                name=f"Bench goods {each.sku}",
                price=1_250,
                length_mm=60,
                width_mm=50,
                height_mm=40,
                weight_g=200,
            )
            unit.put(code, code=each.item_code.zfill(14), sku=each.sku, factor=1, pack="pc")
            if each.case_code:
                unit.put(code, code=each.case_code, sku=each.sku, factor=CASE, pack="case")
        for number in range(TOTES):
            unit.put(tote, warehouse=station.warehouse, code=tote_of(number))
    home = station.warehouse
    shelves = {each.sku: places[number * 7 % len(places)] for number, each in enumerate(goods)}
    with station.act(SUPERVISOR) as act:
        act.record(*(StockReceived(home, shelves[each.sku], each.sku, "", None, (), STOCK) for each in goods))
    station.store.forget()


def tote_of(number: int) -> str:
    return f"T-BENCH-{number:03d}"


@dataclass
class ChainDay:
    """The day as it is worked. `first` is the number of its first order; `singly`: each unit has a scan of its own."""

    station: Station
    first: int = 0
    singly: bool = False
    steps: list[Step] = field(default_factory=list)
    _buyers: list[tuple[UUID, PostalAddress]] = field(default_factory=list)
    _manifest_id: UUID | None = None
    _carrier: str = ""

    def __post_init__(self) -> None:
        with self.station.store.reader() as connection:
            rows = connection.execute(select(customer).where(customer.c.country == "CN").limit(200)).mappings().all()
        self._buyers = [(row["customer_id"], address_of(dict(row))) for row in rows]

    def wave(self, orders_n: int = WAVE) -> list[Step]:
        """Take some orders from entry to hand-over; answer what each act of theirs cost."""
        begun = len(self.steps)
        self.release_wave(orders_n)
        totes = [self._pick() for _ in range(orders_n)]
        parcels = [self._pack(text) for text in totes]
        for sscc in parcels:
            self._step("hand over", manifest_scan, PACKER, self._manifest_id, _scan(f"00{sscc}", "]C1"))
        closed = self._step("close manifest", close_manifest, PACKER, self._manifest_id)
        assert len(closed.work.scanned) == orders_n
        self.open_manifest(self._carrier)
        return self.steps[begun:]

    def release_wave(self, orders_n: int = WAVE) -> None:
        """Enter some orders and release them, so that they wait to be picked."""
        placed = [self._enter(self.first + number) for number in range(orders_n)]
        self.first += orders_n
        self._release(placed)

    def open_manifest(self, carrier: str) -> None:
        """Begin the next manifest; the first of the day is opened in the morning, with the store."""
        self._carrier = carrier
        self._manifest_id = self._step("open manifest", open_manifest, PACKER, carrier).work.manifest_id

    def _enter(self, number: int) -> Placed:
        customer_id, address = self._buyers[number % len(self._buyers)]
        goods = goods_of(number)
        lines = tuple(
            OrderLine(line_no, each.sku, quantity, 1_250)
            for line_no, (each, quantity) in enumerate(zip(goods, (1, 1, CASE), strict=True), 1)
        )
        draft = OrderDraft(self.station.store.journal.new_id(), customer_id, address, lines, priority=PRIORITY)
        work = self._step("enter", place_order, CLERK, draft).work
        assert len(work.plan.promises) == len(lines), "an order of the bench got no promise"
        if self._manifest_id is None:
            self.open_manifest(work.plan.promises[0].carrier)
        return Placed(work.order_id, goods)

    def _release(self, placed: Sequence[Placed]) -> None:
        wave = self._step("name wave", next_wave, SUPERVISOR).work
        self._step("release", release, SUPERVISOR, [each.order_id for each in placed], wave)

    def _pick(self) -> str:
        """Walk one pick list; answer the tote it was picked into."""
        work = self._step("take work", take_work, PICKER).work
        text = ""
        while (prompt := next_prompt(work)).ask is not Ask.DONE:
            assert prompt.ask in (Ask.TOTE, Ask.PLACE, Ask.ITEM), prompt.ask
            if prompt.ask is Ask.TOTE:
                text = tote_of(int(work.shipments[0].number.split("-")[1]) % WAVE)
                scanned, kind = text, "pick: tote"
            else:
                assert prompt.line is not None
                scanned, kind = self._on_the_way(prompt.ask, prompt.line)
            work = self._step(kind, pick_scan, PICKER, work.pick_list_id, _scan(scanned)).work
        return text

    def _on_the_way(self, ask: Ask, line: PickLine) -> tuple[str, str]:
        if ask is Ask.PLACE:
            return line.location, "pick: place"
        return self._code(line.sku, line.quantity), "pick: item"

    def _code(self, sku: str, quantity: int) -> str:
        return code_for(sku, 1 if self.singly else quantity)

    def _pack(self, text: str) -> str:
        outcome = self._step("pack: open", bench_scan, PACKER, None, _scan(text))
        shipment_id = outcome.work.shipment_id
        while not outcome.work.all_packed:
            line = outcome.work.current
            scanned = _scan(self._code(line.sku, line.picked))
            outcome = self._step("pack: item", bench_scan, PACKER, shipment_id, scanned)
        sscc: str = outcome.first(ParcelClosed).sscc
        return sscc

    def _step(self, kind: str, operation: Callable[..., Outcome], author: Author, *arguments: Any) -> Outcome:
        cpu, wall = time.process_time(), time.perf_counter()
        outcome = operation(self.station, author, *arguments)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        assert outcome.refused is None, (kind, outcome.refused)
        is_scan = kind.startswith(("pick:", "pack:", "hand over"))
        self.steps.append(Step(kind, is_scan, cpu * 1_000, wall * 1_000))
        return outcome


def code_for(sku: str, quantity: int) -> str:
    """What is printed on the goods in hand: the case of four has a code of its own."""
    number = int(sku.removeprefix("CHAIN-"))
    goods = _goods(number, case=number % 3 == 2)
    return goods.case_code if quantity == CASE else goods.item_code


def _scan(text: str, symbology: str = "") -> Scan:
    return Scan(text, symbology, "wedge-1", CLOCK.now())
