"""What this station is set up with: one flat TOML file in the user's configuration folder.

Read once at the start into a frozen value; a change writes the whole file beside the old one and renames it, so that a
kill leaves one of the two. Unknown names are kept out and told, a broken file is told and left as it is.
"""

import json
import os
import tomllib
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from platformdirs import user_config_path, user_data_path

from app.errors import Fault
from app.language import tr

APPLICATION = "packbench"


@dataclass(frozen=True, slots=True)
class Config:
    """A station's settings.

    Printers are "folder:PATH", "tcp:HOST:PORT" or "system:QUEUE"; the camera is an index, a file, a URL or "". The
    server is a URL, its authority a file with the certificates of the shop's own authority, if it has one; what proves
    this station to the server is no setting and stands elsewhere (`app/sync/credentials.py`).
    """

    store: str = ""
    warehouse: str = "SZ"
    station: str = "P01"
    language: str = "zh_CN"
    paper_language: str = "zh_CN"
    theme: str = "auto"
    colour_blind: bool = False
    sound_volume: int = 80
    label_printer: str = ""
    paper_printer: str = ""
    camera: str = ""
    scanner_prefix: str = ""
    scanner_suffix: str = "enter"
    totes_max: int = 1
    sscc_prefix: str = "06901234"
    server: str = ""
    server_authority: str = ""

    @property
    def store_path(self) -> Path:
        return Path(self.store) if self.store else user_data_path(APPLICATION) / "store.sqlite"

    @property
    def print_folder(self) -> Path:
        """Where paper goes while no printer is set."""
        return self.store_path.parent / "printed"


def config_path() -> Path:
    """The file's place; `PACKBENCH_CONFIG` names another."""
    named = os.environ.get("PACKBENCH_CONFIG")
    return Path(named) if named else user_config_path(APPLICATION) / "packbench.toml"


def load(path: Path) -> Config:
    """Read the settings; a missing file means all defaults. Raises: Fault for a file that cannot be understood."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _broken(path, str(error)) from error
    known = {field.name: type(getattr(Config(), field.name)) for field in fields(Config)}
    wrong = [name for name, value in found.items() if name not in known or type(value) is not known[name]]
    if wrong:
        raise _broken(path, ", ".join(wrong))
    return Config(**found)


def save(path: Path, config: Config) -> None:
    """Write the settings in one step. Raises: Fault."""
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in asdict(config).items()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".new")
        beside.write_text("\n".join(lines) + "\n", encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise Fault(tr("The settings could not be saved."), str(error)) from error


def changed(config: Config, **values: Any) -> Config:
    """The settings with some of them new."""
    return replace(config, **values)


def _broken(path: Path, what: str) -> Fault:
    return Fault(
        tr("The settings file {path} cannot be understood: {what}").format(path=path, what=what),
        tr("Mend or remove it and start again."),
    )
