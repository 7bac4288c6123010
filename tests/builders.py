"""Builders: small, real goods, people and stations for tests, which then state only what matters to them.

A station here is the real thing on a SQLite file: goods come in by recorded facts, so that ledger, heaps and journal
are true from the first line of a test. The little warehouse `SZ` has a lamp (plain, with a case of six), milk (lots), a
phone (serials), tea and cocoa (plain) and a dead product; `HZ` has tea only.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from app.clock import FixedClock
from app.identity import IdentitySource
from app.models.barcodes import Scan
from app.models.catalog import CUSTOMER, DIFFERENCE, SCRAP, STAGING, SUPPLIER, LocationKind, Product, ProductStatus
from app.models.orders import Customer, CustomerAdded, OrderDraft, OrderLine, PostalAddress
from app.models.people import Role
from app.models.stock import StockReceived
from app.operations.station import Author, Outcome, Station
from app.store import catalog, people
from app.store.store import Store
from tests.driver import listening
from tests.empty_store import put_empty_store

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
"""A Tuesday, noon in Suzhou and before every cut-off."""
TODAY = date(2026, 11, 24)

CLERK, PICKER, PACKER = Author("W-0001"), Author("W-0011"), Author("W-0021")
SUPERVISOR, ADMINISTRATOR, MACHINE = Author("W-0031"), Author("W-0041"), Author()
ROLES = {
    CLERK.worker: Role.CLERK,
    PICKER.worker: Role.PICKER,
    "W-0012": Role.PICKER,
    PACKER.worker: Role.PACKER,
    SUPERVISOR.worker: Role.SUPERVISOR,
    ADMINISTRATOR.worker: Role.ADMINISTRATOR,
}
PICK_PLACES = ("A-01-1", "A-01-2", "A-01-3", "A-02-1", "A-02-2", "B-01-1")
RESERVE_PLACES = ("R-01-1", "R-01-2")
VIRTUAL_PLACES = {
    STAGING: LocationKind.STAGING,
    SUPPLIER: LocationKind.SUPPLIER,
    CUSTOMER: LocationKind.CUSTOMER,
    SCRAP: LocationKind.SCRAP,
    DIFFERENCE: LocationKind.DIFFERENCE,
}
LAMP, MILK, PHONE, TEA, COCOA, DEAD = "LAMP-42", "MILK-1", "PHONE-7", "TEA-3", "COCOA-5", "DEAD-1"
LAMP_CODE, LAMP_CASE_CODE, TEA_CODE, COCOA_CODE = "4006381333931", "14006381333938", "6901234567892", "5901234123457"
MILK_CODE, PHONE_CODE = "6923450657713", "8712345678906"

_ids = IdentitySource()


def an_id() -> UUID:
    """A fresh id, above all before."""
    return _ids.mint(NOON)


def a_product(sku: str = LAMP, **changes: Any) -> Product:
    plain = Product(
        sku=sku,
        name=sku.title(),
        name_zh="",
        pinyin="",
        initials="",
        unit="pc",
        price=1_250,
        currency="CNY",
        length_mm=120,
        width_mm=80,
        height_mm=60,
        weight_g=300,
        lot_tracked=False,
        serial_tracked=False,
        hand_confirm=True,
        status=ProductStatus.ACTIVE,
        popularity=1,
        category="",
    )
    return replace(plain, **changes)


def an_address(**changes: Any) -> PostalAddress:
    plain = PostalAddress(
        "王小明", "13800138000", "CN", "江苏省", "苏州市", "工业园区", "星湖街 328 号", "215000", "320571"
    )
    return replace(plain, **changes)


def a_customer(**changes: Any) -> Customer:
    plain = Customer(an_id(), "王小明", "13800138000", "wangxiaoming", "wxm", an_address())
    return replace(plain, **changes)


def a_line(sku: str = LAMP, quantity: int = 2, line_no: int = 1, **changes: Any) -> OrderLine:
    return replace(OrderLine(line_no, sku, quantity, 1_250), **changes)


def lines(*wanted: tuple[str, int]) -> tuple[OrderLine, ...]:
    """Order lines in turn out of (SKU, quantity)."""
    return tuple(a_line(sku, quantity, line_no) for line_no, (sku, quantity) in enumerate(wanted, start=1))


def a_draft(customer: Customer, *wanted: tuple[str, int], **changes: Any) -> OrderDraft:
    """A draft for a customer at his own address; without `wanted` it has one line of two lamps."""
    plain = OrderDraft(an_id(), customer.customer_id, customer.address, lines(*(wanted or ((LAMP, 2),))))
    return replace(plain, **changes)


def a_scan(text: str, symbology: str = "", device: str = "wedge-1", at: datetime = NOON) -> Scan:
    return Scan(text, symbology, device, at)


@contextmanager
def an_empty_station(folder: Path, code: str = "P01", clock: FixedClock | None = None) -> Iterator[Station]:
    """A station on a new (or found) store file in `folder`, with nothing in it; closed at the end of the block."""
    clock = clock or FixedClock(NOON)
    put_empty_store(folder / "packbench.sqlite")
    store = Store(folder / "packbench.sqlite", clock, code)
    try:
        yield Station(store, clock, "SZ")
    finally:
        store.close()


@contextmanager
def a_station(folder: Path, clock: FixedClock | None = None) -> Iterator[Station]:
    """A station with the little warehouse, its people, products and one customer, and no stock yet."""
    with an_empty_station(folder, clock=clock) as station:
        furnish(station)
        yield station


@contextmanager
def a_stocked_station(folder: Path, clock: FixedClock | None = None) -> Iterator[Station]:
    """A station with goods on its shelves: see `stock_up`."""
    with a_station(folder, clock) as station:
        stock_up(station)
        yield station


def stock_up(station: Station) -> None:
    """20 lamps in two places, 30 milk in two lots, 3 phones, 50 tea (and 40 in HZ), 12 cocoa."""
    receive(station, LAMP, 12, "A-01-1")
    receive(station, LAMP, 8, "A-02-1")
    receive(station, MILK, 10, "A-01-2", lot="L1", expires_on=date(2026, 12, 31))
    receive(station, MILK, 20, "A-01-3", lot="L2", expires_on=date(2027, 3, 31))
    receive(station, PHONE, 3, "B-01-1", serials=("SN-1", "SN-2", "SN-3"))
    receive(station, TEA, 50, "A-02-2")
    receive(station, TEA, 40, "A-01-1", warehouse="HZ")
    receive(station, COCOA, 12, "A-02-1")


def receive(
    station: Station,
    sku: str,
    quantity: int,
    location: str = "A-01-1",
    lot: str = "",
    expires_on: date | None = None,
    serials: tuple[str, ...] = (),
    warehouse: str = "SZ",
) -> None:
    """Put goods on a shelf by the recorded fact, past the rules of receiving."""
    record(station, StockReceived(warehouse, location, sku, lot, expires_on, serials, quantity))


def record(station: Station, *facts: object, author: Author = MACHINE) -> Outcome:
    """Record facts as they are, in one act."""
    with station.act(author) as act:
        act.record(*facts)
        return act.outcome()


def furnish(station: Station) -> None:
    """Fill the catalog and the list of people."""
    with station.store.unit() as unit:
        for code, city in (("SZ", "苏州"), ("HZ", "杭州")):
            unit.put(
                catalog.warehouse,
                code=code,
                name=f"{code} Warehouse",
                name_zh=f"{city}仓",
                address=f"{city}市建设路 1 号",
                phone="0512-1000000",
                province="江苏省" if code == "SZ" else "浙江省",
                timezone="Asia/Shanghai",
            )
            _put_places(unit, code)
        for product in products():
            unit.put(catalog.product, **asdict(product))
        for text, sku, factor, pack in (
            (LAMP_CODE, LAMP, 1, "pc"),
            (LAMP_CASE_CODE, LAMP, 6, "case"),
            (TEA_CODE, TEA, 1, "pc"),
            (COCOA_CODE, COCOA, 1, "pc"),
            (MILK_CODE, MILK, 1, "pc"),
            (PHONE_CODE, PHONE, 1, "pc"),
        ):
            unit.put(catalog.code, code=text.zfill(14), sku=sku, factor=factor, pack=pack)
        _put_boxes_and_carriers(unit)
        for worker, role in ROLES.items():
            unit.put(people.worker, code=worker, name=f"{role} {worker}", role=role, badge=worker)


def products() -> tuple[Product, ...]:
    return (
        a_product(LAMP, name="Desk lamp", name_zh="台灯", pinyin="taideng", initials="td"),
        a_product(MILK, name="Milk", name_zh="牛奶", lot_tracked=True, weight_g=1_000),
        a_product(PHONE, name="Phone", name_zh="手机", serial_tracked=True, hand_confirm=False, price=199_900),
        a_product(TEA, name="Green tea", name_zh="绿茶", weight_g=100),
        a_product(COCOA, name="Cocoa", name_zh="可可粉", weight_g=250),
        a_product(DEAD, name="Old lamp", status=ProductStatus.DEAD),
    )


def _put_places(unit: Any, warehouse: str) -> None:
    kinds = dict.fromkeys(PICK_PLACES, LocationKind.PICK) | dict.fromkeys(RESERVE_PLACES, LocationKind.RESERVE)
    for walk_order, (code, kind) in enumerate((kinds | VIRTUAL_PLACES).items(), start=1):
        zone, aisle = (code[0], code[:4]) if kind in (LocationKind.PICK, LocationKind.RESERVE) else ("", "")
        unit.put(
            catalog.location,
            warehouse=warehouse,
            code=code,
            zone=zone,
            aisle=aisle,
            kind=kind,
            walk_order=walk_order,
            x_mm=1_000 * walk_order,
            y_mm=0,
        )
    for number in range(1, 9):
        unit.put(catalog.tote, warehouse=warehouse, code=f"T-{number:04d}")


def _put_boxes_and_carriers(unit: Any) -> None:
    for code, length, width, height in (("K01", 200, 140, 80), ("K03", 300, 200, 120), ("K06", 600, 400, 400)):
        unit.put(
            catalog.carton,
            code=code,
            length_mm=length,
            width_mm=width,
            height_mm=height,
            tare_g=100,
            weight_g_max=20_000,
        )
    for code, cut_off_minute, transit_days, abroad in (("RIVER-STD", 1_020, 3, False), ("GLOBE", 900, 2, True)):
        unit.put(
            catalog.carrier,
            code=code,
            name=f"{code} name",
            service="standard",
            cut_off_minute=cut_off_minute,
            capacity_a_day=4_000,
            cost=800,
            transit_days=transit_days,
            transit_days_abroad=9 if abroad else 0,
            abroad=abroad,
        )


def add_customer(station: Station, **changes: Any) -> Customer:
    """Put a customer into the books and answer him."""
    customer = a_customer(**changes)
    record(station, CustomerAdded(customer))
    return customer


@dataclass
class Counted:
    """The SQL that ran in a block; BEGIN and COMMIT are not counted."""

    texts: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.texts)


@contextmanager
def counted_statements(station: Station) -> Iterator[Counted]:
    """Count what the writer sends to SQLite."""
    counted = Counted()

    with listening(station.store, lambda text, _: counted.texts.append(text)):
        yield counted
