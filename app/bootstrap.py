"""Where the parts meet: settings, store, desk, devices, printers, window. Started and joined here and nowhere else.

Order of starting: window first (the worker sees something at once), then the store on its thread, the demo warehouse on
the very first start with a progress bar, printers tested before the first scan, devices last. Stopping goes backwards.
"""

import gc
import logging
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app import config as settings
from app.background.desk import Desk
from app.background.devices import Devices
from app.background.printers import Printers
from app.background.server_line import Line, ServerLine
from app.clock import Clock, SystemClock
from app.config import Config
from app.errors import Fault
from app.language import set_language, tr
from app.operations.addresses import china
from app.operations.station import Station
from app.scanning.gs1 import load_grammar
from app.store.search import read_ahead
from app.store.store import Store
from app.views.shell import Shell
from app.views.sounds import Speaker
from app.views.start_view import StartView
from app.views.theme import load_fonts
from app.views.wall_clock import hang
from app.views.workplace import Workplace

if TYPE_CHECKING:
    from app.sync.instructions import Status

log = logging.getLogger(__name__)
LOG_BYTES_MAX = 2_000_000
LOGS_KEPT = 5
QUIET_AFTER_MS = 300
"""The first screen is painted by then; what is loaded and built ahead comes after it."""
LOADED_AHEAD = (
    "app.printing.symbols",
    "app.printing.render",
    "app.scanning.camera_thread",
    "app.scanning.engines",
    "pyzbar.pyzbar",
)
"""A tenth of a second each: bar codes for the settings, paper, the camera; with the districts of addresses."""
SWITCH_S = 0.0005
"""How long a computing thread keeps the interpreter from the UI thread; Python's own 5 ms are a third of a frame."""
LISTEN_MS = 250


class Application(QObject):
    """The running program. Thread: UI."""

    opened = Signal()
    """The store is open and the first screen usable."""
    _loaded = Signal()

    def __init__(self, config: Config, clock: Clock, config_path: Path | None = None) -> None:
        super().__init__()
        self.config = config
        self.clock = clock
        self._config_path = config_path
        set_language(config.language)
        load_fonts()
        load_grammar()  # before there is a window: reading its tables holds every thread for more than a frame
        self.speaker = Speaker(config.sound_volume)
        self.devices = Devices(clock, config)
        self.desk: Desk | None = None
        self.printers: Printers | None = None
        self.line: ServerLine | None = None
        self.workplace: Workplace | None = None
        self.shell: Shell | None = None
        self._loading = threading.Thread(target=self._load_ahead, name="loading")
        self._loaded.connect(self._prepare, Qt.ConnectionType.QueuedConnection)
        self._wants_ahead = threading.Event()
        self._wants_ahead.set()
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.timeout.connect(self._loading.start)

    def open(self, store: Store) -> None:
        """Join the parts around an open store and show the sign-in."""
        station = Station(
            store,
            self.clock,
            self.config.warehouse,
            self.config.paper_language,
            self.config.sscc_prefix,
            self.config.totes_max,
        )
        hang(station.timezone())
        self.desk = Desk(station)
        self.printers = Printers(self.desk, self.config)
        self.line = server_line(self.desk, self.clock, self.config)
        self.workplace = Workplace(self.desk, self.devices, self.printers, self.speaker, self.line)
        self.shell = self.workplace.shell
        self.workplace.use(self.config, self._save)
        self.desk.fault.connect(self.shell.show_fault)
        self.desk.bug.connect(self._show_bug)
        self.printers.start()
        self.devices.start()
        self.line.start(self.config.server)
        self.speaker.open()
        self.shell.sign_out()
        self._quiet.start(QUIET_AFTER_MS)
        self.opened.emit()

    def _load_ahead(self) -> None:
        """Thread: its own. Load what the first screen did without, before somebody waits for it."""
        # A sweep of the garbage collector over what stays would hold every thread for a tenth of a second.
        gc.freeze()
        gc.disable()
        china()
        for name in LOADED_AHEAD:
            with suppress(ImportError):  # told when it is needed, with its remedy
                import_module(name)
        gc.freeze()
        gc.enable()
        self._loaded.emit()
        if self.desk is not None:
            with self.desk.station.store.reader() as connection, suppress(Fault):  # told when a search meets it
                read_ahead(connection, self._wants_ahead.is_set)

    def _prepare(self) -> None:
        if self.shell is not None:
            self.shell.prepared.connect(gc.freeze)
            self.shell.prepare()

    def close(self) -> None:
        """Stop everything that was started, backwards; what was asked is finished first."""
        gc.unfreeze()
        self._wants_ahead.clear()
        self._quiet.stop()
        if self._loading.is_alive():
            self._loading.join()
        self.devices.stop()
        self.speaker.close()
        if self.line is not None:
            self.line.stop()
        if self.printers is not None:
            self.printers.stop()
        if self.desk is not None:
            self.desk.stop()
            self.desk.station.store.close()
        if self.shell is not None:
            self.shell.close()

    def _save(self, config: Config) -> None:
        self.config = config
        if self.desk is not None:
            self.desk.station.paper_language = config.paper_language
            self.desk.station.totes_max = config.totes_max
        if self._config_path is not None:
            settings.save(self._config_path, config)

    def _show_bug(self, failure: BaseException) -> None:
        assert self.shell is not None
        text = tr("Something went wrong that should not: {what}").format(what=repr(failure))
        self.shell.show_fault(Fault(text, tr("The last step was not booked; do it again and report this.")))


