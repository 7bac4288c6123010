"""The order board: any of a million orders by filter or text, and the one in view whole, with its story.

The table never loads more than it shows; the panel follows the cursor once it rests. A scan of an order, a parcel or a
tote opens its order whatever the filter is.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QSettings, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.background.desk import Desk
from app.language import later, ntr, tr
from app.models.barcodes import Scan
from app.models.meaning import Meaning, in_words
from app.models.people import Worker
from app.models.refusals import Reason, Refused
from app.operations.order_board import OrderDetail, OrderRow, TimelineEntry, read_order, read_timeline
from app.operations.order_desk import DeskPlace, desk_place, order_meant
from app.operations.scan_test import understood
from app.operations.station import Outcome
from app.views.board_source import BoardSource, chip_counts, filter_of
from app.views.desk_words import day_word, moment_word, money, stage_tone, stage_word
from app.views.kit.card import Card, Label
from app.views.kit.columns import Column
from app.views.kit.field_message import FieldMessage
from app.views.kit.key_bar import KeyHint
from app.views.kit.paged_table_model import PagedTableModel
from app.views.kit.table_view import TableView
from app.views.order_acts import OrderActs, may_cancel
from app.views.order_detail import OrderPanel, standing
from app.views.page import Page
from app.views.shell import Shell
from app.views.stage_chips import ALL, LATE, StageChips
from app.views.theme import font
from app.views.verdict import Tone
from app.views.words import field_sentence

ROW_PX: Final = 56
TYPED_AFTER_MS: Final = 120
RESTS_AFTER_MS: Final = 90
"""The cursor may run over rows; the one it rests on is read."""
COUNTED_AFTER_MS: Final = 800
PANEL_WIDTH, PANEL_WIDTH_SMALL, WIDE_FROM = 620, 420, 1500

Shown = tuple[OrderDetail | None, list[TimelineEntry]]


class OrderBoardView(Page):
    """The board of all orders."""

    def __init__(self, desk: Desk, settings: QSettings | None = None) -> None:
        super().__init__()
        self.desk = desk
        self.place: DeskPlace | None = None
        self.order_id: UUID | None = None
        self._ticket = 0
        self._fresh = True  # what the last filter showed is forgotten; an order that only left the filter stays
        self.search, self.count, self.message = QLineEdit(), Label("", 14, 600, "soft"), FieldMessage()
        self.chips, self.panel = StageChips(), OrderPanel()
        self.model = PagedTableModel(self._columns(), self)
        self.table = TableView("order_board", self.model, settings, ROW_PX)
        self.acts = OrderActs(desk, self.window, self._worker)
        self._typed, self._rests, self._counts = QTimer(self), QTimer(self), QTimer(self)
        for timer, after_ms in (
            (self._typed, TYPED_AFTER_MS),
            (self._rests, RESTS_AFTER_MS),
            (self._counts, COUNTED_AFTER_MS),
        ):
            timer.setSingleShot(True)
            timer.setInterval(after_ms)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.search.setFont(font(16, 500))
        self.search.setMinimumHeight(44)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self.search, 1)
        head.addWidget(self.count)
        card = Card(margin=1, gap=0)
        card.body.addWidget(self.table)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addLayout(head)
        left.addWidget(self.chips)
        left.addWidget(card, 1)
        left.addWidget(self.message)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(left, 1)
        row.addWidget(self.panel)

    def _connect(self) -> None:
        self.search.textEdited.connect(self._typed.start)
        self.search.installEventFilter(self)
        self._typed.timeout.connect(self.apply_filter)
        self.chips.chosen.connect(self.apply_filter)
        self.table.row_chosen.connect(lambda _row: self._rests.start())
        self.table.opened.connect(self._turn_leaf)
        self._rests.timeout.connect(self._show_current)
        self._counts.timeout.connect(self._ask_counts)
        self.model.counted.connect(self._counted)
        self.model.dataChanged.connect(lambda *_: self._rests.start() if self.order_id is None else None)
        self.acts.said.connect(self._say)
        self.acts.done.connect(self._reread)
        self.desk.recorded.connect(self._recorded)

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column("number", later("Number"), 166, lambda row: row.number, self._entered_word, strong=True),
            Column("customer", later("Customer"), 150, lambda row: row.customer_name,
                   lambda row: row.city or row.province, stretch=True),
            Column("stage", later("Stage"), 150, lambda row: stage_word(row.stage),
                   tone=lambda row: stage_tone(row.stage), badge=True),
            Column("units", later("Units"), 78, lambda row: f"{row.units_n:,}",
                   lambda row: ntr("{n} line", "{n} lines", row.lines_n), right=True),
            Column("amount", later("Amount"), 112, lambda row: money(row.amount, row.currency), right=True),
            Column("leaves", later("Leaves"), 108, self._leaves_word, lambda row: tr("late") if row.late else "",
                   lambda row: Tone.WRONG if row.late else Tone.PLAIN),
        )  # fmt: skip

    def _entered_word(self, row: OrderRow) -> str:
        return moment_word(row.entered_at, self.place.timezone, self.place.today) if self.place else ""

    def _leaves_word(self, row: OrderRow) -> str:
        if self.place is None or row.ship_on is None:
            return ""
        if row.cut_off_at is not None:
            return moment_word(row.cut_off_at, self.place.timezone, self.place.today)
        return day_word(row.ship_on, self.place.today)

    # -- page --------------------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        self.search.setAccessibleName(tr("Search orders"))
        self.search.setPlaceholderText(tr("Number, phone’s last figures, name, pinyin or initials"))
        self.table.name(tr("Orders"))
        self.table.empty_text = tr("No order fits. Choose another filter or another text.")
        self.table.retranslate()
        self.chips.retranslate()
        self.panel.retranslate()
        self._counted(self.model.rowCount())
        self.keys_changed.emit()

    def keys(self) -> Sequence[KeyHint]:
        order = self.panel.order
        hints = [
            KeyHint("F2", tr("Search"), self._go_to_search),
            KeyHint("F3", tr("Next filter"), lambda: self.chips.step(1)),
            KeyHint("F4", tr("Late"), lambda: self.chips.choose(LATE)),
        ]
        if order is not None:
            hints.append(KeyHint("Enter", tr("Turn leaf"), self.panel.next_leaf))
            hints.append(KeyHint("F6", tr("Print again"), lambda: self.acts.print_papers(order)))
            if may_cancel(order):
                hints.append(KeyHint("F7", tr("Hold"), lambda: self.acts.hold(order)))
            if standing(order):
                hints.append(KeyHint("F8", tr("Lift hold"), lambda: self.acts.lift(order)))
            if may_cancel(order):
                hints.append(KeyHint("Del", tr("Cancel order"), lambda: self.acts.cancel(order)))
        return hints

    def entered(self) -> None:
        self.desk.read(desk_place, self.desk.station, done=self._know_place)
        self.apply_filter()
        self._ask_counts()
        self.table.setFocus()

    def left(self) -> None:
        for timer in (self._typed, self._rests, self._counts):
            timer.stop()
        self.table.save_widths()

    def take_scan(self, scan: Scan) -> None:
        station = self.desk.station

        def meant(answer: tuple[Meaning, object]) -> None:
            meaning = answer[0]

            def found(order_id: UUID | None) -> None:
                if order_id is None:
                    self._say(field_sentence(Refused(Reason.UNKNOWN_ORDER, read=in_words(meaning))), True)
                else:
                    self.open_order(order_id)

            self.desk.read(order_meant, meaning, done=found)

        self.desk.call(lambda: understood(station, scan), meant)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.search:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.table.setFocus()
                if not self.table.currentIndex().isValid() and self.model.rowCount():
                    self.table.choose(0)
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                self.apply_filter()
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.panel.setFixedWidth(PANEL_WIDTH if self.width() >= WIDE_FROM else PANEL_WIDTH_SMALL)
        super().resizeEvent(event)

    def _worker(self) -> Worker | None:
        shell: QWidget = self.window()
        return shell.worker if isinstance(shell, Shell) else None

    # -- the list ----------------------------------------------------------------------------------------------------

    def apply_filter(self, *_: object) -> None:
        """Show what the chip and the text let through, from the newest."""
        self._typed.stop()
        self.order_id = None
        self._fresh = True
        self.message.clear()
        self.model.set_source(BoardSource(self.desk, filter_of(self.chips.key, self.search.text().strip())))

    def _know_place(self, place: DeskPlace) -> None:
        self.place = place
        self.table.viewport().update()
        if self.panel.order is None and self.order_id is not None:
            self._read_order(self.order_id)

    def _counted(self, count: int) -> None:
        self.count.setText(
            ntr("{n} order", "{n} orders", count) if count < 1000 else tr("{n} orders in all").format(n=f"{count:,}")
        )
        if count and not self.table.currentIndex().isValid():
            self.table.choose(0)
        elif not count and self._fresh:
            self._show_nothing()
        self._fresh = False

    def _ask_counts(self) -> None:
        self.desk.read(chip_counts(self.desk), done=self.chips.show_counts)

    def _recorded(self, _outcome: Outcome) -> None:
        if self.isVisible() and not self._counts.isActive():
            self._counts.start()
            self.model.refresh()

    def _go_to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _turn_leaf(self, _row: OrderRow) -> None:
        self.panel.next_leaf()

    # -- the order in view -------------------------------------------------------------------------------------------

    def open_order(self, order_id: UUID) -> None:
        """Show an order whatever the filter is; the list goes to it by its number."""
        self.chips.choose(ALL)
        self._rests.stop()
        self._read_order(order_id, by_number=True)

    def _show_current(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        if row.order_id != self.order_id:
            self._read_order(row.order_id)

    def _reread(self) -> None:
        if self.order_id is not None:
            self._read_order(self.order_id)
        self.model.refresh()

    def _read_order(self, order_id: UUID, by_number: bool = False) -> None:
        self.order_id = order_id
        self._ticket += 1
        ticket, station = self._ticket, self.desk.station

        def show(shown: Shown) -> None:
            if ticket != self._ticket:
                return
            self.panel.show_order(*shown, self.place)
            self.keys_changed.emit()
            if by_number and shown[0] is not None:
                self.search.setText(shown[0].number)
                self.model.set_source(BoardSource(self.desk, filter_of(ALL, shown[0].number)))

        self.desk.read(lambda _c: (read_order(station, order_id), read_timeline(station, order_id)), done=show)

    def _show_nothing(self) -> None:
        self.order_id = None
        self._ticket += 1
        self.panel.show_order(None, (), self.place)
        self.keys_changed.emit()

    def _say(self, text: str, refusal: bool) -> None:
        self.message.say(text, Tone.WRONG if refusal else Tone.GOOD)
