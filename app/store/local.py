"""Tables of this station alone: its name, its numbers and how they are given out, its spool. They are never synced."""

from dataclasses import dataclass, field

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table

from app.store.columns import Key, When, metadata, only
from app.store.unit_of_work import UnitOfWork

setting = Table(
    "setting",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)

number = Table(
    "number",
    metadata,
    Column("name", String, primary_key=True),
    Column("last", Integer, nullable=False),
)

print_job = Table(
    "print_job",
    metadata,
    Column("job_id", Key, primary_key=True),
    Column("printer", String, nullable=False),
    Column("document", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("reason", String, nullable=False, default=""),
    Column("reprint_of", String, nullable=False, default=""),
    Column("state", String, nullable=False),
    Column("fault", String, nullable=False, default=""),
    Column("remedy", String, nullable=False, default=""),
    Column("order_id", Key),
    Column("asked_at", When, nullable=False),
    Column("done_at", When),
    Index("print_job_open", "asked_at", **only("state <> 'done'")),
)


@dataclass
class NumberBlocks:
    """Numbers of a station's series that are reserved in the table and not given out yet.

    A block of them is one write for many numbers. What is left of it at the end of the program is never given out: a
    number must not come twice, and may be missing (SYNC.md §1; invoices are numbered by the server).
    """

    _left: dict[str, range] = field(default_factory=dict)

    def take(self, unit: UnitOfWork, name: str, block_n: int = 1) -> int:
        """Give out the series' next number; where none is reserved, `block_n` are, from 1 on."""
        left = self._left.get(name) or _reserved(unit, name, block_n)
        self._left[name] = left[1:]
        return left[0]

    def forget(self) -> None:
        """The transaction failed, and perhaps a reservation with it: what is left may not be ours."""
        self._left.clear()


def _reserved(unit: UnitOfWork, name: str, block_n: int) -> range:
    row = unit.one(number, name) or unit.put(number, name=name, last=0)
    last: int = row["last"]
    unit.change(number, row, last=last + block_n)
    return range(last + 1, last + block_n + 1)
