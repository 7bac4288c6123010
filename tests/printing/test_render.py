"""Every document in both languages, printed, looked at by a decoder and read by a text extractor."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pypdfium2
import pytest

from app.language import tr_in
from app.models.barcodes import CommandCode
from app.models.people import Role
from app.printing import documents as d
from app.printing.faults import UnprintableDocument
from app.printing.media import Speech
from app.printing.preview import page_count, page_image, page_png, page_text
from app.printing.render import as_pdf, as_zpl, for_printer, size_mm, title
from tests.printing.documents import SSCC, Read, a_manifest, a_parcel_label, a_pick_list, a_slip, every_document
from tests.printing.documents import read_page as scanned

LANGUAGES = ("zh_CN", "en")
KINDS = tuple(every_document("en"))
EXPECTED = {
    "slip": {Read("P01-000123-K4", "]C0")},
    "gift": {Read("P01-000123-K4", "]C0")},
    "prices": {Read("P01-000123-K4", "]C0")},
    "pick_list": {Read("PL-000481", "]C0")},
    "manifest": {Read("M-2026-11-24-02", "]C0")},
    "parcel": {Read("00" + SSCC, "]C1"), Read("P01-000123-K4", "]d1")},
    "product": {Read("7032069804988", "]E0")},
    "product_lot": {Read("6921168509256", "]E0"), Read("01069211685092561527033110L2611A", "]d2")},
    "product_pack": {Read("0117032069804985", "]C1")},
    "product_sku": {Read("85123A", "]C0")},
    "location": {Read("A-01-3", "]C0")},
    "location_long": {Read("COLD-B-12-04-C", "]C0")},
    "tote": {Read("T-0012", "]C0"), Read("T-0012", "]d1")},
    "badge": {Read("W-0007", "]C0")},
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "commands"])
def test_each_page_scans_to_what_was_asked(lang: str, kind: str) -> None:
    assert scanned(as_pdf(every_document(lang)[kind])) == EXPECTED[kind]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_card_of_a_command_sheet_scans(lang: str) -> None:
    """Rule G4: command codes are printed for each bench."""
    sheet = d.CommandSheet(lang, Role.SUPERVISOR)
    assert {read.text for read in scanned(as_pdf(sheet))} == {code.text for code in CommandCode}


def test_a_command_sheet_shows_a_role_only_what_it_uses() -> None:
    texts = {read.text for read in scanned(as_pdf(d.CommandSheet("en", Role.PICKER)))}
    assert "CMD-SKIP" in texts
    assert "CMD-REOPEN" not in texts


def test_a_command_sheet_may_hold_a_choice_of_commands() -> None:
    sheet = d.CommandSheet("en", Role.PICKER, commands=(CommandCode.HELP,) * 17)
    assert page_count(as_pdf(sheet)) == 2
    assert scanned(as_pdf(sheet), 1) == {Read("CMD-HELP", "]C0")}


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_sheet_with_help_and_sign_out(role: Role) -> None:
    assert {"CMD-HELP", "CMD-SIGN-OUT", "CMD-UNDO"} <= {
        read.text for read in scanned(as_pdf(d.CommandSheet("en", role)))
    }


WORDS = {
    "slip": ("装箱单", "收件人", "欧阳珺喆", "浙江省杭州市西湖区", "乳白玻璃床头灯", "第2件，共3件"),
    "gift": ("生日快乐", "万事如意"),
    "prices": ("单价", "金额", "合计"),
    "pick_list": ("拣货单", "库位", "周转箱", "批号", "截单时间"),
    "manifest": ("交接单", "司机", "签名", "顺丰速运", "缺"),
    "commands": ("指令条码", "打包员", "下一包裹", "呼叫主管"),
    "parcel": ("顺丰速运", "寄件人", "欧阳珺喆", "华星时代广场", "发货日期"),
    "product_lot": ("西湖龙井", "批号", "保质期至"),
    "badge": ("欧阳珺喆", "打包员"),
}


@pytest.mark.parametrize("kind", WORDS)
def test_the_chinese_words_of_a_page_can_be_read_back(kind: str) -> None:
    text = "".join(page_text(as_pdf(every_document("zh_CN")[kind])).split())
    for word in WORDS[kind]:
        assert word in text


@pytest.mark.parametrize("kind", KINDS)
def test_every_font_on_a_page_is_embedded(kind: str) -> None:
    document = pypdfium2.PdfDocument(as_pdf(every_document("zh_CN")[kind]))
    for page in document:
        fonts = {item.get_font() for item in page.get_objects() if isinstance(item, pypdfium2.PdfTextObj)}
        used = {(font.get_base_name(), font.is_embedded) for font in fonts}
        assert used
        assert all(is_embedded for _, is_embedded in used)
        assert all("Inter" in name or "NotoSansSC" in name for name, _ in used)
    document.close()


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_document_is_the_same_file(kind: str) -> None:
    assert as_pdf(every_document("zh_CN")[kind]) == as_pdf(every_document("zh_CN")[kind])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_slip_of_two_hundred_lines_repeats_its_head_and_loses_no_line(lang: str) -> None:
    pdf = as_pdf(a_slip(lang, lines=200))
    pages = page_count(pdf)
    assert pages >= 6
    numbers: list[str] = []
    for index in range(pages):
        text = page_text(pdf, index)
        assert tr_in(lang, "Item") in text
        assert "".join(tr_in(lang, "Page {page} of {pages}").format(page=index + 1, pages=pages).split()) in "".join(
            text.split()
        )
        assert "P01-000123-K4" in text
        numbers += [word for word in text.split() if word.isdecimal()]
    assert {str(number) for number in range(1, 201)} <= set(numbers)


def test_a_long_pick_list_and_a_long_manifest_keep_their_sums_with_a_row() -> None:
    for pdf in (as_pdf(a_pick_list("en", 211)), as_pdf(a_manifest("en", 230))):
        last = page_text(pdf, page_count(pdf) - 1)
        assert "Lines: 211" in last or "Parcels handed over: 229" in last
        assert "K4" in last


@pytest.mark.parametrize("lines", range(20, 32))
def test_no_row_is_printed_over_the_foot_of_a_page(lines: int) -> None:
    """The sum needs room too: it moves to the next page together with the last row."""
    pdf = as_pdf(a_slip("en", lines=lines, message="A long message.\n" * 6))
    for index in range(page_count(pdf)):
        page = page_image(pdf, index, dpi=50.8)  # 2 pixels to the millimetre
        margin = page.rgb[(2 * 294) * page.width * 3 :]
        assert set(margin) == {255}
    assert "Units in this parcel" in page_text(pdf, page_count(pdf) - 1)


def test_a_slip_shows_no_prices_unless_asked() -> None:
    for lang in LANGUAGES:
        assert not any(sign in page_text(as_pdf(a_slip(lang))) for sign in "£¥€$")
    assert "£483.10" in page_text(as_pdf(every_document("en")["prices"]))


def test_an_address_of_six_long_lines_fits_the_label_whole() -> None:
    six = (
        "Dr. Maximiliane Freifrau von Hohenlohe-Waldenburg-Schillingsfürst",
        *tuple(
            f"{n}. Hintergebäude links, Aufgang {n}, Appartement {n}{n}, c/o Familie Müller-Lüdenscheidt"
            for n in range(1, 6)
        ),
    )
    label = a_parcel_label("en", recipient=six)
    text = " ".join(page_text(as_pdf(label)).split())
    for line in six:
        assert letters(line) in letters(text)
    assert scanned(as_pdf(label)) == EXPECTED["parcel"]


def letters(text: str) -> str:
    """Leave out blanks and hyphens, which a line end may have taken."""
    return "".join(char for char in text if char.isalnum())


def test_labels_are_whole_dots_wide_and_bars_are_pure_black() -> None:
    page = page_image(as_pdf(a_parcel_label()))
    assert (page.width, page.height) == (800, 1200)
    row = page.rgb[1000 * page.width * 3 : 1001 * page.width * 3 : 3]
    assert all(level < 8 or level > 247 for level in row)
    edges = [at for at in range(1, len(row)) if (row[at] < 128) != (row[at - 1] < 128)]
    assert all((edge - edges[0]) % 4 == 0 for edge in edges)


def test_a_label_printer_gets_zpl_and_a_sheet_stays_pdf() -> None:
    label, label_media = for_printer(a_parcel_label(), Speech.ZPL)
    sheet, sheet_media = for_printer(a_slip(), Speech.ZPL)
    assert (label, label_media.speech) == (as_zpl(a_parcel_label()), Speech.ZPL)
    assert (sheet[:5], sheet_media.speech, sheet_media.width_mm) == (b"%PDF-", Speech.PDF, 210)
    assert for_printer(a_parcel_label(), Speech.PDF)[0][:5] == b"%PDF-"


@pytest.mark.parametrize("kind", KINDS)
def test_each_document_has_a_title_and_a_size(kind: str) -> None:
    document = every_document("en")[kind]
    assert title(document)
    wide, high = size_mm(document)
    page = page_image(as_pdf(document), dpi=25.4)
    assert (abs(page.width - wide) <= 1, abs(page.height - high) <= 1) == (True, True)


def test_a_preview_is_a_png_of_the_page() -> None:
    png = page_png(as_pdf(a_slip()), dpi=72)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(png[16:20]) == 596


def test_a_preview_too_large_for_memory_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        page_image(as_pdf(a_slip()), dpi=5000)


def test_a_label_with_an_impossible_sscc_or_count_is_a_bug_found_before_paper() -> None:
    with pytest.raises(UnprintableDocument, match="18 digits"):
        a_parcel_label(sscc="123")
    with pytest.raises(UnprintableDocument, match="parcel 4 of 3"):
        a_parcel_label(parcel=4)
    with pytest.raises(UnprintableDocument, match="check digit"):
        as_pdf(a_parcel_label(sscc="340123450000000018"))
    with pytest.raises(UnprintableDocument, match="lines are more"):
        a_slip(lines=5001)


def test_pages_drawn_by_several_threads_at_once_are_the_same_pages() -> None:
    """A preview and the print thread draw at once; reportlab's fonts are shared by all pages."""
    sheets = [d.CommandSheet(lang, role) for lang in LANGUAGES for role in Role]
    alone = [as_pdf(sheet) for sheet in sheets]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as threads:
            assert list(threads.map(as_pdf, sheets * 2)) == alone * 2
    finally:
        sys.setswitchinterval(before)
