"""Splits a pasted address into name, phone, postcode, province, city, district and street, and says what is in doubt.

The cheapest reading of the text (`address_reading.py`) wins if no other comes near; else it is a question. Doubt is
never settled silently: a wrong district costs a parcel, a question costs a second.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from app.models.address_reading import MARGIN, NO_DISTRICT, Reading, readings_of
from app.models.divisions import Division, Divisions, Fit
from app.models.foreign_addresses import COUNTRIES, split_foreign
from app.models.orders import PostalAddress

TEXT_LENGTH_MAX, PARTS_MAX, CHOICES_MAX = 400, 12, 12
_HAN = re.compile("[\u3400-\u9fff]")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3}[- ]?\d{7,8})(?!\d)")
_POSTCODE = re.compile(r"(?:邮政编码|邮编)[:： ]*(\d{6})(?!\d)|(?:^|(?<=[\s,，;]))(\d{6})(?=$|[\s,，;])")
_LABEL = re.compile(
    "(?:收货人姓名|收货人|收件人|联系人|姓名|手机号码|手机号|手机|联系电话|电话|详细地址|收货地址|所在地区|地址|地区|邮政编码|邮编)[:：]"
)
_PAUSE = re.compile(r"[\s,，;；、|/。]+")
_NAME = re.compile("[\u3400-\u9fff·]{2,4}(?:先生|女士|小姐)?|[A-Za-z][A-Za-z .'-]{1,30}")
# A name may be glued to the address; what names a place is none.
_NAME_LENGTHS, _GLUED_NAME = (0, 2, 3, 4), 0.3
_NOT_IN_NAMES = re.compile("[省市区县旗州盟]")
_STREET_SIGN = re.compile(r"\d|[路街道巷弄号村镇楼栋室]")


class Doubt(StrEnum):
    """What a person must look at before the address may be used."""

    WHICH_DISTRICT = "which_district"
    TYPO = "typo"
    FORMER_NAME = "former_name"
    DISAGREE = "disagree"
    NO_DISTRICT = "no_district"
    NO_STREET = "no_street"
    NO_COUNTRY = "no_country"


@dataclass(frozen=True, slots=True)
class Question:
    """One doubt: the words it is about and the districts to choose from, likeliest first."""

    doubt: Doubt
    read: str
    choices: tuple[Division, ...] = ()


@dataclass(frozen=True, slots=True)
class Address:
    """A split address; with questions its district is a proposal, empty where nothing can be proposed honestly."""

    name: str
    phone: str
    postcode: str
    country: str
    province: str
    city: str
    district: str
    district_code: str
    street: str
    questions: tuple[Question, ...] = ()

    def postal(self) -> PostalAddress:
        """Return the address as an order keeps it."""
        places = (self.country, self.province, self.city, self.district, self.street)
        return PostalAddress(self.name, self.phone, *places, self.postcode, self.district_code)


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    phone: str
    postcode: str


def split_address(text: str, divisions: Divisions) -> Address:
    """Split a pasted text of any lines: abroad by the country's customs, in China by the list of districts."""
    text = unicodedata.normalize("NFKC", text)[:TEXT_LENGTH_MAX].strip()
    if not _HAN.search(text) or _names_foreign_country(text):
        return _abroad(text)
    text, person = _take_person(text)
    parts = [part for part in _PAUSE.split(text) if part][:PARTS_MAX]
    start, offset, readings = _best_start(parts, divisions)
    name = person.name or _name_before(parts[:start]) or (parts[start][:offset] if parts else "")
    tail = parts[start:]
    if not name and len(tail) > 1 and _looks_like_name(tail[-1]):
        name = tail.pop()
    return _settle("".join(tail)[offset:], readings, _Person(name, person.phone, person.postcode))


def _names_foreign_country(text: str) -> bool:
    return any(part.casefold() in COUNTRIES for part in _PAUSE.split(text))


def _abroad(text: str) -> Address:
    parts = split_foreign(text)
    doubts = [] if parts.country else [Question(Doubt.NO_COUNTRY, text[-40:])]
    if not parts.street:
        doubts.append(Question(Doubt.NO_STREET, text[:40]))
    places = (parts.country, parts.region, parts.city, "", "", parts.street)
    return Address(parts.name, parts.phone, parts.postcode, *places, tuple(doubts))


