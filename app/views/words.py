"""Every sentence a worker reads when a scan or an entry is refused or accepted, in one place.

A refusal has a title, a remedy, a symbol, a tone and a sound; each kind of wrong scan has a word and a symbol, and a
sound that tells what to do with the goods in hand (Rule D2). A test demands all five for every `Reason`, in both
languages. Most is read at two metres: titles are short, remedies say what to do next, nothing says "error".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.language import later, tr
from app.models.people import Role
from app.models.refusals import Reason, Refused
from app.views.verdict import Sound, Tone, Verdict

WRONG: Final = Tone.WRONG
ATTENTION: Final = Tone.ATTENTION


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of one kind of refusal; the texts are English sources, `tr` turns them into words."""

    title: str
    symbol: str
    tone: Tone
    sound: Sound
    remedy: str


class Done(StrEnum):
    """What went well, as far as a worker is told so in large letters."""

    SCANNED = "scanned"
    PLACE_RIGHT = "place_right"
    TOTE_RIGHT = "tote_right"
    LINE_DONE = "line_done"
    ORDER_DONE = "order_done"
    PARCEL_OPENED = "parcel_opened"
    PARCEL_CLOSED = "parcel_closed"
    PARCEL_REOPENED = "parcel_reopened"
    HANDED_OVER = "handed_over"
    PARCEL_LOADED = "parcel_loaded"
    UNDONE = "undone"
    TAKEN_OUT = "taken_out"
    SHORT_NOTED = "short_noted"
    SKIPPED = "skipped"
    TOTE_FULL = "tote_full"
    CONFIRMED = "confirmed"
    RECEIVED = "received"
    COUNTED = "counted"
    ORDER_PLACED = "order_placed"
    SIGNED_IN = "signed_in"
    HELP_CALLED = "help_called"


