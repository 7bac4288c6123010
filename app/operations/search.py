"""The search boxes: products and customers as one types, of which only the newest question is answered.

Nothing found is not the end: Chinese is tried by its sound next, because an input method offers the wrong character of
the right syllable, and then by likeness, because people mistype.
"""

import re

from app.models.orders import Customer
from app.operations.pinyin import pinyin_of
from app.store.customers import LastOrder, LastPrice, find_customers, last_orders, last_prices
from app.store.search import HITS, ProductFound, find_products
from app.store.similar import find_similar
from app.store.store import Store
from app.store.turns import Overtaken, Turns

__all__ = ["LastOrder", "LastPrice", "Overtaken", "ProductFound", "SearchBox", "buyer_history"]

SIMILAR_LENGTH_MIN = 3
"""Letters typed before a text that finds nothing is taken for mistyped; of Chinese, two characters are enough."""
_HAN = re.compile("[\u3400-\u9fff]")


class SearchBox:
    """One box. Call `typed` on the UI thread with each keystroke, the others with its answer on a reader's."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turns = Turns()

    def typed(self) -> int:
        """Announce a keystroke; the answer to the one before is stopped."""
        return self._turns.take()

    def products(self, turn: int, text: str, limit: int = HITS) -> tuple[ProductFound, ...]:
        """Find products, the best sellers first; like ones when none is right. Raises: Overtaken, Fault."""
        with self._store.reader() as connection, self._turns.answering(turn, connection):
            found = find_products(connection, text, limit)
            spelling = "" if found or not _HAN.search(text) else pinyin_of(text)[0]
            if spelling:
                found = find_products(connection, spelling, limit)
            letters = sum(char.isalpha() for char in text)
            if not found and letters >= (2 if spelling else SIMILAR_LENGTH_MIN):
                found = find_similar(connection, text, spelling, limit)
        return found

    def customers(self, turn: int, text: str, limit: int = HITS) -> tuple[Customer, ...]:
        """Find customers by the phone's last figures, name, pinyin or initials. Raises: Overtaken, Fault."""
        with self._store.reader() as connection, self._turns.answering(turn, connection):
            found = find_customers(connection, text, limit)
            if not found and _HAN.search(text):
                found = find_customers(connection, pinyin_of(text)[0], limit)
        return found


def buyer_history(store: Store, customer: Customer) -> tuple[tuple[LastOrder, ...], dict[str, LastPrice]]:
    """Answer a caller's newest orders and, by SKU, what he paid last. Thread: reader. Raises: Fault."""
    with store.reader() as connection:
        return last_orders(connection, customer.customer_id), last_prices(connection, customer.customer_id)
