"""Write the sounds of the floor into `resources/sounds`: our own, so that no licence goes along.

`python -m installer.sounds`. A worker who looks at the goods must know from the sound alone what to do, so the kinds
differ in contour and rhythm, not in pitch alone: good sounds rise and are short, wrong ones are low, rough and longer,
"stop" beats four times. 16-bit mono at 22,050 Hz: a bench speaker gives no more, and a file is some 20 kB.
"""

import array
import math
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Final

RATE_HZ: Final = 22_050
FOLDER: Final = Path(__file__).resolve().parents[1] / "resources" / "sounds"
# The peak leaves head room, so that a loud verdict never clips on cheap speakers.
PEAK: Final = 0.8
FADE_S: Final = 0.008


@dataclass(frozen=True, slots=True)
class Tone:
    """One note, from one frequency gliding to another (0 Hz is a rest), from pure (0) to buzzing (1)."""

    hz: float
    length_s: float
    to_hz: float = 0.0
    rough: float = 0.0
    loud: float = 1.0


def _rest(length_s: float) -> Tone:
    return Tone(0.0, length_s)


SOUNDS: Final[dict[str, tuple[Tone, ...]]] = {
    "good": (Tone(1319, 0.05, loud=0.7), Tone(1760, 0.09, loud=0.7)),
    "line_done": (Tone(1047, 0.07), Tone(1319, 0.07), Tone(1568, 0.14)),
    "order_done": (Tone(784, 0.09), Tone(988, 0.09), Tone(1175, 0.09), Tone(1568, 0.12), _rest(0.04), Tone(1568, 0.25)),
    "wrong_item": (Tone(180, 0.2, rough=0.9), _rest(0.06), Tone(180, 0.32, rough=0.9)),
    "unknown_code": (Tone(620, 0.12, rough=0.3), Tone(490, 0.12, rough=0.3), Tone(370, 0.24, rough=0.3)),
    "too_many": tuple(tone for _ in range(3) for tone in (Tone(880, 0.08, rough=0.6), _rest(0.05))),
    "done_already": (Tone(700, 0.1, rough=0.2), _rest(0.05), Tone(700, 0.1, rough=0.2), _rest(0.05), Tone(350, 0.22)),
    "wrong_place": (Tone(300, 0.18, to_hz=700, rough=0.5), Tone(700, 0.22, to_hz=300, rough=0.5)),
    "wrong_container": (Tone(240, 0.12, rough=0.7), Tone(480, 0.12, rough=0.7), Tone(240, 0.24, rough=0.7)),
    "serial_seen": (Tone(930, 0.09), _rest(0.09), Tone(930, 0.09, loud=0.5), _rest(0.09), Tone(230, 0.26, rough=0.8)),
    "wrong_lot": (Tone(520, 0.14, rough=0.6), _rest(0.04), Tone(392, 0.3, rough=0.6)),
    "blocked": (Tone(760, 0.55, to_hz=140, rough=0.6),),
    "order_stopped": tuple(tone for _ in range(4) for tone in (Tone(150, 0.12, rough=1.0), _rest(0.06))),
    "attention": (Tone(988, 0.12, loud=0.8), _rest(0.03), Tone(740, 0.2, loud=0.8)),
}


def samples(tones: tuple[Tone, ...]) -> "array.array[int]":
    """Answer the notes in a row as signed 16-bit samples; each note fades in and out so that it does not click."""
    made = array.array("h")
    for tone in tones:
        count = round(tone.length_s * RATE_HZ)
        phase = 0.0
        for index in range(count):
            at_s = index / RATE_HZ
            hz = tone.hz + (tone.to_hz - tone.hz) * index / count if tone.to_hz else tone.hz
            phase += 2 * math.pi * hz / RATE_HZ
            fade = min(1.0, at_s / FADE_S, (tone.length_s - at_s) / FADE_S)
            made.append(round(32_767 * PEAK * tone.loud * max(fade, 0.0) * _wave(phase, tone.rough)))
    return made


def _wave(phase: float, rough: float) -> float:
    """Mix a pure tone with the odd harmonics of a square wave; the sum stays within -1 … 1."""
    harmonics = math.sin(phase) + math.sin(3 * phase) / 3 + math.sin(5 * phase) / 5 + math.sin(7 * phase) / 7
    return (1 - rough) * math.sin(phase) + rough * 0.8 * harmonics


def write_sounds(folder: Path = FOLDER) -> list[Path]:
    """Write every sound; the same notes give the same bytes. Little-endian machines only, as all we ship for are."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for name, tones in SOUNDS.items():
        path = folder / f"{name}.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            file.writeframes(samples(tones).tobytes())
        written.append(path)
    return written


if __name__ == "__main__":
    print("\n".join(str(path) for path in write_sounds()))
