"""Measures the program against its budgets: `./bench NAME… [--json] [--data PATH]`.

A benchmark is a file `bench_<name>.py` here with `measure(data)`, found by its name. Each figure is printed beside its
limit; the exit code is 1 when one falls short. They run one after the other, because they measure the same machine.
"""

import argparse
import importlib
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.figures import Figure, Result, machine

HERE = Path(__file__).resolve().parent


def names() -> list[str]:
    """Answer the benchmarks there are."""
    return sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))


def measure(name: str, data: Path | None) -> Result:
    """Run one benchmark; `data` is a store to measure on instead of its own."""
    module = importlib.import_module(f"tests.benchmarks.bench_{name}")
    result = module.measure(data)
    assert isinstance(result, Result), f"bench_{name}.measure answers {type(result).__name__}, not a Result"
    return result


def lines(result: Result) -> list[str]:
    """Answer a result for reading, a figure a line."""
    return [f"{result.name}", *(f"  {_line(figure)}" for figure in result.figures)]


def summary(results: Sequence[Result]) -> str:
    """Answer the last line: which figures fall short, or that none does."""
    count = sum(len(result.figures) for result in results)
    short = [f"{result.name}: {figure.name}" for result in results for figure in result.figures if not figure.holds]
    short += [f"{result.name}: no figures" for result in results if not result.figures]
    return (
        f"bench: {len(short)} of {count} fall short: {'; '.join(short)}" if short else f"bench: all {count} figures ok"
    )


def main(arguments: Sequence[str]) -> int:
    """Measure what is named; answer the exit code."""
    asked = _parsed(arguments)
    results: list[Result] = []
    for name in asked.names:
        started = time.perf_counter()
        results.append(measure(name, asked.data))
        text = [*lines(results[-1]), f"  ({time.perf_counter() - started:.0f} s)"]
        print("\n".join(text), file=sys.stderr if asked.json else sys.stdout, flush=True)
    if asked.json:
        document = {"machine": machine(), "ok": all(result.holds for result in results)}
        print(
            json.dumps(document | {"results": [result.as_json() for result in results]}, indent=2, ensure_ascii=False)
        )
    print(summary(results), file=sys.stderr if asked.json else sys.stdout)
    return 0 if all(result.holds for result in results) else 1


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./bench", description="Measure against the budgets.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one or more of: {', '.join(names())}; all if none")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    parser.add_argument("--data", type=Path, metavar="PATH", help="a store to measure on")
    asked = parser.parse_args(arguments)
    asked.names = asked.names or names()
    if unknown := sorted(set(asked.names) - set(names())):
        parser.error(f"no such benchmark: {', '.join(unknown)}; there are: {', '.join(names()) or 'none'}")
    if not asked.names:
        parser.error("there are no benchmarks yet")
    if asked.data is not None and not asked.data.exists():
        parser.error(f"there is nothing at {asked.data}")
    return asked


def _line(figure: Figure) -> str:
    value = f"{figure.name:<44} {figure.value:>12,.4g} {figure.unit:<8}"
    if figure.limit is None:
        return value.rstrip()
    verdict = "ok" if figure.holds else "FALLS SHORT"
    return f"{value} {'≤' if figure.at_most else '≥'} {figure.limit:,g} {figure.unit}  {verdict}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
