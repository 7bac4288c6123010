"""Resolves a scanned text into what it means here: the one place that takes a barcode apart.

Order of trial: command, the codes of the work in hand, the table of codes, the places and papers of this warehouse; and
GS1 element strings only after the plain text matched nothing (Rule F2), so that a lot named 10D9T is found.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.language import named
from app.models.barcodes import Elements, Scan, code_key, command_code, printable, valid_sscc
from app.models.meaning import (
    Ambiguous,
    CommandMeant,
    LocationMeant,
    LotMeant,
    Meaning,
    OrderMeant,
    ParcelMeant,
    ProductMeant,
    ToteMeant,
    Unknown,
    WorkerMeant,
)
from app.scanning.gs1 import parse_gs1, split_aim
from app.store.catalog import location, product
from app.store.codes import (
    codes_of_products,
    is_tote,
    lot_on_hold,
    names_of_products,
    order_by_number,
    parcel_by_sscc,
    products_of_code,
    serial_at,
    shipment_in_tote,
    worker_by_badge,
)
from app.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Expected:
    """What the work in hand knows of: its product codes and lots. A text found here needs no look-up."""

    codes: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    lots: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()


NOTHING_EXPECTED = Expected()


def expect(unit: UnitOfWork, skus: Iterable[str], lots: Iterable[str], places: Iterable[str], today: date) -> Expected:
    """Collect the codes of the products in hand."""
    wanted = list(dict.fromkeys(skus))
    return Expected(
        codes_of_products(unit, wanted, today),
        names_of_products(unit, wanted),
        frozenset(each for each in lots if each),
        frozenset(places),
    )


def resolve(
    unit: UnitOfWork, warehouse: str, scan: Scan, today: date, expected: Expected = NOTHING_EXPECTED
) -> Meaning:
    """Tell what a scan means in this warehouse; never raises on any text."""
    symbology, text = split_aim(scan.text.strip(" \t\r\n"))
    symbology = symbology or scan.symbology
    command = command_code(text)
    if command is not None:
        return CommandMeant(command)
    plain = _plain(unit, warehouse, text, today, expected)
    if plain is not None:
        return plain
    elements = parse_gs1(text, symbology, today)
    meant = _gs1(unit, warehouse, elements, today, expected) if elements else None
    return meant or Unknown(printable(text))


def _plain(unit: UnitOfWork, warehouse: str, text: str, today: date, expected: Expected) -> Meaning | None:
    if not text:
        return None
    if text in expected.lots:
        return LotMeant(text)
    upper = text.upper()
    if not text.isdigit():
        place = _place(unit, warehouse, upper, expected)
        if place is not None:
            return place
    elif valid_sscc(text):
        parcel = _parcel(unit, valid_sscc(text) or "")
        if parcel is not None:
            return parcel
    return _product(unit, code_key(text), today, expected) or _paper(unit, upper)


def _place(unit: UnitOfWork, warehouse: str, text: str, expected: Expected) -> Meaning | None:
    """Locations and totes have codes of capitals, digits and hyphens that no product of ours has."""
    if text in expected.places:
        return LocationMeant(text)
    if is_tote(unit, warehouse, text):
        return ToteMeant(text, shipment_in_tote(unit, warehouse, text))
    return LocationMeant(text) if unit.one(location, warehouse, text) is not None else None


def _paper(unit: UnitOfWork, text: str) -> Meaning | None:
    """Papers and badges: orders, people."""
    order_id = order_by_number(unit, text)
    if order_id is not None:
        return OrderMeant(order_id, text)
    code = worker_by_badge(unit, text)
    return WorkerMeant(code) if code else None


def _parcel(unit: UnitOfWork, sscc: str) -> Meaning | None:
    found = parcel_by_sscc(unit, sscc)
    return ParcelMeant(*found, sscc) if found else None


def _product(unit: UnitOfWork, key: str, today: date, expected: Expected) -> Meaning | None:
    """One product and pack, or the choices when the table has several (Rule C4); the work in hand goes first."""
    meant = expected.codes.get(key)
    if meant is None:
        meant = products_of_code(unit, key, today)
    if not meant:
        row = unit.one(product, key)
        meant = ((row["sku"], 1),) if row else ()
    if not meant:
        return None
    if len(meant) > 1:
        return Ambiguous(tuple(f"{_name(unit, sku, expected)} ×{factor}" for sku, factor in meant))
    sku, factor = meant[0]
    return ProductMeant(sku, _name(unit, sku, expected), factor, key)


def _name(unit: UnitOfWork, sku: str, expected: Expected) -> str:
    if sku in expected.names:
        return expected.names[sku]
    row = unit.one(product, sku)
    return named(row["name"], row["name_zh"]) if row else sku


def _gs1(unit: UnitOfWork, warehouse: str, said: Elements, today: date, expected: Expected) -> Meaning | None:
    if said.sscc:
        return _parcel(unit, said.sscc)
    gtin = said.gtin or said.content_gtin
    if gtin is None:
        return LotMeant(said.lot or "", said.serial or "") if said.lot or said.serial else None
    meant = _product(unit, gtin, today, expected)
    if not isinstance(meant, ProductMeant):
        return meant
    factor = meant.factor * (said.count or 1) if said.content_gtin else meant.factor
    return ProductMeant(
        meant.sku,
        meant.name,
        factor,
        meant.code,
        said.lot or "",
        said.serial or "",
        said.expires_on,
        lot_on_hold(unit, meant.sku, said.lot or ""),
        serial_at(unit, warehouse, meant.sku, said.serial or ""),
    )
