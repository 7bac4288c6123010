"""What a picker does with whole walks, as `InTurn` wants it: the work in hand is an argument, needed or not."""

from uuid import UUID

from app.models.picking import PickWork
from app.operations.picking import take_over, take_work
from app.operations.station import Author, Outcome, Station


def take_walk(station: Station, author: Author, _work_id: UUID | None) -> Outcome:
    """Take the open walk, else the next work."""
    return take_work(station, author)


def take_over_walk(station: Station, author: Author, _work_id: UUID | None, pick_list_id: UUID, sure: bool) -> Outcome:
    """Take another one's walk; while that is not sure, the work in hand stays."""
    outcome = take_over(station, author, pick_list_id, sure)
    return outcome if outcome.refused is None else Outcome(outcome.facts, outcome.refused)


def list_in_hand(work: PickWork) -> UUID | None:
    """Answer the list that scans belong to, none when the walk is done."""
    return work.pick_list_id if work.finished_at is None else None
