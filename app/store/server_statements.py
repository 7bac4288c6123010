"""The hot statements on PostgreSQL: one text a table and purpose, however many rows; arrays instead of marks.

Rows that stand for themselves (`ROOTS`) are read `FOR UPDATE` in the order of their keys. What belongs to an order (its
lines, shipments, pick lines, parcels) is not locked row by row: whoever changes it has the order's row first
(`read_ahead.py`), which also guards the rows that are not there yet.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Dialect, Table

from app.store import orders, people, picking, shipping, stock
from app.store.catalog import lot
from app.store.columns import Codec
from app.store.pg_arrays import Array, array_of
from app.store.statements import Row, Shifts, Statements

ROOTS: Final = frozenset(
    {
        orders.orders, orders.draft, picking.pick_list, shipping.manifest, stock.count_task, stock.put_back,
        people.session, lot,
    }
)  # fmt: skip
"""Rows that folds change and that hang on no other row."""

_Outlet = tuple[Codec, Array]
"""A column on its way out: the value for the driver, the array."""
_Inlets = tuple[list[str], list[tuple[str, Callable[[Any], Any]]]]
"""A table's columns on their way in, and those that have to be decoded. Flags come as such from this driver."""


class ServerStatements(Statements):
    """Texts and column codecs of a PostgreSQL. Thread: one caller at a time."""

    def __init__(self, dialect: Dialect) -> None:
        super().__init__(dialect)
        self._inlets_of: dict[Table, _Inlets] = {}
        self._outlets: dict[tuple[Table, tuple[str, ...]], list[_Outlet]] = {}

    def by_key(self, connection: Connection, table: Table, keys: Sequence[tuple[Any, ...]]) -> list[Row]:
        names = tuple(column.name for column in table.primary_key)
        return self._found(connection, table, names, keys)

    def by_columns(
        self,
        connection: Connection,
        table: Table,
        columns: str | tuple[str, ...],
        values: Sequence[Any],
        among: str = "",
    ) -> list[Row]:
        names = (columns,) if isinstance(columns, str) else columns
        keys = [(value,) for value in values] if isinstance(columns, str) else values
        return self._found(connection, table, names, keys, among)

    def insert(self, connection: Connection, table: Table, rows: Sequence[Row]) -> None:
        names = tuple(column.name for column in table.columns)
        self.insert_columns(connection, table, names, [[row[name] for row in rows] for name in names])

    def insert_columns(
        self, connection: Connection, table: Table, names: tuple[str, ...], columns: Sequence[Sequence[Any]]
    ) -> None:
        """Write new rows given column by column."""
        text = self._text(("insert", table, names), self._insert_many_text, table, names)
        self._run(connection, text, self._arrays(table, names, columns))

    def update(self, connection: Connection, table: Table, changes: Sequence[tuple[Row, set[str]]]) -> None:
        changed = sorted({name for _, names in changes for name in names})
        if not changed:
            return
        key = [column.name for column in table.primary_key]
        text = self._text(("update", table, tuple(changed)), self._update_many_text, table, changed, key)
        names = (*changed, *key)
        self._run(connection, text, self._arrays(table, names, [[row[name] for row, _ in changes] for name in names]))

    def shift(
        self, connection: Connection, shifts: Shifts, deltas: Sequence[tuple[tuple[Any, ...], list[int]]]
    ) -> bool:
        return len(self.shifted(connection, shifts, deltas)) == len(deltas)

    def shifted(
        self, connection: Connection, shifts: Shifts, deltas: Sequence[tuple[tuple[Any, ...], list[int]]]
    ) -> list[Row]:
        names = (*(column.name for column in shifts.table.primary_key), shifts.whole, shifts.part)
        text = self._text(("shifted", shifts.table), self._shift_many_text, shifts, len(names))
        columns = list(zip(*[(*key, *delta) for key, delta in deltas], strict=True))
        return self._read(connection, shifts.table, text, self._arrays(shifts.table, names, columns))

    # -- texts ---------------------------------------------------------------------------------------------------

    def _found(
        self,
        connection: Connection,
        table: Table,
        names: tuple[str, ...],
        keys: Sequence[Sequence[Any]],
        among: str = "",
    ) -> list[Row]:
        text = self._text(("found", table, names, among), self._found_text, table, names, among)
        return self._read(connection, table, text, self._arrays(table, names, list(zip(*keys, strict=True))))

    def _found_text(self, table: Table, names: tuple[str, ...], among: str) -> str:
        columns = ", ".join(f"t.{column.name}" for column in table.columns)
        match = " AND ".join(f"t.{name} = v.{name}" for name in names)
        also = f" AND {among}" if among else ""
        lock = f" ORDER BY {', '.join(f't.{name}' for name in names)} FOR UPDATE OF t" if table in ROOTS else ""
        return f"SELECT {columns} FROM {_unnested(names)} JOIN {table.name} AS t ON {match}{also}{lock}"

    @staticmethod
    def _insert_many_text(table: Table, names: tuple[str, ...]) -> str:
        return f"INSERT INTO {table.name} ({', '.join(names)}) SELECT * FROM {_unnested(names)}"

    @staticmethod
    def _update_many_text(table: Table, changed: list[str], key: list[str]) -> str:
        sets = ", ".join(f"{name} = v.{name}" for name in changed)
        match = " AND ".join(f"t.{name} = v.{name}" for name in key)
        return f"UPDATE {table.name} AS t SET {sets} FROM {_unnested((*changed, *key))} WHERE {match}"

    def _shift_many_text(self, shifts: Shifts, count: int) -> str:
        """The guarded shift of `Statements`, its rows taken from arrays in the order they are sent."""
        head, tail = self._shift_text(shifts, 1).split(" VALUES ", 1)
        returned = ", ".join(f"{shifts.table.name}.{column.name}" for column in shifts.table.columns)
        arrays = ", ".join(["%s"] * count)
        return f"{head} SELECT * FROM unnest({arrays}) {tail[tail.index('ON CONFLICT') :]} RETURNING {returned}"

    # -- running -------------------------------------------------------------------------------------------------

    def _read(self, connection: Connection, table: Table, text: str, values: list[Any]) -> list[Row]:
        """Most columns come as they are; only the others are gone through."""
        names, decoders = self._inlets(table)
        rows = [dict(zip(names, found, strict=True)) for found in self._execute(connection, text, values).fetchall()]
        for name, decode in decoders:
            for row in rows:
                if (value := row[name]) is not None:
                    row[name] = decode(value)
        return rows

    def _inlets(self, table: Table) -> _Inlets:
        inlets = self._inlets_of.get(table)
        if inlets is None:
            columns = self._columns(table)
            decoders = [(name, decode) for name, _, decode in columns if decode is not None and decode is not bool]
            inlets = self._inlets_of[table] = ([name for name, _, _ in columns], decoders)
        return inlets

    def _arrays(self, table: Table, names: tuple[str, ...], columns: Sequence[Sequence[Any]]) -> list[bytes]:
        outlets = self._outlets.get((table, names))
        if outlets is None:
            outlets = [(self._encoder(table, name), array_of(table.c[name])) for name in names]
            self._outlets[table, names] = outlets
        return [
            array(values if encode is None else [None if value is None else encode(value) for value in values])
            for (encode, array), values in zip(outlets, columns, strict=True)
        ]

    def _execute(self, connection: Connection, text: str, values: Sequence[Any]) -> Any:
        self.count += 1
        driver = connection.connection.driver_connection
        assert driver is not None
        return driver.execute(text, values, binary=True)

    def run(self, connection: Connection, text: str, values: Sequence[Any]) -> Any:
        """Run a statement of the server's own with its values in place."""
        return self._execute(connection, text, values)


def _unnested(names: Sequence[str]) -> str:
    return f"unnest({', '.join(['%s'] * len(names))}) AS v({', '.join(names)})"
