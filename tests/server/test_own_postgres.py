"""Our own PostgreSQL when root starts it: another user must reach what it runs and where it writes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.server import own_postgres
from app.server.own_postgres import NoPostgres, OwnPostgres, is_open, packaged_binaries

pytestmark = pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root hands it over")


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A checkout in a home that is closed to others, with a program in it."""
    binaries = tmp_path / "home" / "pginstall" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "initdb").write_text("#!/bin/sh\necho made by $(id -un)\n")
    (binaries / "initdb").chmod(0o700)
    (tmp_path / "home").chmod(0o700)
    return binaries


def test_binaries_that_nobody_else_can_reach_are_copied_once(
    closed: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path_factory.mktemp("shared") / "packbench"
    monkeypatch.setattr(own_postgres, "SHARED", shared)
    first = OwnPostgres(shared / "data", closed)
    assert first.binaries.is_relative_to(shared)
    assert (first.binaries / "initdb").stat().st_mode & 0o055 == 0o055
    assert len(list(shared.iterdir())) == 1
    assert OwnPostgres(shared / "data", closed).binaries == first.binaries


def test_a_folder_that_nobody_else_can_reach_is_told_with_the_remedy(closed: Path) -> None:
    assert not is_open(closed)
    with pytest.raises(NoPostgres) as told:
        OwnPostgres(closed.parent / "data" / "postgres", Path("/usr/bin")).start()
    assert "--data" in told.value.remedy


def test_the_copy_of_the_packaged_binaries_runs(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They look for their libraries by a path relative to themselves."""
    monkeypatch.setattr(own_postgres, "SHARED", tmp_path_factory.mktemp("shared"))
    copied = own_postgres._copied(packaged_binaries())
    done = subprocess.run([copied / "initdb", "--version"], capture_output=True, text=True, check=True)
    assert "PostgreSQL" in done.stdout
