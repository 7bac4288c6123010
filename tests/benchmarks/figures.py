"""What a benchmark answers: figures beside their limits, and the ways to measure that all benchmarks share.

A budget is held as a ratio to a floor measured in the same run wherever the machine matters (DESIGN.md, section 8), so
that a slow disk or a busy neighbour slows both. Medians are compared, never single readings.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parents[2]
CHILD_S_MAX = 900.0


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value beside its limit; `limit` None is for the record only, such as the floor itself."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    at_most: bool = True

    @property
    def holds(self) -> bool:
        """Tell whether the value is within its limit."""
        if self.limit is None:
            return True
        return self.value <= self.limit if self.at_most else self.value >= self.limit


@dataclass(frozen=True, slots=True)
class Result:
    """What one benchmark measured: its figures, and in `about` what somebody needs to read them (sizes, machine)."""

    name: str
    figures: tuple[Figure, ...]
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Tell whether every figure is within its limit; a benchmark without figures has measured nothing."""
        return bool(self.figures) and all(figure.holds for figure in self.figures)

    def as_json(self) -> dict[str, Any]:
        """Answer plain values for a JSON document, each figure with its verdict."""
        figures = [asdict(figure) | {"ok": figure.holds} for figure in self.figures]
        return {"name": self.name, "ok": self.holds, "figures": figures, "about": self.about}


def percentile(values: Sequence[float], percent: float) -> float:
    """Answer the value below which `percent` of the readings lie, by linear interpolation between neighbours."""
    if not values:
        raise ValueError("no readings")
    ordered = sorted(values)
    position = (len(ordered) - 1) * percent / 100
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def median(values: Sequence[float]) -> float:
    """Answer the middle reading."""
    return percentile(values, 50)


def readings_ms(work: Callable[[], object], times: int, warm_up: int = 3) -> list[float]:
    """Do `work` again and again and answer what each time took, in ms; the first few are not counted."""
    found: list[float] = []
    for turn in range(warm_up + times):
        started = time.perf_counter()
        work()
        if turn >= warm_up:
            found.append((time.perf_counter() - started) * 1000)
    return found


def interleaved_ms(works: Sequence[Callable[[], object]], times: int, warm_up: int = 3) -> list[list[float]]:
    """Do several works in turn, so that a busy moment of the machine meets all; answer each one's readings in ms."""
    found: list[list[float]] = [[] for _ in works]
    for turn in range(warm_up + times):
        for work, readings in zip(works, found, strict=True):
            started = time.perf_counter()
            work()
            if turn >= warm_up:
                readings.append((time.perf_counter() - started) * 1000)
    return found


def in_fresh_process(function: str, *arguments: object, seconds_max: float = CHILD_S_MAX) -> Any:
    """Run `package.module:function` with plain arguments in a new Python and answer what it returns, through JSON.

    For what a process can show only once: start-up, memory, a cold cache. What it prints goes to standard error.
    """
    module, _, name = function.partition(":")
    program = (
        "import importlib, json, os, sys; answer = os.fdopen(os.dup(1), 'w'); os.dup2(2, 1);"
        f"result = getattr(importlib.import_module({module!r}), {name!r})(*json.loads(sys.argv[1]));"
        "answer.write(json.dumps(result)); answer.close()"
    )
    line = [sys.executable, "-P", "-c", program, json.dumps(arguments, default=str)]
    environment = os.environ | {"PYTHONPATH": str(HOUSE)}
    done = subprocess.run(line, env=environment, stdout=subprocess.PIPE, timeout=seconds_max, check=True, text=True)
    return json.loads(done.stdout)


def peak_memory_mb() -> float:
    """Answer the most memory this process ever held, in MB (Linux and macOS)."""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def memory_mb() -> float:
    """Answer the memory this process holds now, in MB; without what it shares with others (Linux)."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()[1:])
    return sum(int(fields[name].split()[0]) for name in ("Private_Clean", "Private_Dirty")) / 1024


def machine() -> dict[str, Any]:
    """Answer what the figures were measured on."""
    import platform

    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            line.split(":", 1)[1].strip() for line in cpuinfo.read_text("utf-8").splitlines() if "model name" in line
        ]
        model = names[0] if names else model
    return {"cpu": model, "cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}
