"""Addresses outside China: lines of a pasted address put into fields by the customs of the country.

Nothing is looked up or repaired, there is no list of the world's streets here; the lines pass through, and what makes a
field certain (the country's name, the shape of its postcode) puts it there. No country means a question.
"""

import re
from dataclasses import dataclass

COUNTRIES: dict[str, str] = {
    "united kingdom": "GB", "uk": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "germany": "DE", "deutschland": "DE", "france": "FR", "netherlands": "NL", "the netherlands": "NL",
    "nederland": "NL", "united states": "US", "united states of america": "US", "usa": "US", "u.s.a.": "US",
    "canada": "CA", "japan": "JP", "singapore": "SG", "australia": "AU", "italy": "IT", "italia": "IT",
    "spain": "ES", "españa": "ES", "sweden": "SE", "sverige": "SE", "south korea": "KR", "korea": "KR",
    "ireland": "IE", "eire": "IE", "belgium": "BE", "austria": "AT", "österreich": "AT", "switzerland": "CH",
    "schweiz": "CH", "poland": "PL", "polska": "PL", "portugal": "PT", "denmark": "DK", "norway": "NO",
    "finland": "FI", "new zealand": "NZ", "日本": "JP", "新加坡": "SG", "英国": "GB", "美国": "US", "德国": "DE",
    "法国": "FR", "韩国": "KR", "澳大利亚": "AU", "加拿大": "CA",
}  # fmt: skip
# Shapes of postcodes as the Universal Postal Union lists them.
POSTCODES: dict[str, str] = {
    "GB": r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", "DE": r"\d{5}", "FR": r"\d{5}", "NL": r"\d{4} ?[A-Z]{2}",
    "US": r"\d{5}(?:-\d{4})?", "CA": r"[A-Z]\d[A-Z] ?\d[A-Z]\d", "JP": r"\d{3}-\d{4}", "SG": r"\d{6}", "AU": r"\d{4}",
    "IT": r"\d{5}", "ES": r"\d{5}", "SE": r"\d{3} ?\d{2}", "KR": r"\d{5}", "IE": r"[A-Z]\d[\dW] ?[A-Z\d]{4}",
    "BE": r"\d{4}", "AT": r"\d{4}", "CH": r"\d{4}", "PL": r"\d{2}-\d{3}", "PT": r"\d{4}-\d{3}", "DK": r"\d{4}",
    "NO": r"\d{4}", "FI": r"\d{5}", "NZ": r"\d{4}",
}  # fmt: skip
# The city-state is written as a town: its name and postcode in one line.
_SINGAPORE = re.compile(r"\bSingapore \d{6}\b", re.IGNORECASE)
_WITH_REGION = frozenset({"US", "CA", "AU"})
_CHINESE_COUNTRY = re.compile("^(日本|新加坡|英国|美国|德国|法国|韩国|澳大利亚|加拿大)[ :]*")
_REGION = re.compile(r"\s+([A-Z]{2,3})$")
_PHONE = re.compile(r"(?:(?:tel|phone|mobile|ph)\.?:?\s*)?(\+\d[\d ()-]{6,18}\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ForeignParts:
    """The fields of an address abroad; `country` is ISO 3166-1 alpha-2, empty if no country was named."""

    name: str
    phone: str
    country: str
    region: str
    city: str
    street: str
    postcode: str


def split_foreign(text: str) -> ForeignParts:
    """Put the lines (or parts between commas) of an address abroad into fields: name first, country last."""
    found = _PHONE.search(text)
    phone = found.group(1).strip() if found else ""
    if found:
        text = text[: found.start()] + "\n" + text[found.end() :]
    text = _CHINESE_COUNTRY.sub(r"\1\n", text)
    parts = [part for part in (piece.strip(" .;") for piece in re.split(r"[\n,，;]", text)) if part]
    country = next((code for part in reversed(parts) if (code := COUNTRIES.get(part.casefold()))), "")
    if not country and _SINGAPORE.search(text):
        country = "SG"
    places = [part for part in parts if part.casefold() not in COUNTRIES]
    parts = places or parts
    name = parts.pop(0) if len(parts) > 1 and not any(letter.isdigit() for letter in parts[0]) else ""
    parts, city, region, postcode = _town(parts, country)
    return ForeignParts(name, phone, country, region, city, ", ".join(parts), postcode)


def _town(parts: list[str], country: str) -> tuple[list[str], str, str, str]:
    """Find the part with the postcode, from the end; the town stands in it or, if it holds nothing else, before it."""
    shape = POSTCODES.get(country)
    for place in range(len(parts) - 1, 0 if len(parts) > 1 else -1, -1) if shape else ():
        found = re.search(rf"(?<![\w-]){shape}(?![\w-])", parts[place], re.IGNORECASE)
        if found is None:
            continue
        town = (parts[place][: found.start()] + " " + parts[place][found.end() :]).strip(" -")
        rest = parts[:place] + parts[place + 1 :]
        region = ""
        if country in _WITH_REGION and (matched := _REGION.search(" " + town)):
            region, town = matched.group(1), (" " + town)[: matched.start()].strip()
        if not town and len(rest) > 1:
            town = rest.pop(place - 1)
        return rest, " ".join(town.split()), region, found.group().upper()
    if len(parts) > 1:
        return parts[:-1], parts[-1], "", ""
    return parts, "", "", ""
