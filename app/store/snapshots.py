"""Takes a snapshot: a stream's rows from a file, own facts that it did not have on top, all in one transaction.

The file is an SQLite database with tables named as here; it may lack columns, as rows on the feed do. It is attached
and copied by the database itself, so that a million rows do not pass through the program one by one. Rows of the
stream that the file does not have are deleted. Own facts above what the file knows are folded again, but only into the
rows of this stream: in the others they are folded already.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, LargeBinary, Table, select

from app.models.facts import KINDS
from app.store.catalog import product
from app.store.columns import Key, codecs
from app.store.fold import fold
from app.store.found_products import INDEXED, KEYS_A_READ, product_of
from app.store.journal import journal, read_fact
from app.store.outbox import put_saved
from app.store.row_images import upsert_text
from app.store.search import index_products, take_out
from app.store.statements import Row
from app.store.store import Store
from app.store.stream_layout import Layout, Share
from app.store.touched import RememberingUnit
from app.store.unit_of_work import Identity, Kept

_FILE: Final = "snapshot"
"""The name under which the file is attached."""


def take_snapshot(store: Store, stream: str, file: Path | None, own_seq: int, saved: bytes) -> None:
    """Replace a stream's rows by those of the file, which knows own facts to `own_seq`; without one, see `_begin`.

    Raises: StoreFault. Thread: the store thread.
    """
    with _attached(store, file), store.writing() as connection:
        if file is None:
            _begin(store, connection, stream)
        else:
            _replace(store, connection, stream)
            _fold_on_top(store, connection, stream, own_seq)
        put_saved(connection, saved)
    store.forget()


def _replace(store: Store, connection: Connection, stream: str) -> None:
    for name, table in store.layout.tables.items():
        share = store.layout.share(stream, name)
        columns = _columns_there(connection, table)
        if columns is not None:
            _put_rows(connection, table, columns)
        if share is not None and store.layout.may_delete(stream, name, store.streams):
            _delete_others(connection, table, share, in_file=columns is not None)
    connection.exec_driver_sql("DELETE FROM touched WHERE stream = ?", (stream,))


def _begin(store: Store, connection: Connection, stream: str) -> None:
    """Begin a stream at its first row: whatever is here of it stays, and is asked for again until the server told it.

    So no scan leaves its own screen, and what the server does not have goes once it says so.
    """
    for name, table in store.layout.tables.items():
        share = store.layout.share(stream, name)
        if share is None or not store.layout.may_delete(stream, name, store.streams):
            continue
        parts = ", ".join(
            f"lower(hex({column.name}))" if isinstance(column.type, Key | LargeBinary) else column.name
            for column in table.primary_key.columns
        )
        where = f" WHERE {' AND '.join(f'{column} = ?' for column in share)}" if share else ""
        text = f"INSERT OR IGNORE INTO touched SELECT ?, ?, json_array({parts}) FROM {name}{where}"
        connection.exec_driver_sql(text, (stream, name, *share.values()))


@contextmanager
def _attached(store: Store, file: Path | None) -> Iterator[None]:
    if file is None:
        yield
        return
    with store.beside_transactions() as driver:
        driver.execute(f"ATTACH ? AS {_FILE}", (str(file),))
    try:
        yield
    finally:
        with store.beside_transactions() as driver:
            driver.execute(f"DETACH {_FILE}")


def _columns_there(connection: Connection, table: Table) -> list[str] | None:
    """The columns beside the key that both sides have; None when the file does not have the table."""
    text = f"SELECT name FROM pragma_table_info('{table.name}', '{_FILE}')"
    there = {row[0] for row in connection.exec_driver_sql(text)}
    if not there:
        return None
    return [column.name for column in table.columns if column.name in there and not column.primary_key]


def _put_rows(connection: Connection, table: Table, columns: list[str]) -> None:
    key = [column.name for column in table.primary_key.columns]
    changed = _found_otherwise(connection, columns) if table is product else []
    head, _, rest = upsert_text(table, tuple(columns)).partition(" VALUES (")
    marks, _, tail = rest.partition(")")
    given = [*key, *columns, *marks.split(", ")[len(key) + len(columns) :]]
    text = f"{head} SELECT {', '.join(given)} FROM {_FILE}.{table.name} WHERE true{tail}"
    connection.exec_driver_sql(text)
    if changed:
        index_products(connection, _products(connection, changed))


def _found_otherwise(connection: Connection, columns: list[str]) -> list[str]:
    """The products that are searched by other words in the file than here, the most popular first."""
    if not set(INDEXED) <= set(columns):
        return []
    ours, theirs = (", ".join(f"{side}.{name}" for name in INDEXED) for side in ("ours", "theirs"))
    text = (
        f"SELECT theirs.sku FROM {_FILE}.product AS theirs LEFT JOIN main.product AS ours ON ours.sku = theirs.sku "
        f"WHERE ours.sku IS NULL OR ({ours}) <> ({theirs}) ORDER BY theirs.popularity DESC"
    )
    return [row[0] for row in connection.exec_driver_sql(text)]


def _products(connection: Connection, skus: list[str]) -> Iterator[Any]:
    for start in range(0, len(skus), KEYS_A_READ):
        some = skus[start : start + KEYS_A_READ]
        found = {row.sku: row for row in connection.execute(select(product).where(product.c.sku.in_(some)))}
        yield from (product_of(found[sku]._asdict()) for sku in some)


def _delete_others(connection: Connection, table: Table, share: Mapping[str, str], *, in_file: bool) -> None:
    """Delete the stream's rows that the file does not have."""
    ours = [f"{table.name}.{name} = ?" for name in share]
    if in_file:
        same = " AND ".join(f"theirs.{column.name} = {table.name}.{column.name}" for column in table.primary_key)
        ours.append(f"NOT EXISTS (SELECT 1 FROM {_FILE}.{table.name} AS theirs WHERE {same})")
    where = f" WHERE {' AND '.join(ours)}" if ours else ""
    if table is product:
        gone = connection.exec_driver_sql(f"SELECT sku FROM main.product{where}", tuple(share.values()))
        take_out(connection, [row[0] for row in gone])
    connection.exec_driver_sql(f"DELETE FROM main.{table.name}{where}", tuple(share.values()))


