"""The engines on rendered symbols, and the guards on what engines are known to invent."""

import numpy as np
import pytest

from app.scanning.acceptance import Acceptance
from app.scanning.decoder import Frame, Reading, SecondOpinion, is_plausible
from app.scanning.engines import PyzbarDecoder, ZxingDecoder, all_engines
from tests.scanning.pictures import a_frame

GS1 = "010692116850925610AB7\x1d17270131"
GS1_PRINTED = "(01)06921168509256(10)AB7(17)270131"


class Told:
    """An engine that says what it is told to say, and counts how often it was asked."""

    def __init__(self, *readings: Reading) -> None:
        self.readings = list(readings)
        self.asked = 0

    def read(self, frame: Frame) -> list[Reading]:
        assert frame.ndim == 2
        self.asked += 1
        return self.readings


def a_reading(text: str = "T-0012", symbology: str = "]C0", engine: str = "told") -> Reading:
    return Reading(text, symbology, np.zeros((4, 2)), engine)


@pytest.mark.parametrize(
    ("text", "symbol", "symbology"),
    [
        ("6921168509256", "ean13", "]E0"),
        ("A-01-3", "code128", "]C0"),
        ("BIN798701", "code39", "]A0"),
        ("16921168509253", "itf", "]I1"),
        ("T-0012", "qr", "]Q1"),
    ],
)
@pytest.mark.parametrize("turn", [0, 1])
def test_each_symbology_is_read_lying_and_standing(text: str, symbol: str, symbology: str, turn: int) -> None:
    """Rule G3: restricted symbologies."""
    (reading,) = all_engines().read(a_frame(text, symbol, turn, noise=1))
    assert (reading.text, reading.symbology, reading.engine) == (text, symbology, "zxing")
    assert reading.corners.shape == (4, 2)
    assert np.abs(reading.corners.mean(axis=0) - (640, 360)).max() < 20  # digits below are part of the picture


@pytest.mark.parametrize(("symbol", "symbology"), [("code128", "]C1"), ("data matrix", "]d2")])
def test_gs1_symbols_keep_their_separators_and_say_what_they_are(symbol: str, symbology: str) -> None:
    """Rule F3: FNC1 is 0x1D."""
    (reading,) = all_engines().read(a_frame(GS1_PRINTED, symbol, gs1=True))
    assert (reading.text, reading.symbology) == (GS1, symbology)


def test_white_on_black_is_read_after_a_few_frames() -> None:
    """Rule G3: the harder passes take turns."""
    engine, frame = ZxingDecoder(), 255 - a_frame("T-0012", "qr")
    texts = [reading.text for _ in range(3) for reading in engine.read(frame)]
    assert "T-0012" in texts


def test_zbar_reads_colour_and_grey_alike() -> None:
    engine, frame = PyzbarDecoder(), a_frame("6921168509256", "ean13")
    for picture in (frame, frame[:, :, 0].copy()):
        assert [(found.text, found.symbology) for found in engine.read(picture)] == [("6921168509256", "]E0")]


def test_an_empty_picture_has_no_code() -> None:
    assert all_engines().read(a_frame(noise=5)) == []


def test_the_second_engine_is_asked_only_when_the_first_has_nothing_plausible() -> None:
    first, second = Told(a_reading("T-0012")), Told(a_reading("T-0012", engine="second"))
    assert SecondOpinion([first, second]).read(a_frame())[0].engine == "told"
    assert second.asked == 0
    invented = Told(a_reading("280076", "]I0"))
    assert SecondOpinion([invented, second]).read(a_frame())[0].engine == "second"
    assert (invented.asked, second.asked) == (1, 1)


@pytest.mark.parametrize(
    ("text", "symbology"),
    [
        ("280076", "]I0"),
        ("28007652024618", "]I0"),
        ("6921168509257", "]E0"),
        ("SEC", "]A0"),
        ("T2", "]C0"),
        ("", "]C0"),
        ("   ", "]C0"),
        ("T-00\x0212", "]C0"),
        ("A\ufffd\u200b1", "]Q1"),
        ("x" * 3000, "]Q1"),
    ],
)
def test_what_engines_invent_is_dropped(text: str, symbology: str) -> None:
    """Rule G3: short ITF, wrong check digits, letters out of print, empty and control characters."""
    assert not is_plausible(text, symbology)


@pytest.mark.parametrize(
    ("text", "symbology"), [("28007652024619", "]I0"), ("6921168509256", "]E0"), (GS1, "]C1"), ("检-1", "]Q1")]
)
def test_good_reads_pass(text: str, symbology: str) -> None:
    assert is_plausible(text, symbology)


def accepted(acceptance: Acceptance, text: str, at_s: float, symbology: str = "]C0") -> bool:
    readings = [a_reading(text, symbology)] if text else []
    return bool(acceptance.accept(readings, at_s))


def test_a_strange_linear_code_needs_two_agreeing_frames_within_half_a_second() -> None:
    """Rule G3: equal reads before accepting."""
    acceptance = Acceptance()
    assert not accepted(acceptance, "T-0012", 0.0)
    assert accepted(acceptance, "T-0012", 0.4)
    slow = Acceptance()
    assert not accepted(slow, "T-0012", 0.0)
    assert not accepted(slow, "T-0012", 0.6)


def test_two_frames_that_differ_agree_on_nothing() -> None:
    """Rule G3: a misread changes from frame to frame."""
    acceptance = Acceptance()
    assert not accepted(acceptance, "6620570411323", 0.0)
    assert not accepted(acceptance, "3600540477323", 0.03)
    assert accepted(acceptance, "3600540477323", 0.06)


def test_an_expected_code_or_a_matrix_code_needs_one_frame() -> None:
    """Rule G3: the expected set is the only guard against a misread that repeats."""
    assert accepted(Acceptance({"T-0012"}.__contains__), "T-0012", 0.0)
    assert accepted(Acceptance(), "T-0012", 0.0, "]Q1")
    assert not accepted(Acceptance({"T-0013"}.__contains__), "T-0012", 0.0)


def test_a_label_held_still_is_one_unit_also_when_frames_miss_it() -> None:
    """Rule G3: cool-down per code."""
    acceptance = Acceptance({"T-0012"}.__contains__)
    seen = [accepted(acceptance, "T-0012" if frame % 12 < 4 else "", frame / 30) for frame in range(300)]
    assert seen.count(True) == 1


def test_a_label_that_left_the_view_and_comes_again_is_a_second_unit() -> None:
    """Rule G3: not before 1.5 s, whatever the hand does."""
    acceptance = Acceptance({"T-0012"}.__contains__)
    assert accepted(acceptance, "T-0012", 0.0)
    assert not accepted(acceptance, "T-0012", 0.9)
    assert accepted(acceptance, "T-0012", 2.5)
