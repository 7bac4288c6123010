"""What a picker without work is offered: how much waits, by which cut-off, and the walks that are open."""

from collections.abc import Sequence
from datetime import datetime

from app.language import named, ntr, tr
from app.models.floor_cards import WaitingCard, WalkCard
from app.views.cut_off import countdown
from app.views.floor_list import Row
from app.views.prompt import Prompt
from app.views.verdict import Tone
from app.views.wall_clock import minute_words


def prompt_of(waiting: Sequence[WaitingCard]) -> Prompt:
    """Say how many orders wait, and the next cut-off among them."""
    if not waiting:
        return Prompt(tr("Nothing waits to be picked"), tr("No work"), tr("Work appears here when it is released"))
    first = min(each.cut_off_at for each in waiting)
    figure = ntr("{n} order", "{n} orders", sum(each.orders_n for each in waiting))
    hint = tr("Press Enter or scan CONFIRM for the next work")
    cut_off = tr("next cut-off {time}").format(time=minute_words(first))
    return Prompt(tr("Waiting to be picked"), figure, hint, quantity_note=cut_off)


def waiting_rows(waiting: Sequence[WaitingCard], now: datetime) -> list[Row]:
    """What waits, a row for each carrier's cut-off, with how long there is."""
    rows = []
    for card in waiting:
        note, tone = countdown(card.cut_off_at, now)
        name = named(card.name, card.name_zh)
        detail = f"{minute_words(card.cut_off_at)}  ·  {note}"
        rows.append(Row(f"{card.carrier} {card.cut_off_at}", name, detail, str(card.orders_n), "", tone))
    return rows


def walk_rows(walks: Sequence[WalkCard], mine: str) -> list[Row]:
    """The open walks with the digit that takes each; `mine` is the worker who looks."""
    return [_walk_row(card, card.worker == mine, str(number)) for number, card in enumerate(walks, 1)]


def _walk_row(card: WalkCard, own: bool, cap: str) -> Row:
    orders = ntr("{n} order", "{n} orders", card.orders_n)
    return Row(
        str(card.pick_list_id),
        tr("Your open walk") if own else card.worker_name,
        f"{orders}  ·  {tr('since {time}').format(time=minute_words(card.begun_at))}",
        f"{card.lines_done_n} / {card.lines_n}",
        tr("go on") if own else tr("take over"),
        Tone.ACCENT if own else Tone.ATTENTION,
        cap=cap,
    )
