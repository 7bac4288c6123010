"""Tells a scanner from a typist by the speed of the keys; knows no Qt, no widget and no clock (Rule G2).

A scanner types a key every 4 ms or so and ends with Enter or Tab; a person needs 60 ms and more between most keys. Keys
are held back until it is clear who types, but never so long that a person feels it: the oldest undecided key is let
go after `HOLD_MS_MAX`. Keys let go too early are remembered, so that a scanner that stalls after its first keys still
gives its whole code; the caller is told how many of them to take back out of the field.

Times are the events' own (ms), not the clock: under load events arrive in clumps 30 ms apart, but were stamped on time.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from statistics import fmean
from typing import Final

# A key let go after 40 ms is on the screen before 60 ms, where people begin to feel a delay.
HOLD_MS_MAX: Final = 40
# A scanner whose radio or driver pauses is quiet for up to 100 ms; 10 ms more let a late event come in.
SILENCE_MS_MAX: Final = 110
# Nobody types this many keys in a row, each within `gap_ms_max`.
SURE_KEYS: Final = 4
# A broken-off code must not be finished by its second half: A-01-13 without its head is another place.
BROKEN_MS: Final = 500
# Twice the longest GS1 symbol: what is longer is not a code, and the buffer has an end.
KEYS_MAX: Final = 5000


@dataclass(frozen=True, slots=True)
class WedgeSettings:
    """How the scanners of a station are set up; prefixes name the device that types them."""

    gap_ms_max: int = 35
    stall_ms_max: int = 100
    length_min: int = 4
    suffix_needed: bool = True
    prefixes: tuple[tuple[str, str], ...] = ()
    device: str = "wedge"
    physical_keys: bool = False
    """Read keys by their place on a US keyboard, for stations whose own layout is another (Rule G1)."""


@dataclass(frozen=True, slots=True)
class Keystroke:
    """One key that may belong to a code; `ends` marks Enter and Tab. `at_ms` is the event's own time."""

    text: str
    at_ms: int
    ends: bool = False
    shift: bool = False
    caps_lock: bool = False


class Verdict(StrEnum):
    """What a run of keys turned out to be."""

    SCAN = "scan"
    TYPING = "typing"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Reading:
    """A finished run of fast keys, for the hub and for the scanner test page."""

    verdict: Verdict
    text: str
    device: str
    at_ms: int
    gap_ms_max: int
    gap_ms_mean: float
    gaps_ms: tuple[int, ...] = ()
    """The time before each key but the first, for the scanner test page."""


@dataclass(frozen=True, slots=True)
class Step:
    """What to do: first let the held keys go (`release`), then deal with the key at hand, then report `reading`.

    `take_back` counts the keys of a scan that had been let go before it was known to be one.
    """

    release: bool = False
    hold: bool = False
    reading: Reading | None = None
    take_back: int = 0


@dataclass
class Burst:
    """The keys of one run so far. Thread: one caller at a time (the UI thread)."""

    settings: WedgeSettings = field(default_factory=WedgeSettings)
    _keys: list[Keystroke] = field(default_factory=list)
    _released: int = 0
    _stalls: list[int] = field(default_factory=list)
    _broken_at_ms: int | None = None

    @property
    def held(self) -> int:
        """How many keys wait for a decision."""
        return len(self._keys) - self._released

    @property
    def wait_ms(self) -> int:
        """How long to wait for the next key before `on_silence`."""
        return SILENCE_MS_MAX if self.is_sure else HOLD_MS_MAX

    def on_key(self, key: Keystroke) -> Step:
        """Take the next key and say what happens with it and with those held."""
        broken = bool(self._keys) and not self._goes_on(key)
        release = broken and self.held > 0
        reading = self._close() if broken else None
        if key.ends:
            return self._on_end(key, release, reading)
        self._keys.append(key)
        return Step(release=release, hold=True, reading=reading)

    def on_silence(self) -> Step:
        """No key came for `wait_ms`: let held keys go, or take them as a code if no suffix is needed."""
        if not self.settings.suffix_needed and self._is_code() and self.is_sure:
            return self._scan(self._keys[-1].at_ms)
        if self.is_sure:
            return Step(release=self.held > 0, reading=self._close())
        release = self.held > 0
        self._released = len(self._keys)
        return Step(release=release)

    def interrupt(self) -> Step:
        """A key came that no scanner sends: what is held was typed."""
        release = self.held > 0
        return Step(release=release, reading=self._close() if self._keys else None)

    def _on_end(self, key: Keystroke, release: bool, reading: Reading | None) -> Step:
        if self._keys and self._is_code():
            return self._scan(key.at_ms)
        release = release or self.held > 0
        if self._keys:
            reading = self._close()
        return Step(release=release, hold=False, reading=reading)

    def _goes_on(self, key: Keystroke) -> bool:
        """A stall counts as part of a code when it stands alone between fast keys."""
        gap = key.at_ms - self._keys[-1].at_ms
        if not 0 <= gap <= self.settings.stall_ms_max or len(self._keys) >= KEYS_MAX:
            return False
        if gap <= self.settings.gap_ms_max:
            return True
        place = len(self._keys)
        if len(self._stalls) > place // 8 or (self._stalls and self._stalls[-1] == place - 1):
            return False
        self._stalls.append(place)
        return True

    @property
    def is_sure(self) -> bool:
        """Some run between two stalls is longer than any person types."""
        edges = [0, *self._stalls, len(self._keys)]
        return any(end - start >= SURE_KEYS for start, end in pairwise(edges))

    def _is_code(self) -> bool:
        return len(self._keys) - len(self._stalls) >= self.settings.length_min

    def _scan(self, at_ms: int) -> Step:
        verdict = Verdict.SCAN
        if self._broken_at_ms is not None and self._keys[0].at_ms - self._broken_at_ms <= BROKEN_MS:
            verdict = Verdict.BROKEN
        step = Step(hold=True, reading=self._reading(verdict, at_ms), take_back=self._released)
        self._clear()
        self._broken_at_ms = None
        return step

    def _close(self) -> Reading:
        reading = self._reading(Verdict.TYPING, self._keys[-1].at_ms)
        if self.is_sure and self.settings.suffix_needed:
            self._broken_at_ms = reading.at_ms
        self._clear()
        return reading

    def _clear(self) -> None:
        self._keys.clear()
        self._stalls.clear()
        self._released = 0

    def _reading(self, verdict: Verdict, at_ms: int) -> Reading:
        times = [key.at_ms for key in self._keys]
        gaps = [later - earlier for earlier, later in pairwise(times)] or [0]
        text, device = _code_of(self._keys), self.settings.device
        for prefix, name in self.settings.prefixes:
            if text.startswith(prefix):
                text, device = text.removeprefix(prefix), name
                break
        return Reading(verdict, text, device, at_ms, max(gaps), fmean(gaps), tuple(gaps))


def _code_of(keys: list[Keystroke]) -> str:
    """Join the keys; letters that only Caps Lock turned are turned back (Rule G1).

    A small letter under Shift betrays Caps Lock, and most systems also say so. A scanner that looks at Caps Lock itself
    and holds no Shift cannot be told apart, hence codes for places and commands have capitals only and are compared so.
    """
    text = "".join(key.text for key in keys)
    locked = any(key.caps_lock for key in keys) or any(key.shift and key.text.islower() for key in keys)
    return text.swapcase() if locked else text
