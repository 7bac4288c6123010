"""Cameras: real video files through `cv2.VideoCapture`, and sources that break in the ways cameras break."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QThread
from PySide6.QtGui import QImage, QPolygonF
from pytestqt.qtbot import QtBot

from app.clock import SystemClock
from app.models.barcodes import Scan
from app.scanning.acceptance import COOL_DOWN_S
from app.scanning.camera import BAD_PICTURE_S_MAX, FrameSource, PictureWatch, VideoSource
from app.scanning.camera_thread import CameraThread
from app.scanning.decoder import Decoder, Frame, Reading
from app.scanning.devices import CameraFault, DeviceReport, DeviceState
from app.scanning.engines import ZxingDecoder, all_engines
from tests.scanning.pictures import a_frame, a_video


class Scripted:
    """A source that gives what a function gives for each frame number; the function may raise or wait."""

    frames_a_second = 30.0

    def __init__(self, frame: Callable[[int], Frame | None]) -> None:
        self._frame = frame
        self._number = -1
        self.closed = 0

    def open(self) -> None:
        self._number = -1

    def grab(self) -> Frame | None:
        self._number += 1
        return self._frame(self._number)

    def close(self) -> None:
        self.closed += 1


class Run:
    """A camera at work and all it told."""

    def __init__(self, source: FrameSource, decoder: Decoder | None = None) -> None:
        self.camera = CameraThread(source, decoder or ZxingDecoder(), SystemClock())
        self.scans: list[Scan] = []
        self.reports: list[DeviceReport] = []
        self.pictures: list[tuple[QImage, QPolygonF]] = []
        self.camera.scanned.connect(self.scans.append)
        self.camera.reported.connect(self.reports.append)
        self.camera.frame_ready.connect(lambda image, outline: self.pictures.append((image, outline)))

    @property
    def states(self) -> list[DeviceState]:
        return [report.state for report in self.reports]

    def until_it_ends(self, qtbot: QtBot, within_s: float = 20) -> None:
        ends, before = (DeviceState.OFF, DeviceState.FAILED), len(self.reports)
        self.camera.start_camera()
        qtbot.waitUntil(lambda: any(state in ends for state in self.states[before:]), timeout=round(within_s * 1000))
        assert self.camera.stop()
        QCoreApplication.processEvents()


NOISE = [a_frame(noise=seed) for seed in (1, 2, 3)]


@pytest.mark.slow
def test_a_video_of_labels_gives_each_code_once(qtbot: QtBot, tmp_path: Path) -> None:
    """Rule G3: continuous, equal reads, cool-down per code."""
    frames = [a_frame(noise=9)] * 3
    for text, symbol in (("6921168509256", "ean13"), ("A-01-3", "code128"), ("T-0012", "qr")):
        frames += [a_frame(text, symbol, noise=seed) for seed in range(1, 9)]
    run = Run(VideoSource(a_video(tmp_path / "labels.avi", frames, 10)), all_engines())
    run.until_it_ends(qtbot)
    read = [(scan.text, scan.symbology, scan.device) for scan in run.scans]
    assert read == [("6921168509256", "]E0", "camera"), ("A-01-3", "]C0", "camera"), ("T-0012", "]Q1", "camera")]
    assert run.states == [DeviceState.STARTING, DeviceState.RUNNING, DeviceState.OFF]


def test_the_preview_outlines_the_symbol_in_its_own_pixels(qtbot: QtBot, tmp_path: Path) -> None:
    """Rule G3: the worker sees what the camera reads."""
    frames = [a_frame("T-0012", "qr", noise=seed) for seed in range(1, 8)]
    run = Run(VideoSource(a_video(tmp_path / "label.avi", frames, 10)))
    run.until_it_ends(qtbot)
    image, outline = run.pictures[0]
    assert (image.width(), image.height()) == (960, 540)
    centre = outline.boundingRect().center()
    assert abs(centre.x() - 480) < 6
    assert abs(centre.y() - 270) < 6


def test_an_expected_code_is_taken_from_a_single_frame(qtbot: QtBot) -> None:
    """Rule G3: the expected set of DECODING's guards, through the thread."""
    label = a_frame("A-01-3")
    frames = [NOISE[0], label, NOISE[1], NOISE[2]]

    def script(number: int) -> Frame | None:
        QThread.msleep(60)
        return frames[number] if number < len(frames) else None

    alone, expected = Run(Scripted(script)), Run(Scripted(script))
    expected.camera.expect(frozenset({"A-01-3"}))
    alone.until_it_ends(qtbot)
    expected.until_it_ends(qtbot)
    assert [scan.text for scan in alone.scans] == []
    assert [scan.text for scan in expected.scans] == ["A-01-3"]


@pytest.mark.parametrize("where", ["/no/such/video.avi", 97])
def test_a_missing_camera_is_told_with_a_remedy(
    qtbot: QtBot, where: int | str, capfd: pytest.CaptureFixture[str]
) -> None:
    run = Run(VideoSource(where))
    run.until_it_ends(qtbot, within_s=3)
    assert run.states == [DeviceState.STARTING, DeviceState.FAILED]
    fault = run.camera.report.fault
    assert fault is not None
    assert str(where) in fault.text
    assert fault.remedy


def test_a_file_that_is_no_video_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "note.avi"
    path.write_text("not a video")
    run = Run(VideoSource(str(path)))
    run.until_it_ends(qtbot, within_s=3)
    assert run.states[-1] is DeviceState.FAILED


