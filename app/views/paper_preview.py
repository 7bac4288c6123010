"""A piece of paper on the screen, in the shape in which it comes out of the printer; drawn off the UI thread.

The document that is shown is the very value that is printed. An answer to an older question is dropped.
"""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.background.desk import Desk
from app.language import tr
from app.operations.print_centre import page_of
from app.printing.documents import Document
from app.printing.preview import PageImage
from app.printing.render import size_mm
from app.views.kit import drawing
from app.views.kit.card import Label, button
from app.views.theme import RADIUS, font, palette

DPI_MAX = 400.0
MARGIN_PX = 20
POINTS_AN_INCH_MM = 25.4


class PaperPreview(QWidget):
    """One document of several, page by page; buttons and Page Up/Down turn over."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._documents: tuple[Document, ...] = ()
        self._at, self._page, self._pages, self._ticket = 0, 0, 1, 0
        self.sheet = Sheet()
        self._back, self._on = button("", "quiet", symbol="chevron-left"), button("", "quiet", symbol="chevron-right")
        self.words = Label("", 16, 600, "soft")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._back.clicked.connect(lambda: self.turn(-1))
        self._on.clicked.connect(lambda: self.turn(1))
        foot = QHBoxLayout()
        foot.addWidget(self._back)
        foot.addWidget(self.words, 1)
        foot.addWidget(self._on)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.sheet, 1)
        column.addLayout(foot)
        self.sheet.resized.connect(self._draw)

    @property
    def shown(self) -> Document | None:
        """Answer the document on show."""
        return self._documents[self._at] if self._documents else None

    def show_documents(self, documents: Sequence[Document]) -> None:
        """Show the first of these; the same ones again stay where they were turned to."""
        if tuple(documents) != self._documents:
            self._documents = tuple(documents)
            self._at, self._page = min(self._at, max(0, len(documents) - 1)), 0
            self._draw()

    def retranslate(self) -> None:
        """Put its words in the language in force."""
        self._back.setAccessibleName(tr("Previous"))
        self._on.setAccessibleName(tr("Next"))
        self.sheet.empty_text = tr("What will be printed appears here")
        self._say()

    def turn(self, by: int) -> None:
        """Go to the next page, or to the next document after the last page."""
        if 0 <= self._page + by < self._pages:
            self._page += by
        elif 0 <= self._at + by < len(self._documents):
            self._at, self._page = self._at + by, 0
        self._draw()

    def _draw(self) -> None:
        self._ticket += 1
        document = self.shown
        if document is None:
            self.sheet.show_page(None, (1.0, 1.0))
            self._say()
            return
        ticket, dpi = self._ticket, self._dpi(document)
        self._desk.read(page_of, document, self._page, dpi, done=lambda answer: self._take(ticket, answer))

    def _dpi(self, document: Document) -> float:
        """As sharp as the glass: neither more nor fewer dots than there are pixels for the sheet."""
        wide, high = size_mm(document)
        room = self.sheet.size()
        scale = min((room.width() - 2 * MARGIN_PX) / wide, (room.height() - 2 * MARGIN_PX) / high)
        return max(36.0, min(DPI_MAX, scale * POINTS_AN_INCH_MM * self.devicePixelRatioF()))

    def _take(self, ticket: int, answer: tuple[PageImage, int, tuple[float, float]]) -> None:
        if ticket == self._ticket:
            page, self._pages, size = answer
            self.sheet.show_page(page, size)
            self._say()

    def _say(self) -> None:
        document = self.shown
        several = len(self._documents) > 1 or self._pages > 1
        self._back.setVisible(several and document is not None)
        self._on.setVisible(several and document is not None)
        if document is None:
            self.words.setText("")
            return
        wide, high = size_mm(document)
        parts = [f"{wide:g} × {high:g} mm"]
        if len(self._documents) > 1:
            parts.insert(0, tr("{number} of {count}").format(number=self._at + 1, count=len(self._documents)))
        if self._pages > 1:
            parts.append(tr("page {number} of {count}").format(number=self._page + 1, count=self._pages))
        self.words.setText("   ·   ".join(parts))
        self.sheet.setAccessibleName(self.words.text())


class Sheet(QWidget):
    """The paper itself: white in either look, its edge a hairline, its size in millimetres kept in proportion."""

    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._picture: QImage | None = None
        self._size = (1.0, 1.0)
        self.empty_text = ""
        self.setMinimumHeight(150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def picture(self) -> QImage | None:
        return self._picture

    def show_page(self, page: PageImage | None, size: tuple[float, float]) -> None:
        """Show a page of a size in millimetres, or none."""
        self._size = size
        self._picture = None
        if page is not None:
            row = page.width * 3
            self._picture = QImage(page.rgb, page.width, page.height, row, QImage.Format.Format_RGB888).copy()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 300)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        where = QRectF(self.rect())
        drawing.card(painter, where, colours.canvas, colours.line, RADIUS)
        if self._picture is None:
            drawing.line_centred(painter, where, self.empty_text, font(18, 500), colours.faint)
            return
        wide, high = self._size
        scale = min((where.width() - 2 * MARGIN_PX) / wide, (where.height() - 2 * MARGIN_PX) / high)
        spot = QRectF(0, 0, wide * scale, high * scale)
        spot.moveCenter(where.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(spot, self._picture)
        painter.setPen(QPen(QColor(colours.line_strong), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(spot)
