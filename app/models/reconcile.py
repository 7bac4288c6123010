"""What a reconciliation says: where a counter is not what its sum says (Rule B3). Any difference is an alarm."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """One counter that is wrong: `books` is what stands there, `ledger` what its entries sum up to."""

    rule: str
    what: str
    books: int
    ledger: int


@dataclass(frozen=True, slots=True)
class Report:
    """All differences found, at most some dozens a check: the first tell the cause, the thousandth nothing more."""

    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        return not self.differences
