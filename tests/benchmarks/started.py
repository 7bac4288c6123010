"""What `bench_start.py` runs in fresh processes: a bare window, and the desktop as the program itself starts it.

Nothing of the program is imported at the top: what the desktop loads belongs to the desktop's time and to no other.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

REST_MS = 1_500


def bare_window() -> dict[str, Any]:
    """Show an empty window; answer when it was painted, on the clock that all processes share."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication, QWidget

    application = QApplication([])
    window = QWidget()
    window.resize(1440, 900)
    window.show()
    application.processEvents()
    return {"usable_at": time.perf_counter()}


def desktop(store: str) -> dict[str, Any]:
    """Run the program until the sign-in is painted; then open every page, read the memory, and end."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from app import bootstrap
    from app.config import Config

    with tempfile.TemporaryDirectory(prefix="packbench-start-") as folder:
        here = Path(folder) / "store.sqlite"
        here.symlink_to(store)
        told: dict[str, Any] = {}
        watch = _watch(bootstrap.application(), told)
        code = bootstrap.run(Config(store=str(here), sound_volume=0), Path(folder) / "packbench.toml")
        del watch
    assert code == 0, code
    return told


def _watch(application: Any, told: dict[str, Any]) -> Any:
    """Note the first paint of the sign-in, and drive what follows."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    from app.models.people import Role, Worker
    from app.views.shell import Shell
    from app.views.sign_in_view import SignInView

    class Watch(QObject):
        """Sees every paint; the one of the sign-in page ends the measuring."""

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and isinstance(watched, SignInView) and not told:
                told["usable_at"] = time.perf_counter()
                told["loaded"] = sorted(sys.modules)
                QTimer.singleShot(REST_MS, self._open_all)
            return False

        def _open_all(self) -> None:
            told["first_mb"] = resident_mb()
            [shell] = [each for each in application.topLevelWidgets() if isinstance(each, Shell)]
            shell.set_worker(Worker("W-0026", "管理员", Role.ADMINISTRATOR, "W-0026"))
            for section in list(shell._allowed):
                shell.open(section.key)
                application.processEvents()
            QTimer.singleShot(REST_MS, self._end)

        def _end(self) -> None:
            told["memory_mb"] = resident_mb()
            application.quit()

    watch = Watch()
    application.installEventFilter(watch)
    return watch


def resident_mb() -> float:
    """What of this process is in memory now, what it shares with others included (Linux)."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no VmRSS")
