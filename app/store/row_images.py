"""What the feed says of rows, put together row by row and turned into statements.

An image is msgpack: the driver's value for each column that travels. What a newer server sends and this version has no
column for is left out; what an older one does not send gets the column's default.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import msgspec
from sqlalchemy import Boolean, Float, Integer, LargeBinary, Table
from sqlalchemy.types import TypeDecorator

from app.models.wire import FeedRow
from app.store.columns import Day, Key, codecs
from app.store.statements import Row
from app.store.sync_state import key_identity, key_text, key_values

APPEND_ONLY: Final = frozenset({"journal"})
"""Tables whose rows are never changed: one that is here already, under its key or its id, stays as it is."""
_decoder: Final = msgspec.msgpack.Decoder(dict[str, Any])


@dataclass(slots=True)
class Image:
    """A row as it stands after a page. `deleted`: what was there before goes; `values` None: and nothing comes."""

    table: Table
    key: list[Any]
    values: dict[str, Any] | None
    deleted: bool

    @property
    def key_text(self) -> str:
        return key_text(self.table, self.identity)

    @property
    def identity(self) -> tuple[Any, ...]:
        return key_identity(self.table, self.key)

    def row(self) -> Row:
        """The row as far as the image tells it, as the unit of work has rows."""
        names = [column.name for column in self.table.primary_key.columns]
        told = dict(zip(names, self.identity, strict=True))
        values = self.values or {}
        for name, _, decode in codecs(self.table):
            if name in values:
                value = values[name]
                told[name] = decode(value) if decode is not None and value is not None else value
        return told


def merged(rows: Iterable[FeedRow], tables: Mapping[str, Table]) -> list[Image]:
    """Put what several rows say of one key together, in the order of the last word on each.

    Raises: ValueError for a key or an image that cannot be read.
    """
    found: dict[tuple[str, str], Image] = {}
    for row in rows:
        table = tables.get(row.entity)
        if table is None:
            continue  # a newer server has tables that this version does not know
        before = found.pop((row.entity, row.key), None)
        key = before.key if before else key_values(table, row.key)
        deleted = row.gone or (before is not None and before.deleted)
        values = None if row.gone else ((before.values if before else None) or {}) | _values(table, row.row)
        found[row.entity, row.key] = Image(table, key, values, deleted)
    return list(found.values())


def _values(table: Table, content: bytes) -> dict[str, Any]:
    try:
        told = _decoder.decode(content)
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from error
    known = _fillers(table)
    return {name: value for name, value in told.items() if name in known}


def upsert_text(table: Table, columns: tuple[str, ...]) -> str:
    """Write the statement that puts these columns of a row in place, whether the row is there or not."""
    key = [column.name for column in table.primary_key.columns]
    rest = {name: literal for name, literal in _fillers(table).items() if name not in columns}
    names = ", ".join((*key, *columns, *rest))
    marks = ", ".join((*["?"] * (len(key) + len(columns)), *rest.values()))
    if table.name in APPEND_ONLY:
        return f"INSERT OR IGNORE INTO {table.name} ({names}) VALUES ({marks})"
    sets = ", ".join(f"{name} = excluded.{name}" for name in columns)
    action = f"UPDATE SET {sets}" if sets else "NOTHING"
    return f"INSERT INTO {table.name} ({names}) VALUES ({marks}) ON CONFLICT ({', '.join(key)}) DO {action}"


@cache
def _fillers(table: Table) -> dict[str, str]:
    """What a new row gets in each column that is not part of its key, as SQL: its default, or as good as nothing."""
    fillers = {}
    for column in table.columns:
        if column.primary_key:
            continue
        value = getattr(column.default, "arg", None)
        if isinstance(value, bool | int):
            fillers[column.name] = str(int(value))
        elif isinstance(value, str):
            fillers[column.name] = "'" + value.replace("'", "''") + "'"
        else:
            fillers[column.name] = "NULL" if column.nullable else _nothing(column.type)
    return fillers


def _nothing(kind: Any) -> str:
    """As good as nothing in a column that may not be NULL, and still a value that can be read."""
    if isinstance(kind, Key):
        return f"x'{bytes(16).hex()}'"
    if isinstance(kind, Day):
        return "'1970-01-01'"
    plain = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    if isinstance(plain, LargeBinary):
        return "x''"
    return "0" if isinstance(plain, Integer | Boolean | Float) else "''"


@cache
def needed(table: Table) -> frozenset[str]:
    """The columns that may not be NULL."""
    return frozenset(column.name for column in table.columns if not column.nullable)


@cache
def unique_columns(table: Table) -> tuple[str, ...]:
    """The columns, beside the key, that no two rows may have the same value in."""
    return tuple(column.name for index in table.indexes if index.unique for column in index.columns)
