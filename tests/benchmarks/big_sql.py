"""The rows of a big store that SQL works out from the orders: millions a minute, and in balance because they are sums.

In aggregated form: one pick list a warehouse and day, one manifest a warehouse, carrier and day, one pick and one
parcel item a line, one parcel a shipment, one receipt a heap that covers all ever promised from it. Ids are the order's
with another mark in the last two bytes.
"""

from app.store.allocation import pick_line, shipment
from app.store.bulk import Bulk
from app.store.catalog import lot
from app.store.orders import hold, promise
from app.store.packing import parcel, parcel_item
from app.store.picking import pick_list
from app.store.shipping import manifest
from app.store.stock import availability, stock, stock_move
from tests.benchmarks.big_rows import WORKERS

_MINUTE = 60_000_000
PICKER, PACKER = f"'{WORKERS['pick']}'", f"'{WORKERS['pack']}'"
STATES = "CASE p.level {} END"
AT = {
    name: f"p.entered_at + {minutes * _MINUTE}"
    for name, minutes in {
        "released": 5, "pick_started": 30, "picked": 45, "pack_started": 60, "packed": 66, "dock": 90, "gone": 110,
    }.items()
}  # fmt: skip


def derive_all(bulk: Bulk) -> None:
    """Write everything that follows from `orders`, `order_line` and the scratch tables."""
    _promises(bulk)
    _shipments(bulk)
    _parcels(bulk)
    _moves(bulk)
    _sums(bulk)


def _id(mark: int, key: str = "p.order_id") -> str:
    return f"CAST(substr({key}, 1, 14) || x'{mark:02x}00' AS BLOB)"


def _from(level: int, name: str) -> str:
    """A time that is set once an order has come so far."""
    return f"CASE WHEN p.level >= {level} THEN {AT[name]} END"


def _by(level: int, who: str) -> str:
    return f"CASE WHEN p.level >= {level} THEN {who} ELSE '' END"


def _promises(bulk: Bulk) -> None:
    bulk.derive(
        promise,
        "temp.plan p JOIN order_line l USING (order_id) WHERE p.level >= 1",
        order_id="p.order_id", line_no="l.line_no", warehouse="p.warehouse", quantity="l.promised",
        released="l.released", ship_on="p.ship_on", carrier="p.carrier",
    )  # fmt: skip
    bulk.derive(
        hold,
        "temp.plan p WHERE p.held",
        order_id="p.order_id", reason="'address_in_doubt'", owner="'W-0014'", placed_at=AT["released"],
        deadline_at=f"p.entered_at + {24 * 60 * _MINUTE}",
    )  # fmt: skip