_FLOOR: Final[dict[Reason, Words]] = {
    Reason.UNKNOWN_CODE: Words(later("Unknown code"), "circle-question-mark", WRONG, Sound.UNKNOWN_CODE,
        later("Scan the code again. If it stays unknown, call the supervisor with F1.")),
    Reason.NOT_IN_WORK: Words(later("Wrong item"), "octagon-x", WRONG, Sound.WRONG_ITEM,
        later("Put it back and scan the item shown.")),
    Reason.WRONG_LOT: Words(later("Wrong lot"), "layers", WRONG, Sound.WRONG_LOT,
        later("Take the lot shown; it expires first.")),
    Reason.WRONG_SERIAL: Words(later("Wrong serial number"), "fingerprint-pattern", WRONG, Sound.WRONG_LOT,
        later("Take the piece with the serial number shown.")),
    Reason.DONE_ALREADY: Words(later("Done already"), "copy-x", WRONG, Sound.DONE_ALREADY,
        later("This line is complete. Put the piece back.")),
    Reason.TOO_MANY: Words(later("Too many"), "package-plus", WRONG, Sound.TOO_MANY,
        later("Take only what is still missing; count the pack.")),
    Reason.WRONG_PLACE: Words(later("Wrong location"), "map-pin-x", WRONG, Sound.WRONG_PLACE,
        later("Go to the location shown and scan its code.")),
    Reason.WRONG_TOTE: Words(later("Wrong tote"), "inbox", WRONG, Sound.WRONG_CONTAINER,
        later("Put the goods into the tote shown and scan it.")),
    Reason.WRONG_PARCEL: Words(later("Wrong parcel"), "package-x", WRONG, Sound.WRONG_CONTAINER,
        later("Put it aside; scan a parcel that belongs here.")),
    Reason.SERIAL_SEEN: Words(later("Serial number seen before"), "fingerprint-pattern", WRONG, Sound.SERIAL_SEEN,
        later("This very piece was scanned already. Take another one.")),
    Reason.EXPIRED: Words(later("Expired"), "calendar-x", WRONG, Sound.BLOCKED,
        later("Put it aside for the supervisor and take another lot.")),
    Reason.ON_HOLD: Words(later("Goods on hold"), "ban", WRONG, Sound.BLOCKED,
        later("Do not ship it. Put it aside and take another lot.")),
    Reason.ORDER_CANCELLED: Words(later("Order cancelled"), "ban", WRONG, Sound.ORDER_STOPPED,
        later("Stop. Bring the goods back to their locations.")),
    Reason.ORDER_CHANGED: Words(later("Order changed"), "refresh-cw", WRONG, Sound.ORDER_STOPPED,
        later("Stop and open the order again; the lines are different now.")),
    Reason.ORDER_HELD: Words(later("Order on hold"), "lock", WRONG, Sound.ORDER_STOPPED,
        later("Put it aside; the order desk must release it first.")),
    Reason.AMBIGUOUS: Words(later("Which one?"), "layers", ATTENTION, Sound.ATTENTION,
        later("This code means more than one thing here. Choose it in the list.")),
    Reason.NEEDS_LOT: Words(later("Lot needed"), "layers", ATTENTION, Sound.ATTENTION,
        later("Scan the lot on the label too.")),
    Reason.NEEDS_SERIAL: Words(later("Serial number needed"), "fingerprint-pattern", ATTENTION, Sound.ATTENTION,
        later("Scan the serial number on the piece too.")),
    Reason.PLACE_FIRST: Words(later("Location first"), "map-pin", ATTENTION, Sound.WRONG_PLACE,
        later("Scan the location shown, then the item.")),
    Reason.TOTE_FIRST: Words(later("Tote first"), "inbox", ATTENTION, Sound.ATTENTION,
        later("Scan the tote the goods go into.")),
    Reason.TOTE_IN_USE: Words(later("Tote in use"), "inbox", WRONG, Sound.WRONG_CONTAINER,
        later("Another order lies in this tote. Take an empty one.")),
    Reason.TOTE_EMPTY: Words(later("The tote is empty"), "inbox", ATTENTION, Sound.ATTENTION,
        later("Pick into it first; only a full tote is put aside.")),
    Reason.NOTHING_TO_UNDO: Words(later("Nothing to undo"), "undo-2", ATTENTION, Sound.ATTENTION,
        later("Nothing was scanned here yet.")),
    Reason.NO_WORK: Words(later("No work waiting"), "inbox", ATTENTION, Sound.ATTENTION,
        later("All is picked. Ask the supervisor for the next release.")),
    Reason.WORK_TAKEN: Words(later("Somebody else has it"), "users", WRONG, Sound.ATTENTION,
        later("Take other work, or ask the supervisor to hand it over.")),
    Reason.SCAN_AGAIN: Words(later("Scan again"), "scan-barcode", ATTENTION, Sound.ATTENTION,
        later("The code was read only in part.")),
    Reason.NOT_PICKED_YET: Words(later("Not picked yet"), "hourglass", ATTENTION, Sound.ATTENTION,
        later("This order is still being picked. Wait for its last tote.")),
    Reason.NOT_ALL_PACKED: Words(later("Not all packed"), "list-checks", WRONG, Sound.ATTENTION,
        later("Scan the rest, confirm it by hand, or declare it short.")),
    Reason.NO_CARTON: Words(later("Choose a carton"), "box", ATTENTION, Sound.ATTENTION,
        later("Scan or choose the carton before closing.")),
    Reason.NO_OPEN_PARCEL: Words(later("No open parcel"), "package-open", ATTENTION, Sound.ATTENTION,
        later("Scan a tote, a pick list or an order first.")),
    Reason.PARCEL_GONE: Words(later("Parcel has left"), "truck", WRONG, Sound.BLOCKED,
        later("It was handed over; it cannot be opened again.")),
    Reason.PARCEL_NOT_CLOSED: Words(later("Parcel not closed"), "package-open", WRONG, Sound.WRONG_CONTAINER,
        later("Close it at the packing bench first.")),
    Reason.HAND_CONFIRM_FORBIDDEN: Words(later("Must be scanned"), "hand", WRONG, Sound.BLOCKED,
        later("This product may not be confirmed by hand. Call the supervisor.")),
    Reason.WRONG_CARRIER: Words(later("Wrong carrier"), "truck", WRONG, Sound.WRONG_CONTAINER,
        later("This parcel goes with another carrier. Put it on that pile.")),
    Reason.NO_OPEN_MANIFEST: Words(later("No open manifest"), "clipboard-list", ATTENTION, Sound.ATTENTION,
        later("Open the carrier's manifest first.")),
    Reason.MANIFEST_EMPTY: Words(later("Manifest is empty"), "clipboard-list", ATTENTION, Sound.ATTENTION,
        later("Scan at least one parcel before handing over.")),
}  # fmt: skip