def _take_person(text: str) -> tuple[str, _Person]:
    """Take phone and postcode out of the text, wherever they stand, and the words that announce a field."""
    phone = postcode = name = ""
    if found := _MOBILE.search(text) or _LANDLINE.search(text):
        phone = re.sub(r"[ -]", "", found.group(1)) if found.re is _MOBILE else found.group(1)
        text = f"{text[: found.start()]} {text[found.end() :]}"
    if found := _POSTCODE.search(text):
        postcode = found.group(1) or found.group(2)
        text = f"{text[: found.start()]} {text[found.end() :]}"
    if found := re.search(rf"(?:收货人姓名|收货人|收件人|联系人|姓名)[:：]\s*({_NAME.pattern})", text):
        name = found.group(1).strip()
        text = f"{text[: found.start()]} {text[found.end() :]}"
    return _LABEL.sub(" ", text), _Person(name, phone, postcode)


def _name_before(parts: list[str]) -> str:
    return next((part for part in parts if _looks_like_name(part)), "")


def _looks_like_name(part: str) -> bool:
    return bool(_NAME.fullmatch(part)) and not _STREET_SIGN.search(part)


def _best_start(parts: list[str], divisions: Divisions) -> tuple[int, int, list[Reading]]:
    """Find where the address begins: the part (and, glued to a name, the character) with the cheapest reading."""
    best: tuple[float, int, int, list[Reading]] = (NO_DISTRICT + 2, 0, 0, [])
    for start in range(len(parts)):
        text = divisions.simplified("".join(parts[start:]))
        for offset in _NAME_LENGTHS:
            if offset and (_NOT_IN_NAMES.search(text[:offset]) or best[3]):
                break
            readings = readings_of(text[offset:], divisions)
            if offset:
                readings = [one for one in readings if one.fit is Fit.FULL and one.cost < MARGIN]
            cost = (readings[0].cost if readings else 9.0) + (_GLUED_NAME if offset else 0.0)
            if cost < best[0]:
                best = (cost, start, offset, readings)
        if best[0] < NO_DISTRICT:
            break
    return best[1:]


def _settle(text: str, readings: list[Reading], person: _Person) -> Address:
    """Choose among the readings, or ask."""
    if not readings:
        return _in_china(person, Division(""), text, (Question(Doubt.NO_DISTRICT, text[:20]),))
    best = readings[0]
    street = text[best.length :].strip("-: ")
    read = text[: best.length]
    near = tuple(one.division for one in readings if one.rivals(best))[:CHOICES_MAX]
    questions: list[Question] = []
    proposal = best.division
    if best.disagree:
        questions.append(Question(Doubt.DISAGREE, read, near))
        proposal = Division("")
        street = text
    elif not best.division.code:
        questions.append(Question(Doubt.NO_DISTRICT, read))
        proposal = _common(near)
    elif len(near) > 1:
        questions.append(Question(Doubt.WHICH_DISTRICT, read, near))
        proposal = _common(near)
    elif best.fit in (Fit.TYPO, Fit.FORMER):
        doubt = Doubt.TYPO if best.fit is Fit.TYPO else Doubt.FORMER_NAME
        questions.append(Question(doubt, read, near))
    if not street:
        questions.append(Question(Doubt.NO_STREET, read))
    return _in_china(person, proposal, street, tuple(questions))


def _common(choices: tuple[Division, ...]) -> Division:
    """Return what all choices share: the province and city if they agree, never a district."""
    province = choices[0].province if len({one.province for one in choices}) == 1 else ""
    cities = {one.city for one in choices if one.city}
    return Division(province, cities.pop() if province and len(cities) == 1 else "")


def _in_china(person: _Person, one: Division, street: str, questions: tuple[Question, ...]) -> Address:
    places = ("CN", one.province, one.city, one.district, one.code, street)
    return Address(person.name, person.phone, person.postcode, *places, questions)
