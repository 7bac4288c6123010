"""The lines of an order being typed, with stock and promise beside each: values for the table, and its columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtGui import QResizeEvent

from app.language import later, ntr, tr
from app.models.orders import OrderLine
from app.operations.order_desk import DeskPlace, LastPrice
from app.operations.promises import LineOutlook
from app.planning.promise import Decided, PromisePlan
from app.views.desk_words import (
    by_language,
    day_word,
    decided_word,
    money,
    percent,
    wait_word,
    warehouse_short,
)
from app.views.entry_draft import EntryDraft
from app.views.kit.columns import Column
from app.views.kit.table_view import LineTable
from app.views.verdict import Tone


@dataclass(frozen=True, slots=True)
class Told:
    """A promise in words: what, why, and its tone."""

    text: str = ""
    detail: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class LineShown:
    """One line of the order in words; `free` is what is free here, `free_elsewhere` a remark on the rest."""

    line: OrderLine
    name: str
    detail: str
    price: str
    price_detail: str
    amount: str
    free: str
    free_elsewhere: str
    promise: Told


COLUMNS: Final = (
    Column("product", later("Product"), 280, lambda row: row.name, lambda row: row.detail, strong=True, stretch=True),
    Column("quantity", later("Quantity"), 96, lambda row: f"{row.line.quantity:,}", right=True, strong=True),
    Column("price", later("Price"), 118, lambda row: row.price, lambda row: row.price_detail, right=True),
    Column("amount", later("Amount"), 150, lambda row: row.amount, right=True, strong=True),
    Column("free", later("Free"), 132, lambda row: row.free, lambda row: row.free_elsewhere, right=True),
    Column(
        "promise", later("Promise"), 250, lambda row: row.promise.text, lambda row: row.promise.detail,
        lambda row: row.promise.tone, strong=True,
    ),
)  # fmt: skip


NARROW_BELOW: Final = 1000
_NARROW: Final = {"quantity": 98, "price": 100, "amount": 134, "free": 116, "promise": 200}


class OrderLines(LineTable):
    """The table of lines; as high as its lines need, scrolling beyond `rows_max`."""

    def __init__(self) -> None:
        super().__init__("order_entry_lines", COLUMNS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = self.width() < NARROW_BELOW
        for index, column in enumerate(COLUMNS):
            if not column.stretch:
                self.setColumnWidth(index, _NARROW[column.key] if narrow else column.width)
        super().resizeEvent(event)

    def height_for(self, rows: int) -> int:
        """Answer how high the table stands with this many lines."""
        return self.horizontalHeader().height() + rows * self.verticalHeader().defaultSectionSize() + 4


def lines_shown(
    entry: EntryDraft, place: DeskPlace, outlook: Mapping[int, LineOutlook], prices: Mapping[str, LastPrice]
) -> list[LineShown]:
    """Put the lines in words; a line without an outlook yet has none."""
    return [_shown(entry, line, place, outlook.get(line.line_no), prices.get(line.sku)) for line in entry.lines]


def _shown(
    entry: EntryDraft, line: OrderLine, place: DeskPlace, outlook: LineOutlook | None, paid: LastPrice | None
) -> LineShown:
    product = entry.products.get(line.sku)
    currency = product.currency if product else entry.currency
    remark = percent(line.discount)
    if paid and paid.unit_price != line.unit_price:
        remark = tr("{discount} last {price}").format(discount=remark, price=money(paid.unit_price, currency)).strip()
    return LineShown(
        line,
        by_language(product.name, product.name_zh) if product else line.sku,
        f"{line.sku}  ·  {line.note}" if line.note else line.sku,
        money(line.unit_price, currency),
        remark,
        money(line.amount, currency),
        f"{outlook.free_here:,}" if outlook else "…",
        _elsewhere(outlook),
        promise_told(line.line_no, outlook.plan, place) if outlook else Told("…"),
    )


def _elsewhere(outlook: LineOutlook | None) -> str:
    more = outlook is not None and outlook.free_in_all > max(0, outlook.free_here)
    return tr("{n} in all").format(n=f"{outlook.free_in_all:,}") if outlook and more else ""


def promise_told(line_no: int, plan: PromisePlan, place: DeskPlace) -> Told:
    """Say what a line is promised: the day and warehouse it leaves, when it arrives, why; and what waits."""
    given = [each for each in plan.promises if each.line_no == line_no]
    waits = next((each for each in plan.waiting if each.line_no == line_no), None)
    if not given:
        assert waits is not None or not plan.promises
        why = wait_word(waits.reason) if waits else ""
        return Told(tr("Waits"), why, Tone.ATTENTION)
    parts = [
        f"{day_word(each.ship_on, place.today)} · {warehouse_short(each.warehouse, place.warehouses)}" for each in given
    ]
    if waits is not None:
        sent = sum(each.quantity for each in given)
        detail = tr("{n} wait: {why}").format(n=waits.quantity, why=wait_word(waits.reason))
        return Told(f"{sent} {parts[0]}", detail, Tone.ATTENTION)
    arrive_on = max(_arrival(plan, each.warehouse) for each in given)
    detail = tr("arrives {day}").format(day=day_word(arrive_on, place.today))
    if plan.decided is not Decided.ONLY_WAY:
        detail = f"{detail} · {decided_word(plan.decided)}"
    late = any(each.ship_on != place.today for each in given)
    return Told(" + ".join(parts), detail, Tone.ATTENTION if late else Tone.GOOD)


def _arrival(plan: PromisePlan, warehouse: str) -> date:
    return next(parcel.departure.arrive_on for parcel in plan.parcels if parcel.warehouse == warehouse)


def parcels_told(plan: PromisePlan, place: DeskPlace) -> str:
    """Say how many parcels leave, when and from where, and when the last one arrives."""
    if not plan.parcels or plan.arrive_on is None:
        return tr("Nothing can leave yet")
    leave = ", ".join(
        f"{warehouse_short(each.warehouse, place.warehouses)} {day_word(each.departure.ship_on, place.today)}"
        for each in plan.parcels
    )
    parcels = ntr("{n} parcel", "{n} parcels", len(plan.parcels))
    arrives = day_word(plan.arrive_on, place.today)
    return tr("{parcels} · {leave} · arrives {day}").format(parcels=parcels, leave=leave, day=arrives)


def carriers_told(plan: PromisePlan, place: DeskPlace) -> str:
    """Say which carriers take the parcels."""
    codes = list(dict.fromkeys(each.departure.carrier for each in plan.parcels))
    return " · ".join(by_language(*place.carriers[code]) if code in place.carriers else code for code in codes)
