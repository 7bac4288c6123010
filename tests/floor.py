"""Builders of work on the floor: released orders, and walkers that pick, pack and hand over by scans alone.

Each walker answers the prompt that the program gives, as a worker would; tests then put one wrong thing in between.
"""

from datetime import timedelta
from uuid import UUID

from app.models.allocation import ShipmentReleased, Want, allocate
from app.models.orders import LinePromise, OrderConfirmed, OrderEntered
from app.models.packing import ParcelClosed
from app.models.picking import Ask, Cart, PickWork, next_prompt
from app.operations.packing import bench_scan
from app.operations.picking import answer_empty, pick_scan, take_work
from app.operations.shipping import close_manifest, manifest_scan, open_manifest
from app.operations.station import Outcome, Station
from app.store.heaps import load_heaps
from tests.builders import (
    CLERK,
    COCOA,
    COCOA_CODE,
    LAMP,
    LAMP_CODE,
    MILK,
    MILK_CODE,
    NOON,
    PACKER,
    PHONE,
    PHONE_CODE,
    PICKER,
    SUPERVISOR,
    TEA,
    TEA_CODE,
    TODAY,
    a_scan,
    add_customer,
    an_id,
    lines,
    record,
)

CODES = {LAMP: LAMP_CODE, TEA: TEA_CODE, COCOA: COCOA_CODE, MILK: MILK_CODE, PHONE: PHONE_CODE}
CARRIER = "RIVER-STD"
_GS = "\x1d"


def gs1(gtin: str, lot: str = "", serial: str = "") -> str:
    """A GS1 element string as a scanner gives it: GTIN, then lot and serial."""
    text = f"01{gtin.zfill(14)}"
    if lot:
        text += f"10{lot}{_GS}"
    if serial:
        text += f"21{serial}"
    return text.rstrip(_GS)


def an_order(station: Station, *wanted: tuple[str, int], priority: int = 1) -> UUID:
    """Enter and confirm an order, promised in full from SZ."""
    customer = add_customer(station)
    order_id = an_id()
    number = f"P01-{order_id.int % 1_000_000:06d}-K4"
    goods = lines(*wanted)
    given = tuple(LinePromise(line.line_no, "SZ", line.quantity, TODAY, CARRIER) for line in goods)
    entered = OrderEntered(
        order_id,
        number,
        "phone",
        customer.customer_id,
        customer.name,
        customer.address,
        goods,
        "CNY",
        "",
        priority,
        False,
    )
    record(station, entered, OrderConfirmed(order_id, given), author=CLERK)
    return order_id


def a_released_order(
    station: Station, *wanted: tuple[str, int], priority: int = 1, cut_off_in: timedelta = timedelta(hours=5)
) -> UUID:
    """An order that waits to be picked; answers its shipment."""
    order_id = an_order(station, *wanted, priority=priority)
    with station.act(SUPERVISOR) as act:
        wants = [Want(number, sku, quantity) for number, (sku, quantity) in enumerate(wanted, start=1)]
        given = allocate(wants, load_heaps(act.unit, "SZ", [sku for sku, _ in wanted]), TODAY)
        shipment_id = act.new_id()
        act.record(ShipmentReleased(shipment_id, order_id, "SZ", CARRIER, NOON + cut_off_in, priority, "W-1", given))
    return shipment_id


def start_walk(station: Station, totes: int = 1) -> PickWork:
    """Take work and put a tote to each shipment."""
    outcome = take_work(station, PICKER, Cart(totes_max=totes))
    assert outcome.work is not None, outcome.refused
    work: PickWork = outcome.work
    for number in range(1, len(work.shipments) + 1):
        work = pick(station, work, f"T-{number:04d}").work
    return work


def pick(station: Station, work: PickWork, text: str) -> Outcome:
    """One scan on the walk."""
    return pick_scan(station, PICKER, work.pick_list_id, a_scan(text))


def expected_scan(work: PickWork) -> str:
    """What a picker who does everything right would scan now."""
    prompt = next_prompt(work)
    if prompt.ask is Ask.TOTE:
        return "T-0001"
    if prompt.ask is Ask.DROP and prompt.shipment:
        return prompt.shipment.tote
    assert prompt.line is not None
    if prompt.ask is Ask.PLACE:
        return prompt.line.location
    lot = prompt.line.lot if prompt.line.lot_tracked else ""
    if lot or prompt.line.serial_tracked:
        return gs1(CODES[prompt.line.sku], lot, prompt.line.serial)
    return CODES[prompt.line.sku]


def walk_to(station: Station, work: PickWork, ask: Ask) -> PickWork:
    """Do everything right until the prompt asks for `ask`."""
    while next_prompt(work).ask is not ask:
        work = walk_on(station, work)
    return work


def walk_on(station: Station, work: PickWork) -> PickWork:
    """Answer one prompt rightly."""
    if next_prompt(work).ask is Ask.EMPTY:
        outcome = answer_empty(station, PICKER, work.pick_list_id, True)
    else:
        outcome = pick(station, work, expected_scan(work))
    assert outcome.refused is None, outcome.refused
    after: PickWork = outcome.work
    return after


def pick_all(station: Station, work: PickWork) -> PickWork:
    """Walk the pick list to its end."""
    return walk_to(station, work, Ask.DONE)


def a_picked_shipment(station: Station, *wanted: tuple[str, int]) -> UUID:
    """An order picked into tote T-0001."""
    shipment_id = a_released_order(station, *wanted)
    pick_all(station, start_walk(station))
    return shipment_id


def bench(station: Station, shipment_id: UUID | None, text: str) -> Outcome:
    """One scan at the packing bench."""
    return bench_scan(station, PACKER, shipment_id, a_scan(text))


def pack_all(station: Station, shipment_id: UUID) -> str:
    """Scan every item; answers the SSCC of the parcel that the last one closed."""
    outcome = bench(station, None, "T-0001")
    while not outcome.work.all_packed:
        line = outcome.work.current
        text = gs1(CODES[line.sku], line.lot, line.serial) if line.lot or line.serial else CODES[line.sku]
        outcome = bench(station, shipment_id, text)
        assert outcome.refused is None, outcome.refused
    closed: ParcelClosed = outcome.first(ParcelClosed)
    return closed.sscc


def a_packed_parcel(station: Station, *wanted: tuple[str, int]) -> str:
    """An order picked and packed; answers the SSCC on its label."""
    return pack_all(station, a_picked_shipment(station, *wanted))


def hand_over(station: Station, *sscc: str) -> Outcome:
    """Scan parcels onto a manifest and close it."""
    manifest_id = open_manifest(station, PACKER, CARRIER).work.manifest_id
    for each in sscc:
        outcome = manifest_scan(station, PACKER, manifest_id, a_scan(f"00{each}", "]C1"))
        assert outcome.refused is None, outcome.refused
    return close_manifest(station, PACKER, manifest_id)
