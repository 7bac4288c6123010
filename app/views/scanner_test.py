"""The scanner test page: what the scanner really sends, how fast, and what the program makes of it (Rules F3, G2).

It listens beside the work, not in its place: nothing that is scanned here is booked. The judgement of a read stands in
`scanner_hints.py`, what is painted in `scanner_pictures.py`.
"""

from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.background.desk import Desk
from app.background.devices import Devices
from app.language import later, tr
from app.models.barcodes import Elements, Scan, printable
from app.models.meaning import (
    Ambiguous,
    CommandMeant,
    LocationMeant,
    LotMeant,
    Meaning,
    OrderMeant,
    ParcelMeant,
    ProductMeant,
    ToteMeant,
    Unknown,
    WorkerMeant,
    in_words,
)
from app.operations.scan_test import understood
from app.scanning.burst import SURE_KEYS, Reading, Verdict
from app.views.kit.card import Badge, Caption, Divider, Label, Notice
from app.views.kit.code_symbol import CodeSymbol
from app.views.scanner_hints import CAMERA, TEST_CODE, Hint, hints, symbology_word
from app.views.scanner_pictures import KeyTimes, RawText
from app.views.setting_fields import Choices, Pane, Row, Settings, TextSetting
from app.views.verdict import Tone

HINTS_MAX: Final = 3
_KINDS: Final[dict[type[Meaning], str]] = {
    ProductMeant: later("Product"),
    LotMeant: later("Lot"),
    LocationMeant: later("Location"),
    ToteMeant: later("Tote"),
    ParcelMeant: later("Parcel"),
    OrderMeant: later("Order"),
    WorkerMeant: later("Badge"),
    CommandMeant: later("Command"),
    Ambiguous: later("Several products"),
    Unknown: later("Unknown code"),
}


