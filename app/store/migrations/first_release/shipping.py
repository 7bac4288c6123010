"""Tables of shipping as of the first release."""

import sqlalchemy as sa
from alembic import op


def _manifest() -> None:
    op.create_table(
        "manifest",
        sa.Column("manifest_id", sa.LargeBinary(16), nullable=False),
        sa.Column("warehouse", sa.String(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("cut_off_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("worker", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("manifest_id"),
    )


def _manifest_indexes() -> None:
    op.create_index(
        "manifest_open",
        "manifest",
        ["warehouse", "carrier"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def create() -> None:
    """Make the tables and their indexes."""
    _manifest()
    _manifest_indexes()
