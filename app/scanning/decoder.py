"""The decoder interface, and the guards that every engine's reads pass before anyone sees them.

Engines invent codes: short ITF reads, EAN-13 with a fitting but wrong half, letters out of print, empty texts. Two of
them were measured against 1,849 photographs: the guards here plus two agreeing frames (`acceptance.py`) leave none.
A strip reader with a locator of its own fits behind the same interface as one more stage of `SecondOpinion`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from app.models.barcodes import GROUP_SEPARATOR, gtin14
from app.scanning.gs1 import TEXT_LENGTH_MAX

Frame = NDArray[np.uint8]
"""A picture, rows x columns (grey) or rows x columns x 3 (BGR)."""
Corners = NDArray[np.float64]
"""Four corners x, y in pixels of the frame, in their order around the symbol."""

_ITF_LENGTH: Final = 14
_CODE_39_LENGTH_MIN: Final = 5
_CODE_128_LENGTH_MIN: Final = 3
_ITF: Final = "]I"
_EAN: Final = "]E"
_CODE_39: Final = "]A"
_CODE_128: Final = "]C"
_MATRIX: Final = ("]Q", "]d")


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One symbol found in one frame; FNC1 in the text is the group separator."""

    text: str
    symbology: str
    corners: Corners
    engine: str

    @property
    def is_matrix(self) -> bool:
        """QR and Data Matrix correct their own errors: one frame is enough."""
        return self.symbology.startswith(_MATRIX)


class Decoder(Protocol):
    """Finds symbols in frames. Thread: one caller at a time; not the UI thread."""

    def read(self, frame: Frame) -> list[Reading]: ...


def is_plausible(text: str, symbology: str) -> bool:
    """Say whether a read may be a code at all: lengths, check digits and characters by symbology."""
    if not text.strip() or len(text) > TEXT_LENGTH_MAX:
        return False
    if any(not char.isprintable() and char != GROUP_SEPARATOR for char in text):
        return False
    if symbology.startswith(_ITF):
        return len(text) == _ITF_LENGTH and gtin14(text) is not None
    if symbology.startswith(_EAN):
        return gtin14(text) is not None
    if symbology.startswith(_CODE_39):
        return len(text) >= _CODE_39_LENGTH_MIN
    if symbology.startswith(_CODE_128):
        return len(text) >= _CODE_128_LENGTH_MIN
    return True


class SecondOpinion:
    """Engines in their order: the next is asked only when those before found nothing."""

    def __init__(self, engines: Sequence[Decoder]) -> None:
        self._engines = tuple(engines)

    def read(self, frame: Frame) -> list[Reading]:
        """Answer the plausible reads of the first engine that has any; all engines get the same grey picture."""
        grey = frame if frame.ndim == 2 else cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)
        for engine in self._engines:
            readings = [reading for reading in engine.read(grey) if is_plausible(reading.text, reading.symbology)]
            if readings:
                return readings
        return []


def corners_of(points: Sequence[Any]) -> Corners:
    """Turn four points with x and y into an array; fewer points become the corners of their box."""
    array = np.array([(point.x, point.y) for point in points], dtype=np.float64).reshape(-1, 2)
    if len(array) == 4:
        return array
    if not len(array):
        return np.zeros((4, 2))
    (left, top), (right, bottom) = array.min(axis=0), array.max(axis=0)
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
