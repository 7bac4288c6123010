"""Provinces, cities and districts of China: an index of their names, short names and former names.

What a text can start with is answered per level, exactly or with one wrong character; what fits together is decided in
`addresses.py`. The list itself is data (`resources/demo/districts.csv`) and is handed in.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|"
    "柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|塔吉克|怒|鄂温克|裕固|保安|独龙|鄂伦春|各"
)
_AUTONOMOUS = re.compile(f"(?:(?:{_PEOPLES})族?)*自治[州县区旗]$")
_SELF_RULE = re.compile("自治[州县区旗]$")
_SUFFIX = re.compile("(?:地区|新区|矿区|省|市|区|县|旗|盟)$")
_ZONE = re.compile("(?:开发区|园区|管理区|产业区)$")
SHORT_LENGTH_MIN = 2
_ROAD_SIGNS = frozenset("路街巷弄")
# A name of two characters with one of them wrong is any name.
TYPO_LENGTH_MIN = 3


class Fit(IntEnum):
    """How well a text agrees with a name; greater is worse."""

    FULL = 0
    SHORT = 1
    FORMER = 2
    TYPO = 3


@dataclass(frozen=True, slots=True)
class District:
    """A district with its city and province; `code` is GB/T 2260. Municipalities are their own city."""

    code: str
    province: str
    city: str
    district: str


@dataclass(frozen=True, slots=True)
class Division:
    """A province or city (`district` empty) or a district, under its parents' names."""

    province: str
    city: str = ""
    district: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A name at the start of a text: what it names, how many characters it took, how well they agree."""

    division: Division
    length: int
    fit: Fit


class Names:
    """The names of one level, asked by the start of a text."""

    def __init__(self) -> None:
        self._exact: dict[str, list[tuple[Division, Fit]]] = {}
        self._by_letter: dict[str, set[tuple[str, Division]]] = {}
        self._longest = 0

    def add(self, name: str, division: Division, fit: Fit) -> None:
        """Enter a name; full names may also be met with one wrong character."""
        self._exact.setdefault(name, []).append((division, fit))
        self._longest = max(self._longest, len(name))
        if fit is Fit.FULL and len(name) >= TYPO_LENGTH_MIN:
            for letter in name[:2]:
                self._by_letter.setdefault(letter, set()).add((name, division))

    def exactly(self, text: str) -> Iterator[Found]:
        """Yield every name, full, short or former, that the text starts with."""
        for length in range(SHORT_LENGTH_MIN, min(self._longest, len(text)) + 1):
            for division, fit in self._exact.get(text[:length], ()):
                yield Found(division, length, fit)

    def nearly(self, text: str) -> Iterator[Found]:
        """Yield every full name that the text starts with but for one character wrong, missing, added or swapped."""
        near = set[tuple[str, Division]]().union(*(self._by_letter.get(letter, ()) for letter in text[:2]))
        for name, division in sorted(near, key=lambda pair: (pair[0], pair[1].code, pair[1].city)):
            for length in (len(name), len(name) - 1, len(name) + 1):
                read = text[:length]
                # 朝阳路 is a road: neither a misspelt 朝阳区 nor one without its last character.
                is_road = bool(_ROAD_SIGNS & {read[-1:], text[length : length + 1] if length < len(name) else ""})
                if len(read) == length and not is_road and one_edit_apart(read, name):
                    yield Found(division, length, Fit.TYPO)


class Divisions:
    """The index over all levels, and the map from traditional to simplified characters."""

    def __init__(
        self,
        districts: Iterable[District],
        former: Iterable[tuple[str, str]] = (),
        simple: Mapping[str, str] | None = None,
    ) -> None:
        self.by_code = {one.code: one for one in districts}
        self.provinces, self.cities, self.districts = Names(), Names(), Names()
        self.alone: dict[tuple[str, str], District] = {}
        self._simple = {ord(old): new for old, new in (simple or {}).items()}
        self._enter(list(self.by_code.values()))
        for name, code in former:
            one = self.by_code[code]
            self.districts.add(name, Division(one.province, one.city, one.district, code), Fit.FORMER)

    def simplified(self, text: str) -> str:
        """Write traditional characters simplified, one for one, so that places in the text stay the same."""
        return text.translate(self._simple)

    def _enter(self, districts: list[District]) -> None:
        for province in dict.fromkeys(one.province for one in districts):
            _enter(self.provinces, province, Division(province))
        members: dict[tuple[str, str], list[District]] = {}
        for one in districts:
            members.setdefault((one.province, one.city), []).append(one)
        for (province, city), inside in members.items():
            _enter(self.cities, city, Division(province, city))
            # A city without districts is its own: Dongguan, Jiyuan.
            if len(inside) == 1 and inside[0].district == city:
                self.alone[province, city] = inside[0]
        for one in districts:
            division = Division(one.province, one.city, one.district, one.code)
            _enter(self.districts, one.district, division)
            for prefix in {short_name(one.province) + short_name(one.city), short_name(one.city), one.city}:
                rest = one.district.removeprefix(prefix)
                if rest != one.district and _ZONE.search(rest):
                    self.districts.add(rest, division, Fit.SHORT)
                    # 园区工业: the halves of a zone's name get swapped in speech.
                    self.districts.add(rest[len(rest) // 2 :] + rest[: len(rest) // 2], division, Fit.TYPO)


def _enter(names: Names, name: str, division: Division) -> None:
    names.add(name, division, Fit.FULL)
    short = short_name(name)
    if short != name and not _ZONE.search(name):
        names.add(short, division, Fit.SHORT)


def short_name(name: str) -> str:
    """Take off what people leave out: 内蒙古自治区 → 内蒙古, 大理白族自治州 → 大理, 苏州市 → 苏州."""
    for ending in (_AUTONOMOUS, _SELF_RULE, _SUFFIX):
        short = ending.sub("", name)
        if short != name and len(short) >= SHORT_LENGTH_MIN:
            return short
    return name


def one_edit_apart(one: str, other: str) -> bool:
    """Tell whether exactly one character is wrong, missing or added, or two neighbours are swapped."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1 or one == other:
        return False
    at = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    return one[at + 1 :] == other[at + 1 :] or (
        one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    )
