"""The feed: each changed row as the stations pull it, with positions that rise by one a stream (SYNC.md §4).

A synced row and its feed row are written by one unit, `FeedingUnit`, and by nothing else. The heads of the streams are
taken last, in one order: their locks are held from there to the commit, and positions are gapless in commit order. A
reader that has all up to position n misses nothing at or below n, which neither a sequence nor a timestamp can promise.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Table, select

from app.store.allocation import shipment
from app.store.central import feed, stream_head
from app.store.columns import codecs
from app.store.packing import parcel, parcel_item
from app.store.server_statements import ServerStatements
from app.store.statements import Row, Shifts
from app.store.streams import CATALOG, COMMERCE, cuts, newcomers, warehouse_stream
from app.store.unit_of_work import Identity, Kept, UnitOfWork

_encode = msgspec.msgpack.Encoder().encode
_to_json = msgspec.json.Encoder().encode
_COLUMNS = ("stream", "position", "entity", "key", "gone", "station", "seq", "image")


class Origin(NamedTuple):
    """The fact that changed a row last, and the home stream of its station."""

    station: str = ""
    seq: int = 0
    home: str = COMMERCE


SERVER = Origin()
"""What no station's fact changed: master data, the server's own acts."""


class FeedingUnit(UnitOfWork):
    """A unit of the server. Set `origin` before each fold; `feed` ends the unit."""

    def __init__(self, connection: Connection, statements: ServerStatements, kept: Kept) -> None:
        super().__init__(connection, statements, kept)
        self._own = statements
        self.origin = SERVER
        self._touched: dict[Table, dict[Identity, tuple[Row, Origin]]] = {}

    def put(self, table: Table, **values: Any) -> Row:
        row = super().put(table, **values)
        self._touch(table, row, self.origin)
        for other, newcomer in newcomers(self, table, row):
            self._touch(other, newcomer, self.origin)
        return row

    def append(self, table: Table, **values: Any) -> Row:
        row = super().append(table, **values)
        self._touch(table, row, self.origin)
        return row

    def change(self, table: Table, row: Row, **values: Any) -> None:
        super().change(table, row, **values)
        self._touch(table, row, self.origin)

    def _touch(self, table: Table, row: Row, origin: Origin) -> None:
        rows = self._touched.get(table)
        if rows is None:
            rows = self._touched[table] = {}
        rows[tuple([row[name] for name in _key_names(table)])] = (row, origin)

    def shift(self, shifts: Shifts, key: Identity, whole: int = 0, part: int = 0) -> None:
        if not whole and not part:
            return
        super().shift(shifts, key, whole, part)
        # Its row is known once the sums are written; until then the place in the feed and the origin are kept for it.
        rows = self._touched.setdefault(shifts.table, {})
        rows[key] = (rows[key][0] if key in rows else {}, self.origin)

    def _shift(self, shifts: Shifts, deltas: Sequence[tuple[Identity, list[int]]]) -> bool:
        rows = self._statements.shifted(self.connection, shifts, deltas)
        touched, names = self._touched[shifts.table], _key_names(shifts.table)
        for row in rows:
            key = tuple([row[name] for name in names])
            touched[key] = (row, touched[key][1])
        return len(rows) == len(deltas)

    # -- the end of a unit ---------------------------------------------------------------------------------------

    def feed(self) -> dict[str, int]:
        """Write all, then the feed rows; answer how far each touched stream is. Nothing may be changed afterwards."""
        self.flush()
        self._look_up_parents()
        rows = self._feed_rows()
        heads = {stream: self._take_head(stream, len(rows[stream])) for stream in sorted(rows)}
        if rows:
            streams = [stream for stream in heads for _ in rows[stream]]
            positions = [at for stream, head in heads.items() for at in range(head - len(rows[stream]) + 1, head + 1)]
            columns = zip(*[row for stream in heads for row in rows[stream]], strict=True)
            self._own.insert_columns(self.connection, feed, _COLUMNS, [streams, positions, *columns])
        self._touched.clear()
        return heads

    def _look_up_parents(self) -> None:
        """Read in one go what the routes of the touched rows ask for one by one."""
        of_orders = [rows for table, rows in self._touched.items() if table.name in ("orders", "order_line")]
        if order_ids := {key[0] for rows in of_orders for key in rows}:
            self.group(shipment, "order_id", order_ids)
        if parcel_ids := {key[0] for key in self._touched.get(parcel_item, ())}:
            self.many(parcel, [(each,) for each in parcel_ids])

    def _feed_rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """The rows of each stream, as `_COLUMNS` without their place."""
        streams: dict[str, list[tuple[Any, ...]]] = {}
        for table, rows in self._touched.items():
            entity, to_text = table.name, _key_text(table)
            for key, (row, origin) in rows.items():
                text = to_text(key)
                for stream, columns in cuts(self, table, row, origin.home):
                    one = (entity, text, False, origin.station, origin.seq, _image(table, columns, row))
                    some = streams.get(stream)
                    if some is None:
                        some = streams[stream] = []
                    some.append(one)
        return streams

    def _take_head(self, stream: str, count: int) -> int:
        text = "UPDATE stream_head SET position = position + %s WHERE stream = %s RETURNING position"
        found = self._own.run(self.connection, text, (count, stream)).fetchone()
        if found is None:
            raise UnknownStream(stream)
        position: int = found[0]
        return position


class UnknownStream(Exception):
    """A row belongs to a warehouse that the server does not have."""


def make_streams(connection: Connection, warehouses: Sequence[str]) -> None:
    """Begin the streams of a new server, or of a new warehouse, at position 0."""
    known = set(connection.execute(select(stream_head.c.stream)).scalars())
    wanted = [CATALOG, COMMERCE, *map(warehouse_stream, warehouses)]
    new = [{"stream": stream} for stream in wanted if stream not in known]
    if new:
        connection.execute(stream_head.insert(), new)


@cache
def _key_names(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key)


@cache
def _key_text(table: Table) -> Callable[[Identity], str]:
    """How a key becomes the text that names its row: JSON of what the driver is given, bytes as hex digits."""
    of_column = {name: encode for name, encode, _ in codecs(table)}
    encoders = [of_column[name] for name in _key_names(table)]

    if not any(encoders):
        return lambda key: _to_json(key).decode()

    def text(key: Identity) -> str:
        values = [value if encode is None else encode(value) for encode, value in zip(encoders, key, strict=True)]
        plain = [value.hex() if isinstance(value, bytes) else value for value in values]
        return _to_json(plain).decode()

    return text


def _image(table: Table, columns: frozenset[str], row: Row) -> bytes:
    names, encoders = _image_columns(table, columns)
    image = dict(zip(names, [row[name] for name in names], strict=True))
    for name, encode in encoders:
        if (value := image[name]) is not None:
            image[name] = encode(value)
    return _encode(image)


@cache
def _image_columns(table: Table, columns: frozenset[str]) -> tuple[list[str], list[tuple[str, Callable[[Any], Any]]]]:
    chosen = [(name, encode) for name, encode, _ in codecs(table) if name in columns]
    return [name for name, _ in chosen], [(name, encode) for name, encode in chosen if encode is not None]
