"""Long work over the page: what is being done, how far it is, and a way out (UX rule 12)."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.language import tr
from app.views.kit.card import Card, Label, button
from app.views.theme import dress, palette

STEPS_MAX = 1000


class BusyOverlay(QWidget):
    """Covers its parent while long work runs; `cancelled` tells that the worker wants it to stop."""

    cancelled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._covered = parent
        self.hide()
        self.title = Label("", 24, 700)
        self.detail = Label("", 16, 500, "soft")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.cancel = button("", "plain")
        self.cancel.clicked.connect(self._cancel)
        card = Card(margin=28)
        card.setFixedWidth(520)
        foot = QHBoxLayout()
        foot.addWidget(self.detail, 1)
        foot.addWidget(self.cancel)
        for part in (self.title, self.bar):
            card.body.addWidget(part)
        card.body.addLayout(foot)
        column = QVBoxLayout(self)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        parent.installEventFilter(self)

    def begin(self, title: str, can_cancel: bool = True) -> None:
        """Cover the page; the bar runs to and fro until `progress` is told."""
        dress(self)
        self.title.setText(title)
        self.detail.setText("")
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(title)
        self.cancel.setText(tr("Cancel"))
        self.cancel.setEnabled(True)
        self.cancel.setVisible(can_cancel)
        self.setGeometry(self._covered.rect())
        self.show()
        self.raise_()
        if can_cancel:
            self.cancel.setFocus()

    def progress(self, done: int, total: int, detail: str = "") -> None:
        """Show how far the work is; a total of 0 means that nobody knows."""
        self.bar.setRange(0, STEPS_MAX if total else 0)
        self.bar.setUpdatesEnabled(False)  # it would paint each value at once, and with it the page under the veil
        self.bar.setValue(round(STEPS_MAX * min(done, total) / total) if total else 0)
        self.bar.setUpdatesEnabled(True)
        self.detail.setText(detail or (f"{done:,} / {total:,}" if total else ""))

    def end(self) -> None:
        """Uncover the page."""
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._covered.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        veil = QColor(palette().canvas)
        veil.setAlphaF(0.86)
        QPainter(self).fillRect(QRectF(self.rect()), veil)

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.detail.setText(tr("Stopping …"))
        self.cancelled.emit()
