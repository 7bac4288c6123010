"""Faults: what goes wrong outside the program's rules, each with a text and a remedy a worker can act on.

A refusal (a wrong scan, too many) is an answer and lives in `models/refusals.py`; a bug is any other exception.
"""


class Fault(Exception):
    """Something outside failed (disk, printer, camera, server); work goes on where it can."""

    def __init__(self, text: str, remedy: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.text} {self.remedy}".strip()


class StoreFault(Fault):
    """The store cannot be opened, read or written."""


class StoreLocked(StoreFault):
    """Another process has the store open."""


class StoreTooNew(StoreFault):
    """The store was written by a newer version of Packbench."""


class StoreDamaged(StoreFault):
    """The store's file is damaged or not a Packbench store."""


class DiskFull(StoreFault):
    """The disk is full; nothing of the failed step was booked."""
