"""What a worker does next, as a value: where, how many, what to scan, and the steps of the line at hand.

Made by the words of a screen, shown by `kit/prompt_card.py`; nothing here knows a colour or a file.
"""

from dataclasses import dataclass
from enum import StrEnum


class StepState(StrEnum):
    """Where one step of a line stands."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the line at hand: location, item, quantity, tote."""

    text: str
    state: StepState


@dataclass(frozen=True, slots=True)
class Prompt:
    """What to do next. `figure` is the location (or tote), `hint` the one thing to scan, both already in words."""

    caption: str
    figure: str
    hint: str
    quantity: str = ""
    quantity_caption: str = ""
    quantity_note: str = ""
    steps: tuple[Step, ...] = ()
