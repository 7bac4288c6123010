"""Signing in and out, and what the signed-in worker may do.

The badge identifies, the PIN proves. A PIN is checked against an Argon2id verifier (RFC 9106); a name nobody has is
checked against a verifier nobody knows, so that neither the answer nor its time tells who works here. Wrong PINs in a
row make the name wait, known or not. A refused try is a fact, but never holds what was typed as a PIN.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.models.people import Right, Role, SignInRefused, Worker, WorkerSignedIn, WorkerSignedOut
from app.models.refusals import Reason, Refused
from app.operations.station import Act, Author, Outcome, Station
from app.store import people_lookup
from app.store.people import worker
from app.store.people_lookup import worker_of_badge, worker_of_name

OFFERED_KEPT: Final = 3
"""Characters kept of a badge or name nobody has: enough to see a slip, too few to be somebody's PIN."""
_NOBODY: Final = "$argon2id$v=19$m=19456,t=2,p=1$/3d13D53DttHP7z+AJAnIA$/r6VOo3ONNME425SiAtB/y8HuFE+mI/eG03X3pui4NI"
"""A verifier with the cost of the real ones that no PIN satisfies."""
_pins = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who stands here now, and the author that his acts are recorded for."""

    worker: Worker
    author: Author


@dataclass(frozen=True, slots=True)
class LockedOut:
    """Too many wrong PINs: none is looked at for `wait_s` seconds."""

    wait_s: float


def sign_in(station: Station, author: Author, badge: str) -> Outcome:
    """Sign a worker in by the badge; `author` is who stood here before and is signed out."""
    with station.act(author) as act:
        offered = badge.strip().upper()
        found = worker_of_badge(act.unit, offered)
        if found is None:
            return _refuse(act, Refused(Reason.UNKNOWN_BADGE, "", offered, "badge"), offered[:OFFERED_KEPT])
        return _begin(act, found, "badge")


def sign_in_by_pin(station: Station, author: Author, name_or_code: str, pin: str) -> Outcome:
    """Sign a worker in by code or name and PIN; while the name has to wait, `work` is `LockedOut`."""
    with station.act(author) as act:
        offered = " ".join(name_or_code.split())
        found = worker_of_name(act.unit, offered)
        name = found.code if found else offered.casefold()
        told = found.code if found else offered[:OFFERED_KEPT]
        refused = Refused(Reason.WRONG_PIN, field="pin")
        now_s = station.clock.monotonic()
        if (wait_s := station.pin_failures.wait_s(name, now_s)) > 0:
            return _refuse(act, refused, told, LockedOut(wait_s))
        if not _proves(pin, found) or found is None:
            station.pin_failures.failed(name, now_s)
            wait_s = station.pin_failures.wait_s(name, now_s)
            return _refuse(act, refused, told, LockedOut(wait_s) if wait_s else None)
        station.pin_failures.passed(name)
        return _begin(act, found, "pin")


def _proves(pin: str, found: Worker | None) -> bool:
    """Check a PIN; takes as long for nobody, and for somebody who has none."""
    verifier = found.pin_verifier if found and found.pin_verifier else _NOBODY
    try:
        _pins.verify(verifier, pin)
    except (VerificationError, InvalidHashError):
        return False
    return verifier is not _NOBODY


def _begin(act: Act, found: Worker, by: str) -> Outcome:
    """End the session that stood open here and begin the new one, each under its own name."""
    _end(act)
    session_id = act.new_id()
    act.author = Author(found.code, session_id)
    act.record(WorkerSignedIn(found.code, session_id, by))
    return act.outcome(SignedIn(replace(found, pin_verifier=""), act.author))


def _refuse(act: Act, refused: Refused, told: str, work: LockedOut | None = None) -> Outcome:
    act.refused = refused
    act.record(SignInRefused(told, "locked_out" if work else refused.reason))
    return act.outcome(work)


def _end(act: Act) -> None:
    if act.author.session is not None:
        act.record(WorkerSignedOut(act.author.worker, act.author.session))


def sign_out(station: Station, author: Author) -> Outcome:
    """End the author's session; nothing to do when nobody is signed in."""
    with station.act(author) as act:
        _end(act)
        return act.outcome()


def workers(connection: Any) -> list[Worker]:
    """Everybody who may sign in, by name; without what proves a PIN. Thread: a reader's."""
    return people_lookup.workers(connection)


def allowed(act: Act, right: Right) -> Refused | None:
    """Refuse unless the act's author is an active worker whose role has this right: deny by default."""
    row = act.unit.one(worker, act.author.worker)
    if row is None or not row["active"] or not Worker(row["code"], row["name"], Role(row["role"]), "").may(right):
        return Refused(Reason.NOT_ALLOWED, "", row["name"] if row else act.author.worker)
    return None
