"""What may be released: a row per cut-off and carrier, and under it a row per order. Space chooses, Enter folds.

A row of a group chooses all of it; its box shows whether all, some or none of its orders are chosen.
"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from app.language import ntr, tr
from app.operations.allocation import ReleaseRow
from app.operations.wave_board import Departing, WaveBoard
from app.views import icons
from app.views.desk_words import by_language, day_word, moment_word, priority_word
from app.views.kit import drawing
from app.views.kit.card import paint_badge
from app.views.theme import figures, font, palette
from app.views.verdict import Tone

GROUP_PX: Final = 60
ORDER_PX: Final = 46
BOX_PX: Final = 24


@dataclass(frozen=True, slots=True)
class _Row:
    """One painted row: a group, or an order of it."""

    top: int
    high: int
    group: Departing
    order: ReleaseRow | None


class WaveRows(QAbstractScrollArea):
    """The list. `picked_changed` tells that other orders are picked."""

    picked_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.empty_text = ""
        self.picked: set[UUID] = set()
        self._board: WaveBoard | None = None
        self._folded: set[tuple[str, Any]] = set()
        self._rows: list[_Row] = []
        self._at = 0
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.viewport().update())

    # -- what is shown -----------------------------------------------------------------------------------------------

    def show_board(self, board: WaveBoard) -> None:
        """Show what may be released; picks of orders that are gone are dropped."""
        self._board = board
        here = {row.order_id for group in board.departing for row in group.rows}
        self.picked &= here
        self._lay_out()
        self.picked_changed.emit()

    @property
    def groups(self) -> tuple[Departing, ...]:
        return self._board.departing if self._board else ()

    def picked_rows(self) -> list[ReleaseRow]:
        """Answer the picked orders, those that leave first and the urgent first."""
        return [row for group in self.groups for row in group.rows if row.order_id in self.picked]

    def pick_all(self) -> None:
        """Pick every order, or none if all are."""
        every = {row.order_id for group in self.groups for row in group.rows}
        self._set_picked(set() if self.picked == every else every)

    def pick_next_cut_off(self) -> None:
        """Pick what leaves at the earliest cut-off that is not picked whole yet, and all before it."""
        for group in self.groups:
            ids = {row.order_id for row in group.rows}
            if not ids <= self.picked:
                same = {
                    row.order_id for other in self.groups if other.cut_off_at == group.cut_off_at for row in other.rows
                }
                self._set_picked(self.picked | same)
                return

    def toggle(self) -> None:
        """Pick the row under the cursor, or let it go."""
        if not self._rows:
            return
        row = self._rows[self._at]
        ids = {row.order.order_id} if row.order else {each.order_id for each in row.group.rows}
        self._set_picked(self.picked - ids if ids <= self.picked else self.picked | ids)

    def fold(self) -> None:
        """Fold the group under the cursor, or open it."""
        if self._rows:
            group = self._rows[self._at].group
            self._folded ^= {(group.carrier, group.cut_off_at)}
            self._lay_out()
            self._at = next(index for index, row in enumerate(self._rows) if row.group is group)
            self._see()

    def current_order(self) -> ReleaseRow | None:
        """Answer the order under the cursor."""
        return self._rows[self._at].order if self._rows else None

    def _set_picked(self, picked: set[UUID]) -> None:
        self.picked = picked
        self._say()
        self.viewport().update()
        self.picked_changed.emit()

    def _lay_out(self) -> None:
        rows: list[_Row] = []
        top = 0
        for group in self.groups:
            rows.append(_Row(top, GROUP_PX, group, None))
            top += GROUP_PX
            if (group.carrier, group.cut_off_at) not in self._folded:
                for order in group.rows:
                    rows.append(_Row(top, ORDER_PX, group, order))
                    top += ORDER_PX
        self._rows = rows
        self._at = max(0, min(self._at, len(rows) - 1))
        self._range()
        self._say()
        self.viewport().update()

    def _range(self) -> None:
        high = self._rows[-1].top + self._rows[-1].high if self._rows else 0
        self.verticalScrollBar().setRange(0, max(0, high - self.viewport().height()))
        self.verticalScrollBar().setPageStep(self.viewport().height())
        self.verticalScrollBar().setSingleStep(ORDER_PX)

    def _say(self) -> None:
        if not self._rows:
            self.setAccessibleDescription(self.empty_text)
            return
        row = self._rows[self._at]
        ids = {row.order.order_id} if row.order else {each.order_id for each in row.group.rows}
        words = row.order.number if row.order else self._group_title(row.group)
        self.setAccessibleDescription(f"{words} {tr('chosen') if ids <= self.picked else ''}".strip())

    # -- keys and mouse ----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -12,
            Qt.Key.Key_PageDown: 12,
            Qt.Key.Key_Home: -len(self._rows),
            Qt.Key.Key_End: len(self._rows),
        }
        key = Qt.Key(event.key())
        if key in steps and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._at = max(0, min(len(self._rows) - 1, self._at + steps[key]))
            self._see()
        elif key == Qt.Key.Key_Space:
            self.toggle()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.fold()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = int(event.position().y()) + self.verticalScrollBar().value()
        for index, row in enumerate(self._rows):
            if row.top <= at < row.top + row.high:
                self._at = index
                self.setFocus()
                self.toggle()
                return

    def wheelEvent(self, event: QWheelEvent) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() - event.angleDelta().y() // 2)

    def resizeEvent(self, _event: object) -> None:
        self._range()

    def focusInEvent(self, _event: object) -> None:
        self.viewport().update()

    def focusOutEvent(self, _event: object) -> None:
        self.viewport().update()

    def _see(self) -> None:
        if self._rows:
            row, bar = self._rows[self._at], self.verticalScrollBar()
            bar.setValue(max(row.top + row.high - self.viewport().height(), min(bar.value(), row.top)))
        self._say()
        self.viewport().update()

    # -- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        colours = palette()
        area = QRectF(self.viewport().rect())
        painter.fillRect(area, colours.surface)
        if not self._rows:
            drawing.line_centred(painter, area.adjusted(24, 0, -24, 0), self.empty_text, font(18, 500), colours.faint)
            return
        shift = self.verticalScrollBar().value()
        for index, row in enumerate(self._rows):
            where = QRectF(0, row.top - shift, area.width(), row.high)
            if where.bottom() < 0 or where.top() > area.height():
                continue
            here = index == self._at
            ground = colours.selected if here else colours.raised if row.order is None else colours.surface
            painter.fillRect(where, ground)
            drawing.card(painter, QRectF(0, where.bottom() - 1, where.width(), 1), colours.line, radius=0)
            if here and self.hasFocus():
                drawing.focus_ring(painter, where.adjusted(2, 1, -2, -2), colours.accent, 8)
            if row.order is None:
                self._paint_group(painter, where, row.group)
            else:
                self._paint_order(painter, where, row.group, row.order)

    def _paint_group(self, painter: QPainter, where: QRectF, group: Departing) -> None:
        colours = palette()
        ids = {row.order_id for row in group.rows}
        self._paint_box(painter, where.left() + 18, where, len(ids & self.picked), len(ids))
        ink = colours.wrong if group.late else colours.ink
        room = where.adjusted(60, 0, -20, 0)
        right = f"{ntr('{n} order', '{n} orders', len(group.rows))} · {ntr('{n} unit', '{n} units', group.units_n)}"
        taken = drawing.line_right(painter, room, right, figures(16, 600), colours.soft)
        room.adjust(0, 0, -taken - 20, 0)
        if group.late:
            icons.draw(painter, "triangle-alert", QRectF(room.left(), room.center().y() - 11, 22, 22), ink)
            room.adjust(30, 0, 0, 0)
        left = drawing.line(painter, room, self._group_title(group), font(18, 700), ink)
        if group.urgent_n:
            text = ntr("{n} urgent", "{n} urgent", group.urgent_n)
            width = drawing.width_of(text, figures(14, 600)) + 46
            spot = QRectF(room.left() + left + 16, room.center().y() - 15, width, 30)
            paint_badge(painter, spot, text, Tone.WRONG, "flag")

    def _paint_order(self, painter: QPainter, where: QRectF, group: Departing, order: ReleaseRow) -> None:
        colours = palette()
        assert self._board is not None
        place = self._board.place
        self._paint_box(painter, where.left() + 46, where, int(order.order_id in self.picked), 1)
        room = where.adjusted(88, 0, -20, 0)
        units = f"{ntr('{n} line', '{n} lines', order.lines_n)} · {ntr('{n} unit', '{n} units', order.units_n)}"
        drawing.line_right(painter, room, units, figures(16, 500), colours.soft)
        share = room.width()
        cell = QRectF(room.left(), room.top(), share * 0.22 - 12, room.height())
        drawing.line(painter, cell, order.number, figures(16, 700), colours.ink)
        cell = QRectF(room.left() + share * 0.22, room.top(), share * 0.20 - 12, room.height())
        drawing.line(painter, cell, order.customer_name, font(16, 500), colours.ink)
        cell = QRectF(room.left() + share * 0.42, room.top(), share * 0.18 - 12, room.height())
        entered = moment_word(order.entered_at, place.timezone, place.today)
        drawing.line(painter, cell, tr("entered {when}").format(when=entered), figures(14, 500), colours.faint)
        words = [priority_word(order.priority)] if order.priority != 1 else []
        if group.late:
            words.insert(0, tr("late"))
        if words:
            text, tone = " · ".join(words), Tone.WRONG if group.late or order.priority > 1 else Tone.PLAIN
            width = drawing.width_of(text, figures(12, 600)) + 24
            paint_badge(painter, QRectF(room.left() + share * 0.60, room.center().y() - 14, width, 28), text, tone)

    def _paint_box(self, painter: QPainter, left: float, where: QRectF, n: int, of: int) -> None:
        colours = palette()
        spot = QRectF(left, where.center().y() - BOX_PX / 2, BOX_PX, BOX_PX)
        drawing.card(painter, spot, colours.primary if n else colours.surface, "" if n else colours.line_strong, 6)
        if n:
            sign = "check" if n == of else "minus"
            icons.draw(painter, sign, spot.adjusted(3, 3, -3, -3), colours.on_primary, 3.0)

    def _group_title(self, group: Departing) -> str:
        assert self._board is not None
        place = self._board.place
        name = by_language(*place.carriers[group.carrier]) if group.carrier in place.carriers else group.carrier
        when = moment_word(group.cut_off_at, place.timezone, place.today)
        if group.rows and group.rows[0].ship_on != place.today:
            when = f"{day_word(group.rows[0].ship_on, place.today)} {when.split(' ')[-1]}"
        return f"{when}  ·  {name}"
