"""An order's story in words: each kind of fact a title, a sign and a tone, and what it was about as the detail.

A kind without an entry of its own is told by its name, so that a fact of a later version is not hidden.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from app.language import later, ntr, tr
from app.models.orders import HoldReason
from app.models.refusals import Reason
from app.operations.order_board import TimelineEntry
from app.operations.order_desk import DeskPlace
from app.views.desk_words import by_language, day_word, hold_word
from app.views.kit.timeline import Happening
from app.views.verdict import Tone
from app.views.words import WORDS

_KINDS: Final[dict[str, tuple[str, str, Tone]]] = {
    "order_entered": (later("Order entered"), "phone-call", Tone.ACCENT),
    "order_confirmed": (later("Checked and promised"), "circle-check", Tone.GOOD),
    "lines_promised": (later("Waiting lines promised"), "package-plus", Tone.GOOD),
    "promise_freed": (later("Promise freed, waits again"), "hourglass", Tone.ATTENTION),
    "hold_placed": (later("Put on hold"), "lock", Tone.ATTENTION),
    "hold_lifted": (later("Hold lifted"), "lock-open", Tone.GOOD),
    "order_cancelled": (later("Order cancelled"), "ban", Tone.WRONG),
    "shipment_released": (later("Released to the floor"), "waypoints", Tone.ACCENT),
    "lines_reallocated": (later("Other locations given"), "refresh-cw", Tone.ATTENTION),
    "pick_list_started": (later("Picking begun"), "route", Tone.ACCENT),
    "pick_list_taken_over": (later("Picking taken over"), "users", Tone.ATTENTION),
    "pick_list_finished": (later("Walk finished"), "flag", Tone.PLAIN),
    "tote_assigned": (later("Tote assigned"), "inbox", Tone.PLAIN),
    "location_reached": (later("Location reached"), "map-pin", Tone.PLAIN),
    "location_left": (later("Location left"), "map-pin", Tone.PLAIN),
    "item_picked": (later("Item picked"), "scan-barcode", Tone.PLAIN),
    "item_unpicked": (later("Pick undone"), "undo-2", Tone.ATTENTION),
    "line_short": (later("Short pick"), "package-x", Tone.ATTENTION),
    "line_skipped": (later("Line skipped"), "rotate-ccw", Tone.ATTENTION),
    "tote_filled": (later("Tote full"), "inbox", Tone.PLAIN),
    "line_dropped": (later("Put into its tote"), "inbox", Tone.PLAIN),
    "lot_awaited": (later("Lot asked for"), "layers", Tone.PLAIN),
    "code_awaited": (later("Second code asked for"), "scan-barcode", Tone.PLAIN),
    "count_requested": (later("Count asked for"), "list-checks", Tone.ATTENTION),
    "count_posted": (later("Count posted"), "list-checks", Tone.PLAIN),
    "shipment_picked": (later("All picked"), "shopping-basket", Tone.GOOD),
    "parcel_opened": (later("Parcel opened"), "package-open", Tone.PLAIN),
    "carton_chosen": (later("Carton chosen"), "box", Tone.PLAIN),
    "item_packed": (later("Item packed"), "scan-barcode", Tone.PLAIN),
    "item_unpacked": (later("Taken out of the parcel"), "package-minus", Tone.ATTENTION),
    "parcel_closed": (later("Parcel closed"), "package-check", Tone.GOOD),
    "parcel_labelled": (later("Label taken by the printer"), "printer", Tone.PLAIN),
    "parcel_reopened": (later("Parcel reopened"), "package-open", Tone.ATTENTION),
    "shipment_packed": (later("All packed"), "package-check", Tone.GOOD),
    "shipment_short_shipped": (later("Shipped short"), "package-minus", Tone.ATTENTION),
    "manifest_opened": (later("Manifest opened"), "clipboard-list", Tone.PLAIN),
    "manifest_closed": (later("Manifest closed"), "clipboard-list", Tone.PLAIN),
    "parcel_manifested": (later("Parcel on the manifest"), "truck", Tone.PLAIN),
    "parcel_taken_off": (later("Parcel taken off the manifest"), "truck", Tone.ATTENTION),
    "parcel_handed_over": (later("Parcel handed over"), "truck", Tone.GOOD),
    "shipment_shipped": (later("Shipped"), "truck", Tone.GOOD),
    "put_back_done": (later("Goods put back"), "undo-2", Tone.GOOD),
    "print_asked": (later("Printed again"), "printer", Tone.PLAIN),
    "help_called": (later("Help called"), "bell", Tone.ATTENTION),
    "scan_refused": (later("Scan refused"), "octagon-x", Tone.WRONG),
    "customer_added": (later("Customer added"), "user-round", Tone.PLAIN),
    "draft_saved": (later("Draft saved"), "pencil", Tone.PLAIN),
    "draft_dropped": (later("Draft dropped"), "trash-2", Tone.PLAIN),
    "stock_received": (later("Goods received"), "package-plus", Tone.GOOD),
    "stock_adjusted": (later("Stock adjusted"), "pencil", Tone.ATTENTION),
    "stock_moved": (later("Goods moved"), "arrow-right-left", Tone.PLAIN),
    "lot_held": (later("Lot held or released"), "lock", Tone.ATTENTION),
    "worker_signed_in": (later("Signed in"), "log-in", Tone.PLAIN),
    "worker_signed_out": (later("Signed out"), "log-out", Tone.PLAIN),
    "sign_in_refused": (later("Sign-in refused"), "lock", Tone.WRONG),
}
# What a detail may consist of, in this order; texts stand as they are.
_TEXTS: Final = ("number", "sku", "location", "lot", "serial", "tote", "wave", "carton", "sscc", "code", "note")


def happenings(entries: Sequence[TimelineEntry], place: DeskPlace) -> list[Happening]:
    """Tell entries, oldest first, in the warehouse's time."""
    zone = ZoneInfo(place.timezone)
    told = []
    for entry in entries:
        at = entry.at.astimezone(zone)
        title, symbol, tone = _KINDS.get(entry.kind, (entry.kind.replace("_", " "), "circle-dot", Tone.PLAIN))
        detail = "  ·  ".join(_details(entry.body, place))
        who = entry.worker_name or (tr("by itself") if not entry.worker else entry.worker)
        told.append(Happening(f"{at:%H:%M}", tr(title), detail, who, symbol, tone, day_word(at.date(), place.today)))
    return told


