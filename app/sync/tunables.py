"""The engine's tunables on one page, each with its unit and its reason.

They are values and not constants of the engine, so that a simulated day can pass in seconds.
"""

from dataclasses import dataclass

from app.models.wire import AGAIN_ROWS_MAX, PULL_ROWS_MAX, PUSH_FACTS_MAX

DAY_S = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Tunables:
    """How much at once, how long between, how long kept."""

    push_facts_max: int = PUSH_FACTS_MAX
    """Facts in one push; halved while something on the way says that pushes are too large."""

    page_rows: int = 500
    """Rows in a usual page: written in about 15 ms, which a scan may wait for."""

    catch_up_rows_max: int = PULL_ROWS_MAX
    """Rows that a page may have when it must reach an acknowledgement; further behind, a snapshot is quicker."""

    again_rows_max: int = AGAIN_ROWS_MAX
    """Rows asked again by key in one pull."""

    poll_s: float = 30.0
    """Between two pulls of a quiet stream: the feed tells sooner, this is for when the feed is silently dead."""

    backoff_first_s: float = 0.5
    """After the first failure: a lost packet or a restarted proxy is over by then."""

    backoff_s_max: float = 60.0
    """A minute: 500 stations ask a server that comes back some 8 times a second, and no one waits long."""

    retry_after_s_max: float = 600.0
    """What a server may ask to wait at most; a misread header must not silence a station for a day."""

    barred_s: float = 900.0
    """Between two tries of a revoked station, or at an old copy of the server: a person has to act first."""

    kept_s_min: float = 14 * DAY_S
    """Facts are kept this long after their acknowledgement, by the server's clock: a younger restore loses nothing."""

    mark_s: float = DAY_S
    """Between two marks of what was acknowledged when: fifteen are kept, and a fact stays a day longer at most."""

    tidy_s: float = 3600.0
    """Between two looks for facts that may go, which are kept for days."""

    clock_off_s_max: float = 300.0
    """A clock further off than this is told to the people: best-before dates and cut-offs are read from it."""

    parked_shown_max: int = 100
    """Parked facts kept in mind for the status; the server's list is the full one."""


TUNABLES = Tunables()
