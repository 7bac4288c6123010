"""The character that a scanner meant by a key event, also where the event itself has no text (Rule G1).

In order: the text, if it is one plain character; the key code; the native symbol; the place of the key on a US
keyboard, which is what scanners believe they are. A Chinese input method in full-width mode sends １ for 1: that is
turned back. `physical` reads the place first, for stations with a layout that is not American.
"""

import sys
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

from app.models.barcodes import GROUP_SEPARATOR

_FULL_WIDTH: Final = range(0xFF01, 0xFF5F)
_FULL_TO_ASCII: Final = 0xFEE0
# Scan codes of the main block, the same on Windows (set 1) and Linux (evdev); X11 and Wayland add 8.
_ROWS: Final = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
)
_PLACES: Final = {
    first + column: (plain, shifted)
    for first, row, shifted_row in _ROWS
    for column, (plain, shifted) in enumerate(zip(row, shifted_row, strict=True))
}
_X11_OFFSET: Final = 8
_CAPS_LOCK_X11: Final = 0x2
_CAPS_LOCK_WINDOWS: Final = 0x100
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_CONTROL: Final = Qt.KeyboardModifier.ControlModifier
_ALT: Final = Qt.KeyboardModifier.AltModifier
_META: Final = Qt.KeyboardModifier.MetaModifier


def meant_text(event: QKeyEvent, physical: bool = False) -> str:
    """Answer the one character of a code that this key stands for, "" for keys that no code contains."""
    modifiers = event.modifiers()
    if modifiers & _META:
        return ""
    control, alt = bool(modifiers & _CONTROL), bool(modifiers & _ALT)
    if control != alt:  # both together are AltGr on Windows, which types ordinary characters
        return GROUP_SEPARATOR if control and _is_separator(event) else ""
    shift = bool(modifiers & _SHIFT)
    by_place = _by_place(event, shift)
    if physical and by_place:
        return by_place
    return _plain(event.text()) or _by_key(event.key(), shift) or _by_symbol(event, shift) or by_place


def caps_lock(event: QKeyEvent) -> bool:
    """Say whether the system reports Caps Lock with this key; False where it does not say."""
    platform = QGuiApplication.platformName()
    if platform in ("xcb", "wayland"):
        return bool(event.nativeModifiers() & _CAPS_LOCK_X11)
    if platform == "windows":
        return bool(event.nativeModifiers() & _CAPS_LOCK_WINDOWS)
    return False


def _is_separator(event: QKeyEvent) -> bool:
    """FNC1 is typed as Ctrl+]; on other layouts as whatever gives 0x1D, or the key beside P and [."""
    return event.text() == GROUP_SEPARATOR or event.key() == Qt.Key.Key_BracketRight or _by_place(event, False) == "]"


def _plain(text: str) -> str:
    if len(text) != 1:
        return ""
    if ord(text) in _FULL_WIDTH:
        return chr(ord(text) - _FULL_TO_ASCII)
    return text if text == GROUP_SEPARATOR or text.isprintable() else ""


def _by_key(key: int, shift: bool) -> str:
    """Qt names a key by its capital, and a shifted sign by the sign."""
    if not 0x20 <= key <= 0x7E:
        return ""
    return chr(key) if shift else chr(key).lower()


def _by_symbol(event: QKeyEvent, shift: bool) -> str:
    """X11 keysyms and Windows virtual keys are ASCII for digits and letters."""
    symbol = event.nativeVirtualKey()
    if not 0x20 <= symbol <= 0x7E or (sys.platform == "win32" and not chr(symbol).isalnum()):
        return ""
    return chr(symbol).upper() if shift else chr(symbol).lower()


def _by_place(event: QKeyEvent, shift: bool) -> str:
    code = event.nativeScanCode()
    if QGuiApplication.platformName() in ("xcb", "wayland"):
        code -= _X11_OFFSET
    plain, shifted = _PLACES.get(code, ("", ""))
    return shifted if shift else plain
