"""The pins of the libraries and the traps they were set for: each did bite, and a newer version shows here first."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pysqlite3.dbapi2 as sqlite
import pytest
from PySide6.QtCore import QObject, Signal

from tests.tidy.tree import HOUSE, imports, parsed, place, python_files

SQLITE_MIN = (3, 51, 3)  # 3.7.0 to 3.51.2 can corrupt a WAL when two connections write and checkpoint at once.
EMITS = 1000


class _Doorbell(QObject):
    rung = Signal(bool)


def test_a_thousand_signals_give_away_no_reference_to_true() -> None:
    """PySide6 6.12.0 on Python 3.11 loses one with each emit and aborts the program after some five hundred."""
    bell = _Doorbell()
    heard: list[None] = []
    bell.rung.connect(lambda _on: heard.append(None))
    before = sys.getrefcount(True)
    for _ in range(EMITS):
        bell.rung.emit(True)
    assert len(heard) == EMITS
    assert abs(sys.getrefcount(True) - before) < EMITS // 10


def test_the_bundled_sqlite_does_not_corrupt_a_wal() -> None:
    assert sqlite.sqlite_version_info >= SQLITE_MIN


def test_no_label_is_drawn_by_the_class_that_drops_a_digit() -> None:
    """The Code128 of reportlab loses the digit after a separator inside the text, without an error."""
    used = [
        place(path, getattr(node, "lineno", 0))
        for path in python_files("app", "installer")
        for node in ast.walk(parsed(path))
        if _imports_code128(node) or _draws_code128(node)
    ]
    assert not used, f"use python-barcode or Code128Auto: {used}"


def test_the_whole_qt_is_never_asked_for() -> None:
    """The meta package brings a browser engine of 278 MB, the Addons wheel most of it."""
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (HOUSE / name).read_text("utf-8")
        assert not re.search(r"^pyside6(-addons)?==", text, re.MULTILINE | re.IGNORECASE), name


def test_the_two_opencv_packages_never_meet() -> None:
    text = (HOUSE / "requirements-dev.txt").read_text("utf-8")
    assert re.findall(r"^opencv[\w-]*", text, re.MULTILINE) == ["opencv-python-headless"]


def test_the_requirements_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))
    wanted = {"requirements.txt": project["project"]["dependencies"]}
    wanted["requirements-dev.txt"] = wanted["requirements.txt"] + project["dependency-groups"]["dev"]
    for name, lines in wanted.items():
        pinned = set(re.findall(r"^([\w-]+)==", (HOUSE / name).read_text("utf-8"), re.MULTILINE))
        missing = {_package(line) for line in lines} - pinned
        assert not missing, f"{name} is older than pyproject.toml: {missing}"


@pytest.mark.parametrize(("rooms", "groups"), [(("app",), 1), (("app", "installer", "tests"), 2)])
def test_what_is_imported_is_asked_for_by_name(rooms: tuple[str, ...], groups: int) -> None:
    """A package that is there only because another one needs it is gone one day."""
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))
    lines = [project["project"]["dependencies"], project["dependency-groups"]["dev"]][:groups]
    asked = {_package(line) for group in lines for line in group} | {"shiboken6"}  # Qt's other half
    owners = packages_distributions()
    unasked = [
        f"{place(path, line)}: {module}"
        for path in python_files(*rooms)
        for module, line in imports(path)
        if (name := module.split(".")[0]) not in sys.stdlib_module_names | {"app", "installer", "tests", ""}
        and not asked & {_package(owner) for owner in owners.get(name, [])}
    ]
    assert not unasked, "\n".join(unasked)


def _package(requirement: str) -> str:
    return re.split(r"[<>=!~ ;\[]", requirement)[0].lower().replace("_", "-")


def _imports_code128(node: ast.AST) -> bool:
    if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("reportlab"):
        return False
    return "Code128" in {alias.name for alias in node.names}


def _draws_code128(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    words = {part.value for part in node.args if isinstance(part, ast.Constant)}
    return ast.unparse(node.func).endswith("code128.Code128") or (
        name.startswith("createBarcode") and "Code128" in words
    )
