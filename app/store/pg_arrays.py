"""Columns as PostgreSQL arrays in binary form: many rows go out in one statement whose text never changes.

A text with a mark for each value is another text for each number of rows: the driver splits it and the server plans it
anew each time, which took most of the time of a batch. With one array a column (`unnest`) text and plan are made once.
The layout is that of PostgreSQL's `array_send`: dimensions, flag for NULLs, element type, size, lower bound, elements.
"""

from collections.abc import Callable, Sequence
from struct import Struct
from typing import Any

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format
from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, LargeBinary
from sqlalchemy.types import TypeDecorator

_HEAD = Struct(">iiiii").pack
_NULL = b"\xff\xff\xff\xff"
_LENGTH = Struct(">i").pack
_INT8, _INT4, _FLOAT8 = Struct(">iq").pack, Struct(">ii").pack, Struct(">id").pack
_TRUE, _FALSE = b"\0\0\0\1\1", b"\0\0\0\1\0"


class BytesArray(bytes):
    """A `bytea[]`."""


class TextArray(bytes):
    """A `text[]`."""


class Int8Array(bytes):
    """A `bigint[]`."""


class Int4Array(bytes):
    """An `integer[]`."""


class BoolArray(bytes):
    """A `boolean[]`."""


class Float8Array(bytes):
    """A `double precision[]`."""


Array = Callable[[Sequence[Any]], bytes]
"""Lays the values of one column out as an array; values as the driver takes them, None for NULL."""


def _array(kind: type[bytes], element_oid: int, element: Callable[[Any], bytes]) -> Array:
    def lay_out(values: Sequence[Any]) -> bytes:
        if not values:
            return kind(_HEAD(0, 0, element_oid, 0, 0)[:12])
        has_null = None in values
        cells = [_NULL if value is None else element(value) for value in values] if has_null else map(element, values)
        return kind(_HEAD(1, has_null, element_oid, len(values), 1) + b"".join(cells))

    return lay_out


def _bytes(value: bytes) -> bytes:
    return _LENGTH(len(value)) + value


def _text(value: str) -> bytes:
    content = value.encode()
    return _LENGTH(len(content)) + content


bytes_array = _array(BytesArray, 17, _bytes)
text_array = _array(TextArray, 25, _text)
int8_array = _array(Int8Array, 20, lambda value: _INT8(8, value))
int4_array = _array(Int4Array, 23, lambda value: _INT4(4, value))
bool_array = _array(BoolArray, 16, lambda value: _TRUE if value else _FALSE)
float8_array = _array(Float8Array, 701, lambda value: _FLOAT8(8, value))

_OIDS: dict[type[bytes], int] = {
    BytesArray: 1001, TextArray: 1009, Int8Array: 1016, Int4Array: 1007, BoolArray: 1000, Float8Array: 1022,
}  # fmt: skip


def array_of(column: Column[Any]) -> Array:
    """Choose the array for a column, by what its type is in the database."""
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(kind, LargeBinary):
        return bytes_array
    if isinstance(kind, BigInteger):
        return int8_array
    if isinstance(kind, Integer):
        return int4_array
    if isinstance(kind, Boolean):
        return bool_array
    return float8_array if isinstance(kind, Float) else text_array


def register_arrays(connection: "psycopg.Connection[Any]") -> None:
    """Teach a connection to hand these arrays on as they are."""
    for kind, oid in _OIDS.items():
        connection.adapters.register_dumper(kind, type(f"{kind.__name__}Dumper", (_AsItIs,), {"oid": oid}))


class _AsItIs(Dumper):
    format = Format.BINARY

    def dump(self, obj: bytes) -> bytes:
        return obj
