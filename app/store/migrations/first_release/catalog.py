"""Tables of catalog as of the first release."""

import sqlalchemy as sa
from alembic import op


def _product() -> None:
    op.create_table(
        "product",
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("pinyin", sa.String(), nullable=False),
        sa.Column("initials", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("length_mm", sa.Integer(), nullable=False),
        sa.Column("width_mm", sa.Integer(), nullable=False),
        sa.Column("height_mm", sa.Integer(), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=False),
        sa.Column("lot_tracked", sa.Boolean(), nullable=False),
        sa.Column("serial_tracked", sa.Boolean(), nullable=False),
        sa.Column("hand_confirm", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("popularity", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sku"),
    )


def _code() -> None:
    op.create_table(
        "code",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("factor", sa.Integer(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("supplier", sa.String(), nullable=False),
        sa.Column("valid_from", sa.String(10), nullable=True),
        sa.Column("valid_to", sa.String(10), nullable=True),
        sa.PrimaryKeyConstraint("code", "sku", "factor"),
        sqlite_with_rowid=False,
    )


def _code_indexes() -> None:
    op.create_index("code_by_sku", "code", ["sku"], unique=False)


def _lot() -> None:
    op.create_table(
        "lot",
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("expires_on", sa.String(10), nullable=True),
        sa.Column("on_hold", sa.Boolean(), nullable=False),
        sa.Column("hold_reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sku", "lot"),
        sqlite_with_rowid=False,
    )


def _warehouse() -> None:
    op.create_table(
        "warehouse",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("province", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )


def _location() -> None:
    op.create_table(
        "location",
        sa.Column("warehouse", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("aisle", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("walk_order", sa.Integer(), nullable=False),
        sa.Column("x_mm", sa.Integer(), nullable=False),
        sa.Column("y_mm", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("warehouse", "code"),
        sqlite_with_rowid=False,
    )


def _tote() -> None:
    op.create_table(
        "tote",
        sa.Column("warehouse", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("warehouse", "code"),
        sqlite_with_rowid=False,
    )


def _carton() -> None:
    op.create_table(
        "carton",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("length_mm", sa.Integer(), nullable=False),
        sa.Column("width_mm", sa.Integer(), nullable=False),
        sa.Column("height_mm", sa.Integer(), nullable=False),
        sa.Column("tare_g", sa.Integer(), nullable=False),
        sa.Column("weight_g_max", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )


def _carrier() -> None:
    op.create_table(
        "carrier",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("cut_off_minute", sa.Integer(), nullable=False),
        sa.Column("capacity_a_day", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.Column("transit_days", sa.Integer(), nullable=False),
        sa.Column("transit_days_abroad", sa.Integer(), nullable=False),
        sa.Column("abroad", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )


def create() -> None:
    """Make the tables and their indexes."""
    _product()
    _code()
    _code_indexes()
    _lot()
    _warehouse()
    _location()
    _tote()
    _carton()
    _carrier()
