"""An act of which the screen must hear the end also when it fails: it is waiting, and must be freed again."""

from collections.abc import Callable
from typing import Any

from app.background.desk import Desk, Done
from app.errors import Fault
from app.operations.station import Outcome


def attempt(
    desk: Desk, operation: Callable[..., Outcome], arguments: tuple[Any, ...], done: Done, failed: Callable[[], None]
) -> None:
    """Run a writing operation like `Desk.do`; after a fault or bug, which is told as always, call `failed`."""
    author = desk.author

    def answered(outcome: Outcome) -> None:
        if outcome.facts:
            desk.recorded.emit(outcome)
        done(outcome)

    def told(failure: BaseException) -> None:
        (desk.fault if isinstance(failure, Fault) else desk.bug).emit(failure)
        failed()

    desk.call(lambda: operation(desk.station, author, *arguments), answered, told)
