"""The system libraries and programs that no Python package carries: which are missing, and how to get them.

Each library is asked for as the program will ask for it, through the dynamic loader, so the answer is right on every
distribution; the package names are those of Debian and its children. Standard library only: the set-up reads this.
"""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

# What is loaded, and the Debian package that brings it (tried on a minimal Debian 12, see the README).
LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    # A real X11 window; Qt's offscreen platform starts without these, so tests alone would not miss them.
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    # The same on Wayland.
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    # Second opinion on camera frames, system printers, sound.
    "libzbar.so.0": "libzbar0",
    "libcups.so.2": "libcups2",
    "libpulse.so.0": "libpulse0",
}
# Programs the tests start: a screen without a monitor, a typist, a reader of finished pages.
TEST_PROGRAMS = {"Xvfb": "xvfb", "xdotool": "xdotool", "pdffonts": "poppler-utils"}
APT = ("apt-get", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0")


def missing(for_tests: bool) -> list[str]:
    """Answer the Debian packages that this machine lacks, in a fixed order; none outside Linux."""
    if not sys.platform.startswith("linux"):
        return []
    found = [package for library, package in LIBRARIES.items() if not _loads(library)]
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        found.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    if for_tests:
        found += [package for program, package in TEST_PROGRAMS.items() if shutil.which(program) is None]
    return found


def may_install() -> bool:
    """Tell whether we can install them ourselves: as root, where apt is the package manager."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which(APT[0]) is not None


def install(packages: Sequence[str]) -> None:
    """Install by apt without a question; what did not come is found by asking `missing` again."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        subprocess.run([*APT, *step], env=environment, check=False, stdout=sys.stderr)


def remedy(packages: Sequence[str]) -> str:
    """Answer what a person has to paste, in one line where the package manager is known."""
    if shutil.which(APT[0]):
        sudo = "" if may_install() else "sudo "
        return (
            "System libraries are missing. Paste this line, then start again:\n"
            f"  {sudo}apt-get update && {sudo}apt-get install -y {' '.join(packages)}"
        )
    names = [library for library, package in LIBRARIES.items() if package in packages]
    names += [program for program, package in TEST_PROGRAMS.items() if package in packages]
    return f"Please install what provides {', '.join(names)} with your system's package manager, then start again."


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
