"""The sections of the rail in their order: what each is called, its sign, and the right it needs.

One table, so that a screen's name is the same in the rail, in help and on paper; bootstrap joins the pages to it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.language import later
from app.models.people import Right
from app.views.page import Page, Section


@dataclass(frozen=True, slots=True)
class _Entry:
    title: str
    icon: str
    right: Right | None


SECTIONS: Final[dict[str, _Entry]] = {
    "order_entry": _Entry(later("Order desk"), "phone-call", Right.ENTER_ORDERS),
    "order_board": _Entry(later("Orders"), "layout-list", Right.SEE_ORDERS),
    "waves": _Entry(later("Release"), "waypoints", Right.RELEASE),
    "picking": _Entry(later("Picking"), "route", Right.PICK),
    "packing": _Entry(later("Packing"), "package-open", Right.PACK),
    "shipping": _Entry(later("Hand-over"), "truck", Right.HAND_OVER),
    "stock": _Entry(later("Stock"), "warehouse", Right.SEE_STOCK),
    "print_centre": _Entry(later("Printing"), "printer", Right.PRINT),
    "settings": _Entry(later("Settings"), "settings", Right.SETTINGS),
}


def section(key: str, factory: Callable[[], Page]) -> Section:
    """Join a page to its entry in the rail. Raises: KeyError for a section that is not in the table."""
    entry = SECTIONS[key]
    return Section(key, entry.title, entry.icon, factory, entry.right)
