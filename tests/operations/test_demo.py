"""The demo warehouse: real codes, one of everything a day needs, the same again for the same seed, at any size."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise

import numpy as np
import pytest

from app.models.barcodes import code_key, gtin14
from app.models.catalog import SELLABLE_KINDS, Code, LocationKind, Product, ProductStatus
from app.models.orders import Stage
from app.models.people import Role
from app.operations.addresses import china, split
from app.operations.demo import catalog, orders, people, places, stock
from app.operations.demo.draws import Draws, identity
from app.operations.demo.tables import table
from app.operations.pinyin import pinyin_of

N = 6_000
TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def goods() -> list[Product]:
    return list(catalog.demo_products(N))


@pytest.fixture(scope="module")
def codes() -> list[Code]:
    return list(catalog.demo_codes(N))


@pytest.fixture(scope="module")
def heaps() -> list[stock.DemoHeap]:
    return list(stock.demo_stock(catalog.DemoCatalog(N), places.demo_locations(N), TODAY))


def test_the_shop_has_five_thousand_real_foods_and_five_hundred_gifts(goods: list[Product], codes: list[Code]) -> None:
    own = Counter(code.code[:2] == "20" for code in codes if code.factor == 1)
    assert own[False] >= 5_000
    assert own[True] >= 500
    assert len({product.sku for product in goods}) == len({product.name.casefold() for product in goods}) == N


def test_every_code_is_valid_and_means_one_thing(codes: list[Code]) -> None:
    """Rule F1: one table of codes; a pack has a code and a factor of its own."""
    assert all(gtin14(code.code) for code in codes)
    assert len({code_key(code.code) for code in codes}) == len(codes)
    assert {code.factor for code in codes} == {1, 4, 6, 12, 24}
    assert {len(code.code) for code in codes if code.factor > 1} == {14}


def test_a_third_of_the_goods_have_a_chinese_name_with_its_pinyin(goods: list[Product]) -> None:
    named = [product for product in goods if product.name_zh]
    assert 0.3 <= len(named) / N <= 0.4
    for product in named[:200]:
        assert (product.pinyin, product.initials) == pinyin_of(product.name_zh)


def test_there_are_lots_serials_and_dead_goods(goods: list[Product]) -> None:
    tally = Counter(
        serial=sum(product.serial_tracked for product in goods),
        lot=sum(product.lot_tracked for product in goods),
        dead=sum(product.status is ProductStatus.DEAD for product in goods),
    )
    assert 30 <= tally["serial"] <= 120
    assert tally["lot"] >= 5_000
    assert 5 <= tally["dead"] <= 60
    assert not any(product.lot_tracked and product.serial_tracked for product in goods)
    assert all(not product.hand_confirm for product in goods if product.serial_tracked)


def test_goods_have_sizes_weights_and_prices_that_can_be(goods: list[Product]) -> None:
    for product in goods:
        assert min(product.length_mm, product.width_mm, product.height_mm) >= 5
        assert 50 <= product.weight_g <= 5_000
        assert product.price >= 50
    popularity = [product.popularity for product in goods]
    assert popularity == sorted(popularity, reverse=True)


def test_the_same_seed_gives_the_same_shop_and_another_one_another(goods: list[Product]) -> None:
    assert list(islice(catalog.demo_products(N), 500)) == goods[:500]
    assert list(islice(catalog.demo_products(N, seed=2), 500)) != goods[:500]


def test_a_product_is_the_same_in_a_bigger_shop(goods: list[Product]) -> None:
    assert list(islice(catalog.demo_products(1_000_000), 300)) == goods[:300]


def test_composed_goods_are_named_once_and_coded_for_use_inside() -> None:
    big = catalog.DemoCatalog(1_000_000)
    composed = list(islice(products_from(big, 980_000), 20_000))
    assert len({product.name for product in composed}) == len(composed)
    assert 0.55 <= sum(bool(product.name_zh) for product in composed) / len(composed) <= 0.65
    assert all(gtin14(big.code(place)) and big.code(place).startswith("20") for place in range(980_000, 980_100))


def products_from(big: catalog.DemoCatalog, start: int):  # type: ignore[no-untyped-def]
    """Yield the products from a place on, without walking through those before it."""
    runs = [np.arange(start, big.n, dtype=np.int64)]
    big.chunks = lambda: iter(runs)  # type: ignore[method-assign]
    return big.products()


def test_two_warehouses_have_shelves_in_walking_order() -> None:
    shelves = [place for place in places.demo_locations() if place.kind in SELLABLE_KINDS]
    assert len(shelves) >= 600
    assert {place.warehouse for place in shelves} == {house.code for house in places.demo_warehouses()}
    assert len({place.code for place in shelves}) == len(shelves)
    for house in ("SZ", "HZ"):
        walk = sorted((place for place in shelves if place.warehouse == house), key=lambda place: place.walk_order)
        assert len({place.walk_order for place in walk}) == len(walk)
        steps = [abs(a.x_mm - b.x_mm) + abs(a.y_mm - b.y_mm) for a, b in pairwise(walk)]
        assert max(steps) <= places.AISLE_STEP_MM  # a serpentine never walks back along an aisle


def test_location_and_tote_codes_can_be_printed_and_typed_anywhere() -> None:
    texts = [place.code for place in places.demo_locations(100_000)] + [tote for _, tote in places.demo_totes()]
    allowed = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")
    assert all(set(text) <= allowed for text in texts)
    assert "A-01-3" in texts
    assert "T-0001" in texts


def test_virtual_places_stand_in_both_warehouses() -> None:
    """Rule B1: suppliers, customers, scrap and differences are locations too."""
    virtual = Counter(place.kind for place in places.demo_locations() if place.kind not in SELLABLE_KINDS)
    kinds = {kind for kind in LocationKind if kind not in SELLABLE_KINDS}
    assert virtual == dict.fromkeys(kinds, 2)


def test_boxes_and_carriers_cover_small_and_large_near_and_far() -> None:
    boxes, carriers = list(places.demo_cartons()), list(places.demo_carriers())
    assert 8 <= len(boxes) <= 10
    volumes = [box.length_mm * box.width_mm * box.height_mm for box in boxes]
    assert volumes == sorted(volumes)
    assert {carrier.abroad for carrier in carriers} == {True, False}
    assert all(0 < carrier.cut_off_minute < 24 * 60 for carrier in carriers)


def test_there_are_workers_of_every_role_with_a_badge_and_a_pin_that_proves() -> None:
    from argon2 import PasswordHasher

    workers = list(people.demo_workers())
    assert len(workers) >= 24
    assert {worker.role for worker in workers} == set(Role)
    assert len({worker.badge for worker in workers}) == len(workers)
    assert PasswordHasher().verify(workers[6].pin_verifier, "0007")


def test_customers_live_in_real_districts_or_abroad() -> None:
    customers = list(people.demo_customers())
    assert len({customer.phone for customer in customers}) >= 1_990
    assert len({customer.customer_id for customer in customers}) == 2_000
    at_home = [customer for customer in customers if customer.address.country == "CN"]
    assert 0.8 <= len(at_home) / 2_000 <= 0.95
    for customer in at_home:
        district = china().by_code[customer.address.district_code]
        assert (district.province, district.city) == (customer.address.province, customer.address.city)
        assert len(customer.phone) == 11
        assert customer.phone.startswith("1")
    assert all(
        customer.address.postcode and customer.phone[0] == "+" for customer in customers if customer not in at_home
    )


def test_a_demo_address_pasted_as_text_is_split_back() -> None:
    for customer in islice((one for one in people.demo_customers() if one.address.country == "CN"), 100):
        address = customer.address
        split_back = split(
            f"{customer.name} {customer.phone} {address.province}{address.city}{address.district}{address.street}"
        )
        assert (split_back.district_code, split_back.questions) == (address.district_code, ())
        assert (split_back.name, split_back.phone, split_back.street) == (customer.name, customer.phone, address.street)


def test_stock_lies_on_shelves_of_the_right_kind(goods: list[Product], heaps: list[stock.DemoHeap]) -> None:
    by_sku = {product.sku: product for product in goods}
    shelves = {(place.warehouse, place.code): place for place in places.demo_locations(N)}
    zones = {row["category"]: row["zone"] for row in table("categories.csv")}
    assert len({heap.key for heap in heaps}) == len(heaps)
    for heap in heaps:
        product, key = by_sku[heap.key.sku], heap.key
        shelf = shelves[key.warehouse, key.location]
        assert shelf.kind in SELLABLE_KINDS
        assert shelf.zone == zones[product.category]
        assert heap.quantity > 0
        assert bool(key.lot) == product.lot_tracked == (heap.expires_on is not None)
        assert bool(key.serial) == product.serial_tracked
        assert not key.serial or heap.quantity == 1
        assert product.status is ProductStatus.ACTIVE


def test_some_goods_are_out_of_stock_some_expired_some_in_two_lots(
    goods: list[Product], heaps: list[stock.DemoHeap]
) -> None:
    in_stock = {heap.key.sku for heap in heaps}
    assert 100 <= N - len(in_stock) <= 400
    assert any(heap.expires_on and heap.expires_on < TODAY for heap in heaps)
    lots = Counter((heap.key.warehouse, heap.key.location, heap.key.sku) for heap in heaps if heap.key.lot)
    assert 2 in lots.values()
    houses: dict[str, set[str]] = {}
    for heap in heaps:
        houses.setdefault(heap.key.sku, set()).add(heap.key.warehouse)
    assert Counter(len(held) for held in houses.values()).keys() == {1, 2}
    serials = [heap.key.serial for heap in heaps if heap.key.serial]
    assert len(set(serials)) == len(serials)


def test_a_lot_expires_on_one_day_wherever_it_lies(heaps: list[stock.DemoHeap]) -> None:
    days: dict[tuple[str, str], set[date | None]] = {}
    for heap in heaps:
        days.setdefault((heap.key.sku, heap.key.lot), set()).add(heap.expires_on)
    assert all(len(found) == 1 for found in days.values())


def test_orders_come_oldest_first_and_only_the_newest_are_open(goods: list[Product]) -> None:
    shop = catalog.DemoCatalog(N)
    history = list(orders.demo_orders(shop, 5_000, 2_000, NOW))
    assert [order.seq for order in history] == list(range(1, 5_001))
    entered = [order.entered_at for order in history]
    assert entered == sorted(entered)
    assert NOW - timedelta(days=1) < entered[-1] < NOW
    still_open = [order.seq for order in history if order.stage not in (Stage.SHIPPED, Stage.CANCELLED)]
    assert min(still_open) > 4_800
    assert {order.stage for order in history} == {*orders.OPEN_STAGES, Stage.CANCELLED}
    prices = {product.sku: product.price for product in goods}
    for order in history:
        assert 1 <= len(order.lines) <= orders.LINES_MAX
        assert [line.line_no for line in order.lines] == list(range(1, len(order.lines) + 1))
        assert all(line.unit_price == prices[line.sku] for line in order.lines)
        assert 0 <= order.customer < 2_000


def test_popular_goods_are_ordered_more(goods: list[Product]) -> None:
    shop = catalog.DemoCatalog(N)
    sold = Counter(line.sku for order in orders.demo_orders(shop, 5_000, 2_000, NOW) for line in order.lines)
    first, last = ({product.sku for product in part} for part in (goods[:600], goods[-600:]))
    ratio = sum(sold[sku] for sku in first) / max(1, sum(sold[sku] for sku in last))
    assert ratio > 10


@pytest.mark.parametrize("n", [0, 1, 7])
def test_the_smallest_shops_work_too(n: int) -> None:
    shop = catalog.DemoCatalog(n)
    assert len(list(shop.products())) == n
    assert len(list(people.demo_customers(n))) == n
    assert len(list(orders.demo_orders(catalog.DemoCatalog(3), n, 5, NOW))) == n


def test_draws_depend_on_seed_stream_and_index_alone() -> None:
    index = np.array([3, 1, 2], dtype=np.int64)
    draws = Draws(5)
    assert draws.bits(1, index)[0] == Draws(5).bits(1, index[:1])[0]
    assert draws.bits(1, index)[0] != draws.bits(2, index)[0] != Draws(6).bits(2, index)[0]
    shares = draws.shares(1, np.arange(20_000, dtype=np.int64))
    assert abs(float(shares.mean()) - 0.5) < 0.01
    assert 0.0 <= float(shares.min()) < float(shares.max()) < 1.0


def test_ids_are_of_version_seven_and_sort_by_time() -> None:
    early, late = identity(1_000, 2**64 - 1), identity(1_001, 0)
    assert early < late
    assert early.version == late.version == 7