_DESK: Final[dict[Reason, Words]] = {
    Reason.UNKNOWN_CUSTOMER: Words(later("Unknown customer"), "user", WRONG, Sound.UNKNOWN_CODE,
        later("Type another digit or the name, or add a new customer.")),
    Reason.UNKNOWN_PRODUCT: Words(later("Unknown product"), "package-x", WRONG, Sound.UNKNOWN_CODE,
        later("Try the name, its initials or the barcode.")),
    Reason.DEAD_PRODUCT: Words(later("No longer sold"), "ban", WRONG, Sound.BLOCKED,
        later("Offer another product; this one was taken off the list.")),
    Reason.BAD_QUANTITY: Words(later("Not a quantity"), "hash", WRONG, Sound.ATTENTION,
        later("Type a whole number from 1 up.")),
    Reason.ABSURD_QUANTITY: Words(later("Is that quantity right?"), "hash", ATTENTION, Sound.TOO_MANY,
        later("It is far above what is usual. Type it again to confirm.")),
    Reason.BAD_PRICE: Words(later("Not a price"), "banknote", WRONG, Sound.ATTENTION,
        later("Type an amount such as 12.50.")),
    Reason.BAD_DISCOUNT: Words(later("Not a discount"), "tag", WRONG, Sound.ATTENTION,
        later("Type a percentage from 0 to 100.")),
    Reason.BAD_ADDRESS: Words(later("Address incomplete"), "map-pin-x", WRONG, Sound.ATTENTION,
        later("Name province, city, district and street.")),
    Reason.NO_LINES: Words(later("No lines yet"), "list-checks", ATTENTION, Sound.ATTENTION,
        later("Add at least one product before placing the order.")),
    Reason.NO_STOCK: Words(later("Not in stock"), "package-minus", ATTENTION, Sound.ATTENTION,
        later("Offer the date shown, a smaller quantity or another product.")),
    Reason.UNIT_CHANGE: Words(later("Other unit"), "boxes", ATTENTION, Sound.ATTENTION,
        later("The pack holds another number of pieces; check the quantity.")),
    Reason.UNKNOWN_ORDER: Words(later("Unknown order"), "circle-question-mark", WRONG, Sound.UNKNOWN_CODE,
        later("Check the number, or search by the customer's phone.")),
    Reason.UNKNOWN_PLACE: Words(later("Unknown location"), "map-pin-x", WRONG, Sound.UNKNOWN_CODE,
        later("Scan the label on the rack.")),
    Reason.NEEDS_REASON: Words(later("Reason needed"), "message-square-warning", ATTENTION, Sound.ATTENTION,
        later("Choose why, so that others can follow it.")),
    Reason.WRONG_STATE: Words(later("Not possible now"), "history", WRONG, Sound.BLOCKED,
        later("The work has moved on. Open it again to see where it stands.")),
    Reason.NOT_ALLOWED: Words(later("Not allowed for your role"), "lock", WRONG, Sound.BLOCKED,
        later("Ask a supervisor to do it or to sign in here.")),
    Reason.UNKNOWN_BADGE: Words(later("Unknown badge"), "id-card", WRONG, Sound.UNKNOWN_CODE,
        later("Scan again, or sign in with name and PIN.")),
    Reason.WRONG_PIN: Words(later("Wrong PIN"), "lock", WRONG, Sound.BLOCKED,
        later("Type it again. After several tries, ask the supervisor.")),
}  # fmt: skip
WORDS: Final[dict[Reason, Words]] = {**_FLOOR, **_DESK}

