"""Tables that only the server has: the feed, how far each station and stream is, what is parked, who may come.

They stand beside the tables of the trade in the same database and have revisions of their own, so that a station's file
never gets them. `stream_head` holds the positions: gapless per stream, in the order of the commits.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, LargeBinary, MetaData, String, Table, Text

from app.models.wire import CHAIN_START
from app.store.columns import Key, When

central = MetaData()

history = Table(
    "history",
    central,
    Column("name", String, primary_key=True),
    Column("epoch", BigInteger, nullable=False),
    Column("began_at", When, nullable=False),
)
"""One row, `server`: which history this is. A restore or a promotion raises the epoch (SYNC.md §3)."""

stream_head = Table(
    "stream_head",
    central,
    Column("stream", String, primary_key=True),
    Column("position", BigInteger, nullable=False, default=0),
    Column("floor", BigInteger, nullable=False, default=0),
)
"""How far each stream is; rows at or below `floor` may be gone, who stands below it loads a snapshot."""

feed = Table(
    "feed",
    central,
    Column("stream", String, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("entity", String, nullable=False),
    Column("key", String, nullable=False),
    Column("gone", Boolean, nullable=False, default=False),
    Column("station", String, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("image", LargeBinary, nullable=False),
    Index("feed_by_key", "entity", "key", "stream", "position"),
)

station_head = Table(
    "station_head",
    central,
    Column("station", String, primary_key=True),
    Column("seq", BigInteger, nullable=False, default=0),
    Column("hash", LargeBinary(32), nullable=False, default=CHAIN_START),
    Column("durable_seq", BigInteger, nullable=False, default=0),
    Column("reached", String, nullable=False, default="{}"),
    Column("home", String, nullable=False),
    Column("role", String, nullable=False),
    Column("token_hash", LargeBinary(32)),
    Column("enrolled_at", When, nullable=False),
    Column("revoked_at", When),
)
"""How far a station's facts are, by number and hash; `reached` is JSON: at which positions all their rows stand."""

resent = Table(
    "resent",
    central,
    Column("station", String, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Key, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
)
"""Numbers under which a station that enrolled anew sent facts that were here already."""

parked = Table(
    "parked",
    central,
    Column("station", String, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("why", Text, nullable=False),
    Column("parked_at", When, nullable=False),
)
"""Facts that stand in the journal and could not be folded; they are driven again by the next version."""

enrol_code = Table(
    "enrol_code",
    central,
    Column("code_hash", LargeBinary(32), primary_key=True),
    Column("station", String, nullable=False),
    Column("home", String, nullable=False),
    Column("role", String, nullable=False),
    Column("expires_at", When, nullable=False),
    Column("used_at", When),
)
