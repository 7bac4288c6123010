"""The order in one look: the sum, how it leaves, what is special about it, and the button that places it.

After placing, the number stands where the lines stood, so large that it can be read to the caller without searching.
"""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.language import ntr, tr
from app.models.orders import OrderDraft
from app.operations.order_desk import DeskPlace
from app.operations.orders import PlacedOrder
from app.planning.promise import PromisePlan
from app.views import icons
from app.views.desk_words import money, priority_word
from app.views.entry_draft import EntryDraft
from app.views.kit import drawing
from app.views.kit.card import Badge, Caption, Card, Label, Sign
from app.views.order_lines import carriers_told, parcels_told
from app.views.theme import figures, font, palette
from app.views.verdict import Tone


class PlaceButton(QAbstractButton):
    """The one primary button of the desk, with its key."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(260, 56)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        where = QRectF(self.rect())
        ground = colours.accent_ink if self.underMouse() or self.isDown() else colours.primary
        ink = colours.on_primary
        if not self.isEnabled():
            ground, ink = colours.line, colours.faint
        drawing.card(painter, where, ground, radius=12)
        key = "Ctrl + Enter"
        wide = drawing.width_of(self.text(), font(20, 700)) + 16 + drawing.width_of(key, font(16, 500))
        left = QRectF(where.center().x() - wide / 2, where.top(), wide + 4, where.height())
        taken = drawing.line(painter, left, self.text(), font(20, 700), ink)
        drawing.line(painter, left.adjusted(taken + 16, 0, 0, 0), key, font(16, 500), ink)
        if self.hasFocus():
            drawing.focus_ring(painter, where.adjusted(2, 2, -2, -2), colours.surface, 10)


class TotalsCard(Card):
    """Sum, parcels, badges of what is special, note, and the button. `place_clicked` places."""

    place_clicked = Signal()

    def __init__(self) -> None:
        super().__init__(margin=20, gap=6)
        self.caption = Caption()
        self.total = Label("", 44, 800)
        self.total.setFont(figures(44, 800))
        self.units = Label("", 14, 500, "faint")
        self.parcels, self.carriers = Label("", 16, 600), Label("", 14, 500, "faint")
        self.note = Label("", 14, 500, "soft")
        for label in (self.parcels, self.carriers, self.note):
            label.setWordWrap(True)
        self.priority, self.whole = Badge(), Badge()
        self.button = PlaceButton()
        self.button.clicked.connect(self.place_clicked)
        head = QHBoxLayout()
        head.addWidget(self.caption)
        head.addStretch(1)
        head.addWidget(self.units)
        badges = QHBoxLayout()
        badges.setSpacing(8)
        badges.addWidget(self.priority)
        badges.addWidget(self.whole)
        badges.addStretch(1)
        self.body.addLayout(head)
        self.body.addWidget(self.total)
        self.body.addWidget(self.parcels)
        self.body.addWidget(self.carriers)
        self.body.addLayout(badges)
        self.body.addWidget(self.note)
        self.body.addSpacing(4)
        self.body.addWidget(self.button)

    def show_order(self, entry: EntryDraft, plan: PromisePlan | None, place: DeskPlace | None) -> None:
        """Show the sum and how the order would leave now."""
        draft = entry.draft
        self.caption.setText(tr("Total"))
        self.total.setText(money(entry.total, entry.currency))
        units = sum(line.quantity for line in draft.lines)
        lines = ntr("{n} line", "{n} lines", len(draft.lines))
        pieces = ntr("{n} unit", "{n} units", units)
        self.units.setText(f"{lines} · {pieces}" if draft.lines else "")
        told = bool(plan and place and draft.lines)
        self.parcels.setText(parcels_told(plan, place) if plan and place and told else tr("No lines yet"))
        self.parcels.set_ink("attention" if told and plan and plan.waiting else "soft")
        self.carriers.setText(carriers_told(plan, place) if plan and place and told else "")
        self.carriers.setVisible(bool(self.carriers.text()))
        self._show_special(draft)
        self.button.setText(tr("Place order"))
        self.button.setAccessibleName(tr("Place order"))

    def _show_special(self, draft: OrderDraft) -> None:
        tone = {2: Tone.WRONG, 1: Tone.PLAIN, 0: Tone.ACCENT}[draft.priority]
        self.priority.say(f"F6  {priority_word(draft.priority)}", tone, "flag")
        whole = tr("Ship whole") if draft.ship_whole else tr("May be split")
        self.whole.say(f"F7  {whole}", Tone.ACCENT if draft.ship_whole else Tone.PLAIN, "package")
        self.note.setText(tr("Note: {note}").format(note=draft.note) if draft.note else "")
        self.note.setVisible(bool(draft.note))


class PlacedCard(QWidget):
    """The number of the order just placed, large, with what was promised; until the next call begins."""

    def __init__(self) -> None:
        super().__init__()
        self.sign = Sign("circle-check", Tone.GOOD, 56)
        self.title = Label("", 20, 700, "good")
        self.number = NumberLabel()
        self.promise, self.amount, self.hint = (
            Label("", 20, 600),
            Label("", 18, 600, "soft"),
            Label("", 16, 500, "faint"),
        )
        self.promise.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addStretch(1)
        for widget in (self.sign, self.title):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.number)
        for label in (self.promise, self.amount, self.hint):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addStretch(1)

    def show_placed(self, placed: PlacedOrder, buyer: str, currency: str, place: DeskPlace) -> None:
        """Show what is read to the caller."""
        waits = bool(placed.plan.waiting)
        self.sign.show_symbol("circle-alert" if waits else "circle-check", Tone.ATTENTION if waits else Tone.GOOD)
        self.title.setText(tr("Order placed for {name}").format(name=buyer))
        self.number.show_number(placed.number)
        told = parcels_told(placed.plan, place)
        n = sum(each.quantity for each in placed.plan.waiting)
        rest = ntr("{n} unit waits for stock", "{n} units wait for stock", n) if n else ""
        self.promise.setText(" · ".join(part for part in (told, rest) if part))
        self.promise.set_ink("attention" if waits else "ink")
        self.amount.setText(money(placed.amount, currency))
        self.hint.setText(tr("Ready for the next call"))
        self.setAccessibleName(f"{self.title.text()} {placed.number} {self.promise.text()}")


class NumberLabel(QWidget):
    """A number as large as its room allows."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.setMinimumHeight(84)

    def show_number(self, text: str) -> None:
        """Show another number."""
        self.text = text
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, 84)

    def paintEvent(self, _event: QPaintEvent) -> None:
        face = drawing.fitted(self.text, 64, self.width() - 24, 800)
        drawing.line_centred(QPainter(self), QRectF(self.rect()), self.text, face, palette().ink)


class StartHint(QWidget):
    """What to do before the first line: three keys and what they do, painted quietly."""

    def __init__(self) -> None:
        super().__init__()
        self.title, self.text = "", ""
        self.setMinimumHeight(120)

    def say_next(self, customer_known: bool) -> None:
        """Say what is typed next."""
        self.title = tr("Type what is wanted") if customer_known else tr("Type who is calling")
        self.text = tr("Enter takes the first in the list; whoever is not there is added as a new customer")
        if customer_known:
            self.text = tr("Enter adds a line; * quantity, . price, / discount; or scan the goods")
        self.setAccessibleName(f"{self.title} {self.text}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = palette()
        painter = QPainter(self)
        where = QRectF(self.rect())
        middle = where.center().y()
        icons.draw(painter, "headset", QRectF(where.center().x() - 22, middle - 84, 44, 44), colours.accent)
        drawing.line_centred(painter, QRectF(0, middle - 26, where.width(), 32), self.title, font(20, 700), colours.ink)
        drawing.line_centred(painter, QRectF(0, middle + 8, where.width(), 26), self.text, font(16, 500), colours.faint)
