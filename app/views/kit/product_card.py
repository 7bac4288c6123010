"""The product in hand: picture, name, and the last digits of the code in bold, which is what a picker compares.

Where there is no picture one is drawn from category and name, always the same for the same product, so that a shelf of
similar boxes still gets different signs.
"""

import zlib
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.language import tr
from app.views import icons
from app.views.kit import drawing
from app.views.theme import ON_PICTURE, PICTURE_GROUNDS, RADIUS_PANEL, font, palette

CODE_DIGITS_BOLD = 4


@dataclass(frozen=True, slots=True)
class ProductShown:
    """A product as a worker sees it. `lot` and `expires` are already in words, empty when they do not matter."""

    name: str
    sku: str
    code: str = ""
    lot: str = ""
    expires: str = ""
    note: str = ""
    category: str = ""
    picture: QImage | None = None


class ProductCard(QWidget):
    """The card of the product in hand; shows nothing but a hint while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._product: ProductShown | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(150)

    def show_product(self, product: ProductShown | None) -> None:
        """Put a product on show, or none."""
        self._product = product
        self.setAccessibleName("" if product is None else f"{product.name} {product.sku} {product.code}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(900, 220)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        where = QRectF(self.rect())
        drawing.card(painter, where, colours.surface, colours.line, RADIUS_PANEL)
        if self._product is None:
            drawing.line_centred(painter, where, tr("The product appears here"), font(20, 500), colours.faint)
            return
        size = min(where.height() - 36, 280.0)
        square = QRectF(where.left() + 20, where.center().y() - size / 2, size, size)
        paint_picture(painter, square, self._product)
        self._paint_words(painter, where.adjusted(size + 48, 18, -28, -18), self._product)

    def _paint_words(self, painter: QPainter, where: QRectF, product: ProductShown) -> None:
        colours = palette()
        code = self._paint_code(painter, where, product.code)
        room = where.adjusted(0, 0, -code - (32 if code else 0), 0)
        facts = [fact for fact in _facts(product) if fact[0]]
        name_face = font(34 if where.height() > 150 else 28, 700)
        name_high = min(drawing.height_of(product.name, name_face, room.width()), name_face.pixelSize() * 2.6)
        y = where.top() + max(0.0, (where.height() - name_high - 36 - (44 if facts else 0)) / 2)
        painter.save()
        painter.setClipRect(QRectF(room.left(), y, room.width(), name_high))
        drawing.wrapped(painter, QRectF(room.left(), y, room.width(), name_high), product.name, name_face, colours.ink)
        painter.restore()
        y += name_high + 4
        sku = "  ·  ".join(filter(None, (product.sku, product.note)))
        drawing.line(painter, QRectF(room.left(), y, room.width(), 32), sku, font(20, 500), colours.soft)
        x = room.left()
        for text, mark, ink in facts:
            icons.draw(painter, mark, QRectF(x, y + 47, 22, 22), ink)
            x += 30 + drawing.line(painter, QRectF(x + 30, y + 40, room.right() - x, 36), text, font(20, 600), ink) + 28

    def _paint_code(self, painter: QPainter, where: QRectF, code: str) -> float:
        """Paint the end of the code large at the right; answer the width it took."""
        if not code:
            return 0.0
        colours = palette()
        head, tail = code[:-CODE_DIGITS_BOLD], code[-CODE_DIGITS_BOLD:]
        face = font(56 if where.height() > 150 else 44, 800)
        width = max(drawing.width_of(tail, face), drawing.width_of(code, font(16, 500)))
        middle = where.center().y()
        place = QRectF(where.right() - width, middle - 50, width, 26)
        drawing.line_right(painter, place, tr("code ends in"), font(18, 500), colours.faint)
        drawing.line_right(painter, QRectF(where.right() - width, middle - 26, width, 64), tail, face, colours.ink)
        drawing.line_right(
            painter, QRectF(where.right() - width, middle + 38, width, 24), head + tail, font(16, 500), colours.faint
        )
        return width


def _facts(product: ProductShown) -> list[tuple[str, str, str]]:
    colours = palette()
    return [(product.lot, "layers", colours.good), (product.expires, "calendar-clock", colours.good)]


def ground_of(category: str, name: str) -> str:
    """Answer the colour of a drawn picture: the same for the same category, else for the same name."""
    return PICTURE_GROUNDS[zlib.crc32((category or name).encode("utf-8")) % len(PICTURE_GROUNDS)]


def paint_picture(painter: QPainter, where: QRectF, product: ProductShown) -> None:
    """Paint the product's picture on white, or draw one: ground of its category, its first letters, a pack."""
    radius = max(8.0, where.width() * 0.09)
    outline = QPainterPath()
    outline.addRoundedRect(where, radius, radius)
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipPath(outline)
    if product.picture is not None and not product.picture.isNull():
        painter.fillRect(where, Qt.GlobalColor.white)
        size = product.picture.size().scaled(where.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(0, 0, size.width(), size.height())
        place.moveCenter(where.center())
        painter.drawImage(place, product.picture)
    else:
        ground = QColor(ground_of(product.category, product.name))
        painter.fillRect(where, ground)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground.darker(118))
        painter.drawEllipse(where.bottomRight(), where.width() * 0.62, where.width() * 0.62)
        corner = where.width() * 0.36
        spot = QRectF(where.right() - corner * 1.08, where.bottom() - corner * 1.08, corner, corner)
        painter.setOpacity(0.55)
        icons.draw(painter, "package", spot, ON_PICTURE, 1.5)
        painter.setOpacity(1.0)
        words = _initials(product.name)
        face = drawing.fitted(words, round(where.width() * 0.42), round(where.width() * 0.72), 800, 10)
        drawing.line(
            painter, where.adjusted(where.width() * 0.11, 0, 0, -where.height() * 0.28), words, face, ON_PICTURE
        )
    painter.restore()


def _initials(name: str) -> str:
    """Answer one Chinese character or two Latin letters."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return name[:1]
    if ord(words[0][0]) > 0x2E7F:
        return words[0][:1]
    return "".join(word[0] for word in words[:2]).upper()
