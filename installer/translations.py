"""Compile the Chinese texts, and find what is missing in them.

`python -m installer.translations` joins `resources/translations/zh_CN/*.po` (one file per room file, so that people do
not collide) into `zh_CN.mo`, and writes it only when it changed. `--check` names each text in the code without a
Chinese one, each that is not a literal, and each translation that lost a placeholder. `--missing` prints entries to
fill in, ready to paste. Texts are found in the syntax tree:
`tr("…")` `tr_in(code, "…")` `ntr("…", "…", n)` `later("…")`.
"""

import ast
import io
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from app.language import TRANSLATIONS, forget_catalogues

CODE: Final = "zh_CN"
# The header names a time; a fixed one, so that the same texts give the same bytes tomorrow.
SAME_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)
HOUSE: Final = Path(__file__).resolve().parents[1]
_ARGUMENT: Final = {"tr": 0, "later": 0, "ntr": 0, "tr_in": 1}


@dataclass(frozen=True, slots=True)
class Text:
    """One text in the code: where it stands, its singular and, for `ntr`, its plural."""

    place: str
    one: str
    many: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One translated text and the .po file that holds it."""

    place: str
    one: str
    many: str
    answer: str


def texts_in_code(root: Path = HOUSE / "app") -> tuple[list[Text], list[str]]:
    """Answer every text the code marks, and a complaint for each call that hides its text from this search."""
    texts: list[Text] = []
    complaints: list[str] = []
    for path in sorted(root.rglob("*.py")):
        if path.name == "language.py" and path.parent.name == "app":
            continue
        for call in _marked_calls(ast.parse(path.read_text("utf-8"))):
            place = f"{path.relative_to(root.parent)}:{call.lineno}"
            found = _literals(call)
            if found is None:
                complaints.append(f"{place}: a text to translate must be a literal, filled with .format afterwards")
            elif found:
                texts.append(Text(place, *found))
    return texts, complaints


def entries(folder: Path = TRANSLATIONS / CODE) -> list[Entry]:
    """Answer every entry of every .po file, the untranslated ones with an empty answer."""
    found: list[Entry] = []
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as lines:
            catalogue = read_po(lines, locale=CODE, abort_invalid=True)
        for message in catalogue:
            if message.id:
                one, many = message.id if isinstance(message.id, tuple) else (message.id, "")
                answer = message.string[0] if isinstance(message.string, tuple) else message.string
                found.append(Entry(path.name, str(one), str(many), "" if message.fuzzy else str(answer or "")))
    return found


def complaints() -> list[str]:
    """Answer what is wrong with the texts, one sentence each; an empty list means every worker can read every text."""
    texts, found = texts_in_code()
    answers: dict[str, Entry] = {}
    for entry in entries():
        known = answers.setdefault(entry.one, entry)
        if known.answer != entry.answer:
            found.append(f"{entry.place}: {entry.one!r} is translated otherwise in {known.place}")
        if entry.answer and not _same_placeholders(entry):
            found.append(f"{entry.place}: {entry.one!r} and its translation have different placeholders")
    for text in texts:
        entry_or_none = answers.get(text.one)
        if entry_or_none is None or not entry_or_none.answer or (text.many and entry_or_none.many != text.many):
            found.append(f"{text.place}: no Chinese text for {text.one!r}")
    return found


def compile_texts(folder: Path = TRANSLATIONS / CODE, target: Path = TRANSLATIONS / f"{CODE}.mo") -> bool:
    """Write the compiled texts if they changed; answer whether they did. The same texts give the same bytes."""
    catalogue = Catalog(locale=CODE, charset="utf-8", creation_date=SAME_DAY)
    catalogue.mime_headers = [("Content-Type", "text/plain; charset=utf-8"), ("Plural-Forms", "nplurals=1; plural=0;")]
    for entry in sorted(entries(folder), key=lambda entry: entry.one):
        if entry.answer:
            if entry.many:
                catalogue.add((entry.one, entry.many), (entry.answer,))
            else:
                catalogue.add(entry.one, entry.answer)
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    if target.exists() and target.read_bytes() == buffer.getvalue():
        return False
    target.write_bytes(buffer.getvalue())
    forget_catalogues()
    return True


def missing_as_po() -> str:
    """Answer entries for the texts that have none, with their place as a comment, ready to paste into a .po file."""
    known = {entry.one for entry in entries() if entry.answer}
    blocks: list[str] = []
    for text in texts_in_code()[0]:
        if text.one not in known:
            known.add(text.one)
            one, many = (_quoted(part) for part in (text.one, text.many))
            answer = f'msgid_plural {many}\nmsgstr[0] ""' if text.many else 'msgstr ""'
            blocks.append(f"#: {text.place}\nmsgid {one}\n{answer}\n")
    return "\n".join(blocks)


def _marked_calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _ARGUMENT:
            yield node


def _literals(call: ast.Call) -> tuple[str, ...] | None:
    """Answer the texts of one call; () for `tr(entry)`, whose literal stands where `later` marks it; None if hidden."""
    assert isinstance(call.func, ast.Name)
    first = _ARGUMENT[call.func.id]
    parts = call.args[first : first + (2 if call.func.id == "ntr" else 1)]
    if parts and all(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in parts):
        return tuple(str(part.value) for part in parts if isinstance(part, ast.Constant))
    is_entry = len(parts) == 1 and isinstance(parts[0], ast.Name | ast.Attribute | ast.Subscript)
    return () if is_entry and call.func.id in ("tr", "tr_in") else None


def _same_placeholders(entry: Entry) -> bool:
    wanted = _placeholders(entry.one) | _placeholders(entry.many)
    return _placeholders(entry.answer) == wanted


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def main(arguments: list[str]) -> int:
    """Compile, or check, or print what is missing; answer the exit code."""
    if "--missing" in arguments:
        print(missing_as_po())
        return 0
    if "--check" in arguments:
        found = complaints()
        print("\n".join(found) or "every text has its Chinese")
        return 1 if found else 0
    print("texts compiled" if compile_texts() else "texts unchanged")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
