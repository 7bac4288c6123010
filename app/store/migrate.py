"""Brings a store to this version's schema: makes a new one, takes an equal one, upgrades an older, refuses a newer.

Revisions stand in `migrations/versions`, one Alembic script each. A store that is up to date, which is every start but
one, is told by one small read and Alembic is not even imported. A new store is built beside its name and renamed, so
there is never half of one; hence an empty file under the name is damage and not a beginning. An older store is first
copied into `backups/` and then upgraded in one transaction: after a kill it is wholly old or wholly new.
"""

from datetime import datetime
from pathlib import Path
from typing import Final

from app.errors import StoreTooNew
from app.language import tr
from app.store.backup import backup_before_upgrade, settle
from app.store.database import check_library, faults_told, files_told
from app.store.soundness import check_chain, check_file, revision_of

REVISION: Final = "0003"
"""The newest revision in `migrations/versions`; written here so that a start need not look there."""
SCRIPTS: Final = Path(__file__).resolve().parent / "migrations"


def migrate(path: Path, now: datetime, scripts: Path = SCRIPTS, newest: str = REVISION) -> None:
    """Make, check or upgrade the store at `path`. Raises: StoreTooNew, StoreDamaged, DiskFull, StoreFault.

    Thread: the one that holds the store's lock.
    """
    check_library()
    if not path.exists():
        _create(path, scripts)
        return
    check_file(path)
    found = revision_of(path)
    if found != newest:
        _upgrade(path, found, now, scripts)
    check_chain(path)


def _create(path: Path, scripts: Path) -> None:
    from app.store.upgrade import build

    part = path.with_name(path.name + ".new")
    beside = [part.with_name(part.name + tail) for tail in ("", "-wal", "-shm", "-journal")]
    with files_told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        for left in beside:
            left.unlink(missing_ok=True)
    try:
        with faults_told(path):
            build(part, scripts)
        settle(part, path)
    except BaseException:
        for left in beside:
            left.unlink(missing_ok=True)
        raise


def _upgrade(path: Path, found: str, now: datetime, scripts: Path) -> None:
    from app.store.upgrade import revisions, upgrade

    if found not in revisions(scripts):
        raise StoreTooNew(
            tr("The store {path} was written by a newer Packbench.").format(path=path),
            tr("Start the newest version you have, or install it; the store is left as it is."),
        )
    backup_before_upgrade(path, found, now)
    with faults_told(path):
        upgrade(path, scripts)
