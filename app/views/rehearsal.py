"""The cards of the floor, painted once where nobody sees it, so that the first scan of a day is as quick as the next.

A first painting makes what is kept afterwards: the glyphs of each size, pictures of large figures, icons in the inks of
the look in force. Words are in the language in force, figures are those of places, totes and quantities.
"""

from collections.abc import Iterator
from typing import Final

from app.language import tr
from app.models.refusals import Reason, Refused
from app.views import words
from app.views.kit.product_card import ProductCard, ProductShown
from app.views.kit.prompt_card import PromptCard
from app.views.kit.verdict_panel import VerdictPanel
from app.views.prompt import Prompt, Step, StepState

SIZE: Final = (1150, 420)
"""Of the largest card in a window of 1920 px: sizes of type follow it."""
_FIGURES: Final = ("A-01-1", "D-23-4", "P01-000056", "T-0789")
_IDLE: Final = ("package-open", "truck", "id-card")
"""What a bench, the dock and the sign-in show while nothing was scanned yet."""
_GOODS: Final = ProductShown("Packbench 0123456789", "ABCDE-6789", "6901234567892", "L20260101", "2026-01-01")


def rehearsed() -> Iterator[None]:
    """Paint every kind of card, one a step."""
    steps = tuple(Step(tr("Location"), state) for state in StepState)
    prompts, verdicts, goods = PromptCard(), VerdictPanel(), ProductCard()
    for card in (prompts, verdicts, goods):
        card.resize(*SIZE)
    for figure in _FIGURES:
        prompts.show_prompt(Prompt(tr("Go to"), figure, tr("Scan the location"), "12", tr("Take"), figure, steps))
        prompts.grab()
        yield
    for verdict in (
        words.done(words.Done.SCANNED, _GOODS.name, "3 / 4"),
        words.done(words.Done.PLACE_RIGHT, _FIGURES[0]),
        words.refused(Refused(Reason.NOT_IN_WORK, expected=_GOODS.name, read=_GOODS.sku)),
    ):
        for panel in (prompts, verdicts):
            panel.show_verdict(verdict)
            panel.grab()
            yield
    verdicts.clear()
    for symbol in _IDLE:
        verdicts.show_prompt(tr("Scan an item"), symbol=symbol)
        verdicts.grab()
        yield
    for verdict in words.every_verdict():
        verdicts.show_verdict(verdict)
        verdicts.grab()
        yield
    goods.show_product(_GOODS)
    goods.grab()
    yield
