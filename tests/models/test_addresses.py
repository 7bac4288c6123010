"""Splitting pasted addresses: what is certain is split, what is in doubt is asked, nothing is guessed silently."""

import gzip
import json
import os
import time
from collections import Counter
from pathlib import Path

import pytest

from app.models.address_reading import readings_of
from app.models.addresses import Address, Doubt, split_address
from app.models.divisions import District, Divisions, one_edit_apart, short_name
from app.operations.addresses import china


@pytest.fixture(scope="module")
def divisions() -> Divisions:
    return china()


def doubts(address: Address) -> list[Doubt]:
    return [question.doubt for question in address.questions]


def choices(address: Address) -> list[str]:
    return [one.province + one.district for one in address.questions[0].choices]


@pytest.mark.parametrize(
    "text",
    [
        "张三 13812345678 江苏省苏州市姑苏区平江路1号 215000",
        "江苏省苏州市姑苏区平江路1号,张三,138-1234-5678,邮编:215000",
        "收货人：张三\n手机：+86 138 1234 5678\n地址：江苏 苏州 姑苏区 平江路1号\n邮政编码 215000",
        "张三 13812345678 江蘇省蘇州市姑蘇區平江路1号 215000",
        "张三 苏州姑苏区平江路1号 13812345678 215000",
        "苏州市姑苏区平江路1号 13812345678 215000 张三",
    ],
)
def test_name_phone_postcode_and_place_are_found_in_any_order(text: str, divisions: Divisions) -> None:
    address = split_address(text, divisions)
    assert address.questions == ()
    assert (address.name, address.phone, address.postcode, address.country) == ("张三", "13812345678", "215000", "CN")
    assert (address.province, address.city, address.district) == ("江苏省", "苏州市", "姑苏区")
    assert (address.district_code, address.street) == ("320508", "平江路1号")


def test_a_name_glued_to_the_address_is_cut_off(divisions: Divisions) -> None:
    address = split_address("王小明江苏省苏州市姑苏区平江路1号", divisions)
    assert (address.name, address.district_code, address.questions) == ("王小明", "320508", ())


def test_a_landline_is_a_phone_too(divisions: Divisions) -> None:
    assert split_address("李雷 0512-62880068 苏州工业园区星湖街3号", divisions).phone == "0512-62880068"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("昆山市玉山镇长江路5号", "320583"),
        ("北京朝阳区建国路88号", "110105"),
        ("南京鼓楼中山路2号", "320106"),
        ("苏州工业园区星湖街328号", "320576"),
        ("上海浦东张江路9号", "310115"),
        ("广东省东莞市鸿福路1号", "441900"),
        ("河南济源市新华路4号", "419001"),
        ("西藏昌都察雅县学院路9号", "540325"),
    ],
)
def test_what_people_leave_out_is_put_back_when_only_one_place_is_meant(
    text: str, code: str, divisions: Divisions
) -> None:
    address = split_address(text, divisions)
    assert (address.district_code, address.questions) == (code, ())
    assert address.province


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("江苏省苏州市园区工业星湖街328号", "苏州工业园区"),
        ("广东省汕维市海丰县中山路3号", "海丰县"),
        ("四省巴中市平昌县和平路15号", "平昌县"),
        ("河北省廊坊市城大县文化路5号", "大城县"),
        ("江苏省台州市泰兴市解放路3号", "泰兴市"),
    ],
)
def test_a_wrong_character_is_asked_about_never_corrected_silently(
    text: str, proposed: str, divisions: Divisions
) -> None:
    address = split_address(text, divisions)
    assert doubts(address) == [Doubt.TYPO]
    assert (address.district, choices(address)) == (proposed, [address.province + proposed])


@pytest.mark.parametrize("text", ["朝阳区建国路88号", "鼓楼区中山路2号", "和平区胜利路2号"])
def test_a_district_that_several_cities_have_is_asked_about(text: str, divisions: Divisions) -> None:
    address = split_address(text, divisions)
    assert doubts(address) == [Doubt.WHICH_DISTRICT]
    assert (address.province, address.district_code) == ("", "")
    assert len(choices(address)) > 1


