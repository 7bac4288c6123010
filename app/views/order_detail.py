"""One order whole, at the right of the board: head, lines with their ladders, work with its times, and its story.

Three leaves, so that each is read at a glance; the figures of a ladder say how far each line has come (Rule A4).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from app.language import later, ntr, tr
from app.models.orders import RUNGS
from app.models.shipments import ParcelState, ShipmentState
from app.operations.order_board import (
    HoldDetail,
    LineDetail,
    OrderDetail,
    PromiseDetail,
    ShipmentDetail,
    StepTimes,
    TimelineEntry,
)
from app.operations.order_desk import DeskPlace
from app.views.desk_words import (
    by_language,
    day_word,
    hold_word,
    moment_word,
    money,
    percent,
    priority_word,
    shown_phone,
    stage_tone,
    stage_word,
    warehouse_short,
)
from app.views.kit import drawing
from app.views.kit.card import Badge, Card, Divider, Label, Notice
from app.views.kit.empty_state import EmptyState
from app.views.kit.timeline import Timeline
from app.views.story_words import happenings
from app.views.theme import figures, font, palette
from app.views.verdict import Tone

LINE_PX: Final = 124
_RUNG_WORDS: Final = (later("ordered"), later("promised"), later("released"), later("picked"), later("packed"),
                      later("shipped"))  # fmt: skip
_STEPS: Final = {"pick": later("Picking"), "pack": later("Packing"), "hand_over": later("Hand-over")}
_SHIPMENTS: Final[dict[ShipmentState, tuple[str, Tone]]] = {
    ShipmentState.OFFERED: (later("offered"), Tone.PLAIN),
    ShipmentState.ACCEPTED: (later("waits for a picker"), Tone.PLAIN),
    ShipmentState.REJECTED: (later("rejected"), Tone.WRONG),
    ShipmentState.PICKING: (later("being picked"), Tone.ACCENT),
    ShipmentState.PICKED: (later("picked"), Tone.ACCENT),
    ShipmentState.PACKING: (later("being packed"), Tone.ACCENT),
    ShipmentState.PACKED: (later("packed"), Tone.ACCENT),
    ShipmentState.SHIPPED: (later("shipped"), Tone.GOOD),
    ShipmentState.DELIVERED: (later("delivered"), Tone.GOOD),
    ShipmentState.CLOSED_SHORT: (later("closed short"), Tone.ATTENTION),
    ShipmentState.CANCELLED: (later("cancelled"), Tone.PLAIN),
}
_PARCELS: Final[dict[ParcelState, str]] = {
    ParcelState.OPEN: later("open"),
    ParcelState.CLOSED: later("closed"),
    ParcelState.LABELLED: later("labelled"),
    ParcelState.ON_MANIFEST: later("on the manifest"),
    ParcelState.HANDED_OVER: later("handed over"),
    ParcelState.DELIVERED: later("delivered"),
    ParcelState.RETURNED: later("returned"),
}


class OrderPanel(Card):
    """The order in view; says what to do while there is none."""

    def __init__(self) -> None:
        super().__init__(margin=16, gap=6)
        self.order: OrderDetail | None = None
        self._place: DeskPlace | None = None
        self._story: Sequence[TimelineEntry] = ()
        self.number, self.stage = Label("", 24, 800), Badge()
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.buyer, self.address = Label("", 16, 600), Label("", 14, 500, "soft")
        self.sums, self.note = Label("", 14, 500, "faint"), Label("", 14, 600, "soft")
        for label in (self.address, self.sums, self.note):
            label.setWordWrap(True)
        self.holds = Notice("", "lock", 14)
        self.lines, self.work, self.story = LadderList(), WorkList(), Timeline()
        self.leaves = QTabWidget()
        self.leaves.setDocumentMode(True)
        for leaf in (_scrolled(self.lines), _scrolled(self.work), self.story):
            self.leaves.addTab(leaf, "")
        self.empty = EmptyState("layout-list")
        self._head = QWidget()
        head = QVBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(4)
        top = QHBoxLayout()
        top.addWidget(self.number, 1)
        top.addWidget(self.stage)
        head.addLayout(top)
        for widget in (self.buyer, self.address, self.sums, self.note, self.holds):
            head.addWidget(widget)
        self.body.addWidget(self._head)
        self.body.addWidget(self.leaves, 1)
        self.body.addWidget(self.empty, 1)
        self.show_order(None, (), None)

    def show_order(self, order: OrderDetail | None, story: Sequence[TimelineEntry], place: DeskPlace | None) -> None:
        """Show an order with its story, or none."""
        self.order, self._story, self._place = order, story, place
        self.retranslate()

    def retranslate(self) -> None:
        """Put the words in the language in force."""
        order, place = self.order, self._place
        shown = order is not None and place is not None
        for widget in (self._head, self.leaves):
            widget.setVisible(shown)
        self.empty.setVisible(not shown)
        self.empty.say(tr("No order chosen"), tr("Choose a row, or scan an order, a parcel or a tote."))
        names = (tr("Lines"), tr("Work and parcels"), tr("Story"))
        for index, name in enumerate(names):
            self.leaves.setTabText(index, name)
        self.leaves.setAccessibleName(tr("Order"))
        self.story.name(tr("Story"))
        if order is None or place is None:
            return
        self.number.setText(order.number)
        self.stage.say(stage_word(order.stage), stage_tone(order.stage))
        self.buyer.setText(f"{order.customer_name}   {shown_phone(order.address.phone)}")
        self.address.setText(order.address.one_line())
        entered = moment_word(order.entered_at, place.timezone, place.today)
        lines = ntr("{n} line", "{n} lines", len(order.lines))
        parts = (money(order.amount, order.currency), lines, priority_word(order.priority),
                 tr("entered {when}").format(when=entered))  # fmt: skip
        self.sums.setText("  ·  ".join(parts))
        self.note.setText(tr("Note: {note}").format(note=order.note) if order.note else "")
        self.note.setVisible(bool(order.note))
        self.holds.say("\n".join(_hold_words(each, place, self._names()) for each in standing(order)))
        self.lines.show_lines(order.lines, order.promises, order.currency, place)
        self.work.show_work(order.shipments, place, self._names())
        self.story.show_happenings(happenings(self._story, place))

    def _names(self) -> dict[str, str]:
        """Answer who is who, as far as the story tells."""
        return {entry.worker: entry.worker_name for entry in self._story if entry.worker_name}

    def next_leaf(self) -> None:
        """Turn to the next leaf."""
        self.leaves.setCurrentIndex((self.leaves.currentIndex() + 1) % self.leaves.count())


def standing(order: OrderDetail) -> list[HoldDetail]:
    """Answer the holds that are not lifted."""
    return [each for each in order.holds if each.lifted_at is None]


def _hold_words(hold: HoldDetail, place: DeskPlace, names: Mapping[str, str]) -> str:
    until = moment_word(hold.deadline_at, place.timezone, place.today)
    owner = names.get(hold.owner, hold.owner)
    words = tr("{reason} · {owner} until {when}").format(reason=hold_word(hold.reason), owner=owner, when=until)
    return f"{words} · {hold.note}" if hold.note else words


def _scrolled(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.viewport().setAutoFillBackground(False)
    widget.setAutoFillBackground(False)
    return area


class LadderList(QWidget):
    """The lines, each with its ladder as a bar of rungs and the figure at each rung."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[LineDetail, ...] = ()
        self._promises: dict[int, str] = {}
        self._currency = ""

    def show_lines(
        self, lines: tuple[LineDetail, ...], promises: tuple[PromiseDetail, ...], currency: str, place: DeskPlace
    ) -> None:
        """Show these lines with what is promised of each."""
        self._lines, self._currency = lines, currency
        self._promises = {}
        for each in promises:
            if each.quantity:
                day, where = day_word(each.ship_on, place.today), warehouse_short(each.warehouse, place.warehouses)
                known = self._promises.get(each.line_no, "")
                self._promises[each.line_no] = f"{known} + " * bool(known) + f"{each.quantity} {day} · {where}"
        self.setMinimumHeight(len(lines) * LINE_PX + 8)
        rungs = ", ".join(RUNGS[:6])
        self.setAccessibleName("; ".join(f"{line.sku} {rungs} {line.rungs[:6]}" for line in lines))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, len(self._lines) * LINE_PX + 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for index, line in enumerate(self._lines):
            self._paint(painter, QRectF(0, index * LINE_PX + 4, self.width() - 8, LINE_PX), line)

    def _paint(self, painter: QPainter, where: QRectF, line: LineDetail) -> None:
        colours = palette()
        price = money(line.unit_price, self._currency) + (f" {percent(line.discount)}" if line.discount else "")
        top = QRectF(where.left(), where.top() + 8, where.width(), 24)
        taken = drawing.line_right(painter, top, f"{line.rungs[0]:,} × {price}", figures(14, 600), colours.soft)
        name = by_language(line.name, line.name_zh)
        drawing.line(painter, top.adjusted(0, 0, -taken - 12, 0), name, font(16, 700), colours.ink)
        low = QRectF(where.left(), where.top() + 32, where.width(), 20)
        marks = [line.sku, line.note]
        if line.short:
            marks.append(tr("{n} short").format(n=line.short))
        if line.cancelled:
            marks.append(tr("{n} cancelled").format(n=line.cancelled))
        promise = self._promises.get(line.line_no, "" if line.cancelled else tr("waits for stock"))
        taken = drawing.line_right(painter, low, promise, font(14, 500), colours.faint)
        left = "  ·  ".join(each for each in marks if each)
        drawing.line(painter, low.adjusted(0, 0, -taken - 12, 0), left, font(14, 500), colours.faint)
        self._paint_ladder(painter, QRectF(where.left(), where.top() + 60, where.width(), 54), line)
        drawing.card(painter, QRectF(0, where.bottom() - 1, where.width(), 1), colours.line, radius=0)

    def _paint_ladder(self, painter: QPainter, where: QRectF, line: LineDetail) -> None:
        colours = palette()
        wide = where.width() / len(_RUNG_WORDS)
        whole = max(1, line.rungs[0])
        for index, rung in enumerate(_RUNG_WORDS):
            cell = QRectF(where.left() + index * wide, where.top(), wide - 6, where.height())
            bar = QRectF(cell.left(), cell.top(), cell.width(), 6)
            drawing.card(painter, bar, colours.line, radius=3)
            share = min(1.0, line.rungs[index] / whole)
            if share:
                full = colours.good if share == 1.0 else colours.accent
                drawing.card(painter, QRectF(bar.left(), bar.top(), bar.width() * share, 6), full, radius=3)
            ink = colours.ink if line.rungs[index] else colours.faint
            figure = QRectF(cell.left(), cell.top() + 10, cell.width(), 20)
            drawing.line(painter, figure, str(line.rungs[index]), figures(16, 700), ink)
            drawing.line(painter, figure.translated(0, 19), tr(rung), font(12, 500), colours.faint)