class ScannerPane(Pane):
    """Scan something and see everything about it."""

    def __init__(self, settings: Settings, desk: Desk, devices: Devices) -> None:
        super().__init__(settings)
        self._desk, self._devices = desk, devices
        self._reading: Reading | None = None
        self._last: tuple[Reading | None, Scan | None] = (None, None)
        self._understood: tuple[Meaning, Elements | None] | None = None
        self._build_read()
        self._build_switches()
        self.column.addStretch(1)
        devices.wedge.observed.connect(self._observe)
        devices.scanned.connect(self._scanned)

    def _build_read(self) -> None:
        card, self._heading = self.card()
        self.raw, self.times = RawText(), KeyTimes()
        self.facts = {key: (Caption(), Label("–", 18, 600)) for key in ("symbology", "device", "speed", "meaning")}
        self.elements = Label("", 16, 500, "soft")
        self.elements.setWordWrap(True)
        card.body.addWidget(self.raw, 1)
        row = QHBoxLayout()
        row.setSpacing(24)
        for key, (caption, value) in self.facts.items():
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addWidget(caption)
            column.addWidget(value)
            column.addStretch(1)
            value.setWordWrap(key == "meaning")
            row.addLayout(column, 2 if key == "meaning" else 1)
        card.body.addLayout(row)
        card.body.addWidget(self.elements)
        self.notices = [Notice("", size=16) for _ in range(HINTS_MAX)]
        self.good = Badge("", Tone.GOOD, "circle-check", 16)
        for notice in self.notices:
            notice.hide()
            card.body.addWidget(notice)
        card.body.addWidget(self.good)
        self.good.hide()
        card.body.addWidget(Divider())
        self._times_caption = Caption()
        card.body.addWidget(self._times_caption)
        card.body.addWidget(self.times)

    def _build_switches(self) -> None:
        from app.printing.symbols import gs1_128  # brings barcode libraries along that no other screen needs

        card, self._switches = self.card()
        self.symbol = CodeSymbol(gs1_128(TEST_CODE).modules)
        self._symbol_words = Label("", 16, 400, "soft")
        self._symbol_words.setWordWrap(True)
        card.body.addWidget(self._symbol_words)
        card.body.addWidget(self.symbol)
        card.body.addWidget(Divider())
        self.suffix = Choices(("enter", "none"))
        self.suffix.choose(self.settings.config.scanner_suffix)
        self.suffix_row = Row(self.suffix)
        self.suffix.picked.connect(lambda key: self.suffix_row.tell(self.settings.change(scanner_suffix=key)))
        self.prefix = TextSetting(self.settings.config.scanner_prefix, 8)
        self.prefix_row = Row(self.prefix)
        self.prefix.given.connect(self._set_prefix)
        card.body.addWidget(self.suffix_row)
        card.body.addWidget(self.prefix_row)

    def retranslate(self) -> None:
        self._heading.setText(tr("Scanner test"))
        for key, word in (
            ("symbology", tr("Symbology")),
            ("device", tr("Device")),
            ("speed", tr("Speed")),
            ("meaning", tr("Understood as")),
        ):
            self.facts[key][0].setText(word)
        self._times_caption.setText(tr("Time before each key"))
        self._switches.setText(tr("Set-up"))
        self._symbol_words.setText(
            tr("Scan this test code: it shows whether separators, capitals and the keyboard's country are right. "
               "A laser scanner cannot read a screen.")
        )  # fmt: skip
        self.symbol.setAccessibleName(tr("Test code"))
        self.suffix_row.name(tr("End of a code"), tr("What the scanner sends after each code."))
        self.suffix.name((tr("Enter or Tab"), tr("No suffix")))
        self.prefix_row.name(tr("Prefix"), tr("Characters the scanner types before each code; mostly none."))
        self._show()

    def _set_prefix(self, text: str) -> None:
        if text and not (text.isascii() and text.isprintable()):
            self.prefix_row.tell(tr("Only plain letters, digits and signs."))
        else:
            self.prefix_row.tell(self.settings.change(scanner_prefix=text))

    def _observe(self, reading: Reading) -> None:
        """Keep the timing for the scan that follows; show runs of fast keys that were no scan."""
        if not self.isVisible():
            return
        self._reading = reading
        fast = reading.verdict is Verdict.TYPING and len(reading.gaps_ms) >= SURE_KEYS
        fast = fast and reading.gap_ms_mean <= self._devices.wedge.settings.gap_ms_max
        if fast or reading.verdict is Verdict.BROKEN:
            self._take(reading, None)

    def _scanned(self, scan: Scan) -> None:
        if self.isVisible():
            typed = scan.device != CAMERA
            self._take(self._reading if typed else None, scan)
            self._reading = None

    def _take(self, reading: Reading | None, scan: Scan | None) -> None:
        self._last, self._understood = (reading, scan), None
        self._show()
        if scan is not None:
            self._desk.call(lambda: understood(self._desk.station, scan), lambda answer: self._learn(scan, answer))

    def _learn(self, scan: Scan, answer: tuple[Meaning, Elements | None]) -> None:
        if self._last[1] is scan:
            self._understood = answer
            self._show()

    def _show(self) -> None:
        reading, scan = self._last
        found = hints(reading, scan) if reading is not None or scan is not None else []
        text = scan.text if scan is not None else reading.text if reading is not None else ""
        worst = found[0].tone if found else Tone.PLAIN
        self.raw.show_text(text, worst)
        self.times.show_gaps(reading.gaps_ms if reading is not None else ())
        self._say("symbology", symbology_word(scan.symbology) if scan is not None else "", scan)
        self._say("device", _device_word(scan.device) if scan is not None else "", scan)
        self._say("speed", _speed(reading), scan)
        meaning, elements = self._understood or (None, None)
        self._say("meaning", f"{tr(_KINDS[type(meaning)])}: {in_words(meaning)}" if meaning else "", scan)
        self.elements.setText(_said(elements) if elements is not None else "")
        self.elements.setVisible(elements is not None)
        self._show_hints(found)

    def _say(self, key: str, text: str, scan: Scan | None) -> None:
        missing = tr("not told") if scan is not None and key == "symbology" else "–"
        self.facts[key][1].setText(text or missing)

    def _show_hints(self, found: list[Hint]) -> None:
        bad = [hint for hint in found if hint.tone is not Tone.GOOD]
        for index, notice in enumerate(self.notices):
            notice.say(f"{bad[index].text} {bad[index].remedy}".strip() if index < len(bad) else "")
        good = next((hint for hint in found if hint.tone is Tone.GOOD), None)
        self.good.setVisible(good is not None)
        if good is not None:
            self.good.say(good.text, Tone.GOOD, "circle-check")


def _device_word(device: str) -> str:
    return tr("Camera") if device == CAMERA else tr("Keyboard scanner") if device == "wedge" else device


def _speed(reading: Reading | None) -> str:
    if reading is None or not reading.gaps_ms:
        return ""
    words = tr("{keys} keys, mean {mean} ms, longest {most} ms")
    return words.format(keys=len(reading.gaps_ms) + 1, mean=f"{reading.gap_ms_mean:.1f}", most=reading.gap_ms_max)


def _said(elements: Elements) -> str:
    """Put the elements of a GS1 code into one line, each by its name."""
    named = (
        ("GTIN", elements.gtin or elements.content_gtin),
        ("SSCC", elements.sscc),
        (tr("Lot"), elements.lot),
        (tr("Serial number"), elements.serial),
        (tr("Expires"), elements.expires_on),
        (tr("Best before"), elements.best_before_on),
        (tr("Made"), elements.produced_on),
        (tr("Count"), elements.count),
        (tr("Weight"), f"{elements.weight_g:,} g" if elements.weight_g is not None else None),
    )
    return "   ·   ".join(f"{name} {printable(str(value))}" for name, value in named if value is not None)
