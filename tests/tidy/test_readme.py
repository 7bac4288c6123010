"""The README says what the code says: lifecycles as drawn from the sets, rooms as they stand on disk."""

import re

import pytest

from app.models.lifecycles import Lifecycle
from app.models.orders import ORDER_LIFE
from app.models.picks import PICK_TASK_LIFE
from app.models.returns import RETURN_LIFE
from app.models.shipments import PARCEL_LIFE, SHIPMENT_LIFE
from app.models.shipping import MANIFEST_LIFE
from app.models.stock import COUNT_LIFE
from tests.tidy.tree import HOUSE as ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
LIVES = {
    "Order": ORDER_LIFE,
    "Shipment": SHIPMENT_LIFE,
    "Pick task": PICK_TASK_LIFE,
    "Parcel": PARCEL_LIFE,
    "Manifest": MANIFEST_LIFE,
    "Count": COUNT_LIFE,
    "Return": RETURN_LIFE,
}


@pytest.mark.parametrize("noun", LIVES)
def test_each_lifecycle_stands_in_the_readme_as_it_is_in_the_code(noun: str) -> None:
    life: Lifecycle = LIVES[noun]  # type: ignore[type-arg]
    assert f"<summary>{noun}</summary>\n\n```mermaid\n{life.drawn()}\n```" in README


def test_the_map_of_the_house_names_each_room() -> None:
    rooms = {f"app/{room.name}" for room in (ROOT / "app").iterdir() if room.is_dir() and room.name[0] != "_"}
    assert rooms <= set(re.findall(r"^\| `(app/\w+)` \|", README, re.MULTILINE))


def test_every_file_the_readme_points_at_is_there() -> None:
    paths = re.findall(r"\]\((resources/[^)]+)\)", README)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []
