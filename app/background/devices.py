"""The station's scanners: keyboard wedge and webcam, feeding one hub.

Pulling a scanner or covering the camera is told, never an error box; plugging in again needs no restart.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.clock import Clock
from app.config import Config
from app.models.barcodes import Scan
from app.scanning.burst import WedgeSettings
from app.scanning.devices import DeviceReport, DeviceState
from app.scanning.hub import ScanHub
from app.scanning.keyboard_wedge import KeyboardWedge

if TYPE_CHECKING:
    from app.scanning.camera_thread import CameraThread

CAMERA_AGAIN_MS = 3_000
"""A lost camera is looked for again this often; opening one costs the system a few milliseconds."""


class Devices(QObject):
    """All scanners of the station. Thread: UI."""

    reported = Signal(object)
    """A `DeviceReport` whenever a device changes its state."""
    scanned = Signal(object)
    """Every `Scan`, for the scanner test page; the work itself goes through the hub."""
    camera_changed = Signal()
    """The camera in use is another (or none)."""

    def __init__(self, clock: Clock, config: Config) -> None:
        super().__init__()
        self._clock = clock
        self.hub = ScanHub(clock)
        self.wedge = KeyboardWedge(clock, _wedge_settings(config))
        self.wedge.scanned.connect(self._take)
        self.camera: CameraThread | None = None
        self._retired: list[CameraThread] = []
        self._camera_at = ""
        self._expected: frozenset[str] | Callable[[str], bool] = frozenset()
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(CAMERA_AGAIN_MS)
        self._again.timeout.connect(self._start_camera)
        self._config = config

    def start(self) -> None:
        self.wedge.start()
        self._use_camera(self._config.camera)

    def use(self, config: Config) -> None:
        """Take other settings at once."""
        self.wedge.set_settings(_wedge_settings(config))
        if config.camera != self._camera_at:
            self._use_camera(config.camera)
        self._config = config

    def expect(self, expected: frozenset[str] | Callable[[str], bool]) -> None:
        """Name the codes of the work in front: one camera frame is enough for those (Rule G3)."""
        self._expected = expected
        if self.camera is not None:
            self.camera.expect(expected)

    def stop(self) -> None:
        """End the camera's threads and let go of the keyboard."""
        self.wedge.stop()
        self._use_camera("")
        for camera in self._retired:
            camera.stop()
        self._retired.clear()

    def _use_camera(self, where: str) -> None:
        self._again.stop()
        self._camera_at = where
        if self.camera is not None:
            self._retired.append(self.camera)
            self.camera.ask_to_stop()
            self.camera = None
        if where:
            from app.scanning.camera import VideoSource  # with OpenCV, which a station without a camera need not load
            from app.scanning.camera_thread import CameraThread
            from app.scanning.engines import all_engines

            source = VideoSource(int(where) if where.isdigit() else where)
            self.camera = CameraThread(source, all_engines(), self._clock)
            self.camera.expect(self._expected)
            self.camera.scanned.connect(self._take)
            self.camera.reported.connect(self._on_report)
            self._start_camera()
        self.camera_changed.emit()

    def _start_camera(self) -> None:
        if self.camera is not None:
            self.camera.start_camera()

    def _on_report(self, report: DeviceReport) -> None:
        self.reported.emit(report)
        if report.state is DeviceState.FAILED:
            self._again.start()

    def _take(self, scan: Scan) -> None:
        self.scanned.emit(scan)
        self.hub.take(scan)


def _wedge_settings(config: Config) -> WedgeSettings:
    prefixes = ((config.scanner_prefix, "wedge"),) if config.scanner_prefix else ()
    return WedgeSettings(suffix_needed=config.scanner_suffix != "none", prefixes=prefixes)
