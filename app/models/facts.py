"""The fact: an immutable record of something that happened, and the registry of all kinds (SYNC.md, section 2).

A kind's meaning never changes; a new meaning is a new version. The kind's name is the body's class name in snake case,
so a fact, its class and its fold carry one name. `subject` names the field that the fact is about: an order's timeline
is the facts of its subjects.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class Fact:
    """One recorded fact: the envelope of SYNC.md §2 around its body.

    `monotonic` is in seconds; `base` names the feed positions the author had seen, "" while there is no server.
    """

    id: UUID
    station: str
    seq: int
    kind: str
    version: int
    worker: str
    session: UUID | None
    at: datetime
    monotonic: float
    base: str
    subject: UUID | None
    body: Any
    prev: bytes


@dataclass(frozen=True, slots=True)
class Kind:
    """What the registry knows of a fact kind."""

    name: str
    version: int
    subject: str
    body: type[Any]


KINDS: dict[tuple[str, int], Kind] = {}
_BY_BODY: dict[type[Any], Kind] = {}


def fact(subject: str = "", version: int = 1) -> Callable[[type[B]], type[B]]:
    """Register a frozen dataclass as the body of a fact kind."""

    def register(body: type[B]) -> type[B]:
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", body.__name__).lower()
        if (name, version) in KINDS:
            raise ValueError(f"two bodies for fact {name} version {version}")
        KINDS[name, version] = _BY_BODY[body] = Kind(name, version, subject, body)
        return body

    return register


def kind_of(body: object) -> Kind:
    """Return the kind of a fact's body. Raises: KeyError for anything that is not a fact."""
    return _BY_BODY[type(body)]


def subject_of(body: object) -> UUID | None:
    """Return the id of the order, pick list or manifest that the fact is about, or None."""
    name = kind_of(body).subject
    subject: UUID | None = getattr(body, name) if name else None
    return subject
