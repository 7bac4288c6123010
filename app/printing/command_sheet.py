"""The sheet of command barcodes that hangs at a bench, for a role and in a language.

Colour tells what a card does to the work (go on, stop or take back, ask), the word says it, the bars do it. Cards are
far enough apart that a gun pointed at one cannot read its neighbour.
"""

from typing import Final

from app.language import later, tr_in
from app.models.barcodes import CommandCode
from app.models.people import Role
from app.printing.a4 import (
    LEFT_MM,
    RIGHT_MM,
    ROOM_MM,
    Heading,
    draw_foot,
    draw_running_head,
    new_sheet,
)
from app.printing.documents import CommandSheet
from app.printing.fonts import Weight
from app.printing.paper import Paper
from app.printing.surface import Align, Area, Ink, Style
from app.printing.symbols import DOTS_PER_MM, code_128, module_dots

CARDS_A_PAGE: Final = 16
_CARD: Final = Area(0, 0, 86, 29)
_STEP_MM: Final = 30.6

WORDS: Final = {
    CommandCode.CONFIRM: (later("Confirm"), Ink.GOOD),
    CommandCode.CANCEL: (later("Cancel"), Ink.WRONG),
    CommandCode.UNDO: (later("Undo"), Ink.ATTENTION),
    CommandCode.NEXT_PARCEL: (later("Next parcel"), Ink.GOOD),
    CommandCode.SHORT: (later("Short"), Ink.WRONG),
    CommandCode.SKIP: (later("Skip"), Ink.ATTENTION),
    CommandCode.TOTE_FULL: (later("Tote full"), Ink.ATTENTION),
    CommandCode.QTY_5: (later("Quantity 5"), Ink.ACCENT),
    CommandCode.QTY_10: (later("Quantity 10"), Ink.ACCENT),
    CommandCode.QTY_12: (later("Quantity 12"), Ink.ACCENT),
    CommandCode.TAKE_OUT: (later("Take out"), Ink.ATTENTION),
    CommandCode.REOPEN: (later("Reopen"), Ink.ATTENTION),
    CommandCode.PRINT_AGAIN: (later("Print again"), Ink.ACCENT),
    CommandCode.HELP: (later("Call for help"), Ink.WRONG),
    CommandCode.SIGN_OUT: (later("Sign out"), Ink.GREY),
}
_ROLE_WORDS: Final = {
    Role.CLERK: later("Clerk"),
    Role.PICKER: later("Picker"),
    Role.PACKER: later("Packer"),
    Role.SUPERVISOR: later("Supervisor"),
    Role.ADMINISTRATOR: later("Administrator"),
}
_OF_A_DESK: Final = ("CONFIRM", "CANCEL", "UNDO", "PRINT-AGAIN", "HELP", "SIGN-OUT")
_NOT_FOR: Final = {
    Role.PICKER: frozenset({"NEXT-PARCEL", "PRINT-AGAIN", "REOPEN", "TAKE-OUT"}),
    Role.PACKER: frozenset({"SKIP", "TOTE-FULL"}),
    Role.CLERK: frozenset(WORDS).difference(_OF_A_DESK),
}


def commands_of(role: Role) -> tuple[CommandCode, ...]:
    """Answer the commands a role uses, in the order of the sheet; supervisors and administrators use them all."""
    return tuple(code for code in WORDS if code not in _NOT_FOR.get(role, frozenset()))


def role_on_paper(role: Role, lang: str) -> str:
    """Answer what a role is called in a language of paper."""
    return tr_in(lang, _ROLE_WORDS[role])


def render(sheet: CommandSheet) -> bytes:
    """Draw two columns of cards, sixteen to the page."""
    commands = sheet.commands or commands_of(sheet.role)
    role = _ROLE_WORDS[sheet.role]
    heading = Heading(sheet.lang, tr_in(sheet.lang, "Command codes"), tr_in(sheet.lang, role))
    paper = new_sheet(heading)
    pages = [commands[at : at + CARDS_A_PAGE] for at in range(0, len(commands), CARDS_A_PAGE)]
    for number, cards in enumerate(pages, start=1):
        if number > 1:
            paper.next_page()
            draw_running_head(paper, heading)
        else:
            _draw_title(paper, heading, sheet.station)
        for index, code in enumerate(cards):
            x = LEFT_MM if index % 2 == 0 else RIGHT_MM - _CARD.width
            _draw_card(paper, sheet.lang, code, (x, 37 + index // 2 * _STEP_MM))
        draw_foot(paper, heading, number, len(pages))
    return paper.finish()


def _draw_title(paper: Paper, heading: Heading, station: str) -> None:
    paper.text(LEFT_MM, 18.5, heading.kind, Style(11, Weight.SEMIBOLD, Ink.GREY))
    paper.fitted(LEFT_MM, 28, heading.number, (110, 12, Style(25, Weight.EXTRABOLD)))
    paper.fitted(RIGHT_MM, 28, station, (60, 7, Style(12, Weight.SEMIBOLD, Ink.GREY, Align.RIGHT)))
    paper.rule(LEFT_MM, 33, ROOM_MM, 0.9, Ink.BLACK)


def _draw_card(paper: Paper, lang: str, code: CommandCode, at: tuple[float, float]) -> None:
    x, y = at
    word, ink = WORDS[code]
    paper.box(Area(x, y, _CARD.width, _CARD.height), stroke=Ink.LINE, radius_mm=2.5)
    paper.box(Area(x + 3, y + 4, 2.2, 6), fill=ink, radius_mm=0.8)
    paper.fitted(x + 8, y + 8.6, tr_in(lang, word), (46, 9, Style(16, Weight.BOLD)))
    paper.fitted(x + _CARD.width - 4, y + 9, code.text, (28, 5, Style(7, Weight.MEDIUM, Ink.GREY, Align.RIGHT)))
    symbol = code_128(code.text)
    dots = module_dots(symbol, _CARD.width - 1, dots_max=3)
    wide = symbol.width * dots / DOTS_PER_MM
    paper.bars(symbol, x + (_CARD.width - wide) / 2, y + 11.6, 15, dots)
