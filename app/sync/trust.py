"""Whether an answer may be believed, before anything of it is.

An ack names a fact by number and hash. The number alone fits any disk that has written as much: after an older disk
image came back, facts that the server never saw would count as acknowledged and be lost.
"""

from dataclasses import dataclass
from enum import Enum, auto

from app.models.wire import Ack
from app.sync.events import Heard, Path
from app.sync.instructions import ForkReason
from app.sync.saved import Saved


@dataclass(frozen=True, slots=True)
class Said:
    """The head of an answer: what was asked, of which epoch it is, how far it says that our facts are."""

    path: Path
    heard: Heard
    epoch: int
    ack: Ack


class Verdict(Enum):
    """What an answer's head says of the answer."""

    GOOD = auto()
    NOT_OURS = auto()  # asked under a code that this station no longer has
    OLD = auto()  # of an epoch that is over: a copy that does not know it, or a letter on the way for long
    FORK = auto()  # the server's fact under this number is not ours
    NEW_EPOCH = auto()  # the server may have lost its tail


def judge(station: str, saved: Saved, said: Said) -> Verdict:
    """Judge an answer by its head."""
    if said.heard.station != station:
        return Verdict.NOT_OURS
    if said.epoch < saved.epoch:
        return Verdict.OLD
    if said.epoch == saved.epoch and said.heard.own_hash is None and said.ack.seq < saved.acked.seq:
        return Verdict.GOOD  # late, and that fact is no longer kept; a lower ack of this epoch changes nothing
    if said.heard.own_hash != said.ack.hash:
        return Verdict.FORK
    return Verdict.NEW_EPOCH if said.epoch > saved.epoch else Verdict.GOOD


def fork_reason(last_seq: int, said: Said) -> ForkReason:
    """Tell how a fork showed."""
    if said.ack.seq > last_seq:
        return ForkReason.AHEAD
    return ForkReason.SHORT if said.heard.own_hash is None else ForkReason.DIFFERS
