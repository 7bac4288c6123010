"""What a station knows about its server, as one frozen value, and how it changes.

The store saves this value in the same transaction as what it belongs to: a cursor with the rows it stands for, a new
station code with the facts renumbered under it. A cursor stored apart from its rows is wrong after the first power cut.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.models.wire import NOTHING_YET, Ack, FactOutcome, Outcome, PushAnswer
from app.sync.tunables import Tunables


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a stream was taken: `position`, or None before the first snapshot.

    `reach` is where the rows of the last acknowledged facts stand: a page that ends before it still shows the world
    without them and would take a scan off its own screen.
    """

    stream: str
    position: int | None = None
    reach: int = 0

    @property
    def missing(self) -> int:
        """Rows until `reach`."""
        return max(0, self.reach - (self.position or 0))


@dataclass(frozen=True, slots=True)
class Mark:
    """At this time of the server, the facts up to `seq` were acknowledged."""

    seq: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Saved:
    """The persistent half of the engine. Epoch 0: never met a server.

    `whole_seq`: own facts up to here may be known to the server under an earlier code or epoch, so a snapshot without
    them could be given them twice; only one that has them is taken. `marks` tell how long facts have been acknowledged:
    a fact that is old but came late is not in a younger backup.
    """

    epoch: int = 0
    acked: Ack = NOTHING_YET
    durable_seq: int = 0
    whole_seq: int = 0
    parked: tuple[int, ...] = ()
    cursors: tuple[Cursor, ...] = ()
    marks: tuple[Mark, ...] = ()

    def cursor(self, stream: str) -> Cursor:
        return next((each for each in self.cursors if each.stream == stream), Cursor(stream))

    def acknowledged(self, answer: PushAnswer, tunables: Tunables) -> "Saved":
        """Take over a push's answer of this epoch; a late one takes nothing back."""
        is_late = answer.ack.seq < self.acked.seq
        ack = self.acked if is_late else answer.ack
        saved = replace(
            self,
            acked=ack,
            durable_seq=max(self.durable_seq, min(answer.durable_seq, ack.seq)),
            parked=_parked(self.parked, answer.outcomes, tunables.parked_shown_max),
            marks=self.marks if is_late else _marked(self.marks, Mark(ack.seq, answer.server_at), tunables),
        )
        for stream, position in answer.reached:
            cursor = saved.cursor(stream)
            saved = saved.at(replace(cursor, reach=max(cursor.reach, position)))
        return saved

    def forgettable_seq(self, server_at: datetime, tunables: Tunables) -> int:
        """Return up to where facts may go: in a backup, and acknowledged for long enough by the server's clock."""
        old = [mark.seq for mark in self.marks if mark.at <= server_at - timedelta(seconds=tunables.kept_s_min)]
        return min(max(old, default=0), self.durable_seq)

    def at(self, cursor: Cursor) -> "Saved":
        """Put one stream's cursor in its place."""
        others = tuple(each for each in self.cursors if each.stream != cursor.stream)
        return replace(self, cursors=(*others, cursor))

    def moved(self, stream: str, position: int) -> "Saved":
        """The rows up to `position` are taken."""
        return self.at(replace(self.cursor(stream), position=position))

    def in_epoch(self, epoch: int, proof: Ack, last_seq: int) -> "Saved":
        """Begin another epoch: believe of the old one only what the server proves, and send the rest again.

        The server may have lost its tail, so positions mean something else now: every stream starts from a snapshot.
        """
        return Saved(epoch, proof, min(self.durable_seq, proof.seq), last_seq, (), self._without_positions())

    def renumbered(self, last_seq: int) -> "Saved":
        """Begin anew under another station code: the same facts from 1 to `last_seq`, none of them acknowledged."""
        return Saved(self.epoch, NOTHING_YET, 0, last_seq, (), self._without_positions())

    def without_position(self, stream: str) -> "Saved":
        """The server's feed no longer goes back to where this stream stands."""
        return self.at(replace(self.cursor(stream), position=None))

    def _without_positions(self) -> tuple[Cursor, ...]:
        return tuple(Cursor(each.stream) for each in self.cursors)


def _parked(before: tuple[int, ...], outcomes: tuple[Outcome, ...], most: int) -> tuple[int, ...]:
    told = {each.seq: each.outcome is FactOutcome.PARKED for each in outcomes}
    kept = [seq for seq in before if seq not in told]
    return tuple(sorted({*kept, *(seq for seq, parked in told.items() if parked)})[:most])


def _marked(before: tuple[Mark, ...], mark: Mark, tunables: Tunables) -> tuple[Mark, ...]:
    """Add a mark when the last one is old enough; of those past the keeping time the last one says it all."""
    if before and (mark.at - before[-1].at).total_seconds() < tunables.mark_s:
        return before
    past = [each for each in before if each.at <= mark.at - timedelta(seconds=tunables.kept_s_min)]
    return (*past[-1:], *(each for each in before if each not in past), mark)
