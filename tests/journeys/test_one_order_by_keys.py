"""One order from the telephone to the carrier, by keys alone: Xvfb, xdotool, and the program as it is started."""

from pathlib import Path

import pytest

from app.store.search import index_products
from tests.builders import (
    CLERK,
    LAMP_CODE,
    PACKER,
    PICKER,
    SUPERVISOR,
    TEA_CODE,
    a_stocked_station,
    add_customer,
    products,
)
from tests.journeys.xdotool import Outside, a_screen, missing_tools

ITEM_CODES = {"LAMP-42": LAMP_CODE, "TEA-3": TEA_CODE}

pytestmark = [
    pytest.mark.timeout(240),
    pytest.mark.skipif(bool(missing_tools()), reason="Xvfb and xdotool are set up by ./test"),
]


def test_one_order_goes_from_entry_to_hand_over_by_keys_and_scans(tmp_path: Path) -> None:
    """The clerk types, the supervisor releases, the picker and the packer scan, the driver gets the parcel."""
    store = tmp_path / "packbench.sqlite"
    with a_stocked_station(tmp_path) as station:
        add_customer(station, phone="13812346721")
        with station.store.unit() as unit:
            index_products(unit.connection, products())
    with a_screen() as display:
        outside = Outside(display, store, tmp_path / "program.log")
        try:
            take_the_call(outside)
            release(outside)
            walk(outside)
            tote = "T-0001"
            pack(outside, tote)
            hand_over(outside)
        finally:
            outside.picture(tmp_path / "end.png")
            outside.close()
        assert outside.ask("SELECT stage FROM orders") == "shipped"
        assert outside.ask("SELECT sum(quantity) FROM stock_move WHERE to_location = 'CUSTOMER'") == 3


def take_the_call(outside: Outside) -> None:
    outside.scan(CLERK.worker)
    outside.until("SELECT 1 FROM journal WHERE kind = 'worker_signed_in' AND worker = ?", CLERK.worker)
    outside.type("6721")
    outside.press("Return")
    outside.until("SELECT 1 FROM draft WHERE content LIKE '%王小明%'")
    outside.type("taideng")
    outside.press("Return")
    outside.until("SELECT 1 FROM draft WHERE content LIKE '%LAMP-42%'")
    outside.type("*2")
    outside.press("Return")
    outside.until("SELECT 1 FROM draft WHERE content LIKE '%\"quantity\":2%'")
    outside.scan(TEA_CODE)
    outside.until("SELECT 1 FROM draft WHERE content LIKE '%TEA-3%'")
    outside.press("ctrl+Return")
    assert outside.until("SELECT stage FROM orders") == "promised"


def release(outside: Outside) -> None:
    outside.scan(SUPERVISOR.worker)
    outside.until("SELECT 1 FROM journal WHERE kind = 'worker_signed_in' AND worker = ?", SUPERVISOR.worker)
    outside.press("ctrl+3")
    outside.press("F5", "ctrl+Return")
    outside.until("SELECT 1 FROM shipment WHERE pick_state = 'ready'")


def walk(outside: Outside) -> None:
    """Scan what the books say the prompt asks for, line by line in walking order."""
    outside.scan(PICKER.worker)
    outside.until("SELECT 1 FROM journal WHERE kind = 'worker_signed_in' AND worker = ?", PICKER.worker)
    outside.press("Return")
    outside.until("SELECT 1 FROM pick_list")
    outside.scan("T-0001")
    outside.until("SELECT 1 FROM shipment WHERE tote = 'T-0001'")
    while outside.ask("SELECT state FROM shipment") == "picking":
        seq = outside.ask("SELECT seq FROM pick_line WHERE picked + short < quantity ORDER BY walk_order, seq LIMIT 1")
        place = outside.ask("SELECT location FROM pick_line WHERE seq = ?", seq)
        sku = outside.ask("SELECT sku FROM pick_line WHERE seq = ?", seq)
        outside.scan(place)
        outside.until("SELECT 1 FROM pick_line WHERE seq = ? AND reached", seq)
        for n in range(outside.ask("SELECT quantity FROM pick_line WHERE seq = ?", seq)):
            outside.scan(ITEM_CODES[sku])
            outside.until("SELECT picked > ? FROM pick_line WHERE seq = ?", n, seq)


def pack(outside: Outside, tote: str) -> None:
    outside.scan(PACKER.worker)
    outside.until("SELECT 1 FROM journal WHERE kind = 'worker_signed_in' AND worker = ?", PACKER.worker)
    outside.scan(tote)
    outside.until("SELECT 1 FROM parcel WHERE state = 'open'")
    outside.scan("5901234123457")  # cocoa: not in this order
    outside.until("SELECT 1 FROM journal WHERE kind = 'scan_refused'")
    outside.press("Return")
    for packed, code in enumerate((LAMP_CODE, LAMP_CODE, TEA_CODE), start=1):
        outside.scan(code)
        outside.until("SELECT sum(quantity) >= ? FROM parcel_item", packed)
    outside.until("SELECT sscc FROM parcel WHERE state = 'labelled'")
    outside.until("SELECT 1 FROM print_job WHERE state = 'done'")


def hand_over(outside: Outside) -> None:
    outside.press("ctrl+2")
    carrier = outside.ask("SELECT carrier FROM parcel")
    outside.type("1")  # the carrier with a parcel ready stands first
    outside.until("SELECT 1 FROM manifest WHERE carrier = ?", carrier)
    outside.scan("00" + outside.ask("SELECT sscc FROM parcel"))
    outside.until("SELECT 1 FROM parcel WHERE state = 'on_manifest'")
    outside.press("d", "d")  # the second press is the yes
    outside.until("SELECT 1 FROM parcel WHERE state = 'handed_over'")
