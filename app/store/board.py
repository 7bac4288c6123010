"""The order board."""

from sqlalchemy import Index, text

from app.store.allocation import shipment
from app.store.orders import hold, orders

Index("orders_on_board", orders.c.stage, orders.c.order_id)
Index("orders_due", orders.c.ship_on, orders.c.order_id, sqlite_where=text("stage NOT IN ('shipped', 'cancelled')"))
Index("hold_standing", hold.c.reason, hold.c.order_id, sqlite_where=text("lifted_at IS NULL"))
Index("shipment_by_warehouse", shipment.c.warehouse, shipment.c.order_id, shipment.c.carrier)
Index("shipment_by_carrier", shipment.c.carrier, shipment.c.order_id, shipment.c.warehouse)
