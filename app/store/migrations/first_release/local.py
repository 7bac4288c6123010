"""Tables of local as of the first release."""

import sqlalchemy as sa
from alembic import op


def _setting() -> None:
    op.create_table(
        "setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def _number() -> None:
    op.create_table(
        "number",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def _print_job() -> None:
    op.create_table(
        "print_job",
        sa.Column("job_id", sa.LargeBinary(16), nullable=False),
        sa.Column("printer", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reprint_of", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("remedy", sa.String(), nullable=False),
        sa.Column("order_id", sa.LargeBinary(16), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("job_id"),
    )


def _print_job_indexes() -> None:
    op.create_index(
        "print_job_open",
        "print_job",
        ["asked_at"],
        unique=False,
        sqlite_where=sa.text("state <> 'done'"),
        postgresql_where=sa.text("state <> 'done'"),
    )


def create() -> None:
    """Make the tables and their indexes."""
    _setting()
    _number()
    _print_job()
    _print_job_indexes()
