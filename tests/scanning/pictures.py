"""Pictures and videos of rendered barcodes, as a webcam would see them."""

from pathlib import Path

import cv2
import numpy as np
import zxingcpp

from app.scanning.decoder import Frame

FORMATS = {
    "ean13": zxingcpp.BarcodeFormat.EAN13,
    "code128": zxingcpp.BarcodeFormat.Code128,
    "code39": zxingcpp.BarcodeFormat.Code39,
    "itf": zxingcpp.BarcodeFormat.ITF,
    "qr": zxingcpp.BarcodeFormat.QRCode,
    "data matrix": zxingcpp.BarcodeFormat.DataMatrix,
}


def a_frame(text: str = "", symbol: str = "code128", turn: int = 0, noise: int = 0, **how: bool) -> Frame:
    """A 1280 x 720 BGR frame with a symbol in the middle (none for an empty text), and sensor noise of that seed."""
    grey = np.full((720, 1280), 190, np.uint8)
    if text:
        # zxing's own renderer gives whole pixels a module, as a sharp camera does.
        barcode = zxingcpp.create_barcode(text, FORMATS[symbol], **how)
        picture = np.rot90(np.array(barcode.to_image(scale=4), np.uint8), turn)
        top, left = (720 - picture.shape[0]) // 2, (1280 - picture.shape[1]) // 2
        grey[top : top + picture.shape[0], left : left + picture.shape[1]] = picture
    if noise:
        random = np.random.default_rng(noise)
        grey = np.clip(grey + random.normal(0, 4, grey.shape), 0, 255).astype(np.uint8)
    return np.dstack([grey] * 3)


def a_video(path: Path, frames: list[Frame], frames_a_second: float = 25) -> str:
    """Write frames as a Motion-JPEG file, which every build of OpenCV writes and reads."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), frames_a_second, (1280, 720))
    assert writer.isOpened()
    for frame in frames:
        writer.write(frame)
    writer.release()
    return str(path)
