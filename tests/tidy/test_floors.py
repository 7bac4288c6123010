"""The floors: every room has one, and the lowest rooms need nothing but the language they are written in.

import-linter holds the order of the floors and who may use which library (`pyproject.toml`, `lint-imports`).
"""

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.tidy.tree import HOUSE, imports, place, python_files

# Which libraries the rooms of pure functions may use beside the standard library.
PURE_ROOMS = {"models": frozenset[str](), "planning": frozenset({"numpy"})}
# Parts of the standard library that reach outside the arguments of a function.
OUTSIDE = {"asyncio", "http", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets", "shutil",
           "socket", "sqlite3", "subprocess", "sys", "tempfile", "threading", "time", "urllib"}  # fmt: skip


def test_every_room_has_a_floor() -> None:
    rooms = {path.relative_to(HOUSE / "app").parts[0].removesuffix(".py") for path in python_files("app")} - {
        "__init__"
    }
    floors = {room.strip(" ()") for layer in _contract("layers")["layers"] for room in re.split("[|:]", layer)}
    assert rooms <= floors, f"give these a floor in pyproject.toml, [tool.importlinter]: {sorted(rooms - floors)}"


@pytest.mark.parametrize("room", PURE_ROOMS)
def test_a_room_of_pure_functions_needs_only_its_arguments(room: str) -> None:
    allowed = (sys.stdlib_module_names - OUTSIDE) | {"app", "__future__"} | PURE_ROOMS[room]
    strange = [
        f"{place(path, line)}: {module}"
        for path in _room(room)
        for module, line in imports(path)
        if module.split(".")[0] not in allowed
    ]
    assert not strange, "\n".join(strange)


def test_nothing_in_the_program_imports_its_tests_or_its_installer() -> None:
    upward = [
        f"{place(path, line)}: {module}"
        for path in python_files("app")
        for module, line in imports(path)
        if module.split(".")[0] in {"tests", "installer"}
    ]
    assert not upward, "\n".join(upward)


def test_imports_name_the_room_in_full() -> None:
    relative = [place(path) for path in python_files("app") if "" in {module for module, _ in imports(path)}]
    assert not relative, f"relative imports: {relative}"


def _room(name: str) -> list[Path]:
    found = [path for path in python_files("app") if path.is_relative_to(HOUSE / "app" / name)]
    assert found, f"app/{name} is empty: is the house complete?"
    return found


def _contract(kind: str) -> dict[str, Any]:
    contracts = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    return next(contract for contract in contracts if contract["type"] == kind)
