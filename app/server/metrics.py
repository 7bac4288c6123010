"""Counters of this process in the text format of Prometheus; they begin at zero with it and nobody else needs them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

BUCKETS_S: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_HELP: Final = {
    "packbench_pushes_total": "Pushes answered, by verdict",
    "packbench_facts_total": "Facts taken in, by outcome",
    "packbench_batches_total": "Transactions of facts",
    "packbench_pulls_total": "Pulls answered, by kind of answer",
    "packbench_rows_total": "Feed rows sent",
    "packbench_refused_total": "Requests that were not taken, by status",
}


@dataclass
class Metrics:
    """What this process did. Thread: any."""

    _counts: dict[tuple[str, str], float] = field(default_factory=dict)
    _waits: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS_S) + 1))
    _waited_s: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def add(self, name: str, label: str = "", count: float = 1) -> None:
        with self._lock:
            key = (name, label)
            self._counts[key] = self._counts.get(key, 0) + count

    def batch(self, took_s: float) -> None:
        """Note how long a transaction of facts took."""
        with self._lock:
            place = next((n for n, bound in enumerate(BUCKETS_S) if took_s <= bound), len(BUCKETS_S))
            self._waits[place] += 1
            self._waited_s += took_s

    def text(self, gauges: dict[str, float]) -> str:
        """All figures for a scraper; `gauges` are those that are as they are now."""
        with self._lock:
            lines = [*self._counter_lines(), *self._histogram_lines()]
        for name, value in sorted(gauges.items()):
            lines += [f"# TYPE {name.split('{', maxsplit=1)[0]} gauge", f"{name} {value:g}"]
        return "\n".join(lines) + "\n"

    def _counter_lines(self) -> Iterator[str]:
        told = ""
        for (name, label), count in sorted(self._counts.items()):
            if name != told:
                yield f"# HELP {name} {_HELP[name]}"
                yield f"# TYPE {name} counter"
                told = name
            yield f'{name}{{what="{label}"}} {count:g}' if label else f"{name} {count:g}"

    def _histogram_lines(self) -> Iterator[str]:
        name, below = "packbench_batch_seconds", 0
        yield f"# HELP {name} Duration of a transaction of facts"
        yield f"# TYPE {name} histogram"
        for bound, count in zip((*map(str, BUCKETS_S), "+Inf"), self._waits, strict=True):
            below += count
            yield f'{name}_bucket{{le="{bound}"}} {below}'
        yield f"{name}_sum {self._waited_s:g}"
        yield f"{name}_count {below}"
