"""Reads the start of a Chinese address as province, city and district in every way that makes sense, with a cost each.

Each level may be exact, short, former, with one wrong character or left out, and each departure from the full text
costs something; names that do not belong together cost most. A nearest-name search over the whole list was rejected:
it finds something for every text.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.models.divisions import Division, Divisions, Fit, Found, Names

# What departures from the full, correct text cost, found on dirtied lines; a rival closer than MARGIN is a question.
_COST = {Fit.FULL: 0.0, Fit.SHORT: 0.15, Fit.FORMER: 0.5, Fit.TYPO: 1.0}
_NO_PROVINCE, _NO_CITY, NO_DISTRICT, _DISAGREE = 0.3, 0.4, 3.0, 1.5
MARGIN = 0.35
# 朝阳路 is a road, not the district 朝阳.
_ROAD_AFTER = re.compile("[东西南北中]?[一二三四五]?(?:路|街|大道|大街|巷|弄|胡同|村|镇|乡|里|桥|广场|花园|小区|大厦)")
# What follows shows that a short name was cut out of a longer one: 长沙|市, 恩施|土家族自治州.
_NAME_GOES_ON = re.compile("[省市区县旗州盟]|地区|自治|[^路街]{1,5}族")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the start of a text: what it names, how many characters it took, what it costs."""

    division: Division
    length: int
    cost: float
    fit: Fit
    disagree: bool = False

    def rivals(self, best: "Reading") -> bool:
        """Tell whether this reading is too good to be left out beside the best one.

        One that costs more and explains less of the text is none: 井陉 in 井陉矿区.
        """
        if self.length < best.length and self.cost > best.cost and best.fit <= Fit.SHORT:
            return False
        return self.cost <= best.cost + MARGIN


@dataclass(frozen=True, slots=True)
class _Parents:
    """A province and a city as far as they were read, and where the district would begin."""

    province: Found | None
    city: Found | None
    length: int
    cost: float
    fit: Fit

    def contain(self, one: Division) -> bool:
        return all(_contains(parent.division, one) for parent in (self.province, self.city) if parent)


class _Level:
    """The names of one level in one text; each place is looked at once."""

    def __init__(self, names: Names, text: str) -> None:
        self._names, self._text = names, text
        self._exact: dict[int, list[Found]] = {}
        self._near: dict[int, list[Found]] = {}

    def options(self, at: int, fits: Callable[[Division], bool]) -> Iterator[Found]:
        """Yield exact names, also where they do not fit, and near ones that fit if no full name that fits is there."""
        if at not in self._exact:
            self._exact[at] = list(self._sensible(at))
        exact = self._exact[at]
        yield from exact
        if any(one.fit is Fit.FULL and fits(one.division) for one in exact):
            return
        if at not in self._near:
            self._near[at] = list(self._names.nearly(self._text[at:]))
        yield from (one for one in self._near[at] if fits(one.division))

    def has_full(self, at: int) -> bool:
        """Tell whether a full name stands at a place."""
        return any(one.fit is Fit.FULL for one in self._names.exactly(self._text[at:]))

    def _sensible(self, at: int) -> Iterator[Found]:
        for one in self._names.exactly(self._text[at:]):
            if one.fit is not Fit.SHORT or not _NAME_GOES_ON.match(self._text, at + one.length):
                yield one


def readings_of(text: str, divisions: Divisions) -> list[Reading]:
    """Read the start of a text (simplified characters, no pauses) in every way, cheapest first, one per district."""
    best: dict[Division, Reading] = {}
    for reading in _all_readings(text, divisions):
        known = best.get(reading.division)
        if known is None or (reading.cost, -reading.length) < (known.cost, -known.length):
            best[reading.division] = reading
    return sorted(best.values(), key=lambda one: (one.cost, -one.length, one.division.code, one.division.city))


def _all_readings(text: str, divisions: Divisions) -> Iterator[Reading]:
    provinces = _Level(divisions.provinces, text)
    cities, districts = _Level(divisions.cities, text), _Level(divisions.districts, text)
    for province in (*provinces.options(0, lambda _: True), None):
        top = _below(None, province, is_city=False)
        for city in (*cities.options(top.length, top.contain), None):
            parents = _below(top, city, is_city=True)
            if city or not cities.has_full(top.length):
                yield from _without_district(parents, divisions)
            misread = city is not None or not cities.has_full(parents.length)
            for found in districts.options(parents.length, parents.contain if misread else _never):
                if found.fit is not Fit.SHORT or not _is_road(text, parents, found):
                    yield from _with_district(parents, found)


def _below(top: _Parents | None, found: Found | None, *, is_city: bool) -> _Parents:
    length, cost, fit = (top.length, top.cost, top.fit) if top else (0, 0.0, Fit.FULL)
    if found:
        length, cost, fit = length + found.length, cost + _COST[found.fit], max(fit, found.fit)
    elif not is_city:
        cost += _NO_PROVINCE
    return _Parents(top.province if top else found, found if is_city else None, length, cost, fit)


def _is_road(text: str, parents: _Parents, found: Found) -> bool:
    """A short name alone, or one before 路 or 街, is not taken for a district."""
    nothing_above = parents.province is None and parents.city is None
    return nothing_above or bool(_ROAD_AFTER.match(text, parents.length + found.length))


def _with_district(parents: _Parents, found: Found) -> Iterator[Reading]:
    """Add a district; parents that do not contain it make a reading that disagrees, if all is written out in full."""
    one = found.division
    disagree = not parents.contain(one)
    if disagree and (max(found.fit, parents.fit) > Fit.SHORT or found.fit is Fit.SHORT or not _plausible(parents, one)):
        return
    own_city = parents.province is not None and one.city in (one.province, one.district)
    left_out = 0.0 if parents.city or own_city else _NO_CITY
    cost = parents.cost + left_out + _COST[found.fit] + (_DISAGREE if disagree else 0.0)
    yield Reading(one, parents.length + found.length, cost, max(parents.fit, found.fit), disagree)


def _without_district(parents: _Parents, divisions: Divisions) -> Iterator[Reading]:
    """Read a city that has no districts, or parents whose district is missing from the text."""
    if parents.city is None:
        if parents.province:
            yield Reading(parents.province.division, parents.length, parents.cost + _NO_CITY + NO_DISTRICT, parents.fit)
        return
    city = parents.city.division
    disagree = not parents.contain(city)
    if disagree and parents.fit > Fit.SHORT:
        return
    cost = parents.cost + (_DISAGREE if disagree else 0.0)
    alone = divisions.alone.get((city.province, city.city))
    if alone:
        one = Division(alone.province, alone.city, alone.district, alone.code)
        yield Reading(one, parents.length, cost, parents.fit, disagree)
    else:
        yield Reading(city, parents.length, cost + NO_DISTRICT, parents.fit, disagree)


def _never(_: Division) -> bool:
    """A city written in full is no misspelt district."""
    return False


def _contains(parent: Division, one: Division) -> bool:
    return parent.province == one.province and (not parent.city or parent.city == one.city)


def _plausible(parents: _Parents, one: Division) -> bool:
    """Tell whether a contradiction is worth showing: one parent knows the district, or there is but one parent."""
    if parents.city is None or parents.province is None:
        return True
    return _contains(parents.city.division, one) or _contains(parents.province.division, one)
