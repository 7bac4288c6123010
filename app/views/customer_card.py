"""The caller: name, phone and address large, a doubt about the address with the key that settles it; and what he
bought.

The doubt is asked where it is seen, beside the address, and taken with one key.
"""

from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.language import ntr, tr
from app.models.addresses import Question
from app.models.divisions import Division
from app.models.orders import Customer, PostalAddress
from app.operations.order_desk import BoughtLine, CallerHabits, DeskPlace, LastOrder, LastPrice
from app.views import icons
from app.views.desk_words import (
    by_language,
    moment_word,
    money,
    percent,
    question_words,
    shown_phone,
    stage_tone,
    stage_word,
)
from app.views.kit import drawing
from app.views.kit.card import Caption, Card, Label, Notice, Sign, button, paint_badge
from app.views.theme import figures, font, palette
from app.views.verdict import Tone

ORDER_ROW_PX: Final = 62
PRICE_ROW_PX: Final = 46
ITEMS_NAMED_MAX: Final = 3
HEIGHT_MAX: Final = 16_777_215  # what Qt takes for "no limit"


class CustomerCard(Card):
    """The caller in one line of large type. `accept_clicked` settles the doubt shown."""

    accept_clicked = Signal()

    def __init__(self) -> None:
        super().__init__(margin=16)
        self._customer: Customer | None = None
        self._address: PostalAddress | None = None
        self._question: Question | None = None
        self.sign = Sign("circle-user-round", Tone.ACCENT, 44)
        self.name_label, self.phone_label = Label("", 24, 700), Label("", 24, 600)
        self.address_label = Label("", 16, 500, "soft")
        self.address_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.notice = Notice("", "sparkles", 16)
        self.accept = button("", "plain")
        self.accept.clicked.connect(self.accept_clicked)
        self.accept.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.notice.row.setContentsMargins(14, 6, 8, 6)
        self.notice.row.addWidget(self.accept)
        top = QHBoxLayout()
        top.setSpacing(24)
        top.addWidget(self.name_label)
        top.addWidget(self.phone_label)
        top.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(top)
        words.addWidget(self.address_label)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.sign)
        row.addLayout(words, 3)
        row.addWidget(self.notice, 2)
        self.body.addLayout(row)
        self.setFixedHeight(92)

    def show_customer(self, customer: Customer | None, address: PostalAddress | None) -> None:
        """Show who is calling and where it goes."""
        self._customer, self._address = customer, address
        self.retranslate()

    @property
    def question(self) -> Question | None:
        return self._question

    @property
    def proposal(self) -> Division | None:
        """The district that one key would put in."""
        return self._question.choices[0] if self._question and self._question.choices else None

    def ask(self, question: Question | None) -> None:
        """Show a doubt about the address, or none."""
        self._question = question
        self.retranslate()

    def retranslate(self) -> None:
        """Put the words in the language in force."""
        if self._customer is None:
            self.sign.show_symbol("phone-incoming", Tone.PLAIN)
            self.name_label.setText(tr("Who is calling?"))
            self.phone_label.setText("")
            self.address_label.setText(tr("Last figures of the phone, name, pinyin or initials"))
        else:
            self.sign.show_symbol("circle-user-round", Tone.ACCENT)
            self.name_label.setText(self._customer.name)
            self.phone_label.setText(shown_phone(self._customer.phone))
            self.address_label.setText(address_words(self._address, self._customer) if self._address else "")
        self.address_label.setToolTip(self.address_label.text())
        self.notice.say(question_words(self._question, self.proposal) if self._question else "")
        self.accept.setText(tr("F3 accepts"))
        self.accept.setVisible(self.proposal is not None)
        self.setAccessibleName(f"{self.name_label.text()} {self.phone_label.text()} {self.address_label.text()}")


def address_words(address: PostalAddress, customer: Customer) -> str:
    """Say where it goes in one line; another receiver than the customer is named first."""
    parts = [address.one_line(), address.postcode, address.country if address.country != "CN" else ""]
    if address.name != customer.name:
        parts.insert(0, address.name)
    return "  ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class _OrderRow:
    number: str
    items: str
    when: str
    amount: str
    stage: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class _PriceRow:
    name: str
    price: str
    detail: str


