"""A receipt under way as a value, and what each scan does to it. Pure: no widget, no store.

The order is product, quantity, lot and expiry, serial numbers, location; but any code is taken whenever it comes,
because a GS1 label brings product, lot and expiry in one scan. What is asked for next follows from what is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.models.barcodes import CommandCode
from app.models.meaning import CommandMeant, LocationMeant, LotMeant, Meaning, ProductMeant, Unknown, in_words
from app.models.refusals import Reason, Refused
from app.models.stock_pages import ReceivingCard


class Step(StrEnum):
    """What is asked for next."""

    PRODUCT = "product"
    QUANTITY = "quantity"
    LOT = "lot"
    SERIALS = "serials"
    LOCATION = "location"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class ReceiveDraft:
    """What is known of the goods at hand; `typed` tells that the quantity or the lot came from the keyboard."""

    goods: ReceivingCard | None = None
    quantity: int = 0
    lot: str = ""
    expires_on: date | None = None
    serials: tuple[str, ...] = ()
    location: str = ""
    typed: bool = False

    @property
    def takes_serials(self) -> bool:
        """Whether one more serial number may still come: how many there are is known only when the shelf is scanned."""
        return self.goods is not None and self.goods.serials

    @property
    def step(self) -> Step:
        """What is missing first."""
        if self.goods is None:
            return Step.PRODUCT
        if self.goods.lots and not self.lot:
            return Step.LOT
        if self.goods.serials and len(self.serials) < max(1, self.quantity):
            return Step.SERIALS
        if self.quantity < 1:
            return Step.QUANTITY
        return Step.READY if self.location else Step.LOCATION

    @property
    def steps(self) -> Sequence[Step]:
        """The steps of these goods, in their order."""
        asked = [Step.PRODUCT, Step.QUANTITY]
        if self.goods is not None and self.goods.lots:
            asked.append(Step.LOT)
        if self.goods is not None and self.goods.serials:
            asked.append(Step.SERIALS)
        return [*asked, Step.LOCATION]


def begun(goods: ReceivingCard, meant: ProductMeant) -> ReceiveDraft:
    """The draft after the first scan of a product, with all its label said."""
    draft = ReceiveDraft(goods, 0 if goods.serials else meant.factor)
    return _labelled(draft, meant)


def take(draft: ReceiveDraft, meant: Meaning) -> ReceiveDraft | Refused:
    """The draft after another scan, or why the scan does not belong here. The first product is `begun`."""
    match meant:
        case ProductMeant(sku=sku) if draft.goods is not None and sku == draft.goods.sku:
            return _once_more(draft, meant)
        case LotMeant(lot=lot, serial=serial) if draft.goods is not None:
            return _named(draft, lot, serial)
        case LocationMeant(code=code):
            return replace(draft, location=code)
        case CommandMeant(command=CommandCode() as command) if command.quantity and draft.goods is not None:
            return replace(draft, quantity=command.quantity)
        case Unknown(text=text) if draft.step is Step.LOT:
            return replace(draft, lot=text)
        case Unknown(text=text) if draft.goods is not None and draft.goods.serials and draft.step is not Step.LOT:
            return _named(draft, "", text)
    expected = draft.goods.sku if draft.goods is not None else ""
    reason = Reason.UNKNOWN_CODE if isinstance(meant, Unknown) else Reason.NOT_IN_WORK
    return Refused(reason, expected, in_words(meant))


def _once_more(draft: ReceiveDraft, meant: ProductMeant) -> ReceiveDraft | Refused:
    """The same product again: one more unit or pack, or the next serial number; another lot is another receipt."""
    assert draft.goods is not None
    if draft.goods.lots and draft.lot and meant.lot and meant.lot != draft.lot:
        return Refused(Reason.WRONG_LOT, draft.lot, meant.lot)
    if draft.goods.serials:
        return _named(_labelled(draft, replace(meant, serial="")), "", meant.serial) if meant.serial else draft
    return _labelled(replace(draft, quantity=draft.quantity + meant.factor), meant)


def _labelled(draft: ReceiveDraft, meant: ProductMeant) -> ReceiveDraft:
    """Take over what the label says besides the product, as far as these goods have it."""
    goods = draft.goods
    assert goods is not None
    if goods.lots:
        draft = replace(draft, lot=draft.lot or meant.lot, expires_on=draft.expires_on or meant.expires_on)
    if goods.serials and meant.serial:
        draft = replace(draft, serials=(*draft.serials, meant.serial), quantity=max(draft.quantity, 1))
    return draft


def _named(draft: ReceiveDraft, lot: str, serial: str) -> ReceiveDraft | Refused:
    if lot:
        draft = replace(draft, lot=lot)
    if serial in draft.serials:
        return Refused(Reason.SERIAL_SEEN, "", serial)
    if not serial:
        return draft
    serials = (*draft.serials, serial)
    return replace(draft, serials=serials, quantity=max(draft.quantity, len(serials)))
