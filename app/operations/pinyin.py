"""How Chinese text sounds, for people who type letters: whole syllables and their initials, without tones.

The dictionary behind it takes most of a second to load, so it is imported with the first Chinese text and never when
the program starts. Phrases decide readings (重庆 is `chongqing`, 重量 is `zhongliang`), surnames have a table of
their own, because a dictionary of words does not know that 曾 at the head of a name is `zeng`.
"""

import re
from functools import lru_cache

_HAN = "\u3400-\u9fff\U00020000-\U0002fa1f"
_PIECE = re.compile(f"[{_HAN}]+|[^\\W\\d_{_HAN}]+|\\d+")
_IS_HAN = re.compile(f"[{_HAN}]")
# The longest a cell of the search index may be asked for; longer texts are cut, not refused.
TEXT_LENGTH_MAX = 400

SURNAMES: dict[str, tuple[str, ...]] = {
    "曾": ("zeng",), "单": ("shan",), "仇": ("qiu",), "解": ("xie",), "查": ("zha",), "任": ("ren",), "区": ("ou",),
    "朴": ("piao",), "盖": ("ge",), "华": ("hua",), "翟": ("zhai",), "乐": ("yue",), "覃": ("qin",), "缪": ("miao",),
    "秘": ("bi",), "员": ("yun",), "折": ("she",), "黑": ("he",), "洗": ("xian",), "重": ("chong",),
    "万俟": ("mo", "qi"), "尉迟": ("yu", "chi"), "长孙": ("zhang", "sun"), "令狐": ("ling", "hu"),
    "澹台": ("tan", "tai"), "单于": ("chan", "yu"),
}  # fmt: skip


def pinyin_of(text: str) -> tuple[str, str]:
    """Return full spelling and initials, lower case without tones or spaces: 重庆火锅 → `chongqinghuoguo`, `cqhg`.

    Latin words give all their letters and their first one; figures stay whole in both. ü is written v.
    """
    full: list[str] = []
    initials: list[str] = []
    for piece in _PIECE.findall(text[:TEXT_LENGTH_MAX]):
        if _IS_HAN.match(piece):
            syllables = _syllables(piece)
            full.extend(syllables)
            initials.extend(syllable[0] for syllable in syllables)
        else:
            word = piece.casefold()
            full.append(word)
            initials.append(word if word.isdigit() else word[0])
    return "".join(full), "".join(initials)


def pinyin_of_name(name: str) -> tuple[str, str]:
    """As `pinyin_of`, but the first one or two characters are read as a surname: 曾敏 → `zengmin`, `zm`."""
    for length in (2, 1):
        reading = SURNAMES.get(name[:length])
        if reading is None or not name[length:]:
            continue
        full, initials = pinyin_of(name[length:])
        return "".join(reading) + full, "".join(syllable[0] for syllable in reading) + initials
    return pinyin_of(name)


@lru_cache(maxsize=4096)
def _syllables(piece: str) -> tuple[str, ...]:
    from pypinyin import Style, lazy_pinyin

    return tuple(lazy_pinyin(piece, style=Style.NORMAL, errors="ignore"))
