"""Reads the tables of resources/demo: real products and districts, and the words the rest is composed of.

`installer/demo_data.py` made them; where each comes from and under which licence stands beside them.
"""

import csv
import gzip
import io
from functools import lru_cache
from pathlib import Path
from typing import Final

DEMO: Final = Path(__file__).resolve().parents[3] / "resources" / "demo"

Row = dict[str, str]


@lru_cache(maxsize=32)
def table(name: str) -> tuple[Row, ...]:
    """Read a table of resources/demo by its file name; a packed one ends in `.gz`. Rows are shared: change none."""
    data = (DEMO / name).read_bytes()
    text = (gzip.decompress(data) if name.endswith(".gz") else data).decode("utf-8")
    return tuple(csv.DictReader(io.StringIO(text)))


def column(name: str, kind: str) -> tuple[Row, ...]:
    """Return the rows of a table with a `kind` column that are of one kind."""
    return tuple(row for row in table(name) if row["kind"] == kind)
