"""One sample of each fact kind, built from its fields' types, and the golden encodings beside this file.

python -m tests.store.fact_samples        adds the encodings of new kinds; it never touches one that is there
"""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from app.models.facts import KINDS
from app.store import schema

GOLDEN = Path(__file__).with_name("golden_facts.json")
assert schema.metadata.tables, "importing it registers every kind"


def sample(kind: Any) -> Any:
    """A value of a type; equal each time it is asked for. An optional one is there, a tuple has one item."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is tuple:
        return (sample(arguments[0]),) if arguments[-1] is ... else tuple(sample(each) for each in arguments)
    if origin in (Union, UnionType):
        return sample(next(each for each in arguments if each is not NoneType))
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{field.name: sample(hints[field.name]) for field in fields(kind)})
    if issubclass(kind, Enum):
        return list(kind)[-1]
    return {
        bool: True,
        int: 7,
        str: "文 A-1",
        UUID: UUID("01a20bb5-e600-7e4e-9359-5ba9b1c4d009"),
        datetime: datetime(2026, 11, 24, 4, 0, 0, 123_456, tzinfo=UTC),
        date: date(2026, 11, 24),
    }[kind]


def samples() -> Iterator[tuple[str, Any]]:
    """("stock_received 1", its sample) of every kind."""
    for (name, version), kind in sorted(KINDS.items()):
        yield f"{name} {version}", sample(kind.body)


def encoded(body: Any) -> str:
    return msgspec.json.encode(body).decode()


def main() -> None:
    """Add what is missing; a kind that has its encoding keeps it for ever."""
    golden = json.loads(GOLDEN.read_text("utf-8")) if GOLDEN.exists() else {}
    added = {name: encoded(body) for name, body in samples() if name not in golden}
    text = json.dumps(golden | added, ensure_ascii=False, indent=1, sort_keys=True)
    GOLDEN.write_text(text + "\n", "utf-8")
    print(f"{len(added)} added: {', '.join(added)}")


if __name__ == "__main__":
    main()
