"""Takes a batch of pushes in whatever is wrong with one fact: that one is parked, all others are booked (SYNC.md §4).

Usually a batch is one transaction. When it fails because of its data it is taken apart: at the fact that is to blame
when the fold named it, else in the middle, until the fact is found by halving. Parts go in their order, so that each
station's facts stay in turn, and each part is committed for itself. A single fact that violates a constraint is tried
once more before it is parked: two stations may have sent the same fact at the same time, under two codes.
"""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from app.models.wire import Envelope
from app.store.ingest import Ingest, Offer, Taken, Unfoldable, Verdict
from app.store.server_errors import driver_error, is_of_the_data
from app.store.server_statements import ServerStatements
from app.store.transactions import Transactions

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some facts of the offer at `place` in the batch."""

    place: int
    offer: Offer

    @property
    def facts(self) -> tuple[Envelope, ...]:
        return self.offer.push.facts

    def cut(self, start: int, end: int) -> "_Piece":
        """The same push with a part of its facts."""
        push, facts = self.offer.push, self.offer.push.facts
        prev = facts[start].prev if start < len(facts) and start else push.prev_hash
        part = replace(push, first_seq=push.first_seq + start, prev_hash=prev, facts=facts[start:end])
        return _Piece(self.place, replace(self.offer, push=part))


@dataclass(frozen=True, slots=True)
class _Part:
    """Pieces for one transaction; `is_second` when it failed once because of a constraint."""

    pieces: tuple[_Piece, ...]
    is_second: bool = False

    @property
    def facts_n(self) -> int:
        return sum(len(piece.facts) for piece in self.pieces)


class Intake:
    """The server's way in for facts. Thread: one caller at a time; one intake for each worker."""

    def __init__(self, transactions: Transactions, statements: ServerStatements, now: Callable[[], datetime]) -> None:
        self._transactions, self._statements, self._now = transactions, statements, now

    def take(self, offers: Sequence[Offer]) -> list[Taken]:
        """Take the pushes in turn; what is answered is committed. Raises: DatabaseAway."""
        answers: list[Taken | None] = [None] * len(offers)
        parts = deque([_Part(tuple(_Piece(place, offer) for place, offer in enumerate(offers)))])
        while parts:
            part = parts.popleft()
            try:
                taken = self._attempt(part.pieces, {})
            except Unfoldable as error:
                parts.extendleft(reversed(self._around(part, error, answers)))
                continue
            except Exception as error:
                if not is_of_the_data(error):
                    raise
                if part.facts_n > 1:
                    parts.extendleft(reversed(_halves(part)))
                    continue
                if not part.is_second:
                    parts.appendleft(replace(part, is_second=True))
                    continue
                taken = self._park(part.pieces, str(driver_error(error)))
            _note(answers, part.pieces, taken)
        return [answer for answer in answers if answer is not None]

    def _attempt(self, pieces: Sequence[_Piece], park: dict[UUID, str]) -> list[Taken]:
        offers = [piece.offer for piece in pieces]

        def work(connection: Connection) -> list[Taken]:
            return Ingest(connection, self._statements, self._now()).take(offers, park)

        return self._transactions.run(work)

    def _park(self, pieces: Sequence[_Piece], why: str) -> list[Taken]:
        park = {fact.id: why for piece in pieces for fact in piece.facts}
        log.warning("parked %s: %s", ", ".join(map(str, park)), why)
        return self._attempt(pieces, park)

    def _around(self, part: _Part, error: Unfoldable, answers: list[Taken | None]) -> list[_Part]:
        """Take what stands before the fact that cannot be folded, park it, and answer what is left.

        What stands before was folded without a complaint, but not written: it may still have to be taken apart.
        """
        place, index = next(
            (at, n)
            for at, piece in enumerate(part.pieces)
            for n, fact in enumerate(piece.facts)
            if fact.id == error.fact_id
        )
        piece = part.pieces[place]
        before = (*part.pieces[:place], *([piece.cut(0, index)] if index else []))
        if before:
            rest = piece.cut(index, len(piece.facts)) if index else piece
            return [_Part(before), _Part((rest, *part.pieces[place + 1 :]))]
        culprit = piece.cut(0, 1)
        _note(answers, (culprit,), self._park((culprit,), error.why))
        after = (*([piece.cut(1, len(piece.facts))] if len(piece.facts) > 1 else []), *part.pieces[place + 1 :])
        return [_Part(after)] if after else []


def _halves(part: _Part) -> list[_Part]:
    """Cut a part in two, between two pushes where that is about the middle, else within one."""
    if len(part.pieces) > 1:
        middle = len(part.pieces) // 2
        return [_Part(part.pieces[:middle]), _Part(part.pieces[middle:])]
    piece = part.pieces[0]
    middle = len(piece.facts) // 2
    return [_Part((piece.cut(0, middle),)), _Part((piece.cut(middle, len(piece.facts)),))]


def _note(answers: list[Taken | None], pieces: Sequence[_Piece], taken: Sequence[Taken]) -> None:
    """Put the answers of pieces together into one for each push: the last word counts, outcomes add up."""
    for piece, said in zip(pieces, taken, strict=True):
        before = answers[piece.place]
        if before is None:
            answers[piece.place] = said
        elif before.verdict is Verdict.TAKEN:
            answers[piece.place] = replace(said, outcomes=before.outcomes + said.outcomes)
