"""How a product's names become search words, and how typed text becomes a question in the same words.

Latin text is cut into runs of letters and of figures ("500ml" is found by "500 ml"), without accents. Chinese has no
gaps between words, so each character and each pair of neighbours is a word: a single character finds something, which a
trigram index cannot do, and a longer text is the pairs it consists of. All folding happens here and not in the
tokenizer of the index, so that both sides agree and the vocabulary for typing errors is in the same form.
"""

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence

HAN = "\u3400-\u9fff\U00020000-\U0002fa1f"
WORD_LENGTH_MAX = 40
"""Longer runs of letters are cut: nobody types them, and each of their bytes would be stored."""
PIECES_MAX = 8
"""Words of a question beyond this many are left out; each costs a walk through the index."""
SOUND = "_"
"""Stands before pinyin and initials in the index, so that a spelling is never taken for a word."""
LISTED_LENGTHS = "1 2 3 4 5 6"
LISTED_LENGTH_MAX = 6
"""The index keeps a list of hits for each beginning this long (with `SOUND`); a longer one is spread out into words."""

_PIECE = re.compile(f"[{HAN}]+|[^\\W\\d_{HAN}]+|\\d+")
_IS_HAN = re.compile(f"[{HAN}]")


def fold_text(text: str) -> str:
    """Bring text into the one form in which it is compared: full-width to half-width, small letters, no accents."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(char for char in parts if not unicodedata.combining(char)))


def pieces(text: str) -> list[str]:
    """Cut text into folded runs of Chinese characters, of letters and of figures, in their order."""
    return [piece[:WORD_LENGTH_MAX] for piece in _PIECE.findall(fold_text(text))]


def is_han(piece: str) -> bool:
    """Tell a run of Chinese characters from one of letters or figures."""
    return bool(_IS_HAN.match(piece))


def grams(piece: str) -> list[str]:
    """Return the pairs of neighbours in a run of Chinese characters, or the one character."""
    return [piece] if len(piece) == 1 else [piece[at : at + 2] for at in range(len(piece) - 1)]


def search_words(names: Iterable[str], spellings: Iterable[str]) -> list[str]:
    """Return the words a product is found by; `spellings` (pinyin, initials) stay whole, each is one word."""
    words: dict[str, None] = {}
    for name in names:
        for piece in pieces(name):
            if is_han(piece):
                words.update(dict.fromkeys(piece))
                words.update(dict.fromkeys(grams(piece)))
            else:
                words[piece] = None
    for spelling in spellings:
        letters = "".join(pieces(spelling))
        if letters:
            words[SOUND + letters[:WORD_LENGTH_MAX]] = None
    return list(words)


def needs_spreading(piece: str) -> bool:
    """Tell whether a typed beginning is longer than the index keeps lists for."""
    return len(piece) > LISTED_LENGTH_MAX and not is_han(piece)


def is_telling(piece: str) -> bool:
    """Tell a piece that leaves few products from a figure or a unit, which stand in half of all names."""
    return is_han(piece) or (len(piece) > 2 and piece.isalpha())


def occurs(piece: str, words: Iterable[str]) -> bool:
    """Tell whether a typed piece that is not Chinese begins one of a product's search words, or its spelling."""
    return any(word.startswith((piece, SOUND + piece)) for word in words)


def spelling_question(letters: str) -> str:
    """Ask for a spelling, pinyin or initials, that begins so."""
    return f'"{SOUND}{letters[:WORD_LENGTH_MAX]}"*'


def question(typed: Iterable[str], spread: Mapping[str, Sequence[str]], silent: Container[str] = ()) -> str:
    """Write pieces as a question to the index: all must occur, in any order; Latin ones may be unfinished.

    `spread` holds the known words that begin with a long piece: asked for by name they are walked lazily, while a long
    beginning would first be merged from all its words. `silent` pieces begin no spelling, so none is looked for.
    """
    return " AND ".join(piece_question(piece, spread.get(piece, ()), piece not in silent) for piece in typed)


def piece_question(piece: str, words: Sequence[str] = (), spelled: bool = True) -> str:
    """Write one piece: the pairs of Chinese characters, or the beginning of a word or of a spelling."""
    if is_han(piece):
        return " AND ".join(f'"{gram}"' for gram in grams(piece))
    asked = [f'"{word}"' for word in words] or [f'"{piece}"*']
    if spelled:
        asked.append(spelling_question(piece))
    return f"({' OR '.join(asked)})"
