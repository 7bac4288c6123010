"""Sizes, words at the door, and names: what a reader meets before any code."""

import ast
import re
from pathlib import Path

from tests.tidy.tree import HOUSE, files, parsed, place, python_files

FILE_LINES_MAX = 399
FUNCTION_LINES_MAX = 49
# Names that say where a thing was put, not what it is.
EMPTY_NAMES = {"utils", "util", "common", "helpers", "helper", "core", "manager", "managers", "misc", "shared"}


def test_no_file_is_longer_than_one_can_read_in_a_sitting() -> None:
    long = [f"{place(path)}: {lines} lines" for path in python_files() if (lines := _lines(path)) > FILE_LINES_MAX]
    assert not long, "\n".join(long)


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{place(path, node.lineno)}: {node.name} has {length} lines"
        for path in python_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES_MAX
    ]
    assert not long, "\n".join(long)


def test_every_file_says_what_is_in_it() -> None:
    silent = [
        place(path)
        for path in python_files()
        if not ast.get_docstring(parsed(path))
        and not (path.name == "__init__.py" and path.is_relative_to(HOUSE / "tests"))
    ]
    assert not silent, f"no module docstring: {silent}"


def test_a_room_s_door_sign_has_words_and_no_code() -> None:
    signs = [path for path in python_files("app") if path.name == "__init__.py" and path.parent != HOUSE / "app"]
    assert signs
    with_code = [place(path) for path in signs if len(parsed(path).body) != 1]
    assert not with_code, f"more than a docstring: {with_code}"


def test_every_room_has_a_door_sign() -> None:
    rooms = {path.parent for path in python_files("app")}
    without = [place(room) for room in rooms if not (room / "__init__.py").exists()]
    assert not without, f"no __init__.py: {without}"


def test_every_room_s_door_sign_names_its_thread() -> None:
    signs = [path / "__init__.py" for path in (HOUSE / "app").iterdir() if (path / "__init__.py").exists()]
    silent = [place(path) for path in signs if "thread" not in (ast.get_docstring(parsed(path)) or "").lower()]
    assert not silent, f"does not say on which thread it runs: {silent}"


def test_no_name_says_only_where_a_thing_was_put() -> None:
    empty = [place(path) for path in files() if EMPTY_NAMES & {part.lower() for part in _words(path)}]
    assert not empty, f"say what is in it: {empty}"


def test_no_class_is_named_for_managing() -> None:
    managers = [
        f"{place(path, node.lineno)}: {node.name}"
        for path in python_files("app", "installer")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef) and re.search(r"(Manager|Helper|Utils?)$", node.name)
    ]
    assert not managers, "\n".join(managers)


def _lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def _words(path: Path) -> list[str]:
    relative = path.relative_to(HOUSE)
    return [*relative.parts[:-1], relative.name.split(".")[0]]