def fact_words(kind: str) -> tuple[str, str]:
    """Answer the title of a kind of fact, and its sign."""
    title, symbol, _ = _KINDS.get(kind, (kind.replace("_", " "), "circle-dot", Tone.PLAIN))
    return tr(title), symbol


def _details(body: Any, place: DeskPlace) -> Iterator[str]:
    if body is None:
        return
    quantity = getattr(body, "quantity", None)
    if isinstance(quantity, int):
        yield f"×{quantity}"
    reason = getattr(body, "reason", None)
    if reason:
        yield _reason_word(reason)
    read, expected = getattr(body, "read", ""), getattr(body, "expected", "")
    if read:
        yield tr("read {read}").format(read=read)
    if expected:
        yield tr("expected {expected}").format(expected=expected)
    for name in _TEXTS:
        value = getattr(body, name, "")
        if isinstance(value, str) and value:
            yield value
    yield from _sizes(body, place.today)
    carrier = getattr(body, "carrier", "")
    if isinstance(carrier, str) and carrier:
        yield by_language(*place.carriers[carrier]) if carrier in place.carriers else carrier


def _sizes(body: Any, today: date) -> Iterator[str]:
    """Say how much a fact was about that holds several things."""
    if lines := getattr(body, "lines", ()):
        yield ntr("{n} line", "{n} lines", len(lines))
    if promises := getattr(body, "promises", ()):
        yield ntr("{n} unit", "{n} units", sum(each.quantity for each in promises))
        yield day_word(max(each.ship_on for each in promises), today)
    if given := getattr(body, "allocations", ()):
        yield ntr("{n} location", "{n} locations", len({each.location for each in given}))
    if back := getattr(body, "put_back", ()):
        yield ntr("{n} piece to put back", "{n} pieces to put back", sum(each.quantity for each in back))


def _reason_word(reason: Any) -> str:
    if isinstance(reason, Reason):
        words = WORDS[reason]
        return tr(words.title)
    return hold_word(reason) if isinstance(reason, HoldReason) else str(reason)
