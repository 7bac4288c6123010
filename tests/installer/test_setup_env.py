"""The start: from any folder, through spaces, once set up for nothing, and healed after an interruption."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

HOUSE = Path(__file__).resolve().parents[2]
COPIED = ["run", "requirements.txt", "requirements-dev.txt", "installer/find_python.sh", "installer/setup_env.py",
          "installer/system_libraries.py", "installer/requirements-uv.txt"]  # fmt: skip
ECHO = '"""Echo."""\nimport os, sys\nprint(os.getcwd(), *sys.argv[1:], sep="|")\n'

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the .cmd files start the same program")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Answer a copy of the house with a blank in its path and a program that tells how it was started."""
    house = tmp_path / "our house"
    for name in COPIED:
        (house / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(HOUSE / name, house / name)
    (house / "app").mkdir()
    (house / "app" / "__main__.py").write_text(ECHO, "utf-8")
    return house


@pytest.fixture
def set_up_env(house: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Answer the copy's set-up, on a machine that lacks nothing."""
    spec = importlib.util.spec_from_file_location("setup_env_copy", house / "installer" / "setup_env.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "provide_system_libraries", lambda kind: None)
    return module


class Network:
    """Stands for pip and uv: makes the environment's folder, notes each step, and fails when told."""

    def __init__(self, module: ModuleType, failures: int = 0) -> None:
        self.steps: list[str] = []
        self._module = module
        self._failures = failures

    def run(self, line: Sequence[str], remedy: str, environment: dict[str, str] | None = None) -> None:
        step = next(word for word in ("venv", "pip install", "pip sync") if word in " ".join(line).replace(".venv", ""))
        self.steps.append(step)
        if step == "venv":
            subprocess.run([sys.executable, "-m", "venv", "--without-pip", self._module.VENV], check=True)
            (site_packages(self._module) / "pip").symlink_to(pip_folder(), target_is_directory=True)
        elif step == "pip sync" and self._failures:
            self._failures -= 1
            raise self._module.SetUpFailed(remedy)


def pip_folder() -> str:
    spec = importlib.util.find_spec("pip")
    assert spec is not None
    assert spec.submodule_search_locations
    return spec.submodule_search_locations[0]


def site_packages(module: ModuleType) -> Path:
    return next((module.VENV / "lib").glob("python3.*")) / "site-packages"


def start(house: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([house / "run", *arguments], cwd=cwd, capture_output=True, text=True, check=False)


def test_a_start_keeps_the_caller_s_folder_and_words_and_ignores_what_lies_there(
    house: Path, set_up_env: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(set_up_env, "run", Network(set_up_env).run)
    set_up_env.set_up("run")
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "app").mkdir(parents=True)
    (elsewhere / "app" / "__main__.py").write_text("raise SystemExit('not this one')", "utf-8")
    done = start(house, elsewhere, "--tour", "a b", "*")
    assert (done.stdout, done.stderr, done.returncode) == (f"{elsewhere}|--tour|a b|*\n", "", 0)


def test_a_finished_set_up_is_not_done_again(set_up_env: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network(set_up_env)
    monkeypatch.setattr(set_up_env, "run", network.run)
    set_up_env.set_up("test")
    assert network.steps == ["venv", "pip install", "pip sync"]
    assert set_up_env.is_set_up("test")
    assert set_up_env.is_set_up("run")
    set_up_env.set_up("test")
    assert len(network.steps) == 3


@pytest.mark.parametrize("changed", ["requirements.txt", "installer/setup_env.py", "installer/system_libraries.py"])
def test_a_change_of_what_is_needed_brings_the_environment_up_to_date(
    changed: str, house: Path, set_up_env: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = Network(set_up_env)
    monkeypatch.setattr(set_up_env, "run", network.run)
    set_up_env.set_up("run")
    with (house / changed).open("a") as text:
        text.write("# changed\n")
    assert not set_up_env.is_set_up("run")
    set_up_env.set_up("run")
    assert network.steps[3:] == ["pip install", "pip sync"], "the environment itself is kept"


def test_an_interrupted_set_up_is_begun_from_nothing(set_up_env: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network(set_up_env)
    monkeypatch.setattr(set_up_env, "run", network.run)
    set_up_env.set_up("run")
    half = site_packages(set_up_env) / "half_written.py"
    half.touch()

    def pulled_plug(*_: object) -> None:
        raise KeyboardInterrupt

    with (set_up_env.HOUSE / "requirements.txt").open("a") as text:
        text.write("# changed\n")
    monkeypatch.setattr(set_up_env, "run", pulled_plug)
    with pytest.raises(KeyboardInterrupt):
        set_up_env.set_up("run")
    assert not set_up_env.is_set_up("run")

    monkeypatch.setattr(set_up_env, "run", network.run)
    set_up_env.set_up("run")
    assert not half.exists()
    assert set_up_env.is_set_up("run")


def test_a_failed_download_is_tried_once_more_and_then_said(
    set_up_env: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(set_up_env, "run", Network(set_up_env, failures=1).run)
    set_up_env.set_up("run")
    assert set_up_env.is_set_up("run")

    set_up_env.STAMP.unlink()
    monkeypatch.setattr(set_up_env, "run", Network(set_up_env, failures=set_up_env.DOWNLOAD_TRIES_MAX).run)
    with pytest.raises(set_up_env.SetUpFailed, match="network"):
        set_up_env.set_up("run")
    assert not set_up_env.is_set_up("run")


def test_no_python_is_said_with_the_line_to_paste(house: Path, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "dirname", "basename"):
        found = shutil.which(name)
        assert found
        (tools / name).symlink_to(found)
    old = tools / "python3"
    old.write_text("#!/bin/sh\nexit 1\n", "utf-8")  # a Python that finds itself too old
    old.chmod(0o755)
    done = subprocess.run(
        [tools / "sh", house / "run"], env={"PATH": str(tools)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Python 3.11" in done.stderr
    assert "apt-get install -y python3 python3-venv" in done.stderr


def test_the_index_that_pip_was_told_is_told_to_uv(set_up_env: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(set_up_env, "PYTHON", Path(sys.executable))
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_CONFIG_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "file:///mirror")
    environment = set_up_env.uv_environment()
    assert environment["UV_DEFAULT_INDEX"] == "file:///mirror"
    assert environment["UV_PYTHON_DOWNLOADS"] == "never"
    monkeypatch.setenv("UV_DEFAULT_INDEX", "file:///chosen")
    assert set_up_env.uv_environment()["UV_DEFAULT_INDEX"] == "file:///chosen"
    assert os.environ["PIP_INDEX_URL"] == "file:///mirror"
