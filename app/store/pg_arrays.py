"""Columns as PostgreSQL arrays in binary form: many rows go out in one statement whose text never changes.

A text with a mark for each value is another text for each number of rows: the driver splits it and the server plans it
anew each time, which took most of the time of a batch. With one array a column (`unnest`) text and plan are made once.
The layout is that of PostgreSQL's `array_send`: dimensions, flag for NULLs, element type, size, lower bound, elements.
"""

import sys
from array import array
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
_LENGTHS = [_LENGTH(length) for length in range(2_048)]
_ONE_BY_ONE_MAX = 12
"""Below this many numbers it is quicker to lay out one by one."""
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
_Cells = Callable[[Sequence[Any]], bytes]
"""Lays out values of which none is NULL."""


def _array(kind: type[bytes], element_oid: int, cells: _Cells) -> Array:
    head_of_none = kind(_HEAD(0, 0, element_oid, 0, 0)[:12])

    def lay_out(values: Sequence[Any]) -> bytes:
        if not values:
            return head_of_none
        has_null = None in values
        if has_null:
            content = b"".join([_NULL if value is None else cells((value,)) for value in values])
        else:
            content = cells(values)
        return kind(_HEAD(1, has_null, element_oid, len(values), 1) + content)

    return lay_out


def _bytes_cells(values: Sequence[bytes]) -> bytes:
    try:
        return b"".join([_LENGTHS[len(value)] + value for value in values])
    except IndexError:
        return b"".join([_LENGTH(len(value)) + value for value in values])


def _text_cells(values: Sequence[str]) -> bytes:
    return _bytes_cells(list(map(str.encode, values)))


def _number_cells(code: str, size: int) -> _Cells:
    """Numbers all at once: laid out side by side, turned to network order, and spread out between their lengths."""
    one, length = Struct(f">i{code}").pack, bytes((size,))

    def cells(values: Sequence[float]) -> bytes:
        if len(values) < _ONE_BY_ONE_MAX:
            return b"".join([one(size, value) for value in values])
        plain = array(code, values)
        if sys.byteorder == "little":
            plain.byteswap()
        content, step = plain.tobytes(), size + 4
        spread = bytearray(step * len(values))
        spread[3::step] = length * len(values)
        for place in range(size):
            spread[4 + place :: step] = content[place::size]
        return bytes(spread)

    return cells


def _bool_cells(values: Sequence[bool]) -> bytes:
    return b"".join([_TRUE if value else _FALSE for value in values])


bytes_array = _array(BytesArray, 17, _bytes_cells)
text_array = _array(TextArray, 25, _text_cells)
int8_array = _array(Int8Array, 20, _number_cells("q", 8))
int4_array = _array(Int4Array, 23, _number_cells("i", 4))
bool_array = _array(BoolArray, 16, _bool_cells)
float8_array = _array(Float8Array, 701, _number_cells("d", 8))

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
