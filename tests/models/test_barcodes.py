"""Numbers, dates and command codes as labels carry them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean

from app.models.barcodes import (
    CommandCode,
    check_digit,
    code_key,
    command_code,
    gs1_date,
    gtin14,
    is_expired,
    printable,
    sscc,
    valid_sscc,
)

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("printed", "compared"),
    [
        ("96385074", "00000096385074"),
        ("036000291452", "00036000291452"),
        ("6921168509256", "06921168509256"),
        ("16921168509253", "16921168509253"),
    ],
)
def test_retail_numbers_of_any_length_compare_as_fourteen_digits(printed: str, compared: str) -> None:
    """Rule F1: GTIN-8, -12, -13 and -14."""
    assert gtin14(printed) == compared


@pytest.mark.parametrize("text", ["", "6921168509257", "692116850925", "69211685092566", "A-01-3", "²²²²²²²²", "٠" * 8])
def test_what_is_no_retail_number_is_none(text: str) -> None:
    """Rule F1: wrong check digits, wrong lengths, other digits than 0-9."""
    assert gtin14(text) is None


@given(st.text("0123456789", min_size=12, max_size=12))
def test_the_check_digit_is_the_one_the_standard_library_of_numbers_computes(digits: str) -> None:
    """Rule F1: against an independent implementation."""
    assert check_digit(digits) == ean.calc_check_digit(digits)


@given(st.text("0123456789", min_size=13, max_size=13), st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(digits: str, place: int, error: int) -> None:
    """Rule F1: no single misread digit passes."""
    good = digits + check_digit(digits)
    bad = good[:place] + str((int(good[place]) + error) % 10) + good[place + 1 :]
    assert gtin14(good) == good
    assert gtin14(bad) is None


def test_a_check_digit_of_letters_is_refused() -> None:
    with pytest.raises(ValueError, match="needs digits"):
        check_digit("12A")


def test_two_writings_of_one_code_have_one_key() -> None:
    """Rule F1: one table of codes."""
    assert code_key(" 036000291452 ") == code_key("0036000291452") == "00036000291452"
    assert code_key("lamp-42") == code_key("LAMP-42") == "LAMP-42"


def test_an_sscc_has_eighteen_digits_and_its_check_digit() -> None:
    """Rule F5: the example of the GS1 General Specifications."""
    assert sscc("10614141", 234567890) == "106141412345678908"
    assert valid_sscc("106141412345678908") == "106141412345678908"


@pytest.mark.parametrize("text", ["00106141412345678908", "(00)106141412345678908"])
def test_an_sscc_is_known_with_its_identifier_before_it(text: str) -> None:
    assert valid_sscc(text) == "106141412345678908"


@pytest.mark.parametrize("text", ["", "106141412345678907", "10614141234567890", "0010614141234567890X"])
def test_what_is_no_sscc_is_none(text: str) -> None:
    assert valid_sscc(text) is None


def test_serials_of_parcels_never_wrap_round() -> None:
    """Rule F5: an SSCC is not used again for a year, so a used-up range is an error."""
    assert sscc("1061414123456", 9999)[:17] == "10614141234569999"
    with pytest.raises(ValueError, match="does not fit"):
        sscc("1061414123456", 10_000)
    with pytest.raises(ValueError, match="does not fit"):
        sscc("1061414123456", -1)
    with pytest.raises(ValueError, match="prefix"):
        sscc("0614141", 1)


@given(st.integers(0, 999_999_999), st.integers(0, 999_999_999))
def test_different_serials_are_different_parcels(one: int, other: int) -> None:
    """Rule F5: no two parcels of one prefix share a number."""
    assert (sscc("10614141", one) == sscc("10614141", other)) is (one == other)


@pytest.mark.parametrize(
    ("digits", "day"),
    [
        ("261231", date(2026, 12, 31)),
        ("260200", date(2026, 2, 28)),
        ("280200", date(2028, 2, 29)),
        ("770101", date(1977, 1, 1)),
        ("760101", date(2076, 1, 1)),
    ],
)
def test_dates_on_labels_are_read_as_gs1_writes_them(digits: str, day: date) -> None:
    """Rule F4: DD=00 is the last day of the month; the century follows the 51/50-year window."""
    assert gs1_date(digits, TODAY) == day


@pytest.mark.parametrize("digits", ["260231", "261301", "260001", "26010", "2601011", "26O101", ""])
def test_days_that_do_not_exist_are_none(digits: str) -> None:
    """Rule F4."""
    assert gs1_date(digits, TODAY) is None


def test_the_century_turns_at_the_end_of_this_one() -> None:
    """Rule F4: read in 2099, 01 is 2101 and 50 is 2050."""
    assert gs1_date("010101", date(2099, 6, 1)) == date(2101, 1, 1)
    assert gs1_date("500101", date(2099, 6, 1)) == date(2050, 1, 1)


def test_the_day_of_expiry_itself_is_still_valid() -> None:
    """Rule F6: one function says so."""
    assert not is_expired(TODAY, TODAY)
    assert is_expired(date(2026, 11, 23), TODAY)
    assert not is_expired(None, TODAY)


@pytest.mark.parametrize("command", list(CommandCode))
def test_every_command_is_read_from_its_own_barcode_text(command: CommandCode) -> None:
    """Rule G4: capitals, digits and hyphens only, so that any scanner and any layout types them."""
    assert command_code(command.text) is command
    assert command_code(command.text.lower()) is command
    assert all(char.isupper() or char.isdigit() or char == "-" for char in command.text)


@pytest.mark.parametrize("text", ["CONFIRM", "CMD-", "CMD-DANCE", "", "T-0012"])
def test_other_texts_are_no_commands(text: str) -> None:
    assert command_code(text) is None


def test_quantity_commands_know_their_number() -> None:
    assert [command.quantity for command in (CommandCode.QTY_5, CommandCode.QTY_12, CommandCode.UNDO)] == [5, 12, None]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("10A\x1d21B", "10A<GS>21B"),
        ("\r\t\x00", "<CR><TAB><NUL>"),
        ("\x7f\u202e\u2028", "<U+007F><U+202E><U+2028>"),
        ("检 é", "检 é"),
    ],
)
def test_characters_without_a_picture_are_shown_by_name(text: str, shown: str) -> None:
    """Rule D2: what was read is shown, also what cannot be seen."""
    assert printable(text) == shown


def test_a_text_too_long_to_show_is_cut() -> None:
    assert printable("x" * 500, longest=10) == "xxxxxxxxx…"
