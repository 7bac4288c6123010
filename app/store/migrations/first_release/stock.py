"""Tables of stock as of the first release."""

import sqlalchemy as sa
from alembic import op


def _stock() -> None:
    op.create_table(
        "stock",
        sa.Column("warehouse", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("allocated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("warehouse", "location", "sku", "lot", "serial"),
        sqlite_with_rowid=False,
    )


def _stock_indexes() -> None:
    op.create_index("stock_by_product", "stock", ["warehouse", "sku"], unique=False)


def _stock_move() -> None:
    op.create_table(
        "stock_move",
        sa.Column("fact_id", sa.LargeBinary(16), nullable=False),
        sa.Column("leg_no", sa.Integer(), nullable=False),
        sa.Column("warehouse", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("from_location", sa.String(), nullable=False),
        sa.Column("to_location", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("fact_id", "leg_no"),
        sqlite_with_rowid=False,
    )


def _stock_move_indexes() -> None:
    op.create_index("stock_move_by_product", "stock_move", ["warehouse", "sku", "at"], unique=False)


def _availability() -> None:
    op.create_table(
        "availability",
        sa.Column("warehouse", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("promised", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("warehouse", "sku"),
        sqlite_with_rowid=False,
    )


def _availability_indexes() -> None:
    op.create_index("availability_by_product", "availability", ["sku"], unique=False)


def _count_task() -> None:
    op.create_table(
        "count_task",
        sa.Column("count_id", sa.LargeBinary(16), nullable=False),
        sa.Column("warehouse", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("count_id"),
    )


def _count_task_indexes() -> None:
    op.create_index("count_task_by_place", "count_task", ["warehouse", "location", "sku"], unique=False)


def _put_back() -> None:
    op.create_table(
        "put_back",
        sa.Column("put_back_id", sa.LargeBinary(16), nullable=False),
        sa.Column("warehouse", sa.String(), nullable=False),
        sa.Column("order_id", sa.LargeBinary(16), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("put_back_id"),
    )


def _put_back_indexes() -> None:
    op.create_index("put_back_open", "put_back", ["warehouse", "done_at"], unique=False)


def create() -> None:
    """Make the tables and their indexes."""
    _stock()
    _stock_indexes()
    _stock_move()
    _stock_move_indexes()
    _availability()
    _availability_indexes()
    _count_task()
    _count_task_indexes()
    _put_back()
    _put_back_indexes()
