"""The window of one station joined together: sections, scans, badges, states in the top bar, and what settings change.

Screens know nothing of each other; what concerns all of them stands here: a badge changes the worker on any screen,
SIGN OUT signs out, and the three states (store, printers, scanners) are always in sight (UX rules 9 and 10).
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from app.background.desk import Desk
from app.background.devices import Devices
from app.background.printers import Printers
from app.background.server_line import ServerLine
from app.config import Config, changed
from app.errors import Fault
from app.language import tr
from app.models.barcodes import CommandCode, Scan, command_code
from app.models.people import is_badge
from app.operations.people import SignedIn, sign_in, sign_out
from app.operations.station import Author, Outcome
from app.scanning.devices import DeviceReport, DeviceState
from app.views import words
from app.views.hand_over_view import HandOverView
from app.views.line_words import line_status
from app.views.order_board_view import OrderBoardView
from app.views.order_entry_view import OrderEntryView
from app.views.packing_view import PackingView
from app.views.page import Page, Section
from app.views.picking_view import PickingView
from app.views.print_centre_view import PrintCentreView
from app.views.sections import section
from app.views.settings_view import SettingsView
from app.views.shell import Shell
from app.views.sign_in_view import SignInView
from app.views.sounds import Speaker
from app.views.stock_view import StockView
from app.views.theme import Mode
from app.views.top_bar import Status
from app.views.verdict import Tone
from app.views.waves_view import WavesView

NEWS_MS = 500
"""Screens that show what others did read it anew this long after rows have come; a catch-up brings thousands."""
_LOOKS: dict[str, Mode | None] = {"auto": None, "dark": "dark", "light": "light"}


class Workplace(QObject):
    """One station's window with everything wired. Thread: UI."""

    def __init__(self, desk: Desk, devices: Devices, printers: Printers, speaker: Speaker, line: ServerLine) -> None:
        super().__init__()
        self._desk, self._devices, self._printers, self._speaker = desk, devices, printers, speaker
        self._line = line
        self._config = Config()
        self._save: Callable[[Config], None] = lambda _: None
        self._reports: dict[str, DeviceReport] = {}
        self._settings: SettingsView | None = None
        self.shell = Shell(self._sections(), self._sign_in_page)
        self.shell.before_scan = self._before_scan
        self.shell.language_changed.connect(self._language_changed)
        self.shell.top_bar.status_clicked.connect(self._open_cause)
        devices.hub.listen(self.shell.take_scan)
        devices.reported.connect(self._note_device)
        printers.tested.connect(lambda *_: self._show_printers())
        line.changed.connect(lambda _: self._show_connection())
        line.trouble.connect(self._show_trouble)
        self._news = QTimer(self)
        self._news.setSingleShot(True)
        self._news.setInterval(NEWS_MS)
        self._news.timeout.connect(lambda: desk.recorded.emit(Outcome()))
        line.rows_came.connect(lambda _: self._news.isActive() or self._news.start())

    def use(self, config: Config, save: Callable[[Config], None]) -> None:
        """Take the station's settings and the way to keep changed ones."""
        self._config, self._save = config, save
        self.shell.set_language(config.language)
        self.shell.set_look(_LOOKS.get(config.theme), config.colour_blind)
        self._show_states()

    def apply(self, config: Config) -> None:
        """Put changed settings in force at once."""
        before, self._config = self._config, config
        self._devices.use(config)
        if (before.label_printer, before.paper_printer) != (config.label_printer, config.paper_printer):
            self._printers.use(config)
        self._speaker.set_volume(config.sound_volume)
        if before.language != config.language:
            self.shell.set_language(config.language)
        self.shell.set_look(_LOOKS.get(config.theme), config.colour_blind)
        self._show_states()

    def _sections(self) -> list[Section]:
        desk, play = self._desk, self._speaker.play
        pages: dict[str, Callable[[], Page]] = {
            "order_entry": lambda: OrderEntryView(desk),
            "order_board": lambda: OrderBoardView(desk),
            "waves": lambda: WavesView(desk),
            "picking": lambda: PickingView(desk, play),
            "packing": lambda: PackingView(desk, play),
            "shipping": lambda: HandOverView(desk, play),
            "stock": lambda: StockView(desk),
            "print_centre": lambda: PrintCentreView(desk, self._printers),
            "settings": self._settings_page,
        }
        return [section(key, make) for key, make in pages.items()]

    def _settings_page(self) -> Page:
        parts = (self._desk, self._devices, self._printers, self._line)
        page = SettingsView(*parts, self._config, self._save_change, self.apply)
        self._settings = page
        return page

    def _sign_in_page(self) -> Page:
        page = SignInView(self._desk, self._config.station, self._speaker.play)
        page.signed_in.connect(self._take_in)
        return page

    def _save_change(self, config: Config) -> None:
        self._save(config)

    def _before_scan(self, scan: Scan) -> bool:
        """Answer True for what concerns every screen: a badge, and SIGN OUT."""
        if command_code(scan.text) is CommandCode.SIGN_OUT:
            self._sign_out()
            return True
        if is_badge(scan.text):
            self._desk.do(sign_in, scan.text.strip().upper(), done=self._badge_answered)
            return True
        return False

    def _badge_answered(self, outcome: Outcome) -> None:
        if isinstance(outcome.work, SignedIn):
            self._take_in(outcome.work)
        elif outcome.refused is not None:
            verdict = words.refused(outcome.refused)
            self._speaker.play(verdict.sound)
            self.shell.toast(verdict.title, verdict.remedy, Tone.WRONG)

    def _take_in(self, signed_in: SignedIn) -> None:
        self._desk.author = signed_in.author
        self.shell.set_worker(signed_in.worker)

    def _sign_out(self) -> None:
        if self._desk.author.session is not None:
            self._desk.do(sign_out)
        self._desk.author = Author()
        self.shell.sign_out()

    def _language_changed(self, code: str) -> None:
        if code != self._config.language:
            self._config = changed(self._config, language=code)
            self._save(self._config)
            if self._settings is not None:
                self._settings.note_language(self._config)
        self._show_states()

    def _open_cause(self, key: str) -> None:
        """A click on a state leads to its cause."""
        if key == "connection" and self._line.state.url:
            self.shell.open("settings")
            if self._settings is not None and self.shell.page is self._settings:
                self._settings.open("server")
            return
        self.shell.open({"printer": "print_centre", "scanners": "settings"}.get(key, "order_board"))

    # -- states ------------------------------------------------------------------------------------------------------

    def _note_device(self, report: DeviceReport) -> None:
        self._reports[report.device] = report
        if report.state is DeviceState.FAILED and report.fault is not None:
            self.shell.show_fault(report.fault)
        self._show_scanners()

    def _show_states(self) -> None:
        self._show_connection()
        self._show_printers()
        self._show_scanners()

    def _show_connection(self) -> None:
        self.shell.show_status("connection", line_status(self._line.state))

    def _show_trouble(self, failure: object) -> None:
        """A fault of the exchange is told once; being offline is none."""
        if isinstance(failure, Fault):
            self.shell.show_fault(failure)

    def _show_printers(self) -> None:
        states = self._printers.states.values()
        failed = [state for state in states if not state.is_ready]
        if failed:
            self.shell.show_status("printer", Status(failed[0].text, "printer", Tone.WRONG))
        else:
            text = tr("Printers ready") if states else tr("Printers …")
            self.shell.show_status("printer", Status(text, "printer", Tone.PLAIN))

    def _show_scanners(self) -> None:
        camera = self._reports.get("camera")
        text = tr("USB scanner")
        tone = Tone.PLAIN
        if self._devices.camera is not None:
            text = tr("USB scanner + camera")
            if camera is not None and camera.state is DeviceState.FAILED:
                text, tone = tr("USB scanner, camera gone"), Tone.ATTENTION
        self.shell.show_status("scanners", Status(text, "scan-barcode", tone))
