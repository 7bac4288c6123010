"""The unit of work: reads ahead, keeps what it read, writes once at the end with many-row statements.

A fold asks for rows by key or by a group (all lines of an order), changes them in memory, and at the end the unit writes
one statement a table. Heaps of stock and availability are not read and written back but *shifted*: their deltas are
summed up and go out in one guarded statement, so that two writers can neither lose an update nor take the same unit.

Rows read stay kept between units while this process is the only writer (a station): the second scan of a pick list
reads nothing. A failed unit forgets everything kept. Thread: the store thread.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table

from app.store.statements import Row, Shifts, Statements

Identity = tuple[Any, ...]

ROWS_KEPT_MAX = 20_000
"""Rows kept between units; a pick list needs a few dozen, so this is hours of work in about 20 MB."""


class TakenMeanwhile(Exception):
    """A guarded shift found less free than the decision saw: decide again (only with several writers)."""


@dataclass
class Kept:
    """What units of one writer remember between them."""

    rows: dict[Table, dict[Identity, Row]] = field(default_factory=dict)
    groups: dict[tuple[Table, str], dict[Any, dict[Identity, Row]]] = field(default_factory=dict)
    count: int = 0

    def forget(self) -> None:
        self.rows.clear()
        self.groups.clear()
        self.count = 0


class UnitOfWork:
    """One transaction's reads and writes."""

    def __init__(self, connection: Connection, statements: Statements, kept: Kept) -> None:
        self.connection = connection
        self._statements = statements
        self._kept = kept
        self._new: dict[Table, list[Row]] = {}
        self._changed: dict[Table, dict[Identity, tuple[Row, set[str]]]] = {}
        self._shifts: dict[Shifts, dict[Identity, list[int]]] = {}
        if kept.count > ROWS_KEPT_MAX:
            kept.forget()

    # -- reading -------------------------------------------------------------------------------------------------

    def one(self, table: Table, *key: Any) -> Row | None:
        """Return the row with this primary key, or None."""
        known = self._kept.rows.get(table, {}).get(key)
        if known is not None:
            return known
        found = self._statements.by_key(self.connection, table, [key])
        return self._keep(table, found[0]) if found else None

    def many(self, table: Table, keys: Iterable[Identity]) -> list[Row]:
        """Return the rows with these primary keys in one read; missing ones are left out."""
        known = self._kept.rows.setdefault(table, {})
        asked = list(dict.fromkeys(keys))
        missing = [key for key in asked if key not in known]
        if missing:
            for row in self._statements.by_key(self.connection, table, missing):
                self._keep(table, row)
        return [known[key] for key in asked if key in known]

    def group(self, table: Table, column: str, values: Iterable[Any]) -> list[Row]:
        """Return all rows whose `column` is one of `values`, in key order; complete groups stay kept."""
        groups = self._kept.groups.setdefault((table, column), {})
        asked = list(dict.fromkeys(values))
        missing = [value for value in asked if value not in groups]
        if missing:
            if table in self._new or table in self._changed:
                self.flush()
            groups.update((value, {}) for value in missing)
            for found in self._statements.by_column(self.connection, table, column, missing):
                row = self._keep(table, found)
                groups[row[column]][self._identity(table, row)] = row
        return [row for value in asked for _, row in sorted(groups[value].items(), key=_by_key)]

    def all(self, table: Table) -> list[Row]:
        """Return a whole small table (cartons, carriers); it stays kept."""
        groups = self._kept.groups.setdefault((table, ""), {})
        if None not in groups:
            groups[None] = {}
            for found in self._statements.whole(self.connection, table):
                row = self._keep(table, found)
                groups[None][self._identity(table, row)] = row
        return [row for _, row in sorted(groups[None].items(), key=_by_key)]

    # -- writing -------------------------------------------------------------------------------------------------

    def put(self, table: Table, **values: Any) -> Row:
        """Add a new row; it can be read and changed in this unit already."""
        row: Row = {column.name: values.get(column.name, _default(column)) for column in table.columns}
        self._new.setdefault(table, []).append(row)
        return self._keep(table, row)

    def begin_group(self, table: Table, column: str, value: Any) -> None:
        """Tell that a new parent has no rows of this group yet, so that nobody needs to read them."""
        self._kept.groups.setdefault((table, column), {}).setdefault(value, {})

    def append(self, table: Table, **values: Any) -> None:
        """Add a row that no fold reads again (journal, ledger): written, not kept."""
        row: Row = {column.name: values.get(column.name, _default(column)) for column in table.columns}
        self._new.setdefault(table, []).append(row)

    def change(self, table: Table, row: Row, **values: Any) -> None:
        """Change columns of a row got from this unit."""
        changed = {name for name, value in values.items() if row[name] != value}
        if not changed:
            return
        key = self._identity(table, row)
        for column in changed:
            self._leave(table, key, row, column)
        row.update(values)
        for column in changed:
            self._join(table, key, row, column)
        if not any(row is new for new in self._new.get(table, ())):
            self._changed.setdefault(table, {}).setdefault(key, (row, set()))[1].update(changed)

    def shift(self, shifts: Shifts, key: Identity, whole: int = 0, part: int = 0) -> None:
        """Add to a counter pair when the unit ends; a raised `part` must find that much free."""
        deltas = self._shifts.setdefault(shifts, {}).setdefault(key, [0, 0])
        deltas[0] += whole
        deltas[1] += part

    def query(self, statement: Any, parameters: dict[str, Any] | None = None) -> Sequence[Any]:
        """Run a free read. What this unit has not written yet is written first, so that the read sees it."""
        self.flush()
        return self.connection.execute(statement, parameters or {}).all()

    def flush(self) -> None:
        """Write what is waiting, one statement a table and kind, in one fixed order of tables and rows (Rule B3)."""
        for table in _ordered(self._new):
            self._statements.insert(self.connection, table, self._new[table])
        self._new.clear()
        for table in _ordered(self._changed):
            self._statements.update(self.connection, table, list(self._changed[table].values()))
        self._changed.clear()
        for shifts in sorted(self._shifts, key=lambda each: each.table.name):
            deltas = sorted((key, delta) for key, delta in self._shifts[shifts].items() if any(delta))
            if deltas and not self._statements.shift(self.connection, shifts, deltas):
                raise TakenMeanwhile(shifts.table.name)
        self._shifts.clear()

    # -- keeping -------------------------------------------------------------------------------------------------

    def _identity(self, table: Table, row: Row) -> Identity:
        return tuple(row[column.name] for column in table.primary_key)

    def _keep(self, table: Table, row: Row) -> Row:
        key = self._identity(table, row)
        rows = self._kept.rows.setdefault(table, {})
        known = rows.get(key)
        if known is not None:
            return known
        rows[key] = row
        self._kept.count += 1
        for column in [column for grouped, column in self._kept.groups if grouped is table and column]:
            self._join(table, key, row, column)
        return row

    def _join(self, table: Table, key: Identity, row: Row, column: str) -> None:
        members = self._kept.groups.get((table, column), {}).get(row[column])
        if members is not None:
            members[key] = row

    def _leave(self, table: Table, key: Identity, row: Row, column: str) -> None:
        members = self._kept.groups.get((table, column), {}).get(row[column])
        if members is not None:
            members.pop(key, None)


def _ordered(tables: Iterable[Table]) -> list[Table]:
    return sorted(tables, key=lambda table: table.name)


def _by_key(item: tuple[Identity, Row]) -> Identity:
    return item[0]


def _default(column: Any) -> Any:
    return column.default.arg if column.default is not None else None
