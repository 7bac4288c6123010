"""Printers: a folder, a TCP address, a queue of the operating system.

`test` answers what stands in the way before the first scan (Rule E9), `send` hands over one whole job or raises the
fault with its remedy. Both block, each within the limits named below, and are called on the spooler's thread. A
printer answers for taking the data, not for the paper: only ZPL printers that answer ~HS tell more.
"""

import errno
import os
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final, Protocol

from app.language import tr
from app.printing.faults import PrinterFault, PrintFolderFault
from app.printing.media import Media, Speech


class Readiness(Enum):
    """Whether a printer may be sent to."""

    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PrinterState:
    """What a test found, in words for the worker; a ready printer needs no remedy."""

    readiness: Readiness
    text: str
    remedy: str = ""

    @property
    def is_ready(self) -> bool:
        """Answer whether printing may begin."""
        return self.readiness is Readiness.READY


class Printer(Protocol):
    """Somewhere paper comes out."""

    @property
    def name(self) -> str: ...

    @property
    def speech(self) -> Speech: ...

    def test(self) -> PrinterState:
        """Ask the printer how it is; never raises a fault, but answers it."""

    def send(self, data: bytes, media: Media) -> None:
        """Hand over one job. Raises: PrinterFault."""


def ready() -> PrinterState:
    """Answer the state of a printer with nothing in the way."""
    return PrinterState(Readiness.READY, tr("Ready"))


def failed(fault: PrinterFault) -> PrinterState:
    """Answer a fault as a state."""
    return PrinterState(Readiness.FAILED, fault.text, fault.remedy)


class FolderPrinter:
    """A folder that stands for a printer: each job becomes a numbered file, whole or not at all."""

    def __init__(self, name: str, folder: Path, speech: Speech = Speech.PDF) -> None:
        self._name = name
        self._folder = folder
        self._speech = speech

    @property
    def name(self) -> str:
        """Answer the name it is chosen by."""
        return self._name

    @property
    def speech(self) -> Speech:
        """Answer what labels are written as; sheets are PDF files in any case."""
        return self._speech

    def test(self) -> PrinterState:
        """Try to write into the folder."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            trial = self._folder / ".packbench-test"
            trial.write_bytes(b"")
            trial.unlink()
        except OSError as reason:
            return failed(folder_fault(self._folder, reason))
        return ready()

    def send(self, data: bytes, media: Media) -> None:
        """Write the job as the next number, flushed to disk before its name appears."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._next_path(media), data)
        except OSError as reason:
            raise folder_fault(self._folder, reason) from reason

    def _next_path(self, media: Media) -> Path:
        taken = [int(path.stem) for path in self._folder.iterdir() if path.stem.isdecimal()]
        return self._folder / f"{max(taken, default=0) + 1:06d}.{media.speech.value}"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that after a kill or a power cut it is there whole or not at all. Raises: OSError."""
    partial = path.with_name(f".{path.name}.part")
    with partial.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable; Windows has no such call and does it with the file. Raises: OSError."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


def folder_fault(folder: Path, reason: OSError) -> PrintFolderFault:
    """Turn what the system says about a folder into words with a remedy."""
    if reason.errno in _FULL:
        text = tr("The disk is full, nothing was printed to {folder}.").format(folder=folder)
        return PrintFolderFault(text, tr("Free some space, then print again."))
    text = tr("Cannot write to the folder {folder}: {reason}.").format(folder=folder, reason=reason.strerror or reason)
    return PrintFolderFault(text, tr("Choose another folder in the settings, or allow writing to this one."))
