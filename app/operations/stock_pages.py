"""Look-ups for the long lists of the stock screen and for the receiving desk, run by `Desk.read`."""

from app.store.stock_pages import (
    lots_count,
    lots_page,
    moves_count,
    moves_page,
    places_count,
    places_page,
    product_count,
    products_count,
    products_page,
    receiving_card,
    skus_of_lot,
)

__all__ = [
    "lots_count",
    "lots_page",
    "moves_count",
    "moves_page",
    "places_count",
    "places_page",
    "product_count",
    "products_count",
    "products_page",
    "receiving_card",
    "skus_of_lot",
]