def _fold_on_top(store: Store, connection: Connection, stream: str, own_seq: int) -> None:
    wanted = select(journal).where(journal.c.station == store.station, journal.c.seq > own_seq).order_by(journal.c.seq)
    rows = connection.execute(wanted).all()
    if not rows:
        return
    unit = OnTop(store, connection, stream)
    for row in rows:
        if (row.kind, row.version) in KINDS:
            fold(unit, read_fact(row))
    unit.finish()


class OnTop(RememberingUnit):
    """A unit that writes only into the rows of one stream; in all others its facts are folded already."""

    def __init__(self, store: Store, connection: Connection, stream: str) -> None:
        super().__init__(connection, store.statements, Kept(), store.streams, store.layout.cuts)
        self._layout: Layout = store.layout
        self._stream = stream

    def flush(self) -> None:
        for table, new in list(self._new.items()):
            self._new[table] = {place: row for place, row in new.items() if self._is_ours(table, row)}
            self._make_room(table, list(self._new[table].values()))
        for table, changed in list(self._changed.items()):
            self._changed[table] = {key: told for key, told in changed.items() if self._is_ours(table, told[0])}
        for shifts, sums in list(self._shifts.items()):
            names = [column.name for column in shifts.table.primary_key.columns]
            self._shifts[shifts] = {
                key: deltas
                for key, deltas in sums.items()
                if self._is_ours(shifts.table, dict(zip(names, key, strict=True)))
            }
        self._new = {table: new for table, new in self._new.items() if new}
        super().flush()

    def _is_ours(self, table: Table, row: Row) -> bool:
        share: Share = self._layout.share(self._stream, table.name)
        return share is not None and all(row[name] == value for name, value in share.items())

    def _make_room(self, table: Table, rows: list[Row]) -> None:
        """A row that another stream owns too was not deleted; it is written anew here, and asked for again."""
        encoders = {name: encode for name, encode, _ in codecs(table)}
        names = [column.name for column in table.primary_key.columns]
        text = f"DELETE FROM {table.name} WHERE {' AND '.join(f'{name} = ?' for name in names)}"
        keys: list[Identity] = [tuple(_put(encoders[name], row[name]) for name in names) for row in rows]
        for key in keys:
            self.connection.exec_driver_sql(text, key)


def _put(encode: Any, value: Any) -> Any:
    return encode(value) if encode is not None and value is not None else value


__all__ = ["OnTop", "take_snapshot"]
