"""Tables of people as of the first release."""

import sqlalchemy as sa
from alembic import op


def _worker() -> None:
    op.create_table(
        "worker",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("badge", sa.String(), nullable=False),
        sa.Column("pin_verifier", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )


def _worker_indexes() -> None:
    op.create_index("worker_by_badge", "worker", ["badge"], unique=True)


def _session() -> None:
    op.create_table(
        "session",
        sa.Column("session_id", sa.LargeBinary(16), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("session_id"),
    )


def create() -> None:
    """Make the tables and their indexes."""
    _worker()
    _worker_indexes()
    _session()
