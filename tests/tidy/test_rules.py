"""The rules of the trade (DOMAIN.md): each is held by a test that names it, "Rule C7", in its docstring."""

import ast
import re
from functools import cache

import pytest

from tests.tidy.tree import HOUSE, parsed, place, python_files

# What this version promises; the list grows with the house.
KEPT = "A1-A10 B1-B6 C1-C5 C7-C9 C11 D1-D5 E1-E3 F1-F6 G1-G4"
KNOWN = "A1-A10 B1-B9 C1-C12 D1-D5 E1-E9 F1-F6 G1-G4 H1-H6 I1-I4 J1-J3 K1-K4"


def rules(text: str) -> list[str]:
    """Answer the single rules of "A1-A10 C11", in order."""
    found: list[str] = []
    for part in text.split():
        first, _, last = part.partition("-")
        found += [f"{first[0]}{number}" for number in range(int(first[1:]), int(last[1:] or first[1:]) + 1)]
    return found


@cache
def named() -> dict[str, list[str]]:
    """Answer for every rule named by a test's docstring the places of those tests."""
    places: dict[str, list[str]] = {}
    for path in python_files("tests"):
        if path.is_relative_to(HOUSE / "tests" / "tidy"):
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for rule in re.findall(r"\bRule ([A-K]\d+)\b", ast.get_docstring(node) or ""):
                    places.setdefault(rule, []).append(place(path, node.lineno))
    return places


@pytest.mark.parametrize("rule", rules(KEPT))
def test_a_test_names_the_rule(rule: str) -> None:
    if rule not in named():
        pytest.fail(f'no test says "Rule {rule}" in its docstring', pytrace=False)


def test_no_test_names_a_rule_that_does_not_exist() -> None:
    strange = {rule: places for rule, places in named().items() if rule not in rules(KNOWN)}
    assert not strange
