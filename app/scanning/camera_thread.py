"""The camera's own thread: grabs, watches, decodes, and tells the UI thread by signals (Rule G3).

Two threads in truth: the grabber waits for the camera and keeps only the newest frame, the worker decodes it. So a slow
decoder skips frames instead of lagging behind the hand, and a camera that hangs inside its driver is noticed by the
worker. Nothing here is called on the UI thread except `start`, `stop` and the slots its signals are queued to.
"""

import threading
from collections.abc import Callable
from typing import Final

import cv2
import numpy as np
from PySide6.QtCore import QObject, QPointF, QThread, Signal, Slot
from PySide6.QtGui import QImage, QPolygonF

from app.clock import Clock
from app.models.barcodes import Scan
from app.scanning.acceptance import Acceptance
from app.scanning.camera import BAD_PICTURE_S_MAX, FrameSource, PictureWatch, frozen_picture, lost_camera
from app.scanning.decoder import Decoder, Frame, Reading
from app.scanning.devices import CameraFault, DeviceReport, DeviceState

# The eye needs no more in a preview, and each picture costs the UI thread a repaint.
PREVIEW_S_MIN: Final = 1 / 15
PREVIEW_WIDTH_MAX: Final = 960
# How long the worker waits for a frame before it looks whether it is to stop, or the camera hangs.
_WAIT_S: Final = 0.25
# Windows may take ten seconds to open a webcam.
_START_S_MAX: Final = 15.0
STOP_MS_MAX: Final = 5000


class CameraThread(QThread):
    """One camera as a scanner. Thread: made, started and stopped on the UI thread."""

    frame_ready = Signal(QImage, QPolygonF)
    """A picture for the preview and the outline of the symbol in it, in the picture's pixels; empty without one."""
    scanned = Signal(Scan)
    reported = Signal(DeviceReport)

    def __init__(
        self,
        source: FrameSource,
        decoder: Decoder,
        clock: Clock,
        device: str = "camera",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._decoder = decoder
        self._clock = clock
        self._device = device
        self._acceptance = Acceptance(self._is_expected)
        self._expected: frozenset[str] | Callable[[str], bool] = frozenset()
        self._stopping = threading.Event()
        self._newest = _Newest()
        self._delivered = threading.Event()
        self._delivered.set()
        self.frame_ready.connect(self._on_delivered)
        self._report = DeviceReport(device, DeviceState.OFF)

    @property
    def report(self) -> DeviceReport:
        """How the camera stands now."""
        return self._report

    def expect(self, expected: frozenset[str] | Callable[[str], bool]) -> None:
        """Name the codes that one frame is enough for: those of the work in front. A function must be thread-safe."""
        self._expected = expected

    def start_camera(self) -> None:
        """Start, or start again after a fault; harmless while running."""
        if not self.isRunning():
            self._stopping.clear()
            self._newest = _Newest()
            self.start()

    def ask_to_stop(self) -> None:
        """Have the thread end by itself; `finished` tells when it has."""
        self._stopping.set()
        self._newest.end(None)

    def stop(self) -> bool:
        """End the thread and wait for it; False when the driver does not come back within `STOP_MS_MAX`."""
        self.ask_to_stop()
        return self.wait(STOP_MS_MAX)

    def run(self) -> None:
        """Thread: the camera's."""
        cv2.setNumThreads(1)
        self._tell(DeviceState.STARTING)
        grabber = threading.Thread(target=self._grab, args=(self._newest,), name=f"{self._device}-grab", daemon=True)
        grabber.start()
        fault: CameraFault | None = lost_camera()
        try:
            fault = self._work()
        finally:
            self._stopping.set()
            # A grabber that hangs inside the driver is left behind as a daemon: it holds nothing but the camera.
            grabber.join(STOP_MS_MAX / 2000)
            self._tell(DeviceState.FAILED if fault else DeviceState.OFF, fault)

    def _grab(self, newest: "_Newest") -> None:
        """Keep the newest frame until told to stop; the end of the pictures is handed on like a frame."""
        fault: CameraFault | None = lost_camera()
        try:
            self._source.open()
            pace_s = 1 / self._source.frames_a_second if self._source.frames_a_second else 0.0
            while not self._stopping.wait(pace_s):
                frame = self._source.grab()
                if frame is None:
                    break
                newest.put(frame)
            fault = None
        except CameraFault as known:
            fault = known
        finally:
            self._source.close()
            newest.end(fault)

    def _work(self) -> CameraFault | None:
        watch, shown_at_s = PictureWatch(), 0.0
        came_at_s = self._clock.monotonic()
        while not self._stopping.is_set():
            frame = self._newest.take(_WAIT_S)
            now_s = self._clock.monotonic()
            if frame is None:
                if self._newest.ended:
                    return self._newest.fault
                is_running = self._report.state is DeviceState.RUNNING
                if now_s - came_at_s >= (BAD_PICTURE_S_MAX if is_running else _START_S_MAX):
                    return frozen_picture()
                continue
            came_at_s = now_s
            if self._report.state is DeviceState.STARTING:
                self._tell(DeviceState.RUNNING)
            fault = watch.look(frame, now_s)
            if fault:
                return fault
            readings = self._decoder.read(frame)
            for reading in self._acceptance.accept(readings, now_s):
                self.scanned.emit(Scan(reading.text, reading.symbology, self._device, self._clock.now()))
            if now_s - shown_at_s >= PREVIEW_S_MIN and self._delivered.is_set():
                shown_at_s = now_s
                self._delivered.clear()
                self.frame_ready.emit(*_preview(frame, readings))
        return None

    @Slot()
    def _on_delivered(self) -> None:
        """Thread: UI. A picture waits for the one before to be seen, so that a busy screen does not pile them up."""
        self._delivered.set()

    def _tell(self, state: DeviceState, fault: CameraFault | None = None) -> None:
        self._report = DeviceReport(self._device, state, fault)
        self.reported.emit(self._report)

    def _is_expected(self, text: str) -> bool:
        expected = self._expected
        return text in expected if isinstance(expected, frozenset) else expected(text)


class _Newest:
    """A place for one frame between the grabber and the worker: a newer one takes the place of one not yet taken."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self.ended = False
        self.fault: CameraFault | None = None

    def put(self, frame: Frame) -> None:
        with self._changed:
            self._frame = frame
            self._changed.notify()

    def end(self, fault: CameraFault | None) -> None:
        """No frame comes any more; the one that waits may still be taken."""
        with self._changed:
            self.ended, self.fault = True, self.fault or fault
            self._changed.notify()

    def take(self, wait_s: float) -> Frame | None:
        """Answer the newest frame, or None when none came in time."""
        with self._changed:
            if self._frame is None and not self.ended:
                self._changed.wait(wait_s)
            frame, self._frame = self._frame, None
            return frame


def _preview(frame: Frame, readings: list[Reading]) -> tuple[QImage, QPolygonF]:
    """Shrink the frame for the screen; the image owns its pixels, the frame may be written over."""
    width = frame.shape[1]
    scale = min(1.0, PREVIEW_WIDTH_MAX / width)
    small = frame
    if scale < 1.0:
        small = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    pixels = np.ascontiguousarray(small)
    layout = QImage.Format.Format_Grayscale8 if pixels.ndim == 2 else QImage.Format.Format_BGR888
    image = QImage(pixels.data, pixels.shape[1], pixels.shape[0], pixels.strides[0], layout).copy()
    outline = QPolygonF()
    for x, y in readings[0].corners * scale if readings else ():
        outline.append(QPointF(float(x), float(y)))
    return image, outline
