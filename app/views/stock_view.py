"""Stock: on hand by product, location and lot, shortages and tasks; every move; receive, adjust, move, hold.

A search or a scan of anything leads to it: a product or its lot shows the product, a shelf what lies there. No prices
(UX rule 14). What is near its expiry, past it, held or short is marked by word and colour.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.background.desk import Desk
from app.language import tr
from app.models.barcodes import Scan, printable
from app.models.meaning import LocationMeant, LotMeant, ProductMeant
from app.operations.print_centre import find_products
from app.operations.scan_test import today_here, understood
from app.operations.station import Outcome
from app.operations.stock import HoldLot, count_tasks, do_put_back, hold_lot, open_put_backs, shortages
from app.operations.stock_pages import skus_of_lot
from app.views.kit.card import Label
from app.views.kit.field_message import FieldMessage
from app.views.kit.key_bar import KeyHint
from app.views.kit.paged_table_model import PagedTableModel, RowsModel
from app.views.kit.search_box import Found, SearchBox
from app.views.kit.table_view import TableView, in_card
from app.views.page import Page
from app.views.reason_dialog import ReasonDialog, ReasonWords
from app.views.receive_form import ReceiveForm
from app.views.setting_fields import Choices
from app.views.stock_detail import StockDetail
from app.views.stock_dialogs import AdjustDialog, MoveDialog
from app.views.stock_tables import (
    Lots,
    Places,
    Products,
    count_columns,
    lot_columns,
    place_columns,
    product_columns,
    put_back_columns,
    short_columns,
)
from app.views.stock_words import name_of
from app.views.words import field_sentence

LISTS = ("products", "places", "lots", "short", "put_backs", "counts")
SYMBOLS = ("package-check", "map-pin", "layers", "triangle-alert", "undo-2", "list-checks")
FILTERS = ("all", "soon", "expired", "held")
FOUND_MAX = 8
ROW_PX = 56


class StockView(Page):
    """What is where, what became of it, and what can be done with it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._today = desk.station.clock.now().date()
        self.search = SearchBox(self._ask)
        self.lists = Choices(LISTS, SYMBOLS)
        self.filters = Choices(FILTERS)
        self.filters.choose("all")
        self.message = FieldMessage()
        self.paged = {
            "products": PagedTableModel(product_columns(self.today)),
            "places": PagedTableModel(place_columns()),
            "lots": PagedTableModel(lot_columns(self.today)),
        }
        self.few = {
            "short": RowsModel(short_columns()),
            "put_backs": RowsModel(put_back_columns()),
            "counts": RowsModel(count_columns()),
        }
        self.tables: dict[str, TableView] = {}
        self.detail = StockDetail(desk, self.today)
        self.count = Label("", 14, 500, "soft")
        self._count: int | None = None
        self._front = "products"
        self._build()
        self._connect()

    def _build(self) -> None:
        self.stack = QStackedWidget()
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(12)
        left.addWidget(self.search)
        left.addWidget(self.lists)
        left.addWidget(self.filters)
        left.addWidget(self.message)
        left.addWidget(self.stack, 1)
        left.addWidget(self.count)
        browse = QWidget()
        row = QHBoxLayout(browse)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        row.addLayout(left, 8)
        row.addWidget(self.detail, 5)
        self.rooms = QStackedWidget()
        self.rooms.addWidget(browse)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.rooms)

    def _connect(self) -> None:
        self.search.chosen.connect(self.show_product)
        self.lists.picked.connect(self.open)
        self.filters.picked.connect(lambda _key: self._load())
        self.detail.changed.connect(self.keys_changed)
        for key, model in self.paged.items():
            model.counted.connect(lambda count, key=key: self._say_count(key, count))
        self.lists.choose(self._front)
        self.filters.hide()
        self.message.setMinimumHeight(0)
        self.message.hide()

    def today(self) -> date:
        """Answer the day at the warehouse, as last read from the store."""
        return self._today

    @cached_property
    def receive(self) -> ReceiveForm:
        """The receiving desk, built when goods come in first."""
        made = ReceiveForm(self._desk)
        made.left.connect(self.leave_receive)
        made.booked.connect(lambda _sku: self.refresh())
        made.retranslate()
        self.rooms.addWidget(made)
        self.part_made.emit()
        return made

    def table(self, key: str) -> TableView:
        """Answer the table of a list, built when it is asked for first. Raises: KeyError."""
        if key not in self.tables:
            models = {**self.paged, **self.few}
            made = TableView(f"stock_{key}", models[key], row_px=ROW_PX)
            made.row_chosen.connect(lambda row: self._row_chosen(key, row))
            self.tables[key] = made
            self._name_table(key)
            self.stack.addWidget(in_card(made))
            self.part_made.emit()
        return self.tables[key]

    def ahead(self) -> Iterator[None]:
        for key in LISTS:
            self.table(key)
            yield
        self.receive.retranslate()
        yield

    @property
    def is_receiving(self) -> bool:
        return self.rooms.currentIndex() == 1

    def open(self, key: str) -> None:
        """Show one of the lists. Raises: KeyError."""
        self._front = key
        self.lists.choose(key)
        self.filters.setVisible(key == "lots")
        self.table(key)
        self.stack.setCurrentIndex(list(self.tables).index(key))
        self._load()
        self.keys_changed.emit()

    def show_product(self, sku: str) -> None:
        """Show a product at the right, whatever list is in front."""
        self.search.start()
        self.say("")
        self.detail.show_product(sku)

    def refresh(self) -> None:
        """Read what is in view anew: stock has changed."""
        if self._front in self.paged:
            self.paged[self._front].refresh()
        else:
            self._load()
        self.detail.refresh()

    def say(self, wrong: str) -> None:
        """Say under the search box what was wrong with a scan or an act."""
        self.message.setVisible(bool(wrong))
        self.message.say(wrong)

    def entered(self) -> None:
        self._desk.call(lambda: today_here(self._desk.station), self._take_today)
        if self.is_receiving:
            self.receive.entered()
        else:
            self.open(self._front)
            self.detail.refresh()
            self.search.start()

    def retranslate(self) -> None:
        hint = tr("name · initials · SKU · barcode")
        self.search.name(tr("Search the stock"), hint, tr("Search or scan a product, lot or location"))
        self.lists.name((tr("Products"), tr("Locations"), tr("Lots"), tr("Shortages"), tr("Put back"), tr("Count")))
        self.filters.name((tr("All"), tr("Expires soon"), tr("Expired"), tr("On hold")))
        for key in self.tables:
            self._name_table(key)
        self.detail.retranslate()
        if "receive" in vars(self):
            self.receive.retranslate()
        self._word_count()

    def _name_table(self, key: str) -> None:
        empty = {
            "products": tr("No stock yet. Receive goods with F3."),
            "places": tr("This warehouse has no locations yet"),
            "lots": tr("No lots here"),
            "short": tr("No shortage: every pick will find its goods"),
            "put_backs": tr("Nothing waits to go back to its shelf"),
            "counts": tr("Nothing waits to be counted"),
        }
        table = self.tables[key]
        table.empty_text = empty[key]
        table.name(self.lists.buttons[key].text())
        table.retranslate()

    def keys(self) -> Sequence[KeyHint]:
        if self.is_receiving:
            return (
                KeyHint("F2", tr("Back to the stock"), self.leave_receive),
                KeyHint("F9", tr("Start again"), self.receive.clear),
                KeyHint("Ctrl+Enter", tr("Book the receipt"), self.receive.try_book, primary=True),
            )
        has_heap = self.detail.heap() is not None
        lot = self._lot()
        held = lot is not None and lot[2]
        return (
            KeyHint("F2", tr("Search"), self.search.start),
            KeyHint("F4", tr("Adjust"), self.adjust, has_heap),
            KeyHint("F6", tr("Move"), self.carry, has_heap),
            KeyHint("F7", tr("Free the lot") if held else tr("Hold the lot"), self.hold, lot is not None),
            *self._task_keys(),
            KeyHint("F3", tr("Receive"), self.begin_receive, primary=True),
        )

    def _task_keys(self) -> tuple[KeyHint, ...]:
        chosen = self.table(self._front).current_row() is not None
        if self._front == "put_backs":
            return (KeyHint("F8", tr("Put back done"), self.put_back, chosen),)
        return ()

    def take_scan(self, scan: Scan) -> None:
        if self.is_receiving:
            self.receive.take_scan(scan)
        else:
            station = self._desk.station
            self._desk.call(lambda: understood(station, scan)[0], lambda meant: self._scanned(scan, meant))

    def begin_receive(self) -> None:
        """Go to the receiving desk; a product on show is not taken along: goods are scanned."""
        self.rooms.setCurrentWidget(self.receive)
        self.receive.entered()
        self.keys_changed.emit()

    def leave_receive(self) -> None:
        """Come back from the receiving desk; goods at hand there stay as they are."""
        self.rooms.setCurrentIndex(0)
        self.refresh()
        self.search.start()
        self.keys_changed.emit()

    def adjust(self) -> None:
        """Set the heap under the cursor right."""
        self._open_dialog(AdjustDialog)

    def carry(self) -> None:
        """Carry goods of the heap under the cursor to another shelf."""
        self._open_dialog(MoveDialog)

    def hold(self) -> None:
        """Stop the lot under the cursor with a reason, or free it."""
        lot = self._lot()
        if lot is None:
            return
        sku, name, held = lot
        if held:
            self._desk.do(hold_lot, HoldLot(sku, name, False), done=self._acted)
            return
        words = ReasonWords(
            tr("Hold lot {lot}").format(lot=name),
            tr("A held lot is refused at every scan and promised to nobody."),
            tr("Hold the lot"),
            (tr("Quality check"), tr("Damaged"), tr("Recall")),
        )
        dialog = ReasonDialog(self.window(), words, danger=True)
        dialog.given.connect(lambda reason: self._desk.do(hold_lot, HoldLot(sku, name, True, reason), done=self._acted))
        dialog.open()

    def put_back(self) -> None:
        """Note that the goods of the chosen task lie on their shelf again."""
        task = self.table("put_backs").current_row()
        if task is not None:
            self._desk.do(do_put_back, task.put_back_id, done=self._acted)

    def _open_dialog(self, kind: Callable[..., AdjustDialog | MoveDialog]) -> None:
        heap = self.detail.heap()
        if heap is not None:
            dialog = kind(self.window(), self._desk, heap, name_of(heap))
            dialog.on_done = self._acted
            dialog.open()

    def _acted(self, outcome: Outcome) -> None:
        self.say(field_sentence(outcome.refused) if outcome.refused is not None else "")
        self.refresh()

    def _lot(self) -> tuple[str, str, bool] | None:
        """Answer (SKU, lot, held) of what the cursor is on: the list of lots first, else the heap at the right."""
        row = self.table("lots").current_row() if self._front == "lots" else None
        if row is not None:
            return row.sku, row.lot, row.on_hold
        heap = self.detail.heap()
        return (heap.key.sku, heap.key.lot, heap.lot_on_hold) if heap is not None and heap.key.lot else None

    def _row_chosen(self, key: str, row: Any) -> None:
        if row is None:
            return
        if key == "places":
            self.detail.show_place(row.code)
        elif key == "short":
            self.detail.show_product(row.key.sku)
        else:
            self.detail.show_product(row.sku)
        self.keys_changed.emit()

    def _load(self) -> None:
        home = self._desk.station.warehouse
        self._count = None
        self._word_count()
        if self._front == "products":
            self.paged["products"].set_source(Products(self._desk))
        elif self._front == "places":
            self.paged["places"].set_source(Places(self._desk))
        elif self._front == "lots":
            self.paged["lots"].set_source(Lots(self._desk, self.filters.chosen, self._today))
        else:
            look_ups = {"short": shortages, "put_backs": open_put_backs, "counts": count_tasks}
            key = self._front
            self._desk.read(look_ups[key], home, done=lambda rows: self._take_few(key, rows))

    def _take_few(self, key: str, rows: Sequence[Any]) -> None:
        self.few[key].set_rows(rows)
        self._say_count(key, len(rows))
        self.keys_changed.emit()

    def _say_count(self, key: str, count: int) -> None:
        if key == self._front:
            self._count = count
            self._word_count()

    def _word_count(self) -> None:
        """Say how many rows the list in front has, once that is known."""
        text = "" if self._count is None else tr("{count} rows").format(count=f"{self._count:,}")
        self.count.setText(text)

    def _scanned(self, scan: Scan, meant: Any) -> None:
        self.say("")
        if isinstance(meant, ProductMeant):
            self.show_product(meant.sku)
        elif isinstance(meant, LocationMeant):
            self.detail.show_place(meant.code)
        else:
            name = meant.lot if isinstance(meant, LotMeant) else scan.text.strip()
            self._desk.read(skus_of_lot, name, done=lambda skus: self._found_lot(scan, skus))

    def _found_lot(self, scan: Scan, skus: list[str]) -> None:
        if len(skus) == 1:
            self.show_product(skus[0])
        elif skus:
            self.say(tr("Several products have this lot: scan the product too."))
        else:
            words = tr("{code} is no product, lot or location here.")
            self.say(words.format(code=printable(scan.text, 40)))

    def _take_today(self, day: date) -> None:
        self._today = day

    def _ask(self, text: str, on_found: Callable[[Sequence[Found]], None]) -> None:
        def show(products: Sequence[Any]) -> None:
            on_found([Found(each.sku, name_of(each), each.sku) for each in products])

        self._desk.read(find_products, text, FOUND_MAX, done=show)
