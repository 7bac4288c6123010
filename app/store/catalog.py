"""Catalog tables: products, codes, lots, warehouses, locations, totes, cartons, carriers.

Master data has natural keys. The table of codes may hold one text twice (Rule F1 reports it, Rule C4 asks); its key is
therefore the text with the product and factor it stands for.
"""

from sqlalchemy import Boolean, Column, Connection, Index, Integer, String, Table, select

from app.store.columns import Day, metadata

product = Table(
    "product",
    metadata,
    Column("sku", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("name_zh", String, nullable=False, default=""),
    Column("pinyin", String, nullable=False, default=""),
    Column("initials", String, nullable=False, default=""),
    Column("unit", String, nullable=False, default="pc"),
    Column("price", Integer, nullable=False),
    Column("currency", String, nullable=False, default="CNY"),
    Column("length_mm", Integer, nullable=False),
    Column("width_mm", Integer, nullable=False),
    Column("height_mm", Integer, nullable=False),
    Column("weight_g", Integer, nullable=False),
    Column("lot_tracked", Boolean, nullable=False, default=False),
    Column("serial_tracked", Boolean, nullable=False, default=False),
    Column("hand_confirm", Boolean, nullable=False, default=True),
    Column("status", String, nullable=False, default="active"),
    Column("popularity", Integer, nullable=False, default=0),
    Column("category", String, nullable=False, default=""),
)

code = Table(
    "code",
    metadata,
    Column("code", String, primary_key=True),
    Column("sku", String, primary_key=True),
    Column("factor", Integer, primary_key=True),
    Column("pack", String, nullable=False, default=""),
    Column("supplier", String, nullable=False, default=""),
    Column("valid_from", Day),
    Column("valid_to", Day),
    Index("code_by_sku", "sku"),
    sqlite_with_rowid=False,
)

lot = Table(
    "lot",
    metadata,
    Column("sku", String, primary_key=True),
    Column("lot", String, primary_key=True),
    Column("expires_on", Day),
    Column("on_hold", Boolean, nullable=False, default=False),
    Column("hold_reason", String, nullable=False, default=""),
    sqlite_with_rowid=False,
)

warehouse = Table(
    "warehouse",
    metadata,
    Column("code", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("name_zh", String, nullable=False, default=""),
    Column("address", String, nullable=False),
    Column("phone", String, nullable=False),
    Column("province", String, nullable=False),
    Column("timezone", String, nullable=False),
)

location = Table(
    "location",
    metadata,
    Column("warehouse", String, primary_key=True),
    Column("code", String, primary_key=True),
    Column("zone", String, nullable=False),
    Column("aisle", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("walk_order", Integer, nullable=False),
    Column("x_mm", Integer, nullable=False),
    Column("y_mm", Integer, nullable=False),
    sqlite_with_rowid=False,
)

tote = Table(
    "tote",
    metadata,
    Column("warehouse", String, primary_key=True),
    Column("code", String, primary_key=True),
    sqlite_with_rowid=False,
)

carton = Table(
    "carton",
    metadata,
    Column("code", String, primary_key=True),
    Column("length_mm", Integer, nullable=False),
    Column("width_mm", Integer, nullable=False),
    Column("height_mm", Integer, nullable=False),
    Column("tare_g", Integer, nullable=False),
    Column("weight_g_max", Integer, nullable=False),
)

carrier = Table(
    "carrier",
    metadata,
    Column("code", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("name_zh", String, nullable=False, default=""),
    Column("service", String, nullable=False),
    Column("cut_off_minute", Integer, nullable=False),
    Column("capacity_a_day", Integer, nullable=False),
    Column("cost", Integer, nullable=False),
    Column("transit_days", Integer, nullable=False),
    Column("transit_days_abroad", Integer, nullable=False),
    Column("abroad", Boolean, nullable=False, default=False),
)


def timezone_of(connection: Connection, code: str) -> str:
    """The zone that a warehouse's clocks show; UTC while the warehouse is not known."""
    return connection.execute(select(warehouse.c.timezone).where(warehouse.c.code == code)).scalar() or "UTC"
