"""What a picker is told: the prompt for where the work stands, the verdict for what just happened, the walk.

Pure functions of the stored work: the same after a crash, on another station, in the other language.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from app.language import ntr, tr
from app.models.floor_cards import PlaceCard
from app.models.picking import Ask, PickLine, PickWork, next_prompt
from app.models.picking import Prompt as Next
from app.models.picks import (
    ItemPicked,
    ItemUnpicked,
    LineDropped,
    LineShort,
    LineSkipped,
    LocationLeft,
    LocationReached,
    PickListFinished,
    PickListStarted,
    PickListTakenOver,
    ToteAssigned,
    ToteFilled,
)
from app.operations.station import Outcome
from app.views import words
from app.views.kit.walk_map import Stop, StopState
from app.views.prompt import Prompt, Step, StepState
from app.views.verdict import Verdict

NameOf = Callable[[str, str], str]
AISLES_SHOWN_MAX = 14
"""More than these side by side cannot be told apart; then only the aisles of the walk are shown."""


def prompt_of(work: PickWork) -> Prompt:
    """Put the one next thing into words."""
    following = next_prompt(work)
    line, shipment = following.line, following.shipment
    if following.ask is Ask.TOTE and shipment is not None:
        return Prompt(
            tr("Take an empty tote for the order"),
            shipment.number,
            tr("Scan the tote"),
            steps=_steps(work, following),
        )
    if following.ask is Ask.DROP and line is not None and shipment is not None:
        return Prompt(
            tr("Put them into the tote"),
            shipment.tote,
            tr("Scan the tote"),
            str(line.picked),
            tr("Pieces"),
            steps=_steps(work, following),
        )
    if following.ask is Ask.EMPTY and line is not None:
        hint = tr("Enter or CONFIRM: it is empty. N or CANCEL: something is left.")
        return Prompt(tr("Is the location empty now?"), line.location, hint, steps=_steps(work, following))
    if line is not None and shipment is not None:
        return _walk_prompt(work, following, line, shipment.tote)
    totes = " ".join(each.tote for each in work.shipments if each.tote)
    return Prompt(tr("Walk done. Bring to packing"), totes, tr("Press Enter or scan CONFIRM for the next work"))


def _walk_prompt(work: PickWork, following: Next, line: PickLine, tote: str) -> Prompt:
    here = following.ask is Ask.ITEM
    return Prompt(
        tr("You are at") if here else tr("Go to"),
        line.location,
        tr("Scan the item") if here else tr("Scan the location"),
        str(line.due),
        tr("Take") if not line.picked else tr("Still to take"),
        tr("into tote {tote}").format(tote=tote),
        _steps(work, following),
    )


def _steps(work: PickWork, following: Next) -> tuple[Step, ...]:
    """The steps of the line at hand, with where it stands."""
    named = [(Ask.TOTE, tr("Tote")), (Ask.PLACE, tr("Location")), (Ask.ITEM, tr("Item and quantity"))]
    if work.many_totes:
        named.append((Ask.DROP, tr("Into its tote")))
    if following.ask is Ask.EMPTY:
        named.append((Ask.EMPTY, tr("Empty?")))
    now = [ask for ask, _ in named].index(following.ask)
    return tuple(
        Step(text, StepState.DONE if at < now else StepState.NOW if at == now else StepState.LATER)
        for at, (_, text) in enumerate(named)
    )


def verdict_of(outcome: Outcome, name_of: NameOf) -> Verdict | None:
    """Put what an act recorded into words; None when there is nothing to say."""
    work: PickWork | None = outcome.work
    if outcome.first(PickListFinished) is not None and work is not None:
        return words.done(words.Done.ORDER_DONE, _totes(work))
    for body in outcome.facts:
        verdict = _verdict_of_fact(body, work, name_of)
        if verdict is not None:
            return verdict
    return None


def _verdict_of_fact(body: object, work: PickWork | None, name_of: NameOf) -> Verdict | None:
    match body:
        case ItemPicked():
            return _picked(body, work, name_of)
        case ItemUnpicked():
            return words.done(words.Done.UNDONE, name_of(body.sku, body.sku), f"−{body.quantity}")
        case LocationReached():
            return words.done(words.Done.PLACE_RIGHT, body.location)
        case ToteAssigned():
            return words.done(words.Done.TOTE_RIGHT, body.tote)
        case LineDropped():
            return words.done(words.Done.TOTE_RIGHT)
        case LineShort():
            return words.done(words.Done.SHORT_NOTED, name_of(body.sku, body.sku), f"−{body.missing}")
        case ToteFilled():
            return words.done(words.Done.TOTE_FULL, body.tote)
        case LineSkipped():
            return words.done(words.Done.SKIPPED)
        case LocationLeft(empty=empty):
            noted = words.done(words.Done.PLACE_RIGHT)
            title = tr("Noted: empty") if empty else tr("Noted: it will be counted")
            return replace(noted, title=title, symbol="list-checks")
        case PickListStarted() | PickListTakenOver() if work is not None:
            return _begun(work)
        case _:
            return None


def _picked(body: ItemPicked, work: PickWork | None, name_of: NameOf) -> Verdict:
    lines = work.lines if work is not None else ()
    line = next((each for each in lines if (each.shipment_id, each.seq) == (body.shipment_id, body.seq)), None)
    if line is None:
        return words.done(words.Done.SCANNED, name_of(body.sku, body.sku), f"+{body.quantity}")
    what = words.Done.SCANNED if line.due else words.Done.LINE_DONE
    return words.done(what, name_of(line.sku, line.name), f"{line.picked} / {line.quantity}")


def _begun(work: PickWork) -> Verdict:
    verdict = words.done(words.Done.TOTE_RIGHT, ntr("{n} line", "{n} lines", len(work.lines)))
    return replace(verdict, title=tr("Work taken"), symbol="route")


def _totes(work: PickWork) -> str:
    return " ".join(each.tote for each in work.shipments if each.tote)


def ask_again(text: str, remedy: str, symbol: str) -> Verdict:
    """A question that the same scan or key answers (Rule C5)."""
    verdict = words.done(words.Done.SKIPPED, text)
    return replace(verdict, title=remedy, symbol=symbol)


def walk_of(work: PickWork, places: Mapping[str, PlaceCard]) -> tuple[list[str], list[Stop]]:
    """The aisles to draw and the stops in walking order: done, next, later."""
    lines = [line for line in work.lines if not work.shipment_of(line).cancelled and line.location in places]
    following = next_prompt(work).line
    ahead = sorted(
        (line for line in lines if line.due),
        key=lambda each: (each is not following, each.skipped_n, each.walk_order, each.location),
    )
    behind = sorted((line for line in lines if not line.due), key=lambda each: (each.walk_order, each.location))
    stops: list[Stop] = []
    for line in (*behind, *ahead):
        place = places[line.location]
        state = StopState.DONE if not line.due else StopState.NEXT if line is following else StopState.LATER
        if not any(stop.name == line.location and stop.state is state for stop in stops):
            stops.append(Stop(place.aisle, place.along, state, line.location))
    zones = {places[line.location].zone for line in lines}
    aisles = list(dict.fromkeys(each.aisle for each in places.values() if each.zone in zones))
    visited = {stop.aisle for stop in stops}
    if len(aisles) > AISLES_SHOWN_MAX:
        aisles = [aisle for aisle in aisles if aisle in visited]
    return aisles, stops
