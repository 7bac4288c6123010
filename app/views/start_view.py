"""The first window: what is being opened, how far the demo warehouse is, or why the store cannot be opened.

It is there before the store is, so it uses nothing but words and a bar.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.errors import Fault
from app.language import tr
from app.views.theme import apply_theme, dress, font


class StartView(QWidget):
    """Shown until the sign-in is; stays open with the fault and its remedy when the store cannot be opened."""

    def __init__(self) -> None:
        super().__init__()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, "light")
        self.setWindowTitle("Packbench")
        self.setFixedSize(560, 260)
        title = QLabel("Packbench")
        title.setFont(font(34, 800))
        self.text = QLabel(tr("Opening the store"))
        self.text.setFont(font(18, 500))
        self.text.setWordWrap(True)
        self.remedy = QLabel("")
        self.remedy.setFont(font(16))
        self.remedy.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress"))
        self.leave = QPushButton(tr("Close Packbench"))
        self.leave.setMinimumHeight(44)
        self.leave.clicked.connect(self.close)
        self.leave.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(36, 32, 36, 28)
        column.setSpacing(12)
        for widget in (title, self.text, self.remedy, self.bar):
            column.addWidget(widget)
        column.addStretch(1)
        column.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignRight)
        dress(self)

    def show_progress(self, share: float, text: str) -> None:
        """Show the finished share in [0, 1] and what is being done."""
        self.bar.setRange(0, 1000)
        self.bar.setValue(round(share * 1000))
        self.text.setText(text)

    def show_failure(self, failure: BaseException) -> None:
        """Say why there is no store, and what helps; nothing was changed."""
        self.bar.hide()
        self.text.setText(failure.text if isinstance(failure, Fault) else repr(failure))
        self.remedy.setText(failure.remedy if isinstance(failure, Fault) else tr("Report this problem."))
        self.leave.show()
