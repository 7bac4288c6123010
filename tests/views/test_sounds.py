"""The loudspeaker: never waits, cuts the old sound short, beeps when there is no device."""

import pytest

from app.views import sounds
from app.views.sounds import Speaker, samples, sound_file
from app.views.verdict import Sound
from installer.sounds import SOUNDS, write_sounds


def test_without_a_device_the_desktop_beeps() -> None:
    beeps: list[int] = []
    speaker = Speaker(beep=lambda: beeps.append(1))
    speaker.play(Sound.WRONG_ITEM)
    assert speaker.muted
    assert beeps == [1]
    speaker.close()


def test_a_station_set_to_silence_makes_no_sound() -> None:
    beeps: list[int] = []
    speaker = Speaker(volume_percent=0, beep=lambda: beeps.append(1))
    speaker.play(Sound.WRONG_ITEM)
    assert not beeps


def test_a_machine_without_sound_is_not_asked_for_a_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sounds, "has_sound_device", lambda: False)
    speaker = Speaker()
    speaker.open()
    assert speaker.muted
    speaker.close()


def test_a_device_that_cannot_be_opened_leaves_the_beep(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import miniaudio

    def no_device(*_args: object, **_kwargs: object) -> None:
        raise miniaudio.MiniaudioError("failed to init device")

    monkeypatch.setattr(sounds, "has_sound_device", lambda: True)
    monkeypatch.setattr(miniaudio, "PlaybackDevice", no_device)
    speaker = Speaker(beep=lambda: None)
    speaker.open()
    speaker.close()
    assert speaker.muted
    assert "no sound" in caplog.text


def test_the_stream_plays_what_is_wanted_then_silence_and_a_new_sound_cuts_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import miniaudio

    class Device:
        def __init__(self, **_how: object) -> None:
            self.stream = None

        def start(self, stream: object) -> None:
            self.stream = stream

        def close(self) -> None:
            self.stream = None

    made: list[Device] = []

    def device(**how: object) -> Device:
        made.append(Device(**how))
        return made[-1]

    monkeypatch.setattr(sounds, "has_sound_device", lambda: True)
    monkeypatch.setattr(miniaudio, "PlaybackDevice", device)
    speaker = Speaker(volume_percent=50)
    speaker.open()
    assert speaker._opener is not None
    speaker._opener.join()
    stream = made[0].stream
    assert stream.send(4) == bytes(8)
    speaker.play(Sound.GOOD)
    assert stream.send(400) == samples(Sound.GOOD, 50)[:400].tobytes()
    speaker.play(Sound.WRONG_ITEM)
    assert stream.send(300) == samples(Sound.WRONG_ITEM, 50)[:300].tobytes()
    assert stream.send(1_000_000)[-2:] == bytes(2)
    speaker.close()
    assert speaker.muted


def test_half_the_volume_is_half_the_swing() -> None:
    loud, soft = samples(Sound.GOOD, 100), samples(Sound.GOOD, 50)
    assert max(soft) == pytest.approx(max(loud) / 2, abs=1)


def test_every_sound_has_a_file_that_the_script_writes_again_byte_for_byte(tmp_path: object) -> None:
    from pathlib import Path

    written = {path.name: path.read_bytes() for path in write_sounds(Path(str(tmp_path)))}
    assert set(SOUNDS) == {sound.value for sound in Sound}
    assert written == {sound_file(sound).name: sound_file(sound).read_bytes() for sound in Sound}


def test_sounds_are_short_enough_for_the_next_scan() -> None:
    lengths_s = {sound: len(samples(sound)) / sounds.RATE_HZ for sound in Sound}
    assert lengths_s[Sound.GOOD] < 0.2
    assert max(lengths_s.values()) < 0.9
