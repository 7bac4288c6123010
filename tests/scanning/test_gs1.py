"""What is GS1 and what only looks like it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.barcodes import Elements, check_digit
from app.scanning.gs1 import TEXT_LENGTH_MAX, parse_gs1, split_aim

GTIN = "06921168509256"
SSCC = "106141412345678908"


@pytest.mark.parametrize("symbology", ["]C1", "]e0", "]d2", "]Q3"])
def test_a_symbology_that_says_gs1_is_believed(symbology: str) -> None:
    """Rule F2: GS1 if the identifier says so, given or typed before the text."""
    wanted = Elements(gtin=GTIN, lot="AB7", expires_on=date(2027, 1, 31))
    text = f"01{GTIN}10AB7\x1d17270131"
    assert parse_gs1(text, symbology) == wanted
    assert parse_gs1(symbology + text) == wanted


def test_every_identifier_of_the_trade_is_understood() -> None:
    """Rule F4: the list of identifiers."""
    assert parse_gs1(f"00{SSCC}", "]C1") == Elements(sscc=SSCC)
    assert parse_gs1(f"02{GTIN}3712", "]C1") == Elements(content_gtin=GTIN, count=12)
    assert parse_gs1("11260102152602001726030121S-9\x1d306", "]C1") == Elements(
        produced_on=date(2026, 1, 2),
        best_before_on=date(2026, 2, 28),
        expires_on=date(2026, 3, 1),
        serial="S-9",
        count=6,
    )
    assert parse_gs1("3103001890", "]C1") == Elements(weight_g=1890)
    assert parse_gs1("3100000002", "]C1") == Elements(weight_g=2000)
    assert parse_gs1("25455\x1d400PO-77", "]C1") == Elements(place="55", order_number="PO-77")
    assert parse_gs1("70032601311200", "]C1") == Elements(expires_on=date(2026, 1, 31))


def test_item_and_lot_labels_may_come_in_turn() -> None:
    """Rule F4: a lot label alone, from a scanner that does not name the symbology."""
    assert parse_gs1("10AB7") == Elements(lot="AB7")
    assert parse_gs1("]C110AB7") == Elements(lot="AB7")


def test_brackets_are_read_as_printed() -> None:
    """Rule F3: the human-readable form, blanks between included."""
    wanted = Elements(gtin=GTIN, lot="AB7", expires_on=date(2026, 2, 28))
    assert parse_gs1(f"(01) {GTIN} (10) AB7 (17) 260200") == wanted


def test_brackets_that_do_not_close_are_no_code() -> None:
    """Rule F3: a part must not be taken for the whole."""
    assert parse_gs1(f"(01){GTIN}(10)AB(C") is None
    assert parse_gs1("(hello)") is None


def test_a_digital_link_says_the_same_as_its_elements() -> None:
    """Rule F4: GS1 Digital Link, in a QR code that is not a GS1 QR code."""
    link = f"https://id.gs1.org/01/{GTIN}/10/AB7?17=270131"
    assert parse_gs1(link, "]Q1") == Elements(gtin=GTIN, lot="AB7", expires_on=date(2027, 1, 31))
    assert parse_gs1("https://example.com/offers?10=AB7", "]Q1") in (None, Elements(lot="AB7"))
    assert parse_gs1("https://example.com/", "]Q1") is None


@pytest.mark.parametrize("text", ["7032069804988", "036000291452", "96385074", "10614141000415"])
def test_a_retail_number_alone_is_never_element_strings(text: str) -> None:
    """Rule F2: 7032069804988 is an EAN-13, not AI 7032."""
    assert parse_gs1(text) is None
    assert parse_gs1(text, "]E0") is None


@pytest.mark.parametrize(
    "text", ["21754", "37123", "A-01-3", "T-0012", "P01-000123-K4", "CMD-UNDO", "W-0007", "", "]C1"]
)
def test_numbers_of_our_own_are_not_gs1(text: str) -> None:
    """Rule F2: SKU 21754 is not serial 754."""
    assert parse_gs1(text) is None


def test_a_lot_that_looks_like_gs1_stays_a_lot_where_the_symbology_is_plain() -> None:
    """Rule F2: 10D9T read from a plain Code 128 is 10D9T."""
    assert parse_gs1("10D9T", "]C0") is None


@pytest.mark.parametrize(
    "text",
    [
        f"01{GTIN[:-1]}710AB7",
        "00106141412345678907",
        "17260231",
        "11261301",
        f"01{GTIN}1700",
        "zz",
        "99INTERNAL",
    ],
)
def test_what_contradicts_itself_or_says_nothing_to_us_is_no_read(text: str) -> None:
    """Rule F4: a lot whose GTIN is garbled must not be booked on the item before."""
    assert parse_gs1(text, "]C1") is None


@given(st.text(max_size=60) | st.text("0123456789()]C1d2\x1d", max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Rule F2: garbled, cut off, foreign."""
    for symbology in ("", "]C1", "]C0", "]Q1"):
        found = parse_gs1(text, symbology)
        assert found is None or found != Elements()


@given(st.text("0123456789", min_size=12, max_size=12))
def test_no_ean_13_whatever_is_ever_element_strings(digits: str) -> None:
    """Rule F2: for all of them."""
    assert parse_gs1(digits + check_digit(digits)) is None


def test_a_text_without_end_is_refused_at_once() -> None:
    assert parse_gs1("10" + "A\x1d21" * TEXT_LENGTH_MAX, "]C1") is None


def test_a_typed_identifier_is_split_off() -> None:
    assert split_aim("]E06921168509256") == ("]E0", "6921168509256")
    assert split_aim("A-01-3") == ("", "A-01-3")
    assert split_aim("]") == ("", "]")
