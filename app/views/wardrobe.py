"""How a page puts on a look: part by part, so that no change of it holds the window for longer than a part takes.

Qt matches a style sheet at once with everything under the widget that wears it: a tenth of a millisecond a widget, a
frame and a half for a page of three hundred. So a large page wears nothing itself; its parts do, each its own copy.
Which parts those are is settled when a page is dressed first.
"""

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from shiboken6 import isValid

from app.views.kit.card import tint
from app.views.theme import Mode, dress, palette_for

PART_WIDGETS_MAX: Final = 60
"""What wears one sheet: some five milliseconds' work. A card with more is dressed at once all the same."""
_PLAIN: Final = frozenset({"QWidget", "QStackedWidget"})
"""Containers that no rule of the sheet is about; a Python class of its own has a name of its own."""


def children_of(widget: QWidget) -> list[QWidget]:
    """Answer what stands directly in a widget, windows over it left out."""
    found = widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [child for child in found if not child.isWindow()]


def is_plain(widget: QWidget) -> bool:
    """Answer whether a widget only holds others."""
    return widget.metaObject().className() in _PLAIN


def parts(page: QWidget) -> list[QWidget]:
    """Answer what wears the sheets of a page: the page while it is small, else its parts."""
    if page.property("worn") or len(page.findChildren(QWidget)) <= PART_WIDGETS_MAX:
        return [page]
    return [part for child in children_of(page) for part in (parts(child) if is_plain(child) else [child])]


def dressing(page: QWidget, look: Mode, colour_blind: bool) -> Iterator[None]:
    """Dress a page in steps, what can be seen first; parts that wear the look already take no step."""
    colours = palette_for(look, colour_blind)
    for part in sorted(parts(page), key=lambda each: not each.isVisibleTo(page)):
        if isValid(part) and dress(part, look):
            for made in part.findChildren(QPushButton):
                tint(made, colours)
            yield


def retint(page: QWidget, look: Mode, colour_blind: bool) -> None:
    """Draw the buttons' icons in the inks of a look, for buttons made while another one was in force."""
    colours = palette_for(look, colour_blind)
    for made in page.findChildren(QPushButton):
        tint(made, colours)
