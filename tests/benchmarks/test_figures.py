"""The measuring itself: limits, percentiles, fresh processes and the report are right before any figure is believed."""

import json
import os
from pathlib import Path

import pytest

from tests.benchmarks import __main__ as bench
from tests.benchmarks.figures import Figure, Result, in_fresh_process, interleaved_ms, percentile, readings_ms

SHORT = Result("scan", (Figure("median", 1.6, "×", 1.5), Figure("floor", 2.0, "ms")))


@pytest.mark.parametrize(
    ("figure", "holds"),
    [
        (Figure("p99", 33.0, "ms", 33.0), True),
        (Figure("p99", 33.1, "ms", 33.0), False),
        (Figure("ingest", 2999, "facts/s", 3000, at_most=False), False),
        (Figure("ingest", 3000, "facts/s", 3000, at_most=False), True),
        (Figure("floor", 1e9, "ms"), True),
    ],
)
def test_a_figure_holds_up_to_and_including_its_limit(figure: Figure, holds: bool) -> None:
    assert figure.holds is holds


def test_percentiles_lie_between_their_neighbours() -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], 50) == 2.5
    assert percentile(range(101), 99) == 99
    assert percentile([7.0], 99) == 7.0
    with pytest.raises(ValueError, match="no readings"):
        percentile([], 50)


def test_the_warm_up_is_not_counted() -> None:
    done: list[int] = []
    assert len(readings_ms(lambda: done.append(1), times=5, warm_up=2)) == 5
    assert len(done) == 7
    first, second = interleaved_ms([lambda: done.append(2), lambda: done.append(3)], times=2, warm_up=1)
    assert len(first) == len(second) == 2
    assert done[7:] == [2, 3, 2, 3, 2, 3]


def test_a_fresh_process_is_another_one_and_answers_by_value(capfd: pytest.CaptureFixture[str]) -> None:
    assert in_fresh_process("os:getpid") != os.getpid()
    assert in_fresh_process("operator:concat", ["a"], ["b"]) == ["a", "b"]
    assert in_fresh_process("builtins:print", "noise") is None
    assert capfd.readouterr().err == "noise\n"


def test_a_benchmark_without_figures_does_not_pass() -> None:
    assert not Result("empty", ()).holds
    assert "no figures" in bench.summary([Result("empty", ())])


def test_what_falls_short_is_named_in_the_last_line_and_in_the_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "names", lambda: ["scan"])
    monkeypatch.setattr(bench, "measure", lambda name, data: SHORT)
    assert bench.main(["scan"]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert "FALLS SHORT" in printed[1]
    assert printed[-1] == "bench: 1 of 2 fall short: scan: median"


def test_json_is_one_document_on_standard_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "names", lambda: ["scan"])
    monkeypatch.setattr(bench, "measure", lambda name, data: SHORT)
    bench.main(["scan", "--json"])
    document = json.loads(capsys.readouterr().out)
    assert document["ok"] is False
    assert document["results"][0]["figures"][0] == {
        "name": "median", "value": 1.6, "unit": "×", "limit": 1.5, "at_most": True, "ok": False,
    }  # fmt: skip


@pytest.mark.parametrize("arguments", [["no_such"], ["--data", "/no/such/store"]])
def test_a_wrong_word_is_answered_before_anything_is_measured(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "names", lambda: ["scan"])
    with pytest.raises(SystemExit, match="2"):
        bench.main(arguments)
    assert "no such" in capsys.readouterr().err or not Path(arguments[-1]).exists()
