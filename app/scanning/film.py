"""A film of labels held before a camera: the simulator at the camera's edge, for the tour and for tests.

Each picture carries sensor noise of its own, as a real camera's does; a picture that never changes is rightly taken for
a frozen camera.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import zxingcpp

from app.scanning.decoder import Frame

SIZE: Final = (1280, 720)
FRAMES_A_SECOND: Final = 15.0
LIGHT: Final = 190
NOISE: Final = 4.0
SCALE: Final = 4
"""Camera pixels a module."""


def write_film(path: Path, texts: Iterable[str], shown_s: float = 1.0, between_s: float = 0.8) -> None:
    """Write a Motion-JPEG film in which each text is held up once as a barcode; EAN-13 where it is one."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), FRAMES_A_SECOND, SIZE)
    if not writer.isOpened():
        raise OSError(f"cannot write {path}")
    noise = np.random.default_rng(1)
    for text in texts:
        picture = _label(text)
        for frame, seconds in ((_scene(None), between_s), (_scene(picture), shown_s)):
            for _ in range(round(seconds * FRAMES_A_SECOND)):
                grainy = frame + noise.normal(0, NOISE, frame.shape)
                writer.write(np.clip(grainy, 0, 255).astype(np.uint8))
    writer.release()


def _label(text: str) -> Frame:
    kind = zxingcpp.BarcodeFormat.EAN13 if len(text) == 13 and text.isdigit() else zxingcpp.BarcodeFormat.Code128
    return np.array(zxingcpp.create_barcode(text, kind).to_image(scale=SCALE), np.uint8)


def _scene(label: Frame | None) -> Frame:
    """A grey table, with or without a label on it."""
    grey = np.full((SIZE[1], SIZE[0]), LIGHT, np.uint8)
    if label is not None:
        top, left = (SIZE[1] - label.shape[0]) // 2, (SIZE[0] - label.shape[1]) // 2
        grey[top : top + label.shape[0], left : left + label.shape[1]] = label
    return np.dstack([grey] * 3)
