"""Release: what may go to the floor now, by cut-off and carrier; picked by keys, released in chunks, with a way out.

A release is many acts of at most fifty orders, so that a scan on the floor never waits for it; Cancel stops after the
act that runs. What could not be allocated is listed with its reason and stays where it was.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.background.desk import Desk
from app.language import later, ntr, tr
from app.operations.allocation import ORDERS_AN_ACT_MAX, NotReleased, Released, next_wave, release
from app.operations.pick_sheets import print_pick_sheet
from app.operations.station import Outcome
from app.operations.wave_board import MOST_SHOWN, WaveBoard, wave_board
from app.views.attempt import attempt
from app.views.kit.busy import BusyOverlay
from app.views.kit.card import Badge, Caption, Card, Heading, Label, Sign
from app.views.kit.columns import Column
from app.views.kit.field_message import FieldMessage
from app.views.kit.key_bar import KeyHint
from app.views.kit.table_view import LineTable
from app.views.page import Page
from app.views.theme import figures
from app.views.verdict import Tone
from app.views.wave_rows import WaveRows
from app.views.words import WORDS, field_sentence

DAYS_AHEAD_MAX: Final = 7
SIDE_WIDTH, SIDE_WIDTH_SMALL, WIDE_FROM = 440, 360, 1500


def reason_words(row: NotReleased) -> str:
    """Say in two words why an order or a line was not released."""
    words = WORDS[row.refused.reason]
    return tr(words.title)


def missing_words(row: NotReleased) -> str:
    """Say how much of a line could not be given."""
    return ntr("{n} unit missing", "{n} units missing", row.missing) if row.missing else ""


_LEFT_COLUMNS: Final = (
    Column("number", later("Order"), 172, lambda row: row.number, lambda row: row.sku, strong=True),
    Column("why", later("Reason"), 150, reason_words, missing_words,
           lambda _row: Tone.ATTENTION, stretch=True),
)  # fmt: skip


class WavesView(Page):
    """The release desk of a supervisor."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.rows = WaveRows()
        self.days_ahead = 0
        self._board: WaveBoard | None = None
        self._todo: list[UUID] = []
        self._total = 0
        self._stopped = False
        self._not_begun = 0
        self._wave = ""
        self.released: list[UUID] = []
        self.left_over: list[NotReleased] = []
        self.heading, self.until = Heading(), Label("", 16, 600, "soft")
        self.late, self.message = Badge(), FieldMessage()
        self.picked_caption, self.picked = Caption(), Label("", 44, 800)
        self.picked_detail = Label("", 16, 500, "soft")
        self.result_sign, self.result = Sign("layers", Tone.PLAIN, 28), Label("", 18, 700)
        self.result_detail = Label("", 16, 500, "soft")
        self.left_caption, self.left_table = Caption(), LineTable("waves_left", _LEFT_COLUMNS)
        self._build()
        self.busy = BusyOverlay(self)
        self.busy.cancelled.connect(self._stop)
        self.rows.picked_changed.connect(self._show_picked)
        desk.recorded.connect(self._recorded)

    def _build(self) -> None:
        self.picked.setFont(figures(44, 800))
        for label in (self.picked_detail, self.result, self.result_detail):
            label.setWordWrap(True)
        head = QHBoxLayout()
        head.setContentsMargins(18, 12, 18, 8)
        head.setSpacing(14)
        for widget in (self.heading, self.late):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.until)
        card = Card(margin=1, gap=0)
        card.body.addLayout(head)
        card.body.addWidget(self.rows, 1)
        picked = Card(gap=4)
        for part in (self.picked_caption, self.picked, self.picked_detail, self.message):
            picked.body.addWidget(part)
        told = QHBoxLayout()
        told.setSpacing(10)
        told.addWidget(self.result_sign)
        told.addWidget(self.result, 1)
        result = Card(gap=8)
        result.body.addLayout(told)
        result.body.addWidget(self.result_detail)
        result.body.addWidget(self.left_caption)
        result.body.addWidget(self.left_table, 1)
        self._spare = QWidget()
        result.body.addWidget(self._spare, 1)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(12)
        side.addWidget(picked)
        side.addWidget(result, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(card, 1)
        row.addWidget(self._side)

    # -- page --------------------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        self.rows.setAccessibleName(tr("Orders to release"))
        self.rows.empty_text = tr("Nothing to release: every promised order of these days is on the floor")
        self.left_table.name(tr("Not released"))
        self.left_table.retranslate()
        self.heading.setText(tr("May be released now"))
        self.picked_caption.setText(tr("Chosen for release"))
        self.left_caption.setText(tr("Could not be given"))
        self._show_until()
        self._show_board()
        self._show_picked()
        self._show_result()

    def keys(self) -> Sequence[KeyHint]:
        n = len(self.rows.picked)
        hints = [
            KeyHint("Space", tr("Choose"), self.rows.toggle),
            KeyHint("Enter", tr("Fold"), self.rows.fold),
            KeyHint("F5", tr("All"), self.rows.pick_all),
            KeyHint("F6", tr("Next cut-off"), self.rows.pick_next_cut_off),
            KeyHint("F7", tr("More days"), self._more_days),
        ]
        if self.released:
            hints.append(KeyHint("F8", tr("Print pick list"), self.print_sheet))
        text = ntr("Release {n} order", "Release {n} orders", n) if n else tr("Release")
        return [*hints, KeyHint("Ctrl+Enter", text, self.release_picked, enabled=bool(n), primary=True)]

    def entered(self) -> None:
        self.refresh()
        self.rows.setFocus()

    def resizeEvent(self, event: object) -> None:
        self._side.setFixedWidth(SIDE_WIDTH if self.width() >= WIDE_FROM else SIDE_WIDTH_SMALL)

    # -- what may be released ----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask anew what may be released."""
        self.desk.read(wave_board, self.desk.station, self.days_ahead, done=self._know)

    def _know(self, board: WaveBoard) -> None:
        self._board = board
        self.rows.show_board(board)
        self._show_board()
        self._show_until()

    def _recorded(self, _outcome: Outcome) -> None:
        if self.isVisible() and not self._todo:
            self.refresh()

    def _more_days(self) -> None:
        self.days_ahead = (self.days_ahead + 1) % (DAYS_AHEAD_MAX + 1)
        self._show_until()
        self.refresh()

    # -- releasing ---------------------------------------------------------------------------------------------------

    def release_picked(self) -> None:
        """Release what is picked, those that leave first and the urgent first; progress covers the page."""
        self._todo = [row.order_id for row in self.rows.picked_rows()]
        if not self._todo:
            self.message.say(tr("Choose at least one order."))
            return
        self.message.clear()
        self._total, self._stopped = len(self._todo), False
        self.released, self.left_over = [], []
        self.busy.begin(ntr("Releasing {n} order", "Releasing {n} orders", self._total))
        attempt(self.desk, next_wave, (), self._named, lambda: self._end(self._total))

    def _named(self, outcome: Outcome) -> None:
        self._wave = outcome.work
        self._next_act()

    def _next_act(self) -> None:
        self.busy.progress(self._total - len(self._todo), self._total)
        some, self._todo = self._todo[:ORDERS_AN_ACT_MAX], self._todo[ORDERS_AN_ACT_MAX:]
        if self._stopped or not some:
            self._end(len(some) + len(self._todo))
            return
        attempt(self.desk, release, (some, self._wave), self._act_done, lambda: self._end(len(some) + len(self._todo)))

    def _act_done(self, outcome: Outcome) -> None:
        done: Released = outcome.work
        self.released += done.shipments
        self.left_over += done.left
        self._next_act()

    def _stop(self) -> None:
        self._stopped = True

    def _end(self, not_begun: int) -> None:
        self._not_begun = not_begun
        self._todo = []
        self.busy.end()
        self._show_result()
        self.refresh()
        self.keys_changed.emit()
        self.rows.setFocus()

    def print_sheet(self) -> None:
        """Print the pick list of what was released last."""
        self.desk.do(print_pick_sheet, self._wave, tuple(self.released), done=self._printed)

    def _printed(self, outcome: Outcome) -> None:
        if outcome.refused is not None:
            self.message.say(field_sentence(outcome.refused))
        else:
            self.message.say(tr("Pick list {wave} is printing.").format(wave=self._wave), Tone.GOOD)

    # -- showing -----------------------------------------------------------------------------------------------------

    def _show_until(self) -> None:
        if self.days_ahead == 0:
            self.until.setText(tr("Leaving today or overdue"))
        else:
            self.until.setText(ntr("Leaving within {n} day", "Leaving within {n} days", self.days_ahead))

    def _show_board(self) -> None:
        groups = self.rows.groups
        late = sum(len(group.rows) for group in groups if group.late)
        self.late.say(ntr("{n} late", "{n} late", late), Tone.WRONG, "triangle-alert")
        self.late.setVisible(bool(late))
        if self._board is not None and self._board.cut:
            text = tr("Only the {n} most urgent are shown; release them, then the next come.")
            self.message.say(text.format(n=f"{MOST_SHOWN:,}"), Tone.ATTENTION)
        self.rows.viewport().update()

    def _show_picked(self) -> None:
        rows = self.rows.picked_rows()
        self.picked.setText(f"{len(rows):,}")
        lines, units = sum(row.lines_n for row in rows), sum(row.units_n for row in rows)
        parts = (ntr("{n} line", "{n} lines", lines), ntr("{n} unit", "{n} units", units))
        self.picked_detail.setText(
            " · ".join(parts) if rows else tr("Space chooses the row, F5 all, F6 the next cut-off")
        )
        self.keys_changed.emit()

    def _show_result(self) -> None:
        ran = bool(self._wave) and not self._todo
        orders = len({each.order_id for each in self.left_over})
        made = ntr("{n} shipment released", "{n} shipments released", len(self.released))
        self.result.setText(f"{self._wave} · {made}" if ran else tr("Nothing released yet in this session"))
        self.result_sign.show_symbol("circle-check" if ran else "layers", Tone.GOOD if ran else Tone.PLAIN)
        parts = []
        if ran and orders:
            parts.append(
                ntr("{n} order is not or not fully released", "{n} orders are not or not fully released", orders)
            )
        if ran and self._stopped and self._not_begun:
            parts.append(ntr("stopped before {n} order", "stopped before {n} orders", self._not_begun))
        if ran and not parts:
            parts.append(tr("All of it is on the floor. F8 prints it on paper."))
        self.result_detail.setText(" · ".join(parts))
        self.result_detail.setVisible(bool(parts))
        self.left_caption.setVisible(bool(self.left_over))
        self.left_table.setVisible(bool(self.left_over))
        self._spare.setVisible(not self.left_over)
        self.left_table.show_rows(self.left_over)
