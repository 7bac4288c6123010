"""Tables of search as of the first release."""

import sqlalchemy as sa
from alembic import op


def _product_place() -> None:
    op.create_table(
        "product_place",
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("popularity", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("place"),
        sa.UniqueConstraint("sku"),
    )


def _search_word() -> None:
    op.create_table(
        "search_word",
        sa.Column("word", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("word"),
        sqlite_with_rowid=False,
    )


def create() -> None:
    """Make the tables and their indexes."""
    _product_place()
    _search_word()
