"""What the three scan screens share: scans in their order, the verdict first, what holds the next scan back, the keys.

A scan goes to the store thread at once; its answer comes back in order and is painted before anything else is touched.
A wrong one stays until CONFIRM, Enter, Space or any deliberate key takes note of it; until then no scan is booked.
Which work is in hand is known to `InTurn` and the store; a page keeps the last answer only to show it.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.background.desk import Desk
from app.language import language, tr
from app.models.barcodes import CommandCode, Scan, command_code, printable
from app.models.floor_cards import GoodsCard
from app.operations.floor_cards import goods_cards
from app.operations.picking import call_help
from app.operations.station import Outcome
from app.views import words
from app.views.in_turn import HELD_BACK, NOTHING_IN_HAND, InTurn, Operation
from app.views.kit.dialog import Dialog
from app.views.kit.last_scans import SHOWN_MAX, LastScans, ScanShown
from app.views.kit.verdict_panel import VerdictPanel
from app.views.page import Page
from app.views.prompt import Prompt
from app.views.verdict import Sound, Tone, Verdict
from app.views.wall_clock import clock_words

Play = Callable[[Sound], None]


class FloorPage(Page):
    """A screen that lives on scans. Subclasses answer `verdict_of`, `answered`, `scanned` and `commanded`."""

    floor = True

    def __init__(self, desk: Desk, turn: InTurn, panel: VerdictPanel, play: Play | None = None) -> None:
        super().__init__()
        self.desk, self.turn, self.panel = desk, turn, panel
        self.scans = LastScans()
        self._play = play
        self._asked = ""
        self._verdict: Verdict | None = None
        self._told: Outcome | None = None
        self._last: deque[tuple[Scan, Outcome]] = deque(maxlen=SHOWN_MAX)
        self._goods: dict[str, GoodsCard] = {}
        self._asked_goods: set[str] = set()
        panel.acknowledged.connect(turn.let_go)

    # -- to be answered by each screen -------------------------------------------------------------------------------

    def step(self) -> str:
        """Name the step the worker is at, for a call for help."""
        raise NotImplementedError

    def scanned(self, scan: Scan) -> None:
        """Send a scan that is no command to its operation."""
        raise NotImplementedError

    def commanded(self, command: CommandCode) -> None:
        """Do what a command barcode says, other than CONFIRM over a wrong scan, and HELP."""
        raise NotImplementedError

    def verdict_of(self, outcome: Outcome) -> Verdict | None:
        """Put an outcome without a refusal into words; None when there is nothing to say."""
        raise NotImplementedError

    def prompt_after(self, _outcome: Outcome) -> Prompt | None:
        """Answer the prompt that an outcome leads to, where the panel shows it under the verdict."""
        return None

    def answered(self, outcome: Outcome) -> None:
        """Show what an outcome changed; its verdict is on the panel already."""
        raise NotImplementedError

    def nothing_in_hand(self) -> Verdict:
        """Answer what is said to a scan while there is no work."""
        raise NotImplementedError

    # -- scans and acts ----------------------------------------------------------------------------------------------

    def take_scan(self, scan: Scan) -> None:
        command = command_code(scan.text)
        if command is None:
            self._asked = ""
            self.scanned(scan)
        elif command is CommandCode.HELP:
            self.call_help()
        elif command is not CommandCode.CONFIRM or not self.panel.acknowledge():
            self.commanded(command)

    def send(self, operation: Operation, scan: Scan, *arguments: Any) -> None:
        """Put a scan in the queue of the store thread; what it meets there is decided in its turn."""
        self.desk.do(self.turn.scan(operation), *arguments, scan, done=lambda outcome: self._hear(outcome, scan))

    def act(self, operation: Operation, *arguments: Any) -> None:
        """Do something a worker asked for by key or command; it takes note of a wrong scan, too."""
        self._asked = ""
        self.panel.acknowledge()
        self.desk.do(self.turn.act(operation), *arguments, done=lambda outcome: self._hear(outcome, None))

    def twice(self, what: str, question: Verdict) -> bool:
        """Answer True when the same was asked just before; else show the question (Rule C5, instead of a dialog)."""
        if self._asked == what:
            self._asked = ""
            return True
        self.panel.acknowledge()
        self._asked = what
        self.say(question)
        return False

    def retell(self) -> None:
        """Say the last scans in the language now in force, and a wrong one that still stands, without its sound."""
        self._show_last()
        if self.panel.is_held and self._told is not None and self._told.refused is not None:
            self._verdict = self.refused(self._told)
            self.panel.retell(self._verdict)
        else:
            self.panel.clear()

    def call_help(self) -> None:
        """Call the supervisor, with the work in hand and the step."""
        self.desk.do(self.turn.act(call_help), self.step(), done=lambda _: self.say(words.done(words.Done.HELP_CALLED)))

    def say(self, verdict: Verdict) -> None:
        """Show a verdict that no scan led to."""
        self._verdict = verdict
        self.panel.show_verdict(verdict)

    def open_dialog(self, dialog: Dialog) -> None:
        """Open a dialog over the page; the page gets the focus back afterwards."""
        self.panel.acknowledge()
        dialog.finished.connect(lambda _: self.setFocus())
        dialog.open()

    def _hear(self, outcome: Outcome, scan: Scan | None) -> None:
        if outcome is HELD_BACK:
            self._confirm_first()
        elif outcome is NOTHING_IN_HAND:
            self.say(self.nothing_in_hand())
        else:
            self._told = outcome
            self._verdict = self._worded(outcome)
            if self._verdict is not None:
                self.panel.show_verdict(self._verdict, self.prompt_after(outcome))
            self.answered(outcome)
        if scan is not None:
            self._last.appendleft((scan, outcome))
            self._show_last()

    def _worded(self, outcome: Outcome) -> Verdict | None:
        return self.verdict_of(outcome) if outcome.refused is None else self.refused(outcome)

    def _show_last(self) -> None:
        shown = (self._scan_shown(scan, outcome) for scan, outcome in self._last)
        self.scans.show_scans(tuple(filter(None, shown)))

    def _scan_shown(self, scan: Scan, outcome: Outcome) -> ScanShown | None:
        at = clock_words(scan.at)
        if outcome is HELD_BACK or outcome is NOTHING_IN_HAND:
            return ScanShown(at, printable(scan.text, 24), tr("not booked"), Tone.ATTENTION)
        verdict = self._worded(outcome)
        return ScanShown(at, *self.last_words(scan, outcome, verdict), verdict.tone) if verdict is not None else None

    def _confirm_first(self) -> None:
        """Keep the wrong verdict on show and call for attention: the scan behind it was not booked."""
        if self.panel.is_held and self._verdict is not None:
            text = tr("Confirm first: not booked.")
            self.panel.show_verdict(replace(self._verdict, text=text, sound=Sound.ATTENTION))

    def last_words(self, scan: Scan, _outcome: Outcome, verdict: Verdict) -> tuple[str, str]:
        """Answer what the list of last scans says of one: what was read, what became of it."""
        if verdict.tone is Tone.WRONG or verdict.read:
            return verdict.read or printable(scan.text, 24), verdict.title
        return verdict.text or printable(scan.text, 24), verdict.figure or verdict.title

    # -- words of the goods ------------------------------------------------------------------------------------------

    def learn(self, skus: Iterable[str]) -> None:
        """Look up names and codes of products not yet known here; `goods_known` follows."""
        new = sorted(set(skus) - self._asked_goods)
        if new:
            self._asked_goods.update(new)
            self.desk.read(goods_cards, new, done=self._learned)

    def goods_known(self) -> None:
        """Hear that names and codes came in: show the goods with them."""

    def _learned(self, found: dict[str, GoodsCard]) -> None:
        self._goods.update(found)
        self.goods_known()

    def goods(self, sku: str, name: str) -> GoodsCard:
        """Answer a product's card, or one with the name at hand until it is known."""
        return self._goods.get(sku) or GoodsCard(sku, name, name, "", "")

    def spoken(self, text: str) -> str:
        """Answer a sentence with the goods' names in the language in force."""
        if language() == "zh_CN" or not text:
            return text
        for card in self._goods.values():
            if card.name_zh and card.name_zh in text:
                text = text.replace(card.name_zh, card.name)
        return text

    def refused(self, outcome: Outcome) -> Verdict:
        """Answer the words of a refusal, with the goods' names in the language in force."""
        assert outcome.refused is not None
        verdict = words.refused(outcome.refused)
        return replace(verdict, expected=self.spoken(verdict.expected), read=self.spoken(verdict.read))

    # -- keys --------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.panel.acknowledge():
            return
        super().keyPressEvent(event)


def two_columns(page: QWidget, left: Iterable[tuple[QWidget, int]], right: Iterable[tuple[QWidget, int]]) -> None:
    """Lay out a floor screen: prompt and work at the left, context at the right; each widget with its stretch."""
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(16)
    for widgets, share in ((left, 25), (right, 11)):
        column = QVBoxLayout()
        column.setSpacing(14)
        for widget, stretch in widgets:
            column.addWidget(widget, stretch)
        row.addLayout(column, share)
