"""Stations for the operations' tests: `station` has people and products, `stocked` goods on its shelves too."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.operations.station import Station
from tests import builders


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with builders.a_station(tmp_path) as opened:
        yield opened


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[Station]:
    with builders.a_stocked_station(tmp_path) as opened:
        yield opened
