"""Tables of orders as of the first release."""

import sqlalchemy as sa
from alembic import op


def _customer() -> None:
    op.create_table(
        "customer",
        sa.Column("customer_id", sa.LargeBinary(16), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("phone_reversed", sa.String(), nullable=False),
        sa.Column("pinyin", sa.String(), nullable=False),
        sa.Column("initials", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("province", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("street", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("district_code", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id"),
    )


def _customer_indexes() -> None:
    op.create_index("customer_by_initials", "customer", ["initials"], unique=False)
    op.create_index("customer_by_name", "customer", ["name"], unique=False)
    op.create_index("customer_by_phone", "customer", ["phone_reversed"], unique=False)
    op.create_index("customer_by_pinyin", "customer", ["pinyin"], unique=False)


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("order_id", sa.LargeBinary(16), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("customer_id", sa.LargeBinary(16), nullable=False),
        sa.Column("customer_name", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("province", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("street", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("district_code", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("ship_whole", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("lines_n", sa.Integer(), nullable=False),
        sa.Column("units_n", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("ship_on", sa.String(10), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("order_id"),
    )


def _orders_indexes() -> None:
    op.create_index("orders_by_customer", "orders", ["customer_id", "entered_at"], unique=False)
    op.create_index("orders_by_number", "orders", ["number"], unique=True)
    op.create_index(
        "orders_due",
        "orders",
        ["ship_on", "order_id"],
        unique=False,
        sqlite_where=sa.text("stage NOT IN ('shipped', 'cancelled')"),
        postgresql_where=sa.text("stage NOT IN ('shipped', 'cancelled')"),
    )
    op.create_index("orders_on_board", "orders", ["stage", "order_id"], unique=False)


def _order_line() -> None:
    op.create_table(
        "order_line",
        sa.Column("order_id", sa.LargeBinary(16), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("unit_price", sa.Integer(), nullable=False),
        sa.Column("discount", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("ordered", sa.Integer(), nullable=False),
        sa.Column("promised", sa.Integer(), nullable=False),
        sa.Column("released", sa.Integer(), nullable=False),
        sa.Column("picked", sa.Integer(), nullable=False),
        sa.Column("packed", sa.Integer(), nullable=False),
        sa.Column("shipped", sa.Integer(), nullable=False),
        sa.Column("delivered", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.Integer(), nullable=False),
        sa.Column("short", sa.Integer(), nullable=False),
        sa.Column("substituted", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("refunded", sa.Integer(), nullable=False),
        sa.Column("invoiced", sa.Integer(), nullable=False),
        sa.CheckConstraint("cancelled BETWEEN 0 AND ordered", name="cancelled_within_ordered"),
        sa.CheckConstraint("delivered >= 0 AND ordered > 0", name="counters_not_negative"),
        sa.CheckConstraint("ordered >= promised", name="ordered_covers_promised"),
        sa.CheckConstraint("packed >= shipped", name="packed_covers_shipped"),
        sa.CheckConstraint("picked >= packed", name="picked_covers_packed"),
        sa.CheckConstraint("promised >= released", name="promised_covers_released"),
        sa.CheckConstraint("released >= picked", name="released_covers_picked"),
        sa.CheckConstraint("shipped >= delivered", name="shipped_covers_delivered"),
        sa.PrimaryKeyConstraint("order_id", "line_no"),
        sqlite_with_rowid=False,
    )


def _order_line_indexes() -> None:
    op.create_index(
        "order_line_waiting",
        "order_line",
        ["sku"],
        unique=False,
        sqlite_where=sa.text("promised < ordered - cancelled"),
        postgresql_where=sa.text("promised < ordered - cancelled"),
    )


def _promise() -> None:
    op.create_table(
        "promise",
        sa.Column("order_id", sa.LargeBinary(16), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("warehouse", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("released", sa.Integer(), nullable=False),
        sa.Column("ship_on", sa.String(10), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "line_no", "warehouse"),
        sqlite_with_rowid=False,
    )


def _promise_indexes() -> None:
    op.create_index(
        "promise_to_release",
        "promise",
        ["warehouse", "ship_on"],
        unique=False,
        sqlite_where=sa.text("released < quantity"),
        postgresql_where=sa.text("released < quantity"),
    )


def _hold() -> None:
    op.create_table(
        "hold",
        sa.Column("order_id", sa.LargeBinary(16), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("deadline_at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("placed_at", sa.BigInteger(), nullable=False),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("order_id", "reason"),
    )


def _hold_indexes() -> None:
    op.create_index(
        "hold_standing",
        "hold",
        ["reason", "order_id"],
        unique=False,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )


def _draft() -> None:
    op.create_table(
        "draft",
        sa.Column("draft_id", sa.LargeBinary(16), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("draft_id"),
    )


def _draft_indexes() -> None:
    op.create_index("draft_by_worker", "draft", ["worker"], unique=False)


def create() -> None:
    """Make the tables and their indexes."""
    _customer()
    _customer_indexes()
    _orders()
    _orders_indexes()
    _order_line()
    _order_line_indexes()
    _promise()
    _promise_indexes()
    _hold()
    _hold_indexes()
    _draft()
    _draft_indexes()
