"""A bar code on the screen, in whole pixels a module, black on white in either look: scanners read it off the glass."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

HEIGHT_PX = 96
MODULE_PX_MAX = 3


class CodeSymbol(QWidget):
    """One symbol: `modules` is a row of "1" for dark and "0" for light, quiet zones in modules."""

    def __init__(self, modules: str, quiet: int = 10) -> None:
        super().__init__()
        self._modules, self._quiet = modules, quiet
        self.setFixedHeight(HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(len(self._modules) + 2 * self._quiet, HEIGHT_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        count = len(self._modules) + 2 * self._quiet
        # Whole pixels of the glass, not of the layout: a module of 2.5 would print bars of two widths.
        ratio = self.devicePixelRatioF()
        module = max(1, min(round(MODULE_PX_MAX * ratio), int(self.width() * ratio / count))) / ratio
        wide = count * module
        left = round((self.width() - wide) / 2 * ratio) / ratio
        painter.fillRect(QRectF(left, 0, wide, self.height()), QColor(Qt.GlobalColor.white))
        for at, dark in enumerate(self._modules):
            if dark == "1":
                x = left + (self._quiet + at) * module
                painter.fillRect(QRectF(x, 8, module, self.height() - 16), QColor(Qt.GlobalColor.black))
