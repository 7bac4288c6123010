"""The picker's screen: take work, then tote → location → item → quantity → tote, one prompt at a time.

Where the picker stands is `next_prompt` of the work in the last answer, never a state of this widget: a crash, a change
of worker or of station leaves the picker exactly where the goods are. While no work is in hand the screen says how much
waits and lists the walks that are open, the picker's own first.
"""

from collections.abc import Sequence
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget

from app.background.desk import Desk
from app.language import language, ntr, tr
from app.models.barcodes import CommandCode, Scan
from app.models.floor_cards import PlaceCard, WaitingCard, WalkCard
from app.models.picking import Ask, PickLine, PickWork, next_prompt
from app.models.picks import ShortReason
from app.models.refusals import Reason
from app.operations.floor_cards import open_walks, place_cards, waiting_cards
from app.operations.picking import (
    answer_empty,
    fill_tote,
    pick_scan,
    skip_line,
    type_quantity,
    undo_pick,
)
from app.operations.short_pick import short_line
from app.operations.station import Outcome
from app.views import picking_words, work_offers
from app.views.floor_list import FloorList
from app.views.floor_page import FloorPage, Play, two_columns
from app.views.in_turn import InTurn, needs_work
from app.views.kit.dialog import QuantityDialog, QuantityWords
from app.views.kit.key_bar import KeyHint
from app.views.kit.product_card import ProductCard, ProductShown
from app.views.kit.progress_card import Progress, ProgressCard
from app.views.kit.prompt_card import PromptCard
from app.views.kit.walk_map import WalkMap
from app.views.prompt import Prompt
from app.views.short_dialog import ShortDialog
from app.views.verdict import Verdict
from app.views.walk_acts import list_in_hand, take_over_walk, take_walk

KEYS_SHOWN_MAX: Final = 4
"""Walks named at the foot too; the list itself shows every key."""
NO_WORK: Final = (CommandCode.CONFIRM, CommandCode.CANCEL)


