"""The program's door: `python -m app [--tour [OUT]] [--store FILE] [--config FILE]`, or `python -m app server …`.

Without a display the tour is played instead, and said so. The central server has options of its own and needs no Qt.
"""

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path

from app import __version__
from app.config import Config, config_path, load
from app.errors import Fault
from app.language import set_language, tr


def main(arguments: list[str] | None = None) -> int:
    """Start what was asked for; return the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    asked = _parse(given[:1] if given[:1] == ["server"] else given)
    try:
        config = load(Path(asked.config) if asked.config else config_path())
    except Fault as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    set_language(config.language)
    if asked.what == "server":
        from app.server.start import main as serve

        return serve(given[1:])
    if asked.store:
        config = replace(config, store=asked.store)
    shown = has_display()
    if asked.tour is None and shown:
        from app.bootstrap import run

        return run(config, Path(asked.config) if asked.config else config_path())
    if not shown and asked.tour is None:
        sys.stdout.write(tr("There is no display here, so the tour is played instead; see out/tour.") + "\n")
    return _tour(Path(asked.tour or "out/tour"), config)


def _tour(out: Path, config: Config) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from app.tour.play import play

    return play(out, config)


def has_display() -> bool:
    """Whether a window can be shown here."""
    if sys.platform in ("win32", "darwin"):
        return True
    named = os.environ.get("QT_QPA_PLATFORM", "")
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) and named != "offscreen"


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="packbench", description="Order desk and pick-and-pack floor")
    parser.add_argument("what", nargs="?", choices=["server"], help="start the central server")
    parser.add_argument("--tour", nargs="?", const="out/tour", metavar="OUT", help="play a whole day into a folder")
    parser.add_argument("--store", help="store file to open instead of the user's own")
    parser.add_argument("--config", help="settings file instead of the user's own")
    parser.add_argument("--version", action="version", version=__version__)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
