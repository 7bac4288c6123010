"""The watch over threads sees what it is there to see: it would be silent about everything if it were broken."""

import threading

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication

from tests import leaks


def test_a_thread_left_running_is_named_with_the_place_of_its_start(monkeypatch: pytest.MonkeyPatch) -> None:
    starts = leaks.Starts(monkeypatch)
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait, name="forgotten", daemon=True)
    thread.start()
    (line,) = starts.still_running(patience_s=0)
    assert "'forgotten'" in line
    assert "test_leaks.py" in line
    stop.set()
    thread.join()
    assert starts.still_running() == []


def test_a_qt_thread_left_running_is_named(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    starts = leaks.Starts(monkeypatch)
    thread = QThread()
    thread.setObjectName("camera")
    thread.start()
    (line,) = starts.still_running(patience_s=0)
    assert "'camera'" in line
    thread.quit()
    assert thread.wait(2000)
    assert starts.still_running() == []
