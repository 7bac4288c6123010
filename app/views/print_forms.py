"""The forms of the print centre: what gets a label. Each answers its documents; none of them prints.

Products by search, scan and copies; locations by aisle or range; totes by range; badges by person; command sheets by
role. A range that holds nothing says so at its field.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.background.desk import Desk
from app.language import language, later, ntr, tr
from app.models.people import Role
from app.models.print_centre import AisleCard, LabelledGoods, LabelledPlace, LabelledWorker
from app.operations.print_centre import (
    LABELS_MAX,
    aisles,
    badge_labels,
    find_products,
    labelled_goods,
    labelled_places,
    labelled_workers,
    place_labels,
    product_labels,
    tote_ends,
    tote_labels,
    totes,
)
from app.printing.documents import CommandSheet, Document
from app.views.kit.card import Label, button
from app.views.kit.columns import Column
from app.views.kit.field_message import Field
from app.views.kit.paged_table_model import RowsModel
from app.views.kit.search_box import Found, SearchBox
from app.views.kit.stepper import Stepper
from app.views.kit.table_view import TableView
from app.views.setting_fields import Choices
from app.views.words import role_word

COPIES_MAX: Final = 500
FOUND_MAX: Final = 8


class PrintForm(QWidget):
    """What all forms share. `changed` tells that `documents` answers otherwise."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(10)

    def documents(self, lang: str) -> tuple[Document, ...]:
        """Answer what would be printed now, in a language of paper."""
        raise NotImplementedError

    def entered(self) -> None:
        """Load what can be chosen, put the focus where work begins."""

    def retranslate(self) -> None:
        """Put the words in the language in force."""


