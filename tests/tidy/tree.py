"""The house as files: what the tidy tests look at. Works in a clone, in a work tree not yet committed, and unpacked."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
_MADE = {".git", ".venv", "out", "__pycache__"}


@cache
def files() -> tuple[Path, ...]:
    """Answer every file that is part of the house: tracked, or new and not ignored."""
    line = ["git", "-C", str(HOUSE), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(line, capture_output=True, check=True).stdout.decode().split("\0")
        paths: Iterator[Path] = (HOUSE / name for name in listed if name)
    except (OSError, subprocess.CalledProcessError):
        paths = (path for path in HOUSE.rglob("*") if not _MADE & set(path.relative_to(HOUSE).parts))
    return tuple(sorted(path for path in paths if path.is_file()))


def python_files(*rooms: str) -> list[Path]:
    """Answer the Python files of some top-level folders, or of all."""
    return [
        path for path in files() if path.suffix == ".py" and (not rooms or path.relative_to(HOUSE).parts[0] in rooms)
    ]


@cache
def parsed(path: Path) -> ast.Module:
    """Answer a file's syntax tree."""
    return ast.parse(path.read_text("utf-8"), str(path))


def place(path: Path, line: int = 0) -> str:
    """Answer where something stands, as editors understand it."""
    return path.relative_to(HOUSE).as_posix() + (f":{line}" if line else "")


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Answer every module a file imports, anywhere in it, with its line."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", node.lineno