class WorkList(QWidget):
    """The shipments: warehouse, carrier, cut-off, the times of each step, the parcels."""

    def __init__(self) -> None:
        super().__init__()
        self._names: Mapping[str, str] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 8, 8)
        self._column.setSpacing(4)

    def show_work(self, shipments: tuple[ShipmentDetail, ...], place: DeskPlace, names: Mapping[str, str]) -> None:
        """Show these shipments; `names` tells who is who."""
        self._names = names
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for index, one in enumerate(shipments):
            if index:
                self._column.addWidget(Divider())
            self._add(one, place)
        if not shipments:
            words = Label(tr("Not released yet: there is no work for it on the floor."), 16, 500, "faint")
            words.setWordWrap(True)
            self._column.addWidget(words)
        self._column.addStretch(1)

    def _add(self, one: ShipmentDetail, place: DeskPlace) -> None:
        carrier = by_language(*place.carriers[one.carrier]) if one.carrier in place.carriers else one.carrier
        where = warehouse_short(one.warehouse, place.warehouses)
        state, tone = _SHIPMENTS[one.state]
        self._column.addWidget(Label(f"{where}  ·  {carrier}", 16, 700))
        badge = Badge(tr(state), tone)
        self._column.addWidget(badge, 0, Qt.AlignmentFlag.AlignLeft)
        tote = tr("tote {tote}").format(tote=one.tote) if one.tote else ""
        cut_off = tr("cut-off {when}").format(when=moment_word(one.cut_off_at, place.timezone, place.today))
        self._say("  ·  ".join(part for part in (cut_off, tote) if part))
        for step in one.steps:
            if words := _step_words(step, place.timezone, self._names):
                self._say(words)
        for each in one.parcels:
            word = _PARCELS[each.state]
            weight = f"{each.weight_g / 1000:.2f} kg"
            parts = (tr("Parcel {n}").format(n=each.parcel_no), tr(word), each.carton, weight, each.sscc or "")
            self._say("  ·  ".join(part for part in parts if part), "ink")

    def _say(self, text: str, ink: str = "soft") -> None:
        label = Label(text, 14, 500, "ink" if ink == "ink" else "soft")
        label.setFont(figures(14, 500))
        label.setWordWrap(True)
        self._column.addWidget(label)


def _step_words(step: StepTimes, timezone: str, names: Mapping[str, str]) -> str:
    """Say when a step waited, began and ended, and who did it; "" for one that has not come."""
    if step.queued_at is None and step.started_at is None:
        return ""
    name = _STEPS[step.step]
    times = [
        f"{word} {_clock(at, timezone)}"
        for word, at in (
            (tr("waiting"), step.queued_at),
            (tr("begun"), step.started_at),
            (tr("done"), step.finished_at),
        )
        if at is not None
    ]
    return f"{tr(name)}: {' → '.join(times)}" + (f"  ·  {names.get(step.worker, step.worker)}" if step.worker else "")


def _clock(at: datetime, timezone: str) -> str:
    return f"{at.astimezone(ZoneInfo(timezone)):%H:%M}"
