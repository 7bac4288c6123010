"""The tables of the stock screen and where their rows come from: pages asked of SQL as they come into view."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from app.background.desk import Desk
from app.language import later, tr
from app.models.stock_pages import LotCount, MoveShown, PlaceCount, ProductCount
from app.operations.stock_pages import (
    lots_count,
    lots_page,
    moves_count,
    moves_page,
    places_count,
    places_page,
    products_count,
    products_page,
)
from app.views.kit.columns import Column
from app.views.kit.paged_table_model import PageWanted
from app.views.stock_words import (
    SOON,
    expiry_tone,
    expiry_word,
    kind_word,
    local_time,
    name_of,
    place_word,
    reason_word,
)
from app.views.verdict import Tone

Today = Callable[[], date]
OnCount = Callable[[int], None]
OnRows = Callable[[Sequence[Any]], None]


class Products:
    """Every product of the warehouse."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._home = desk, desk.station.warehouse

    def count(self, on_done: OnCount) -> None:
        self._desk.read(products_count, self._home, done=on_done)

    def rows(self, wanted: PageWanted, on_done: OnRows) -> None:
        order = (wanted.sort, wanted.descending)
        self._desk.read(products_page, self._home, wanted.first, wanted.size, order, done=on_done)


class Places:
    """Every shelf of the warehouse."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._home = desk, desk.station.warehouse

    def count(self, on_done: OnCount) -> None:
        self._desk.read(places_count, self._home, done=on_done)

    def rows(self, wanted: PageWanted, on_done: OnRows) -> None:
        order = (wanted.sort, wanted.descending)
        self._desk.read(places_page, self._home, wanted.first, wanted.size, order, done=on_done)


class Lots:
    """Lots, first to expire first: all of them, those near their end, those past it, those on hold."""

    def __init__(self, desk: Desk, only: str, today: date) -> None:
        self._desk, self._home = desk, desk.station.warehouse
        within = {"soon": (today, today + SOON), "expired": (date.min, today - timedelta(days=1))}.get(only)
        self._only = (within, only == "held")

    def count(self, on_done: OnCount) -> None:
        self._desk.read(lots_count, self._home, self._only, done=on_done)

    def rows(self, wanted: PageWanted, on_done: OnRows) -> None:
        self._desk.read(lots_page, self._home, wanted.first, wanted.size, self._only, done=on_done)


class Moves:
    """Everything that ever happened to a product's stock, newest first."""

    def __init__(self, desk: Desk, sku: str) -> None:
        self._desk, self._home, self._sku = desk, desk.station.warehouse, sku

    def count(self, on_done: OnCount) -> None:
        self._desk.read(moves_count, self._home, self._sku, done=on_done)

    def rows(self, wanted: PageWanted, on_done: OnRows) -> None:
        self._desk.read(moves_page, self._home, self._sku, wanted.first, wanted.size, done=on_done)


def product_columns(today: Today) -> tuple[Column, ...]:
    """SKU and name, the three figures, the first expiry."""
    return (
        Column("sku", later("Product"), 300, name_of, lambda row: row.sku, stretch=True, strong=True, sortable=True),
        Column("on_hand", later("On hand"), 110, lambda row: f"{row.on_hand:,}", right=True, sortable=True),
        Column("promised", later("Promised"), 110, lambda row: f"{row.promised:,}", right=True, sortable=True),
        Column("free", later("Available"), 110, _free, tone=_free_tone, right=True, strong=True, sortable=True),
        Column("expires", later("First expiry"), 200, lambda row: expiry_word(row.expires_on, today()),
               tone=lambda row: expiry_tone(row.expires_on, today()), badge=True),
    )  # fmt: skip


def _free(row: ProductCount) -> str:
    return f"{row.free:,}"


def _free_tone(row: ProductCount) -> Tone:
    return Tone.WRONG if row.free < 0 else Tone.ATTENTION if row.free == 0 else Tone.GOOD


def place_columns() -> tuple[Column, ...]:
    """Location, zone, what lies there, shortage."""
    return (
        Column("code", later("Location"), 160, lambda row: row.code, strong=True, sortable=True, stretch=True),
        Column("zone", later("Zone"), 110, lambda row: row.zone, sortable=True),
        Column("kind", later("Kind"), 120, lambda row: tr("Reserve") if row.kind == "reserve" else tr("Pick face")),
        Column("products", later("Products"), 110, lambda row: f"{row.products_n:,}", right=True),
        Column("on_hand", later("On hand"), 110, lambda row: f"{row.on_hand:,}", right=True, strong=True),
        Column("state", later("State"), 130, _place_state, tone=_place_tone, badge=True),
    )


def _place_state(row: PlaceCount) -> str:
    if row.allocated > row.on_hand:
        return tr("Short {count}").format(count=row.allocated - row.on_hand)
    return "" if row.on_hand else tr("Empty")


def _place_tone(row: PlaceCount) -> Tone:
    return Tone.WRONG if row.allocated > row.on_hand else Tone.PLAIN


