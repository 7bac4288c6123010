"""Imports every column's tables and folds, so that `metadata` and `FOLDS` are whole."""

from app.store import (
    allocation,
    board_filter,
    catalog,
    journal,
    local,
    orders,
    packing,
    people,
    picking,
    search,
    shipping,
    stock,
    sync_state,
)
from app.store.columns import metadata

__all__ = [
    "allocation",
    "board_filter",
    "catalog",
    "journal",
    "local",
    "metadata",
    "orders",
    "packing",
    "people",
    "picking",
    "search",
    "shipping",
    "stock",
    "sync_state",
]
