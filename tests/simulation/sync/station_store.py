"""A station's disk in memory: what is committed, what a power cut leaves, what an image of it remembers.

A `Disk` is a value, so a backup or a clone of it is the value itself and a power cut is a step back to the last one
that was synced. The rules are those that the real store will have (app/sync/instructions.py).
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.models.wire import NOTHING_YET, Ack, Envelope, FeedRow, Page, RowKey
from app.sync.events import Started
from app.sync.instructions import TakePage, TakeSnapshot
from app.sync.saved import Saved
from tests.simulation.sync.doors import Act, Violation
from tests.simulation.sync.trade import Image, Key, Rows, Sheet, decode, encode, fact_hash, fold, stream_of


@dataclass(frozen=True, slots=True)
class Disk:
    """All that is on it. `before` names the last fact that was forgotten; `acks` name the facts that are kept."""

    station: str
    saved: Saved = field(default_factory=Saved)
    facts: tuple[Envelope, ...] = ()
    acks: tuple[Ack, ...] = ()
    before: Ack = NOTHING_YET
    rows: Rows = field(default_factory=dict)
    touched: frozenset[Key] = frozenset()

    @property
    def last(self) -> Ack:
        return self.acks[-1] if self.acks else self.before


def nothing_happens() -> None:
    """No power cut here."""


class MemoryStore:
    """A store over a `Disk`."""

    def __init__(self, disk: Disk, at_write: Callable[[], None] = nothing_happens) -> None:
        self.disk = self.synced = disk
        self.at_write = at_write  # called where the power may go; raises PowerCut

    def commit(self, disk: Disk) -> None:
        """Make it durable before anything is green."""
        self.disk = self.synced = disk

    def cut_power(self) -> None:
        self.disk = self.synced

    def image(self) -> Disk:
        """An image of the disk, to be put back or cloned."""
        return self.disk

    def put_back(self, image: Disk) -> None:
        self.disk = self.synced = image

    def started(self) -> Started:
        return Started(self.disk.station, self.disk.saved, self.disk.last.seq)

    # -- facts -------------------------------------------------------------------------------------------------------

    def record(self, act: Act) -> Envelope:
        """Fact and fold in one transaction; the rows the fold touches are guesses from now on."""
        disk = self.disk
        name, last = disk.station, disk.last
        about = (name, last.seq + 1, act.kind, 1, "W-1", None, act.at, 0.0, "", None, encode(act.body), last.hash)
        fact = Envelope(act.id, *about)
        sheet = Sheet(disk.rows)
        fold(sheet, fact)
        self.commit(
            replace(
                disk,
                facts=(*disk.facts, fact),
                acks=(*disk.acks, Ack(fact.seq, fact_hash(fact))),
                rows={**disk.rows, **sheet.images()},
                touched=disk.touched | sheet.changed.keys(),
            )
        )
        return fact

    def outbox(self, first_seq: int, facts_max: int) -> tuple[Envelope, ...]:
        skip = first_seq - self.disk.before.seq - 1
        return self.disk.facts[skip : skip + facts_max] if skip >= 0 else ()

    def hash_at(self, seq: int) -> bytes | None:
        disk = self.disk
        if seq == disk.before.seq:
            return disk.before.hash
        index = seq - disk.before.seq - 1
        return disk.acks[index].hash if 0 <= index < len(disk.acks) else None

    def forget(self, up_to_seq: int) -> None:
        disk = self.disk
        count = min(len(disk.facts), max(0, up_to_seq - disk.before.seq))
        if count:
            self.commit(replace(disk, facts=disk.facts[count:], acks=disk.acks[count:], before=disk.acks[count - 1]))

    def renumber(self, station: str) -> None:
        """The same facts under another code: numbers and chain anew, ids as they were."""
        facts: list[Envelope] = []
        acks = [NOTHING_YET]
        for seq, fact in enumerate(self.disk.facts, start=1):
            facts.append(self.renamed(replace(fact, station=station, seq=seq, prev=acks[-1].hash)))
            acks.append(Ack(seq, fact_hash(facts[-1])))
        saved = self.disk.saved.renumbered(len(facts))
        self.at_write()
        self.commit(
            replace(
                self.disk,
                station=station,
                saved=saved,
                facts=tuple(facts),
                acks=tuple(acks[1:]),
                before=NOTHING_YET,
            )
        )

    def renamed(self, fact: Envelope) -> Envelope:
        return fact

    # -- what the server sends ---------------------------------------------------------------------------------------

    def save(self, saved: Saved) -> None:
        self.commit(replace(self.disk, saved=saved))

    def touched(self, stream: str, rows_max: int) -> tuple[RowKey, ...]:
        keys = sorted(key for key in self.disk.touched if stream_of(key) == stream)
        return tuple(RowKey(*key) for key in keys[:rows_max])

    def take_page(self, told: TakePage) -> bool:
        """Rows and cursor in one transaction, unless a scan came first."""
        if not self.is_still(told.last_seq):
            return False
        rows, touched = self.with_page(told.page)
        self.at_write()
        self.commit(replace(self.disk, saved=told.saved, rows=rows, touched=touched))
        return True

    def is_still(self, last_seq: int) -> bool:
        return self.disk.last.seq == last_seq

    def with_page(self, page: Page) -> tuple[Rows, frozenset[Key]]:
        """The rows after a page, and the touched rows that it did not speak of."""
        disk = self.disk
        rows = dict(disk.rows)
        for row in (*page.rows, *page.again):
            key = (row.entity, row.key)
            if row.gone:
                rows.pop(key, None)
            elif self.wins(row, rows.get(key), key in disk.touched):
                rows[key] = Image(row.version, decode(row.row))
        return rows, disk.touched - {(row.entity, row.key) for row in (*page.rows, *page.again)}

    def wins(self, row: FeedRow, standing: Image | None, is_touched: bool) -> bool:
        """Whether a row of the server replaces the one that stands; versions of one stream rise by one."""
        if standing is None or is_touched:
            return True
        if row.version > standing.version + 1:
            raise Violation(f"I5 versions rise by one: {row.names} from {standing.version} to {row.version}")
        return row.version > standing.version

    def take_snapshot(self, told: TakeSnapshot, rows: Rows) -> None:
        """Replace the stream's rows and fold on top the own facts that the snapshot did not have."""
        disk, head = self.disk, told.head
        kept = {key: image for key, image in disk.rows.items() if stream_of(key) != head.stream}
        sheet = Sheet({**kept, **rows})
        for fact in self.facts_above(head.mine.seq, head.stream):
            fold(sheet, fact)
        touched = {key for key in disk.touched if stream_of(key) != head.stream} | sheet.changed.keys()
        self.at_write()
        self.commit(replace(disk, saved=told.saved, rows={**sheet.rows, **sheet.images()}, touched=frozenset(touched)))

    def facts_above(self, seq: int, stream: str) -> tuple[Envelope, ...]:
        """All own facts fold into the home stream, so another stream's snapshot needs none of them."""
        return self.outbox(max(seq, self.disk.before.seq) + 1, len(self.disk.facts)) if stream != "catalog" else ()
