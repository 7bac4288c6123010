"""The server of this station: its address, enrolling by a one-time code, how the exchange stands, the last facts.

The list answers the question after a dead spot in the hall: was my scan taken in? Each fact is stored here, sent, or
taken in by the server (Rule H5).
"""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.background.desk import Desk
from app.background.server_line import LineState, ServerLine
from app.errors import Fault
from app.language import later, tr
from app.operations.outbox import LastFact, Reached, newest_facts, reached
from app.operations.station import Outcome
from app.views.kit.card import Badge, Label, button
from app.views.kit.timeline import Happening, Timeline
from app.views.line_words import clock_offset_words, line_status
from app.views.setting_fields import Pane, Row, Settings
from app.views.story_words import fact_words
from app.views.verdict import Tone
from app.views.wall_clock import day_words, minute_words

FACTS_SHOWN: Final = 20
LIST_PX: Final = 320
CODE_LENGTH_MAX: Final = 64
URL_LENGTH_MAX: Final = 200
_REACHED: Final[dict[Reached, tuple[str, str, Tone]]] = {
    Reached.STORED: (later("Stored here"), "clock", Tone.PLAIN),
    Reached.SENT: (later("Sent"), "arrow-right", Tone.ACCENT),
    Reached.ACCEPTED: (later("Taken in"), "check", Tone.GOOD),
    Reached.PARKED: (later("Parked at the server"), "inbox", Tone.ATTENTION),
}


class ServerPane(Pane):
    """Address and code, state, last facts."""

    def __init__(self, settings: Settings, desk: Desk, line: ServerLine) -> None:
        super().__init__(settings)
        self._desk, self._line = desk, line
        self._facts: tuple[LastFact, ...] = ()
        self._is_shown = False
        card, self._heading = self.card()
        self.url, self.code = QLineEdit(settings.config.server), QLineEdit()
        self.url.setMaxLength(URL_LENGTH_MAX)
        self.code.setMaxLength(CODE_LENGTH_MAX)
        self.code.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        self.enrol, self.leave = button("", "primary", symbol="log-in"), button("", "plain", symbol="log-out")
        self.url_row, self.code_row, self.act_row = Row(self.url), Row(self.code), Row(_side_by_side(self))
        for row in (self.url_row, self.code_row, self.act_row):
            card.body.addWidget(row)
        card, self._state_heading = self.card()
        self.state = Badge("", Tone.PLAIN, "wifi", 16)
        self.contact, self.clock, self.key = Label("", 16, 600), Label("", 16, 600), Label("", 16, 500, "soft")
        self.key.setWordWrap(True)
        self._state_rows = Row(self.state), Row(self.contact), Row(self.clock), Row(self.key)
        for row in self._state_rows:
            card.body.addWidget(row)
        card, self._facts_heading = self.card()
        self.facts = Timeline()
        self.facts.setFixedHeight(LIST_PX)
        card.body.addWidget(self.facts)
        self.column.addStretch(1)
        self.enrol.clicked.connect(self._enrol)
        self.code.returnPressed.connect(self._enrol)
        self.leave.clicked.connect(self._leave)
        line.changed.connect(self._show)
        desk.recorded.connect(self._read_after)

    def shown(self) -> None:
        self._is_shown = True
        self._show(self._line.state)
        self._read()

    def hidden(self) -> None:
        self._is_shown = False

    def retranslate(self) -> None:
        self._heading.setText(tr("Server"))
        self.url_row.name(tr("Address"), tr("Without one this station works alone, and nothing is missing."))
        self.code_row.name(tr("One-time code"), tr("Shown by the server to a supervisor; good for ten minutes, once."))
        self.act_row.name("")
        self.url.setPlaceholderText("https://packbench.example")
        self.enrol.setText(tr("Enrol"))
        self.leave.setText(tr("Work alone"))
        self._state_heading.setText(tr("Exchange"))
        titles = (tr("State"), tr("Last contact"), tr("Clock"), tr("Proof of this station"))
        for row, title in zip(self._state_rows, titles, strict=True):
            row.name(title)
        self._facts_heading.setText(tr("Last entries of this station"))
        self.facts.name(tr("Last entries of this station"))
        self._show(self._line.state)

    # -- enrolling -----------------------------------------------------------------------------------------------

    def _enrol(self) -> None:
        url, code = self.url.text().strip().rstrip("/"), self.code.text().strip()
        wrong = _wrong_address(url)
        self.url_row.message.say(wrong) if wrong else self.url_row.message.clear()
        if wrong:
            return
        if not code:
            self.code_row.message.say(tr("Type the code that the server shows."))
            return
        self._busy(True)
        self.code_row.message.say(tr("Asking the server …"), Tone.ATTENTION)
        self._line.enrol(url, code, lambda fault: self._enrolled(url, fault))

    def _enrolled(self, url: str, fault: Fault | None) -> None:
        self._busy(False)
        if fault is not None:
            self.code_row.message.say(str(fault))
            return
        self.code.clear()
        self.code_row.tell(self.settings.change(server=url, station=self._desk.station.code))

    def _leave(self) -> None:
        self._busy(True)
        self._line.leave(self._left)

    def _left(self, fault: Fault | None) -> None:
        self._busy(False)
        if fault is None:
            self.url.clear()
            self.url_row.tell(self.settings.change(server=""))

    def _busy(self, busy: bool) -> None:
        for each in (self.enrol, self.leave, self.url, self.code):
            each.setEnabled(not busy)

    # -- how it stands -------------------------------------------------------------------------------------------

    def _show(self, state: LineState) -> None:
        status = line_status(state)
        self.state.say(status.text, status.tone, status.symbol)
        self.leave.setVisible(bool(state.url))
        self.contact.setText(day_words(state.contact_at) if state.contact_at else tr("none yet"))
        self.clock.setText(clock_offset_words(state.clock_ahead_s) if state.contact_at else tr("not known yet"))
        place = (
            tr("In a file beside the store that only this user may read; this computer has no key store.")
            if state.key_in_file
            else tr("In the key store of this computer.")
        )
        self.key.setText(place if state.enrolled else tr("none yet"))
        self._show_facts()

    def _read_after(self, _outcome: Outcome) -> None:
        if self._is_shown:
            self._read()

    def _read(self) -> None:
        self._desk.read(newest_facts, self._desk.station.code, FACTS_SHOWN, done=self._take)

    def _take(self, found: Sequence[LastFact]) -> None:
        self._facts = tuple(found)
        self._show_facts()

    def _show_facts(self) -> None:
        state = self._line.state
        told = []
        for each in reversed(self._facts):
            title, symbol = fact_words(each.kind)
            word, _, tone = _REACHED[reached(each.seq, state.sent_seq, state.acked_seq, state.parked_seqs)]
            told.append(Happening(minute_words(each.at), title, tr(word), each.worker, symbol, tone))
        self.facts.show_happenings(told)


def _side_by_side(pane: ServerPane) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    row.addWidget(pane.enrol)
    row.addWidget(pane.leave)
    row.addStretch(1)
    return made


def _wrong_address(url: str) -> str:
    """Say what is wrong with an address; without TLS only this computer itself is believed."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("http", "https"):
        return tr("Write the whole address, such as https://packbench.example.")
    if parts.scheme == "http" and host not in ("localhost", "127.0.0.1", "::1"):
        return tr("The address must begin with https, or anybody in the network could read along.")
    return ""
