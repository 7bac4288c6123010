"""What every test starts from and what none may leave behind.

Qt gets no screen and one scale before anything imports it. A thread that is still alive after its test fails that test
and says where it was started: it would go on working in somebody else's test, on a store that is gone.
"""

import os
from collections.abc import Iterator

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_SCALE_FACTOR"] = "1"

import pytest
from hypothesis import settings

from tests import leaks

# Two shared cores: an example may take its time, the test's own limit ends what hangs. Found examples can be pasted.
# ./test fast draws fewer of them.
settings.register_profile("house", deadline=None, print_blob=True)
settings.register_profile("quick", settings.get_profile("house"), max_examples=20)
settings.load_profile("house")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every story of `journeys/` and what needs a PostgreSQL, so that none slips into the quick run."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)
        if "server" in item.path.parts:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def nothing_runs_on(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves a thread of its own running; wider fixtures started theirs before this looks."""
    starts = leaks.Starts(monkeypatch)
    yield
    left = starts.still_running()
    if left:
        pytest.fail(f"{request.node.nodeid} left running:\n" + "\n".join(left), pytrace=False)
