"""Lucide icons as pixmaps, tinted from the palette, sharp at any scale, drawn once.

The files in `resources/icons` are untouched Lucide SVGs (ISC); `currentColor` is replaced before QtSvg reads them.
"""

from functools import cache, lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.views.theme import RESOURCES

FOLDER: Final = RESOURCES / "icons"
# About 90 icons in some 5 colours, 4 sizes and 2 scales are in use; the mean pixmap is 4 kB.
PIXMAPS_KEPT_MAX: Final = 1024


def icon_names() -> tuple[str, ...]:
    """Answer every icon that can be asked for."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.svg")))


def pixmap(name: str, size_px: int, colour: str, ratio: float = 1.0, stroke: float = 2.0) -> QPixmap:
    """Answer an icon of `size_px` logical pixels for a screen of `ratio`. Raises: FileNotFoundError."""
    return _drawn(name, size_px, colour, ratio, stroke)


def icon(name: str, colour: str, size_px: int = 20) -> QIcon:
    """Answer a QIcon with the two scales that screens have."""
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(_drawn(name, size_px, colour, ratio, 2.0))
    return made


def draw(painter: QPainter, name: str, where: QRectF, colour: str, stroke: float = 2.0) -> None:
    """Paint an icon into a square of the painter, at the scale of the device behind it."""
    ratio = painter.device().devicePixelRatio()
    painter.drawPixmap(where.topLeft(), _drawn(name, round(where.width()), colour, ratio, stroke))


@cache
def _source(name: str) -> str:
    return (FOLDER / f"{name}.svg").read_text("utf-8")


@lru_cache(maxsize=PIXMAPS_KEPT_MAX)
def _drawn(name: str, size_px: int, colour: str, ratio: float, stroke: float) -> QPixmap:
    text = _source(name).replace("currentColor", colour).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    made = QPixmap(QSize(round(size_px * ratio), round(size_px * ratio)))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(text.encode("utf-8"))).render(painter, QRectF(made.rect()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made