def _shipments(bulk: Bulk) -> None:
    bulk.run(
        "CREATE TEMP TABLE walk AS SELECT DISTINCT warehouse, day, "
        "CAST(substr(min(order_id), 1, 14) || x'2000' AS BLOB) AS pick_list_id, min(entered_at) AS at "
        "FROM temp.plan WHERE level >= 3 GROUP BY warehouse, day"
    )
    bulk.run(
        "CREATE TEMP TABLE pickup AS SELECT warehouse, carrier, day, min(cut_off_at) AS at, "
        "CAST(substr(min(order_id), 1, 14) || x'2100' AS BLOB) AS manifest_id "
        "FROM temp.plan WHERE level >= 5 GROUP BY warehouse, carrier, day"
    )
    bulk.run("CREATE TEMP TABLE plan_sorted AS SELECT * FROM temp.plan ORDER BY order_id")
    bulk.derive(
        pick_list, "temp.walk w",
        pick_list_id="w.pick_list_id", warehouse="w.warehouse", worker=PICKER, station="'P01'",
        started_at=f"w.at + {30 * _MINUTE}", finished_at=f"w.at + {16 * 60 * _MINUTE}",
    )  # fmt: skip
    bulk.derive(
        manifest, "temp.pickup k",
        manifest_id="k.manifest_id", warehouse="k.warehouse", carrier="k.carrier", state="'closed'",
        cut_off_at="k.at", opened_at=f"k.at - {60 * _MINUTE}", closed_at="k.at", worker=PACKER,
    )  # fmt: skip
    bulk.derive(
        shipment,
        "temp.plan_sorted p LEFT JOIN temp.walk w ON w.warehouse = p.warehouse AND w.day = p.day AND p.level >= 3 "
        "WHERE p.level >= 2",
        shipment_id=_id(1), order_id="p.order_id", number="p.number", warehouse="p.warehouse", carrier="p.carrier",
        cut_off_at="p.cut_off_at", priority="p.priority", wave="p.day",
        state="CASE p.level WHEN 2 THEN 'accepted' WHEN 3 THEN 'picked' WHEN 4 THEN 'packed' ELSE 'shipped' END",
        pick_state="CASE p.level WHEN 2 THEN 'ready' ELSE 'done' END",
        pick_list_id="w.pick_list_id", lines_n="p.lines_n", units_n="p.units_n", walk_order="1",
        parcels_n="p.level >= 4",
        pick_queued_at=AT["released"], pick_started_at=_from(3, "pick_started"), pick_finished_at=_from(3, "picked"),
        pack_queued_at=_from(3, "picked"), pack_started_at=_from(4, "pack_started"),
        pack_finished_at=_from(4, "packed"), hand_over_queued_at=_from(4, "packed"),
        hand_over_started_at=_from(5, "dock"), hand_over_finished_at=_from(5, "gone"),
        pick_by=_by(3, PICKER), pack_by=_by(4, PACKER), hand_over_by=_by(5, PACKER),
    )  # fmt: skip
    bulk.derive(
        pick_line,
        "temp.plan_sorted p JOIN order_line l USING (order_id) "
        "JOIN temp.served s ON s.warehouse = p.warehouse AND s.sku = l.sku WHERE p.level >= 2",
        shipment_id=_id(1), seq="l.line_no", order_id="p.order_id", line_no="l.line_no", warehouse="p.warehouse",
        sku="l.sku", location="s.location", walk_order="s.walk_order", lot="s.lot", quantity="l.released",
        picked="l.picked", reached="p.level >= 3", dropped="p.level >= 3", queued_at=AT["released"],
        started_at=_from(3, "pick_started"), finished_at=_from(3, "picked"), worker=_by(3, PICKER),
    )  # fmt: skip


def _parcels(bulk: Bulk) -> None:
    bulk.derive(
        parcel,
        "temp.plan_sorted p LEFT JOIN temp.pickup k ON k.warehouse = p.warehouse AND k.carrier = p.carrier "
        "AND k.day = p.day AND p.level >= 5 WHERE p.level >= 4",
        parcel_id=_id(2), shipment_id=_id(1), order_id="p.order_id", warehouse="p.warehouse", carrier="p.carrier",
        number="p.number", parcel_no="1", state="CASE p.level WHEN 4 THEN 'labelled' ELSE 'handed_over' END",
        sscc="p.sscc", carton="(SELECT min(code) FROM carton)", weight_g="500 * p.units_n", manifest_id="k.manifest_id",
        opened_at=AT["pack_started"], closed_at=AT["packed"], manifested_at=_from(5, "dock"),
        handed_over_at=_from(5, "gone"), worker=PACKER,
    )  # fmt: skip
    bulk.derive(
        parcel_item,
        "temp.plan_sorted p JOIN order_line l USING (order_id) "
        "JOIN temp.served s ON s.warehouse = p.warehouse AND s.sku = l.sku WHERE p.level >= 4",
        parcel_id=_id(2), seq="l.line_no", line_no="l.line_no", sku="l.sku", lot="s.lot",
        quantity="l.packed", entry="'scanned'",
    )  # fmt: skip