class ProductForm(PrintForm):
    """Products by name, initials, SKU, barcode or scan, and how many labels of each."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.goods: list[tuple[LabelledGoods, int]] = []
        self.search = SearchBox(self._ask)
        self.search.chosen.connect(self.add)
        columns = (
            Column("name", later("Product"), 240, _goods_name, lambda row: row[0].sku, stretch=True, strong=True),
            Column("copies", later("Copies"), 100, lambda row: str(row[1]), right=True),
        )
        self.rows = RowsModel(columns)
        self.table = TableView("label_goods", self.rows, row_px=56)
        self.copies = Stepper(1, COPIES_MAX, 1)
        self.copies.changed.connect(self._set_copies)
        self.copies_field = Field(self.copies)
        self.remove = button("", "plain", symbol="trash-2")
        self.remove.clicked.connect(self._remove)
        self.table.row_chosen.connect(self._row_chosen)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.copies_field, 1)
        row.addWidget(self.remove, 1)
        for part in (self.search, self.table):
            self.column.addWidget(part)
        self.column.addLayout(row)
        self._enable()

    def documents(self, lang: str) -> tuple[Document, ...]:
        return tuple(label for goods, copies in self.goods for label in product_labels((goods,), lang, copies))

    def entered(self) -> None:
        self.search.start()

    def retranslate(self) -> None:
        hint = tr("name · initials · SKU · barcode")
        self.search.name(tr("Search a product"), hint, tr("Search or scan a product"))
        self.copies_field.name(tr("Copies of the chosen product"))
        self.remove.setText(tr("Take off the list"))
        self.table.empty_text = tr("Search or scan the products that need labels")
        self.table.name(tr("Products"))
        self.table.retranslate()

    def add(self, sku: str) -> None:
        """Put a product on the list; one that is there gets one label more."""
        self.search.start()
        self.desk.read(labelled_goods, (sku,), done=self._take)

    def _take(self, found: Sequence[LabelledGoods]) -> None:
        for goods in found:
            at = next((index for index, (known, _) in enumerate(self.goods) if known.sku == goods.sku), None)
            if at is None:
                self.goods.append((goods, 1))
                at = len(self.goods) - 1
            else:
                self.goods[at] = (goods, min(COPIES_MAX, self.goods[at][1] + 1))
            self._show(at)

    def _show(self, at: int) -> None:
        self.rows.set_rows(self.goods)
        if self.goods:
            self.table.choose(min(at, len(self.goods) - 1))
        self._enable()
        self.changed.emit()

    def _row_chosen(self, row: tuple[LabelledGoods, int] | None) -> None:
        if row is not None:
            self.copies.show_value(row[1])

    def _set_copies(self, copies: int) -> None:
        at = self.table.currentIndex().row()
        if 0 <= at < len(self.goods):
            self.goods[at] = (self.goods[at][0], copies)
            self._show(at)

    def _remove(self) -> None:
        at = self.table.currentIndex().row()
        if 0 <= at < len(self.goods):
            del self.goods[at]
            self._show(at)

    def _enable(self) -> None:
        for part in (self.copies, self.remove):
            part.setEnabled(bool(self.goods))
        if self.goods:
            self.copies.show_value(self.goods[max(0, self.table.currentIndex().row())][1])

    def _ask(self, text: str, on_found: Callable[[Sequence[Found]], None]) -> None:
        def show(products: Sequence[Any]) -> None:
            on_found([Found(each.sku, _name_of(each), each.sku) for each in products])

        self.desk.read(find_products, text, FOUND_MAX, done=show)


class RangeForm(PrintForm):
    """From one code to another; subclasses know of what. The codes are those of the warehouse, nothing is invented."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: tuple[Any, ...] = ()
        self.first, self.last = QLineEdit(), QLineEdit()
        self.first_field, self.last_field = Field(self.first), Field(self.last)
        self.count = Label("", 18, 600)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.first_field)
        row.addWidget(self.last_field)
        self.column.addLayout(row)
        self.column.addWidget(self.count)
        self.column.addStretch(1)
        for edit in (self.first, self.last):
            edit.setMaxLength(20)
            edit.textEdited.connect(lambda _text: self._look())

    def set_range(self, first: str, last: str) -> None:
        """Put a range into the fields and look it up."""
        self.first.setText(first)
        self.last.setText(last)
        self._look()

    def retranslate(self) -> None:
        self.first_field.name(tr("From"))
        self.last_field.name(tr("To"))
        self._say()

    def entered(self) -> None:
        self.first.setFocus()

    def _look(self) -> None:
        first = self.first.text().strip().upper()
        last = self.last.text().strip().upper() or first
        if not first:
            self._take((first, last), ())
            return
        home = self.desk.station.warehouse
        self.desk.read(self._read, home, first, last, done=lambda found: self._take((first, last), found))

    def _read(self, connection: Any, home: str, first: str, last: str) -> tuple[Any, ...]:
        raise NotImplementedError

    def _take(self, asked: tuple[str, str], found: tuple[Any, ...]) -> None:
        now = self.first.text().strip().upper()
        if asked == (now, self.last.text().strip().upper() or now):
            self._found = found
            self._say()
            self.changed.emit()

    def _say(self) -> None:
        first, last = self.first.text().strip(), self.last.text().strip()
        self.count.setText(ntr("{n} label", "{n} labels", len(self._found)) if self._found else "")
        self.last_field.message.clear()
        if first and not self._found:
            backwards = bool(last) and last.upper() < first.upper()
            wrong = tr("The end stands before the beginning.") if backwards else tr("Nothing in this range.")
            self.last_field.message.say(wrong)
        elif len(self._found) >= LABELS_MAX:
            self.last_field.message.say(tr("At most {most} in one go.").format(most=LABELS_MAX))


