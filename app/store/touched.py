"""Remembers which rows own facts have changed, so that the server is asked again how they are (SYNC.md §3).

A station's fold is a guess on the rows it has; the server's may come out otherwise. The unit of work knows which rows
it wrote, so one statement at its end names them, under each stream of this station that they travel on. A shop without
a server uses the plain unit and pays nothing.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from app.models.wire import RowKey
from app.store.journal import journal
from app.store.statements import Row, Shifts, Statements
from app.store.streams import Cut
from app.store.sync_state import key_text, touched
from app.store.unit_of_work import Identity, Kept, UnitOfWork

Cuts = Callable[[UnitOfWork, Table, Row], Sequence[Cut]]


class RememberingUnit(UnitOfWork):
    """A unit of a station that has a server. Thread: the store thread."""

    def __init__(
        self, connection: Connection, statements: Statements, kept: Kept, streams: frozenset[str], cuts: Cuts
    ) -> None:
        super().__init__(connection, statements, kept)
        self._streams, self._cuts = streams, cuts
        self._written: dict[tuple[Table, Identity], Row] = {}

    def put(self, table: Table, **values: Any) -> Row:
        row = super().put(table, **values)
        self._note(table, row)
        return row

    def append(self, table: Table, **values: Any) -> Row:
        row = super().append(table, **values)
        self._note(table, row)
        return row

    def change(self, table: Table, row: Row, **values: Any) -> None:
        super().change(table, row, **values)
        self._note(table, row)

    def shift(self, shifts: Shifts, key: Identity, whole: int = 0, part: int = 0) -> None:
        super().shift(shifts, key, whole, part)
        self._written[shifts.table, key] = _key_row(shifts.table, key)

    def finish(self) -> None:
        self.flush()
        found = {
            (stream, table.name, key_text(table, key))
            for (table, key), row in self._written.items()
            if table is not journal  # a fact is no guess
            for stream, _ in self._cuts(self, table, row)
            if stream in self._streams
        }
        self._written.clear()
        self.flush()  # reading where a row travels may not have left anything, but nothing may be left
        touch(self.connection, self._statements, sorted(found))

    def _note(self, table: Table, row: Row) -> None:
        self._written[table, tuple([row[column.name] for column in table.primary_key.columns])] = row


def touch(connection: Connection, statements: Statements, names: Sequence[tuple[str, str, str]]) -> None:
    """Note rows as (stream, entity, key) to be asked for again."""
    if names:
        statements.insert_new(connection, touched, names)


def to_ask_again(connection: Connection, stream: str, rows_max: int) -> tuple[RowKey, ...]:
    """Read the first rows of a stream that are guesses."""
    text = f"SELECT entity, key FROM {touched.name} WHERE stream = ? ORDER BY entity, key LIMIT ?"
    return tuple(RowKey(entity, key) for entity, key in connection.exec_driver_sql(text, (stream, rows_max)))


def _key_row(table: Table, key: Identity) -> Row:
    return dict(zip([column.name for column in table.primary_key.columns], key, strict=True))
