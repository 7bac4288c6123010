"""Copies of a store, taken while it is in use, and the folder of copies that every upgrade leaves behind.

A copy is SQLite's own online backup in one step: a consistent picture of one moment that neither waits for the writer
nor makes it wait. It is written beside its target and renamed when it is whole and its journal checked, so a kill or a
full disk leaves no half copy under a good name.

To put one back: close Packbench, delete the store's `-wal` and `-shm` files if there are any, and copy the backup over
the store's file. Nothing else is part of a store. What was done after the backup is then gone from this machine.
"""

import os
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pysqlite3.dbapi2 as sqlite

from app.store.database import BUSY_MS_MAX, check_library, faults_told, files_told
from app.store.soundness import check_chain, check_file

BACKUPS_KEPT_MAX: Final = 10
"""The last ten upgrades: more than a year of releases, and a store of 6 GB still fits beside them on a common disk."""


def backup(source: Path, target: Path) -> None:
    """Copy the store at `source`, open or not, to `target`, replacing what is there. Raises: StoreFault, DiskFull.

    Thread: any but the UI's; a gigabyte takes seconds.
    """
    _copy(source, target)
    check_chain(target)


def backup_before_upgrade(path: Path, revision: str, now: datetime) -> Path:
    """Keep a copy in `backups/` beside the store, named by revision and time, and drop all but the last ten.

    Raises: StoreFault, DiskFull; then there is no new copy, and the old ones are all still there.
    """
    moment = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    target = backups_folder(path) / f"{path.stem}-{moment}-{revision}{path.suffix}"
    _copy(path, target)
    for old in backups(path)[BACKUPS_KEPT_MAX:]:
        with files_told(old):
            old.unlink()
    return target


def backups(path: Path) -> list[Path]:
    """Answer the kept copies of a store, newest first."""
    return sorted(backups_folder(path).glob(f"{path.stem}-????????T??????Z-*{path.suffix}"), reverse=True)


def backups_folder(path: Path) -> Path:
    """Where the copies of a store are kept."""
    return path.parent / "backups"


def settle(part: Path, target: Path) -> None:
    """Rename a finished file to its name so that both survive a power cut. Raises: StoreFault."""
    with files_told(target):
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
        if os.name != "nt":  # Windows cannot open a folder, and its rename is in its journal
            folder = os.open(target.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def _copy(source: Path, target: Path) -> None:
    check_library()
    part = target.with_name(target.name + ".part")
    with files_told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
    try:
        with (
            faults_told(target),
            closing(sqlite.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as read,
            closing(sqlite.connect(str(part), isolation_level=None)) as written,
        ):
            read.execute(f"PRAGMA busy_timeout={BUSY_MS_MAX}")
            written.execute("PRAGMA synchronous=OFF")  # `settle` syncs the whole file once
            read.backup(written)
        check_file(part)
        settle(part, target)
    except BaseException:
        for left in (part, part.with_name(part.name + "-journal"), part.with_name(part.name + "-wal")):
            left.unlink(missing_ok=True)
        raise
