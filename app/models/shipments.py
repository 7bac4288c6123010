"""The lifecycles of a shipment (Rule A5) and of a parcel (Rule A7): small machines beside the counters."""

from enum import StrEnum

from app.models.lifecycles import Lifecycle


class ParcelState(StrEnum):
    """How far a parcel is (Rule A7)."""

    OPEN = "open"
    CLOSED = "closed"
    LABELLED = "labelled"
    ON_MANIFEST = "on_manifest"
    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    RETURNED = "returned"


_P = ParcelState
PARCEL_LIFE = Lifecycle(
    "parcel",
    _P.OPEN,
    frozenset(
        {
            (_P.OPEN, _P.CLOSED),
            (_P.CLOSED, _P.OPEN),  # reopened, with name and time
            (_P.CLOSED, _P.LABELLED),
            (_P.LABELLED, _P.OPEN),  # reopened: its label is void
            (_P.CLOSED, _P.ON_MANIFEST),  # a carrier's outage must not stop the bench: the driver labels it
            (_P.LABELLED, _P.ON_MANIFEST),
            (_P.ON_MANIFEST, _P.LABELLED),  # taken off the manifest again
            (_P.ON_MANIFEST, _P.HANDED_OVER),
            (_P.HANDED_OVER, _P.DELIVERED),
            (_P.HANDED_OVER, _P.RETURNED),
            (_P.DELIVERED, _P.RETURNED),
        }
    ),
)


class ShipmentState(StrEnum):
    """How far a shipment is (Rule A5)."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PICKING = "picking"
    PICKED = "picked"
    PACKING = "packing"
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CLOSED_SHORT = "closed_short"
    CANCELLED = "cancelled"


_S = ShipmentState
SHIPMENT_LIFE = Lifecycle(
    "shipment",
    _S.OFFERED,
    frozenset(
        {
            (_S.OFFERED, _S.ACCEPTED),
            (_S.OFFERED, _S.REJECTED),
            (_S.REJECTED, _S.OFFERED),  # offered again, the refuser excluded
            (_S.ACCEPTED, _S.REJECTED),
            (_S.ACCEPTED, _S.PICKING),
            (_S.PICKING, _S.ACCEPTED),  # the lease lapsed
            (_S.PICKING, _S.PICKED),
            (_S.PICKED, _S.PICKING),  # an undone or re-allocated pick
            (_S.PICKED, _S.PACKING),
            (_S.PACKING, _S.PICKED),  # the empty parcel was put aside
            (_S.PACKING, _S.PACKED),
            (_S.PACKED, _S.PACKING),  # a parcel was reopened
            (_S.PACKED, _S.PICKED),  # what was packed proved wrong (Rule A6)
            (_S.PACKED, _S.SHIPPED),
            (_S.SHIPPED, _S.DELIVERED),
            (_S.SHIPPED, _S.CANCELLED),  # by return
            (_S.PICKING, _S.CLOSED_SHORT),
            (_S.PICKED, _S.CLOSED_SHORT),
            (_S.PACKING, _S.CLOSED_SHORT),
            (_S.OFFERED, _S.CANCELLED),
            (_S.ACCEPTED, _S.CANCELLED),
            (_S.PICKING, _S.CANCELLED),
            (_S.PICKED, _S.CANCELLED),
            (_S.PACKING, _S.CANCELLED),
            (_S.PACKED, _S.CANCELLED),
        }
    ),
)
