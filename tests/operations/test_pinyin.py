"""How Chinese sounds: phrases and surnames decide, Latin passes, nothing is loaded before it is needed."""

import subprocess
import sys

import pytest

from app.operations.pinyin import TEXT_LENGTH_MAX, pinyin_of, pinyin_of_name


@pytest.mark.parametrize(
    ("text", "full", "initials"),
    [
        ("重庆火锅", "chongqinghuoguo", "cqhg"),
        ("重量", "zhongliang", "zl"),
        ("银行", "yinhang", "yh"),
        ("绿茶500g", "lvcha500g", "lc500g"),
        ("Acorn 酱油", "acornjiangyou", "ajy"),
        ("Emily Carter", "emilycarter", "ec"),
        ("", "", ""),
        ("—！？", "", ""),
    ],
)
def test_text_is_spelt_as_people_type_it(text: str, full: str, initials: str) -> None:
    assert pinyin_of(text) == (full, initials)


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("曾敏", "zengmin", "zm"),
        ("单雅琴", "shanyaqin", "syq"),
        ("欧阳静", "ouyangjing", "oyj"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("王伟", "wangwei", "ww"),
        ("曾", "ceng", "c"),
    ],
)
def test_surnames_are_read_as_surnames(name: str, full: str, initials: str) -> None:
    assert pinyin_of_name(name) == (full, initials)


def test_text_without_end_is_cut() -> None:
    assert len(pinyin_of("茶" * 10_000)[1]) == TEXT_LENGTH_MAX


def test_the_dictionary_is_not_loaded_before_the_first_chinese_text() -> None:
    code = (
        "import sys; from app.operations.pinyin import pinyin_of; pinyin_of('tea'); "
        "from app.operations.demo import catalog, people; list(people.demo_customers(20)); "
        "next(catalog.demo_products(20)); assert 'pypinyin' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
