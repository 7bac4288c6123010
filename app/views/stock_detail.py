"""The right side of the stock screen: one product or one place, its figures, where it lies, all that happened."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.background.desk import Desk
from app.language import tr
from app.models.stock_pages import ProductCount
from app.operations.stock import heaps_at, heaps_of_product
from app.operations.stock_pages import product_count
from app.views.kit.card import Caption, Card, Label
from app.views.kit.empty_state import EmptyState
from app.views.kit.paged_table_model import PagedTableModel, RowsModel
from app.views.kit.table_view import TableView, in_card
from app.views.setting_fields import Choices
from app.views.stock_tables import Moves, Today, heap_columns, move_columns
from app.views.stock_words import name_of

FIGURES = ("on_hand", "promised", "free", "allocated")


class StockDetail(Card):
    """A product with heaps and moves, or a place with what lies there. `changed` tells of another heap."""

    changed = Signal()

    def __init__(self, desk: Desk, today: Today) -> None:
        super().__init__(margin=20, gap=10)
        self._desk = desk
        self._shown: tuple[str, str] = ("", "")
        self._count: ProductCount | None = None
        self._heaps: Sequence[Any] = ()
        self.title, self.sub = Label("", 24, 700), Label("", 16, 500, "soft")
        self.title.setWordWrap(True)
        self.figures = {key: (Caption(), Label("–", 28, 800)) for key in FIGURES}
        self.parts = Choices(("where", "moves"), ("map-pin", "history"))
        self.parts.choose("where")
        self.parts.picked.connect(self.show_part)
        self.by_product, self.by_place = RowsModel(heap_columns(today, False)), RowsModel(heap_columns(today, True))
        self.heaps = TableView("stock_heaps", self.by_product, row_px=56)
        self.goods = TableView("stock_goods", self.by_place, row_px=56)
        self.moves_model = PagedTableModel(move_columns())
        self.moves = TableView("stock_moves", self.moves_model, row_px=56)
        self._moves_n: int | None = None
        self.moves_words = Label("", 14, 500, "soft")
        self.moves_model.counted.connect(self._say_moves)
        for table in (self.heaps, self.goods):
            table.row_chosen.connect(lambda _row: self.changed.emit())
        self._build()

    def _build(self) -> None:
        self._empty = EmptyState("warehouse")
        self._full = QWidget()
        column = QVBoxLayout(self._full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addWidget(self.sub)
        row = QHBoxLayout()
        for caption, figure in self.figures.values():
            one = QVBoxLayout()
            one.setSpacing(0)
            one.addWidget(caption)
            one.addWidget(figure)
            row.addLayout(one, 1)
        column.addLayout(row)
        column.addWidget(self.parts)
        self.stack = QStackedWidget()
        for table in (self.heaps, self.goods, self.moves):
            self.stack.addWidget(in_card(table))
        column.addWidget(self.stack, 1)
        column.addWidget(self.moves_words)
        self.pages = QStackedWidget()
        self.pages.addWidget(self._empty)
        self.pages.addWidget(self._full)
        self.body.addWidget(self.pages, 1)

    @property
    def sku(self) -> str:
        """Answer the product on show, "" for a place or nothing."""
        return self._shown[1] if self._shown[0] == "product" else ""

    def heap(self) -> Any | None:
        """Answer the heap under the cursor; the only one when there is one."""
        table = self.heaps if self._shown[0] == "product" else self.goods
        return table.current_row()

    def retranslate(self) -> None:
        """Put the words in the language in force."""
        names = (tr("On hand"), tr("Promised"), tr("Available"), tr("Allocated"))
        for (caption, _), name in zip(self.figures.values(), names, strict=True):
            caption.setText(name)
        self.parts.name((tr("Where it lies"), tr("Every move")))
        for table, name in (
            (self.heaps, tr("Where it lies")),
            (self.goods, tr("What lies here")),
            (self.moves, tr("Every move")),
        ):
            table.name(name)
            table.retranslate()
        self.heaps.empty_text = tr("None on any shelf. Receive goods with F3.")
        self.goods.empty_text = tr("This location is empty")
        self.moves.empty_text = tr("Nothing happened yet")
        self._empty.say(tr("Choose a product or a place"), tr("Scan any product, lot or shelf, or search above."))
        self._word_moves()
        self._show_words()

    def show_product(self, sku: str) -> None:
        """Show a product: figures, heaps, moves."""
        self._shown = ("product", sku)
        home = self._desk.station.warehouse
        self._desk.read(product_count, home, sku, done=self._take_count)
        self._desk.read(heaps_of_product, home, sku, done=lambda rows: self._take_heaps(sku, rows))
        self.moves_model.set_source(Moves(self._desk, sku))
        self.parts.show()
        self.show_part(self.parts.chosen)

    def show_place(self, code: str) -> None:
        """Show what lies at a place."""
        self._shown = ("place", code)
        self._count = None
        self._desk.read(heaps_at, self._desk.station.warehouse, code, done=lambda rows: self._take_heaps(code, rows))
        self.parts.hide()
        self.stack.setCurrentIndex(1)
        self._show_words()

    def refresh(self) -> None:
        """Read what is on show anew."""
        kind, key = self._shown
        if kind == "product":
            self.show_product(key)
        elif kind == "place":
            self.show_place(key)

    def show_part(self, part: str) -> None:
        """Show where a product lies, or what happened to it."""
        self.parts.choose(part)
        self.stack.setCurrentIndex(2 if part == "moves" else 0)
        self._show_words()
        self.changed.emit()

    def _take_count(self, count: ProductCount | None) -> None:
        if count is not None and count.sku == self.sku:
            self._count = count
            self._show_words()

    def _take_heaps(self, key: str, rows: Sequence[Any]) -> None:
        if key != self._shown[1]:
            return
        self._heaps = rows
        table, model = (self.heaps, self.by_product) if self.sku else (self.goods, self.by_place)
        before = table.current_row()
        model.set_rows(rows)
        at = next((index for index, row in enumerate(rows) if before is not None and row.key == before.key), 0)
        if rows:
            table.choose(at)
        self._show_words()
        self.changed.emit()

    def _show_words(self) -> None:
        kind, key = self._shown
        self.pages.setCurrentIndex(1 if kind else 0)
        self.moves_words.setVisible(self.stack.currentIndex() == 2)
        allocated = sum(row.allocated for row in self._heaps)
        if kind == "place":
            self.title.setText(key)
            self.sub.setText(tr("What lies here"))
            values = {"on_hand": sum(row.on_hand for row in self._heaps), "allocated": allocated}
        else:
            count = self._count
            self.title.setText(name_of(count) if count is not None else key)
            self.sub.setText(key)
            values = {"allocated": allocated}
            if count is not None:
                values |= {"on_hand": count.on_hand, "promised": count.promised, "free": count.free}
        for name, (caption, figure) in self.figures.items():
            figure.setText(f"{values[name]:,}" if name in values else "–")
            figure.set_ink("wrong" if values.get(name, 0) < 0 else "ink")
            for part in (caption, figure):
                part.setVisible(kind != "place" or name in values)

    def _say_moves(self, count: int) -> None:
        self._moves_n = count
        self._word_moves()

    def _word_moves(self) -> None:
        """Say how many moves there are, once that is known."""
        count = self._moves_n
        text = "" if count is None else tr("{count} moves, newest first").format(count=f"{count:,}")
        self.moves_words.setText(text)
