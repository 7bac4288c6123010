"""The maker of the demo data: which codes and names it lets in, and that the same input gives the same files."""

import gzip
from pathlib import Path

import pytest

from installer import demo_data


@pytest.mark.parametrize(
    ("code", "good"),
    [
        ("3760039982384", True),
        ("3760039982385", False),
        ("0000000000031", False),
        ("2099402571025", False),
        ("0210390082399", False),
        ("9783161484100", False),
        ("376003998238", False),
        ("３７６００３９９８２３８４", False),
    ],
)
def test_only_codes_given_to_goods_get_in(code: str, good: bool) -> None:
    assert demo_data.is_retail_ean13(code) is good


@pytest.mark.parametrize(
    ("name", "good"), [("Miel de tilleul", True), ("อัลมอนด์อบเกลือ", False), ("abc", False), ("12/34 <x> 56 78", False)]
)
def test_only_names_that_read_well_on_a_label_get_in(name: str, good: bool) -> None:
    assert demo_data.is_good_name(name) is good


def test_names_in_capitals_are_calmed_and_spaces_put_in_order() -> None:
    assert demo_data.tidy_name("MERMELADA  DE CHABACANO ") == "Mermelada de chabacano"


def test_chinese_names_say_what_the_thing_is() -> None:
    namer = demo_data.Namer("food")
    named = {namer.name(str(key), "Huile d'olive vierge extra") for key in range(60)}
    assert {prefix for prefix, *_ in named} == {"OLOI"}
    assert any(name_zh.endswith("橄榄油") for _, _, name_zh, _, _ in named)
    assert namer.name("1", "Bayas de goji") == ("GROC", "grocery", "", "", "")


def test_a_packed_table_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    rows = [{"a": "1", "b": "茶"}]
    for name in ("one.csv.gz", "two.csv.gz"):
        demo_data.write(tmp_path / name, rows)
    assert (tmp_path / "one.csv.gz").read_bytes() == (tmp_path / "two.csv.gz").read_bytes()
    assert demo_data.read(tmp_path / "one.csv.gz") == rows


def test_districts_get_real_names_for_the_placeholders_of_the_list(tmp_path: Path) -> None:
    (tmp_path / "provinces.csv").write_text("code,name\n11,北京市\n41,河南省\n", "utf-8")
    (tmp_path / "cities.csv").write_text("code,name\n1101,市辖区\n4190,省直辖县级行政区划\n", "utf-8")
    (tmp_path / "areas.csv").write_text(
        "code,name,cityCode,provinceCode\n110105,朝阳区,1101,11\n419001,济源市,4190,41\n", "utf-8"
    )
    assert [row["city"] for row in demo_data.district_rows(tmp_path)] == ["北京市", "济源市"]


def test_what_ships_was_made_by_this_rule() -> None:
    rows = demo_data.read(demo_data.DEMO / "products_food.csv.gz")
    assert len(rows) == demo_data.FOOD_ROWS
    assert all(demo_data.is_retail_ean13(row["ean"]) and demo_data.is_good_name(row["name"]) for row in rows)
    assert len({row["ean"] for row in rows}) == len(rows)
    assert gzip.decompress((demo_data.DEMO / "products_food.csv.gz").read_bytes()).startswith(b"ean,name,")
