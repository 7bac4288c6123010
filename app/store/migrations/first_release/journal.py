"""Tables of journal as of the first release."""

import sqlalchemy as sa
from alembic import op


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("session", sa.LargeBinary(16), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("monotonic", sa.Float(), nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("subject", sa.LargeBinary(16), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("prev", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("station", "seq"),
        sqlite_with_rowid=False,
    )


def _journal_indexes() -> None:
    op.create_index("journal_by_id", "journal", ["id"], unique=True)
    op.create_index("journal_by_subject", "journal", ["subject", "seq"], unique=False)


def create() -> None:
    """Make the tables and their indexes."""
    _journal()
    _journal_indexes()