def test_two_districts_equally_near_leave_what_they_share(divisions: Divisions) -> None:
    address = split_address("福建省漳州市安县迎宾大道524号", divisions)
    assert (address.province, address.city, address.district) == ("福建省", "漳州市", "")
    assert sorted(choices(address)) == ["福建省华安县", "福建省诏安县"]


@pytest.mark.parametrize(
    "text",
    ["四川省武汉市新洲区和平路97号", "江苏省杭州市西湖区文三路1号", "青岛市姑苏区平江路1号", "湖北省青岛市中山路1号"],
)
def test_a_province_or_city_that_does_not_have_the_district_is_flagged(text: str, divisions: Divisions) -> None:
    address = split_address(text, divisions)
    assert doubts(address)[0] is Doubt.DISAGREE
    assert (address.province, address.district_code, address.street) == ("", "", text)


def test_a_city_written_in_full_is_never_taken_for_a_misspelt_district(divisions: Divisions) -> None:
    address = split_address("江苏省苏州市人民路5号", divisions)
    assert (doubts(address), address.city, address.street) == ([Doubt.NO_DISTRICT], "苏州市", "人民路5号")


def test_a_road_named_like_a_district_is_a_road(divisions: Divisions) -> None:
    address = split_address("北京市朝阳路5号", divisions)
    assert (doubts(address), address.district, address.street) == ([Doubt.NO_DISTRICT], "", "朝阳路5号")


def test_a_former_district_is_proposed_under_its_new_name(divisions: Divisions) -> None:
    address = split_address("上海市闸北区建设路225号", divisions)
    assert (doubts(address), address.district_code) == ([Doubt.FORMER_NAME], "310106")


def test_a_missing_street_is_asked_for(divisions: Divisions) -> None:
    assert doubts(split_address("江苏省苏州市虎丘区", divisions)) == [Doubt.NO_STREET]
    assert Doubt.NO_STREET in doubts(split_address("江苏省", divisions))


@pytest.mark.parametrize("text", ["", "你好", "12345", "？？？", "路" * 5_000, "13812345678", "张三 李四 王五"])
def test_what_is_no_address_is_said_so(text: str, divisions: Divisions) -> None:
    address = split_address(text, divisions)
    assert not address.district_code
    assert {Doubt.NO_DISTRICT, Doubt.NO_COUNTRY} & set(doubts(address))


def test_an_address_becomes_what_an_order_keeps(divisions: Divisions) -> None:
    postal = split_address("张三 13812345678 江苏省苏州市姑苏区平江路1号", divisions).postal()
    assert postal.one_line() == "江苏省 苏州市 姑苏区 平江路1号"
    assert (postal.name, postal.country, postal.district_code) == ("张三", "CN", "320508")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (
            "John Smith\n12 Piccadilly\nManchester M1 2WD\nUnited Kingdom\n+44 7911 123456",
            ("John Smith", "+44 7911 123456", "GB", "", "Manchester", "12 Piccadilly", "M1 2WD"),
        ),
        (
            "Jane Doe, 500 Pine Street, Seattle, WA 98101, USA",
            ("Jane Doe", "", "US", "WA", "Seattle", "500 Pine Street", "98101"),
        ),
        (
            "Hans Weber, Friedrichstraße 7, 10117 Berlin, Deutschland",
            ("Hans Weber", "", "DE", "", "Berlin", "Friedrichstraße 7", "10117"),
        ),
        (
            "Grace Tan, 9 Orchard Road, Singapore 238801",
            ("Grace Tan", "", "SG", "", "Singapore", "9 Orchard Road", "238801"),
        ),
        (
            "Jack Lee\n37 George Street\nSydney NSW 2000\nAustralia",
            ("Jack Lee", "", "AU", "NSW", "Sydney", "37 George Street", "2000"),
        ),
        (
            "Pierre Dubois, rue Neuve 3, Bruxelles, Belgium",
            ("Pierre Dubois", "", "BE", "", "Bruxelles", "rue Neuve 3", ""),
        ),
        ("日本 東京都千代田区外神田1-1", ("", "", "JP", "", "", "東京都千代田区外神田1-1", "")),
    ],
)
def test_an_address_abroad_passes_through_by_its_countrys_customs(
    text: str, fields: tuple[str, ...], divisions: Divisions
) -> None:
    address = split_address(text, divisions)
    got = (
        address.name,
        address.phone,
        address.country,
        address.province,
        address.city,
        address.street,
        address.postcode,
    )
    assert (got, address.questions, address.district_code) == (fields, (), "")


