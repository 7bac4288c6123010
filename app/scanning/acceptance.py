"""When a code seen by a camera counts as scanned (Rule G3).

A code that is expected here (on the order, in the catalogue, a known place) needs one frame. Any other linear code
needs two agreeing frames within half a second, because single frames misread; QR and Data Matrix need one.
A code counts again only after it has left the view and `COOL_DOWN_S` have gone by: a label held still is one unit, also
when single frames miss it.
"""

from collections.abc import Callable, Sequence
from typing import Final

from app.scanning.decoder import Reading

AGREE_WITHIN_S: Final = 0.5
COOL_DOWN_S: Final = 1.5
# A code that is missed in single frames has not left the view yet.
GONE_AFTER_S: Final = 0.5


class Acceptance:
    """What one camera has seen lately. Times are monotonic seconds. Thread: the camera's."""

    def __init__(self, is_expected: Callable[[str], bool] = lambda _text: False) -> None:
        self._is_expected = is_expected
        self._seen_at: dict[str, float] = {}
        self._accepted_at: dict[str, float] = {}

    def accept(self, readings: Sequence[Reading], now_s: float) -> list[Reading]:
        """Answer those readings of one frame that count as scans now."""
        self._forget(now_s)
        accepted = [reading for reading in readings if self._counts(reading, now_s)]
        for reading in readings:
            self._seen_at[reading.text] = now_s
        for reading in accepted:
            self._accepted_at[reading.text] = now_s
        return accepted

    def _counts(self, reading: Reading, now_s: float) -> bool:
        if reading.text in self._accepted_at:
            return False
        if reading.is_matrix or self._is_expected(reading.text):
            return True
        seen_at_s = self._seen_at.get(reading.text)
        return seen_at_s is not None and now_s - seen_at_s <= AGREE_WITHIN_S

    def _forget(self, now_s: float) -> None:
        """Let go of codes that left the view and cooled down."""
        for text, at_s in list(self._seen_at.items()):
            cool = now_s - self._accepted_at.get(text, now_s - COOL_DOWN_S) >= COOL_DOWN_S
            if now_s - at_s > GONE_AFTER_S and cool:
                del self._seen_at[text]
                self._accepted_at.pop(text, None)