class CallerPanel(Card):
    """What this caller ordered and paid before; empty until there is a caller."""

    def __init__(self) -> None:
        super().__init__(margin=16, gap=8)
        self.orders_caption, self.prices_caption = Caption(), Caption()
        self.orders, self.prices = HabitList(ORDER_ROW_PX), HabitList(PRICE_ROW_PX)
        for widget, share in ((self.orders_caption, 0), (self.orders, 3), (self.prices_caption, 0), (self.prices, 2)):
            self.body.addWidget(widget, share)
        self.body.addStretch(1)

    def show_habits(self, habits: CallerHabits | None, place: DeskPlace | None) -> None:
        """Show a caller's habits, or say that nobody is calling yet."""
        self.orders_caption.setText(tr("Last orders"))
        self.prices_caption.setText(tr("Last prices"))
        if habits is None or place is None:
            self.orders.show_rows((), tr("The caller's last orders will stand here"))
            self.prices.show_rows((), "")
            self.prices_caption.setVisible(False)
            return
        self.prices_caption.setVisible(bool(habits.prices))
        lines = {line.sku: line for some in habits.lines.values() for line in some}
        self.orders.show_rows(
            tuple(_order_row(each, habits.lines.get(each.order_id, ()), place) for each in habits.orders),
            tr("First order of this customer"),
        )
        rows = tuple(_price_row(paid, lines[sku]) for sku, paid in habits.prices.items() if sku in lines)
        self.prices.show_rows(rows, "")


def _order_row(order: LastOrder, lines: tuple[BoughtLine, ...], place: DeskPlace) -> _OrderRow:
    named = [f"{by_language(line.name, line.name_zh)} ×{line.quantity}" for line in lines[:ITEMS_NAMED_MAX]]
    if order.lines_n > ITEMS_NAMED_MAX:
        more = order.lines_n - ITEMS_NAMED_MAX
        named.append(ntr("{n} more", "{n} more", more))
    when = moment_word(order.entered_at, place.timezone, place.today).split(" ")[0]
    price = money(order.amount, order.currency)
    return _OrderRow(order.number, ", ".join(named), when, price, stage_word(order.stage), stage_tone(order.stage))


def _price_row(paid: LastPrice, line: BoughtLine) -> _PriceRow:
    price = money(paid.unit_price, paid.currency)
    detail = "  ".join(part for part in (f"×{paid.quantity}", percent(paid.discount)) if part)
    return _PriceRow(by_language(line.name, line.name_zh), price, detail)


class HabitList(QWidget):
    """Painted rows of one kind; as many as there is room for."""

    def __init__(self, row_px: int) -> None:
        super().__init__()
        self._row_px = row_px
        self._rows: tuple[Any, ...] = ()
        self._empty = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def rows(self) -> tuple[Any, ...]:
        return self._rows

    def show_rows(self, rows: tuple[Any, ...], empty: str) -> None:
        """Show these rows, or a sentence when there are none."""
        self._rows, self._empty = rows, empty
        self.setMaximumHeight(len(rows) * self._row_px if rows else HEIGHT_MAX)
        words = "; ".join(f"{row.number} {row.items}" if isinstance(row, _OrderRow) else row.name for row in rows)
        self.setAccessibleName(words or empty)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(280, self._row_px * 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self._row_px)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self._rows:
            if self._empty:
                where = QRectF(0, 4, self.width(), self.height() - 4)
                icons.draw(painter, "history", QRectF(0, 6, 20, 20), palette().faint)
                drawing.wrapped(painter, where.adjusted(30, 2, 0, 0), self._empty, font(14, 500), palette().faint)
            return
        for index, row in enumerate(self._rows):
            where = QRectF(0, index * self._row_px, self.width(), self._row_px)
            if where.bottom() > self.height() + 1:
                break
            if index:
                drawing.card(painter, QRectF(0, where.top(), where.width(), 1), palette().line, radius=0)
            paint = self._paint_order if isinstance(row, _OrderRow) else self._paint_price
            paint(painter, where, row)

    def _paint_order(self, painter: QPainter, where: QRectF, row: Any) -> None:
        colours = palette()
        top, low = where.adjusted(0, 8, 0, -32), where.adjusted(0, 33, 0, -7)
        width = drawing.width_of(row.stage, figures(12, 600)) + 22
        badge = QRectF(top.right() - width, top.center().y() - 14, width, 28)
        paint_badge(painter, badge, row.stage, row.tone)
        left = top.adjusted(0, 0, -width - 10, 0)
        number = drawing.line(painter, left, row.number, font(16, 700), colours.ink)
        drawing.line(painter, left.adjusted(number + 12, 0, 0, 0), row.when, figures(14, 500), colours.faint)
        taken = drawing.line_right(painter, low, row.amount, figures(14, 600), colours.soft)
        drawing.line(painter, low.adjusted(0, 0, -taken - 12, 0), row.items, font(14, 500), colours.faint)

    def _paint_price(self, painter: QPainter, where: QRectF, row: Any) -> None:
        colours = palette()
        price = drawing.line_right(painter, where, row.price, figures(16, 600), colours.ink)
        rest = where.adjusted(0, 0, -price - 12, 0)
        detail = drawing.line_right(painter, rest, row.detail, figures(14, 500), colours.faint)
        drawing.line(painter, rest.adjusted(0, 0, -detail - 12, 0), row.name, font(16, 500), colours.ink)
