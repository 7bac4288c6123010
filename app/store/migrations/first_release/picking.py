"""Tables of picking as of the first release."""

import sqlalchemy as sa
from alembic import op


def _pick_list() -> None:
    op.create_table(
        "pick_list",
        sa.Column("pick_list_id", sa.LargeBinary(16), nullable=False),
        sa.Column("warehouse", sa.String(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("awaited", sa.String(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("pick_list_id"),
    )


def _pick_list_indexes() -> None:
    op.create_index(
        "pick_list_open",
        "pick_list",
        ["worker"],
        unique=False,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )


def create() -> None:
    """Make the tables and their indexes."""
    _pick_list()
    _pick_list_indexes()
