"""Labels in the printer's language, rendered by an interpreter of ZPL and decoded."""

import io
import re

import numpy as np
import pytest
import zplkit
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.printing.render import Label, as_zpl, size_mm
from app.printing.zpl import escaped, graphic
from tests.printing.documents import a_parcel_label, every_document, read_pixels
from tests.printing.test_render import EXPECTED

LABELS = (
    "parcel",
    "product",
    "product_lot",
    "product_pack",
    "product_sku",
    "location",
    "location_long",
    "tote",
    "badge",
)


def rendered(zpl: bytes, wide: int, high: int) -> np.ndarray:
    (scene,) = zplkit.render(zpl, zplkit.Options(width=wide, height=high, dpi=203)).labels
    return np.asarray(Image.open(io.BytesIO(scene.png())).convert("L"))


def rendered_label(label: Label) -> np.ndarray:
    wide, high = size_mm(label)
    return rendered(as_zpl(label), round(wide * 8), round(high * 8))


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("kind", LABELS)
def test_each_label_scans_to_what_was_asked(lang: str, kind: str) -> None:
    grey = rendered_label(every_document(lang)[kind])
    assert read_pixels(np.pad(grey, 8, constant_values=255)) == EXPECTED[kind]


def test_a_parcel_label_is_800_by_1200_dots_with_native_bars() -> None:
    zpl = as_zpl(a_parcel_label("en")).decode()
    assert "^PW800\n^LL1200" in zpl
    assert "^CI28" in zpl
    assert "^BY4,3.0,216^BCN,216,N,N,N,N^FD>;>800340123450000000017^FS" in zpl
    assert "^BXN,5,200^FDP01-000123-K4^FS" in zpl
    assert rendered_label(a_parcel_label("en")).shape == (1200, 800)


def test_latin_is_the_printers_font_and_chinese_a_graphic() -> None:
    zpl = as_zpl(a_parcel_label("en", recipient=("Ann Li", "1 High Street"), sender=("上海",))).decode()
    assert re.search(r"\^A0N,\d+,\d+\^FH_\^FDAnn Li\^FS", zpl)
    assert zpl.count("^GFA") == 1
    assert "上" not in zpl


@pytest.mark.parametrize("name", ["^XZ^XA", "~HS~JA", "back\\slash", "a_5Eb", "100% ^FS"])
def test_no_name_is_a_command(name: str) -> None:
    label = a_parcel_label("en", recipient=(name, "1 High Street"))
    zpl = as_zpl(label).decode()
    assert zpl.count("^XA") == zpl.count("^XZ") == 1
    assert "~" not in zpl
    grey = rendered_label(label)
    other = rendered_label(a_parcel_label("en", recipient=("", "1 High Street")))
    assert (grey[370:430] != other[370:430]).any()
    assert read_pixels(grey) == EXPECTED["parcel"]


def test_a_field_is_read_back_as_it_was() -> None:
    text = "^~\\_ 5_E"
    assert re.sub(r"_([0-9A-F]{2})", lambda code: chr(int(code[1], 16)), escaped(text)) == text


@settings(max_examples=settings.default.max_examples // 2)
@given(st.integers(1, 500), st.lists(st.lists(st.integers(0, 500), max_size=6), min_size=1, max_size=8))
def test_a_graphic_is_printed_dot_for_dot(wide: int, edges: list[list[int]]) -> None:
    """Rows of long and short runs, so that each letter of the run-length form is used."""
    dark = np.zeros((len(edges), wide), bool)
    for row, places in enumerate(edges):
        for place in places:
            dark[row, place:] ^= True
    picture = Image.fromarray(np.where(dark, 0, 255).astype(np.uint8)).convert("1")
    grey = rendered(f"^XA^PW512^LL16^FO0,0{graphic(picture)}^FS^XZ".encode(), 512, 16)
    assert ((grey[: len(edges), :wide] < 128) == dark).all()
    assert (grey[:, wide:] > 128).all()


def test_a_white_word_on_a_black_band_can_be_seen() -> None:
    grey = rendered_label(every_document("en")["badge"])
    band = grey[0:80] < 128
    assert 0.75 < band.mean() < 0.995


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_nothing_is_printed_outside_the_margins_of_a_parcel_label(lang: str) -> None:
    grey = rendered_label(a_parcel_label(lang))
    assert (grey[:, :36] > 128).all()
    assert (grey[:, 768:] > 128).all()
