"""What a piece of printing is to a printer: its language and its paper."""

from dataclasses import dataclass
from enum import Enum


class Speech(Enum):
    """What a printer understands; the value is the file's ending."""

    PDF = "pdf"
    ZPL = "zpl"


@dataclass(frozen=True, slots=True)
class Media:
    """The language of the bytes and the size of the paper in millimetres."""

    speech: Speech
    width_mm: float
    height_mm: float
