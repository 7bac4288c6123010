"""The window of one station joined together: sections, scans, badges, states in the top bar, and what settings change.

Screens know nothing of each other; what concerns all of them stands here: a badge changes the worker on any screen, HELP
calls the supervisor, SIGN OUT signs out, and the three states (store, printers, scanners) are always in sight (UX 9, 10).
"""

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.background.desk import Desk
from app.background.devices import Devices
from app.background.printers import Printers
from app.config import Config
from app.language import tr
from app.models.barcodes import CommandCode, Scan, command_code
from app.models.people import Worker
from app.operations.picking import call_help
from app.printing.printers import PrinterState
from app.scanning.devices import DeviceReport, DeviceState
from app.views.hand_over_view import HandOverView
from app.views.order_board_view import OrderBoardView
from app.views.order_entry_view import OrderEntryView
from app.views.packing_view import PackingView
from app.views.page import Section
from app.views.picking_view import PickingView
from app.views.print_centre_view import PrintCentreView
from app.views.sections import section
from app.views.settings_view import SettingsView
from app.views.shell import Shell
from app.views.sign_in_view import SignInView
from app.views.sounds import Speaker
from app.views.stock_view import StockView
from app.views.top_bar import Status
from app.views.verdict import Tone
from app.views.waves_view import WavesView


class Workplace(QObject):
    """One station's window with everything wired. Thread: UI."""

    def __init__(
        self, desk: Desk, devices: Devices, printers: Printers, speaker: Speaker, save: Callable[[Config], None]
    ) -> None:
        super().__init__()
        self._desk, self._devices, self._printers, self._speaker = desk, devices, printers, speaker
        self._save = save
        self._config = Config()
        self.shell = Shell(self._sections(), self._sign_in_page)
        self.shell.before_scan = self._before_scan
        self.shell.language_changed.connect(self._language_changed)
        self.shell.top_bar.status_clicked.connect(self._open_cause)
        devices.hub.listen(self.shell.take_scan)
        devices.reported.connect(self._show_scanners)
        printers.tested.connect(self._show_printers)
