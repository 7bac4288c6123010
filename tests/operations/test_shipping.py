"""The dock: manifest, foreign and missing parcels, and goods leaving the books."""

from typing import Any

from app.models.orders import OrderCancelled
from app.models.refusals import Reason
from app.models.shipping import ManifestClosed, ParcelHandedOver, ShipmentShipped
from app.operations.shipping import close_manifest, manifest_scan, open_manifest, undo_manifest
from app.operations.station import Station
from tests.builders import COCOA, LAMP, PACKER, TEA, TEA_CODE, a_scan, record
from tests.floor import CARRIER, a_packed_parcel, hand_over


def scalar(station: Station, sql: str, *values: Any) -> Any:
    with station.store.reader() as connection:
        return connection.exec_driver_sql(sql, values).scalar_one()


def scan(station: Station, manifest_id: Any, text: str) -> Any:
    return manifest_scan(station, PACKER, manifest_id, a_scan(text))


def test_hand_over_consumes_stock_and_promise(stocked: Station) -> None:
    """Rule B6: hand-over consumes: shelves, staging, promise and ladder agree."""
    outcome = hand_over(stocked, a_packed_parcel(stocked, (TEA, 3), (LAMP, 2)))
    assert outcome.first(ParcelHandedOver)
    assert outcome.first(ShipmentShipped)
    assert (
        scalar(stocked, "SELECT on_hand || '/' || promised FROM availability WHERE sku = ? AND warehouse = 'SZ'", TEA)
        == "47/0"
    )
    assert scalar(stocked, "SELECT sum(on_hand) FROM stock WHERE location = 'STAGING'") == 0
    assert scalar(stocked, "SELECT on_hand FROM stock WHERE location = 'CUSTOMER' AND sku = ?", TEA) == 3
    assert scalar(stocked, "SELECT stage FROM orders") == "shipped"
    assert scalar(stocked, "SELECT min(shipped = ordered) FROM order_line") == 1


def test_missing_parcels_are_shown_and_stay_behind(stocked: Station) -> None:
    """Rule A7, hand-over: what this carrier still misses is shown; closing leaves it here."""
    here, missing = (a_packed_parcel(stocked, (TEA, 1)) for _ in range(2))
    work = open_manifest(stocked, PACKER, CARRIER).work
    assert {each.sscc for each in work.missing} == {here, missing}
    work = scan(stocked, work.manifest_id, here).work
    assert [each.sscc for each in work.missing] == [missing]
    outcome = close_manifest(stocked, PACKER, work.manifest_id)
    assert len(outcome.first(ManifestClosed).missing) == 1
    assert scalar(stocked, "SELECT state FROM parcel WHERE sscc = ?", missing) == "labelled"


def test_foreign_and_unknown_parcels_are_refused_by_kind(stocked: Station) -> None:
    """Rule D1: wrong parcel, each kind its own reason."""
    sscc = a_packed_parcel(stocked, (TEA, 1))
    other = open_manifest(stocked, PACKER, "GLOBE").work.manifest_id
    assert scan(stocked, other, sscc).refused.reason is Reason.WRONG_CARRIER
    assert scan(stocked, other, "069012340000000010").refused.reason is Reason.UNKNOWN_CODE
    assert scan(stocked, other, TEA_CODE).refused.reason is Reason.WRONG_PARCEL
    mine = open_manifest(stocked, PACKER, CARRIER).work.manifest_id
    scan(stocked, mine, sscc)
    assert scan(stocked, mine, sscc).refused.reason is Reason.DONE_ALREADY


def test_a_parcel_comes_off_the_manifest_again(stocked: Station) -> None:
    """Rule D5: the counter-entry of a manifest scan."""
    sscc = a_packed_parcel(stocked, (TEA, 1))
    manifest_id = open_manifest(stocked, PACKER, CARRIER).work.manifest_id
    assert undo_manifest(stocked, PACKER, manifest_id).refused.reason is Reason.NOTHING_TO_UNDO
    scan(stocked, manifest_id, sscc)
    assert [each.sscc for each in undo_manifest(stocked, PACKER, manifest_id).work.missing] == [sscc]
    assert close_manifest(stocked, PACKER, manifest_id).refused.reason is Reason.MANIFEST_EMPTY


def test_a_cancelled_orders_parcel_is_stopped_at_the_dock(stocked: Station) -> None:
    """Rule D1: order cancelled, checked again at hand-over."""
    sscc = a_packed_parcel(stocked, (COCOA, 1))
    manifest_id = open_manifest(stocked, PACKER, CARRIER).work.manifest_id
    from uuid import UUID

    order_id = UUID(bytes=scalar(stocked, "SELECT order_id FROM orders"))
    record(stocked, OrderCancelled(order_id, "customer"))
    assert scan(stocked, manifest_id, sscc).refused.reason is Reason.ORDER_CANCELLED


def test_a_closed_manifest_takes_nothing_more(stocked: Station) -> None:
    """Rule A10: the manifest's life ends with its closing."""
    first, second = (a_packed_parcel(stocked, (TEA, 1)) for _ in range(2))
    manifest_id = open_manifest(stocked, PACKER, CARRIER).work.manifest_id
    scan(stocked, manifest_id, first)
    close_manifest(stocked, PACKER, manifest_id)
    assert scan(stocked, manifest_id, second).refused.reason is Reason.NO_OPEN_MANIFEST
    assert close_manifest(stocked, PACKER, manifest_id).refused.reason is Reason.NO_OPEN_MANIFEST
    again = open_manifest(stocked, PACKER, CARRIER).work.manifest_id
    assert again != manifest_id
    assert scan(stocked, again, first).refused.reason is Reason.PARCEL_GONE
