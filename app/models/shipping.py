"""Hand-over: parcels are scanned onto a carrier's manifest; closing it gives them away and consumes the stock.

Missing parcels (ready for this carrier, not scanned) and foreign ones (another carrier's, scanned here) are shown
(Rule I1). Cancelled orders are stopped here for the last time (Rule E4).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.models.facts import fact
from app.models.lifecycles import Lifecycle
from app.models.meaning import Meaning, ParcelMeant, Unknown, in_words
from app.models.refusals import Reason, Refused
from app.models.shipments import PARCEL_LIFE, ParcelState


class ManifestState(StrEnum):
    """Whether a manifest still takes parcels."""

    OPEN = "open"
    CLOSED = "closed"


MANIFEST_LIFE = Lifecycle("manifest", ManifestState.OPEN, frozenset({(ManifestState.OPEN, ManifestState.CLOSED)}))


@fact("manifest_id")
@dataclass(frozen=True, slots=True)
class ManifestOpened:
    """A carrier's list for today was begun."""

    manifest_id: UUID
    warehouse: str
    carrier: str
    cut_off_at: datetime


@fact("order_id")
@dataclass(frozen=True, slots=True)
class ParcelManifested:
    """A parcel was scanned onto the carrier's list."""

    order_id: UUID
    shipment_id: UUID
    parcel_id: UUID
    manifest_id: UUID


@fact("order_id")
@dataclass(frozen=True, slots=True)
class ParcelTakenOff:
    """The counter-entry: the parcel is not on the manifest after all."""

    order_id: UUID
    parcel_id: UUID
    manifest_id: UUID


@dataclass(frozen=True, slots=True)
class Contents:
    """One kind of goods in a parcel."""

    line_no: int
    sku: str
    lot: str
    serial: str
    quantity: int


@fact("order_id")
@dataclass(frozen=True, slots=True)
class ParcelHandedOver:
    """The carrier has the parcel: its contents leave the books for the customer (Rule B6)."""

    order_id: UUID
    shipment_id: UUID
    parcel_id: UUID
    manifest_id: UUID
    warehouse: str
    contents: tuple[Contents, ...]


@fact("order_id")
@dataclass(frozen=True, slots=True)
class ShipmentShipped:
    """The last parcel of the shipment is with the carrier."""

    order_id: UUID
    shipment_id: UUID


@fact("manifest_id")
@dataclass(frozen=True, slots=True)
class ManifestClosed:
    """The driver signed; `missing` parcels stay behind."""

    manifest_id: UUID
    missing: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class ParcelInHand:
    """A parcel as the hand-over needs it."""

    parcel_id: UUID
    shipment_id: UUID
    order_id: UUID
    number: str
    sscc: str
    warehouse: str
    carrier: str
    state: ParcelState
    manifest_id: UUID | None
    cancelled: bool
    held: bool


@dataclass(frozen=True, slots=True)
class ManifestWork:
    """An open manifest: what is on it and what this carrier still misses."""

    manifest_id: UUID
    warehouse: str
    carrier: str
    carrier_name: str
    cut_off_at: datetime
    state: ManifestState
    scanned: tuple[ParcelInHand, ...]
    missing: tuple[ParcelInHand, ...]


Decision = tuple[object, ...] | Refused


def decide_manifest_scan(work: ManifestWork, meaning: Meaning, parcel: ParcelInHand | None) -> Decision:
    """Put a scanned parcel onto the manifest, or say why it does not belong there."""
    if work.state is not ManifestState.OPEN:
        return Refused(Reason.NO_OPEN_MANIFEST, work.carrier_name, in_words(meaning))
    if not isinstance(meaning, ParcelMeant) or parcel is None:
        reason = Reason.UNKNOWN_CODE if isinstance(meaning, Unknown) else Reason.WRONG_PARCEL
        return Refused(reason, work.carrier_name, in_words(meaning))
    reason_not = _why_not(work, parcel)
    if reason_not:
        return Refused(reason_not, work.carrier_name, f"{parcel.number} · {parcel.carrier}")
    return (ParcelManifested(parcel.order_id, parcel.shipment_id, parcel.parcel_id, work.manifest_id),)


def _why_not(work: ManifestWork, parcel: ParcelInHand) -> Reason | None:
    if parcel.manifest_id == work.manifest_id and parcel.state is ParcelState.ON_MANIFEST:
        return Reason.DONE_ALREADY
    if parcel.state in (ParcelState.HANDED_OVER, ParcelState.DELIVERED, ParcelState.RETURNED):
        return Reason.PARCEL_GONE
    if parcel.cancelled:
        return Reason.ORDER_CANCELLED
    if parcel.held:
        return Reason.ORDER_HELD
    if parcel.warehouse != work.warehouse:
        return Reason.WRONG_PARCEL
    if parcel.carrier != work.carrier:
        return Reason.WRONG_CARRIER
    return None if PARCEL_LIFE.may(parcel.state, ParcelState.ON_MANIFEST) else Reason.PARCEL_NOT_CLOSED
