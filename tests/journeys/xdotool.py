"""The program in a process of its own on a virtual screen, and hands outside of it: xdotool types, SQLite tells.

Nothing of the program's inside is called; what came of a key is read from the store's file, as a second program may.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SCANNER_GAP_MS = 4
TYPIST_GAP_MS = 90
WAIT_S_MAX = 40.0
KEY_NAMES = {"-": "minus", "\x1d": "ctrl+bracketright"}
NEEDED = ("Xvfb", "xdotool")


def missing_tools() -> list[str]:
    return [tool for tool in NEEDED if shutil.which(tool) is None]


@contextmanager
def a_screen(size: str = "1440x900x24") -> Iterator[str]:
    """A virtual screen; answers its DISPLAY."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


class Outside:
    """A worker before the screen: presses keys, holds a scanner, and looks into the store's file."""

    def __init__(self, display: str, store: Path, log: Path) -> None:
        self._environment = os.environ | {
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "PACKBENCH_CONFIG": str(log.parent / "no.toml"),
        }
        self.store, self.log = store, log
        self._out = log.open("w")
        self.program = subprocess.Popen(
            [sys.executable, "-m", "app", "--store", str(store)],
            cwd=ROOT,
            env=self._environment,
            stdout=self._out,
            stderr=subprocess.STDOUT,
        )
        self._window = self._find_window()

    def scan(self, text: str) -> None:
        """Type a code at 4 ms between keys, Enter behind it."""
        keys = [KEY_NAMES.get(char, char) for char in text]
        self._xdotool("key", "--delay", str(SCANNER_GAP_MS), *keys, "Return")
        time.sleep(0.35)

    def type(self, text: str) -> None:
        """Type as a person does."""
        self._xdotool("type", "--delay", str(TYPIST_GAP_MS), text)
        time.sleep(0.3)

    def press(self, *keys: str) -> None:
        """Press keys by their names: Return, ctrl+3, F6."""
        for key in keys:
            self._xdotool("key", key)
            time.sleep(0.3)

    def ask(self, sql: str, *values: Any) -> Any:
        """The first value of a query on the store's file, or None."""
        with sqlite3.connect(f"file:{self.store}?mode=ro", uri=True, timeout=5) as connection:
            row = connection.execute(sql, values).fetchone()
        return row[0] if row else None

    def until(self, sql: str, *values: Any) -> Any:
        """Wait until a query answers something true; answers it."""
        end = time.monotonic() + WAIT_S_MAX
        while time.monotonic() < end:
            found = self.ask(sql, *values)
            if found:
                return found
            assert self.program.poll() is None, self.log.read_text()
            time.sleep(0.1)
        raise AssertionError(f"never came: {sql} {values}\n{self.log.read_text()}")

    def picture(self, path: Path) -> None:
        """Keep the screen as it is, when ImageMagick is there; only for the person who looks into a failure."""
        if shutil.which("import"):
            subprocess.run(["import", "-window", "root", str(path)], env=self._environment, check=False)

    def close(self) -> None:
        """End the program as the system does at shutdown, and wait for it."""
        self.program.terminate()
        try:
            self.program.wait(20)
        finally:
            self.program.kill()
            self.program.wait()
            self._out.close()

    def _find_window(self) -> str:
        end = time.monotonic() + WAIT_S_MAX
        while time.monotonic() < end:
            found = self._run("search", "--onlyvisible", "--name", "^Packbench$").stdout.split()
            if found and self._is_large(found[0]):
                self._xdotool("windowfocus", found[0])
                time.sleep(1.0)
                return found[0]
            assert self.program.poll() is None, self.log.read_text()
            time.sleep(0.2)
        raise AssertionError(f"no window\n{self.log.read_text()}")

    def _is_large(self, window: str) -> bool:
        """The window of the screens, not the small one shown while the store is opened."""
        size = dict(
            line.split("=") for line in self._run("getwindowgeometry", "--shell", window).stdout.split() if "=" in line
        )
        return int(size.get("WIDTH", 0)) >= 1000

    def _xdotool(self, *arguments: str) -> None:
        done = self._run(*arguments)
        assert done.returncode == 0, done.stderr

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["xdotool", *arguments], env=self._environment, capture_output=True, text=True, timeout=30, check=False
        )
