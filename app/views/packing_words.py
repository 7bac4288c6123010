"""What a packer is told: the verdict for what just happened, the lines, the carton, the reasons to choose from."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from app.language import language, later, tr
from app.models.boxes import Box
from app.models.floor_cards import GoodsCard
from app.models.packing import (
    CartonChosen,
    HandReason,
    ItemPacked,
    ItemUnpacked,
    PackLine,
    PackWork,
    ParcelClosed,
    ParcelOpened,
    ParcelReopened,
    PrintAsked,
)
from app.models.picks import Entry
from app.operations.station import Outcome
from app.views import words
from app.views.carton_card import CartonShown
from app.views.kit.product_card import ProductShown
from app.views.kit.work_lines import WorkLine
from app.views.verdict import Sound, Tone, Verdict

NameOf = Callable[[str, str], str]

HAND_REASONS: Final = {
    HandReason.DAMAGED_CODE: later("Code damaged"),
    HandReason.NO_CODE: later("No code on it"),
    HandReason.TOO_LARGE: later("Too large to reach the scanner"),
    HandReason.FRAGILE: later("Too fragile to turn"),
}
PRINT_REASONS: Final = {
    "label_damaged": later("Label torn or smudged"),
    "printer_jam": later("Printer jammed"),
    "label_lost": later("Label lost"),
    "wrong_paper": later("Wrong paper was loaded"),
}


def verdict_of(outcome: Outcome, name_of: NameOf) -> Verdict | None:
    """Put what an act recorded into words; the closing of a parcel goes before the item that closed it."""
    closed = outcome.first(ParcelClosed)
    if closed is not None:
        return closed_verdict(closed)
    work: PackWork | None = outcome.work
    for body in outcome.facts:
        match body:
            case ItemPacked():
                return _packed(body, work, name_of)
            case ItemUnpacked():
                return words.done(words.Done.TAKEN_OUT, name_of(body.sku, body.sku), f"−{body.quantity}")
            case ParcelOpened() if work is not None:
                opened = words.done(words.Done.PARCEL_OPENED, work.number)
                return replace(opened, remedy=tr("Scan each item."))
            case ParcelReopened():
                reopened = words.done(words.Done.PARCEL_REOPENED, work.number if work else "")
                return replace(reopened, remedy=tr("Its label is void: throw it away."))
            case CartonChosen(carton=carton):
                return replace(words.done(words.Done.SCANNED, carton), title=tr("Carton changed"), symbol="box")
            case PrintAsked():
                asked = words.done(words.Done.SCANNED)
                return replace(asked, title=tr("Label and slip print again"), symbol="printer")
    if outcome.refused is None and work is not None and work.parcel_id is not None:
        return words.done(words.Done.PARCEL_OPENED, work.number)
    return None


def closed_verdict(closed: ParcelClosed) -> Verdict:
    """The parcel is shut: its number in groups of four, and what comes next."""
    grouped = " ".join(closed.sscc[at : at + 4] for at in range(0, len(closed.sscc), 4))
    return replace(
        words.done(words.Done.PARCEL_CLOSED, grouped), remedy=tr("Stick the label on, then scan the next tote.")
    )


def _packed(body: ItemPacked, work: PackWork | None, name_of: NameOf) -> Verdict:
    line = next((each for each in work.lines if each.seq == body.seq), None) if work is not None else None
    name = name_of(body.sku, line.name if line else body.sku)
    figure = f"{line.packed} / {line.picked}" if line else f"+{body.quantity}"
    if body.entry is Entry.BY_HAND:
        return words.done(words.Done.CONFIRMED, name, figure)
    whole = line is not None and not line.due
    return words.done(words.Done.LINE_DONE if whole else words.Done.SCANNED, name, figure)


def question(title: str, text: str, symbol: str, remedy: str = "") -> Verdict:
    """Something the packer is asked or told, answered by the next scan or key."""
    return Verdict(Tone.ATTENTION, title, symbol, Sound.ATTENTION, text=text, remedy=remedy)


def newest_of(outcome: Outcome) -> object:
    """The key of the line that an act touched, which rises to the top."""
    body = outcome.first(ItemPacked) or outcome.first(ItemUnpacked)
    return body.seq if body is not None else None


def line_of(line: PackLine, card: GoodsCard) -> WorkLine:
    """One line of the list; what may be confirmed by hand needs no remark, what must be scanned does."""
    shown = ProductShown(
        card.name_in(language()),
        line.sku,
        card.code,
        tr("Lot {lot}").format(lot=line.lot) if line.lot else "",
        tr("Best before {day}").format(day=line.expires_on.isoformat()) if line.expires_on else "",
        category=card.category,
    )
    remark = tr("serial number") if line.serial_tracked and line.due else ""
    return WorkLine(line.seq, shown, line.packed, line.picked, "", remark)


def carton_of(work: PackWork | None, boxes: Mapping[str, Box]) -> CartonShown:
    """The carton of the open parcel in words."""
    if work is None or work.parcel_id is None:
        return CartonShown()
    return CartonShown(
        work.carton, _inside(work.carton, boxes), sum(line.in_parcel for line in work.lines), work.parcel_no
    )


def shut_carton(outcome: Outcome, before: PackWork | None, boxes: Mapping[str, Box]) -> CartonShown | None:
    """The carton just closed, with what is in it and what it should weigh."""
    closed: ParcelClosed | None = outcome.first(ParcelClosed)
    if closed is None or before is None:
        return None
    pieces = sum(line.in_parcel for line in before.lines)
    pieces += sum(body.quantity for body in outcome.facts if isinstance(body, ItemPacked))
    return CartonShown(closed.carton, _inside(closed.carton, boxes), pieces, before.parcel_no, closed.weight_g)


def reworded(shown: CartonShown, boxes: Mapping[str, Box]) -> CartonShown:
    """Say a closed parcel's carton again in the language in force."""
    return replace(shown, sides=_inside(shown.code, boxes))


def _inside(code: str, boxes: Mapping[str, Box]) -> str:
    box = boxes.get(code)
    if box is None:
        return ""
    length, width, height = box.sides_mm
    return tr("{length} × {width} × {height} mm inside").format(length=length, width=width, height=height)
