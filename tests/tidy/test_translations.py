"""Words: each text a worker may see exists in both languages, says the same, and is in the compiled file."""

import ast
from pathlib import Path

import pytest

from installer import translations
from tests.tidy.tree import HOUSE, parsed, place, python_files


def test_every_text_has_its_chinese_with_the_same_placeholders() -> None:
    found = translations.complaints()
    assert not found, (
        f"{len(found)}; `python -m installer.translations --missing` prints what to fill in\n" + "\n".join(found)
    )


def test_the_compiled_texts_are_those_of_the_sources(tmp_path: Path) -> None:
    translations.compile_texts(target=tmp_path / "zh_CN.mo")
    stored = HOUSE / "resources" / "translations" / "zh_CN.mo"
    assert stored.read_bytes() == (tmp_path / "zh_CN.mo").read_bytes(), "run: python -m installer.translations"


def test_no_translation_stands_for_a_text_that_is_gone() -> None:
    used = {text.one for text in translations.texts_in_code()[0]}
    stale = [f"{entry.place}: {entry.one!r}" for entry in translations.entries() if entry.one not in used]
    assert not stale, "\n".join(stale)


def test_no_text_is_put_together_before_it_is_translated() -> None:
    built = [
        place(path, node.lineno)
        for path in python_files("app")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"tr", "ntr", "tr_in", "later"}
        if any(isinstance(part, ast.JoinedStr | ast.BinOp) or _is_format(part) for part in node.args)
    ]
    assert not built, f'write tr("… {{name}}").format(name=…): {built}'


@pytest.mark.parametrize(
    ("source", "complains"),
    [
        ('tr("Scan {sku}").format(sku=sku)', False),
        ("tr(WORDS[reason])", False),
        ('tr(f"Scan {sku}")', True),
        ('tr("Scan " + sku)', True),
        ('tr("Scan {sku}".format(sku=sku))', True),
    ],
)
def test_the_search_for_texts_sees_a_hidden_one(tmp_path: Path, source: str, complains: bool) -> None:
    room = tmp_path / "app"
    room.mkdir()
    (room / "orders.py").write_text(source, "utf-8")
    assert bool(translations.texts_in_code(room)[1]) is complains


def _is_format(part: ast.expr) -> bool:
    return isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr == "format"
