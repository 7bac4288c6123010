"""The address form of the order desk: a pasted text splits itself, doubts and faults stand at their field."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.models.orders import PostalAddress
from app.operations.station import Station
from app.views.entry_search import Step
from app.views.order_entry_view import OrderEntryView
from tests import builders
from tests.views.desk_window import CONTROL, DeskWindow, a_desk, a_shop

ENTER = Qt.Key.Key_Return


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Station]:
    with a_shop(tmp_path) as station:
        builders.add_customer(station)
        yield station


@pytest.fixture
def window(shop: Station) -> Iterator[DeskWindow]:
    with a_desk(shop, "order_entry", OrderEntryView) as opened:
        opened.sign_in()
        yield opened


def page_of(window: DeskWindow) -> OrderEntryView:
    page = window.shell.page
    assert isinstance(page, OrderEntryView)
    return page


def paste(window: DeskWindow, text: str) -> None:
    page_of(window).form.paste.setPlainText(text)
    window.rest()


def test_a_new_customer_is_added_from_one_pasted_text_and_a_doubt_is_taken_with_f3(window: DeskWindow) -> None:
    window.press("zzz", ENTER)
    paste(window, "张伟 13912345678 江苏省苏州市园区工业星湖街328号")
    form = page_of(window).form
    assert form.edits["name"].text() == "张伟"
    assert form.edits["street"].text() == "星湖街328号"
    assert "苏州工业园区" in form.fields["district"].message.text
    window.press((Qt.Key.Key_Return, CONTROL))
    assert form.isVisible(), "a doubt is not settled silently"
    window.press(Qt.Key.Key_F3)
    assert form.fields["district"].message.text == ""
    window.press((Qt.Key.Key_Return, CONTROL))
    customer = page_of(window).entry.customer
    assert customer is not None
    assert (customer.name, customer.address.district_code) == ("张伟", "320576")
    assert page_of(window).strip.step is Step.PRODUCT


def test_a_contradiction_stands_at_the_district(window: DeskWindow) -> None:
    window.press("zzz", ENTER)
    paste(window, "张伟 13912345678 广东省苏州市姑苏区人民路1号")
    form = page_of(window).form
    assert "contradicts itself" in form.fields["district"].message.text
    window.press(Qt.Key.Key_F3)
    assert (form.edits["province"].text(), form.edits["street"].text()) == ("江苏省", "人民路1号")


def test_an_address_abroad_fills_the_fields_and_needs_no_district(window: DeskWindow) -> None:
    window.press("zzz", ENTER)
    paste(window, "Anna Weber\nHauptstraße 5\n10115 Berlin\nGermany\n+49 30 1234567")
    window.press((Qt.Key.Key_Return, CONTROL))
    customer = page_of(window).entry.customer
    assert customer is not None
    assert (customer.address.country, customer.address.city, customer.address.postcode) == ("DE", "Berlin", "10115")


@pytest.mark.parametrize(
    ("pasted", "field"),
    [
        ("江苏省苏州市姑苏区人民路1号 13912345678", "name"),
        ("张伟 江苏省苏州市姑苏区人民路1号", "phone"),
        ("张伟 13912345678 江苏省苏州市姑苏区", "street"),
    ],
)
def test_a_bad_address_is_told_at_the_field_that_is_wrong(window: DeskWindow, pasted: str, field: str) -> None:
    window.press(Qt.Key.Key_F2, "q", ENTER)
    form = page_of(window).form
    form.edits["name"].setText("")
    paste(window, pasted)
    window.press((Qt.Key.Key_Return, CONTROL))
    assert form.isVisible()
    assert form.fields[field].message.text
    assert [name for name in form.fields if form.fields[name].field.property("fault")] == [field]


def test_a_known_customers_doubtful_address_is_taken_with_f3(shop: Station) -> None:
    wrong = PostalAddress("李静", "13700001111", "CN", "江苏省", "苏州市", "园区工业", "星湖街 218 号")
    builders.add_customer(shop, customer_id=builders.an_id(), name="李静", phone="13700001111", address=wrong)
    with a_desk(shop, "order_entry", OrderEntryView) as window:
        window.sign_in()
        window.press("1111", ENTER)
        assert page_of(window).card.question is not None
        window.press(Qt.Key.Key_F3)
        address = page_of(window).entry.draft.address
        assert address is not None
        assert (address.district, address.district_code) == ("苏州工业园区", "320576")
        assert page_of(window).card.question is None
