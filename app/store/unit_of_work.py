"""The unit of work: reads ahead, keeps what it read, writes once at the end with many-row statements.

A fold asks for rows by key or by a group (all lines of an order), changes them in memory, and at the end the unit
writes one statement a table. Heaps of stock and availability are not read and written back but *shifted*: their deltas
are summed up and go out in one guarded statement, so that two writers can neither lose an update nor take the same
unit.

Rows read stay kept between units while this process is the only writer (a station): the second scan of a pick list
reads nothing. A failed unit forgets everything kept. Thread: the store thread.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Table

from app.store.statements import Row, Shifts, Statements

V = TypeVar("V")
Identity = tuple[Any, ...]
Columns = str | tuple[str, ...]
"""What a group is grouped by: one column, or several together."""

ROWS_KEPT_MAX = 20_000
"""Rows kept between units; a pick list needs a few dozen, so this is hours of work in about 20 MB."""


class TakenMeanwhile(Exception):
    """A guarded shift found less free than the decision saw: decide again (only with several writers)."""


@dataclass
class Kept:
    """What units of one writer remember between them: rows, keys without a row, groups, and tables known whole."""

    rows: dict[Table, dict[Identity, Row]] = field(default_factory=dict)
    absent: dict[Table, set[Identity]] = field(default_factory=dict)
    groups: dict[Table, dict[Columns, dict[Any, dict[Identity, Row]]]] = field(default_factory=dict)
    whole: set[Table] = field(default_factory=set)
    made: dict[Hashable, tuple[list[int], Any]] = field(default_factory=dict)
    changes: defaultdict[Table, int] = field(default_factory=lambda: defaultdict(int))
    count: int = 0

    def forget(self) -> None:
        self.rows.clear()
        self.absent.clear()
        self.groups.clear()
        self.whole.clear()
        self.made.clear()
        self.count = 0

    def drop(self, table: Table, key: Identity, written: Row) -> None:
        """Forget one row that something else wrote, and the groups it was in or is in now.

        `written` is the row as far as it is known; a group by a column that is not is forgotten with all its like.
        """
        known = self.rows.get(table, {}).pop(key, None)
        self.absent.get(table, _NONE).discard(key)
        self.whole.discard(table)
        self.changes[table] += 1
        for columns, groups in self.groups.get(table, {}).items():
            if known is not None:
                groups.pop(_value(known, columns), None)
            if columns in written if isinstance(columns, str) else written.keys() >= set(columns):
                groups.pop(_value(written, columns), None)
            else:
                groups.clear()

    def has(self, table: Table) -> bool:
        """Tell whether anything of a table is kept, be it that there is no such row."""
        return bool(self.rows.get(table) or self.absent.get(table) or self.groups.get(table) or table in self.whole)


class UnitOfWork:
    """One transaction's reads and writes."""

    def __init__(self, connection: Connection, statements: Statements, kept: Kept) -> None:
        self.connection = connection
        self._statements = statements
        self._kept = kept
        self._new: dict[Table, dict[int, Row]] = {}
        self._changed: dict[Table, dict[Identity, tuple[Row, set[str]]]] = {}
        self._shifts: dict[Shifts, dict[Identity, list[int]]] = {}
        if kept.count > ROWS_KEPT_MAX:
            kept.forget()

    # -- reading -------------------------------------------------------------------------------------------------

    def one(self, table: Table, *key: Any) -> Row | None:
        """Return the row with this primary key, or None; that there is none is remembered too."""
        known = self._kept.rows.get(table, {}).get(key)
        if known is None:
            found = self.many(table, [key])
            return found[0] if found else None
        return known

    def many(self, table: Table, keys: Iterable[Identity]) -> list[Row]:
        """Return the rows with these primary keys in one read; missing ones are left out."""
        known = self._kept.rows.setdefault(table, {})
        absent = self._kept.absent.setdefault(table, set())
        asked = list(dict.fromkeys(keys))
        missing = [key for key in asked if key not in known and key not in absent]
        if missing and table not in self._kept.whole:
            for row in self._statements.by_key(self.connection, table, missing):
                self._keep(table, row)
            if table not in self._new:  # appended rows are not in the table yet
                nowhere = [key for key in missing if key not in known]
                absent.update(nowhere)
                self._kept.count += len(nowhere)
        return [known[key] for key in asked if key in known]

    def group(self, table: Table, columns: Columns, values: Iterable[Any], among: str = "") -> list[Row]:
        """Return all rows whose `columns` are one of `values`, in key order; complete groups stay kept.

        `among` is the SQL condition of a partial index: only such rows are looked for. A row that left it since may be
        in the answer, so the caller looks at what it is told; the same columns are always asked with the same `among`.
        """
        groups = self._kept.groups.setdefault(table, {}).setdefault(columns, {})
        asked = list(dict.fromkeys(values))
        missing = [value for value in asked if value not in groups]
        if missing:
            if table in self._new or table in self._changed:
                self.flush()
            groups.update((value, {}) for value in missing)
            for found in self._statements.by_columns(self.connection, table, columns, missing, among):
                row = self._keep(table, found)
                groups[_value(row, columns)][_identity(table, row)] = row
        if len(asked) == 1 and len(groups[asked[0]]) < 2:
            return list(groups[asked[0]].values())
        return [row for value in asked for _, row in sorted(groups[value].items(), key=_by_key)]

    def all(self, table: Table) -> list[Row]:
        """Return a whole small table (cartons, carriers); it stays kept."""
        self.keep_whole(table)
        return [row for _, row in sorted(self._kept.rows.get(table, {}).items(), key=_by_key)]

    def keep_whole(self, table: Table) -> None:
        """Read a small table whole, so that no key of it is looked for again."""
        if table not in self._kept.whole:
            for found in self._statements.whole(self.connection, table):
                self._keep(table, found)
            self._kept.whole.add(table)

    def keep(self, table: Table, found: Row) -> Row:
        """Keep a row that a free read brought with all its columns; a row kept already stays as it is."""
        return self._keep(table, found)

    def value(self, key: Hashable, tables: Sequence[Table], make: Callable[[], V]) -> V:
        """Return what `make` makes of kept rows of these tables; made anew once one of them is new or changed."""
        changes = self._kept.changes
        found = self._kept.made.get(key)
        if found is None or found[0] != [changes[table] for table in tables]:
            value = make()  # which may read rows that are new here
            found = self._kept.made[key] = ([changes[table] for table in tables], value)
        kept: V = found[1]
        return kept

    # -- writing -------------------------------------------------------------------------------------------------

    def put(self, table: Table, **values: Any) -> Row:
        """Add a new row; it can be read and changed in this unit already."""
        row = _blank(table) | values
        self._new.setdefault(table, {})[id(row)] = row
        return self._keep(table, row)

    def begin_group(self, table: Table, columns: Columns, value: Any) -> None:
        """Tell that a new parent has no rows of this group yet, so that nobody needs to read them."""
        self._kept.groups.setdefault(table, {}).setdefault(columns, {}).setdefault(value, {})

    def append(self, table: Table, **values: Any) -> Row:
        """Add a row that no fold reads again (journal, ledger): written, not kept."""
        row = _blank(table) | values
        self._new.setdefault(table, {})[id(row)] = row
        if absent := self._kept.absent.get(table):
            absent.discard(_identity(table, row))
        return row

    def change(self, table: Table, row: Row, **values: Any) -> None:
        """Change columns of a row got from this unit."""
        changed = {name for name, value in values.items() if row[name] != value}
        if not changed:
            return
        key = _identity(table, row)
        moved = [
            columns
            for columns in self._kept.groups.get(table, ())
            if (columns in changed if isinstance(columns, str) else not changed.isdisjoint(columns))
        ]
        for columns in moved:
            self._members(table, columns, row).pop(key, None)
        self._kept.changes[table] += 1
        row.update(values)
        for columns in moved:
            self._members(table, columns, row)[key] = row
        if id(row) not in self._new.get(table, ()):
            self._changed.setdefault(table, {}).setdefault(key, (row, set()))[1].update(changed)

    def shift(self, shifts: Shifts, key: Identity, whole: int = 0, part: int = 0) -> None:
        """Add to a counter pair when the unit ends; a raised `part` must find that much free.

        What comes to nothing in the end is written too: a heap that was there for a moment is a row, as it would be had
        each fact been a unit of its own (SYNC.md §7, I9).
        """
        if not whole and not part:
            return
        deltas = self._shifts.setdefault(shifts, {}).setdefault(key, [0, 0])
        deltas[0] += whole
        deltas[1] += part

    def query(self, statement: Any, parameters: dict[str, Any] | None = None) -> Sequence[Any]:
        """Run a free read. What this unit has not written yet is written first, so that the read sees it."""
        self.flush()
        self._statements.count += 1
        return self.connection.execute(statement, parameters or {}).all()

    def flush(self) -> None:
        """Write what is waiting, one statement a table and kind, in one fixed order of tables and rows (Rule B3)."""
        for table in _ordered(self._new):
            self._statements.insert(self.connection, table, list(self._new[table].values()))
        self._new.clear()
        for table in _ordered(self._changed):
            self._statements.update(self.connection, table, list(self._changed[table].values()))
        self._changed.clear()
        for shifts in sorted(self._shifts, key=lambda each: each.table.name):
            if not self._shift(shifts, sorted(self._shifts[shifts].items())):
                raise TakenMeanwhile(shifts.table.name)
        self._shifts.clear()

    def finish(self) -> None:
        """Write what is waiting; nothing is changed afterwards."""
        self.flush()

    def _shift(self, shifts: Shifts, deltas: Sequence[tuple[Identity, list[int]]]) -> bool:
        some = [(key, delta) for key, delta in deltas if any(delta)]
        return not some or self._statements.shift(self.connection, shifts, some)

    # -- keeping -------------------------------------------------------------------------------------------------

    def _keep(self, table: Table, row: Row) -> Row:
        key = _identity(table, row)
        rows = self._kept.rows.setdefault(table, {})
        known = rows.get(key)
        if known is not None:
            return known
        rows[key] = row
        self._kept.count += 1
        self._kept.changes[table] += 1
        self._kept.absent.get(table, _NONE).discard(key)
        for columns in self._kept.groups.get(table, ()):
            self._members(table, columns, row)[key] = row
        return row

    def _members(self, table: Table, columns: Columns, row: Row) -> dict[Identity, Row]:
        """The kept group that a row belongs to; one to throw away when that group is not kept."""
        return self._kept.groups[table][columns].get(_value(row, columns), {})


_NONE: set[Identity] = set()


def _value(row: Row, columns: Columns) -> Any:
    return row[columns] if isinstance(columns, str) else tuple(row[name] for name in columns)


def _ordered(tables: Iterable[Table]) -> list[Table]:
    return sorted(tables, key=lambda table: table.name)


def _by_key(item: tuple[Identity, Row]) -> Identity:
    return item[0]


@cache
def _blank(table: Table) -> Row:
    """A new row before its values are put in: every column with its default."""
    return {column.name: getattr(column.default, "arg", None) for column in table.columns}


@cache
def _key_names(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key)


def _identity(table: Table, row: Row) -> Identity:
    return tuple([row[name] for name in _key_names(table)])
