"""Finds a product that was mistyped: wrong, missing, doubled or swapped letters, a wrong Chinese character.

Comparing a text with a million names would take far too long, so that SQL cuts the candidates down. A wrong word is
compared with the known words that share one of its first letters; a wrong Chinese character is left out, each in turn,
and the pairs that remain must occur. Only what is left is compared with the whole text. Asked when nothing was found.
"""

from collections.abc import Sequence
from itertools import combinations

from sqlalchemy import Connection

from app.store.search import (
    HITS,
    TEXT_LENGTH_MAX,
    ProductFound,
    products_found,
    skus_of,
    spread,
    words_beginning,
)
from app.store.search_words import fold_text, grams, is_han, piece_question, pieces

CANDIDATES_MAX = 150
"""Products compared with the text; they are the most popular of those that share enough with it."""
WORDS_MAX = 20_000
"""Known words one mistyped word is compared with; about 3 ms."""
CORRECTIONS_MAX = 4
PIECES_MAX = 5
HAN_LENGTH_MAX = 10
LIKENESS_MIN = 66.0
"""Least likeness in hundredths: below, other goods come up more often than the one that was meant."""


def find_similar(connection: Connection, text: str, spelling: str = "", limit: int = HITS) -> tuple[ProductFound, ...]:
    """Find products whose names are like a text that finds nothing; `spelling` is how it sounds, if it is Chinese."""
    typed = [piece[:HAN_LENGTH_MAX] if is_han(piece) else piece for piece in pieces(text[:TEXT_LENGTH_MAX])]
    asked = [_loosened(connection, piece) for piece in typed[:PIECES_MAX]]
    asked = [each for each in asked if each]
    if not asked:
        return ()
    skus = skus_of(connection, " AND ".join(asked), CANDIDATES_MAX)
    if not skus and len(asked) > 1:
        fewer = (" AND ".join(some) for some in combinations(asked, len(asked) - 1))
        skus = skus_of(connection, " OR ".join(f"({each})" for each in fewer), CANDIDATES_MAX)
    return _likest(products_found(connection, skus), " ".join(typed), spelling)[:limit]


def _loosened(connection: Connection, piece: str) -> str:
    """Write a piece as a question that its mistyped form also answers, "" if there is none."""
    if is_han(piece):
        return _one_wrong(piece)
    words = [piece_question(piece, spread(connection, [piece]).get(piece, ()))]
    words += [f'"{word}"' for word in _corrections(connection, piece)]
    return f"({' OR '.join(words)})"


def _one_wrong(run: str) -> str:
    """Ask for all pairs but those of one character, for each character; or for all characters in another order."""
    if len(run) == 1:
        return ""
    ways = [[gram for part in (run[:at], run[at + 1 :]) if part for gram in grams(part)] for at in range(len(run))]
    if len(run) > 2:
        ways.append(list(run))
    return "(" + " OR ".join("(" + " AND ".join(f'"{gram}"' for gram in way) + ")" for way in ways) + ")"


def _corrections(connection: Connection, piece: str) -> list[str]:
    """Return known words at most one or two typing errors away, the nearest first."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    if len(piece) < 3 or not piece.isalpha():
        return []
    words = [word for first in dict.fromkeys(piece[:2]) for word in words_beginning(connection, first, WORDS_MAX)]
    # What is typed may be unfinished, so that only as much of a word is compared.
    beginnings = [word[: len(piece) + 1] for word in words]
    errors_max = 1 if len(piece) <= 4 else 2
    near = extract(piece, beginnings, scorer=OSA.distance, score_cutoff=errors_max, limit=CORRECTIONS_MAX)
    return [words[at] for _, _, at in near]


def _likest(found: Sequence[ProductFound], typed: str, spelling: str) -> tuple[ProductFound, ...]:
    from rapidfuzz import fuzz

    def likeness(product: ProductFound) -> float:
        if spelling and spelling in product.pinyin:
            return 100.0
        names = (fold_text(name) for name in (product.name, product.name_zh) if name)
        return max(
            (max(fuzz.partial_ratio(typed, name), fuzz.partial_token_sort_ratio(typed, name)) for name in names),
            default=0.0,
        )

    scored = [(likeness(product), at, product) for at, product in enumerate(found)]
    good = [each for each in scored if each[0] >= LIKENESS_MIN]
    return tuple(product for _, _, product in sorted(good, key=lambda each: (-each[0], each[1])))
