"""A page comes into view part by part: each is painted in a turn of the event loop of its own.

Painting a whole page takes most of a frame, and it comes on top of leaving the last page, laying out and showing this
one. Keys and scans get their turn in between; the eye sees one change of picture. What the worker does with the page
meanwhile counts at once: only pixels come later.
"""

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.views.wardrobe import children_of, is_plain

SHARE_MIN: Final = 0.08
"""Parts smaller than this share of the page go with the next one: a label is no turn's worth."""


class Curtain(QObject):
    """What hides the stage between two pages. Thread: UI."""

    def __init__(self, stage: QWidget) -> None:
        super().__init__(stage)
        self._stage = stage
        self._covered: list[QWidget] = []
        self._steps: Iterator[None] = iter(())
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._step)

    def draw(self) -> None:
        """Hold the picture as it is; what an earlier page still had to show comes first."""
        self.open()
        if self._stage.isVisible():
            self._stage.setUpdatesEnabled(False)

    def rise(self, page: QWidget, dressing: Iterator[None]) -> None:
        """Dress a page behind the curtain, then uncover it part by part; at once when nobody can see it."""
        self._steps = self._uncover(page, dressing)
        if self._stage.isVisible():
            self._timer.start(0)
        else:
            for _ in self._steps:
                pass

    def open(self) -> None:
        """Show all there is, now."""
        self._timer.stop()
        for part in self._covered:
            if isValid(part):
                part.setUpdatesEnabled(True)
        self._covered = []
        self._stage.setUpdatesEnabled(True)

    def _step(self) -> None:
        try:
            next(self._steps)
        except StopIteration:
            self.open()

    def _uncover(self, page: QWidget, dressing: Iterator[None]) -> Iterator[None]:
        yield from dressing
        self._covered = _seen(page)
        for part in self._covered:
            part.setUpdatesEnabled(False)
        self._stage.setUpdatesEnabled(True)
        yield
        share_min = SHARE_MIN * page.width() * page.height()
        share = 0.0
        while self._covered:
            part = self._covered.pop(0)
            if isValid(part):
                part.setUpdatesEnabled(True)
                share += part.width() * part.height()
            if share >= share_min:
                share = 0.0
                yield


def _seen(page: QWidget) -> list[QWidget]:
    """Answer the visible parts of a page, from its plain containers down."""
    shown = [child for child in children_of(page) if child.isVisible()]
    return [part for child in shown for part in (_seen(child) if is_plain(child) else [child])]
