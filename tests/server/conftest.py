"""Fixtures with a real PostgreSQL: `cluster` on each version there is, `database` an own database for the test."""

from collections.abc import Iterator

import pytest

from tests.server.clusters import Cluster, a_cluster, versions


@pytest.fixture(scope="session", params=versions(), ids="postgres{}".format)
def cluster(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    with a_cluster(versions()[request.param]) as found:
        yield found


@pytest.fixture
def database(cluster: Cluster) -> Iterator[str]:
    """The address of an empty server database."""
    with cluster.database() as address:
        yield address
