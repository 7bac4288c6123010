"""Look-ups for floor screens, run by `Desk.read` on a reader's thread: what stands beside the work, never the work."""

from typing import Any

from app.models.barcodes import valid_sscc
from app.models.floor_cards import ParcelCard
from app.scanning.gs1 import split_aim
from app.store.floor_cards import (
    bench_card,
    carton_boxes,
    departures,
    goods_cards,
    last_closed,
    open_walks,
    parcel_by_label,
    place_cards,
    waiting_cards,
)

__all__ = [
    "bench_card",
    "carton_boxes",
    "departures",
    "goods_cards",
    "last_closed",
    "open_walks",
    "parcel_of_label",
    "place_cards",
    "waiting_cards",
]


def parcel_of_label(connection: Any, text: str) -> ParcelCard | None:
    """The parcel whose label was scanned, None for any other code."""
    sscc = valid_sscc(split_aim(text.strip())[1].strip("\x1d"))
    return parcel_by_label(connection, sscc) if sscc else None
