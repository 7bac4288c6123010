"""The product list of the order desk (F12): every product by what is typed, with price, stock and the caller's last.

Type to narrow, Up and Down to move, Enter takes the product and leaves the list open for the next, Esc closes it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.background.desk import Desk
from app.language import later, tr
from app.models.barcodes import Scan
from app.models.catalog import ProductStatus
from app.operations.order_desk import LastPrice, ProductFound, free_units, products_of
from app.operations.search import Overtaken, SearchBox
from app.views.desk_words import by_language, money, percent
from app.views.kit.card import Label
from app.views.kit.columns import Column
from app.views.kit.dialog import Action, Dialog
from app.views.kit.table_view import LineTable
from app.views.theme import font
from app.views.verdict import Tone

LISTED_MAX: Final = 60


@dataclass(frozen=True, slots=True)
class Listed:
    """One product of the list with what is free of it, here and in all, and what the caller paid last."""

    product: ProductFound
    here: int
    in_all: int
    paid: LastPrice | None

    @property
    def free_words(self) -> str:
        if self.product.status is ProductStatus.DEAD:
            return tr("no longer sold")
        return f"{self.here:,}"

    @property
    def paid_words(self) -> str:
        if self.paid is None:
            return ""
        return f"{money(self.paid.unit_price, self.paid.currency)} {percent(self.paid.discount)}".strip()


_COLUMNS: Final = (
    Column("name", later("Product"), 380, lambda row: by_language(row.product.name, row.product.name_zh),
           lambda row: row.product.sku, strong=True, stretch=True),
    Column("unit", later("Unit"), 80, lambda row: row.product.unit),
    Column("price", later("Price"), 120, lambda row: money(row.product.price, row.product.currency), right=True),
    Column("paid", later("Paid last"), 130, lambda row: row.paid_words, right=True),
    Column("free", later("Free"), 130, lambda row: row.free_words,
           lambda row: tr("{n} in all").format(n=f"{row.in_all:,}"),
           lambda row: Tone.PLAIN if row.here > 0 else Tone.ATTENTION, right=True),
)  # fmt: skip


class ProductList(Dialog):
    """The list. `product_chosen` tells a product on Enter; a scan goes to `scanned`."""

    product_chosen = Signal(object)

    def __init__(
        self, parent: QWidget, desk: Desk, prices: Mapping[str, LastPrice], scanned: Callable[[Scan], None]
    ) -> None:
        super().__init__(parent, tr("Products"), "", (Action("close", tr("Close"), cancels=True),))
        self._desk, self._prices, self._scanned = desk, prices, scanned
        self._box = SearchBox(desk.station.store)
        self._is_open = True
        self.setMinimumSize(min(1040, parent.width() - 80), min(720, parent.height() - 80))
        self.edit = QLineEdit()
        self.edit.setFont(font(20, 600))
        self.edit.setMinimumHeight(52)
        self.edit.setAccessibleName(tr("Product"))
        self.edit.setPlaceholderText(tr("name · initials · SKU · barcode"))
        self.table = LineTable("order_entry_products", _COLUMNS)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.name(tr("Products"))
        self.table.empty_text = tr("Type a name: what the caller bought before stands here first")
        self.remark = Label("", 14, 500, "faint")
        for widget, share in ((self.edit, 0), (self.table, 1), (self.remark, 0)):
            self.body.addWidget(widget, share)
        self.edit.installEventFilter(self)
        self.edit.textEdited.connect(self._typed)
        self.table.opened.connect(self._take)
        self._typed("")
        self.edit.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._is_open = False  # an answer that comes later finds no table any more
        super().closeEvent(event)

    def take_scan(self, scan: Scan) -> bool:
        if not super().take_scan(scan):
            self._scanned(scan)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.edit and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            rows = self.table.rows.rowCount()
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and rows:
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.table.choose(max(0, min(rows - 1, self.table.currentIndex().row() + step)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if (row := self.table.current_row()) is not None:
                    self._take(row)
                return True
        return super().eventFilter(watched, event)

    def _typed(self, text: str) -> None:
        turn = self._box.typed()

        def show(rows: list[Listed] | None) -> None:
            if rows is not None and self._is_open:
                self.table.show_rows(rows)
                if rows:
                    self.table.choose(0)

        self._desk.read(self._look_up, turn, text.strip(), done=show)

    def _look_up(self, connection: Any, turn: int, text: str) -> list[Listed] | None:
        if text:
            try:
                found = self._box.products(turn, text, LISTED_MAX)
            except Overtaken:
                return None
        else:
            found = products_of(connection, tuple(self._prices)[:LISTED_MAX])
        free = free_units(connection, self._desk.station, tuple(each.sku for each in found))
        return [Listed(each, *free[each.sku], self._prices.get(each.sku)) for each in found]

    def _take(self, row: Listed) -> None:
        if row.product.status is ProductStatus.DEAD:
            self.remark.setText(tr("No longer sold"))
            return
        self.product_chosen.emit(row.product)
        taken = by_language(row.product.name, row.product.name_zh)
        self.remark.setText(tr("{name} is on the order.").format(name=taken))
        self.edit.selectAll()
