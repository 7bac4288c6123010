"""USB and Bluetooth scanners that type like a keyboard, taken below the focus (Rules G1, G2).

An event filter on each `QWindow` that takes the focus looks at every key before any widget sees it, so that a scan
never lands in a field, never presses a focused button and keeps its group separators, which a line edit would drop. A
filter on the application would see the same keys, and with them every other event of the program: the twenty thousand
of one change of look each cost a call into Python. `burst.py` decides who types; what a person typed is sent on
unchanged, at most 40 ms later.

Focus should rest on a plain widget all the same: over a line edit an input method takes the keys before Qt does.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QLineEdit
from shiboken6 import isValid

from app.clock import Clock
from app.models.barcodes import Scan
from app.scanning.burst import Burst, Keystroke, Reading, Step, Verdict, WedgeSettings
from app.scanning.devices import DeviceState
from app.scanning.gs1 import split_aim
from app.scanning.key_text import caps_lock, meant_text

_ENDS: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_MODIFIERS: Final = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_Mode_switch,
    }
)
_COMBINING: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_PRESS: Final = QEvent.Type.KeyPress
_RELEASE: Final = QEvent.Type.KeyRelease
_OVERRIDE: Final = QEvent.Type.ShortcutOverride
# The clock was set when event time and wall time drift this far apart.
_CLOCK_STEP_MAX: Final = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class _Held:
    """One held event on its way to a window."""

    window: QWindow
    event: QKeyEvent


@dataclass(frozen=True, slots=True)
class _Typed:
    """What a line edit said before and after keys were let go into it."""

    edit: QLineEdit
    before: str
    after: str


class KeyboardWedge(QObject):
    """Every keyboard scanner of the station. Thread: UI."""

    scanned = Signal(Scan)
    observed = Signal(Reading)
    """Each finished run of fast keys with its timing, scans too: for the scanner test page and for "scan again"."""

    def __init__(self, clock: Clock, settings: WedgeSettings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._burst = Burst(settings or WedgeSettings())
        self._times = _EventTimes(clock)
        self._held: list[_Held] = []
        self._swallowed: set[int] = set()
        self._typed: list[_Typed] = []
        self._passing = False
        self._state = DeviceState.OFF
        self._last_chance = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def state(self) -> DeviceState:
        return self._state

    @property
    def settings(self) -> WedgeSettings:
        return self._burst.settings

    def set_settings(self, settings: WedgeSettings) -> None:
        """Take other settings from the next key on."""
        self._carry_out(self._burst.interrupt())
        self._burst = Burst(settings)

    def start(self) -> None:
        """Look at every key of the application from now on; repeating is harmless."""
        if self._state is DeviceState.OFF:
            application = _application()
            application.focusWindowChanged.connect(self._watch)
            for window in application.allWindows():
                self._watch(window)
            self._state = DeviceState.RUNNING

    def stop(self) -> None:
        """Let go what is held and look no more."""
        if self._state is DeviceState.RUNNING:
            application = _application()
            application.focusWindowChanged.disconnect(self._watch)
            for window in application.allWindows():
                window.removeEventFilter(self)
            self._carry_out(self._burst.interrupt())
            self._timer.stop()
            self._state = DeviceState.OFF

    def _watch(self, window: QWindow | None) -> None:
        """Look at a window's keys; the platform gives keys to the window with the focus and to no other."""
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep a key from its window when it is, or may be, part of a code."""
        kind = event.type()
        if (
            kind not in (_PRESS, _RELEASE, _OVERRIDE)
            or not isinstance(watched, QWindow)
            or not isinstance(event, QKeyEvent)
        ):
            return False
        if self._passing:
            self._passing = False
            return False
        if kind == _PRESS:
            return self._on_press(watched, event)
        if kind == _RELEASE:
            return self._on_release(watched, event)
        return self._on_override(event)

    def _on_press(self, window: QWindow, event: QKeyEvent) -> bool:
        if event.key() in _MODIFIERS:
            return False
        key = None if event.isAutoRepeat() else self._keystroke(event)
        self._swallowed.discard(_identity(event))
        step = self._burst.on_key(key) if key else self._burst.interrupt()
        begins_or_goes_on = step.hold and self._burst.held > 0
        if step.hold and not begins_or_goes_on:
            self._swallowed.add(_identity(event))
        self._carry_out(step)
        if begins_or_goes_on:
            self._hold(window, event)
        return step.hold

    def _on_release(self, window: QWindow, event: QKeyEvent) -> bool:
        """Keep the release of a key whose press is kept, in its place among the others."""
        identity = _identity(event)
        if identity in self._swallowed:
            self._swallowed.discard(identity)
            return True
        if any(_identity(held.event) == identity for held in self._held):
            self._held.append(_Held(window, event.clone()))
            return True
        return False

    def _on_override(self, event: QKeyEvent) -> bool:
        """Keep shortcuts out of a code: the key comes again as a press, and shortcuts are tried when it is let go."""
        if event.key() in _MODIFIERS or event.isAutoRepeat():
            return False
        ends = _is_end(event)
        if (ends and not self._held) or not (ends or meant_text(event)):
            return False
        event.accept()
        return True

    def _keystroke(self, event: QKeyEvent) -> Keystroke | None:
        at_ms = self._times.of(event)
        if _is_end(event):
            return Keystroke("", at_ms, ends=True)
        text = meant_text(event, self.settings.physical_keys)
        if not text:
            return None
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        return Keystroke(text, at_ms, shift=shift, caps_lock=text == event.text() and caps_lock(event))

    def _hold(self, window: QWindow, event: QKeyEvent) -> None:
        self._held.append(_Held(window, event.clone()))
        if self._burst.held == 1 or self._burst.is_sure:
            self._last_chance = False
            self._timer.start(self._burst.wait_ms)

    def _on_timeout(self) -> None:
        """After a busy moment keys may wait behind this timer: give them one turn of the event loop first."""
        if not self._last_chance:
            self._last_chance = True
            self._timer.start(0)
            return
        self._last_chance = False
        self._carry_out(self._burst.on_silence())

    def _carry_out(self, step: Step) -> None:
        if step.release:
            self._let_go()
        elif step.reading and step.reading.verdict is not Verdict.TYPING:
            self._swallow(step.take_back)
        if not self._burst.held:
            self._timer.stop()
        if step.reading:
            self._report(step.reading)

    def _report(self, reading: Reading) -> None:
        if reading.verdict is Verdict.TYPING:
            self._typed.clear()
        self.observed.emit(reading)
        if reading.verdict is Verdict.SCAN:
            symbology, text = split_aim(reading.text)
            self.scanned.emit(Scan(text, symbology, reading.device, self._times.wall(reading.at_ms)))

    def _swallow(self, take_back: int) -> None:
        pressed = {_identity(held.event) for held in self._held if held.event.type() == _PRESS}
        released = {_identity(held.event) for held in self._held if held.event.type() == _RELEASE}
        self._swallowed |= pressed - released
        self._held.clear()
        if take_back:
            self._take_back()
        self._typed.clear()

    def _let_go(self) -> None:
        """Send what a person typed to where it was going, as it was."""
        held, self._held = self._held, []
        edit = QApplication.focusWidget()
        before = edit.text() if isinstance(edit, QLineEdit) else ""
        for each in held:
            self._send_on(each.window, each.event)
        if isinstance(edit, QLineEdit) and isValid(edit):
            self._typed.append(_Typed(edit, before, edit.text()))

    def _take_back(self) -> None:
        """Remove from a line edit the first keys of a scan that stalled, unless something else was done there since."""
        for typed in reversed(self._typed):
            count = len(typed.after) - len(typed.before)
            if count > 0 and isValid(typed.edit) and typed.edit.text() == typed.after:
                back = QKeyEvent(_PRESS, Qt.Key.Key_Backspace, Qt.KeyboardModifier.NoModifier)
                for _ in range(count):
                    QCoreApplication.sendEvent(typed.edit, back)

    def _send_on(self, window: QWindow, event: QKeyEvent) -> None:
        """Let this one event pass, and no other: a key may open a dialog that has an event loop of its own."""
        if isValid(window):
            self._passing = True
            QCoreApplication.sendEvent(window, event)
            self._passing = False


class _EventTimes:
    """Event times (ms since some start) and the wall time they mean.

    Scans that waited behind a busy moment keep the times they were made at, so that a second unit is not taken for a
    bounce. The smallest distance seen between the two clocks is the true one: all others contain a delay.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._zero: datetime | None = None
        self._arrival = QElapsedTimer()
        self._arrival.start()

    def of(self, event: QKeyEvent) -> int:
        """Answer the event's own time, or its arrival where the platform stamps nothing."""
        at_ms = event.timestamp() or self._arrival.elapsed()
        began = self._clock.now() - timedelta(milliseconds=at_ms)
        if self._zero is None or began < self._zero or began - self._zero > _CLOCK_STEP_MAX:
            self._zero = began
        return at_ms

    def wall(self, at_ms: int) -> datetime:
        """Answer the wall time of an event time given by `of`; never later than now."""
        return (self._zero or self._clock.now()) + timedelta(milliseconds=at_ms)


def _application() -> QGuiApplication:
    application = QCoreApplication.instance()
    if not isinstance(application, QGuiApplication):
        raise TypeError("a keyboard wedge needs a running application")
    return application


def _is_end(event: QKeyEvent) -> bool:
    """Enter and Tab end a code, also as Ctrl+M, Ctrl+J and Ctrl+I, which some scanners send for CR, LF and TAB."""
    if event.key() in _ENDS:
        return not event.modifiers() & (_COMBINING | Qt.KeyboardModifier.MetaModifier)
    control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    return control and event.text() in ("\r", "\n", "\t")


def _identity(event: QKeyEvent) -> int:
    """The same for press and release: a shifted sign is released under another key code when Shift went up first."""
    return -event.nativeScanCode() if event.nativeScanCode() else int(event.key())
