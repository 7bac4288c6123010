"""A fault or a remark in a corner: what happened and the remedy. Never a dialog: work goes on where it can."""

from typing import Final

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr
from app.views.kit.card import Label, Sign, button
from app.views.theme import dress
from app.views.verdict import Tone

# Remarks go by themselves; a fault stays until it is taken note of.
REMARK_SHOWN_MS: Final = 6000
TOASTS_MAX: Final = 3
_SYMBOLS: Final = {Tone.GOOD: "circle-check", Tone.WRONG: "octagon-x", Tone.ATTENTION: "circle-alert"}


class Toast(QFrame):
    """One message with a button that takes it away."""

    gone = Signal(object)

    def __init__(self, parent: QWidget, text: str, remedy: str, tone: Tone) -> None:
        super().__init__(parent)
        self.setObjectName("popup")
        self.text = text
        self.setAccessibleName(text)
        self.setAccessibleDescription(remedy)
        self.setFixedWidth(440)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 14, 10, 14)
        row.setSpacing(14)
        row.addWidget(Sign(_SYMBOLS.get(tone, "info"), tone, 28), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(4)
        for label in (Label(text, 18, 700), Label(remedy, 16, 400, "soft")):
            label.setWordWrap(True)
            label.setVisible(bool(label.text()))
            words.addWidget(label)
        row.addLayout(words, 1)
        close = button(tr("Close"), "quiet")
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        close.clicked.connect(self.dismiss)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        if tone is not Tone.WRONG:
            self._timer.start(REMARK_SHOWN_MS)

    def dismiss(self) -> None:
        """Take the message away."""
        self._timer.stop()
        self.hide()
        self.gone.emit(self)
        self.deleteLater()


class Toasts:
    """The messages in the lower right corner of a window, the newest lowest, three at most; the same text once."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._shown: list[Toast] = []

    @property
    def texts(self) -> list[str]:
        return [toast.text for toast in self._shown]

    def say(self, text: str, remedy: str = "", tone: Tone = Tone.ATTENTION) -> None:
        """Show a message; one that says the same already is renewed, the fourth pushes the oldest out."""
        for old in [toast for toast in self._shown if toast.text == text] or self._shown[: -TOASTS_MAX + 1]:
            old.dismiss()
        toast = Toast(self._window, text, remedy, tone)
        toast.gone.connect(self._drop)
        self._shown.append(toast)
        dress(toast)
        toast.show()
        self.arrange()

    def dismiss_newest(self) -> bool:
        """Take the newest message away; answer whether there was one."""
        if not self._shown:
            return False
        self._shown[-1].dismiss()
        return True

    def arrange(self) -> None:
        """Stack the messages above the keys; after each change of the window's size."""
        bottom = self._window.height() - 100
        for toast in reversed(self._shown):
            toast.adjustSize()
            bottom -= toast.height()
            toast.move(QPoint(self._window.width() - toast.width() - 24, bottom))
            toast.raise_()
            bottom -= 10

    def dress(self) -> None:
        """Let the messages wear the look in force."""
        for toast in self._shown:
            dress(toast)

    def _drop(self, toast: object) -> None:
        self._shown = [one for one in self._shown if one is not toast]
        self.arrange()
