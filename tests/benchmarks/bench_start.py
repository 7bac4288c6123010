"""From the start of the process to the first usable screen over a million orders, and what the desktop then holds.

Each reading is a fresh process that runs the program's own `bootstrap.run`; the clock stops when the window with the
sign-in has been painted, which is after the store was opened and checked. The floor, in turn with it, is a fresh
process that shows one empty Qt window. Memory is the resident set after every page was opened once.
"""

import statistics
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.big_store import big_store
from tests.benchmarks.figures import Figure, Result, in_fresh_process, machine, median, percentile

PRODUCTS = ORDERS = 1_000_000
STARTS = 7
START_S_MAX, MEMORY_MB_MAX = 2.0, 400.0
SLOW = ("cv2", "alembic", "reportlab", "pypinyin", "zxingcpp", "pyzbar", "barcode", "rapidfuzz", "stdnum", "pypdfium2")
"""Libraries that the first screen does not need."""


def measure(data: Path | None) -> Result:
    """Start the desktop on the store at `data`, or on the big one."""
    path = data or big_store(PRODUCTS, ORDERS)
    bare, desktop, told = [], [], {}
    for _ in range(STARTS):
        bare.append(started_s("bare_window")["s"])
        told = started_s("desktop", str(path))
        desktop.append(told["s"])
    over = median(desktop) - median(bare)
    loaded = [name for name in SLOW if name in told["loaded"]]
    return Result(
        "start",
        (
            Figure("process start to sign-in over a bare Qt window", over, "s", START_S_MAX),
            Figure("memory of the desktop, every page opened", told["memory_mb"], "MB", MEMORY_MB_MAX),
            Figure("process start to sign-in", median(desktop), "s"),
            Figure("process start to sign-in, worst", percentile(desktop, 100), "s"),
            Figure("a bare Qt window", median(bare), "s"),
            Figure("memory at the sign-in", told["first_mb"], "MB"),
            Figure("slow libraries loaded before the sign-in", float(len(loaded)), "", 0.0),
        ),
        machine() | {"starts": STARTS, "loaded": loaded, "spread_s": statistics.pstdev(desktop)},
    )


def started_s(what: str, *arguments: str) -> Any:
    """Run a function of `started.py` in a fresh process; answer what it told, with the time since before it began."""
    started = time.perf_counter()
    told = in_fresh_process(f"tests.benchmarks.started:{what}", *arguments)
    return told | {"s": told["usable_at"] - started}
