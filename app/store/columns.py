"""Column types shared by both databases: ids as 16 bytes, times as microseconds since 1970 UTC, days as ISO text.

Each type is a `TypeDecorator`, so ordinary SQLAlchemy statements convert; the unit of work uses the same two functions
of a type directly, because it speaks to the driver without the ORM.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Dialect, LargeBinary, MetaData, String, Table, text
from sqlalchemy.types import TypeDecorator

metadata = MetaData()

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_microseconds(at: datetime) -> int:
    """Turn an aware time into microseconds since 1970 UTC."""
    return (at - _EPOCH) // _MICROSECOND


def from_microseconds(value: int) -> datetime:
    """Turn microseconds since 1970 into an aware UTC time."""
    return _EPOCH + timedelta(microseconds=value)


class Key(TypeDecorator[UUID]):
    """A UUID as 16 bytes."""

    impl = LargeBinary(16)
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> bytes | None:
        return value.bytes if value is not None else None

    def process_result_value(self, value: Any | None, dialect: Dialect) -> UUID | None:
        return UUID(bytes=bytes(value)) if value is not None else None


class When(TypeDecorator[datetime]):
    """An aware UTC time as microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return to_microseconds(value) if value is not None else None

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        return from_microseconds(value) if value is not None else None


class Day(TypeDecorator[date]):
    """A calendar day as ISO text."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return value.isoformat() if value is not None else None

    def process_result_value(self, value: Any | None, dialect: Dialect) -> date | None:
        return date.fromisoformat(value) if value is not None else None


def only(condition: str) -> dict[str, Any]:
    """The condition of a partial index, for both databases: `Index(…, **only("state = 'open'"))`."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


Codec = Callable[[Any], Any] | None
_CODECS: dict[type[Any], tuple[Codec, Codec]] = {
    Key: (lambda value: value.bytes, lambda value: UUID(bytes=bytes(value))),
    When: (to_microseconds, from_microseconds),
    Day: (date.isoformat, date.fromisoformat),
    Boolean: (None, bool),
}


def codecs(table: Table) -> list[tuple[str, Codec, Codec]]:
    """Return (column, to the driver, from the driver) of a table; None means as it is."""
    return [(column.name, *_CODECS.get(type(column.type), (None, None))) for column in table.columns]
