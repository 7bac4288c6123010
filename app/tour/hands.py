"""Hands at the real window: a scanner's burst of keys, a typist's keys, and labels held before a camera.

Input goes in where the platform puts it, at the `QWindow` with the event's own time, so that it passes the keyboard
wedge like any device's; nothing here calls a screen's functions.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.background.desk import Desk
from app.language import tr

T = TypeVar("T")
SCANNER_GAP_MS = 4
TYPIST_GAP_MS = 90
GIVE_UP_MS = 20_000
_NAMED = {
    "\r": Qt.Key.Key_Return,
    "\t": Qt.Key.Key_Tab,
    "\x1b": Qt.Key.Key_Escape,
    "\b": Qt.Key.Key_Backspace,
    "\x7f": Qt.Key.Key_Delete,
}


class Stuck(Exception):
    """The tour waited for something that did not come."""


class Hands:
    """One pair of hands. `elapsed_ms` gives event times; they rise as a device's do."""

    def __init__(self, window: QWidget, desk: Desk) -> None:
        self._window = window
        self._desk = desk
        self._clock = QElapsedTimer()
        self._clock.start()
        self._at_ms = 1_000

    def scan(self, text: str) -> int:
        """Type a code as a USB scanner does, Enter at the end; return the event time of the Enter in ms."""
        self.wait(60)
        self._at_ms = max(self._at_ms + 300, self._clock.elapsed() + 1_000)
        for char in f"{text}\r":
            self._at_ms += SCANNER_GAP_MS
            self._press(*_key_of(char))
        return self._at_ms

    def type(self, text: str) -> None:
        """Type at a person's pace."""
        for char in text:
            self.key(*_key_of(char))

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, text: str = "") -> None:
        """Press one key and let the window work for a moment."""
        self._at_ms = max(self._at_ms + TYPIST_GAP_MS, self._clock.elapsed() + 1_000)
        self._press(key, modifiers, text)
        self.wait(TYPIST_GAP_MS)

    def control(self, key: Qt.Key) -> None:
        """Press a key together with Ctrl."""
        self.key(key, Qt.KeyboardModifier.ControlModifier)

    def settle(self) -> None:
        """Wait until the store thread and the readers have answered what was asked, and their answers are shown."""
        for _ in range(2):
            self.ask(lambda: None)
            self._read_once()
            self.wait(30)

    def ask(self, question: Callable[[], T]) -> T:
        """Run a look on the store thread, after what was asked before, and wait for it with the window alive."""
        answers: list[Any] = []
        failures: list[BaseException] = []
        self._desk.call(question, answers.append, failures.append)
        self.until(lambda: bool(answers or failures), "the store thread")
        if failures:
            raise failures[0]
        answer: T = answers[0]
        return answer

    def until(self, is_so: Callable[[], bool], what: str) -> None:
        """Let the window live until something is so. Raises: Stuck."""
        waited = QElapsedTimer()
        waited.start()
        while not is_so():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
            if waited.elapsed() > GIVE_UP_MS:
                raise Stuck(tr("Waited too long for {what}.").format(what=what))

    def wait(self, ms: int) -> None:
        """Let the window live for some milliseconds."""
        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()

    def _read_once(self) -> None:
        answers: list[Any] = []
        self._desk.read(lambda _connection: True, done=answers.append)
        self.until(lambda: bool(answers), "a reader")

    def _press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str) -> None:
        window = (QApplication.activeModalWidget() or self._window).windowHandle()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, modifiers, text)
            event.setTimestamp(self._at_ms)
            QCoreApplication.postEvent(window, event)


def _key_of(char: str) -> tuple[Qt.Key, Qt.KeyboardModifier, str]:
    if char == "\x1d":
        return Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier, char
    if char in _NAMED:
        return _NAMED[char], Qt.KeyboardModifier.NoModifier, char
    shift = Qt.KeyboardModifier.ShiftModifier if char.isupper() else Qt.KeyboardModifier.NoModifier
    key = Qt.Key(ord(char.upper())) if ord(char.upper()) < 256 else Qt.Key.Key_unknown
    return key, shift, char
