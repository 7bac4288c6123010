"""People who pick, pack and hand over without a mistake: they scan what they are asked for, as fast as they are told.

The demo's first day is made by them through the same operations that the screens call, so that every order of it has a
true history. Each scan takes some seconds of the clock that the builder of the demo moves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle
from uuid import UUID

from app.clock import FixedClock
from app.models.barcodes import Scan
from app.models.catalog import Carton
from app.models.packing import PackWork
from app.models.picking import Ask, Cart, PickWork, Prompt, next_prompt
from app.models.shipments import ParcelState
from app.operations.demo.places import demo_cartons, demo_totes
from app.operations.packing import bench_scan, choose_carton
from app.operations.picking import answer_empty, pick_scan, take_work, type_quantity
from app.operations.shipping import close_manifest, manifest_scan, open_manifest
from app.operations.station import Author, Outcome, Station
from app.store.packing import parcel

SCAN_S = 4
"""What a scan takes, with the steps to the next shelf."""
STEPS_MAX = 400
"""More scans than any list or parcel of the demo needs: a worker who is not understood stops."""


@dataclass
class Floor:
    """A warehouse's floor with its people; `codes` gives each SKU the code on its shelf unit."""

    station: Station
    clock: FixedClock
    codes: Mapping[str, str]
    _totes: "cycle[str]" = field(init=False)

    def __post_init__(self) -> None:
        self._totes = cycle(code for warehouse, code in demo_totes() if warehouse == self.station.warehouse)

    def carriers_wanted(self) -> list[str]:
        """The carriers that have labelled parcels here."""
        with self.station.act(Author()) as act:
            rows = act.unit.group(parcel, "warehouse", [self.station.warehouse])
            return sorted({row["carrier"] for row in rows if row["state"] == ParcelState.LABELLED})

    def pick(self, author: Author, totes: int = 4, stop_after: int = STEPS_MAX) -> tuple[str, ...]:
        """Take work and walk it, at most `stop_after` scans; answer the totes filled, () when there is no work."""
        outcome = take_work(self.station, author, Cart(totes_max=totes))
        work: PickWork | None = outcome.work
        steps = 0
        while work is not None and not outcome.refused and steps < stop_after:
            prompt = next_prompt(work)
            if prompt.ask is Ask.DONE:
                break
            outcome = self._answer(author, work, prompt)
            work = outcome.work
            steps += 1
        return tuple(shipment.tote for shipment in work.shipments if shipment.tote) if work else ()

    def _answer(self, author: Author, work: PickWork, prompt: Prompt) -> Outcome:
        line = prompt.line
        if prompt.ask is Ask.TOTE:
            return self._scan_pick(author, work, next(self._totes))
        if prompt.ask is Ask.DROP and prompt.shipment:
            return self._scan_pick(author, work, prompt.shipment.tote)
        assert line is not None
        if prompt.ask is Ask.PLACE:
            return self._scan_pick(author, work, line.location)
        if prompt.ask is Ask.EMPTY:
            return answer_empty(self.station, author, work.pick_list_id, empty=True)
        if line.due > 1 and not line.serial_tracked and not line.lot_tracked:
            return type_quantity(self.station, author, work.pick_list_id, line.due)
        return self._scan_pick(author, work, self._label(line.sku, line.lot, line.serial))

    def _scan_pick(self, author: Author, work: PickWork, text: str) -> Outcome:
        return pick_scan(self.station, author, work.pick_list_id, self._scan(text))

    def pack(self, author: Author, tote: str, stop_after: int = STEPS_MAX) -> bool:
        """Pack what is in a tote, at most `stop_after` items of it; answer whether all of it is in a parcel."""
        outcome = bench_scan(self.station, author, None, self._scan(tote))
        work: PackWork | None = outcome.work
        steps = 0
        while work is not None and not outcome.refused and not work.all_packed and steps < stop_after:
            if not work.carton:
                outcome = choose_carton(self.station, author, work.shipment_id, self._largest().code)
            else:
                line = work.current
                assert line is not None
                label = self._label(line.sku, line.lot, line.serial)
                outcome = bench_scan(self.station, author, work.shipment_id, self._scan(label))
            work = outcome.work
            steps += 1
        return work is not None and work.all_packed

    def hand_over(self, author: Author, carrier: str, parcels_max: int, close: bool = True) -> int:
        """Scan a carrier's parcels onto its manifest and let the driver go; answer how many were scanned."""
        outcome = open_manifest(self.station, author, carrier)
        manifest_id: UUID = outcome.work.manifest_id
        waiting = outcome.work.missing[:parcels_max]
        for each in waiting:
            manifest_scan(self.station, author, manifest_id, self._scan("00" + each.sscc, "]C1"))
        if close and waiting:
            close_manifest(self.station, author, manifest_id)
        return len(waiting)

    def _scan(self, text: str, symbology: str = "") -> Scan:
        self.clock.advance(timedelta(seconds=SCAN_S))
        gs1 = text.startswith("01") and len(text) > 16
        return Scan(text, "]C1" if gs1 else symbology, "demo", self.clock.at)

    def _label(self, sku: str, lot: str, serial: str) -> str:
        """What is printed on one unit: its plain code, or a GS1 code that tells lot or serial number too."""
        code = self.codes[sku]
        if not (lot or serial):
            return code
        return "01" + code.zfill(14) + ("21" + serial if serial else "10" + lot)

    @staticmethod
    def _largest() -> Carton:
        return max(demo_cartons(), key=lambda box: box.length_mm * box.width_mm * box.height_mm)
