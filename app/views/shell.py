"""The window: rail, top bar, the pages, keys at the foot; and the one door through which scans reach a page.

Scans go to the page in front, or to the dialog over it, never to what has the focus (UX rule 2). Keys of a page are
taken here from what the focus let pass, not by Qt's shortcuts: those would fire before a scanner's burst is recognised.
Pages are built on first show, or ahead of it by `prepare`. A change of worker keeps the pages of open work; only the
rail changes.
"""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QEvent, QLibraryInfo, Qt, QTranslator, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.errors import Fault
from app.language import language, set_language, tr
from app.models.barcodes import Scan
from app.models.people import Worker
from app.views.ahead import Ahead, polished
from app.views.curtain import Curtain
from app.views.kit.busy import BusyOverlay
from app.views.kit.dialog import Dialog
from app.views.kit.key_bar import KeyBar, KeyHint
from app.views.kit.toast import Toasts
from app.views.page import Page, Section
from app.views.rail import Rail, RailButton
from app.views.rehearsal import rehearsed
from app.views.theme import DARK, LIGHT, Mode, apply_theme, dress
from app.views.top_bar import Status, TopBar
from app.views.verdict import Tone
from app.views.wardrobe import dressing, retint
from app.views.words import role_word


class Shell(QWidget):
    """The main window. `section_shown` tells the key of the page in front, `closing` that the window closes."""

    section_shown = Signal(str)
    prepared = Signal()
    language_changed = Signal(str)
    closing = Signal()

    def __init__(self, sections: Sequence[Section], sign_in: Callable[[], Page]) -> None:
        super().__init__()
        self.setObjectName("shell")
        self.setWindowTitle("Packbench")
        self._sections = {section.key: section for section in sections}
        self._make_sign_in = sign_in
        self._pages: dict[str, Page] = {}
        self._sign_in: Page | None = None
        self._allowed: list[Section] = []
        self._front = ""
        self._worker: Worker | None = None
        self._look: Mode | None = None
        self._colour_blind = False
        self._qt_words = QTranslator(self)
        self.before_scan: Callable[[Scan], bool] | None = None

        self._ahead = Ahead(self._steps_ahead(), self)
        self._ahead.done.connect(self.prepared)
        self._build()
        self._dress_bars()

    def _build(self) -> None:
        self.setMinimumSize(1024, 640)
        self.resize(1440, 900)
        self.rail, self.top_bar, self.key_bar = Rail(), TopBar(), KeyBar()
        self.pages = QStackedWidget()
        self.pages.setObjectName("pages")
        inner = QVBoxLayout()
        inner.setContentsMargins(24, 20, 24, 16)
        inner.setSpacing(16)
        inner.addWidget(self.pages, 1)
        inner.addWidget(self.key_bar)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.top_bar)
        right.addLayout(inner, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self._inner = inner
        self._curtain = Curtain(self.pages)
        self.busy = BusyOverlay(self.pages)
        self.toasts = Toasts(self)
        self.rail.wanted.connect(self.open)
        self.top_bar.worker_clicked.connect(self.sign_out)
        self.top_bar.language_wanted.connect(self.set_language)

    @property
    def allowed(self) -> tuple[Section, ...]:
        """Answer the sections on the rail, in their order."""
        return tuple(self._allowed)

    @property
    def worker(self) -> Worker | None:
        return self._worker

    @property
    def page(self) -> Page | None:
        """Answer the page in front."""
        shown = self.pages.currentWidget()
        return shown if isinstance(shown, Page) else None

    def page_of(self, key: str) -> Page:
        """Answer the page of a section, built when needed. Raises: KeyError."""
        if key not in self._pages:
            made = self._sections[key].factory()
            self._pages[key] = self._adopt(made)
        return self._pages[key]

    def prepare(self) -> None:
        """Build the pages nobody has asked for yet, a step at a time while the window lives."""
        self._ahead.start()

    @property
    def is_prepared(self) -> bool:
        """Answer whether no page is left to be built ahead."""
        return self._ahead.is_done

    def _steps_ahead(self) -> Iterator[None]:
        QScrollArea().viewport()  # the first such question has PySide make its classes for half of Qt's widgets
        yield
        for key, section in self._sections.items():
            page = self.page_of(key)
            yield
            yield from page.ahead()
            for look in (DARK, LIGHT):
                RailButton.draw_ahead(section, look, self.devicePixelRatioF())
            yield from self._dressing(page)
            retint(page, self._look_of(page), self._colour_blind)
            yield from polished(page)
        yield from rehearsed()

    def set_worker(self, worker: Worker) -> None:
        """Take a worker in: the rail shows what the role may do; open work stays if the role may go on with it."""
        self._worker = worker
        self._allowed = [s for s in self._sections.values() if s.right is None or worker.may(s.right)]
        self.rail.show_sections(self._allowed)
        self.rail.show()
        self.top_bar.worker.show_worker(worker.name, role_word(worker.role))
        if not self._allowed:
            raise ValueError(f"no section for a {worker.role}")
        keys = [section.key for section in self._allowed]
        self._front, front = "", self._front
        self.open(front if front in keys else keys[0])

    def sign_out(self) -> None:
        """Show the sign-in page; pages and the work on them stay as they are."""
        if self._sign_in is None:
            self._sign_in = self._adopt(self._make_sign_in())
        self._worker = None
        self._allowed = []
        self.rail.hide()
        self.top_bar.worker.show_worker("", "")
        self._bring_to_front(self._sign_in)

    def open(self, key: str) -> bool:
        """Bring a section to the front, if this worker may; answer whether it is there."""
        if key not in [section.key for section in self._allowed]:
            return False
        if key != self._front or self.page is not self._pages.get(key):
            self._front = key
            self._bring_to_front(self.page_of(key))
            self.section_shown.emit(key)
        self.rail.mark(key)
        return True

    def take_scan(self, scan: Scan) -> None:
        """Hand a scan to the dialog in front, to `before_scan` (badges, help, sign out), else to the page in front."""
        modal = QApplication.activeModalWidget()
        if isinstance(modal, Dialog):
            modal.take_scan(scan)
            return
        if self.busy.isVisible() or (self.before_scan is not None and self.before_scan(scan)):
            return
        if self.page is not None:
            self.page.take_scan(scan)

    def set_language(self, code: str) -> None:
        """Put a language in force for the program and the page in front at once, for hidden pages when next shown."""
        set_language(code)
        app = QApplication.instance()
        if app is not None:
            app.removeTranslator(self._qt_words)
            folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            if code != "en" and self._qt_words.load(f"qtbase_{code}", folder):
                app.installTranslator(self._qt_words)
        self.retranslate()
        self.language_changed.emit(language())

    def retranslate(self) -> None:
        """Put all words of the window in the language in force; a hidden page follows when it is shown next."""
        self.rail.retranslate()
        self.top_bar.retranslate()
        if self._worker is not None:
            self.top_bar.worker.show_worker(self._worker.name, role_word(self._worker.role))
        if self.page is not None:
            self._word(self.page)
        self._show_title()
        self._show_keys()

    def set_look(self, look: Mode | None, colour_blind: bool = False) -> None:
        """Keep one look on all pages, or with None let each page have its own: floors dark, desks light."""
        self._look, self._colour_blind = look, colour_blind
        self._curtain.draw()
        self._dress_bars(self.page)
        if self.page is not None:
            self._curtain.rise(self.page, self._dressing(self.page))

    def show_status(self, key: str, status: Status | None) -> None:
        """Show the state of "connection", "printer" or "scanners" in the top bar."""
        self.top_bar.show_status(key, status)

    def toast(self, text: str, remedy: str = "", tone: Tone = Tone.ATTENTION) -> None:
        """Show a remark in the corner."""
        self.toasts.say(text, remedy, tone)

    def show_fault(self, fault: Fault) -> None:
        """Show a fault with its remedy in the corner; it stays until it is taken note of."""
        self.toasts.say(fault.text, fault.remedy, Tone.WRONG)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - Qt.Key.Key_0
        control = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.ControlModifier
        if control and 1 <= number <= min(9, len(self._allowed)):
            self.open(self._allowed[number - 1].key)
            return
        hint = next((hint for hint in self.key_bar.hints if hint.enabled and matches(hint, event)), None)
        if hint is not None and not self.busy.isVisible():
            hint.action()
        elif not (event.key() == Qt.Key.Key_Escape and self.toasts.dismiss_newest()):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        edge = 24 if self.width() >= 1600 else 16
        self._inner.setContentsMargins(edge, min(20, edge), edge, 16 if edge == 24 else 12)
        self._inner.setSpacing(16 if edge == 24 else 12)
        self.toasts.arrange()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        activated = event.type() == QEvent.Type.ActivationChange and self.isActiveWindow()
        if activated and self.page is not None and self.page.floor and QApplication.focusWidget() is None:
            self.page.setFocus()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._ahead.stop()
        if self.page is not None:
            self.page.left()
        self.closing.emit()
        super().closeEvent(event)

    def _adopt(self, page: Page) -> Page:
        self.pages.addWidget(page)
        self._word(page)
        page.keys_changed.connect(lambda: self._show_keys() if page is self.page else None)
        page.title_changed.connect(lambda: self._show_title() if page is self.page else None)
        page.part_made.connect(lambda: self._dress_at_once(page) if page is self.page else None)
        return page

    def _word(self, page: Page) -> None:
        page.retranslate()
        page.setProperty("words", language())

    def _bring_to_front(self, page: Page) -> None:
        comes = self.page is not page
        if self.page is not None and comes:
            self.page.left()
            self._curtain.draw()
        self._dress_bars(page)
        if page.property("words") != language():
            self._word(page)
        self.pages.setCurrentWidget(page)
        self._show_title()
        self._show_keys()
        page.entered()
        if comes:
            self._curtain.rise(page, self._dressing(page))
        else:
            self._dress_at_once(page)

    def _show_title(self) -> None:
        if self.page is not None:
            own = self.page.title()
            section = self._sections.get(self._front) if self.page is not self._sign_in else None
            self.top_bar.show_title(own or (tr(section.title) if section is not None else "Packbench"))

    def _show_keys(self) -> None:
        if self.page is not None:
            self.key_bar.show_keys(self.page.keys(), self.page.floor)

    def _dress_bars(self, page: Page | None = None) -> None:
        """Put the look of the page in front in force for painters and bars; pages are dressed by `_dressing`."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, self._look_of(page), self._colour_blind)
        for bar in (self.rail, self.top_bar, self.key_bar):
            dress(bar)
        self.toasts.dress()

    def _dressing(self, page: Page) -> Iterator[None]:
        return dressing(page, self._look_of(page), self._colour_blind)

    def _dress_at_once(self, page: Page) -> None:
        for _ in self._dressing(page):
            pass

    def _look_of(self, page: Page | None) -> Mode:
        return self._look or ("dark" if page is not None and page.floor else "light")


def matches(hint: KeyHint, event: QKeyEvent) -> bool:
    """Answer whether a key event is the key of a hint: by its character for "U" or "*", by key and modifiers else."""
    if len(hint.key) == 1:
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        return plain and event.text().upper() == hint.key.upper()
    pressed = QKeySequence(event.keyCombination())
    if event.key() == Qt.Key.Key_Enter:
        pressed = QKeySequence(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier | Qt.Key.Key_Return)
    return pressed.matches(QKeySequence(hint.key.replace("Enter", "Return"))) == QKeySequence.SequenceMatch.ExactMatch
