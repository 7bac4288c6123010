"""Fonts, substitutes, line breaking and fitting, for names nobody thought of."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.printing.fonts import Weight, clean, has_glyph, registered, runs, width
from app.printing.preview import page_text
from app.printing.render import as_pdf, as_zpl
from app.printing.typesetting import ELLIPSIS, fit_block, fit_line, wrap
from app.printing.words import money, weight
from tests.printing.documents import SSCC, Read, a_parcel_label, a_slip, read_page

RARE = st.sampled_from("𠮷珺堃喆㐱龘😀👨‍👩‍👧🇨🇳é́ﬁʼאبไ\u200d\ufe0f\x00\x07\ud800\u202e\U0010ffff")
NAMES = st.text(st.one_of(st.characters(), RARE), max_size=60)
WORD = st.text("Wörterbuch-龙，", min_size=80, max_size=160)


def test_latin_is_inter_and_chinese_is_noto() -> None:
    assert [(run.font, run.text) for run in runs("Blue 蓝色 mug", Weight.REGULAR)] == [
        ("Inter_400Regular", "Blue "),
        ("NotoSansSC_400Regular", "蓝色"),
        ("Inter_400Regular", " mug"),
    ]


def test_a_gap_parts_chinese_from_a_figure_beside_it() -> None:
    assert [run.gap_em > 0 for run in runs("共3件", Weight.BOLD)] == [False, True, True]
    assert not any(run.gap_em for run in runs("共 3 件", Weight.BOLD))


def test_quotes_take_the_width_of_the_script_around_them() -> None:
    assert [run.font for run in runs("“好”", Weight.REGULAR)] == ["NotoSansSC_400Regular"]
    assert [run.font for run in runs("“ok”", Weight.REGULAR)] == ["Inter_400Regular"]


@pytest.mark.parametrize(("char", "code"), [("𠮷", "20BB7"), ("😀", "1F600"), ("\x07", "0007"), ("\ud800", "D800")])
def test_a_character_no_font_has_is_shown_with_its_code_point(char: str, code: str) -> None:
    assert not has_glyph(char)
    assert "".join(run.text for run in runs(f"李{char}", Weight.BOLD)) == f"李□{code}"
    pdf = as_pdf(a_slip(recipient=(f"李{char}", "杭州")))
    assert f"李□{code}" in page_text(pdf).replace(" ", "")


@pytest.mark.parametrize("char", "珺堃喆龘㐱")
def test_rare_characters_of_names_have_glyphs(char: str) -> None:
    assert has_glyph(char)


def test_joiners_and_variation_selectors_are_not_shown() -> None:
    assert clean("a\u200d\ufe0fb\tc") == "ab c"


@given(NAMES)
def test_every_run_has_glyphs_for_all_its_characters(text: str) -> None:
    for run in runs(text, Weight.MEDIUM):
        weight_of_run = next(item for item in Weight if run.font in item.value)
        assert registered(run.font) == run.font
        assert all(has_glyph(char, weight_of_run) for char in run.text)


@given(st.one_of(NAMES, WORD), st.floats(20, 300), st.floats(5, 20))
def test_wrapped_lines_fit_and_nothing_is_lost(text: str, room: float, size: float) -> None:
    lines = wrap(text, room, size)
    widest = max((width(char, Weight.REGULAR, size) for char in clean(text)), default=0)
    assert all(width(line, Weight.REGULAR, size) <= max(room, widest) + 0.01 for line in lines)
    kept = [char for char in clean(" ".join(text.splitlines())) if char != " "]
    assert [char for line in lines for char in line if char != " "] == kept


def test_closing_marks_do_not_begin_a_line_nor_opening_ones_end_it() -> None:
    for room in range(24, 90):
        for line in wrap("他说：“你好，世界！”（真的）。", room, 10):
            if len(line) > 1:
                assert line[0] not in "，：！”）。"
                assert line[-1] not in "“（"


@given(st.lists(st.one_of(NAMES, WORD), max_size=8), st.floats(40, 300), st.floats(20, 120))
def test_a_block_never_leaves_its_box(texts: list[str], wide: float, high: float) -> None:
    block = fit_block(tuple(texts), (wide, high), (5, 18), Weight.MEDIUM)
    assert block.height <= max(high, block.size * 1.32) + 0.01
    if block.is_cut:
        assert block.size == 5
        assert block.lines[-1].endswith(ELLIPSIS)
    assert all(width(line, Weight.MEDIUM, block.size) <= wide + 0.01 for line in block.lines)


def test_the_code_point_of_a_character_without_a_glyph_stays_in_its_box() -> None:
    block = fit_block(("\U0003c620",), (40, 20), (5, 18), Weight.MEDIUM)
    assert block.lines == ("\U0003c620",)
    assert width(block.lines[0], Weight.MEDIUM, block.size) <= 40


@given(st.one_of(NAMES, WORD), st.floats(30, 300))
def test_one_line_shrinks_before_it_is_cut(text: str, room: float) -> None:
    line, size = fit_line(text, room, (6, 20), Weight.BOLD)
    assert 6 <= size <= 20
    assert width(line, Weight.BOLD, size) <= room + 0.01
    assert line == clean(text).strip() or (size == 6 and line.endswith(ELLIPSIS))


@settings(max_examples=settings.default.max_examples // 4)
@given(NAMES, st.lists(st.one_of(NAMES, WORD), max_size=7), NAMES)
def test_any_name_and_address_gives_a_label_that_scans(name: str, address: list[str], phone: str) -> None:
    label = a_parcel_label("en", recipient=(name, *address), sender=tuple(address), recipient_phone=phone, carrier=name)
    assert Read("00" + SSCC, "]C1") in read_page(as_pdf(label))
    assert as_zpl(label).count(b"^XA") == as_zpl(label).count(b"^XZ") == 1


@settings(max_examples=settings.default.max_examples // 10)
@given(NAMES, st.lists(WORD, max_size=7))
def test_any_name_and_address_gives_a_slip_that_scans(name: str, address: list[str]) -> None:
    slip = a_slip("zh_CN", recipient=(name, *address), message=name)
    assert read_page(as_pdf(slip)) == {Read("P01-000123-K4", "]C0")}


def test_weights_and_money_are_written_exactly() -> None:
    assert [weight(grams) for grams in (None, 0, 7, 999, 1000, 2345, 123_456)] == [
        "", "0 g", "7 g", "999 g", "1.00 kg", "2.35 kg", "123.46 kg",
    ]  # fmt: skip
    assert [money(1234567, "CNY"), money(-5, "GBP"), money(1500, "JPY"), money(990, "CHF")] == [
        "¥12,345.67", "-£0.05", "JPY 1,500", "CHF 9.90",
    ]  # fmt: skip
