"""Symbols decoded back from their modules, over the whole range of what they may hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.barcodes import check_digit
from app.printing.faults import UnprintableDocument
from app.printing.symbols import (
    Bars,
    Matrix,
    code_128,
    data_matrix,
    gs1_128,
    gtin_bars,
    module_dots,
    qr_code,
    sscc_128,
    stretches,
)
from tests.printing.documents import SSCC, Read, read_pixels

ASCII = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=30)
LOT = st.text(st.sampled_from("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-./"), min_size=1, max_size=20)


def drawn(symbol: Bars | Matrix, dots: int = 3) -> np.ndarray:
    if isinstance(symbol, Bars):
        row = "0" * symbol.quiet_left + symbol.modules + "0" * symbol.quiet_right
        return np.kron(
            np.array([[0 if module == "1" else 255 for module in row]], np.uint8), np.ones((60, dots), np.uint8)
        )
    side = symbol.width
    grey = np.full((side, side), 255, np.uint8)
    for y, line in enumerate(symbol.rows):
        for x, module in enumerate(line):
            grey[y + symbol.quiet, x + symbol.quiet] = 0 if module == "1" else 255
    return np.kron(grey, np.ones((dots, dots), np.uint8))


@given(ASCII)
def test_code_128_says_what_was_written(text: str) -> None:
    assert read_pixels(drawn(code_128(text))) == {Read(text, "]C0")}


@given(LOT, LOT)
def test_gs1_128_keeps_every_digit_after_a_separator(lot: str, serial: str) -> None:
    """A library lost one there (a digit after FNC1 in the middle); each label is decoded again because of it."""
    element_string = f"10{lot}\x1d21{serial}"
    assert read_pixels(drawn(gs1_128(element_string))) == {Read(element_string, "]C1")}


@given(st.integers(0, 10**17 - 1))
def test_every_sscc_is_read_as_gs1(number: int) -> None:
    sscc = with_check_digit(f"{number:017d}")
    symbol = sscc_128(sscc)
    assert len(symbol.modules) == 156
    assert read_pixels(drawn(symbol)) == {Read(f"00{sscc}", "]C1")}


@given(st.sampled_from((7, 11, 12, 13)), st.integers(1, 10**13 - 1))
def test_gtins_of_each_length_are_read_as_trade_writes_them(body: int, number: int) -> None:
    gtin = with_check_digit(str(number).zfill(13)[-body:])
    (read,) = read_pixels(drawn(gtin_bars(gtin)))
    assert read.text == {8: gtin, 12: f"0{gtin}", 13: gtin, 14: f"01{gtin}"}[len(gtin)]


@given(ASCII)
def test_two_dimensional_symbols_say_what_was_written(text: str) -> None:
    for symbol in (data_matrix(text), qr_code(text)):
        assert {len(row) for row in symbol.rows} == {len(symbol.rows)}, "square"
        assert {read.text for read in read_pixels(drawn(symbol, 4))} == {text}


@pytest.mark.parametrize("text", ["", "龙井", "a\tb", "é"])
def test_what_code_128_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(UnprintableDocument, match="ASCII"):
        code_128(text)


@pytest.mark.parametrize("digits", [SSCC[:-1] + "8", SSCC[:-1], "７" * 18, "x" * 18])
def test_a_wrong_check_digit_is_refused(digits: str) -> None:
    with pytest.raises(UnprintableDocument, match="check digit"):
        sscc_128(digits)


def test_gs1_elements_hold_no_blanks_or_chinese() -> None:
    for text in ("", "10A B", "10龙"):
        with pytest.raises(UnprintableDocument, match="GS1"):
            gs1_128(text)


def test_more_text_than_a_symbol_holds_is_refused() -> None:
    with pytest.raises(UnprintableDocument, match="one symbol"):
        data_matrix("x" * 5000)


def test_modules_are_the_most_whole_dots_that_fit() -> None:
    symbol = code_128("A-01-3")
    assert module_dots(symbol, symbol.width * 3 / 8) == 3
    assert module_dots(symbol, symbol.width * 3 / 8 - 0.2) == 2
    assert module_dots(symbol, 1000) == 5
    with pytest.raises(UnprintableDocument, match="does not fit"):
        module_dots(symbol, 10)


def test_stretches_name_start_and_length() -> None:
    assert stretches("1100101") == [(0, 2), (4, 1), (6, 1)]
    assert stretches("000") == []


def with_check_digit(body: str) -> str:
    return body + check_digit(body)
