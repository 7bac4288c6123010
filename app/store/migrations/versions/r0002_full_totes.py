"""Totes of a shipment that were full before its last one."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Totes of a shipment that were full before its last one."""
    op.create_table(
        "full_tote",
        sa.Column("shipment_id", sa.LargeBinary(16), nullable=False),
        sa.Column("tote", sa.String(), nullable=False),
        sa.Column("warehouse", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("shipment_id", "tote"),
    )
    with op.batch_alter_table("full_tote", schema=None) as batch_op:
        batch_op.create_index("full_tote_by_code", ["warehouse", "tote"], unique=False)
