"""What floor screens show beside the work: read from a real store, with nothing of price or buyer in it."""

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from app.operations.floor_cards import parcel_of_label
from app.operations.picking import take_work
from app.store.floor_cards import (
    bench_card,
    departures,
    goods_cards,
    last_closed,
    open_walks,
    place_cards,
    waiting_cards,
)
from tests import floor
from tests.builders import LAMP, LAMP_CODE, NOON, PACKER, PICKER, TEA, a_stocked_station


def test_goods_show_the_code_that_is_printed_on_one_piece(tmp_path: Path) -> None:
    """Rule F1: the case's code is another one; a GTIN-13 is shown with its thirteen digits."""
    with a_stocked_station(tmp_path) as station, station.store.reader() as connection:
        card = goods_cards(connection, [LAMP])[LAMP]
    assert card.code == LAMP_CODE
    assert (card.name_in("zh_CN"), card.name_in("en")) == ("台灯", "Desk lamp")


def test_places_stand_along_their_aisle_from_front_to_back(tmp_path: Path) -> None:
    with a_stocked_station(tmp_path) as station, station.store.reader() as connection:
        places = place_cards(connection, "SZ")
    assert [places[code].along for code in ("A-01-1", "A-01-2", "A-01-3")] == [0.0, 0.5, 1.0]
    assert "STAGING" not in places


def test_waiting_work_is_listed_by_cut_off_and_open_walks_with_their_worker(tmp_path: Path) -> None:
    """Rule C1."""
    with a_stocked_station(tmp_path) as station:
        floor.a_released_order(station, (LAMP, 1), cut_off_in=timedelta(hours=2))
        floor.a_released_order(station, (TEA, 1), (LAMP, 1), cut_off_in=timedelta(hours=1))
        with station.store.reader() as connection:
            assert [card.orders_n for card in waiting_cards(connection, "SZ")] == [1, 1]
        take_work(station, PICKER)
        with station.store.reader() as connection:
            assert [card.cut_off_at for card in waiting_cards(connection, "SZ")] == [NOON + timedelta(hours=2)]
            walks = open_walks(connection, "SZ")
    assert [(card.worker, card.orders_n, card.lines_done_n, card.lines_n) for card in walks] == [("W-0011", 1, 0, 2)]


def test_a_bench_is_told_carrier_and_cut_off_but_no_price_and_no_buyer(tmp_path: Path) -> None:
    """UX rule 14."""
    with a_stocked_station(tmp_path) as station:
        shipment_id = floor.a_picked_shipment(station, (TEA, 1))
        with station.store.reader() as connection:
            card = bench_card(connection, shipment_id)
    assert card is not None
    assert card.tote == "T-0001"
    assert set(asdict(card)) == {"number", "carrier", "carrier_zh", "cut_off_at", "note", "tote"}


def test_a_closed_parcel_is_found_by_its_packer_and_by_its_label(tmp_path: Path) -> None:
    """Rule E2: what may be reopened."""
    with a_stocked_station(tmp_path) as station:
        sscc = floor.a_packed_parcel(station, (TEA, 1))
        with station.store.reader() as connection:
            assert [card.sscc for card in last_closed(connection, "SZ", PACKER.worker)] == [sscc]
            found = [parcel_of_label(connection, text) for text in (sscc, f"00{sscc}", f"]C100{sscc}", LAMP_CODE)]
            ready = {card.carrier: card.ready_n for card in departures(connection, "SZ", NOON)}
    assert [card.sscc if card else None for card in found] == [sscc, sscc, sscc, None]
    assert ready == {floor.CARRIER: 1, "GLOBE": 0}