def _moves(bulk: Bulk) -> None:
    """Receipts first: each heap got what lies there and all that was ever promised from it (Rule B1)."""
    bulk.run(
        "CREATE TEMP TABLE taken AS SELECT s.warehouse, s.location, s.sku, s.lot, sum(l.promised) AS quantity "
        "FROM temp.plan_sorted p JOIN order_line l USING (order_id) "
        "JOIN temp.served s ON s.warehouse = p.warehouse AND s.sku = l.sku WHERE p.level >= 1 GROUP BY 1, 2, 3, 4"
    )
    bulk.run("CREATE INDEX temp.taken_by_place ON taken (warehouse, sku, location, lot)")
    bulk.run("CREATE INDEX temp.heap_by_place ON heap (warehouse, sku, location, lot)")
    bulk.run(
        "INSERT INTO temp.heap SELECT NULL, t.warehouse, t.location, t.sku, t.lot, '', 0, NULL FROM temp.taken t "
        "WHERE NOT EXISTS (SELECT 1 FROM temp.heap h WHERE (h.warehouse, h.sku, h.location, h.lot, h.serial) "
        "= (t.warehouse, t.sku, t.location, t.lot, ''))"
    )
    start = bulk.run("SELECT coalesce(min(entered_at), 0) FROM temp.plan")[0][0] - 24 * 60 * _MINUTE
    fact_id = f"unhex(printf('%012x70008000%012x', {start // 1000}, h.heap_no))"
    bulk.derive(
        stock_move,
        "temp.heap h LEFT JOIN temp.taken t ON h.serial = '' AND (t.warehouse, t.sku, t.location, t.lot) "
        "= (h.warehouse, h.sku, h.location, h.lot) WHERE h.quantity + coalesce(t.quantity, 0) > 0 ORDER BY h.heap_no",
        fact_id=fact_id, leg_no="1", warehouse="h.warehouse", sku="h.sku", lot="h.lot", serial="h.serial",
        from_location="'SUPPLIER'", to_location="h.location", quantity="h.quantity + coalesce(t.quantity, 0)",
        at=str(start), worker="'W-0005'", kind="'stock_received'",
    )  # fmt: skip
    for mark, level, places, at, kind, who in (
        (3, 3, ("s.location", "'STAGING'"), "picked", "'item_picked'", PICKER),
        (4, 5, ("'STAGING'", "'CUSTOMER'"), "gone", "'parcel_handed_over'", PACKER),
    ):
        bulk.derive(
            stock_move,
            "temp.plan_sorted p JOIN order_line l USING (order_id) "
            f"JOIN temp.served s ON s.warehouse = p.warehouse AND s.sku = l.sku WHERE p.level >= {level}",
            fact_id=_id(mark), leg_no="l.line_no", warehouse="p.warehouse", sku="l.sku", lot="s.lot",
            from_location=places[0], to_location=places[1], quantity="l.picked", at=AT[at], worker=who, kind=kind,
        )  # fmt: skip


def _sums(bulk: Bulk) -> None:
    """Stock and availability are what the ledger sums up to (Rule B3); lots are those that lie somewhere."""
    bulk.derive(
        lot, "temp.heap h WHERE h.lot <> '' GROUP BY h.sku, h.lot",
        sku="h.sku", lot="h.lot", expires_on="max(h.expires_on)",
    )  # fmt: skip
    bulk.run(
        "CREATE TEMP TABLE held AS SELECT warehouse, location, sku, lot, serial, "
        "sum(quantity - picked - short) AS held FROM pick_line GROUP BY 1, 2, 3, 4, 5 HAVING held > 0"
    )
    bulk.run("CREATE INDEX temp.held_by_place ON held (warehouse, location, sku, lot, serial)")
    key = "m.warehouse, m.place, m.sku, m.lot, m.serial"
    bulk.derive(
        stock,
        "(SELECT warehouse, from_location AS place, sku, lot, serial, -quantity AS quantity FROM stock_move "
        "UNION ALL SELECT warehouse, to_location, sku, lot, serial, quantity FROM stock_move) m "
        f"GROUP BY {key}",
        warehouse="m.warehouse", location="m.place", sku="m.sku", lot="m.lot", serial="m.serial",
        on_hand="sum(m.quantity)",
        allocated="coalesce((SELECT held FROM temp.held h WHERE (h.warehouse, h.location, h.sku, h.lot, h.serial) "
        f"= ({key})), 0)",
    )  # fmt: skip
    bulk.run(
        "CREATE TEMP TABLE due AS SELECT p.warehouse, l.sku, sum(p.quantity - l.shipped) AS promised "
        "FROM promise p JOIN order_line l USING (order_id, line_no) WHERE p.quantity > l.shipped GROUP BY 1, 2"
    )
    bulk.run("CREATE INDEX temp.due_by_product ON due (warehouse, sku)")
    bulk.derive(
        availability,
        "stock k WHERE k.location NOT IN ('SUPPLIER', 'CUSTOMER', 'SCRAP', 'DIFFERENCE') GROUP BY k.warehouse, k.sku",
        warehouse="k.warehouse", sku="k.sku", on_hand="sum(k.on_hand)",
        promised="coalesce((SELECT promised FROM temp.due d WHERE (d.warehouse, d.sku) = (k.warehouse, k.sku)), 0)",
    )  # fmt: skip
