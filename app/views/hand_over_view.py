"""The dock: choose the carrier, scan its parcels onto the manifest, see what is missing and what does not belong.

The carriers stand by their cut-off with a countdown; a late one is red. Closing asks by a second press and names the
parcels that stay behind (Rule I1). Which parcels are on the manifest is known to the store alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.background.desk import Desk
from app.language import ntr, tr
from app.models.barcodes import CommandCode, Scan, printable
from app.models.floor_cards import DepartureCard
from app.models.refusals import Reason
from app.models.shipping import (
    ManifestClosed,
    ManifestState,
    ManifestWork,
    ParcelInHand,
    ParcelManifested,
    ParcelTakenOff,
)
from app.operations.floor_cards import departures
from app.operations.shipping import close_manifest, manifest_scan, open_manifest, undo_manifest
from app.operations.station import Author, Outcome, Station
from app.views import words
from app.views.cut_off import COUNTDOWN_EVERY_MS, carrier_name, carrier_row, countdown
from app.views.floor_list import FloorList, Row
from app.views.floor_page import FloorPage, Play, two_columns
from app.views.in_turn import InTurn, needs_work
from app.views.kit.key_bar import KeyHint
from app.views.kit.progress_card import Progress, ProgressCard
from app.views.kit.verdict_panel import VerdictPanel
from app.views.verdict import Sound, Tone, Verdict
from app.views.wall_clock import minute_words

CAPS: Final = "123456789"
FOREIGN_SHOWN_MAX: Final = 20
_FOREIGN: Final = frozenset({Reason.WRONG_CARRIER, Reason.WRONG_PARCEL, Reason.PARCEL_GONE, Reason.PARCEL_NOT_CLOSED})
_STOPPED: Final = frozenset({Reason.ORDER_CANCELLED, Reason.ORDER_HELD, Reason.ORDER_CHANGED})


def _open(station: Station, author: Author, _work_id: UUID | None, carrier: str) -> Outcome:
    return open_manifest(station, author, carrier)


class HandOverView(FloorPage):
    """The screen. `play` sounds a verdict; None is a mute station."""

    def __init__(self, desk: Desk, play: Play | None = None) -> None:
        self.verdicts = VerdictPanel(play)
        super().__init__(desk, InTurn(_manifest_in_hand), self.verdicts, play)
        self.carriers, self.loaded, self.missing = FloorList(), FloorList(52), FloorList(52)
        self.progress, self.foreign = ProgressCard(), FloorList(64)
        self.below = QStackedWidget()
        columns = QWidget()
        row = QHBoxLayout(columns)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self.loaded, 1)
        row.addWidget(self.missing, 1)
        self.below.addWidget(self.carriers)
        self.below.addWidget(columns)
        right = ((self.progress, 0), (self.foreign, 3), (self.scans, 3))
        two_columns(self, ((self.verdicts, 4), (self.below, 6)), right)
        self.carriers.chosen.connect(self.choose)
        self._work: ManifestWork | None = None
        self._departures: tuple[DepartureCard, ...] = ()
        self._foreign: tuple[Row, ...] = ()
        self._countdown = QTimer(self)
        self._countdown.setInterval(COUNTDOWN_EVERY_MS)
        self._countdown.timeout.connect(self._tick)

    # -- the page ----------------------------------------------------------------------------------------------------

    def entered(self) -> None:
        super().entered()
        self._countdown.start()
        self._look()

    def left(self) -> None:
        self._countdown.stop()

    def retranslate(self) -> None:
        self.carriers.name(tr("Carriers today"), tr("No carrier is set up"), "truck")
        self.loaded.name(tr("On the manifest"), tr("Scan the first parcel"), "scan-barcode")
        self.missing.name(tr("Still missing"), tr("Nothing is missing"), "circle-check")
        self.foreign.name(tr("Does not belong here"), tr("No foreign parcel"), "circle-check")
        self.retell()
        self._show_all()

    def keys(self) -> Sequence[KeyHint]:
        help_key = KeyHint("F1", tr("Help"), self.call_help)
        if self._work is None:
            rows = self.carriers.rows[:9]
            return [*(KeyHint(row.cap, row.title, partial(self.choose, row.key)) for row in rows[:4]), help_key]
        return [
            KeyHint("U", tr("Undo"), self.undo),
            KeyHint("T", tr("Other carrier"), self.put_aside),
            help_key,
            KeyHint("D", tr("Hand over"), self.close_manifest, primary=True),
        ]

    def step(self) -> str:
        return "hand_over"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = next((row for row in self.carriers.rows if row.cap and row.cap == event.text()), None)
        if row is not None and self._work is None:
            self.choose(row.key)
        else:
            super().keyPressEvent(event)

    # -- scans and acts ----------------------------------------------------------------------------------------------

    def scanned(self, scan: Scan) -> None:
        self.send(needs_work(manifest_scan), scan)

    def commanded(self, command: CommandCode) -> None:
        if command is CommandCode.UNDO:
            self.undo()
        elif command is CommandCode.CANCEL:
            self._asked = ""
            self.verdicts.clear()
        elif command is CommandCode.CONFIRM and self._asked and self._work is not None:
            self._asked = ""
            self.act(needs_work(close_manifest))
        else:
            self.say(_told(tr("Not used at the dock"), command.value, "circle-question-mark"))

    def nothing_in_hand(self) -> Verdict:
        return _told(tr("Choose the carrier first"), tr("Press its digit."), "truck")

    def choose(self, carrier: str) -> None:
        """Open the carrier's manifest, or go on with the one that is open."""
        self._foreign = ()
        self.act(_open, carrier)

    def undo(self) -> None:
        """Take the last parcel off again (Rule D5)."""
        self.act(needs_work(undo_manifest))

    def put_aside(self) -> None:
        """Go back to the carriers; the manifest stays open."""
        self.panel.acknowledge()
        self._asked = ""
        self.verdicts.clear()
        self._work = None
        self._show_all()
        self._look()

    def close_manifest(self) -> None:
        """Give the parcels away; asks by the second press and names what stays behind (Rules C5, I1)."""
        work = self._work
        if work is None or not work.scanned:
            self.act(needs_work(close_manifest))
            return
        count = ntr("{n} parcel goes with the driver", "{n} parcels go with the driver", len(work.scanned))
        missing = ", ".join(each.number for each in work.missing[:4]) + (" …" if len(work.missing) > 4 else "")
        text = tr("{n} missing: {numbers}").format(n=len(work.missing), numbers=missing) if missing else count
        title = tr("Hand over without them?") if missing else tr("Hand over now?")
        asked = Verdict(
            Tone.ATTENTION, title, "truck", Sound.ATTENTION, text=text,
            figure=str(len(work.scanned)), remedy=tr("Press D again or scan CONFIRM."),
        )  # fmt: skip
        if self.twice(f"close:{work.manifest_id}:{len(work.scanned)}:{len(work.missing)}", asked):
            self.act(needs_work(close_manifest))

    # -- answers -----------------------------------------------------------------------------------------------------

    def answered(self, outcome: Outcome) -> None:
        was_open = self._work is not None
        if outcome.work is not None:
            self._work = outcome.work if outcome.work.state is ManifestState.OPEN else None
        self._note_foreign(outcome)
        if was_open is not (self._work is not None):
            self._show_all()
            self._look()
        else:
            self._show_parcels()

    def verdict_of(self, outcome: Outcome) -> Verdict | None:
        work: ManifestWork | None = outcome.work
        if outcome.first(ManifestClosed) is not None and work is not None:
            return words.done(words.Done.HANDED_OVER, self._name_in_hand(work), str(len(work.scanned)))
        loaded: ParcelManifested | None = outcome.first(ParcelManifested)
        if loaded is not None and work is not None:
            parcel = next(each for each in work.scanned if each.parcel_id == loaded.parcel_id)
            total = len(work.scanned) + len(work.missing)
            return words.done(words.Done.PARCEL_LOADED, parcel.number, f"{len(work.scanned)} / {total}")
        return words.done(words.Done.UNDONE) if outcome.first(ParcelTakenOff) is not None else None

    def refused(self, outcome: Outcome) -> Verdict:
        verdict = super().refused(outcome)
        number, dot, carrier = verdict.read.partition(" · ")
        verdict = replace(verdict, read=f"{number}{dot}{self._carrier_name(carrier)}")
        if self._work is not None and verdict.expected == self._work.carrier_name:
            verdict = replace(verdict, expected=self._name_in_hand(self._work))
        if outcome.refused is None or outcome.refused.reason is not Reason.DONE_ALREADY:
            return verdict
        remedy = tr("It stands there once. Scan the next parcel.")
        return replace(verdict, title=tr("On the manifest already"), remedy=remedy)

    def _note_foreign(self, outcome: Outcome) -> None:
        no = outcome.refused
        if no is not None and no.reason in _FOREIGN | _STOPPED and no.read:
            number, _, carrier = no.read.partition(" · ")
            verdict = words.refused(no)
            row = Row(
                number, printable(number, 24), self._carrier_name(carrier), "", verdict.title, Tone.WRONG, "package-x"
            )
            self._foreign = (row, *(each for each in self._foreign if each.key != number))[:FOREIGN_SHOWN_MAX]

    def _look(self) -> None:
        if self._work is None:
            now = self.desk.station.clock.now()
            self.desk.read(departures, self.desk.station.warehouse, now, done=self._know_departures)

    def _know_departures(self, found: tuple[DepartureCard, ...]) -> None:
        self._departures = found
        self._show_carriers()
        self._show_progress()

    def _tick(self) -> None:
        self._look()
        self._show_progress()

    # -- showing -----------------------------------------------------------------------------------------------------

    def _show_all(self) -> None:
        self.below.setCurrentIndex(0 if self._work is None else 1)
        self._show_carriers()
        self._show_parcels()
        self.keys_changed.emit()
        self.title_changed.emit()

    def _show_parcels(self) -> None:
        work = self._work
        if work is None:
            self.verdicts.show_prompt(tr("Choose the carrier"), tr("Press its digit"), "truck")
        else:
            self.verdicts.show_prompt(tr("Scan a parcel"), self._name_in_hand(work))
            on_it = [_parcel_row(each, Tone.GOOD, "circle-check") for each in reversed(work.scanned)]
            left = [_parcel_row(each, Tone.ATTENTION, "circle-dot") for each in work.missing]
            self.loaded.show_rows(on_it, str(len(on_it)), Tone.GOOD)
            self.missing.show_rows(left, str(len(left)), Tone.ATTENTION if left else Tone.GOOD)
        self.foreign.show_rows(self._foreign, str(len(self._foreign)) if self._foreign else "", Tone.WRONG)
        self._show_progress()

    def _show_carriers(self) -> None:
        now = self.desk.station.clock.now()
        caps = (*CAPS, *[""] * len(self._departures))
        rows = [carrier_row(card, now, cap) for card, cap in zip(self._departures, caps, strict=False)]
        before = [row.key for row in self.carriers.rows]
        self.carriers.show_rows(rows)
        if self._work is None and before != [row.key for row in rows]:
            self.keys_changed.emit()

    def _show_progress(self) -> None:
        work = self._work
        if work is None:
            ready = sum(card.ready_n for card in self._departures)
            loaded = sum(card.loaded_n for card in self._departures)
            title, detail = tr("All carriers"), ntr("{n} parcel waits", "{n} parcels wait", ready)
            self.progress.show_progress(Progress(loaded, ready + loaded, tr("parcels"), "", title, detail))
            return
        note, _ = countdown(work.cut_off_at, self.desk.station.clock.now())
        total = len(work.scanned) + len(work.missing)
        detail = tr("cut-off {time}").format(time=minute_words(work.cut_off_at))
        shown = Progress(len(work.scanned), total, tr("parcels"), note, self._name_in_hand(work), detail)
        self.progress.show_progress(shown)

    def _name_in_hand(self, work: ManifestWork) -> str:
        """Answer the carrier's name in the language in force; the one that came with the work is in another maybe."""
        card = self._card(work.carrier)
        return carrier_name(card) if card is not None else work.carrier_name

    def _carrier_name(self, carrier: str) -> str:
        card = self._card(carrier)
        return carrier_name(card) if card is not None else carrier

    def _card(self, carrier: str) -> DepartureCard | None:
        return next((each for each in self._departures if each.carrier == carrier), None)


def _parcel_row(parcel: ParcelInHand, tone: Tone, symbol: str) -> Row:
    return Row(parcel.sscc, parcel.number, "", "", f"…{parcel.sscc[-6:]}", tone, symbol)


def _told(title: str, text: str, symbol: str) -> Verdict:
    return Verdict(Tone.ATTENTION, title, symbol, Sound.ATTENTION, text=text)


def _manifest_in_hand(work: ManifestWork) -> UUID | None:
    return work.manifest_id if work.state is ManifestState.OPEN else None
