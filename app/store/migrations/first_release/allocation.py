"""Tables of allocation as of the first release."""

import sqlalchemy as sa
from alembic import op


def _shipment() -> None:
    op.create_table(
        "shipment",
        sa.Column("shipment_id", sa.LargeBinary(16), nullable=False),
        sa.Column("order_id", sa.LargeBinary(16), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("warehouse", sa.String(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("cut_off_at", sa.BigInteger(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("pick_state", sa.String(), nullable=False),
        sa.Column("pick_list_id", sa.LargeBinary(16), nullable=True),
        sa.Column("tote", sa.String(), nullable=False),
        sa.Column("lines_n", sa.Integer(), nullable=False),
        sa.Column("units_n", sa.Integer(), nullable=False),
        sa.Column("walk_order", sa.Integer(), nullable=False),
        sa.Column("parcels_n", sa.Integer(), nullable=False),
        sa.Column("awaited", sa.String(), nullable=False),
        sa.Column("pick_queued_at", sa.BigInteger(), nullable=True),
        sa.Column("pick_started_at", sa.BigInteger(), nullable=True),
        sa.Column("pick_finished_at", sa.BigInteger(), nullable=True),
        sa.Column("pack_queued_at", sa.BigInteger(), nullable=True),
        sa.Column("pack_started_at", sa.BigInteger(), nullable=True),
        sa.Column("pack_finished_at", sa.BigInteger(), nullable=True),
        sa.Column("hand_over_queued_at", sa.BigInteger(), nullable=True),
        sa.Column("hand_over_started_at", sa.BigInteger(), nullable=True),
        sa.Column("hand_over_finished_at", sa.BigInteger(), nullable=True),
        sa.Column("pick_by", sa.String(), nullable=False),
        sa.Column("pack_by", sa.String(), nullable=False),
        sa.Column("hand_over_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("shipment_id"),
    )


def _shipment_indexes() -> None:
    op.create_index("shipment_by_carrier", "shipment", ["carrier", "order_id", "warehouse"], unique=False)
    op.create_index("shipment_by_order", "shipment", ["order_id"], unique=False)
    op.create_index(
        "shipment_by_pick_list",
        "shipment",
        ["pick_list_id"],
        unique=False,
        sqlite_where=sa.text("pick_list_id IS NOT NULL"),
        postgresql_where=sa.text("pick_list_id IS NOT NULL"),
    )
    op.create_index(
        "shipment_by_tote",
        "shipment",
        ["warehouse", "tote"],
        unique=False,
        sqlite_where=sa.text("state IN ('picking', 'picked', 'packing') AND tote <> ''"),
        postgresql_where=sa.text("state IN ('picking', 'picked', 'packing') AND tote <> ''"),
    )
    op.create_index("shipment_by_warehouse", "shipment", ["warehouse", "order_id", "carrier"], unique=False)
    op.create_index("shipment_open", "shipment", ["warehouse", "state", "cut_off_at"], unique=False)
    op.create_index(
        "shipment_to_pick",
        "shipment",
        ["warehouse", "priority", "cut_off_at", "walk_order"],
        unique=False,
        sqlite_where=sa.text("pick_state = 'ready'"),
        postgresql_where=sa.text("pick_state = 'ready'"),
    )


def _pick_line() -> None:
    op.create_table(
        "pick_line",
        sa.Column("shipment_id", sa.LargeBinary(16), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.LargeBinary(16), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("warehouse", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("walk_order", sa.Integer(), nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("picked", sa.Integer(), nullable=False),
        sa.Column("short", sa.Integer(), nullable=False),
        sa.Column("skipped_n", sa.Integer(), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("dropped", sa.Boolean(), nullable=False),
        sa.Column("left_empty", sa.Boolean(), nullable=False),
        sa.Column("empties", sa.Boolean(), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("lots_n", sa.Integer(), nullable=False),
        sa.Column("queued_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("worker", sa.String(), nullable=False),
        sa.CheckConstraint("picked >= 0 AND short >= 0 AND picked + short <= quantity", name="picked_within_quantity"),
        sa.PrimaryKeyConstraint("shipment_id", "seq"),
        sqlite_with_rowid=False,
    )


def _pick_line_indexes() -> None:
    op.create_index(
        "pick_line_by_place",
        "pick_line",
        ["warehouse", "location", "sku"],
        unique=False,
        sqlite_where=sa.text("picked + short < quantity"),
        postgresql_where=sa.text("picked + short < quantity"),
    )


def create() -> None:
    """Make the tables and their indexes."""
    _shipment()
    _shipment_indexes()
    _pick_line()
    _pick_line_indexes()