_DONE: Final[dict[Done, tuple[str, str, Sound]]] = {
    Done.SCANNED: (later("Scanned"), "circle-check", Sound.GOOD),
    Done.PLACE_RIGHT: (later("Right location"), "map-pin", Sound.GOOD),
    Done.TOTE_RIGHT: (later("Right tote"), "inbox", Sound.GOOD),
    Done.LINE_DONE: (later("Line done"), "circle-check", Sound.LINE_DONE),
    Done.ORDER_DONE: (later("All done"), "circle-check", Sound.ORDER_DONE),
    Done.PARCEL_OPENED: (later("Parcel open"), "package-open", Sound.GOOD),
    Done.PARCEL_CLOSED: (later("Parcel closed, label prints"), "package-check", Sound.ORDER_DONE),
    Done.PARCEL_REOPENED: (later("Parcel reopened"), "package-open", Sound.ATTENTION),
    Done.HANDED_OVER: (later("Handed over"), "truck", Sound.ORDER_DONE),
    Done.PARCEL_LOADED: (later("Parcel on the manifest"), "truck", Sound.GOOD),
    Done.UNDONE: (later("Undone"), "undo-2", Sound.ATTENTION),
    Done.TAKEN_OUT: (later("Taken out"), "package-minus", Sound.ATTENTION),
    Done.SHORT_NOTED: (later("Short pick noted"), "package-x", Sound.ATTENTION),
    Done.TOTE_FULL: (later("Tote full, put it aside"), "inbox", Sound.ATTENTION),
    Done.SKIPPED: (later("Skipped; it comes back at the end"), "rotate-ccw", Sound.ATTENTION),
    Done.CONFIRMED: (later("Confirmed by hand"), "hand", Sound.GOOD),
    Done.RECEIVED: (later("Received"), "package-plus", Sound.GOOD),
    Done.COUNTED: (later("Count booked"), "list-checks", Sound.GOOD),
    Done.ORDER_PLACED: (later("Order placed"), "circle-check", Sound.ORDER_DONE),
    Done.SIGNED_IN: (later("Welcome"), "user", Sound.GOOD),
    Done.HELP_CALLED: (later("Supervisor is called"), "bell", Sound.ATTENTION),
}

_ROLES: Final[dict[Role, str]] = {
    Role.CLERK: later("Clerk"),
    Role.PICKER: later("Picker"),
    Role.PACKER: later("Packer"),
    Role.SUPERVISOR: later("Supervisor"),
    Role.ADMINISTRATOR: later("Administrator"),
}


def role_word(role: Role) -> str:
    """Answer what a role is called."""
    return tr(_ROLES[role])


def refused(refusal: Refused) -> Verdict:
    """Answer what is shown and heard for a refusal; a wrong one waits until the worker has taken note."""
    words = WORDS[refusal.reason]
    return Verdict(
        tone=words.tone,
        title=tr(words.title),
        symbol=words.symbol,
        sound=words.sound,
        expected=refusal.expected,
        read=refusal.read,
        remedy=tr(words.remedy),
        must_acknowledge=words.tone is Tone.WRONG,
    )


def done(what: Done, text: str = "", figure: str = "") -> Verdict:
    """Answer what is shown and heard when it went well; `text` names goods, place or parcel, `figure` is "2 / 3"."""
    title, symbol, sound = _DONE[what]
    tone = Tone.ATTENTION if sound is Sound.ATTENTION else Tone.GOOD
    return Verdict(tone=tone, title=tr(title), symbol=symbol, sound=sound, text=text, figure=figure)


def every_verdict() -> Iterator[Verdict]:
    """Answer what may be shown after a scan, one of each kind."""
    yield from (refused(Refused(reason)) for reason in _FLOOR)
    yield from (done(what) for what in Done)


def field_sentence(refusal: Refused) -> str:
    """Answer a refusal as one line to stand at its field."""
    words = WORDS[refusal.reason]
    title = f"{tr(words.title)} ({refusal.read})" if refusal.read else tr(words.title)
    return tr("{title}. {remedy}").format(title=title, remedy=tr(words.remedy))
