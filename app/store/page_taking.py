"""Takes a page of the feed: rows and cursor in one transaction, in statements of many rows (SYNC.md §3).

A row may come with some of its columns only, because it travels in parts on several streams (`streams.py`): those are
written, the others keep their values or, in a new row, get their defaults. Positions are gapless and a page goes on
from where the station stands, so what it says of a row is newer than anything the server said before and, as no page is
taken while own facts are on their way, newer than what own facts guessed.

A page that cannot be taken would block all pages after it. So when a row takes a number or a badge that another one
has here, that other one is deleted and asked for again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import Connection

from app.models.wire import Page
from app.store.catalog import product
from app.store.found_products import Found, found_words, indexing
from app.store.journal import journal
from app.store.outbox import put_saved
from app.store.row_images import APPEND_ONLY, Image, merged, needed, unique_columns, upsert_text
from app.store.store import Store
from app.store.sync_state import key_identity, touched
from app.store.touched import touch

ROWS_A_STATEMENT: Final = 200
"""About a millisecond; between two statements a scan that waits is let through."""
DROPPED_ONE_BY_ONE_MAX: Final = 2_000
"""Above this everything that units remember is forgotten, which costs the next scan a few reads."""
SomebodyWaits = Callable[[], bool]
"""Answers whether the store thread has something more urgent to do."""


class GaveWay(Exception):
    """Somebody waited: nothing was written."""


def nobody_waits() -> bool:
    """Nobody does."""
    return False


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page whose rows are read: all that can be done before the store thread is asked for."""

    page: Page
    images: tuple[Image, ...]


def read_page(store: Store, page: Page) -> ReadPage:
    """Read a page's rows; of other stations' facts too, of the own ones never. Raises: ValueError. Thread: any."""
    layout = store.layout
    images = [
        image
        for image in merged((*page.rows, *page.again), layout.tables)
        if image.table is not journal or (image.key[0] != store.station and not image.deleted)
    ]
    for image in images:
        if image.deleted and not layout.may_delete(page.stream, image.table.name, store.streams):
            image.deleted = False
    return ReadPage(page, tuple(images))


def take_page(
    store: Store, read: ReadPage, last_seq: int, saved: bytes, somebody_waits: SomebodyWaits = nobody_waits
) -> bool:
    """Write a page's rows and what the engine saves with them; False when a scan came first, and nothing is written.

    Raises: StoreFault. Thread: the store thread, so that nothing is recorded in between.
    """
    if store.journal.seq != last_seq:
        return False
    try:
        try:
            _write(store, read, saved, somebody_waits)
        except sqlite.IntegrityError:
            _write_one_by_one(store, read, saved)
    except GaveWay:
        return False
    drop_kept(store, read.images)
    return True


def _write(store: Store, read: ReadPage, saved: bytes, waits: SomebodyWaits) -> None:
    with store.writing() as connection:
        words = _words_before(connection, read.images)
        driver = _driver(connection)
        for text, values in (*_deletes(read.images), *_upserts(read.images)):
            for start in range(0, len(values), ROWS_A_STATEMENT):
                if waits():
                    raise GaveWay
                driver.executemany(text, values[start : start + ROWS_A_STATEMENT])
        for _ in indexing(connection, store.statements, words):
            if waits():
                raise GaveWay
        _finish(connection, read.page, saved)


def _write_one_by_one(store: Store, read: ReadPage, saved: bytes) -> None:
    """Write each row by itself and make room for it: for the page that hits a unique index."""
    page, images = read.page, read.images
    with store.writing() as connection:
        words = _words_before(connection, images)
        driver = _driver(connection)
        for text, values in _deletes(images):
            driver.executemany(text, values)
        driven_out: list[tuple[str, str, str]] = []
        for image in images:
            if image.values is not None:
                image.values = {n: v for n, v in image.values.items() if v is not None or n not in needed(image.table)}
                driven_out += [(page.stream, *names) for names in _make_room(driver, image)]
                for text, values in _upserts([image]):
                    driver.executemany(text, values)
        for _ in indexing(connection, store.statements, words):
            pass  # all of it
        _finish(connection, page, saved)
        touch(connection, store.statements, driven_out)
    store.forget()


def _make_room(driver: Any, image: Image) -> list[tuple[str, str]]:
    """Delete whoever holds a value that must be this row's alone; answer their entities and keys."""
    table, values = image.table, image.values or {}
    key = [column.name for column in table.primary_key.columns]
    others = []
    for name in unique_columns(table) if table.name not in APPEND_ONLY else ():
        if values.get(name) is None:
            continue
        where = f"{name} = ? AND ({', '.join(key)}) <> ({', '.join('?' * len(key))})"
        found = driver.execute(f"SELECT {', '.join(key)} FROM {table.name} WHERE {where}", (values[name], *image.key))
        others += [Image(table, list(row), None, deleted=True) for row in found.fetchall()]
    for text, keys in _deletes(others):
        driver.executemany(text, keys)
    return [(table.name, other.key_text) for other in others]


def _finish(connection: Connection, page: Page, saved: bytes) -> None:
    if connection.exec_driver_sql("SELECT 1 FROM touched WHERE stream = ? LIMIT 1", (page.stream,)).first():
        text = f"DELETE FROM {touched.name} WHERE stream = ? AND entity = ? AND key = ?"
        told = [(page.stream, row.entity, row.key) for row in (*page.rows, *page.again)]
        _driver(connection).executemany(text, told)
    put_saved(connection, saved)


def drop_kept(store: Store, images: Sequence[Image]) -> None:
    """Make units read anew what was written here."""
    if len(images) > DROPPED_ONE_BY_ONE_MAX:
        store.forget()
        return
    for image in images:
        if store.keeps(image.table):
            store.drop(image.table, key_identity(image.table, image.key), image.row())


def _deletes(images: Sequence[Image]) -> list[tuple[str, list[Any]]]:
    keys: dict[str, list[Any]] = {}
    for image in images:
        if image.deleted:
            where = " AND ".join(f"{column.name} = ?" for column in image.table.primary_key.columns)
            keys.setdefault(f"DELETE FROM {image.table.name} WHERE {where}", []).append(image.key)
    return list(keys.items())


def _upserts(images: Sequence[Image]) -> list[tuple[str, list[Any]]]:
    """Statements and their rows; rows of one table with the same columns go together, in the order they came."""
    batches: dict[tuple[str, tuple[str, ...]], tuple[str, list[Any]]] = {}
    for image in images:
        if image.values is None:
            continue
        columns = tuple(image.values)
        batch = batches.get((image.table.name, columns))
        if batch is None:
            batch = batches[image.table.name, columns] = (upsert_text(image.table, columns), [])
        batch[1].append((*image.key, *image.values.values()))
    return list(batches.values())


def _words_before(connection: Connection, images: Sequence[Image]) -> Found:
    return found_words(connection, [image for image in images if image.table is product])


def _driver(connection: Connection) -> Any:
    driver = connection.connection.driver_connection
    assert driver is not None
    return driver