def lot_columns(today: Today) -> tuple[Column, ...]:
    """Lot, product, expiry, figures, hold."""
    return (
        Column("lot", later("Lot"), 150, lambda row: row.lot, strong=True),
        Column("product", later("Product"), 240, name_of, lambda row: row.sku, stretch=True),
        Column("expires", later("Expires"), 200, lambda row: expiry_word(row.expires_on, today()),
               tone=lambda row: expiry_tone(row.expires_on, today()), badge=True),
        Column("on_hand", later("On hand"), 100, lambda row: f"{row.on_hand:,}", right=True, strong=True),
        Column("state", later("State"), 130, _lot_state, tone=_lot_tone, badge=True),
    )  # fmt: skip


def _lot_state(row: LotCount) -> str:
    if row.on_hold:
        return tr("On hold")
    return tr("Short {count}").format(count=row.allocated - row.on_hand) if row.allocated > row.on_hand else ""


def _lot_tone(row: LotCount) -> Tone:
    return Tone.WRONG if row.on_hold or row.allocated > row.on_hand else Tone.PLAIN


def heap_columns(today: Today, by_place: bool) -> tuple[Column, ...]:
    """The heaps of a product, or of a place: what, how many, how many of them are allocated, expiry."""
    what = (
        Column("product", later("Product"), 180, name_of, _goods_detail, stretch=True, strong=True)
        if by_place
        else Column("place", later("Location"), 150, lambda row: place_word(row.key.location), _lot_detail,
                    stretch=True, strong=True)
    )  # fmt: skip
    return (
        what,
        Column("on_hand", later("On hand"), 96, lambda row: f"{row.on_hand:,}", _allocated, right=True, strong=True),
        Column("state", later("State"), 150, lambda row: heap_state(row, today()),
               tone=lambda row: heap_tone(row, today()), badge=True),
    )  # fmt: skip


def _allocated(row: Any) -> str:
    return tr("{count} allocated").format(count=f"{row.allocated:,}") if row.allocated else ""


def heap_state(row: Any, today: date) -> str:
    """Say the gravest thing of a heap: short, on hold, its expiry."""
    if row.short:
        return tr("Short {count}").format(count=row.short)
    return tr("On hold") if row.lot_on_hold else expiry_word(row.expires_on, today)


def heap_tone(row: Any, today: date) -> Tone:
    """Answer the tone of the gravest thing of a heap."""
    return Tone.WRONG if row.short or row.lot_on_hold else expiry_tone(row.expires_on, today)


def _lot_detail(row: Any) -> str:
    return "  ·  ".join(filter(None, (row.key.lot, row.key.serial)))


def _goods_detail(row: Any) -> str:
    return "  ·  ".join(filter(None, (row.key.sku, row.key.lot, row.key.serial)))


def short_columns() -> tuple[Column, ...]:
    """Heaps that hold less than is allocated (Rule B4)."""
    return (
        Column("place", later("Location"), 150, lambda row: row.key.location, strong=True),
        Column("product", later("Product"), 240, name_of, _goods_detail, stretch=True),
        Column("on_hand", later("On hand"), 110, lambda row: f"{row.on_hand:,}", right=True),
        Column("allocated", later("Allocated"), 110, lambda row: f"{row.allocated:,}", right=True),
        Column("short", later("Missing"), 120, lambda row: f"{row.short:,}", tone=lambda _row: Tone.WRONG,
               right=True, strong=True),
    )  # fmt: skip


def put_back_columns() -> tuple[Column, ...]:
    """Goods in staging on their way back."""
    return (
        Column("place", later("Back to"), 140, lambda row: row.location, strong=True),
        Column("product", later("Product"), 240, name_of, _task_detail, stretch=True),
        Column("quantity", later("Quantity"), 110, lambda row: f"{row.quantity:,}", right=True, strong=True),
        Column("order", later("Order"), 170, lambda row: row.order_number),
        Column("since", later("Since"), 120, lambda row: local_time(row.requested_at), right=True),
    )


def count_columns() -> tuple[Column, ...]:
    """Places to be counted."""
    return (
        Column("place", later("Location"), 140, lambda row: row.location, strong=True),
        Column("product", later("Product"), 240, name_of, lambda row: row.sku, stretch=True),
        Column("reason", later("Why"), 200, lambda row: reason_word(row.reason)),
        Column("since", later("Since"), 120, lambda row: local_time(row.requested_at), right=True),
    )


def _task_detail(row: Any) -> str:
    return "  ·  ".join(filter(None, (row.sku, row.lot, row.serial)))


def move_columns() -> tuple[Column, ...]:
    """What happened, from where to where, how many, who and when."""
    return (
        Column("what", later("What"), 200, _what, _way,
               stretch=True, strong=True),
        Column("quantity", later("Quantity"), 86, lambda row: f"{row.quantity:,}",
               lambda row: row.lot or row.serial, right=True),
        Column("who", later("Who and when"), 116, lambda row: row.worker or "–", lambda row: local_time(row.at)),
    )  # fmt: skip


def _way(row: MoveShown) -> str:
    return f"{place_word(row.from_location)} → {place_word(row.to_location)}"


def _what(row: MoveShown) -> str:
    why = " · ".join(filter(None, (reason_word(row.reason), row.note)))
    return f"{kind_word(row.kind)}: {why}" if why else kind_word(row.kind)
