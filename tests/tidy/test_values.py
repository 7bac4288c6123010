"""Values: what crosses rooms cannot change under its reader."""

import ast

from tests.tidy.tree import parsed, place, python_files


def test_the_trade_s_values_are_frozen_and_have_slots() -> None:
    changeable = [
        f"{place(path, node.lineno)}: {node.name}"
        for path in python_files("app")
        if "models" in path.parts
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef)
        for decorator in node.decorator_list
        if _is_dataclass(decorator) and not {"frozen", "slots"} <= _switched_on(decorator)
    ]
    assert not changeable, "\n".join(changeable)


def _is_dataclass(decorator: ast.expr) -> bool:
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(target, ast.Name) and target.id == "dataclass"


def _switched_on(decorator: ast.expr) -> set[str]:
    if not isinstance(decorator, ast.Call):
        return set()
    return {word.arg or "" for word in decorator.keywords if isinstance(word.value, ast.Constant) and word.value.value}
