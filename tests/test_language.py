"""The language in force, forms by number, paper in a language of its own."""

from collections.abc import Iterator

import pytest

from app.language import language, later, ntr, set_language, tr, tr_in


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    set_language("en")


def test_a_text_is_asked_in_the_language_in_force() -> None:
    set_language("en")
    assert (language(), tr("Picking")) == ("en", "Picking")
    set_language("zh_CN")
    assert (language(), tr("Picking")) == ("zh_CN", "拣货")


def test_paper_has_a_language_of_its_own() -> None:
    set_language("zh_CN")
    assert tr_in("en", "Picking") == "Picking"
    assert language() == "zh_CN"


def test_english_has_two_forms_and_chinese_one() -> None:
    set_language("en")
    assert ntr("{n} more line below", "{n} more lines below", 1) == "1 more line below"
    assert ntr("{n} more line below", "{n} more lines below", 3) == "3 more lines below"
    set_language("zh_CN")
    assert ntr("{n} more line below", "{n} more lines below", 1) == "下面还有 1 行"
    assert ntr("{n} more line below", "{n} more lines below", 3) == "下面还有 3 行"


def test_a_text_without_translation_stays_readable_and_an_empty_one_empty() -> None:
    set_language("zh_CN")
    assert tr(later("No such text 4711")) == "No such text 4711"
    assert tr("") == ""


def test_a_language_we_do_not_have_is_a_bug() -> None:
    with pytest.raises(ValueError, match="fr"):
        set_language("fr")
    with pytest.raises(ValueError, match="fr"):
        tr_in("fr", "Picking")
