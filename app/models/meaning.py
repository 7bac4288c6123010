"""What a scanned text means in this warehouse: the closed list of things a code can stand for.

`operations/meaning.py` resolves a scan into one of these; a decision only ever sees meanings, so no rule takes a
barcode apart. Several meanings of one text are `Ambiguous` and asked for, never guessed (Rule C4).
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.models.barcodes import CommandCode


@dataclass(frozen=True, slots=True)
class ProductMeant:
    """`factor` base units of a product, with what a GS1 code told besides.

    `code` is the text that matched, `serial_at` the location where the books have that serial ("" when nowhere).
    """

    sku: str
    name: str
    factor: int
    code: str
    lot: str = ""
    serial: str = ""
    expires_on: date | None = None
    lot_on_hold: bool = False
    serial_at: str = ""


@dataclass(frozen=True, slots=True)
class LotMeant:
    """A lot or serial label without a product: the second of two labels scanned in turn (Rule F4)."""

    lot: str
    serial: str = ""


@dataclass(frozen=True, slots=True)
class LocationMeant:
    """A place in this warehouse."""

    code: str


@dataclass(frozen=True, slots=True)
class ToteMeant:
    """A tote; `shipment_id` is whose goods are in it, None when free."""

    code: str
    shipment_id: UUID | None


@dataclass(frozen=True, slots=True)
class ParcelMeant:
    """A parcel, by the SSCC on its label."""

    parcel_id: UUID
    shipment_id: UUID
    sscc: str


@dataclass(frozen=True, slots=True)
class OrderMeant:
    """An order, by its number."""

    order_id: UUID
    number: str


@dataclass(frozen=True, slots=True)
class WorkerMeant:
    """A person, by the badge."""

    worker: str


@dataclass(frozen=True, slots=True)
class CommandMeant:
    """A command of the bench's sheet."""

    command: CommandCode


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several products or packs answer to the text; `choices` in words."""

    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A text that stands for nothing here."""

    text: str


Meaning = (
    ProductMeant
    | LotMeant
    | LocationMeant
    | ToteMeant
    | ParcelMeant
    | OrderMeant
    | WorkerMeant
    | CommandMeant
    | Ambiguous
    | Unknown
)


def in_words(meaning: Meaning) -> str:
    """Say what was read, for the second line of a refusal."""
    match meaning:
        case ProductMeant(name=name, lot=lot, serial=serial):
            return " · ".join(part for part in (name, lot, serial) if part)
        case LotMeant(lot=lot, serial=serial):
            return lot or serial
        case LocationMeant(code=code) | ToteMeant(code=code):
            return code
        case ParcelMeant(sscc=sscc):
            return sscc
        case OrderMeant(number=number):
            return number
        case WorkerMeant(worker=worker):
            return worker
        case CommandMeant(command=command):
            return command.value
        case Ambiguous(choices=choices):
            return " / ".join(choices)
        case Unknown(text=text):
            return text
