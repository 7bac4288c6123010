"""Pages of the feed for tests: rows as a server tells them."""

from typing import Any

import msgspec

from app.models.wire import NOTHING_YET, Ack, FeedRow, Page
from app.store.page_taking import SomebodyWaits, nobody_waits, read_page, take_page
from app.store.store import Store
from tests.store.builders import NOW

SZ = "warehouse/SZ"
SAVED = b"the engine's own"


def key_text_of(key: list[Any]) -> str:
    """A key of the driver's values as it travels."""
    return msgspec.json.encode([part.hex() if isinstance(part, bytes) else part for part in key]).decode()


def a_row(entity: str, key: list[Any], **values: Any) -> FeedRow:
    """One row's news; without values it is gone."""
    return FeedRow(0, entity, key_text_of(key), 1, not values, "P02", 1, msgspec.msgpack.encode(values))


def a_heap(place: str, on_hand: int, sku: str = "TEA-1") -> FeedRow:
    return a_row("stock", ["SZ", place, sku, "", ""], on_hand=on_hand, allocated=0)


def a_page(
    *rows: FeedRow, stream: str = SZ, again: tuple[FeedRow, ...] = (), after: int = 0, mine: Ack = NOTHING_YET
) -> Page:
    placed = tuple(
        FeedRow(after + place, row.entity, row.key, 1, row.gone, "P02", 1, row.row) for place, row in enumerate(rows, 1)
    )
    return Page(stream, 1, NOW, after, after + len(rows), after + len(rows), mine, placed, again)


def take(store: Store, page: Page, waits: SomebodyWaits = nobody_waits, saved: bytes = SAVED) -> bool:
    """Take a page as the runner does when no own fact is on its way."""
    return take_page(store, read_page(store, page), store.journal.seq, saved, waits)


def values(store: Store, text: str, *bound: Any) -> list[tuple[Any, ...]]:
    """What the file says, by a connection of its own."""
    with store.reader() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(text, bound)]
