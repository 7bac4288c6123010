"""The station an operation runs at, and the act: one person's one step, as one transaction.

    with station.act(author) as act:
        work = load(act.unit, …)
        answer = decide(work, …)
        refused = act.settle(answer, …)

An act records facts (folded at once), asks for paper in the same transaction, and commits with a full sync when the
block ends; only then does the caller show green. A failed act books nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.clock import Clock, LocalDay
from app.models.barcodes import Scan
from app.models.picks import ScanRefused
from app.models.refusals import Refused
from app.operations.pin_failures import PinFailures
from app.printing.print_job import PrintJob
from app.store.catalog import timezone_of, warehouse
from app.store.journal import Author
from app.store.local import NumberBlocks
from app.store.store import Store
from app.store.unit_of_work import UnitOfWork

__all__ = ["NUMBERS_RESERVED", "Act", "Author", "Outcome", "Station"]

NUMBERS_RESERVED = 50
"""Order numbers and SSCCs reserved in one write: hours of one desk. Each start of the program skips what is left."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an act: the recorded facts' bodies, the refusal if there was one, and where the work stands now.

    `jobs` is the paper kept in the same transaction, for the spooler to take up after the commit.
    """

    facts: tuple[object, ...] = ()
    refused: Refused | None = None
    work: Any = None
    jobs: tuple[PrintJob, ...] = ()

    def first(self, kind: type[Any]) -> Any | None:
        """The first recorded body of a kind, or None."""
        return next((body for body in self.facts if isinstance(body, kind)), None)


@dataclass
class Act:
    """One open transaction of one author."""

    station: "Station"
    unit: UnitOfWork
    author: Author
    bodies: list[object] = field(default_factory=list)
    refused: Refused | None = None
    jobs: list[PrintJob] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.station.clock.now()

    def record(self, *bodies: object) -> None:
        """Append facts and fold them now; durable when the act ends."""
        self.station.store.journal.record(self.unit, bodies, self.author)
        self.bodies += bodies

    def settle(self, answer: tuple[object, ...] | Refused) -> bool:
        """Record a decision's facts, or keep its refusal; True when facts were recorded."""
        if isinstance(answer, Refused):
            self.refused = answer
            return False
        self.record(*answer)
        return True

    def settle_scan(self, answer: tuple[object, ...] | Refused, scan: Scan, step: str, work_id: UUID | None) -> bool:
        """Like `settle`; a refused scan is a fact too (Rule D2)."""
        if self.settle(answer):
            return True
        no = self.refused
        assert no is not None
        self.record(ScanRefused(work_id, step, scan.text, scan.symbology, scan.device, no.reason, no.expected, no.read))
        return False

    def new_id(self) -> UUID:
        return self.station.store.journal.new_id()

    def next_number(self, name: str, block_n: int = 1) -> int:
        """Take the next number of a station's own series, which are reserved in the store `block_n` at a time."""
        return self.station.numbers.take(self.unit, name, block_n)

    def outcome(self, work: Any = None) -> Outcome:
        return Outcome(tuple(self.bodies), self.refused, work, tuple(self.jobs))


@dataclass
class Station:
    """One machine in its warehouse: the store, the clock, and what it is called; how many totes its carts take.

    `sscc_prefix` is the extension digit and the GS1 company prefix that parcels of this station carry.
    """

    store: Store
    clock: Clock
    warehouse: str
    paper_language: str = "zh_CN"
    sscc_prefix: str = "06901234"
    totes_max: int = 1
    pin_failures: PinFailures = field(default_factory=PinFailures, repr=False)
    numbers: NumberBlocks = field(default_factory=NumberBlocks, repr=False)
    _days: dict[str, LocalDay] = field(default_factory=dict, repr=False)

    @property
    def code(self) -> str:
        return self.store.station

    @contextmanager
    def act(self, author: Author) -> Iterator[Act]:
        """Open one transaction. Thread: store. Raises: Fault; nothing of it is booked then."""
        try:
            with self.store.unit() as unit:
                yield Act(self, unit, author)
        except BaseException:
            self.numbers.forget()
            raise

    def today(self, unit: UnitOfWork, code: str = "") -> date:
        """The calendar day now, where the warehouse stands."""
        row = unit.one(warehouse, code or self.warehouse)
        zone = row["timezone"] if row else "UTC"
        day = self._days.get(zone) or self._days.setdefault(zone, LocalDay(zone))
        return day.at(self.clock.now())

    def timezone(self) -> str:
        """The zone that the warehouse's clocks show. Thread: any."""
        with self.store.reader() as connection:
            return timezone_of(connection, self.warehouse)
