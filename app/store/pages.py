"""Pages of the feed (SYNC.md §3): the rows after a position, with how far the asking station's own facts are.

Heads are read first and rows afterwards, each by a statement that sees all that was committed before it. Positions are
gapless in commit order, so all rows up to a head that was read are there; and what `mine` names stands among them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from hmac import compare_digest
from typing import Any

from sqlalchemy import Connection

from app.models.wire import (
    AGAIN_ROWS_MAX,
    PULL_ROWS_MAX,
    Ack,
    Behind,
    FeedRow,
    OldCopy,
    Page,
    PullRequest,
    Reset,
)
from app.store.pg_arrays import text_array
from app.store.server_statements import ServerStatements
from app.store.streams import may_pull

_HEADS = (
    "SELECT h.seq, h.hash, h.token_hash, h.revoked_at, h.role, h.home, s.position, s.floor, "
    "(SELECT epoch FROM history WHERE name = 'server') "
    "FROM station_head AS h LEFT JOIN stream_head AS s ON s.stream = %s WHERE h.station = %s"
)
_ROWS = (
    "SELECT position, entity, key, position, gone, station, seq, image FROM feed "
    "WHERE stream = %s AND position > %s AND position <= %s ORDER BY position"
)
_AGAIN = (
    "SELECT v.entity, v.key, f.position, f.gone, f.station, f.seq, f.image FROM unnest(%s, %s) AS v(entity, key) "
    "LEFT JOIN LATERAL (SELECT position, gone, station, seq, image FROM feed WHERE entity = v.entity AND key = v.key "
    "AND stream = %s AND position <= %s ORDER BY position DESC LIMIT 1) AS f ON true"
)


class Barred(Enum):
    """Why somebody gets no page at all."""

    STRANGER = auto()  # no such station, or not its token
    REVOKED = auto()
    NOT_YOURS = auto()  # a stream that this station may not see, or that is not there


@dataclass(frozen=True, slots=True)
class _Heads:
    """What is read before any row."""

    mine: Ack
    position: int
    floor: int
    epoch: int


class Pages:
    """Reads pages. Thread: one caller at a time; `connection` commits each statement for itself."""

    def __init__(self, statements: ServerStatements, now: Callable[[], datetime]) -> None:
        self._statements, self._now = statements, now

    def page(self, connection: Connection, ask: PullRequest, proof: bytes) -> Page | Reset | Behind | OldCopy | Barred:
        """Answer a pull as far as there are rows, at most `PULL_ROWS_MAX` at once."""
        heads = self._heads(connection, ask, proof)
        if isinstance(heads, Barred):
            return heads
        if ask.epoch > heads.epoch:
            return OldCopy(heads.epoch)
        if ask.epoch < heads.epoch or ask.position < heads.floor:
            return self._reset(ask, heads)
        if ask.position > heads.position:
            return Behind(ask.stream, heads.epoch, heads.position)
        to = min(heads.position, ask.position + max(1, min(ask.rows_max, PULL_ROWS_MAX)))
        rows = self._rows(connection, ask.stream, ask.position, to)
        again = self._again(connection, ask, to) if to == heads.position else ()
        page = Page(ask.stream, heads.epoch, self._now(), ask.position, to, heads.position, heads.mine, rows, again)
        return page if page.is_gapless else self._reset(ask, heads)  # the floor rose meanwhile

    def _heads(self, connection: Connection, ask: PullRequest, proof: bytes) -> _Heads | Barred:
        row = self._statements.run(connection, _HEADS, (ask.stream, ask.station)).fetchone()
        if row is None or row[2] is None or not compare_digest(row[2], proof):
            return Barred.STRANGER
        seq, own_hash, _, revoked_at, role, home, position, floor, epoch = row
        if revoked_at is not None:
            return Barred.REVOKED
        if position is None or not may_pull(role, home, ask.stream):
            return Barred.NOT_YOURS
        return _Heads(Ack(seq, own_hash), position, floor, epoch)

    def _rows(self, connection: Connection, stream: str, after: int, to: int) -> tuple[FeedRow, ...]:
        if after == to:
            return ()
        return tuple(FeedRow(*row) for row in self._statements.run(connection, _ROWS, (stream, after, to)))

    def _again(self, connection: Connection, ask: PullRequest, to: int) -> tuple[FeedRow, ...]:
        """The newest image of each row asked for by key; one that is not on this stream comes as gone."""
        keys = ask.again[:AGAIN_ROWS_MAX]
        if not keys:
            return ()
        values: tuple[Any, ...] = (
            text_array([key.entity for key in keys]), text_array([key.key for key in keys]), ask.stream, to,
        )  # fmt: skip
        return tuple(_again_row(row, to) for row in self._statements.run(connection, _AGAIN, values))

    def _reset(self, ask: PullRequest, heads: _Heads) -> Reset:
        return Reset(ask.stream, heads.epoch, self._now(), heads.floor, heads.mine)


def _again_row(row: Any, to: int) -> FeedRow:
    entity, key, version, gone, station, seq, image = row
    if version is None:
        return FeedRow(to, entity, key, 0, True, "", 0, b"")
    return FeedRow(to, entity, key, version, gone, station, seq, image)
