"""The work in hand as the store thread meets it: each scan of a burst finds the work the one before it left.

A screen sends every scan at once; which work it belongs to, and whether a wrong one before it still waits for notice,
is known only when its turn comes. So both stand here and are read on the store thread, at that moment: a tote and the
first item of a burst belong together, and no scan behind a wrong one is booked unseen (UX rule 3).
"""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from app.models.refusals import Refused
from app.operations.station import Author, Outcome, Station
from app.views.verdict import Tone
from app.views.words import WORDS

HELD_BACK: Final = Outcome()
"""The answer to a scan that came while a wrong one stood unnoticed: nothing was booked."""
NOTHING_IN_HAND: Final = Outcome()
"""The answer to a scan that needs work in hand while there is none."""

Operation = Callable[..., Outcome]


class InTurn:
    """The id of the work in hand, and whether scans are held back. `identify` finds the id in an outcome's work."""

    def __init__(self, identify: Callable[[Any], UUID | None]) -> None:
        self._identify = identify
        self._work_id: UUID | None = None
        self._held = False

    def let_go(self) -> None:
        """Book scans again: the wrong one was noticed. Thread: UI."""
        self._held = False

    def scan(self, operation: Operation) -> Operation:
        """Answer the operation as one that is held back behind a wrong scan."""
        return self._in_turn(operation, is_scan=True)

    def act(self, operation: Operation) -> Operation:
        """Answer the operation as one that a worker asked for on purpose: never held back."""
        return self._in_turn(operation, is_scan=False)

    def _in_turn(self, operation: Operation, is_scan: bool) -> Operation:
        def run(station: Station, author: Author, *arguments: Any) -> Outcome:
            if is_scan and self._held:
                return HELD_BACK
            outcome = operation(station, author, self._work_id, *arguments)
            if outcome.refused is not None and must_be_noticed(outcome.refused):
                self._held = True
            if outcome.work is not None:
                self._work_id = self._identify(outcome.work)
            return outcome

        return run


def needs_work(operation: Operation) -> Operation:
    """Answer the operation as one that does nothing while no work is in hand."""

    def run(station: Station, author: Author, work_id: UUID | None, *arguments: Any) -> Outcome:
        if work_id is None:
            return NOTHING_IN_HAND
        return operation(station, author, work_id, *arguments)

    return run


def must_be_noticed(refusal: Refused) -> bool:
    """Tell whether a refusal holds the next scan back."""
    return WORDS[refusal.reason].tone is Tone.WRONG
