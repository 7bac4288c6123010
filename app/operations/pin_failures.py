"""Wrong PINs at one station, remembered until the program ends: who tried how often, and how long he waits.

Counted by name and not for the station as a whole, so that a prankster locks nobody else out and nobody resets
another's count by signing in. Times are monotonic seconds: setting the clock forward does not end a wait.
"""

from dataclasses import dataclass, field
from typing import Final

from app.models.people import lock_out_s

NAMES_TRIED_MAX: Final = 500
"""Names whose failures are remembered; the one tried longest ago is forgotten first."""


@dataclass(slots=True)
class PinFailures:
    """The failures by who was named, known or not. Thread: the store thread."""

    _failed: dict[str, tuple[int, float]] = field(default_factory=dict)

    def wait_s(self, name: str, now_s: float) -> float:
        """How many seconds this name still has to wait, 0 when it may try."""
        failures, last_s = self._failed.get(name, (0, 0.0))
        return max(0.0, last_s + lock_out_s(failures) - now_s)

    def failed(self, name: str, now_s: float) -> None:
        """Remember a wrong PIN."""
        failures, _ = self._failed.pop(name, (0, 0.0))
        self._failed[name] = (failures + 1, now_s)
        if len(self._failed) > NAMES_TRIED_MAX:
            del self._failed[next(iter(self._failed))]

    def passed(self, name: str) -> None:
        """The right PIN ends the row."""
        self._failed.pop(name, None)
