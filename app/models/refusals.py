"""Every way this program says "no" to a person, as one list.

A refusal is a returned value, never an exception: the decision that refuses also says what was expected and what was
read, and a refused scan is itself a fact, because error analysis is made of near misses (Rule D2).
Words, colour, symbol and sound of each member stand in `views/words.py`; a test demands them all.
"""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why something was refused. The first block are the kinds of wrong scan (Rule D1)."""

    UNKNOWN_CODE = "unknown_code"
    NOT_IN_WORK = "not_in_work"
    WRONG_LOT = "wrong_lot"
    WRONG_SERIAL = "wrong_serial"
    DONE_ALREADY = "done_already"
    TOO_MANY = "too_many"
    WRONG_PLACE = "wrong_place"
    WRONG_TOTE = "wrong_tote"
    WRONG_PARCEL = "wrong_parcel"
    SERIAL_SEEN = "serial_seen"
    EXPIRED = "expired"
    ON_HOLD = "on_hold"
    ORDER_CANCELLED = "order_cancelled"
    ORDER_CHANGED = "order_changed"
    ORDER_HELD = "order_held"

    AMBIGUOUS = "ambiguous"
    NEEDS_LOT = "needs_lot"
    NEEDS_SERIAL = "needs_serial"
    PLACE_FIRST = "place_first"
    TOTE_FIRST = "tote_first"
    TOTE_IN_USE = "tote_in_use"
    TOTE_EMPTY = "tote_empty"
    NOTHING_TO_UNDO = "nothing_to_undo"
    NO_WORK = "no_work"
    WORK_TAKEN = "work_taken"
    SCAN_AGAIN = "scan_again"
    NOT_PICKED_YET = "not_picked_yet"
    NOT_ALL_PACKED = "not_all_packed"
    NO_CARTON = "no_carton"
    NO_OPEN_PARCEL = "no_open_parcel"
    PARCEL_GONE = "parcel_gone"
    PARCEL_NOT_CLOSED = "parcel_not_closed"
    HAND_CONFIRM_FORBIDDEN = "hand_confirm_forbidden"
    WRONG_CARRIER = "wrong_carrier"
    NO_OPEN_MANIFEST = "no_open_manifest"
    MANIFEST_EMPTY = "manifest_empty"

    UNKNOWN_CUSTOMER = "unknown_customer"
    UNKNOWN_PRODUCT = "unknown_product"
    DEAD_PRODUCT = "dead_product"
    BAD_QUANTITY = "bad_quantity"
    ABSURD_QUANTITY = "absurd_quantity"
    BAD_PRICE = "bad_price"
    BAD_DISCOUNT = "bad_discount"
    BAD_ADDRESS = "bad_address"
    NO_LINES = "no_lines"
    NO_STOCK = "no_stock"
    UNIT_CHANGE = "unit_change"
    UNKNOWN_ORDER = "unknown_order"
    UNKNOWN_PLACE = "unknown_place"
    NEEDS_REASON = "needs_reason"
    WRONG_STATE = "wrong_state"
    NOT_ALLOWED = "not_allowed"
    UNKNOWN_BADGE = "unknown_badge"
    WRONG_PIN = "wrong_pin"


@dataclass(frozen=True, slots=True)
class Refused:
    """A "no" with what was expected and what was read, in words of the goods; `field` names the input it belongs to."""

    reason: Reason
    expected: str = ""
    read: str = ""
    field: str = ""
