"""Which stations there are, and how one comes to be: a one-time code bound to code, warehouse and role; then a token.

Of code and token only the SHA-256 is kept: both are drawn with 128 bits and more, so nothing slower is needed against
guessing. A station that enrols again under its code (a new disk, a lost token) keeps its facts; its old token is void.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select

from app.store.central import enrol_code, station_head, stream_head
from app.store.streams import CATALOG, FLOOR, OFFICE, home_of

CODE_BYTES: Final = 16
TOKEN_BYTES: Final = 32
CODE_VALID: Final = timedelta(minutes=10)
"""Long enough to walk to the station, too short to be found in a drawer."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A station as it was taken in: who it is, how it proves it, what it may pull."""

    station: str
    token: str
    role: str
    home: str
    epoch: int
    streams: tuple[str, ...]


def proof_of(secret: str) -> bytes:
    """What is kept of a code or a token, and compared."""
    return hashlib.sha256(secret.encode()).digest()


def make_code(connection: Connection, station: str, home: str, role: str, now: datetime) -> str:
    """Give out a one-time code; it is shown once and stored nowhere."""
    assert role in (OFFICE, FLOOR)
    code = secrets.token_hex(CODE_BYTES)
    connection.execute(
        enrol_code.insert().values(
            code_hash=proof_of(code), station=station, home=home, role=role, expires_at=now + CODE_VALID
        )
    )
    return code


def enrol(connection: Connection, code: str, now: datetime, epoch: int) -> Enrolled | None:
    """Take a station in for a code that is neither used nor expired; None for any other, and nothing tells which."""
    taken = enrol_code.update().where(
        (enrol_code.c.code_hash == proof_of(code)) & enrol_code.c.used_at.is_(None) & (enrol_code.c.expires_at > now)
    )
    row = connection.execute(taken.values(used_at=now).returning(enrol_code)).first()
    if row is None:
        return None
    token = secrets.token_urlsafe(TOKEN_BYTES)
    take_in(connection, row.station, (row.role, row.home), token, now)
    return Enrolled(row.station, token, row.role, row.home, epoch, streams_for(connection, row.role, row.home))


def take_in(connection: Connection, station: str, place: tuple[str, str], token: str, now: datetime) -> None:
    """Write a station down with its role and home stream; one that is known keeps how far its facts are."""
    role, home = place
    given = {"home": home, "role": role, "token_hash": proof_of(token), "enrolled_at": now, "revoked_at": None}
    known = station_head.update().where(station_head.c.station == station).values(**given)
    if connection.execute(known).rowcount == 0:
        connection.execute(station_head.insert().values(station=station, **given))


@dataclass(frozen=True, slots=True)
class Known:
    """A station that showed its token."""

    station: str
    role: str
    home: str


def station_of(connection: Connection, proof: bytes) -> Known | None:
    """Whose token this is; None for nobody's, or a revoked station's."""
    mine = (station_head.c.token_hash == proof) & station_head.c.revoked_at.is_(None)
    row = connection.execute(select(station_head).where(mine)).first()
    return Known(row.station, row.role, row.home) if row is not None else None


def revoke(connection: Connection, station: str, now: datetime) -> None:
    """Bar a station from now on; what it sent stays."""
    connection.execute(station_head.update().where(station_head.c.station == station).values(revoked_at=now))


def streams_for(connection: Connection, role: str, home: str) -> tuple[str, ...]:
    """Name the streams that a station pulls."""
    if role == FLOOR:
        return (CATALOG, home)
    every = connection.execute(select(stream_head.c.stream).order_by(stream_head.c.stream)).scalars()
    return tuple(every)


def home_stream(connection: Connection, role: str, warehouse: str) -> str | None:
    """The home stream for a role in a warehouse, or None when there is no such warehouse here."""
    home = home_of(role, warehouse)
    return connection.execute(select(stream_head.c.stream).where(stream_head.c.stream == home)).scalar()
