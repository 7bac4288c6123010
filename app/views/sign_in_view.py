"""Who works here: a badge is scanned, or a name chosen and the PIN typed; the language; the station's name.

Beside it stands what leaves today and when: the first thing everybody on the floor asks who comes to a station.

The work on the other pages stays as it is: a colleague goes on where the first one stopped, under a name of his own.
A wrong PIN never tells whether the name exists; after several the name has to wait.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout

from app.background.desk import Desk
from app.language import LANGUAGES, language, ntr, tr
from app.models.barcodes import Scan, command_code
from app.models.floor_cards import DepartureCard
from app.models.people import Worker
from app.operations.floor_cards import departures
from app.operations.people import LockedOut, SignedIn, sign_in, sign_in_by_pin, workers
from app.operations.station import Outcome
from app.views import words
from app.views.cut_off import COUNTDOWN_EVERY_MS, carrier_row
from app.views.floor_list import FloorList
from app.views.floor_page import Play, two_columns
from app.views.kit.card import Caption, Card, Heading, Label, Sign, button
from app.views.kit.dialog import DigitsEdit
from app.views.kit.field_message import FieldMessage
from app.views.kit.key_bar import KeyHint
from app.views.kit.verdict_panel import VerdictPanel
from app.views.page import Page
from app.views.shell import Shell
from app.views.theme import TARGET_FLOOR
from app.views.verdict import Tone

PIN_DIGITS_MAX: Final = 8
ROOMY_PX: Final = 700
"""Below this height of the page (a screen of 768) the list of carriers needs the room of a remark."""
_NAMES: Final = {"zh_CN": "中文", "en": "English"}


class SignInView(Page):
    """The page. `signed_in` tells the `SignedIn` after its commit; `station` is the name on the door."""

    signed_in = Signal(object)
    floor = True

    def __init__(self, desk: Desk, station: str, play: Play | None = None) -> None:
        super().__init__()
        self._desk = desk
        self._name_of_station = station
        self._workers: tuple[Worker, ...] = ()
        self._busy = False
        self.verdicts = VerdictPanel(play)
        self.name, self.pin, self.enter = QComboBox(), DigitsEdit(PIN_DIGITS_MAX, 34), button("", "primary", floor=True)
        self._station, self._station_words = Label("", 64, 800), Label("", 20, 500, "soft")
        self._stays = Label("", 20, 500, "soft")
        self.languages: dict[str, QPushButton] = {}
        self.leaving = FloorList()
        self._departures: tuple[DepartureCard, ...] = ()
        self._countdown = QTimer(self)
        self._countdown.setInterval(COUNTDOWN_EVERY_MS)
        self._countdown.timeout.connect(self._look)
        right = ((self._station_card(), 0), (self.leaving, 1), (self._language_card(), 0))
        two_columns(self, ((self.verdicts, 5), (self._pin_card(), 4)), right)
        self.enter.clicked.connect(self.try_pin)
        self.pin.returnPressed.connect(self.try_pin)
        self.pin.textEdited.connect(self.message.clear)
        self.pin.burst_dropped.connect(lambda: self.message.say(tr("Type the PIN; a scan is not a PIN.")))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._stays.setVisible(event.size().height() >= ROOMY_PX)
        super().resizeEvent(event)

    def _pin_card(self) -> Card:
        card = Card(margin=28, gap=14)
        self._pin_title, self._name_words, self._pin_words = Heading("", 24), Caption("", 18), Caption("", 18)
        self.name.setFont(Label("", 20, 600).font())
        self.name.setMaxVisibleItems(12)
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        for field in (self.name, self.pin):
            field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
            field.setMaximumHeight(TARGET_FLOOR)
        self.enter.setMinimumWidth(220)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.name, 3)
        row.addWidget(self.pin, 2)
        row.addWidget(self.enter)
        captions = QHBoxLayout()
        captions.setSpacing(14)
        captions.addWidget(self._name_words, 3)
        captions.addWidget(self._pin_words, 2)
        captions.addSpacing(220)
        self.message = FieldMessage(self.pin)
        card.body.addStretch(1)
        card.body.addWidget(self._pin_title)
        card.body.addLayout(captions)
        card.body.addLayout(row)
        card.body.addWidget(self.message)
        card.body.addStretch(1)
        return card

    def _station_card(self) -> Card:
        card = Card(margin=28, gap=10)
        self._station_title = Caption("", 20)
        self._stays.setWordWrap(True)
        self._station.setText(self._name_of_station)
        names = QVBoxLayout()
        names.setSpacing(0)
        for label in (self._station_title, self._station, self._station_words):
            names.addWidget(label)
        head = QHBoxLayout()
        head.setSpacing(24)
        head.addWidget(Sign("package-open", Tone.ACCENT, 72))
        head.addLayout(names, 1)
        card.body.addLayout(head)
        card.body.addWidget(self._stays)
        return card

    def _language_card(self) -> Card:
        card = Card(margin=28, gap=12)
        self._language_title = Caption("", 20)
        card.body.addWidget(self._language_title)
        row = QHBoxLayout()
        row.setSpacing(12)
        for code in LANGUAGES:
            made = button(_NAMES[code], "plain", floor=True)
            made.setCheckable(True)
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            made.clicked.connect(lambda _checked=False, code=code: self._want(code))
            self.languages[code] = made
            row.addWidget(made, 1)
        card.body.addLayout(row)
        return card

    # -- the page ----------------------------------------------------------------------------------------------------

    def title(self) -> str:
        return tr("Sign in")

    def retranslate(self) -> None:
        self._pin_title.setText(tr("Or with name and PIN"))
        self._name_words.setText(tr("Name"))
        self._pin_words.setText(tr("PIN"))
        self.name.setAccessibleName(tr("Name"))
        self.pin.setAccessibleName(tr("PIN"))
        self.enter.setText(tr("Sign in"))
        self._station_title.setText(tr("This station"))
        self._station_words.setText(tr("Warehouse {code}").format(code=self._desk.station.warehouse))
        self._stays.setText(tr("Open work stays open: who signs in next goes on with it."))
        self._language_title.setText(tr("Language"))
        for code, made in self.languages.items():
            made.setChecked(code == language())
        self.verdicts.clear()
        self.verdicts.show_prompt(tr("Scan your badge"), tr("or sign in with name and PIN"), "id-card")
        self.leaving.name(tr("Carriers today"), tr("No carrier is set up"), "truck")
        self._show_names()
        self._show_leaving()

    def keys(self) -> Sequence[KeyHint]:
        return [
            KeyHint("N", tr("Name and PIN"), self._to_name),
            KeyHint("L", tr("Language"), lambda: self._want(next(code for code in LANGUAGES if code != language()))),
        ]

    def entered(self) -> None:
        super().entered()
        self._busy = False
        self.pin.clear()
        self.message.clear()
        self.verdicts.clear()
        self._desk.read(workers, done=self._know_workers)
        self._countdown.start()
        self._look()

    def left(self) -> None:
        self._countdown.stop()

    def take_scan(self, scan: Scan) -> None:
        if command_code(scan.text) is None:
            self.pin.clear()
            self._desk.do(sign_in, scan.text, done=self._answered)

    # -- signing in --------------------------------------------------------------------------------------------------

    def try_pin(self) -> None:
        """Sign in with the chosen name and the typed PIN; the PIN leaves the field at once."""
        pin = self.pin.text()
        if self._busy:
            return
        if not pin:
            self.message.say(tr("Type your PIN."))
            self.pin.setFocus()
            return
        self.pin.clear()
        self._busy = True
        self._desk.do(sign_in_by_pin, self.name.currentData() or self.name.currentText(), pin, done=self._answered)

    def _answered(self, outcome: Outcome) -> None:
        self._busy = False
        if outcome.refused is not None:
            # Nothing was counted here, so there is nothing to hold back: the next badge may follow at once.
            verdict = replace(words.refused(outcome.refused), must_acknowledge=False)
            if isinstance(outcome.work, LockedOut):
                wait = ntr(
                    "Wait {n} second, then try again.", "Wait {n} seconds, then try again.", ceil(outcome.work.wait_s)
                )
                verdict = replace(verdict, remedy=wait)
            self.verdicts.show_verdict(verdict)
            return
        found: SignedIn = outcome.work
        self.verdicts.show_verdict(words.done(words.Done.SIGNED_IN, found.worker.name))
        self.signed_in.emit(found)

    def _know_workers(self, found: Sequence[Worker]) -> None:
        self._workers = tuple(found)
        self._show_names()

    def _show_names(self) -> None:
        chosen = self.name.currentData()
        self.name.clear()
        for one in self._workers:
            self.name.addItem(f"{one.name}  ·  {words.role_word(one.role)}  ·  {one.code}", one.code)
        self.name.setCurrentIndex(max(0, self.name.findData(chosen)))

    def _look(self) -> None:
        station = self._desk.station
        self._desk.read(departures, station.warehouse, station.clock.now(), done=self._know_departures)

    def _know_departures(self, found: tuple[DepartureCard, ...]) -> None:
        self._departures = found
        self._show_leaving()

    def _show_leaving(self) -> None:
        now = self._desk.station.clock.now()
        self.leaving.show_rows([carrier_row(card, now) for card in self._departures])

    def _to_name(self) -> None:
        self.name.setFocus()

    def _want(self, code: str) -> None:
        for each, made in self.languages.items():
            made.setChecked(each == language())
        self.setFocus()
        window = self.window()
        if code != language() and isinstance(window, Shell):
            window.set_language(code)
