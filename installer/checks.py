"""Every check of the house, in the order of the quickest answer: `./test`, `./test fast`, `./test soak`.

All run even when one fails, with their output in view, so that one run tells everything; the last line is the summary.
What follows the word goes to pytest: `./test fast tests/models -k refused`.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
SELECTIONS = {"": "not soak", "fast": "not soak and not slow and not journey", "soak": "soak"}
PROCESSES_MAX = 8
"""Each takes some 300 MB and three seconds to start."""
# One process more than cores, because tests of windows and disks wait; neighbours stay together for what they share.
# Tests named by hand run in one process, where a debugger reaches them.
SIDE_BY_SIDE = ("-n", str(min(PROCESSES_MAX, (os.cpu_count() or 1) + 1)), "--dist", "worksteal")


@dataclass(frozen=True, slots=True)
class Check:
    """One program that answers with its exit code whether the house is in order."""

    name: str
    line: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """How a check went and how long it took, in seconds."""

    name: str
    passed: bool
    took_s: float


def checks(mode: str, pytest_arguments: Sequence[str] = ()) -> list[Check]:
    """Answer what a mode runs; `soak` is for the tests that run for minutes and nothing else."""
    how = () if pytest_arguments or mode == "soak" else SIDE_BY_SIDE
    drawn = ("--hypothesis-profile", "quick") if mode == "fast" else ()
    tests = Check("tests", ("-m", "pytest", "-q", *how, *drawn, "-m", SELECTIONS[mode], *pytest_arguments))
    if mode == "soak":
        return [tests]
    return [
        Check("format", ("-m", "ruff", "format", "--check", ".")),
        Check("lint", ("-m", "ruff", "check", ".")),
        Check("types", ("-m", "mypy", "--strict", "app")),
        Check(
            "layers", ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-logo")
        ),
        tests,
    ]


def run(check: Check) -> Answer:
    """Run one check in the house's folder with its output in view."""
    print(f"\n== {check.name}", flush=True)
    started = time.perf_counter()
    done = subprocess.run([sys.executable, *check.line], cwd=HOUSE, env=environment(), check=False)
    return Answer(check.name, done.returncode == 0, time.perf_counter() - started)


def environment() -> dict[str, str]:
    """Answer an environment without a person's language and screen settings, which would change what tests see.

    Compiled files are kept whatever the shell says: else each of the many processes compiles everything again.
    """
    dropped = ("QT_", "PYTEST_", "LC_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return kept | {"LANG": "C.UTF-8", "PYTHONPATH": str(HOUSE)}


def summary(answers: Sequence[Answer]) -> str:
    """Answer the last line: what failed, or that nothing did."""
    failed = [answer.name for answer in answers if not answer.passed]
    times = ", ".join(f"{answer.name} {answer.took_s:.0f} s" for answer in answers)
    return f"test: {'FAILED: ' + ', '.join(failed) if failed else 'all in order'} ({times})"


def main(arguments: Sequence[str]) -> int:
    """Run the checks of the mode named first, or all; answer the exit code."""
    mode, rest = (arguments[0], arguments[1:]) if arguments and arguments[0] in SELECTIONS else ("", arguments)
    answers = [run(check) for check in checks(mode, rest)]
    print(f"\n{summary(answers)}", flush=True)
    return 0 if all(answer.passed for answer in answers) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
