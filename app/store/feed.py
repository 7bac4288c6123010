"""The feed: each changed row as the stations pull it, with positions that rise by one a stream (SYNC.md §4).

A synced row and its feed row are written by one unit, `FeedingUnit`, and by nothing else. The heads of the streams are
taken last, in one order: their locks are held from there to the commit, and positions are gapless in commit order. A
reader that has all up to position n misses nothing at or below n, which neither a sequence nor a timestamp can promise.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Boolean, Column, Connection, Index, LargeBinary, MetaData, String, Table, select

from app.store.columns import codecs
from app.store.statements import Row, Shifts, Statements
from app.store.streams import COMMERCE, cuts, warehouse_stream
from app.store.unit_of_work import Identity, Kept, UnitOfWork

central = MetaData()
"""Tables that only the server has."""

stream_head = Table(
    "stream_head",
    central,
    Column("stream", String, primary_key=True),
    Column("position", BigInteger, nullable=False),
)

feed = Table(
    "feed",
    central,
    Column("stream", String, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("entity", String, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("gone", Boolean, nullable=False, default=False),
    Column("station", String, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("row", LargeBinary, nullable=False),
    Index("feed_by_key", "stream", "entity", "key", "position"),
)

_encode = msgspec.msgpack.Encoder().encode
Origin = tuple[str, int]
"""Station and number of the fact that changed a row last."""


class FeedingUnit(UnitOfWork):
    """A unit of the server. Set `origin` before each fold; `feed` ends the unit."""

    def __init__(self, connection: Connection, statements: Statements, kept: Kept) -> None:
        super().__init__(connection, statements, kept)
        self.origin: Origin = ("", 0)
        self._touched: dict[tuple[Table, Identity], tuple[Row, Origin]] = {}

    def put(self, table: Table, **values: Any) -> Row:
        row = super().put(table, **values)
        self._touch(table, row)
        return row

    def append(self, table: Table, **values: Any) -> Row:
        row = super().append(table, **values)
        self._touch(table, row)
        return row

    def change(self, table: Table, row: Row, **values: Any) -> None:
        super().change(table, row, **values)
        self._touch(table, row)

    def _touch(self, table: Table, row: Row) -> None:
        self._touched[table, tuple(row[column.name] for column in table.primary_key)] = (row, self.origin)

    def _shift(self, shifts: Shifts, deltas: Sequence[tuple[Identity, list[int]]]) -> bool:
        rows = self._statements.shifted(self.connection, shifts, deltas)
        for row in rows:
            self._touch(shifts.table, row)
        return len(rows) == len(deltas)

    def feed(self, streams: Sequence[str] = ()) -> dict[str, int]:
        """Write all, then the feed rows; answer how far each stream is now. Nothing may be changed afterwards."""
        self.flush()
        rows: dict[str, list[Row]] = {}
        for (table, key), (row, (station, seq)) in self._touched.items():
            for stream, columns in cuts(self, table, row):
                image = _encode(_image(table, row, columns))
                rows.setdefault(stream, []).append(
                    {
                        "stream": stream, "entity": table.name, "key": _encode(_key(table, key)), "gone": False,
                        "station": station, "seq": seq, "row": image,
                    }
                )  # fmt: skip
        heads = {stream: self._take_head(stream, len(some)) for stream, some in sorted(rows.items())}
        for stream, some in sorted(rows.items()):
            first = heads[stream] - len(some) + 1
            for place, each in enumerate(some):
                each["position"] = first + place
            self._statements.insert(self.connection, feed, some)
        self._touched.clear()
        return heads

    def _take_head(self, stream: str, count: int) -> int:
        text = stream_head.update().where(stream_head.c.stream == stream)
        taken = text.values(position=stream_head.c.position + count).returning(stream_head.c.position)
        position: int = self.connection.execute(taken).scalar_one()
        return position


def make_streams(connection: Connection, warehouses: Sequence[str]) -> None:
    """Begin the streams of a new server, or of a new warehouse, at position 0."""
    known = set(connection.execute(select(stream_head.c.stream)).scalars())
    wanted = ["catalog", COMMERCE, *map(warehouse_stream, warehouses)]
    new = [{"stream": stream, "position": 0} for stream in wanted if stream not in known]
    if new:
        connection.execute(stream_head.insert(), new)


def _image(table: Table, row: Row, columns: frozenset[str]) -> dict[str, Any]:
    return {
        name: encode(row[name]) if encode is not None and row[name] is not None else row[name]
        for name, encode, _ in codecs(table)
        if name in columns
    }


def _key(table: Table, key: Identity) -> list[Any]:
    names = [column.name for column in table.primary_key]
    encoders = {name: encode for name, encode, _ in codecs(table)}
    return [
        encode(value) if (encode := encoders[name]) is not None else value
        for name, value in zip(names, key, strict=True)
    ]