def server_line(desk: Desk, clock: Clock, config: Config) -> ServerLine:
    """Join the desk's store thread, the sync engine and the screens; nothing is loaded before there is a server."""

    def make() -> Line:
        from app.sync.credentials import keeper_for
        from app.sync.exchange import Exchange
        from app.sync.runner import Ears
        from app.sync.station_store import StationStore

        store = desk.station.store
        ears = Ears(
            status=lambda told: line.note(**line_values(told)),
            trouble=line.trouble.emit,
            contact=lambda ahead_s: line.note(contact_at=clock.now(), clock_ahead_s=ahead_s),
            rows=line.rows_came.emit,
            progress=lambda told: line.note(sent_seq=told.sent_seq, acked_seq=told.acked_seq, parked_seqs=told.parked),
        )
        authority = Path(config.server_authority) if config.server_authority else None
        end = StationStore(store, desk.in_turn, desk.somebody_waits)
        exchange = Exchange(end, clock, keeper_for(store.path), ears, authority)
        store.recorded = exchange.wake
        return exchange

    line = ServerLine(make)
    return line


def line_values(told: "Status") -> dict[str, Any]:
    """What the engine's status is to the screens."""
    return {
        "online": told.online,
        "offline_since": told.offline_since,
        "waiting": told.waiting,
        "parked": told.parked,
        "revoked": told.revoked,
        "old_server": told.old_server,
        "forked": told.forked,
        "clock_is_far_off": told.clock_far_off_s is not None,
    }


def open_store(config: Config, clock: Clock, on_progress: Callable[[float, str], None]) -> Store:
    """Open the store; on the very first start build the demo warehouse. Raises: StoreFault."""
    path = config.store_path
    if not path.exists():
        from app.operations.demo_store import build_demo  # only the first start needs the generator

        path.parent.mkdir(parents=True, exist_ok=True)
        build_demo(path, clock.now(), on_progress)
    return Store(path, clock, config.station)


class Opening(QObject):
    """Opens the store on a thread of its own, so that the window lives while the demo warehouse is built."""

    progressed = Signal(float, str)
    ended = Signal(object)

    def __init__(self, config: Config, clock: Clock) -> None:
        super().__init__()
        self._config, self._clock = config, clock
        self._thread = threading.Thread(target=self._run, name="opening")

    def start(self) -> None:
        self._thread.start()

    def join(self) -> None:
        self._thread.join()

    def _run(self) -> None:
        try:
            self.ended.emit(open_store(self._config, self._clock, self.progressed.emit))
        except Exception as failure:  # the runner's edge: shown on the start screen
            log.exception("opening the store failed")
            self.ended.emit(failure)


def run(config: Config, path: Path) -> int:
    """Show the desktop until it is closed; return the exit code."""
    qt = application()
    start_log(config.store_path.parent / "logs")
    program = Application(config, SystemClock(), path)
    start = StartView()
    opening = Opening(config, program.clock)

    def ended(answer: object) -> None:
        opening.join()
        if isinstance(answer, Store):
            program.open(answer)
            assert program.shell is not None
            program.shell.closing.connect(qt.quit)
            fill_screen(program.shell)
            start.close()
        elif isinstance(answer, BaseException):
            start.show_failure(answer)

    opening.progressed.connect(start.show_progress)
    opening.ended.connect(ended)
    qt.setQuitOnLastWindowClosed(True)
    start.show()
    opening.start()
    ear = _hear_termination(qt)
    code = qt.exec()
    ear.stop()
    program.close()
    return code


def fill_screen(shell: Shell) -> None:
    """Show the window as large as the screen has room, also where no window manager maximises it."""
    shell.setGeometry(shell.screen().availableGeometry())
    shell.showMaximized()


def _hear_termination(qt: QApplication) -> QTimer:
    """Close in good order when the system asks to; Python hears signals only while it runs, hence the timer."""
    signal.signal(signal.SIGTERM, lambda *_: qt.quit())
    timer = QTimer()
    timer.timeout.connect(lambda: None)
    timer.start(LISTEN_MS)
    return timer


def start_log(folder: Path) -> None:
    """Write the log beside the store, rotated; uncaught exceptions go there too."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        folder / "packbench.log", maxBytes=LOG_BYTES_MAX, backupCount=LOGS_KEPT, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])

    def uncaught(kind: type[BaseException], value: BaseException, trace: TracebackType | None) -> None:
        log.critical("uncaught", exc_info=(kind, value, trace))
        sys.__excepthook__(kind, value, trace)

    sys.excepthook = uncaught


def application() -> QApplication:
    """The one QApplication, made on first use."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    sys.setswitchinterval(SWITCH_S)
    made = QApplication(sys.argv[:1])
    made.setApplicationName("Packbench")
    return made