class LocationForm(RangeForm):
    """Locations: a whole aisle by one choice, or any range."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.aisle = QComboBox()
        self.aisle.setMaxVisibleItems(14)
        self.aisle_field = Field(self.aisle)
        self.column.insertWidget(0, self.aisle_field)
        self.aisle.activated.connect(self._pick)
        self._cards: tuple[AisleCard, ...] = ()

    def documents(self, lang: str) -> tuple[Document, ...]:
        return place_labels(tuple(each for each in self._found if isinstance(each, LabelledPlace)), lang)

    def entered(self) -> None:
        super().entered()
        self.desk.read(aisles, self.desk.station.warehouse, done=self._show_aisles)

    def retranslate(self) -> None:
        self.aisle_field.name(tr("Whole aisle"))
        self._show_aisles(self._cards)
        super().retranslate()

    def _show_aisles(self, found: Sequence[AisleCard]) -> None:
        at = self.aisle.currentIndex()
        self._cards = tuple(found)
        self.aisle.clear()
        for each in self._cards:
            words = tr("Zone {zone}, aisle {aisle}: {count} locations")
            self.aisle.addItem(words.format(zone=each.zone, aisle=each.aisle, count=each.places_n))
        self.aisle.setCurrentIndex(at)

    def _pick(self, at: int) -> None:
        self.set_range(self._cards[at].first, self._cards[at].last)

    def _read(self, connection: Any, home: str, first: str, last: str) -> tuple[LabelledPlace, ...]:
        return labelled_places(connection, home, first, last)


class ToteForm(RangeForm):
    """Totes by range; all of them at the beginning."""

    def documents(self, lang: str) -> tuple[Document, ...]:
        return tote_labels(self._found, lang)

    def entered(self) -> None:
        super().entered()
        if not self.first.text():
            self.desk.read(tote_ends, self.desk.station.warehouse, done=lambda ends: self.set_range(*ends))

    def _read(self, connection: Any, home: str, first: str, last: str) -> tuple[str, ...]:
        return totes(connection, home, first, last)


class BadgeForm(PrintForm):
    """People: click or Space marks them, one button marks all."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        columns = (
            Column("name", later("Name"), 180, lambda row: row.name, stretch=True, strong=True),
            Column("role", later("Role"), 140, lambda row: role_word(Role(row.role))),
            Column("badge", later("Badge"), 120, lambda row: row.badge, right=True),
        )
        self.rows = RowsModel(columns)
        self.table = MarkTable("label_workers", self.rows)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self.changed.emit())
        self.all = button("", "plain", symbol="users")
        self.all.clicked.connect(self.table.selectAll)
        self.column.addWidget(self.table)
        self.column.addWidget(self.all)

    def documents(self, lang: str) -> tuple[Document, ...]:
        marked = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        workers = (self.rows.row_at(at) for at in marked)
        return badge_labels([each for each in workers if isinstance(each, LabelledWorker)], lang)

    def entered(self) -> None:
        self.desk.read(labelled_workers, done=self.rows.set_rows)
        self.table.setFocus()

    def retranslate(self) -> None:
        self.all.setText(tr("Mark all"))
        self.table.name(tr("Workers"))
        self.table.retranslate()


class MarkTable(TableView):
    """A table in which several rows can be marked, by click or Space."""

    def __init__(self, name: str, rows: RowsModel) -> None:
        super().__init__(name, rows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            flag = self.selectionModel().SelectionFlag
            self.selectionModel().select(self.currentIndex(), flag.Toggle | flag.Rows)
        else:
            super().keyPressEvent(event)


class CommandForm(PrintForm):
    """The sheet of command codes for a bench, by the role that works there."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.words = Label("", 16, 400, "soft")
        self.words.setWordWrap(True)
        self.roles = (Role.PICKER, Role.PACKER, Role.CLERK, Role.SUPERVISOR)
        self.choices = Choices(tuple(role.value for role in self.roles))
        self.choices.choose(Role.PACKER.value)
        self.choices.picked.connect(lambda _key: self.changed.emit())
        self.column.addWidget(self.words)
        self.column.addWidget(self.choices)
        self.column.addStretch(1)

    def documents(self, lang: str) -> tuple[Document, ...]:
        return (CommandSheet(lang, Role(self.choices.chosen), self.desk.station.code),)

    def entered(self) -> None:
        self.choices.buttons[self.choices.chosen].setFocus()

    def retranslate(self) -> None:
        self.words.setText(tr("Hang it at the bench: confirm, undo, short and more by a scan."))
        self.choices.name(tuple(role_word(role) for role in self.roles))


def _name_of(product: Any) -> str:
    """The name in the language in force, else the one there is."""
    name: str = (product.name_zh or product.name) if language() == "zh_CN" else (product.name or product.name_zh)
    return name


def _goods_name(row: tuple[LabelledGoods, int]) -> str:
    return _name_of(row[0])
