"""What a ZPL printer answers to ~HS: three strings between STX and ETX (ZPL II Programming Guide, ~HS)."""

import re
from dataclasses import dataclass
from typing import Final

_STRING: Final = re.compile(rb"\x02([^\x02\x03]*)\x03")
_FIRST_FIELDS: Final = 12
_SECOND_FIELDS: Final = 11


@dataclass(frozen=True, slots=True)
class HostStatus:
    """The flags that stop a label."""

    is_out_of_paper: bool
    is_paused: bool
    is_buffer_full: bool
    is_head_open: bool
    is_out_of_ribbon: bool


def parse_host_status(heard: bytes) -> HostStatus | None:
    """Read the flags from the first two strings; None while they are not whole, or are something else."""
    strings = [match.decode("ascii", "replace").split(",") for match in _STRING.findall(heard)]
    if len(strings) < 2 or len(strings[0]) < _FIRST_FIELDS or len(strings[1]) < _SECOND_FIELDS:
        return None
    first, second = strings[0], strings[1]
    return HostStatus(
        is_out_of_paper=first[1] == "1",
        is_paused=first[2] == "1",
        is_buffer_full=first[5] == "1",
        is_head_open=second[2] == "1",
        is_out_of_ribbon=second[3] == "1",
    )
