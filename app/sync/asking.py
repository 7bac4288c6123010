"""What the engine asks for next, from how the exchange stands.

Facts first: while one is not acknowledged no page could be taken, so none is asked for. A snapshot waits until the
server has all facts that it must hold. One of each is under way at a time; whatever comes back leads here again.
"""

from app.sync.events import Now, Path
from app.sync.instructions import Forget, Instruction, LoadSnapshot, Pull, PushFacts, ReEnrol, WaitUntil
from app.sync.standing import Standing


def next_requests(standing: Standing, now: Now) -> list[Instruction]:
    """Tell what to ask for now, and remember that it is under way."""
    if now.monotonic_s < standing.quiet_until_s:
        return []
    if standing.fork:
        return _begin(standing, Path.ENROL, ReEnrol(standing.fork))
    if standing.waiting > 0:
        saved, most = standing.saved, standing.push_facts_max
        return _begin(standing, Path.PUSH, PushFacts(saved.epoch, saved.acked.seq + 1, saved.acked.hash, most))
    if standing.taking:
        return []
    return [each for name in standing.streams for each in _of_stream(standing, name, now)]


def _of_stream(standing: Standing, name: str, now: Now) -> list[Instruction]:
    stream, cursor, saved = standing.streams[name], standing.saved.cursor(name), standing.saved
    if standing.needs_snapshot(cursor):
        load = LoadSnapshot(name, saved.whole_seq, standing.position_min(cursor))
        return _begin(standing, Path.SNAPSHOT, load, name)
    if now.monotonic_s < stream.due_s and not cursor.missing:
        return []
    assert cursor.position is not None
    tunables = standing.tunables
    rows_max = max(tunables.page_rows, cursor.missing)
    pull = Pull(saved.epoch, name, cursor.position, rows_max, tunables.again_rows_max, stream.elsewhere)
    return _begin(standing, Path.PULL, pull, name)


def _begin(standing: Standing, path: Path, request: Instruction, stream: str = "") -> list[Instruction]:
    if path in standing.under_way:
        return []
    standing.under_way[path] = stream
    return [request]


def next_tidying(standing: Standing, now: Now) -> list[Instruction]:
    """Tell from time to time which facts may go; none while the numbers of all of them are about to change."""
    if standing.fork or now.monotonic_s < standing.tidy_at_s or standing.server_at is None:
        return []
    standing.tidy_at_s = now.monotonic_s + standing.tunables.tidy_s
    up_to = standing.saved.forgettable_seq(standing.server_at, standing.tunables)
    return [Forget(up_to)] if up_to else []


def next_wait(standing: Standing, now: Now) -> list[Instruction]:
    """Tell when to look again although nothing is heard until then."""
    times = [standing.quiet_until_s]
    if standing.quiet_until_s <= now.monotonic_s:
        times = [stream.due_s for stream in standing.streams.values()]
    at_s = min((each for each in times if each > now.monotonic_s), default=standing.wait_told_s)
    if at_s == standing.wait_told_s:
        return []
    standing.wait_told_s = at_s
    return [WaitUntil(at_s)]
