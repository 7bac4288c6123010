"""The server ships without Qt: everything in its room can be imported where there is none."""

import os
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
PROGRAM = """
import importlib, pkgutil, sys
class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6"):
            raise ImportError(f"{name} is not here")
sys.meta_path.insert(0, NoQt())
import app.server
for found in pkgutil.iter_modules(app.server.__path__, "app.server."):
    importlib.import_module(found.name)
import app.__main__
print(len([name for name in sys.modules if name.startswith("app.server.")]), "PySide6" in sys.modules)
"""


def test_all_of_the_server_can_be_imported_without_qt() -> None:
    environment = os.environ | {"PYTHONPATH": str(HOUSE)}
    line = [sys.executable, "-W", "ignore", "-c", PROGRAM]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    count, has_qt = done.stdout.split()
    assert int(count) == len(list((HOUSE / "app" / "server").glob("*.py"))) - 1
    assert has_qt == "False"
