"""Settings of this station: scanner test, camera, printers, language and look, the station itself, its server.

A list at the left, one pane at the right. Nothing is saved by a button: each setting counts when it is right
(`setting_fields.py`), and `apply` puts it in force at once.
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Final, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget

from app.background.desk import Desk
from app.background.devices import Devices
from app.background.printers import Printers
from app.background.server_line import ServerLine
from app.config import Config
from app.language import tr
from app.models.barcodes import Scan
from app.views.camera_card import CameraPane
from app.views.kit.card import Card
from app.views.look_card import LookPane
from app.views.page import Page
from app.views.printers_card import PrintersPane
from app.views.scanner_test import ScannerPane
from app.views.server_card import ServerPane
from app.views.setting_fields import Pane, Settings
from app.views.side_list import SideList
from app.views.station_card import StationPane

PANE_WIDTH_MAX = 1240
PANES: Final = ("scanner", "camera", "printers", "look", "station", "server")
P = TypeVar("P", bound=Pane)


class SettingsView(Page):
    """The page of settings, for administrators."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parts of the station that can be set, joined by bootstrap
        self,
        desk: Desk,
        devices: Devices,
        printers: Printers,
        line: ServerLine,
        config: Config,
        save: Callable[[Config], None],
        apply: Callable[[Config], None],
    ) -> None:
        super().__init__()
        self.settings = Settings(config, save, apply)
        self._desk, self._devices, self._printers, self._line = desk, devices, printers, line
        self._panes: dict[str, Pane] = {}
        symbols = ("scan-barcode", "camera", "printer", "languages", "warehouse", "wifi")
        self.list = SideList(tuple(zip(PANES, symbols, strict=True)))
        self.stack = QStackedWidget()
        self.list.picked.connect(self.open)
        side = Card(margin=10, gap=4)
        side.body.addWidget(self.list)
        side.setFixedWidth(230)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        row.addWidget(side)
        row.addWidget(self.stack, 1)
        self._front = ""

    @property
    def pane(self) -> Pane | None:
        """Answer the pane in view."""
        return self._panes.get(self._front)

    @cached_property
    def scanner(self) -> ScannerPane:
        return self._put("scanner", ScannerPane(self.settings, self._desk, self._devices))

    @cached_property
    def camera(self) -> CameraPane:
        return self._put("camera", CameraPane(self.settings, self._devices))

    @cached_property
    def printers(self) -> PrintersPane:
        return self._put("printers", PrintersPane(self.settings, self._desk, self._printers))

    @cached_property
    def look(self) -> LookPane:
        return self._put("look", LookPane(self.settings))

    @cached_property
    def station(self) -> StationPane:
        return self._put("station", StationPane(self.settings, self._desk))

    @cached_property
    def server(self) -> ServerPane:
        return self._put("server", ServerPane(self.settings, self._desk, self._line))

    def _put(self, key: str, made: P) -> P:
        """Take a pane in that was just built."""
        made.retranslate()
        self._panes[key] = made
        self.stack.addWidget(_scrolled(made))
        self.part_made.emit()
        return made

    def ahead(self) -> Iterator[None]:
        for key in PANES:
            getattr(self, key)
            yield

    def note_language(self, config: Config) -> None:
        """Take note of a language chosen elsewhere; the next change here would else bring the old one back."""
        self.settings.config = config
        if "look" in self._panes:
            self.look.language.choose(config.language)

    def open(self, key: str) -> None:
        """Bring a pane into view, built when it is asked for first. Raises: AttributeError."""
        shown: Pane = getattr(self, key)
        if self.pane is not None:
            self.pane.hidden()
        self._front = key
        self.list.choose(key)
        self.stack.setCurrentIndex(list(self._panes).index(key))
        shown.shown()

    def retranslate(self) -> None:
        names = (tr("Scanners"), tr("Camera"), tr("Printers"), tr("Look and sound"), tr("Station"), tr("Server"))
        self.list.name(tr("Parts of the settings"), names)
        for pane in self._panes.values():
            pane.retranslate()

    def take_scan(self, scan: Scan) -> None:
        """Scans book nothing here; the scanner test listens to the devices. Another pane gives way to it."""
        if self._front not in ("scanner", "camera"):
            self.open("scanner")

    def entered(self) -> None:
        self.open(self._front or "scanner")
        self.list.setFocus()

    def left(self) -> None:
        if self.pane is not None:
            self.pane.hidden()


def _scrolled(pane: Pane) -> QScrollArea:
    """Answer a pane that scrolls where the window is small."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    holder = Pane(pane.settings)
    holder.setObjectName("scrolled")
    pane.setMaximumWidth(PANE_WIDTH_MAX)
    holder.column.addWidget(pane)
    area.setWidget(holder)
    return area
