"""Workers, their roles and what each role may do; signing in and out.

The badge identifies, the PIN proves. Roles stand in one table here; deny by default.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from app.models.facts import fact

PIN_FAILURES_MAX: Final = 5
"""Wrong PINs in a row before one has to wait: enough for cold fingers, too few to try out 10,000."""
LOCK_OUT_S_MIN: Final = 30.0
LOCK_OUT_S_MAX: Final = 3_600.0
"""A wait doubles with each further wrong PIN up to this; a shift is not lost, and guessing takes years."""


class Role(StrEnum):
    """What a person works as."""

    CLERK = "clerk"
    PICKER = "picker"
    PACKER = "packer"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """What a role may do: a screen's work or an act that needs more than the screen."""

    ENTER_ORDERS = "enter_orders"
    SEE_ORDERS = "see_orders"
    CHANGE_PRICE = "change_price"
    RELEASE = "release"
    PICK = "pick"
    PACK = "pack"
    HAND_OVER = "hand_over"
    SEE_STOCK = "see_stock"
    RECEIVE = "receive"
    ADJUST = "adjust"
    PRINT = "print"
    CANCEL_ORDER = "cancel_order"
    SETTINGS = "settings"


_FLOOR = frozenset({Right.SEE_STOCK, Right.PRINT})
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.CLERK: frozenset(
        {Right.ENTER_ORDERS, Right.SEE_ORDERS, Right.CHANGE_PRICE, Right.CANCEL_ORDER, Right.SEE_STOCK}
    ),
    Role.PICKER: _FLOOR | {Right.PICK, Right.RECEIVE},
    Role.PACKER: _FLOOR | {Right.PACK, Right.HAND_OVER},
    Role.SUPERVISOR: frozenset(Right) - {Right.SETTINGS},
    Role.ADMINISTRATOR: frozenset(Right),
}


_BADGE = re.compile(r"W-\d{3,8}", re.IGNORECASE)


def is_badge(text: str) -> bool:
    """Whether a text has the form of a worker's badge; no product, place or order of ours has."""
    return _BADGE.fullmatch(text.strip()) is not None


@dataclass(frozen=True, slots=True)
class Worker:
    """A person; `badge` is the code on the card, `pin_verifier` an Argon2id hash or empty."""

    code: str
    name: str
    role: Role
    badge: str
    pin_verifier: str = ""
    language: str = "zh_CN"

    def may(self, right: Right) -> bool:
        return right in RIGHTS[self.role]


@fact()
@dataclass(frozen=True, slots=True)
class WorkerSignedIn:
    """A person began to work here, by badge or by PIN."""

    worker: str
    session_id: UUID
    by: str


@fact()
@dataclass(frozen=True, slots=True)
class WorkerSignedOut:
    """A person stopped working here."""

    worker: str
    session_id: UUID


@fact()
@dataclass(frozen=True, slots=True)
class SignInRefused:
    """Somebody tried: only the start of what was offered is kept, never a PIN."""

    offered: str
    reason: str


def lock_out_s(failures: int) -> float:
    """How many seconds to wait after so many wrong PINs in a row."""
    if failures < PIN_FAILURES_MAX:
        return 0.0
    doublings = min(failures - PIN_FAILURES_MAX, 16)
    return min(LOCK_OUT_S_MIN * 2.0**doublings, LOCK_OUT_S_MAX)
