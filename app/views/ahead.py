"""Work done ahead of need, a small step at a time, so that keys and scans never wait for it.

Built at once, a page of three hundred widgets holds the window for several frames; nobody notices it in steps while the
first worker is still looking for a badge. There is no thread in it: widgets live on the UI thread only.
"""

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

PAUSE_MS: Final = 15
"""Between two steps the window lives: keys, answers and paints come first."""
STEP_MS_MAX: Final = 2
"""Small steps go together until this long has passed; then the window lives again."""


class Ahead(QObject):
    """One walk through steps. `is_done` tells the end, `done` that all of it was made. Thread: UI."""

    done = Signal()

    def __init__(self, steps: Iterator[None], parent: QObject) -> None:
        super().__init__(parent)
        self._steps = steps
        self.is_done = False
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._step)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        """Leave the rest undone: what is not there yet is made when it is asked for."""
        self._timer.stop()
        self._steps = iter(())
        self.is_done = True

    def _step(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        try:
            while clock.elapsed() < STEP_MS_MAX:
                next(self._steps)
        except StopIteration:
            self.stop()
            self.done.emit()


def polished(page: QWidget) -> Iterator[None]:
    """Match the style sheet with a hidden page's widgets, as Qt would all at once on the first show."""
    for widget in page.findChildren(QWidget):
        if isValid(widget):  # a page may throw parts away between two steps
            widget.ensurePolished()
        yield
