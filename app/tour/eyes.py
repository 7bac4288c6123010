"""Eyes: what a worker would scan next, read from the same prompt that the screen shows."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.models.packing import PackLine, PackWork
from app.models.picking import Ask, PickWork, Prompt, next_prompt
from app.operations.station import Author, Station
from app.store.catalog import tote
from app.store.codes import codes_of_products, shipment_in_tote
from app.store.pack_work import load_pack_work
from app.store.packing import parcel
from app.store.pick_work import load_work, open_lists
from app.store.samples import plain_goods, some_phone

TOTES_N = 8


@dataclass(frozen=True, slots=True)
class Sight:
    """A walk as it stands: the prompt, and the codes of its goods by SKU (one unit each)."""

    work: PickWork
    prompt: Prompt
    codes: dict[str, str]


def walk_in_hand(station: Station, worker: str) -> Sight | None:
    """The worker's open pick list. Thread: store."""
    with station.act(Author()) as act:
        mine = open_lists(act.unit, station.warehouse, worker)
        if not mine:
            return None
        work = load_work(act.unit, mine[0].pick_list_id)
        codes = _single_codes(act.unit, station, [line.sku for line in work.lines])
        return Sight(work, next_prompt(work), codes)


def bench_in_hand(station: Station, shipment_id: UUID) -> tuple[PackWork, dict[str, str]]:
    """A shipment on the bench and the codes of its goods. Thread: store."""
    with station.act(Author()) as act:
        work = load_pack_work(act.unit, shipment_id)
        return work, _single_codes(act.unit, station, [line.sku for line in work.lines])


def _single_codes(unit: Any, station: Station, skus: list[str]) -> dict[str, str]:
    """The code on one unit of each product, as it is printed: a GTIN without its leading zeros' padding."""
    singles: dict[str, str] = {}
    for code, meant in codes_of_products(unit, list(dict.fromkeys(skus)), station.today(unit)).items():
        if len(meant) == 1 and meant[0][1] == 1:
            printed = code[1:] if len(code) == 14 and code.isdigit() and code[0] == "0" else code
            singles.setdefault(meant[0][0], printed)
    return singles


def label_of(code: str, lot: str, serial: str) -> str:
    """The text on a unit: plain for plain goods, GS1 with lot and serial for the others."""
    if not lot and not serial:
        return code
    text = f"01{code.zfill(14)}"
    if lot:
        text += f"10{lot}" + ("\x1d" if serial else "")
    return text + (f"21{serial}" if serial else "")


def next_label(sight: Sight, free_totes: list[str]) -> str:
    """What a picker who does everything right scans now; "" where a key answers."""
    prompt = sight.prompt
    if prompt.ask is Ask.TOTE:
        return free_totes.pop(0)
    if prompt.ask is Ask.DROP and prompt.shipment:
        return prompt.shipment.tote
    if prompt.ask is Ask.PLACE and prompt.line:
        return prompt.line.location
    if prompt.ask is Ask.ITEM and prompt.line:
        line = prompt.line
        return label_of(sight.codes[line.sku], line.lot if line.lot_tracked else "", line.serial)
    return ""


def packed_label(line: PackLine, codes: dict[str, str]) -> str:
    """What a packer scans for a line."""
    return label_of(codes[line.sku], line.lot if line.lot_tracked else "", line.serial)


def free_totes(station: Station) -> list[str]:
    """Totes with nobody's goods in them. Thread: store."""
    with station.act(Author()) as act:
        codes = [row["code"] for row in act.unit.all(tote) if row["warehouse"] == station.warehouse]
        return [code for code in codes if shipment_in_tote(act.unit, station.warehouse, code) is None][:TOTES_N]


def newest_parcel(station: Station, shipment_id: UUID) -> tuple[str, str]:
    """(carrier, SSCC) of a shipment's last parcel. Thread: store."""
    with station.act(Author()) as act:
        rows = act.unit.group(parcel, "shipment_id", [shipment_id])
        return rows[-1]["carrier"], rows[-1]["sscc"]


def a_caller(station: Station) -> tuple[str, list[str]]:
    """The last digits of a customer's phone, and what he wants: one product mistyped, two by their barcodes.

    Goods that lie free on this warehouse's shelves, plain ones without lots. Thread: store.
    """
    with station.act(Author()) as act:
        wanted = [goods for goods in plain_goods(act.unit, station.warehouse) if len(goods.name.split()) > 1]
        codes = _single_codes(act.unit, station, [goods.sku for goods in wanted])
        first, *others = [goods for goods in wanted if goods.sku in codes]
        return some_phone(act.unit)[-4:], [mistyped(first.name), *(codes[goods.sku] for goods in others[:2])]


def mistyped(name: str) -> str:
    """A name as typed in a hurry: two letters of its longest word change places."""
    words = name.lower().split()
    longest = max(words, key=len)
    middle = len(longest) // 2
    wrong = longest[: middle - 1] + longest[middle] + longest[middle - 1] + longest[middle + 1 :]
    return " ".join(wrong if word == longest else word for word in words)
