"""What all scanning devices have in common: the states they go through and how they report.

A device is off, starting, running or failed; failed always carries a fault with a remedy, so that a screen can say what
to do instead of showing a dead symbol.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.errors import Fault


class DeviceState(StrEnum):
    """Where a device stands; the words for it are the screen's."""

    OFF = "off"
    STARTING = "starting"
    RUNNING = "running"
    FAILED = "failed"


class CameraFault(Fault):
    """The camera cannot be opened, was lost, or delivers no usable picture."""


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """A device's state now; `fault` is there when it failed."""

    device: str
    state: DeviceState
    fault: Fault | None = None
