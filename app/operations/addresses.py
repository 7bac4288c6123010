"""Reads the list of districts once and splits addresses with it.

The list, the former names and the map of traditional characters are data in resources; the rules of splitting are
`models/addresses.py`. Thread: any; the first call reads files and takes a few hundredths of a second.
"""

from functools import lru_cache

from app.models.addresses import Address, split_address
from app.models.divisions import District, Divisions
from app.operations.demo.tables import table


@lru_cache(maxsize=1)
def china() -> Divisions:
    """Return the districts of China of 2023 with their former names."""
    districts = (District(row["code"], row["province"], row["city"], row["district"]) for row in table("districts.csv"))
    former = ((row["former"], row["code"]) for row in table("former_districts.csv"))
    simple = {row["traditional"]: row["simplified"] for row in table("traditional.csv")}
    return Divisions(districts, former, simple)


def split(text: str) -> Address:
    """Split a pasted address; what is in doubt comes back as questions."""
    return split_address(text, china())
