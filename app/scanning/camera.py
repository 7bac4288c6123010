"""Pictures from a camera, a file or a URL, and the watch over whether they are pictures at all.

`cv2.VideoCapture` stands behind `FrameSource`, so that another grabber can take its place. A webcam that is covered,
unplugged or stuck goes on delivering frames for a while: black ones, or the last one again and again. `PictureWatch`
notices within three seconds; a living sensor is never black all over nor equal to the bit, because of its noise.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol
from zlib import crc32

import cv2
import numpy as np

from app.language import tr
from app.scanning.decoder import Frame
from app.scanning.devices import CameraFault

# Black or frozen for this long is a fault; shorter is a hand before the lens or a driver that catches its breath.
BAD_PICTURE_S_MAX: Final = 2.5
_BLACK_MEAN: Final = 12.0
_BLACK_SPREAD: Final = 4.0
# Every eighth row and column is enough to know a picture again; the whole frame would cost more than decoding it.
_SAMPLE: Final = 8
_OPEN_MS_MAX: Final = 2500
_READ_MS_MAX: Final = 2500


class FrameSource(Protocol):
    """Gives frames one after the other. Thread: the camera's."""

    def open(self) -> None:
        """Raises: CameraFault."""

    def grab(self) -> Frame | None:
        """Wait for the next frame, grey or BGR; None at the end of a file. Raises: CameraFault when there is none."""

    def close(self) -> None: ...

    @property
    def frames_a_second(self) -> float:
        """The pace at which a file has to be played; 0 where the source keeps its own pace."""


@dataclass
class VideoSource:
    """A camera by its index, a video file, or a network camera's URL."""

    where: int | str
    width: int = 1280
    height: int = 720
    _capture: cv2.VideoCapture | None = field(default=None, repr=False)

    @property
    def is_file(self) -> bool:
        return isinstance(self.where, str) and Path(self.where).is_file()

    @property
    def frames_a_second(self) -> float:
        if not self.is_file or self._capture is None:
            return 0.0
        return float(self._capture.get(cv2.CAP_PROP_FPS)) or 25.0

    def open(self) -> None:
        """Open at 720p, which reads more than 1080p in the same time. Raises: CameraFault."""
        cv2.setNumThreads(1)
        if isinstance(self.where, str) and "://" not in self.where and not Path(self.where).exists():
            raise _missing(self.where)
        capture = self._opened()
        if not capture.isOpened():
            capture.release()
            raise _missing(self.where)
        if isinstance(self.where, int):
            capture.set(cv2.CAP_PROP_FRAME_WIDTH, self.width)
            capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self.height)
            capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self._capture = capture

    def grab(self) -> Frame | None:
        """Answer the next frame, None at the end of a file. Raises: CameraFault when the device is gone."""
        if self._capture is None:
            raise _missing(self.where)
        try:
            good, frame = self._capture.read()
        except cv2.error as error:
            raise lost_camera() from error
        if good and frame.size:
            return frame.astype(np.uint8, copy=False)
        if self.is_file:
            return None
        raise lost_camera()

    def close(self) -> None:
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def _opened(self) -> cv2.VideoCapture:
        if isinstance(self.where, int):
            return cv2.VideoCapture(self.where)
        limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, _OPEN_MS_MAX, cv2.CAP_PROP_READ_TIMEOUT_MSEC, _READ_MS_MAX]
        return cv2.VideoCapture(self.where, cv2.CAP_FFMPEG, limits)


@dataclass
class PictureWatch:
    """Notices a black or frozen picture. Times are monotonic seconds."""

    _black_since_s: float | None = None
    _same_since_s: float | None = None
    _print: int = 0

    def look(self, frame: Frame, now_s: float) -> CameraFault | None:
        """Answer what is wrong with the picture once it has been so for `BAD_PICTURE_S_MAX`."""
        sample = np.ascontiguousarray(frame[::_SAMPLE, ::_SAMPLE])
        is_black = float(sample.mean()) < _BLACK_MEAN and float(sample.std()) < _BLACK_SPREAD
        self._black_since_s = (self._black_since_s if self._black_since_s is not None else now_s) if is_black else None
        fingerprint = crc32(sample.tobytes())
        if fingerprint != self._print or self._same_since_s is None:
            self._print, self._same_since_s = fingerprint, now_s
        if self._black_since_s is not None and now_s - self._black_since_s >= BAD_PICTURE_S_MAX:
            return CameraFault(tr("The camera's picture is black."), tr("Open the lens cover and switch on the light."))
        if now_s - self._same_since_s >= BAD_PICTURE_S_MAX:
            return frozen_picture()
        return None


def lost_camera() -> CameraFault:
    """The fault of a camera that was pulled out or whose driver broke down."""
    return CameraFault(
        tr("The camera was lost."),
        tr("Plug the camera in again, then start it in the settings."),
    )


def frozen_picture() -> CameraFault:
    """The fault of a camera that gives no new picture."""
    return CameraFault(
        tr("The camera's picture stands still."),
        tr("Unplug the camera, plug it in again, then start it in the settings."),
    )


def _missing(where: int | str) -> CameraFault:
    return CameraFault(
        tr("Camera {name} was not found.").format(name=where),
        tr("Check the cable, or choose another camera in the settings."),
    )
