"""The checks: one failure fails the whole and is named last, and a mode runs neither more nor less than it says."""

import pytest

from installer import checks
from installer.checks import Answer, Check


def test_the_quick_mode_leaves_out_what_is_slow_and_keeps_every_lint() -> None:
    assert [check.name for check in checks.checks("fast")] == ["format", "lint", "types", "layers", "tests"]
    assert checks.checks("fast")[-1].line[-1] == "not soak and not slow and not journey"


def test_the_long_mode_runs_only_the_long_tests() -> None:
    (only,) = checks.checks("soak")
    assert only.line[-1] == "soak"


def test_the_whole_runs_on_all_cores_and_what_is_named_by_hand_in_one_process() -> None:
    for mode in ("", "fast"):
        assert "-n" in checks.checks(mode)[-1].line
        assert "-n" not in checks.checks(mode, ("tests/models",))[-1].line
    assert "-n" not in checks.checks("soak")[-1].line


def test_what_follows_the_mode_goes_to_pytest() -> None:
    assert checks.checks("fast", ("tests/models", "-k", "refused"))[-1].line[-3:] == ("tests/models", "-k", "refused")


def test_one_failure_fails_the_whole_after_all_have_run(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    lines = [Check("lint", ("-c", "raise SystemExit(3)")), Check("tests", ("-c", "print('all ran')"))]
    monkeypatch.setattr(checks, "checks", lambda mode, rest: lines)
    assert checks.main([]) == 1
    printed = capfd.readouterr().out
    assert "all ran" in printed
    assert printed.splitlines()[-1].startswith("test: FAILED: lint (")


def test_a_person_s_screen_and_language_do_not_reach_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_SCALE_FACTOR", "2")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "QT_SCALE_FACTOR" not in checks.environment()
    assert "LC_ALL" not in checks.environment()
    assert "PYTHONDONTWRITEBYTECODE" not in checks.environment()


def test_the_summary_says_when_all_is_in_order() -> None:
    assert checks.summary([Answer("lint", passed=True, took_s=1.2)]) == "test: all in order (lint 1 s)"
