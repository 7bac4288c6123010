"""Who this station is to the server: the token it was given, kept apart from the settings.

The system's key store holds it where there is one; a floor station without a desktop session has none, and then it is a
file that only this user may read. Where it is, is told to the people: a file can be copied with the disk.
"""

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from app.errors import Fault
from app.language import tr

SERVICE: Final = "packbench"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A station's code at a server, and the token that proves it."""

    url: str
    station: str
    token: str


class Keeper(Protocol):
    """Keeps the credentials of one store between two runs. Thread: any; a key store may take a second."""

    is_file: bool

    def load(self) -> Credentials | None: ...

    def save(self, credentials: Credentials) -> None: ...

    def clear(self) -> None: ...


class FileKeeper:
    """A file beside the store that only this user may read."""

    is_file = True

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> Credentials | None:
        """Read them; None when there are none. Raises: Fault."""
        try:
            return _read(self.path.read_text("utf-8"))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _not_kept(str(error)) from error

    def save(self, credentials: Credentials) -> None:
        """Write them in one step; never, not even for a moment, for others to read. Raises: Fault."""
        beside = self.path.with_suffix(".new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            beside.unlink(missing_ok=True)
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(json.dumps(asdict(credentials)))
            beside.replace(self.path)
        except OSError as error:
            raise _not_kept(str(error)) from error

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)


class KeyStoreKeeper:
    """The key store of the system, one entry for each store file."""

    is_file = False

    def __init__(self, ring: Any, entry: str) -> None:
        self._ring, self._entry = ring, entry

    def load(self) -> Credentials | None:
        """Read them; None when there are none. Raises: Fault."""
        text = self._try(lambda: self._ring.get_password(SERVICE, self._entry))
        return _read(text) if text else None

    def save(self, credentials: Credentials) -> None:
        """Write them. Raises: Fault."""
        self._try(lambda: self._ring.set_password(SERVICE, self._entry, json.dumps(asdict(credentials))))

    def clear(self) -> None:
        if self.load() is not None:
            self._try(lambda: self._ring.delete_password(SERVICE, self._entry))

    @staticmethod
    def _try(act: Callable[[], Any]) -> Any:
        from keyring.errors import KeyringError

        try:
            return act()
        except KeyringError as error:
            raise _not_kept(str(error)) from error


def keeper_for(store: Path) -> Keeper:
    """Choose the key store when the system has one, else a file beside the store."""
    import keyring  # looks for the system's key stores, which takes a while

    ring = keyring.get_keyring()
    if ring.priority >= 1:
        return KeyStoreKeeper(ring, str(store.resolve()))
    return FileKeeper(store.with_suffix(".server"))


def _read(text: str) -> Credentials | None:
    try:
        return Credentials(**json.loads(text))
    except (ValueError, TypeError):
        return None  # nothing that proves anything: enrol again


def _not_kept(what: str) -> Fault:
    return Fault(tr("The station's key for the server cannot be kept: {what}").format(what=what))
