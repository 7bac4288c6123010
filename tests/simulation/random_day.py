"""A day drawn by chance, act by act, at one station: enter, release, pick, pack, hand over, with wrong scans and undos.

The day holds nothing in mind between two acts: what may be done next is looked up in the store each time, so that it
goes on after a kill where the store stands. `standing` tells in words where that is; two stores that stand alike give
the same words, whoever reads them.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.models.barcodes import Scan
from app.models.picking import Ask, PickWork, Prompt, next_prompt
from app.models.shipments import ParcelState, ShipmentState
from app.operations.allocation import next_wave, release, release_list
from app.operations.orders import place_order
from app.operations.packing import bench_scan, choose_carton, undo_pack
from app.operations.picking import answer_empty, pick_scan, skip_line, take_work, undo_pick
from app.operations.shipping import close_manifest, manifest_scan, open_manifest, undo_manifest
from app.operations.station import Author, Outcome, Station
from app.store.allocation import shipment
from app.store.catalog import tote
from app.store.manifest_work import load_manifest
from app.store.orders import address_of, customer
from app.store.pack_work import load_pack_work
from app.store.packing import parcel
from app.store.pick_work import load_work, open_lists
from app.store.shipping import manifest
from tests import builders
from tests.floor import CODES, gs1

GOODS = (builders.LAMP, builders.TEA, builders.COCOA, builders.MILK, builders.PHONE)
WRONG = (
    "4009999999991",
    "B-01-1",
    "R-01-1",
    "T-0008",
    "nonsense",
    builders.TEA_CODE,
    builders.LAMP_CASE_CODE,
    "W-0031",
)
ORDERS_WAITING_MAX = 4
PARCELS_A_MANIFEST = 3

Act = tuple[str, Callable[[Author], Outcome]]
"""What is about to be done, in words, and the act itself."""


@dataclass
class RandomDay:
    """The acts of one day, drawn from a seed and from what the store offers."""

    station: Station
    draw: random.Random

    def next_act(self) -> Act:
        """Draw one act that makes sense now, rightly or wrongly done."""
        offers = [self._pick(), self._pack(), self._hand_over(), self._release(), self._enter()]
        possible = [(offer, weight) for offer, weight in zip(offers, (6, 6, 3, 2, 1), strict=True) if offer]
        acts, weights = zip(*possible, strict=True)
        drawn: Act = self.draw.choices(acts, weights)[0]
        return drawn

    # -- the desk ----------------------------------------------------------------------------------------------------

    def _enter(self) -> Act:
        with self.station.store.reader() as connection:
            buyer = connection.execute(select(customer).limit(1)).mappings().one()
        skus = self.draw.sample(GOODS, self.draw.randint(1, 3))
        lines = builders.lines(*((sku, 1 if sku == builders.PHONE else self.draw.randint(1, 3)) for sku in skus))
        draft = builders.OrderDraft(builders.an_id(), buyer["customer_id"], address_of(dict(buyer)), lines)
        return "enter", lambda author: place_order(self.station, author, draft)

    def _release(self) -> Act | None:
        with self.station.store.reader() as connection:
            waiting = [row.order_id for row in release_list(connection, self.station, days_ahead=7)]
        if len(waiting) < self.draw.randint(1, ORDERS_WAITING_MAX):
            return None
        if self.draw.random() < 0.2:
            return "name wave", lambda author: next_wave(self.station, author)
        return "release", lambda author: release(self.station, author, waiting, "W-1")

    # -- the walk ----------------------------------------------------------------------------------------------------

    def _pick(self) -> Act | None:
        with self.station.store.unit() as unit:
            mine = open_lists(unit, self.station.warehouse, builders.PICKER.worker)
            work = load_work(unit, mine[0].pick_list_id) if mine else None
        if work is None:
            return ("take work", lambda author: take_work(self.station, author)) if self._waits_to_be_picked() else None
        prompt, luck = next_prompt(work), self.draw.random()
        if luck < 0.06:
            return "undo pick", lambda author: undo_pick(self.station, author, work.pick_list_id)
        if luck < 0.09:
            return "skip", lambda author: skip_line(self.station, author, work.pick_list_id)
        if prompt.ask is Ask.EMPTY:
            empty = self.draw.random() < 0.8
            return "empty?", lambda author: answer_empty(self.station, author, work.pick_list_id, empty)
        text = self.draw.choice(WRONG) if luck < 0.25 else self._expected(work, prompt)
        return f"pick {text!r}", lambda author: pick_scan(self.station, author, work.pick_list_id, a_scan(text))

    def _waits_to_be_picked(self) -> bool:
        with self.station.store.reader() as connection:
            return (
                connection.execute(select(shipment).where(shipment.c.pick_state == "ready").limit(1)).first()
                is not None
            )

    def _expected(self, work: PickWork, prompt: Prompt) -> str:
        line = prompt.line
        if prompt.ask is Ask.TOTE or line is None:
            return self._free_tote()
        if prompt.ask is Ask.PLACE:
            return line.location
        return _label(line.sku, line.lot, line.serial)

    def _free_tote(self) -> str:
        with self.station.store.reader() as connection:
            used = select(shipment.c.tote).where(shipment.c.state.in_(("picking", "picked", "packing")))
            free = select(tote.c.code).where(tote.c.warehouse == "SZ", tote.c.code.not_in(used)).order_by(tote.c.code)
            return str(connection.execute(free).first()[0])

    # -- the bench ---------------------------------------------------------------------------------------------------

    def _pack(self) -> Act | None:
        with self.station.store.reader() as connection:
            rows = connection.execute(
                select(shipment.c.shipment_id, shipment.c.tote)
                .where(shipment.c.state.in_((ShipmentState.PICKED, ShipmentState.PACKING)))
                .order_by(shipment.c.shipment_id)
            ).all()
        if not rows:
            return None
        shipment_id, code = rows[0]
        with self.station.store.unit() as unit:
            work = load_pack_work(unit, shipment_id)
        luck = self.draw.random()
        if work.parcel_id is None:
            return "open tote", lambda author: bench_scan(self.station, author, None, a_scan(code))
        if not work.carton:
            return "carton", lambda author: choose_carton(self.station, author, shipment_id, "K06")
        if luck < 0.08:
            return "undo pack", lambda author: undo_pack(self.station, author, shipment_id)
        line = work.current
        right = _label(line.sku, line.lot, line.serial) if line else self.draw.choice(WRONG)
        text = self.draw.choice(WRONG) if luck < 0.25 else right
        return f"pack {text!r}", lambda author: bench_scan(self.station, author, shipment_id, a_scan(text))

    # -- the dock ----------------------------------------------------------------------------------------------------

    def _hand_over(self) -> Act | None:
        with self.station.store.reader() as connection:
            ready = connection.execute(
                select(parcel.c.sscc, parcel.c.carrier).where(parcel.c.state == ParcelState.LABELLED)
            ).all()
            opened = {
                row.carrier: row.manifest_id
                for row in connection.execute(select(manifest).where(manifest.c.state == "open"))
            }
            on_it = connection.execute(select(parcel.c.sscc).where(parcel.c.state == ParcelState.ON_MANIFEST)).all()
        if opened and len(on_it) >= PARCELS_A_MANIFEST:
            manifest_id = next(iter(opened.values()))
            return "close manifest", lambda author: close_manifest(self.station, author, manifest_id)
        if not ready:
            return None
        sscc, carrier = self.draw.choice(ready)
        if carrier not in opened:
            return "open manifest", lambda author: open_manifest(self.station, author, carrier)
        return self._scan_parcel(opened[carrier], sscc, bool(on_it))

    def _scan_parcel(self, manifest_id: UUID, sscc: str, some: bool) -> Act:
        luck = self.draw.random()
        if luck < 0.1 and some:
            return "undo manifest", lambda author: undo_manifest(self.station, author, manifest_id)
        text = self.draw.choice(WRONG) if luck < 0.2 else f"00{sscc}"
        return f"hand over {text!r}", lambda author: manifest_scan(
            self.station, author, manifest_id, a_scan(text, "]C1")
        )


def a_scan(text: str, symbology: str = "") -> Scan:
    return builders.a_scan(text, symbology)


def _label(sku: str, lot: str, serial: str) -> str:
    return gs1(CODES[sku], lot, serial) if lot or serial else CODES[sku]


def author_of(what: str, session: UUID) -> Author:
    """Who does such an act; the session marks all facts of the one act."""
    if what.startswith(("release", "name")):
        return Author(builders.SUPERVISOR.worker, session)
    if what.startswith("enter"):
        return Author(builders.CLERK.worker, session)
    if what.startswith(("pack", "undo pack", "open", "carton", "hand", "close", "undo manifest")):
        return Author(builders.PACKER.worker, session)
    return Author(builders.PICKER.worker, session)


def standing(station: Station) -> str:
    """Where the goods stand and what each screen would ask next, in words that are equal for equal stores."""
    with station.store.unit() as unit:
        lists = sorted(open_lists(unit, station.warehouse), key=lambda each: each.pick_list_id)
        said = [repr(next_prompt(load_work(unit, each.pick_list_id))) for each in lists]
        benches = unit.query(
            select(shipment.c.shipment_id)
            .where(shipment.c.state.in_((ShipmentState.PICKED, ShipmentState.PACKING)))
            .order_by(shipment.c.shipment_id)
        )
        said += [repr(load_pack_work(unit, row.shipment_id)) for row in benches]
        docks = unit.query(
            select(manifest.c.manifest_id).where(manifest.c.state == "open").order_by(manifest.c.carrier)
        )
        for row in docks:
            work = load_manifest(unit, row.manifest_id)
            said += [f"on it {each.sscc}" for each in work.scanned] + sorted(f"missing {e.sscc}" for e in work.missing)
    return "\n".join(said)
