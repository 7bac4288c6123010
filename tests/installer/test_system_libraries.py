"""System libraries: what is missing is named by its package, and a person gets one line to paste."""

import shutil
import sys

import pytest

from installer import system_libraries

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux needs packages")


def test_this_machine_lacks_nothing_because_the_set_up_brought_it() -> None:
    assert system_libraries.missing(for_tests=True) == []


def test_a_library_the_loader_cannot_find_is_named_by_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(system_libraries.LIBRARIES, "libnowhere.so.7", "libnowhere7")
    monkeypatch.setitem(system_libraries.TEST_PROGRAMS, "no-such-program", "nowhere-bin")
    assert system_libraries.missing(for_tests=False) == ["libnowhere7"]
    assert system_libraries.missing(for_tests=True) == ["libnowhere7", "nowhere-bin"]


def test_who_is_not_root_gets_one_line_to_paste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda program: f"/usr/bin/{program}")
    assert not system_libraries.may_install()
    line = system_libraries.remedy(["libzbar0", "libegl1"]).splitlines()[-1].strip()
    assert line == "sudo apt-get update && sudo apt-get install -y libzbar0 libegl1"


def test_where_there_is_no_apt_the_files_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: None)
    text = system_libraries.remedy(["libzbar0", "xvfb"])
    assert "libzbar.so.0, Xvfb" in text
    assert "apt-get" not in text
