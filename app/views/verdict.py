"""What a worker is told after a scan, as a value: tone, word, symbol, sound, and what was expected and read.

Made by `words.py`, shown by `kit/verdict_panel.py`; nothing here knows a colour or a file.
"""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """How a thing stands. Never said by colour alone: word and symbol go along."""

    GOOD = "good"
    ATTENTION = "attention"
    WRONG = "wrong"
    ACCENT = "accent"
    PLAIN = "plain"


class Sound(StrEnum):
    """The sounds of the floor, one per kind of verdict; the file in `resources/sounds` carries the value's name."""

    GOOD = "good"
    LINE_DONE = "line_done"
    ORDER_DONE = "order_done"
    WRONG_ITEM = "wrong_item"
    UNKNOWN_CODE = "unknown_code"
    TOO_MANY = "too_many"
    DONE_ALREADY = "done_already"
    WRONG_PLACE = "wrong_place"
    WRONG_CONTAINER = "wrong_container"
    SERIAL_SEEN = "serial_seen"
    WRONG_LOT = "wrong_lot"
    BLOCKED = "blocked"
    ORDER_STOPPED = "order_stopped"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One answer to one scan. `symbol` names an icon, `figure` is a count such as "2 / 3".

    `must_acknowledge` holds the next product scan back.
    """

    tone: Tone
    title: str
    symbol: str
    sound: Sound
    text: str = ""
    figure: str = ""
    expected: str = ""
    read: str = ""
    remedy: str = ""
    must_acknowledge: bool = False
