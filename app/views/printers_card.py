"""The printers of the station, by what they are for: labels and paper. Where each stands, how it is, a test page.

Without a setting paper goes into a folder, so that the first day works and nothing is lost.
"""

from dataclasses import replace
from typing import Final

from PySide6.QtWidgets import QHBoxLayout

from app.background.desk import Desk
from app.background.printers import ROLES, Printers, printer_for
from app.errors import Fault
from app.language import later, tr
from app.models.people import Role
from app.operations.spool import LABEL_PRINTER, print_documents
from app.operations.station import Outcome
from app.printing.documents import CommandSheet, Document, LocationLabel
from app.printing.printers import PrinterState
from app.views.kit.card import Badge, Label, button
from app.views.setting_fields import Choices, Pane, Row, Settings, TextSetting
from app.views.verdict import Tone

KEEP, FOLDER, TCP, SYSTEM = "", "folder", "tcp", "system"
_TITLES: Final = {"label": later("Label printer"), "paper": later("Paper printer")}
_PLACEHOLDERS: Final = {
    FOLDER: later("/path/to/folder"),
    TCP: later("192.168.1.50:9100"),
    SYSTEM: later("name of the queue"),
}
_HELP: Final = {
    KEEP: later("Files are kept in the program's own folder; nothing is lost while there is no printer."),
    FOLDER: later("Each page becomes a numbered file in this folder."),
    TCP: later("A printer in the network by address and port; label printers mostly answer at port 9100."),
    SYSTEM: later("A printer that is set up in this computer, by its name there."),
}


class PrintersPane(Pane):
    """One part for each kind of paper."""

    def __init__(self, settings: Settings, desk: Desk, printers: Printers) -> None:
        super().__init__(settings)
        self.parts = {role: PrinterPart(self, role, desk, printers) for role in ROLES}
        self.column.addStretch(1)
        printers.tested.connect(lambda role, state: self.parts[role].tell(state))
        for role, state in printers.states.items():
            self.parts[role].tell(state)

    def retranslate(self) -> None:
        for part in self.parts.values():
            part.retranslate()


class PrinterPart:
    """One printer: kind, place, state, test."""

    def __init__(self, pane: Pane, role: str, desk: Desk, printers: Printers) -> None:
        self._pane, self._role, self._desk, self._printers = pane, role, desk, printers
        self._state: PrinterState | None = None
        card, self._heading = pane.card()
        self.kind = Choices((KEEP, FOLDER, TCP, SYSTEM), ("inbox", "file-text", "wifi", "printer"))
        self.kind_row = Row(self.kind)
        self.where = TextSetting("", 300)
        self.where_row = Row(self.where)
        self.state, self.remedy = Badge("", Tone.PLAIN, "printer", 16), Label("", 16, 500, "soft")
        self.remedy.setWordWrap(True)
        self.test, self.sample = button("", "plain", symbol="refresh-cw"), button("", "plain", symbol="printer")
        card.body.addWidget(self.kind_row)
        card.body.addWidget(self.where_row)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.state)
        row.addWidget(self.remedy, 1)
        row.addWidget(self.test)
        row.addWidget(self.sample)
        card.body.addLayout(row)
        self.kind.picked.connect(self._pick)
        self.where.given.connect(self._place)
        self.test.clicked.connect(self._test)
        self.sample.clicked.connect(self._print_sample)
        self._show(self._target)

    @property
    def _target(self) -> str:
        target: str = getattr(self._pane.settings.config, f"{self._role}_printer")
        return target

    def retranslate(self) -> None:
        self._heading.setText(tr(_TITLES[self._role]))
        self.kind_row.name(tr("Kind"))
        self.kind.name((tr("Own folder"), tr("Folder"), tr("Network"), tr("System")))
        self.test.setText(tr("Test"))
        self.sample.setText(tr("Print a sample"))
        self._name_place()
        self.tell(self._state)

    def tell(self, state: PrinterState | None) -> None:
        """Show what a test found."""
        self._state = state
        self.test.setEnabled(True)
        if state is None:
            self.state.say(tr("Not tested yet"), Tone.PLAIN, "printer")
        else:
            words = tr("Ready") if state.is_ready else tr("Not ready")
            self.state.say(words, Tone.GOOD if state.is_ready else Tone.WRONG, "printer")
        faulty = state is not None and not state.is_ready
        self.remedy.setText(f"{state.text} {state.remedy}" if faulty and state is not None else "")

    def _show(self, target: str) -> None:
        kind, _, where = target.partition(":")
        self.kind.choose(kind if target else KEEP)
        self.where.show_value(where)
        self.where_row.setVisible(bool(target))

    def _pick(self, kind: str) -> None:
        self.where_row.message.clear()
        self.where_row.setVisible(kind != KEEP)
        self._name_place()
        if kind == KEEP:
            self.where.show_value("")
            self.kind_row.tell(self._change(""))
        else:
            self.kind_row.message.clear()
            before, _, where = self._target.partition(":")
            self.where.show_value(where if before == kind else "")
            self.where.setFocus()

    def _place(self, where: str) -> None:
        self.where_row.tell(self._change(f"{self.kind.chosen}:{where}"))

    def _change(self, target: str) -> str:
        """Save a target that names a printer; answer what is wrong with it else."""
        values = {f"{self._role}_printer": target}
        try:
            printer_for(self._role, replace(self._pane.settings.config, **values))  # type: ignore[arg-type]
        except Fault:
            examples = {FOLDER: tr("Name a folder."), SYSTEM: tr("Name the printer as the computer knows it.")}
            return examples.get(self.kind.chosen, tr("Write address and port, such as 192.168.1.50:9100."))
        self.state.say(tr("Testing …"), Tone.PLAIN, "printer")
        return self._pane.settings.change(**values)

    def _name_place(self) -> None:
        titles = {FOLDER: tr("Folder"), TCP: tr("Address and port"), SYSTEM: tr("Queue")}
        kind = self.kind.chosen
        self.kind_row.help.setText(tr(_HELP[kind]))
        self.kind_row.help.show()
        self.where_row.name(titles.get(kind, ""))
        self.where.setPlaceholderText(tr(_PLACEHOLDERS[kind]) if kind in _PLACEHOLDERS else "")

    def _test(self) -> None:
        self.test.setEnabled(False)
        self.state.say(tr("Testing …"), Tone.PLAIN, "printer")
        self._printers.test()

    def _print_sample(self) -> None:
        lang = self._pane.settings.config.paper_language
        is_label = self._role == LABEL_PRINTER
        sample: Document = LocationLabel(lang, "TEST-01") if is_label else CommandSheet(lang, Role.PACKER)
        self._desk.do(print_documents, self._role, (sample,), done=self._sampled)

    def _sampled(self, _outcome: Outcome) -> None:
        self.remedy.setText(tr("The sample is on its way; the print centre shows what became of it."))
