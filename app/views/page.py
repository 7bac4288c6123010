"""What every screen is to the shell: a page with a title, keys, an ear for scans, and a look of its own.

Scans reach the page in front by `take_scan`, whatever has the focus (UX rule 2). A floor page is dark, has keys of
64 px and rests its focus on itself, a plain widget without an input method that could eat a scan.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.models.barcodes import Scan
from app.models.people import Right
from app.views.kit.key_bar import KeyHint


class Page(QWidget):
    """One screen. Subclasses build their widgets once and put all words in by `retranslate`, which the shell calls."""

    keys_changed = Signal()
    title_changed = Signal()
    part_made = Signal()
    """A part that the first showing did without was built because somebody asked for it."""

    floor: ClassVar[bool] = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if self.floor:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def title(self) -> str:
        """Answer what stands in the top bar; "" for the section's own title. Send `title_changed` when it changes."""
        return ""

    def retranslate(self) -> None:
        """Put every word on the page in the language in force; called before the first show and on each switch."""

    def ahead(self) -> Iterator[None]:
        """Build what the first showing does without, a part a step; the shell goes through it at a quiet moment."""
        yield from ()

    def keys(self) -> Sequence[KeyHint]:
        """Answer the keys of the moment. Send `keys_changed` when they change."""
        return ()

    def take_scan(self, scan: Scan) -> None:
        """Take a scan of any code and do the sensible thing; the page never interprets the barcode itself."""

    def entered(self) -> None:
        """Hear that the page came to the front: start what refreshes it, put the focus where work begins."""
        if self.floor:
            self.setFocus()

    def left(self) -> None:
        """Hear that another page came to the front: stop what refreshes it. Open work stays as it is."""


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the rail. `title` is marked with `later`; `factory` builds the page on its first show."""

    key: str
    title: str
    icon: str
    factory: Callable[[], Page]
    right: Right | None = None
