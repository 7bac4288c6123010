"""The print centre: labels for products, locations, totes, badges and command sheets; printers and the queue.

At the left what to print and how it will look, the very same value that goes to the printer; at the right how the
printers are and what became of each paper. A long order goes a few at a time and can be stopped (`print_run.py`).
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Final, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QWidget

from app.background.desk import Desk
from app.background.printers import Printers
from app.errors import Fault
from app.language import LANGUAGES, ntr, tr
from app.models.barcodes import Scan, printable
from app.models.meaning import LocationMeant, ProductMeant, ToteMeant
from app.operations.scan_test import understood
from app.views.kit.card import Badge, Card, Label, button
from app.views.kit.key_bar import KeyHint
from app.views.page import Page
from app.views.paper_preview import PaperPreview
from app.views.print_forms import BadgeForm, CommandForm, LocationForm, PrintForm, ProductForm, ToteForm
from app.views.print_queue import PrintQueue
from app.views.print_run import PrintRun
from app.views.setting_fields import Choices
from app.views.verdict import Tone

FORMS: Final = ("products", "locations", "totes", "badges", "commands")
F = TypeVar("F", bound=PrintForm)
SYMBOLS = ("package-check", "map-pin", "inbox", "id-card", "scan-barcode")


class PrintCentreView(Page):
    """What to print, how it looks, what became of it."""

    def __init__(self, desk: Desk, printers: Printers) -> None:
        super().__init__()
        self._desk = desk
        self._forms: dict[str, PrintForm] = {}
        self.kind = Choices(FORMS, SYMBOLS)
        self.lang = Choices(LANGUAGES)
        self.lang.choose(desk.station.paper_language)
        self.preview = PaperPreview(desk)
        self.queue = PrintQueue(desk, printers)
        self.run = PrintRun(desk, printers, self)
        self._build()
        self.kind.picked.connect(self.open)
        self.lang.picked.connect(lambda _key: self._changed())
        self.run.moved.connect(self._moved)
        self.run.ended.connect(self._ended)
        self._front = "products"
        self.kind.choose(self._front)

    def _build(self) -> None:
        self.stack = QStackedWidget()
        make = Card(margin=20, gap=12)
        make.body.addWidget(self.kind)
        middle = QHBoxLayout()
        middle.setSpacing(20)
        middle.addWidget(self.stack, 1)
        middle.addWidget(self.preview, 1)
        make.body.addLayout(middle, 1)
        make.body.addWidget(self._foot())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        row.addWidget(make, 8)
        row.addWidget(self.queue, 5)

    def _foot(self) -> QWidget:
        made = QWidget()
        made.setFixedHeight(52)
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        self.said = Badge("", Tone.PLAIN, "", 16)
        self.said.hide()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.progress = Label("", 16, 600)
        self.stop = button("", "plain", symbol="x")
        self.stop.clicked.connect(self._cancel)
        self.print = button("", "primary", symbol="printer")
        self.print.clicked.connect(self.begin)
        row.addWidget(self.said)
        row.addWidget(self.bar, 1)
        row.addWidget(self.progress)
        row.addStretch(1)
        row.addWidget(self.lang)
        row.addWidget(self.stop)
        row.addWidget(self.print)
        self._show_running()
        return made

    @cached_property
    def products(self) -> ProductForm:
        return self._put("products", ProductForm(self._desk))

    @cached_property
    def locations(self) -> LocationForm:
        return self._put("locations", LocationForm(self._desk))

    @cached_property
    def totes(self) -> ToteForm:
        return self._put("totes", ToteForm(self._desk))

    @cached_property
    def badges(self) -> BadgeForm:
        return self._put("badges", BadgeForm(self._desk))

    @cached_property
    def commands(self) -> CommandForm:
        return self._put("commands", CommandForm(self._desk))

    def _put(self, key: str, made: F) -> F:
        """Take a form in that was just built."""
        made.retranslate()
        made.changed.connect(self._changed)
        self._forms[key] = made
        self.stack.addWidget(made)
        self.part_made.emit()
        return made

    def ahead(self) -> Iterator[None]:
        for key in FORMS:
            getattr(self, key)
            yield

    @property
    def form(self) -> PrintForm:
        """Answer the form in front, built when it is asked for first."""
        made: PrintForm = getattr(self, self._front)
        return made

    def open(self, key: str) -> None:
        """Show one kind of paper. Raises: AttributeError."""
        self._front = key
        self.kind.choose(key)
        self.stack.setCurrentWidget(self.form)
        self.form.entered()
        self._changed()

    def entered(self) -> None:
        self.open(self._front)
        self.queue.refresh()

    def left(self) -> None:
        self.queue.rest()

    def retranslate(self) -> None:
        self.kind.name((tr("Products"), tr("Locations"), tr("Totes"), tr("Badges"), tr("Commands")))
        self.lang.name(("中文", "EN"))
        for form in self._forms.values():
            form.retranslate()
        self.preview.retranslate()
        self.queue.retranslate()
        self.stop.setText(tr("Stop printing"))
        self._changed()

    def keys(self) -> Sequence[KeyHint]:
        running = self.run.is_running
        stop = KeyHint("Esc", tr("Stop printing"), self._cancel, running)
        return (
            KeyHint("F5", tr("Try again"), self.queue.try_again),
            KeyHint("F6", tr("Print again …"), self.queue.ask_reason),
            stop,
            KeyHint("Ctrl+Enter", self.print.text(), self.begin, self.print.isEnabled(), primary=True),
        )

    def take_scan(self, scan: Scan) -> None:
        """A product, a location or a tote gets its label, whatever form is in front."""
        self._desk.call(lambda: understood(self._desk.station, scan), lambda answer: self._scanned(scan, answer[0]))

    def begin(self) -> None:
        """Print what the form in front asks for."""
        documents = self.form.documents(self.lang.chosen)
        if documents and not self.run.is_running:
            self.said.hide()
            self.run.begin(documents)
            self._show_running()

    def _scanned(self, scan: Scan, meaning: Any) -> None:
        self.said.hide()
        if isinstance(meaning, ProductMeant):
            self.open("products")
            self.products.add(meaning.sku)
        elif isinstance(meaning, LocationMeant):
            self.open("locations")
            self.locations.set_range(meaning.code, meaning.code)
        elif isinstance(meaning, ToteMeant):
            self.open("totes")
            self.totes.set_range(meaning.code, meaning.code)
        else:
            words = tr("No label for {code}: scan a product, a location or a tote.")
            self._say(words.format(code=printable(scan.text, 40)), Tone.ATTENTION)

    def _changed(self) -> None:
        documents = self.form.documents(self.lang.chosen)
        self.preview.show_documents(documents)
        if self._front == "commands":
            self.print.setText(tr("Print the sheet"))
        else:
            self.print.setText(ntr("Print {n} label", "Print {n} labels", len(documents)))
        self._show_running()

    def _moved(self, printed: int, all_: int, fault: Fault | None) -> None:
        self.bar.setRange(0, all_)
        self.bar.setValue(printed)
        words = tr("{printed} of {all} printed").format(printed=printed, all=all_)
        self.progress.setText(f"{words}  ·  {fault.text}" if fault is not None else words)
        self.bar.setAccessibleName(words)

    def _ended(self, printed: int, all_: int) -> None:
        self._show_running()
        if printed == all_:
            self._say(ntr("{n} printed", "{n} printed", printed), Tone.GOOD)
        else:
            self._say(tr("Stopped: {printed} of {all} printed").format(printed=printed, all=all_), Tone.ATTENTION)
        self.queue.refresh()

    def _cancel(self) -> None:
        self.run.cancel()
        self.stop.setEnabled(False)

    def _say(self, text: str, tone: Tone) -> None:
        self.said.say(text, tone, "circle-check" if tone is Tone.GOOD else "circle-alert")
        self.said.show()

    def _show_running(self) -> None:
        running = self.run.is_running
        self.bar.setVisible(running)
        self.progress.setVisible(running)
        self.stop.setVisible(running)
        self.stop.setEnabled(running)
        self.print.setVisible(not running)
        self.print.setEnabled(not running and bool(self.preview.shown))
        self.keys_changed.emit()
