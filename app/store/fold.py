"""The fold: one function per fact kind that turns a fact into rows, the same on a station and on the server.

A fold reads and writes through the unit of work only; it never decides, never reads a clock and never fails on a fact
that was once recorded. `folds` registers it; recording calls it; replaying a journal into an empty store calls it
again.
"""

from collections.abc import Callable
from typing import Any

from app.models.facts import Fact
from app.store.unit_of_work import UnitOfWork

Fold = Callable[[UnitOfWork, Fact], None]
FOLDS: dict[type[Any], Fold] = {}


def folds(body: type[Any]) -> Callable[[Fold], Fold]:
    """Register the fold of a fact kind."""

    def register(function: Fold) -> Fold:
        if body in FOLDS:
            raise ValueError(f"two folds for {body.__name__}")
        FOLDS[body] = function
        return function

    return register


def fold(unit: UnitOfWork, fact: Fact) -> None:
    """Fold one fact. Raises: KeyError for a kind without a fold, which is a bug."""
    FOLDS[type(fact.body)](unit, fact)
