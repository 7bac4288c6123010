"""Where the scans of all devices meet and wait for the screen in front.

Scans are worked in the order they came, none is dropped but a bounce (Rule D3), and the last five stay for the screen.
One listener at a time: a dialog that opens listens over its screen and gives the place back when it closes.
Knows no Qt. Thread: UI; devices with a thread of their own come in through a queued Qt signal.
"""

from collections import deque
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from app.clock import Clock
from app.models.barcodes import Scan
from app.scanning.gs1 import split_aim

# Rule D3: a shaky trigger sends a code twice at once; a hand needs longer for the second unit.
BOUNCE_MAX: Final = timedelta(milliseconds=150)
# A scan made while no screen listened means something for as long as the worker still looks at the goods.
WAIT_MAX: Final = timedelta(seconds=5)
# Two scanners at full speed for a minute; more is a device gone wild.
WAITING_MAX: Final = 256
LAST: Final = 5
TEXT_LENGTH_MAX: Final = 2400

Listener = Callable[[Scan], None]


class ScanHub:
    """The one place where scans come together."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: deque[Scan] = deque(maxlen=WAITING_MAX)
        self._listeners: list[Listener] = []
        self._last: deque[Scan] = deque(maxlen=LAST)
        self._newest: dict[str, Scan] = {}
        self._bounced = 0
        self._paused = False
        self._delivering = False

    @property
    def last(self) -> tuple[Scan, ...]:
        """The last five scans, newest first."""
        return tuple(reversed(self._last))

    @property
    def bounced(self) -> int:
        """How many repeats were dropped as bounces since the start."""
        return self._bounced

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Give all scans to `listener` until the returned function is called; then the one before listens again."""
        self._listeners.append(listener)
        self._drop_stale()
        self._deliver()

        def leave() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave

    def pause(self) -> None:
        """Keep scans waiting, while a screen finishes what the scan before began."""
        self._paused = True

    def resume(self) -> None:
        """Deliver what waits, in order."""
        self._paused = False
        self._deliver()

    def enter(self, text: str, device: str = "keyboard", symbology: str = "") -> None:
        """Take a code that was typed by hand, or read by a device without a clock, as scanned now (Rule G2)."""
        if not symbology:
            symbology, text = split_aim(text)
        self.take(Scan(text, symbology, device, self._clock.now()))

    def take(self, scan: Scan) -> None:
        """Queue a scan and deliver it in its turn; a bounce and an empty text are dropped."""
        if not scan.text or len(scan.text) > TEXT_LENGTH_MAX:
            return
        before = self._newest.get(scan.device)
        self._newest[scan.device] = scan
        if before and before.text == scan.text and abs(scan.at - before.at) <= BOUNCE_MAX:
            self._bounced += 1
            return
        self._last.append(scan)
        self._waiting.append(scan)
        self._deliver()

    def _deliver(self) -> None:
        """Hand over one at a time, also when a listener lets the event loop run and more scans come in meanwhile."""
        if self._delivering:
            return
        self._delivering = True
        try:
            while self._waiting and self._listeners and not self._paused:
                self._listeners[-1](self._waiting.popleft())
        finally:
            self._delivering = False

    def _drop_stale(self) -> None:
        now = self._clock.now()
        while self._waiting and not self._paused and now - self._waiting[0].at > WAIT_MAX:
            self._waiting.popleft()
