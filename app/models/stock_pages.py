"""Rows of the stock screen's long lists, and what the receiving desk must know of a product."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ProductCount:
    """A product in one warehouse: what is on hand, promised, and the first expiry on its shelves."""

    sku: str
    name: str
    name_zh: str
    on_hand: int
    promised: int
    expires_on: date | None

    @property
    def free(self) -> int:
        """What may still be promised; below zero when a count took what was promised."""
        return self.on_hand - self.promised


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """A location and how much lies there."""

    code: str
    zone: str
    kind: str
    products_n: int
    on_hand: int
    allocated: int


@dataclass(frozen=True, slots=True)
class LotCount:
    """A lot of a product over all places of a warehouse."""

    lot: str
    sku: str
    name: str
    name_zh: str
    expires_on: date | None
    on_hold: bool
    hold_reason: str
    on_hand: int
    allocated: int


@dataclass(frozen=True, slots=True)
class MoveShown:
    """One leg of the ledger with who, when and why; `reason` and `note` are those of the fact, where it has them."""

    at: datetime
    worker: str
    kind: str
    lot: str
    serial: str
    from_location: str
    to_location: str
    quantity: int
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class ReceivingCard:
    """A product at the receiving desk: how it is told apart, and where it lies already."""

    sku: str
    name: str
    name_zh: str
    code: str
    category: str
    lots: bool
    serials: bool
    places: tuple[str, ...]

    def name_in(self, language: str) -> str:
        """The name in a language, else the one there is."""
        return (self.name_zh or self.name) if language == "zh_CN" else (self.name or self.name_zh)