class PickingView(FloorPage):
    """The screen. `play` sounds a verdict; None is a mute station."""

    def __init__(self, desk: Desk, play: Play | None = None) -> None:
        self.prompt = PromptCard(play)
        super().__init__(desk, InTurn(list_in_hand), self.prompt, play)
        self.product, self.offers = ProductCard(), FloorList()
        self.progress, self.walk = ProgressCard(), WalkMap()
        self.below = QStackedWidget()
        self.below.addWidget(self.offers)
        self.below.addWidget(self.product)
        self.waiting = FloorList()
        self.map = QStackedWidget()
        self.map.addWidget(self.waiting)
        self.map.addWidget(self.walk)
        two_columns(self, ((self.prompt, 5), (self.below, 3)), ((self.progress, 0), (self.map, 3), (self.scans, 2)))
        self._work: PickWork | None = None
        self._shown_line: tuple[PickLine | None, str] | None = None
        self._keys_for: Ask | None = None
        self._walks: tuple[WalkCard, ...] = ()
        self._waiting: tuple[WaitingCard, ...] = ()
        self._places: dict[str, PlaceCard] = {}
        self.offers.chosen.connect(self._choose_walk)

    # -- the page ----------------------------------------------------------------------------------------------------

    def entered(self) -> None:
        super().entered()
        if not self._places:
            self.desk.read(place_cards, self.desk.station.warehouse, done=self._know_places)
        self._look_for_work()

    def retranslate(self) -> None:
        self.offers.name(tr("Open walks"), tr("No walk is open. Press Enter for the next work."), "route")
        self.waiting.name(tr("Waiting by cut-off"), tr("Nothing waits"), "circle-check")
        self._show_waiting()
        self._keys_for = None
        self._shown_line = None
        self.retell()
        self._show_all()

    def keys(self) -> Sequence[KeyHint]:
        help_key = KeyHint("F1", tr("Help"), self.call_help)
        if not self._is_walking():
            caps = [KeyHint(row.cap, row.title, partial(self._choose_walk, row.key)) for row in self.offers.rows]
            return [*caps, help_key, KeyHint("Enter", tr("Take work"), self.take, primary=True)]
        common = [KeyHint("U", tr("Undo"), self.undo), help_key]
        if self._ask() is Ask.EMPTY:
            no = KeyHint("N", tr("Something is left"), lambda: self.act(answer_empty, False))
            return [
                *common,
                no,
                KeyHint("Enter", tr("It is empty"), lambda: self.act(answer_empty, True), primary=True),
            ]
        return [
            common[0],
            KeyHint("S", tr("Short"), self.ask_short),
            KeyHint("K", tr("Skip"), self.skip),
            KeyHint("F", tr("Tote full"), self.fill_tote),
            KeyHint("Q", tr("Quantity"), self.ask_quantity),
            KeyHint("T", tr("Other work"), self.put_aside),
            help_key,
        ]

    def step(self) -> str:
        return f"pick:{self._ask() or 'none'}"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = next((row for row in self.offers.rows if row.cap == event.text()), None)
        if row is not None and not self._is_walking():
            self._choose_walk(row.key)
        else:
            super().keyPressEvent(event)

    # -- scans -------------------------------------------------------------------------------------------------------

    def scanned(self, scan: Scan) -> None:
        self.send(needs_work(pick_scan), scan)

    def commanded(self, command: CommandCode) -> None:
        if command.quantity is not None:
            self.act(needs_work(type_quantity), command.quantity)
        elif command is CommandCode.UNDO:
            self.undo()
        elif command is CommandCode.SKIP:
            self.skip()
        elif command is CommandCode.TOTE_FULL:
            self.fill_tote()
        elif command is CommandCode.SHORT:
            self.short_by_scan()
        elif command in NO_WORK:
            self._confirm(command is CommandCode.CONFIRM)
        else:
            self.say(picking_words.ask_again(command.value, tr("Not used while picking"), "circle-question-mark"))

    def nothing_in_hand(self) -> Verdict:
        return picking_words.ask_again(tr("Press Enter or scan CONFIRM"), tr("Take work first"), "route")

    def _confirm(self, yes: bool) -> None:
        if self._ask() is Ask.EMPTY:
            self.act(answer_empty, yes)
        elif self._asked.startswith("take_over:"):
            key = self._asked.removeprefix("take_over:")
            self._asked = ""
            if yes:
                self.act(take_over_walk, UUID(key), True)
            else:
                self.panel.clear()
        elif yes and not self._is_walking():
            self.take()
        elif not yes:
            self._asked = ""
            self.panel.clear()

    # -- acts --------------------------------------------------------------------------------------------------------

    def take(self) -> None:
        """Ask for the open walk, else for the next work (Rule C1)."""
        self.act(take_walk)

    def undo(self) -> None:
        """Take the last pick back (Rule D5)."""
        self.act(needs_work(undo_pick))

    def skip(self) -> None:
        """Put the line at the end of the walk (Rule C11)."""
        self.act(needs_work(skip_line))

    def fill_tote(self) -> None:
        """Put the full tote aside and go on with another one (Rule C11)."""
        self.act(needs_work(fill_tote))

    def put_aside(self) -> None:
        """Show the other open walks; the walk in hand stays open and is offered first."""
        self._work = None
        self._show_all()
        self._look_for_work()

    def ask_quantity(self) -> None:
        """Ask for a typed quantity (Rule C3)."""
        line = self._line()
        if line is None or self._ask() is not Ask.ITEM:
            self.act(needs_work(type_quantity), 0)
            return
        text = self.goods(line.sku, line.name).name_in(language())
        most = ntr("At most {n} piece", "At most {n} pieces", line.due)
        said = QuantityWords(
            tr("How many pieces?"), f"{text}  ·  {most}", tr("Take"), tr("Cancel"),
            tr("Type a number from 1 to {most}."), tr("Type the number; a scan is not a count."),
        )  # fmt: skip
        dialog = QuantityDialog(self, said, line.due)
        dialog.quantity_given.connect(lambda quantity: self.act(needs_work(type_quantity), quantity))
        self.open_dialog(dialog)

    def ask_short(self) -> None:
        """Ask why and how many are left (Rule C7)."""
        line = self._line()
        if line is None or self._ask() is not Ask.ITEM:
            self._declare(ShortReason.NOT_THERE, 0)
            return
        dialog = ShortDialog(self, line.location, self.goods(line.sku, line.name).name_in(language()), line.due)
        dialog.declared.connect(self._declare)
        self.open_dialog(dialog)

    def short_by_scan(self) -> None:
        """Declare all that is missing short by scanning SHORT twice (Rule C5)."""
        line = self._line()
        if line is None or self._ask() is not Ask.ITEM:
            self._declare(ShortReason.NOT_THERE, 0)
            return
        name = self.goods(line.sku, line.name).name_in(language())
        question = picking_words.ask_again(
            f"{line.due} × {name}", tr("Scan SHORT again: nothing left here"), "package-x"
        )
        if self.twice(f"short:{line.shipment_id}:{line.seq}", question):
            self._declare(ShortReason.TOO_FEW if line.picked else ShortReason.NOT_THERE, 0)

    def _declare(self, reason: ShortReason, counted: int) -> None:
        self.act(needs_work(short_line), reason, counted)

    def _choose_walk(self, key: str) -> None:
        """Go on with one's own walk; take over another's with the second press (Rules C1, C5)."""
        card = next((each for each in self._walks if str(each.pick_list_id) == key), None)
        if card is None:
            return
        if card.worker == self.desk.author.worker:
            self.act(take_over_walk, card.pick_list_id, False)
            return
        remedy = tr("Press {key} again or scan CONFIRM to take it over").format(key=self._walks.index(card) + 1)
        if self.twice(f"take_over:{key}", picking_words.ask_again(card.worker_name, remedy, "users")):
            self.act(take_over_walk, card.pick_list_id, True)

    # -- answers -----------------------------------------------------------------------------------------------------

    def verdict_of(self, outcome: Outcome) -> Verdict | None:
        return picking_words.verdict_of(outcome, self._name_of)

    def prompt_after(self, outcome: Outcome) -> Prompt:
        return self._prompt_of(outcome.work or self._work)

    def answered(self, outcome: Outcome) -> None:
        if outcome.work is not None:
            self._work = outcome.work
        self._show_rest(self._prompt())
        if outcome.refused is not None and outcome.refused.reason is Reason.NO_WORK:
            self._look_for_work()

    def goods_known(self) -> None:
        self._shown_line = None
        self._show_product()

    def _know_places(self, places: dict[str, PlaceCard]) -> None:
        self._places = places
        self._show_walk()

    def _look_for_work(self) -> None:
        if not self._is_walking():
            home = self.desk.station.warehouse
            self.desk.read(waiting_cards, home, done=self._know_waiting)
            self.desk.read(open_walks, home, done=self._know_walks)

    def _know_waiting(self, waiting: tuple[WaitingCard, ...]) -> None:
        self._waiting = waiting
        if not self._is_walking():
            self.prompt.show_prompt(self._prompt())
        self._show_waiting()

    def _know_walks(self, walks: tuple[WalkCard, ...]) -> None:
        mine = self.desk.author.worker
        self._walks = tuple(sorted(walks, key=lambda each: each.worker != mine))
        self._show_offers()

    # -- showing -----------------------------------------------------------------------------------------------------

    def _is_walking(self) -> bool:
        return _is_open(self._work)

    def _ask(self) -> Ask | None:
        return next_prompt(self._work).ask if self._work is not None and _is_open(self._work) else None

    def _line(self) -> PickLine | None:
        return next_prompt(self._work).line if self._work is not None else None

    def _line_ahead(self) -> PickLine | None:
        """The line to show: the one asked for, else the first of the walk, while its tote is still asked for."""
        if self._work is None or not self._is_walking():
            return None
        due = [line for line in self._work.lines if line.due]
        return self._line() or min(due, key=lambda line: (line.walk_order, line.location), default=None)

    def _name_of(self, sku: str, name: str) -> str:
        return self.goods(sku, name).name_in(language())

    def _prompt(self) -> Prompt:
        return self._prompt_of(self._work)

    def _prompt_of(self, work: PickWork | None) -> Prompt:
        if work is not None and (_is_open(work) or not self._waiting):
            return picking_words.prompt_of(work)
        return work_offers.prompt_of(self._waiting)

    def _show_all(self) -> None:
        prompt = self._prompt()
        self.prompt.show_prompt(prompt)
        self._show_offers()
        self._show_rest(prompt)

    def _show_rest(self, prompt: Prompt) -> None:
        """Bring up to date what stands beside the prompt; only what changed is touched."""
        if self._work is not None:
            self.learn(line.sku for line in self._work.lines)
        self.prompt.show_prompt(prompt)
        self.below.setCurrentWidget(self.product if self._is_walking() else self.offers)
        self.map.setCurrentWidget(self.walk if self._is_walking() else self.waiting)
        self._show_product()
        self._show_progress()
        self._show_walk()
        if self._ask() != self._keys_for or not self._is_walking():
            self._keys_for = self._ask()
            self.keys_changed.emit()
        if not self._is_walking():
            self._look_after_walk()

    def _look_after_walk(self) -> None:
        if self._work is not None:
            self._look_for_work()

    def _show_product(self) -> None:
        line = self._line_ahead()
        shown = (line, language())
        if shown == self._shown_line:
            return
        self._shown_line = shown
        if line is None:
            self.product.show_product(None)
            return
        card = self.goods(line.sku, line.name)
        note = tr("Serial number {serial}").format(serial=line.serial) if line.serial else ""
        lot = tr("Lot {lot}").format(lot=line.lot) if line.lot else ""
        expires = tr("Best before {day}").format(day=line.expires_on.isoformat()) if line.expires_on else ""
        self.product.show_product(
            ProductShown(card.name_in(language()), line.sku, card.code, lot, expires, note, card.category)
        )

    def _show_progress(self) -> None:
        work = self._work if self._is_walking() else None
        if work is None:
            self.progress.show_progress(Progress(0, 0, tr("lines"), ntr("{n} tote", "{n} totes", 0)))
            return
        due = {line.shipment_id for line in work.lines if line.due}
        totes = len(work.shipments)
        full = sum(bool(each.tote) and each.shipment_id not in due for each in work.shipments)
        aside = tr("{done} / {total} totes").format(done=full, total=totes)
        self.progress.show_progress(
            Progress(sum(not line.due for line in work.lines), len(work.lines), tr("lines"), aside)
        )

    def _show_walk(self) -> None:
        if self._work is None or not self._is_walking():
            self.walk.show_walk((), ())
        elif self._places:
            self.walk.show_walk(*picking_words.walk_of(self._work, self._places))

    def _show_waiting(self) -> None:
        rows = work_offers.waiting_rows(self._waiting, self.desk.station.clock.now())
        self.waiting.show_rows(rows, str(sum(card.orders_n for card in self._waiting)) if rows else "")

    def _show_offers(self) -> None:
        rows = work_offers.walk_rows(self._walks, self.desk.author.worker)
        before = self.offers.rows
        self.offers.show_rows(rows, str(len(rows)) if rows else "")
        if before != self.offers.rows and not self._is_walking():
            self.keys_changed.emit()


def _is_open(work: PickWork | None) -> bool:
    return work is not None and work.finished_at is None
