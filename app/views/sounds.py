"""The voice of the verdicts: plays a short sound at once and never makes anyone wait.

QSoundEffect sits in Qt's 175 MB Addons, so miniaudio plays: the sounds are read once, the device is opened on a thread
of its own (a missing sound server can take seconds to say so) and stays open, a new sound cuts the old one short. With
no device the station is mute and says so once; `QApplication.beep` stands in where the desktop has one.
"""

import array
import logging
import os
import sys
import threading
import wave
from collections.abc import Callable, Generator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QApplication

from app.views.theme import RESOURCES
from app.views.verdict import Sound

FOLDER: Final = RESOURCES / "sounds"
RATE_HZ: Final = 22_050
# Half of what an ear takes for "at the same time"; smaller buffers crackle on a busy laptop.
BUFFER_MS: Final = 30

Samples = array.array  # of signed 16-bit values; the type takes no parameter at run time

_log = logging.getLogger(__name__)


class Speaker:
    """The loudspeaker of one station. `open` once, `play` from the UI thread, `close` at the end."""

    def __init__(self, volume_percent: int = 80, beep: Callable[[], None] = QApplication.beep) -> None:
        self._volume_percent = volume_percent
        self._beep = beep
        self._device: Any = None
        self._wanted: Samples[int] | None = None
        self._opener: threading.Thread | None = None

    @property
    def muted(self) -> bool:
        """Answer whether nothing can be heard but the desktop's beep."""
        return self._device is None

    def open(self) -> None:
        """Look for a device without waiting for it; until it is there, `play` beeps. Thread: any."""
        if self._opener is None and has_sound_device():
            self._opener = threading.Thread(target=self._open, name="speaker", daemon=True)
            self._opener.start()

    def set_volume(self, percent: int) -> None:
        """Set how loud this station speaks, 0 to 100."""
        self._volume_percent = max(0, min(100, percent))

    def play(self, sound: Sound) -> None:
        """Start a sound now, in place of the one that may still be heard."""
        if self._volume_percent == 0:
            return
        if self._device is None:
            self._beep()
        else:
            self._wanted = samples(sound, self._volume_percent)

    def close(self) -> None:
        """Let the device go; a sound that is being played is cut."""
        if self._opener is not None:
            self._opener.join()
        if self._device is not None:
            self._device.close()
            self._device = None

    def _open(self) -> None:
        import miniaudio

        try:
            device = miniaudio.PlaybackDevice(nchannels=1, sample_rate=RATE_HZ, buffersize_msec=BUFFER_MS)
            stream = self._stream()
            next(stream)
            device.start(stream)
        except miniaudio.MiniaudioError as reason:
            _log.warning("no sound: %s", reason)
            return
        for sound in Sound:
            samples(sound, self._volume_percent)
        self._device = device

    def _stream(self) -> Generator[bytes, int, None]:
        """Feed the device with what is wanted, then with silence. Thread: the device's."""
        playing: Samples[int] = Samples("h")
        at = 0
        frames = yield b""
        while True:
            if self._wanted is not None:
                playing, at, self._wanted = self._wanted, 0, None
            part = playing[at : at + frames]
            at += frames
            frames = yield part.tobytes() + bytes(2 * (frames - len(part)))


@lru_cache(maxsize=2 * len(Sound))
def samples(sound: Sound, volume_percent: int = 100) -> "Samples[int]":
    """Answer one sound as 16-bit samples at `RATE_HZ`, as loud as asked."""
    with wave.open(str(sound_file(sound)), "rb") as file:
        read = Samples("h", file.readframes(file.getnframes()))
    return Samples("h", (value * volume_percent // 100 for value in read))


def sound_file(sound: Sound) -> Path:
    """Answer the file of a sound; `python -m installer.sounds` writes them all."""
    return FOLDER / f"{sound.value}.wav"


def has_sound_device() -> bool:
    """Answer whether looking for a device makes sense: on a bare Linux, ALSA would print a page of complaints."""
    if sys.platform != "linux":
        return True
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", "/run/user/0"))
    return Path("/dev/snd").exists() or (runtime / "pulse" / "native").exists()
