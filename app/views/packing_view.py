"""The packer's bench: any code opens the parcel, each item is scanned, the last good one closes it and prints.

The verdict stands largest; under it the lines, the one just scanned on top. After closing, the panel says so in green
until the next tote is scanned; reopen is one key (Rule E2). What is in the parcel is known to the store alone.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from PySide6.QtGui import QKeyEvent, QResizeEvent

from app.background.desk import Desk
from app.language import language, tr
from app.models.barcodes import CommandCode, Scan
from app.models.boxes import Box
from app.models.floor_cards import BenchCard, ParcelCard
from app.models.packing import HandReason, ItemPacked, PackWork, ParcelClosed, ParcelReopened
from app.operations.floor_cards import bench_card, carton_boxes, last_closed, parcel_of_label
from app.operations.packing import (
    bench_scan,
    choose_carton,
    confirm_by_hand,
    next_parcel,
    reopen_parcel,
    short_ship,
    take_out,
    undo_pack,
)
from app.operations.papers import print_again
from app.operations.station import Author, Outcome, Station
from app.views import packing_words
from app.views.carton_card import CartonCard, CartonShown
from app.views.choice_dialog import Choice, ChoiceDialog
from app.views.floor_list import FloorList, Row
from app.views.floor_page import FloorPage, Play, two_columns
from app.views.in_turn import InTurn, needs_work
from app.views.kit.card import Notice
from app.views.kit.key_bar import KeyHint
from app.views.kit.progress_card import Progress, ProgressCard
from app.views.kit.verdict_panel import VerdictPanel
from app.views.kit.work_lines import WorkLines
from app.views.verdict import Tone, Verdict
from app.views.wall_clock import minute_words

# Below this the last scans need the room of the list of closed parcels.
TALL_PX: Final = 720


def _reopen(station: Station, author: Author, _work_id: UUID | None, parcel_id: UUID) -> Outcome:
    return reopen_parcel(station, author, parcel_id)


def _print_again(station: Station, author: Author, _work_id: UUID | None, parcel_id: UUID, reason: str) -> Outcome:
    return print_again(station, author, parcel_id, reason)


class PackingView(FloorPage):
    """The screen. `play` sounds a verdict; None is a mute station."""

    def __init__(self, desk: Desk, play: Play | None = None) -> None:
        self.verdicts = VerdictPanel(play)
        super().__init__(desk, InTurn(lambda work: work.shipment_id), self.verdicts, play)
        self.lines, self.order, self.note, self.carton = WorkLines(), ProgressCard(), Notice(size=20), CartonCard()
        self.shut = FloorList(48)
        self.note.hide()
        self.order.setMinimumHeight(180)
        self.carton.setMinimumHeight(116)
        right = ((self.order, 0), (self.note, 0), (self.carton, 0), (self.scans, 4), (self.shut, 3))
        two_columns(self, ((self.verdicts, 4), (self.lines, 6)), right)
        self.carton.wanted.connect(self.ask_carton)
        self._work: PackWork | None = None
        self._bench: BenchCard | None = None
        self._closed: tuple[ParcelCard, ...] = ()
        self._shut: CartonShown | None = None
        self._boxes: dict[str, Box] = {}
        self._next_scan = ""
        self._newest: object = None
        self._keys_of_open = False

    # -- the page ----------------------------------------------------------------------------------------------------

    def entered(self) -> None:
        super().entered()
        self.desk.read(carton_boxes, done=self._know_boxes)
        self._look_for_closed()

    def retranslate(self) -> None:
        self.lines.empty_text = tr("The lines of the order appear here")
        self.shut.name(tr("Closed on this bench"), tr("No parcel closed yet"), "package-check")
        self._shut = self._shut and packing_words.reworded(self._shut, self._boxes)
        self.retell()
        self._show_prompt()
        self._show_all()

    def keys(self) -> Sequence[KeyHint]:
        help_key = KeyHint("F1", tr("Help"), self.call_help)
        if not self._is_open():
            after = [KeyHint("R", tr("Reopen"), self.reopen), KeyHint("P", tr("Print again"), self.ask_print_again)]
            return [*after, help_key]
        return [
            KeyHint("U", tr("Undo"), self.undo),
            KeyHint("O", tr("Take out"), self.take_out_next),
            KeyHint("H", tr("By hand"), self.ask_by_hand),
            KeyHint("N", tr("Next parcel"), self.next_parcel),
            KeyHint("C", tr("Carton"), self.ask_carton),
            KeyHint("S", tr("Short-ship"), self.ask_short_ship),
            help_key,
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """P prints the last label again and R asks for a label also while a parcel is open and the foot is full."""
        act = {"P": self.ask_print_again, "R": self.reopen}.get(event.text().upper())
        if act is not None and self._is_open():
            act()
        else:
            super().keyPressEvent(event)

    def step(self) -> str:
        return "pack:item" if self._is_open() else "pack:open"

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.shut.setVisible(event.size().height() >= TALL_PX)
        super().resizeEvent(event)

    # -- scans -------------------------------------------------------------------------------------------------------

    def scanned(self, scan: Scan) -> None:
        following, self._next_scan = self._next_scan, ""
        if following == "take_out":
            self.send(needs_work(take_out), scan)
        elif following == "reopen":
            self.desk.read(parcel_of_label, scan.text, done=self._reopen_found)
        else:
            self.send(bench_scan, scan)

    def commanded(self, command: CommandCode) -> None:
        acts = {
            CommandCode.UNDO: self.undo,
            CommandCode.TAKE_OUT: self.take_out_next,
            CommandCode.NEXT_PARCEL: self.next_parcel,
            CommandCode.SHORT: self.ask_short_ship,
            CommandCode.REOPEN: self.reopen,
            CommandCode.PRINT_AGAIN: self.ask_print_again,
            CommandCode.CANCEL: self.cancel,
            CommandCode.CONFIRM: self.cancel,
        }
        act = acts.get(command)
        if act is not None:
            act()
        else:
            self.say(packing_words.question(tr("Not used while packing"), command.value, "circle-question-mark"))

    def nothing_in_hand(self) -> Verdict:
        return packing_words.question(tr("No open parcel"), tr("Scan a tote or an order first."), "package-open")

    # -- acts --------------------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take back the last item put in (Rule D5)."""
        self.act(needs_work(undo_pack))

    def take_out_next(self) -> None:
        """Let the next scan take its item out; the same key again goes back (UX rule 5)."""
        if self._next_scan == "take_out":
            self.cancel()
            return
        self._expect("take_out", tr("Take out: scan the item"), tr("O or CANCEL goes back."), "package-minus")

    def reopen(self) -> None:
        """Open the parcel closed last on this bench again, else the one whose label comes next (Rule E2)."""
        closed = self._closed[0] if self._closed else None
        if self._next_scan == "reopen":
            self.cancel()
        elif closed is None or (self._work is not None and self._work.parcel_id is not None):
            self._expect("reopen", tr("Reopen: scan the parcel's label"), tr("R or CANCEL goes back."), "package-open")
        else:
            self.act(_reopen, closed.parcel_id)

    def next_parcel(self) -> None:
        """Close this parcel though goods are left; they go into another one."""
        self.act(needs_work(next_parcel))

    def cancel(self) -> None:
        """Go back to the ordinary prompt; nothing is booked."""
        self._next_scan = self._asked = ""
        self.verdicts.clear()

    def ask_short_ship(self) -> None:
        """Ship without what is missing; asks by the second press, naming it (Rule C5)."""
        work = self._work
        missing = [line for line in work.lines if line.due] if work is not None else []
        if work is None or not missing:
            self.act(needs_work(short_ship))
            return
        named = ", ".join(f"{line.due} × {self._name_of(line.sku, line.name)}" for line in missing)
        title = tr("Ship without this?")
        remedy = tr("Press S or scan SHORT again; the goods go back to their shelves.")
        if self.twice(f"short:{work.shipment_id}:{named}", packing_words.question(title, named, "package-x", remedy)):
            self.act(needs_work(short_ship))

    def ask_by_hand(self) -> None:
        """Confirm a line that will not scan: which one, then why (Rule E3)."""
        due = [line for line in self._work.lines if line.due] if self._work is not None else []
        if len(due) < 2:
            self._ask_hand_reason(due[0].seq if due else 0)
            return
        choices = [Choice(str(line.seq), self._name_of(line.sku, line.name), f"{line.due} ×") for line in due]
        dialog = ChoiceDialog(self, tr("Which line does not scan?"), "", choices)
        dialog.chosen.connect(lambda seq: self._ask_hand_reason(int(seq)))
        self.open_dialog(dialog)

    def _ask_hand_reason(self, seq: int) -> None:
        line = next((line for line in self._work.lines if line.seq == seq), None) if self._work is not None else None
        if line is None:
            self.act(needs_work(confirm_by_hand), seq, HandReason.NO_CODE)
            return
        choices = [Choice(reason, tr(text)) for reason, text in packing_words.HAND_REASONS.items()]
        text = f"{line.due} × {self._name_of(line.sku, line.name)}"
        dialog = ChoiceDialog(self, tr("Why is it confirmed by hand?"), text, choices)
        dialog.chosen.connect(lambda reason: self.act(needs_work(confirm_by_hand), seq, HandReason(reason)))
        self.open_dialog(dialog)

    def ask_carton(self) -> None:
        """Choose another carton for the open parcel (Rule E7)."""
        if self._work is None or self._work.parcel_id is None:
            self.say(self.nothing_in_hand())
            return
        sides = {code: " × ".join(str(side) for side in box.sides_mm) for code, box in self._boxes.items()}
        choices = [Choice(code, code, f"{inside} mm") for code, inside in sides.items()]
        dialog = ChoiceDialog(self, tr("Which carton?"), tr("Now: {code}").format(code=self._work.carton), choices)
        dialog.chosen.connect(lambda code: self.act(needs_work(choose_carton), code))
        self.open_dialog(dialog)

    def ask_print_again(self) -> None:
        """Print label and slip of the last closed parcel once more, with the reason."""
        closed = self._closed[0] if self._closed else None
        if closed is None:
            self.say(packing_words.question(tr("No label yet"), tr("Close a parcel first."), "printer"))
            return
        choices = [Choice(reason, tr(text)) for reason, text in packing_words.PRINT_REASONS.items()]
        dialog = ChoiceDialog(self, tr("Why print again?"), f"{closed.number}  ·  …{closed.sscc[-6:]}", choices)
        dialog.chosen.connect(lambda reason: self.act(_print_again, closed.parcel_id, reason))
        self.open_dialog(dialog)

    def _expect(self, following: str, title: str, text: str, symbol: str) -> None:
        self.panel.acknowledge()
        self._asked, self._next_scan = "", following
        self.say(packing_words.question(title, text, symbol))

    def _reopen_found(self, found: ParcelCard | None) -> None:
        if found is None:
            self.say(packing_words.question(tr("Not a parcel's label"), tr("Press R and scan again."), "package-x"))
        else:
            self.act(_reopen, found.parcel_id)

    # -- answers -----------------------------------------------------------------------------------------------------

    def verdict_of(self, outcome: Outcome) -> Verdict | None:
        return packing_words.verdict_of(outcome, self._name_of)

    def answered(self, outcome: Outcome) -> None:
        before, work = self._work, outcome.work
        self._note_parcels(outcome, before)
        if work is not None:
            self._work = work
            if before is None or before.shipment_id != work.shipment_id:
                self._newest, self._bench = None, None
                self.learn(line.sku for line in work.lines)
                self.desk.read(bench_card, work.shipment_id, done=self._know_bench)
            self._newest = packing_words.newest_of(outcome) or self._newest
            self._show_all()
        self._show_prompt()
        if self._is_open() is not self._keys_of_open:
            self._keys_of_open = self._is_open()
            self.keys_changed.emit()

    def last_words(self, scan: Scan, outcome: Outcome, verdict: Verdict) -> tuple[str, str]:
        packed: ItemPacked | None = outcome.first(ItemPacked)
        if packed is not None and outcome.first(ParcelClosed) is not None:
            return self._name_of(packed.sku, packed.sku), tr("closed")
        return super().last_words(scan, outcome, verdict)

    def _note_parcels(self, outcome: Outcome, before: PackWork | None) -> None:
        closed: ParcelClosed | None = outcome.first(ParcelClosed)
        if closed is not None:
            number = outcome.work.number if outcome.work else ""
            self._closed = (ParcelCard(closed.parcel_id, number, closed.sscc), *self._closed)
            self._shut = packing_words.shut_carton(outcome, before, self._boxes)
        elif outcome.work is not None and outcome.work.parcel_id is not None:
            self._shut = None
        reopened: ParcelReopened | None = outcome.first(ParcelReopened)
        if reopened is not None:
            self._closed = tuple(card for card in self._closed if card.parcel_id != reopened.parcel_id)
        if closed is not None or reopened is not None:
            self._look_for_closed()

    def _look_for_closed(self) -> None:
        self.desk.read(last_closed, self.desk.station.warehouse, self.desk.author.worker, done=self._know_closed)

    def goods_known(self) -> None:
        self._show_lines()

    def _know_boxes(self, boxes: Sequence[Box]) -> None:
        self._boxes = {box.code: box for box in boxes}
        self._show_carton()

    def _know_closed(self, closed: tuple[ParcelCard, ...]) -> None:
        self._closed = closed
        rows = [
            Row(
                each.sscc,
                each.number,
                f"…{each.sscc[-6:]}",
                "",
                minute_words(each.closed_at),
                Tone.PLAIN,
                "package-check",
            )
            for each in closed
            if each.closed_at is not None
        ]
        self.shut.show_rows(rows, str(len(rows)) if rows else "")

    def _know_bench(self, bench: BenchCard | None) -> None:
        self._bench = bench
        self._show_order()

    # -- showing -----------------------------------------------------------------------------------------------------

    def _is_open(self) -> bool:
        return self._work is not None and self._work.parcel_id is not None

    def _name_of(self, sku: str, name: str) -> str:
        return self.goods(sku, name).name_in(language())

    def _show_all(self) -> None:
        self._show_lines()
        self._show_order()
        self._show_carton()

    def _show_prompt(self) -> None:
        if self._work is None or self._work.parcel_id is None:
            self.verdicts.show_prompt(tr("Scan a tote"), tr("or an order, a pick list, a parcel"), "package-open")
        else:
            self.verdicts.show_prompt(tr("Scan an item"), self._work.number)

    def _show_lines(self) -> None:
        work = self._work
        if work is None:
            self.lines.show_lines(())
            return
        rows = [packing_words.line_of(line, self.goods(line.sku, line.name)) for line in work.lines]
        self.lines.show_lines(rows, self._newest)

    def _show_order(self) -> None:
        work, bench = self._work, self._bench
        if work is None:
            title, detail = tr("No order on the bench"), tr("The tote's code opens it")
            self.order.show_progress(Progress(0, 0, tr("pieces"), "", title, detail))
            self.note.say("")
            return
        detail = ""
        if bench is not None:
            name = (bench.carrier_zh or bench.carrier) if language() == "zh_CN" else bench.carrier
            cut_off = tr("cut-off {time}").format(time=minute_words(bench.cut_off_at))
            detail = "  ·  ".join(filter(None, (name, cut_off)))
        done, total = sum(line.packed for line in work.lines), sum(line.picked for line in work.lines)
        parcel = tr("Parcel {n}").format(n=work.parcel_no) if work.parcel_no else ""
        aside = "  ·  ".join(filter(None, (bench.tote if bench is not None else "", parcel)))
        unit = tr("pieces")
        self.order.show_progress(Progress(done, total, unit, aside, work.number, detail))
        self.note.say(bench.note if bench is not None else "")

    def _show_carton(self) -> None:
        self.carton.show_carton(self._shut or packing_words.carton_of(self._work, self._boxes))
