"""The two engines: zxing-cpp first, pyzbar as the second opinion.

zxing-cpp's fast pass takes 3-5 ms of a 720p frame. Rotation, downscaling and inversion take turns, one a frame, because
all at once cost four times as much and a label is in front of the camera for many frames. UPC-E stays off: a slanted
row over an EAN-13 is a valid UPC-E. pyzbar reads more blurred retail codes at three times the time, and is optional: on
Windows it needs a runtime that a clean machine lacks.
"""

from dataclasses import dataclass
from itertools import cycle
from typing import Any, Final

import cv2
import zxingcpp

from app.scanning.decoder import Corners, Decoder, Frame, Reading, SecondOpinion, corners_of

_FORMATS: Final = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.EAN13,
        zxingcpp.BarcodeFormat.EAN8,
        zxingcpp.BarcodeFormat.UPCA,
        zxingcpp.BarcodeFormat.Code128,
        zxingcpp.BarcodeFormat.Code39,
        zxingcpp.BarcodeFormat.ITF,
        zxingcpp.BarcodeFormat.DataBar,
        zxingcpp.BarcodeFormat.DataBarExp,
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.DataMatrix,
    ]
)


@dataclass(frozen=True, slots=True)
class _Pass:
    rotate: bool = False
    downscale: bool = False
    invert: bool = False


_FAST: Final = _Pass()
_HARDER: Final = (_Pass(rotate=True), _Pass(rotate=True, downscale=True), _Pass(rotate=True, invert=True))
# zbar's names and the AIM identifiers of the plain symbologies; GS1 variants are told by zxing-cpp alone.
_ZBAR_SYMBOLS: Final = {
    "EAN13": "]E0",
    "EAN8": "]E4",
    "UPCA": "]E0",
    "CODE128": "]C0",
    "CODE39": "]A0",
    "I25": "]I0",
    "DATABAR": "]e0",
    "DATABAR_EXP": "]e0",
    "QRCODE": "]Q1",
}


class ZxingDecoder:
    """zxing-cpp: a fast pass on every frame, then one harder pass in turn while nothing is found."""

    def __init__(self) -> None:
        self._harder = cycle(_HARDER)

    def read(self, frame: Frame) -> list[Reading]:
        """Answer what one fast and, if that finds nothing, one harder pass see."""
        return self._look(frame, _FAST) or self._look(frame, next(self._harder))

    def _look(self, frame: Frame, how: _Pass) -> list[Reading]:
        found = zxingcpp.read_barcodes(
            frame,
            formats=_FORMATS,
            try_rotate=how.rotate,
            try_downscale=how.downscale,
            try_invert=how.invert,
            text_mode=zxingcpp.TextMode.Plain,
        )
        return [
            Reading(barcode.text, barcode.symbology_identifier, _corners(barcode.position), "zxing")
            for barcode in found
            if barcode.valid
        ]


class PyzbarDecoder:
    """zbar through pyzbar. Raises: ImportError when zbar's library is not on this machine."""

    def __init__(self) -> None:
        from pyzbar import pyzbar  # here, because its shared library may be missing

        self._zbar = pyzbar
        self._symbols = [pyzbar.ZBarSymbol[name] for name in _ZBAR_SYMBOLS]

    def read(self, frame: Frame) -> list[Reading]:
        """Answer what zbar sees; it is asked for known symbologies only, all others waste its time."""
        grey = frame if frame.ndim == 2 else cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
        return [
            Reading(found.data.decode("utf-8", "replace"), _ZBAR_SYMBOLS[found.type], _polygon(found), "pyzbar")
            for found in self._zbar.decode(grey, symbols=self._symbols)
            if found.type in _ZBAR_SYMBOLS
        ]


def all_engines() -> SecondOpinion:
    """Make the decoder of a camera from the engines this machine has."""
    engines: list[Decoder] = [ZxingDecoder()]
    try:
        engines.append(PyzbarDecoder())
    except ImportError:
        return SecondOpinion(engines)
    return SecondOpinion(engines)


def _corners(position: Any) -> Corners:
    return corners_of([position.top_left, position.top_right, position.bottom_right, position.bottom_left])


def _polygon(found: Any) -> Corners:
    return corners_of(found.polygon)
