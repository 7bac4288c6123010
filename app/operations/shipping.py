"""Hand-over: opens a carrier's manifest, takes parcels onto it by scan, and closes it, which consumes the stock."""

from uuid import UUID
from zoneinfo import ZoneInfo

from app.models.barcodes import Scan
from app.models.meaning import ParcelMeant
from app.models.refusals import Reason, Refused
from app.models.shipping import (
    ManifestClosed,
    ManifestOpened,
    ManifestState,
    ParcelHandedOver,
    ParcelTakenOff,
    ShipmentShipped,
    decide_manifest_scan,
)
from app.operations.meaning import resolve
from app.operations.spool import PAPER_PRINTER, spool
from app.operations.station import Act, Author, Outcome, Station
from app.planning.departures import cut_off
from app.printing.documents import ManifestParcel, ManifestSheet
from app.store.catalog import carrier, warehouse
from app.store.manifest_work import load_manifest, load_parcel, open_manifest_of, parcels_of_shipment, recipients
from app.store.pack_work import contents_of


def open_manifest(station: Station, author: Author, carrier_code: str) -> Outcome:
    """Open the carrier's manifest of this warehouse, or go on with the one that is open."""
    with station.act(author) as act:
        service = act.unit.one(carrier, carrier_code)
        if service is None:
            act.refused = Refused(Reason.WRONG_CARRIER, "", carrier_code, "carrier")
            return act.outcome()
        manifest_id = open_manifest_of(act.unit, station.warehouse, carrier_code)
        if manifest_id is None:
            manifest_id = act.new_id()
            home = act.unit.one(warehouse, station.warehouse)
            zone = ZoneInfo(home["timezone"] if home else "UTC")
            cut_off_at = cut_off(service["cut_off_minute"], station.today(act.unit), zone)
            act.record(ManifestOpened(manifest_id, station.warehouse, carrier_code, cut_off_at))
        return act.outcome(load_manifest(act.unit, manifest_id))


def manifest_scan(station: Station, author: Author, manifest_id: UUID, scan: Scan) -> Outcome:
    """Answer a parcel's scan at the dock."""
    with station.act(author) as act:
        work = load_manifest(act.unit, manifest_id, with_missing=False)
        meaning = resolve(act.unit, station.warehouse, scan, station.today(act.unit))
        parcel = load_parcel(act.unit, meaning.parcel_id) if isinstance(meaning, ParcelMeant) else None
        answer = decide_manifest_scan(work, meaning, parcel)
        act.settle_scan(answer, scan, "hand_over", parcel.order_id if parcel else None)
        return act.outcome(load_manifest(act.unit, manifest_id))


def undo_manifest(station: Station, author: Author, manifest_id: UUID) -> Outcome:
    """Take the parcel scanned last off the manifest again."""
    with station.act(author) as act:
        work = load_manifest(act.unit, manifest_id)
        if work.state is not ManifestState.OPEN or not work.scanned:
            act.refused = Refused(Reason.NOTHING_TO_UNDO)
        else:
            last = work.scanned[-1]
            act.record(ParcelTakenOff(last.order_id, last.parcel_id, manifest_id))
        return act.outcome(load_manifest(act.unit, manifest_id))


def close_manifest(station: Station, author: Author, manifest_id: UUID) -> Outcome:
    """Hand the scanned parcels to the carrier: stock is consumed, missing parcels stay behind (Rules B6, I1)."""
    with station.act(author) as act:
        work = load_manifest(act.unit, manifest_id)
        if work.state is not ManifestState.OPEN:
            act.refused = Refused(Reason.NO_OPEN_MANIFEST, work.carrier_name)
        elif not work.scanned:
            act.refused = Refused(Reason.MANIFEST_EMPTY, work.carrier_name)
        else:
            for each in work.scanned:
                goods = contents_of(act.unit, each.parcel_id)
                act.record(
                    ParcelHandedOver(
                        each.order_id, each.shipment_id, each.parcel_id, manifest_id, work.warehouse, goods
                    )
                )
            for shipment_id, order_id in dict.fromkeys((each.shipment_id, each.order_id) for each in work.scanned):
                states = parcels_of_shipment(act.unit, shipment_id)
                if all(state == "handed_over" for state in states.parcels) and states.shipment == "packed":
                    act.record(ShipmentShipped(order_id, shipment_id))
            act.record(ManifestClosed(manifest_id, tuple(each.parcel_id for each in work.missing)))
            _spool_sheet(act, manifest_id)
        return act.outcome(load_manifest(act.unit, manifest_id))


def _spool_sheet(act: Act, manifest_id: UUID) -> None:
    """The list the driver signs."""
    work = load_manifest(act.unit, manifest_id)
    names = recipients(act.unit, [each.order_id for each in (*work.scanned, *work.missing)])
    spool(
        act,
        PAPER_PRINTER,
        ManifestSheet(
            act.station.paper_language,
            str(manifest_id)[-8:].upper(),
            work.carrier_name,
            work.warehouse,
            act.now,
            tuple(ManifestParcel(each.sscc, each.number, *names[each.order_id]) for each in work.scanned),
            tuple(ManifestParcel(each.sscc, each.number, *names[each.order_id]) for each in work.missing),
        ),
    )
