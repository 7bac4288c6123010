"""The first release: all tables, and the search index."""

from alembic import op

from app.store.migrations.first_release import (
    allocation,
    catalog,
    journal,
    local,
    orders,
    packing,
    people,
    picking,
    search,
    shipping,
    stock,
)
from app.store.search import create_search

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make everything in an empty file."""
    catalog.create()
    people.create()
    orders.create()
    stock.create()
    allocation.create()
    picking.create()
    packing.create()
    shipping.create()
    local.create()
    journal.create()
    search.create()
    create_search(op.get_bind())
