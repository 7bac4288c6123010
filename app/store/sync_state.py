"""What a station keeps of its exchange with the server: what the engine saved, and the rows that are guesses.

`sync_saved` holds one value under each name, as bytes that the sync engine alone reads: they are written in the same
transaction as the rows or the facts they speak of. `touched` names, for each stream, the rows that own facts have
changed since the server last said how they are. Both stay empty in a shop without a server. Never synced.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import msgspec
from sqlalchemy import Column, LargeBinary, String, Table

from app.store.columns import Codec, Key, codecs, metadata

SAVED: Final = "saved"
"""The engine's persistent half."""
FORGOTTEN: Final = "forgotten"
"""The last fact that was deleted from the journal: "SEQ:HASH", so that the chain can be checked from there."""
STREAMS: Final = "streams"
"""What this station pulls, one name a line; none while there is no server."""

sync_saved = Table(
    "sync_saved",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

touched = Table(
    "touched",
    metadata,
    Column("stream", String, primary_key=True),
    Column("entity", String, primary_key=True),
    Column("key", String, primary_key=True),
    sqlite_with_rowid=False,
)

_encode = msgspec.json.Encoder().encode


def key_text(table: Table, key: Sequence[Any]) -> str:
    """Write a row's key as one text: a JSON list of the driver's values, bytes as hex."""
    return _encode([_told(encode, part) for (encode, _, _), part in zip(_parts(table), key, strict=True)]).decode()


def key_values(table: Table, text: str) -> list[Any]:
    """Read a key's text into the driver's values. Raises: ValueError for what is no key of this table."""
    try:
        parts = msgspec.json.decode(text, type=list[str | int])
        return [
            bytes.fromhex(str(part)) if is_bytes else part
            for (_, _, is_bytes), part in zip(_parts(table), parts, strict=True)
        ]
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise ValueError(str(error)) from error


def key_identity(table: Table, values: Sequence[Any]) -> tuple[Any, ...]:
    """Turn the driver's values of a key into what the unit of work knows the row by."""
    return tuple(
        [
            decode(part) if decode is not None else part
            for (_, decode, _), part in zip(_parts(table), values, strict=True)
        ]
    )


@cache
def _parts(table: Table) -> tuple[tuple[Codec, Codec, bool], ...]:
    """Of each column of the key: to the driver, from the driver, whether the driver's value is bytes."""
    coded = {name: (encode, decode) for name, encode, decode in codecs(table)}
    return tuple(
        (*coded[column.name], isinstance(column.type, Key | LargeBinary)) for column in table.primary_key.columns
    )


def _told(encode: Codec, part: Any) -> Any:
    value = encode(part) if encode is not None else part
    return value.hex() if isinstance(value, bytes) else value
