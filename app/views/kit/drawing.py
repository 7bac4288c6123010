"""What the painted widgets share: cards, lines of text that elide, figures that shrink until they fit.

Widgets on the path of a scan paint themselves in one go: a style sheet would be polished anew for each verdict, and a
layout of labels would be laid out anew for each number.
"""

from functools import lru_cache
from math import ceil
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap, QStaticText, QTransform

from app.views.theme import font

LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE: Final = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter

GLYPH_PX_MAX: Final = 64
"""Qt's raster engine keeps glyphs up to this height."""
FIGURES_KEPT_MAX: Final = 160
"""Pictures of large figures and letters: some 40 in the two or three inks and sizes of a day, 80 kB each."""
LINES_KEPT_MAX: Final = 512
"""Lines of text kept set in type: a screen says some sixty, and the goods of a walk come and go."""
BEARING_PX: Final = 4
_FIGURES: Final = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-/×")


def card(painter: QPainter, where: QRectF, fill: str, line: str = "", radius: float = 14) -> None:
    """Paint a rounded ground with a hairline inside its edge, or none."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(fill))
    painter.setPen(QPen(QColor(line), 1) if line else Qt.PenStyle.NoPen)
    inset = 0.5 if line else 0.0
    painter.drawRoundedRect(where.adjusted(inset, inset, -inset, -inset), radius, radius)


def focus_ring(painter: QPainter, where: QRectF, colour: str, radius: float) -> None:
    """Paint the ring that shows where the keyboard is, inside the edge."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colour), 2))
    painter.drawRoundedRect(where.adjusted(1, 1, -1, -1), radius, radius)


def line(painter: QPainter, where: QRectF, text: str, face: QFont, colour: str) -> float:
    """Paint one line from the left, elided at the right edge; answer the width it took."""
    painter.setPen(QColor(colour))
    return _line(painter, where, text, face, LEFT)


def line_right(painter: QPainter, where: QRectF, text: str, face: QFont, colour: str) -> float:
    """Paint one line that ends at the right edge; answer the width it took."""
    painter.setPen(QColor(colour))
    return _line(painter, where, text, face, RIGHT)


def line_centred(painter: QPainter, where: QRectF, text: str, face: QFont, colour: str) -> float:
    """Paint one line in the middle; answer the width it took."""
    painter.setPen(QColor(colour))
    return _line(painter, where, text, face, CENTRE)


def wrapped(painter: QPainter, where: QRectF, text: str, face: QFont, colour: str) -> float:
    """Paint text that breaks between words, and between Chinese characters; answer the height it took."""
    painter.setFont(face)
    painter.setPen(QColor(colour))
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    painter.drawText(where, flags, text)
    return height_of(text, face, where.width())


def width_of(text: str, face: QFont) -> float:
    """Answer how wide a line is in this face."""
    return QFontMetricsF(face).horizontalAdvance(text)


def height_of(text: str, face: QFont, width: float) -> float:
    """Answer how high wrapped text stands in this width."""
    ground = QRectF(0, 0, width, 10_000)
    return QFontMetricsF(face).boundingRect(ground, int(Qt.TextFlag.TextWordWrap), text).height()


@lru_cache(maxsize=256)
def fitted(text: str, size_max: int, width: int, weight: int = 700, size_min: int = 14) -> QFont:
    """Answer the largest face not above `size_max` in which the text fits the width."""
    size = size_max
    while size > size_min and QFontMetricsF(font(size, weight)).horizontalAdvance(text) > width:
        size = max(size_min, min(size - 1, int(size * 0.94)))
    return font(size, weight)


def _line(painter: QPainter, where: QRectF, text: str, face: QFont, flags: Qt.AlignmentFlag) -> float:
    if not text:
        return 0.0
    kept, width, height = _set(text, face)
    if width > where.width():
        elided = QFontMetricsF(face).elidedText(text, Qt.TextElideMode.ElideRight, where.width())
        kept, width, height = _set(elided, face)
    left, middle = where.left(), where.center().y()
    if flags is not LEFT:
        left = where.right() - width if flags is RIGHT else left + (where.width() - width) / 2
    if face.pixelSize() > GLYPH_PX_MAX and _FIGURES.issuperset(text):
        _figures(painter, QPointF(left, middle), text, face)
    else:
        painter.setFont(face)
        painter.drawStaticText(QPointF(left, middle - height / 2), kept)
    return width


@lru_cache(maxsize=LINES_KEPT_MAX)
def _set(text: str, face: QFont) -> tuple[QStaticText, float, float]:
    """Set a line in type: shaping it takes longer than drawing it. Answers it with its width and height."""
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.prepare(QTransform(), face)
    size = made.size()
    return made, QFontMetricsF(face).horizontalAdvance(text), size.height()


def _figures(painter: QPainter, middle_left: QPointF, text: str, face: QFont) -> None:
    """Paint large figures out of kept pictures of each: Qt keeps none of this size and fills their outlines anew."""
    colour, ratio = painter.pen().color().rgba(), painter.device().devicePixelRatio()
    x = middle_left.x()
    for char in text:
        picture, advance, height = _figure(char, face.pixelSize(), face.weight(), colour, ratio)
        painter.drawPixmap(QPointF(round(x * ratio) / ratio - BEARING_PX, round(middle_left.y() - height / 2)), picture)
        x += advance


@lru_cache(maxsize=FIGURES_KEPT_MAX)
def _figure(char: str, size_px: int, weight: int, colour: int, ratio: float) -> tuple[QPixmap, float, float]:
    face = font(size_px, weight)
    metrics = QFontMetricsF(face)
    advance, height = metrics.horizontalAdvance(char), metrics.height()
    made = QPixmap(ceil((advance + 2 * BEARING_PX) * ratio), ceil(height * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setFont(face)
    painter.setPen(QColor.fromRgba(colour))
    painter.drawText(QPointF(BEARING_PX, metrics.ascent()), char)
    painter.end()
    return made, advance, height
