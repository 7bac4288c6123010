"""The hot statements: texts built once per table and row count, then handed to the driver as they are.

They are few and plain (by key, insert, update, guarded shift), portable SQL for SQLite and PostgreSQL alike; the text
is kept because building it costs ten times what running a small statement does.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Table

from app.store.columns import Codec, codecs

Row = dict[str, Any]

TEXTS_KEPT_MAX = 1_000
ROWS_A_STATEMENT_MAX = 400
"""SQLite takes 32,766 parameters a statement; our widest table has fewer than 60 columns."""


@dataclass(frozen=True, eq=False)
class Shifts:
    """A table of counters that only ever change by guarded deltas; `free` is the pair (whole, part) that must hold.

    There is one for each such table, so it is known by being itself.
    """

    table: Table
    whole: str
    part: str


class Statements:
    """Texts and column codecs of one database. Thread: one caller at a time."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._server = dialect.name == "postgresql"
        # Without the plus SQLite may read a whole table of some ten thousand rows and make itself an index of VALUES.
        self._plain = "" if self._server else "+"
        self._texts: OrderedDict[tuple[Any, ...], str] = OrderedDict()
        self._codecs: dict[Table, list[tuple[str, Codec, Codec]]] = {}
        self._encoders: dict[Table, dict[str, Codec]] = {}
        self.count = 0

    def by_key(self, connection: Connection, table: Table, keys: Sequence[tuple[Any, ...]]) -> list[Row]:
        """Read rows by primary key."""
        names = [column.name for column in table.primary_key]
        encoders = [self._encoder(table, name) for name in names]
        rows: list[Row] = []
        for some in _chunks(keys):
            text = self._text(("key", table, len(some)), self._key_text, table, names, len(some))
            values = [_put(encode, part) for key in some for encode, part in zip(encoders, key, strict=True)]
            rows += self._read(connection, table, text, values)
        return rows

    def by_columns(
        self,
        connection: Connection,
        table: Table,
        columns: str | tuple[str, ...],
        values: Sequence[Any],
        among: str = "",
    ) -> list[Row]:
        """Read rows whose column is (or columns are together) one of the values; there must be an index for it.

        `among` narrows to what a partial index holds, in its words.
        """
        names = [columns] if isinstance(columns, str) else list(columns)
        encoders = [self._encoder(table, name) for name in names]
        rows: list[Row] = []
        for some in _chunks(values):
            text = self._text(
                ("columns", table, columns, len(some)),
                lambda some=some: self._key_text(table, names, len(some)) + (f" AND {among}" if among else ""),
            )
            keys = [(value,) for value in some] if isinstance(columns, str) else some
            found = [_put(encode, part) for key in keys for encode, part in zip(encoders, key, strict=True)]
            rows += self._read(connection, table, text, found)
        return rows

    def whole(self, connection: Connection, table: Table) -> list[Row]:
        """Read a small table whole."""
        return self._read(connection, table, f"SELECT {_names(table)} FROM {table.name}", [])

    def insert(self, connection: Connection, table: Table, rows: Sequence[Row]) -> None:
        """Write new rows, many a statement."""
        columns = self._columns(table)
        for some in _chunks(rows):
            text = self._text(("insert", table, len(some)), self._insert_text, table, len(some))
            self._run(connection, text, [_put(encode, row[name]) for row in some for name, encode, _ in columns])

    def insert_new(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Write rows of driver values, all columns in order; those that are there already stay (SQLite only)."""
        for some in _chunks(rows):
            text = self._text(
                ("insert new", table, len(some)),
                lambda some=some: self._insert_text(table, len(some)).replace("INSERT", "INSERT OR IGNORE", 1),
            )
            self._run(connection, text, [value for row in some for value in row])

    def update(self, connection: Connection, table: Table, changes: Sequence[tuple[Row, set[str]]]) -> None:
        """Write changed columns, one statement for all rows; rows that changed less write what they had."""
        changed = sorted({name for _, names in changes for name in names})
        if not changed:
            return
        key = [column.name for column in table.primary_key]
        encoders = [self._encoder(table, name) for name in (*changed, *key)]
        for some in _chunks(changes):
            shape = ("update", table, tuple(changed), len(some))
            text = self._text(shape, self._update_text, table, changed, key, len(some))
            values = [
                _put(encode, row[name])
                for row, _ in some
                for encode, name in zip(encoders, (*changed, *key), strict=True)
            ]
            self._run(connection, text, values)

    def shift(
        self, connection: Connection, shifts: Shifts, deltas: Sequence[tuple[tuple[Any, ...], list[int]]]
    ) -> bool:
        """Add deltas to guarded counters; False when one of them found too little free."""
        done = 0
        for some in _chunks(deltas):
            text = self._text(("shift", shifts.table, len(some)), self._shift_text, shifts, len(some))
            done += self._run(connection, text, [value for key, delta in some for value in (*key, *delta)])
        return done == len(deltas)

    def shifted(
        self, connection: Connection, shifts: Shifts, deltas: Sequence[tuple[tuple[Any, ...], list[int]]]
    ) -> list[Row]:
        """Like `shift`, answering the rows as they stand now; fewer than asked when one found too little free."""
        rows: list[Row] = []
        for some in _chunks(deltas):
            shape = ("shifted", shifts.table, len(some))
            text = self._text(
                shape, lambda some=some: f"{self._shift_text(shifts, len(some))} {_returned(shifts.table)}"
            )
            rows += self._read(
                connection, shifts.table, text, [value for key, delta in some for value in (*key, *delta)]
            )
        return rows

    # -- texts ---------------------------------------------------------------------------------------------------

    def _key_text(self, table: Table, names: list[str], count: int) -> str:
        head = f"SELECT {_names(table)} FROM {table.name} WHERE "
        if len(names) == 1:
            return f"{head}{names[0]} IN ({', '.join([self._mark(table, names[0])] * count)})"
        if count == 1:
            return head + " AND ".join(f"{name} = {self._mark(table, name)}" for name in names)
        return f"{head}({', '.join(names)}) IN (VALUES {self._rows(table, names, count)})"

    def _insert_text(self, table: Table, count: int) -> str:
        names = [column.name for column in table.columns]
        return f"INSERT INTO {table.name} ({_names(table)}) VALUES {self._rows(table, names, count)}"

    def _update_text(self, table: Table, changed: list[str], key: list[str], count: int) -> str:
        if count == 1:
            sets = ", ".join(f"{name} = {self._mark(table, name)}" for name in changed)
            match = " AND ".join(f"{name} = {self._mark(table, name)}" for name in key)
            return f"UPDATE {table.name} SET {sets} WHERE {match}"
        sets = ", ".join(f"{name} = v.column{place}" for place, name in enumerate(changed, 1))
        match = " AND ".join(
            f"{table.name}.{name} = {self._plain}v.column{len(changed) + i}" for i, name in enumerate(key, 1)
        )
        rows = self._rows(table, [*changed, *key], count)
        return f"UPDATE {table.name} SET {sets} FROM (VALUES {rows}) AS v WHERE {match}"

    def _shift_text(self, shifts: Shifts, count: int) -> str:
        """Insert-or-add; the WHERE is the guard: a raised part needs that much of the whole free (Rule B3).

        What brings as much as it takes always passes: goods come back with their allocation to a heap that a count has
        left short, and that is booked (Rule B4).
        """
        table, whole, part = shifts.table.name, shifts.whole, shifts.part
        key = [column.name for column in shifts.table.primary_key]
        rows = self._rows(shifts.table, [*key, whole, part], count)
        return (
            f"INSERT INTO {table} ({', '.join(key)}, {whole}, {part}) VALUES {rows} "
            f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET "
            f"{whole} = {table}.{whole} + excluded.{whole}, {part} = {table}.{part} + excluded.{part} "
            f"WHERE excluded.{part} <= 0 OR excluded.{part} <= excluded.{whole} "
            f"OR {table}.{whole} + excluded.{whole} >= {table}.{part} + excluded.{part}"
        )

    # -- running -------------------------------------------------------------------------------------------------

    def _text(self, shape: tuple[Any, ...], build: Callable[..., str], *of: Any) -> str:
        """The kept text of a shape, built from `of` on its first use."""
        text = self._texts.get(shape)
        if text is None:
            text = self._texts[shape] = build(*of)
            if len(self._texts) > TEXTS_KEPT_MAX:
                self._texts.popitem(last=False)
        return text

    def _run(self, connection: Connection, text: str, values: list[Any]) -> int:
        count: int = self._execute(connection, text, values).rowcount
        return count

    def _execute(self, connection: Connection, text: str, values: list[Any]) -> Any:
        """Hand a text to the driver, past SQLAlchemy, which takes longer over it than SQLite does."""
        self.count += 1
        driver = connection.connection.driver_connection
        assert driver is not None
        return driver.execute(text, values)

    def _read(self, connection: Connection, table: Table, text: str, values: list[Any]) -> list[Row]:
        columns = self._columns(table)
        return [
            {
                name: decode(value) if decode is not None and value is not None else value
                for (name, _, decode), value in zip(columns, found, strict=True)
            }
            for found in self._execute(connection, text, values)
        ]

    def _columns(self, table: Table) -> list[tuple[str, Codec, Codec]]:
        if table not in self._codecs:
            self._codecs[table] = codecs(table)
        return self._codecs[table]

    def _encoder(self, table: Table, name: str) -> Codec:
        encoders = self._encoders.get(table)
        if encoders is None:
            encoders = self._encoders[table] = {column: encode for column, encode, _ in self._columns(table)}
        return encoders[name]

    def _rows(self, table: Table, names: Sequence[str], count: int) -> str:
        row = ", ".join(self._mark(table, name) for name in names)
        return ", ".join([f"({row})"] * count)

    def _mark(self, table: Table, name: str) -> str:
        """The place of a value: PostgreSQL is told its type, which it cannot guess from a NULL."""
        return f"CAST(%s AS {table.c[name].type.compile(self._dialect)})" if self._server else "?"


def _names(table: Table) -> str:
    return ", ".join(column.name for column in table.columns)


def _returned(table: Table) -> str:
    return "RETURNING " + ", ".join(f"{table.name}.{column.name}" for column in table.columns)


def _put(encode: Codec, value: Any) -> Any:
    return encode(value) if encode is not None and value is not None else value


def _chunks(items: Sequence[Any]) -> list[Sequence[Any]]:
    if len(items) <= ROWS_A_STATEMENT_MAX:
        return [items]
    return [items[start : start + ROWS_A_STATEMENT_MAX] for start in range(0, len(items), ROWS_A_STATEMENT_MAX)]
