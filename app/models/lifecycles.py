"""State machines: a set of states and the frozen set of legal steps between them (Rules A1, A10).

Each column keeps its own small machine beside its noun; every change of state goes through `Lifecycle.step`, on a
station and on the server, online or a day later, and raises on any pair that is not listed.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

S = TypeVar("S", bound=StrEnum)


class IllegalStep(Exception):
    """A change of state that the lifecycle does not know: a bug in the caller."""


@dataclass(frozen=True, slots=True)
class Lifecycle(Generic[S]):
    """The legal steps of one noun; `start` is where a new one stands."""

    noun: str
    start: S
    steps: frozenset[tuple[S, S]]

    def step(self, current: S | str, to: S) -> S:
        """Return `to` when the step is legal. Raises: IllegalStep."""
        if (current, to) not in self.steps:
            raise IllegalStep(f"{self.noun}: {current} → {to} is not a legal step")
        return to

    def may(self, current: S | str, to: S) -> bool:
        return (current, to) in self.steps

    def ends(self) -> frozenset[S]:
        """The states that nothing leaves."""
        left = {source for source, _ in self.steps}
        return frozenset(target for _, target in self.steps if target not in left)

    def drawn(self) -> str:
        """The machine as Mermaid text, for the README; drawn from the set so that it cannot lie."""
        lines = [f"    {source} --> {target}" for source, target in sorted(self.steps)]
        return "\n".join(["stateDiagram-v2", f"    [*] --> {self.start}", *lines])