def pulled_out(number: int) -> Frame | None:
    if number < 5:
        return NOISE[number % 3]
    raise CameraFault("The camera was lost.", "Plug it in.")


def black(number: int) -> Frame | None:
    return np.random.default_rng(number).integers(0, 6, (720, 1280, 3), dtype=np.uint8)


def frozen(number: int) -> Frame | None:
    return NOISE[0]


@pytest.mark.parametrize(
    ("script", "words"),
    [
        pytest.param(pulled_out, "lost", id="lost"),
        pytest.param(black, "black", id="black", marks=pytest.mark.slow),
        pytest.param(frozen, "stands still", id="frozen", marks=pytest.mark.slow),
    ],
)
def test_a_camera_that_gives_no_picture_is_told_within_three_seconds(
    qtbot: QtBot, script: Callable[[int], Frame | None], words: str
) -> None:
    """Rule G3: a dead camera must not look like a camera without a label before it."""
    clock = SystemClock()
    source = Scripted(script)
    run = Run(source)
    began = clock.monotonic()
    run.until_it_ends(qtbot, within_s=6)
    assert clock.monotonic() - began < BAD_PICTURE_S_MAX + 1.5
    assert run.states == [DeviceState.STARTING, DeviceState.RUNNING, DeviceState.FAILED]
    assert words in str(run.camera.report.fault)
    assert source.closed == 1


@pytest.mark.slow
def test_a_driver_that_hangs_is_told_and_left(qtbot: QtBot) -> None:
    let_go = threading.Event()

    def hangs(number: int) -> Frame | None:
        if number > 3:
            let_go.wait(20)
            return None
        return NOISE[number % 3]

    run = Run(Scripted(hangs))
    run.until_it_ends(qtbot, within_s=8)
    let_go.set()
    assert "stands still" in str(run.camera.report.fault)
    qtbot.waitUntil(lambda: not any(thread.name == "camera-grab" for thread in threading.enumerate()), timeout=2000)


def test_a_failed_camera_can_be_started_again(qtbot: QtBot) -> None:
    broken = [True]

    def script(number: int) -> Frame | None:
        if broken[0]:
            raise CameraFault("The camera was lost.", "Plug it in.")
        return NOISE[number % 3] if number < 6 else None

    run = Run(Scripted(script))
    run.until_it_ends(qtbot)
    assert run.states[-1] is DeviceState.FAILED
    broken[0] = False
    run.until_it_ends(qtbot)
    assert run.states[-2:] == [DeviceState.RUNNING, DeviceState.OFF]


@pytest.mark.slow
def test_a_slow_decoder_skips_frames_and_never_holds_up_the_screen(qtbot: QtBot) -> None:
    """Rule G3: never on the UI thread; the newest frame only."""
    asked: list[float] = []

    class Slow:
        def read(self, frame: Frame) -> list[Reading]:
            asked.append(float(frame[0, 0, 0]))
            QThread.msleep(400)
            return []

    def counted(number: int) -> Frame | None:
        return np.full((720, 1280, 3), 20 + number, np.uint8) if number < 45 else None

    run, clock = Run(Scripted(counted), Slow()), SystemClock()
    run.camera.start_camera()
    longest, last = 0.0, clock.monotonic()
    while not run.states or run.states[-1] is not DeviceState.OFF:
        QCoreApplication.processEvents()
        QThread.msleep(1)
        now = clock.monotonic()
        longest, last = max(longest, now - last), now
    assert run.camera.stop()
    assert longest < 0.2
    assert len(asked) < 8
    assert asked == sorted(asked)


def test_stopping_joins_the_threads_and_frees_the_camera(qtbot: QtBot) -> None:
    source = Scripted(lambda number: NOISE[number % 3])
    run = Run(source)
    run.camera.start_camera()
    qtbot.waitUntil(lambda: DeviceState.RUNNING in run.states, timeout=5000)
    assert run.camera.stop()
    assert source.closed == 1
    assert run.camera.isFinished()
    assert not any(thread.name == "camera-grab" for thread in threading.enumerate())


def test_pictures_do_not_pile_up_before_a_busy_screen(qtbot: QtBot) -> None:
    run = Run(Scripted(lambda number: NOISE[number % 3] if number < 30 else None))
    run.camera.start_camera()
    run.camera.wait(10_000)
    assert len(run.pictures) == 0
    QCoreApplication.processEvents()
    assert len(run.pictures) == 1


def test_a_living_picture_is_neither_black_nor_frozen() -> None:
    watch = PictureWatch()
    dark_hall = [np.random.default_rng(seed).integers(0, 40, (720, 1280), dtype=np.uint8) for seed in range(3)]
    assert all(watch.look(dark_hall[second % 3], float(second)) is None for second in range(20))


def test_a_hand_before_the_lens_is_no_fault() -> None:
    watch = PictureWatch()
    pictures = [black(0), black(1), NOISE[0], black(2), black(3), NOISE[1]]
    assert all(
        watch.look(pictures[step % 6], step * 1.0) is None for step in range(18) if pictures[step % 6] is not None
    )


def test_the_clock_of_a_scan_is_the_stations(qtbot: QtBot) -> None:
    frames = [a_frame("T-0012", "qr", noise=seed) for seed in (1, 2, 3)]
    run, before = Run(Scripted(lambda number: frames[number] if number < 3 else None)), SystemClock().now()
    run.until_it_ends(qtbot)
    assert timedelta(0) <= run.scans[0].at - before < timedelta(seconds=COOL_DOWN_S * 5)