@pytest.mark.parametrize("text", ["12 Rue Verte, Paris", "9 Main Street"])
def test_an_address_abroad_without_a_country_asks_for_it(text: str, divisions: Divisions) -> None:
    assert doubts(split_address(text, divisions)) == [Doubt.NO_COUNTRY]


@pytest.mark.parametrize("text", ["98101, USA", "Berlin 10117, Germany"])
def test_an_address_abroad_without_a_street_asks_for_it(text: str, divisions: Divisions) -> None:
    assert doubts(split_address(text, divisions)) == [Doubt.NO_STREET]


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("内蒙古自治区", "内蒙古"),
        ("西藏自治区", "西藏"),
        ("广西壮族自治区", "广西"),
        ("大理白族自治州", "大理"),
        ("克孜勒苏柯尔克孜自治州", "克孜勒苏"),
        ("阿克苏地区", "阿克苏"),
        ("苏州市", "苏州"),
        ("蓟县", "蓟县"),
    ],
)
def test_short_names_are_what_people_say(full: str, short: str) -> None:
    assert short_name(full) == short


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("汕维市", "汕尾市", True),
        ("汕市", "汕尾市", True),
        ("汕尾尾市", "汕尾市", True),
        ("城大县", "大城县", True),
        ("汕尾市", "汕尾市", False),
        ("汕", "汕尾市", False),
        ("长春市", "吉林市", False),
        ("县大城", "大城县", False),
    ],
)
def test_one_edit_is_one_wrong_missing_added_or_swapped_character(one: str, other: str, near: bool) -> None:
    assert one_edit_apart(one, other) is near
    assert one_edit_apart(other, one) is near


def test_a_list_without_former_names_and_traditional_characters_works() -> None:
    tiny = Divisions([District("320508", "江苏省", "苏州市", "姑苏区")])
    assert split_address("苏州姑苏平江路1号", tiny).district_code == "320508"
    assert readings_of("", tiny) == []


@pytest.mark.skipif("PACKBENCH_DATA" not in os.environ, reason="PACKBENCH_DATA names no folder of test data")
def test_dirtied_addresses_are_nearly_all_right_and_hardly_ever_silently_wrong(divisions: Divisions) -> None:
    path = Path(os.environ["PACKBENCH_DATA"]) / "optimise-cases" / "addresses-cn.json.gz"
    cases = json.loads(gzip.decompress(path.read_bytes()))
    tally: Counter[str] = Counter()
    start = time.process_time()
    for case in cases:
        address = split_address(case["text"], divisions)
        asked = any(doubt is not Doubt.NO_STREET for doubt in doubts(address))
        right = asked and not address.district_code if "expect" in case else address.district_code == case["code"]
        tally["right" if right else "asked" if asked else "silently wrong"] += 1
    each_ms = (time.process_time() - start) * 1000 / len(cases)
    print(f"{len(cases)} addresses: {dict(tally)}, {each_ms:.1f} ms each")
    assert tally["right"] >= 0.97 * len(cases)
    assert tally["silently wrong"] <= 0.002 * len(cases)
