"""What a clerk may place: the checks of an order before it is entered, each refusal at its field.

Missing stock is no refusal: the line is taken, its promise waits, and the desk says so beside the line (Rule B2). The
fields are named "customer", "address", "lines", and "product:3", "quantity:3", "price:3", "discount:3" for line 3.
"""

from collections.abc import Mapping
from uuid import UUID

from app.models.catalog import ProductStatus
from app.models.orders import OrderDraft, OrderLine, PostalAddress
from app.models.refusals import Reason, Refused

QUANTITY_MAX = 9_999
"""More than any order in two years of real retail lines but one, which was a typing error."""
PRICE_MAX = 100_000_000
LINES_MAX = 500
NUMBER_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0, 1, I, O: they are read aloud on the phone."""


def local_number(station: str, counter: int, order_id: UUID) -> str:
    """Form a local number, `P01-000123-K4`: station, counter, two check characters out of the order's id."""
    payload = order_id.int % len(NUMBER_LETTERS) ** 2
    first, second = divmod(payload, len(NUMBER_LETTERS))
    return f"{station}-{counter:06d}-{NUMBER_LETTERS[first]}{NUMBER_LETTERS[second]}"


def check_customer(name: str, phone: str, address: PostalAddress) -> Refused | None:
    """Return what a new customer lacks, at its field: a caller without a phone number is found by nobody again."""
    if not name.strip() or not phone.strip():
        return Refused(Reason.UNKNOWN_CUSTOMER, field="name" if not name.strip() else "phone")
    return None if address.street.strip() else Refused(Reason.BAD_ADDRESS, field="address")


def check_order(draft: OrderDraft, customer_known: bool, products: Mapping[str, ProductStatus]) -> Refused | None:
    """Return the first thing that stops a draft from being placed, or None; `products` holds the known ones by SKU."""
    if draft.customer_id is None or not customer_known:
        return Refused(Reason.UNKNOWN_CUSTOMER, field="customer")
    address = draft.address
    if address is None or not (address.name.strip() and address.phone.strip() and address.street.strip()):
        return Refused(Reason.BAD_ADDRESS, field="address")
    if not draft.lines or len(draft.lines) > LINES_MAX:
        return Refused(Reason.NO_LINES, str(LINES_MAX), str(len(draft.lines)), "lines")
    return next((no for line in draft.lines if (no := check_line(line, products.get(line.sku)))), None)


def check_line(line: OrderLine, status: ProductStatus | None) -> Refused | None:
    """Return what is wrong with one line, at its field; `status` is None for a product nobody knows."""
    at = line.line_no
    if status is None:
        return Refused(Reason.UNKNOWN_PRODUCT, "", line.sku, f"product:{at}")
    if status is ProductStatus.DEAD:
        return Refused(Reason.DEAD_PRODUCT, "", line.sku, f"product:{at}")
    if line.quantity < 1:
        return Refused(Reason.BAD_QUANTITY, "1", str(line.quantity), f"quantity:{at}")
    if line.quantity > QUANTITY_MAX:
        return Refused(Reason.ABSURD_QUANTITY, str(QUANTITY_MAX), str(line.quantity), f"quantity:{at}")
    if not 0 <= line.unit_price <= PRICE_MAX:
        return Refused(Reason.BAD_PRICE, "", str(line.unit_price), f"price:{at}")
    if not 0 <= line.discount <= 10_000:
        return Refused(Reason.BAD_DISCOUNT, "100 %", f"{line.discount / 100:g} %", f"discount:{at}")
    return None


def check_unit_change(promised: int, from_unit: str, to_unit: str) -> Refused | None:
    """Refuse to change the unit of a promised line (Rule B5)."""
    if promised and from_unit != to_unit:
        return Refused(Reason.UNIT_CHANGE, from_unit, to_unit, "unit")
    return None
