"""The first server: feed, heads, parked and resent facts, enrolment."""

import sqlalchemy as sa
from alembic import op

revision = "c0001"
down_revision = None

_ROW_OFTEN_REWRITTEN = {"fillfactor": 50}
"""Half of each page stays free, so that a row that every batch rewrites finds room beside itself."""


def upgrade() -> None:
    """Make all tables that only a server has."""
    _heads()
    _feed()
    _facts()
    op.create_table(
        "enrol_code",
        sa.Column("code_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("home", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("code_hash"),
    )


def _heads() -> None:
    op.create_table(
        "history",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "stream_head",
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("floor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("stream"),
        postgresql_with=_ROW_OFTEN_REWRITTEN,
    )
    op.create_table(
        "station_head",
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("durable_seq", sa.BigInteger(), nullable=False),
        sa.Column("reached", sa.String(), nullable=False),
        sa.Column("home", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=True),
        sa.Column("enrolled_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("station"),
        postgresql_with=_ROW_OFTEN_REWRITTEN,
    )


def _feed() -> None:
    op.create_table(
        "feed",
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("stream", "position"),
    )
    op.create_index("feed_by_key", "feed", ["entity", "key", "stream", "position"])


def _facts() -> None:
    op.create_table(
        "resent",
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("station", "seq"),
    )
    op.create_table(
        "parked",
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("parked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("station", "seq"),
    )
