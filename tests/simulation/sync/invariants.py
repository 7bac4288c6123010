"""The invariants of SYNC.md §7, one function each, by name; each raises a `Violation` that begins with the name."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from app.models.wire import Envelope
from tests.simulation.sync.doors import Violation
from tests.simulation.sync.server import State
from tests.simulation.sync.station_store import Disk
from tests.simulation.sync.trade import STEPS, STREAMS, Rows, decode, fact_hash, moves_of, stream_of

Shelves = Mapping[tuple[str, str], int]


def need(holds: bool, said: str) -> None:
    if not holds:
        raise Violation(said)


# -- at a station, at any time ---------------------------------------------------------------------------------------


def nothing_green_is_gone(green: Collection[UUID], disk: Disk) -> None:
    """I14: a crash leaves an intact store with all that was green."""
    left = {fact.id for fact in disk.facts}
    need(left >= set(green), f"I14 a power cut took {len(set(green) - left)} facts that were green")
    the_chain_is_whole(disk)


def the_chain_is_whole(disk: Disk) -> None:
    """I14: numbers without a gap, each fact chained to the one before."""
    last = disk.before
    for fact, ack in zip(disk.facts, disk.acks, strict=True):
        need((fact.seq, fact.prev) == (last.seq + 1, last.hash), f"I14 the chain breaks at {fact.seq}")
        last = ack
        need(fact_hash(fact) == ack.hash, f"I14 the hash of {fact.seq} is another one")


def own_facts_are_on_screen(disk: Disk) -> None:
    """I12: what this disk recorded stays in what it shows: each balance counts the moves of each machine."""
    done: Counter[tuple[str, str]] = Counter()
    for fact in disk.facts:
        machine = str(decode(fact.body)["machine"])
        for sku, place, _ in moves_of(fact):
            done[f"{sku}@{place}", machine] += 1
    for (key, machine), count in done.items():
        image = disk.rows.get(("balance", key))
        shown = image.values["by"].get(machine, 0) if image else 0
        need(shown >= count, f"I12 {disk.station} shows {shown} of its {count} moves on {key}")


# -- on the server, when all is quiet --------------------------------------------------------------------------------


def every_fact_is_there_once(truth: Collection[str], excused: Collection[str], state: State) -> None:
    """I1 and I2: each recorded fact exactly once, and none that nobody recorded."""
    lost = set(truth) - set(state.ids) - set(excused)
    need(not lost, f"I1 {len(lost)} facts are lost")
    need(all(count == 1 for count in state.ids.values()), "I1 a fact is there twice")
    need(set(state.ids) <= set(truth), "I2 a fact that no station made")


def moves_sum_to_zero(rows: Rows) -> None:
    """I3: goods come from somewhere and go somewhere."""
    sums: Counter[str] = Counter()
    for (entity, key), image in rows.items():
        if entity == "balance":
            sums[key.split("@")[0]] += image.values["q"]
    need(not any(sums.values()), f"I3 the legs of moves do not sum to zero: {dict(sums)}")


def books_equal_shelves(rows: Rows, shelves: Shelves) -> None:
    """I4: what the books say is what lies there."""
    for (sku, place), q in shelves.items():
        image = rows.get(("balance", f"{sku}@{place}"))
        booked = image.values["q"] if image else 0
        need(booked == q, f"I4 the books say {booked} of {sku} at {place}, there are {q}")


def the_feed_tells_a_story(state: State) -> None:
    """I5 and I8: gapless positions, versions that rise by one, orders that never go back."""
    versions: Counter[tuple[str, str]] = Counter()
    states: dict[str, str] = defaultdict(lambda: "new")
    for stream in STREAMS:
        for position, row in enumerate(state.feeds[stream], start=1):
            need(row.position == position, f"I8 position {row.position} stands at {position}")
            key = (row.entity, row.key)
            versions[key] += 1
            need(row.version == versions[key], f"I5 version {row.version} of {key} follows {versions[key] - 1}")
            if row.entity == "order":
                now = decode(row.row)["state"]
                need(now == states[row.key] or STEPS[now] > STEPS[states[row.key]], f"I5 {row.key} went back to {now}")
                states[row.key] = now


def each_fact_is_counted_or_has_an_exception(state: State) -> None:
    """I6 and I10: a pick is counted, an edit had seen the last one, a cancel holds; or a person looks."""
    rows = state.rows
    told = {key for entity, key in rows if entity == "exception"}
    picks: Counter[str] = Counter()
    address_by: dict[str, str] = {}
    for fact in state.facts:
        body = decode(fact.body)
        if fact.id.hex in told:
            continue
        if fact.kind == "picked":
            picks[body["task"]] += 1
        elif fact.kind == "cancelled":
            need(rows["order", body["order"]].values["state"] == "cancelled", "I10 a cancel was passed over")
    for fact in _edits_in_order(state.facts, told):
        body = decode(fact.body)
        need(address_by.get(body["order"], "") == body["seen"], "I10 an edit overwrote one it had not seen")
        address_by[body["order"]] = fact.id.hex
    for key, count in picks.items():
        task = rows.get(("task", key))
        need(task is not None and task.values["picked"] == count, f"I10 {count} picks of {key} are not what it counts")
        need(task is not None and count <= task.values["q"], f"I6 {key} counts more than it asks for")
    _shipments(state, told)


def _edits_in_order(facts: Iterable[Envelope], told: Collection[str]) -> list[Envelope]:
    """Accepted edits, each after the one it had seen: parked ones are booked later than they came."""
    left = {fact.id.hex: fact for fact in facts if fact.kind == "readdressed" and fact.id.hex not in told}
    ordered: list[Envelope] = []
    while left:
        ready = [fact for fact in left.values() if decode(fact.body)["seen"] not in left]
        if not ready:
            raise Violation("I10 edits that have seen one another")
        ordered.extend(left.pop(fact.id.hex) for fact in ready)
    return ordered


def _shipments(state: State, told: Collection[str]) -> None:
    """I6: an order never counts more shipped than ordered, and what it counts was shipped."""
    for (entity, key), image in state.rows.items():
        if entity == "order":
            for sku, q in image.values["shipped"].items():
                need(q <= image.values["ordered"].get(sku, 0), f"I6 {key} counts more shipped than ordered")
    for fact in state.facts:
        body = decode(fact.body)
        if fact.kind == "shipped" and fact.id.hex not in told:
            counted = state.rows["order", body["order"]].values["shipped"]
            need(all(counted.get(sku, 0) >= q for sku, q in body["items"].items()), "I10 a shipment was passed over")


# -- together --------------------------------------------------------------------------------------------------------


def equal_positions_equal_tables(disk: Disk, state: State, streams: Collection[str] = STREAMS) -> None:
    """I9: a station at the server's head shows what the server has."""
    ours = {key: image for key, image in disk.rows.items() if stream_of(key) in streams}
    theirs = {key: image for key, image in state.rows.items() if stream_of(key) in streams}
    if ours != theirs:
        different = sorted(key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key))
        raise Violation(f"I9 {disk.station} differs from the server in {different[:3]}")
