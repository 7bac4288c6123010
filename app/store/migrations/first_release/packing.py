"""Tables of packing as of the first release."""

import sqlalchemy as sa
from alembic import op


def _parcel() -> None:
    op.create_table(
        "parcel",
        sa.Column("parcel_id", sa.LargeBinary(16), nullable=False),
        sa.Column("shipment_id", sa.LargeBinary(16), nullable=False),
        sa.Column("order_id", sa.LargeBinary(16), nullable=False),
        sa.Column("warehouse", sa.String(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("parcel_no", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sscc", sa.String(), nullable=True),
        sa.Column("carton", sa.String(), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=False),
        sa.Column("manifest_id", sa.LargeBinary(16), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("manifested_at", sa.BigInteger(), nullable=True),
        sa.Column("handed_over_at", sa.BigInteger(), nullable=True),
        sa.Column("worker", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("parcel_id"),
    )


def _parcel_indexes() -> None:
    op.create_index(
        "parcel_by_manifest",
        "parcel",
        ["manifest_id"],
        unique=False,
        sqlite_where=sa.text("manifest_id IS NOT NULL"),
        postgresql_where=sa.text("manifest_id IS NOT NULL"),
    )
    op.create_index("parcel_by_shipment", "parcel", ["shipment_id"], unique=False)
    op.create_index("parcel_by_sscc", "parcel", ["sscc"], unique=True)
    op.create_index(
        "parcel_ready",
        "parcel",
        ["warehouse", "carrier"],
        unique=False,
        sqlite_where=sa.text("state IN ('closed', 'labelled', 'on_manifest')"),
        postgresql_where=sa.text("state IN ('closed', 'labelled', 'on_manifest')"),
    )


def _parcel_item() -> None:
    op.create_table(
        "parcel_item",
        sa.Column("parcel_id", sa.LargeBinary(16), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("parcel_id", "seq"),
        sqlite_with_rowid=False,
    )


def create() -> None:
    """Make the tables and their indexes."""
    _parcel()
    _parcel_indexes()
    _parcel_item()
