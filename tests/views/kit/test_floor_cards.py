"""The cards of floor screens: lines, last scans, progress, the product, the walk."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from app.views.kit.last_scans import LastScans, ScanShown
from app.views.kit.product_card import ProductCard, ProductShown, ground_of, paint_picture
from app.views.kit.progress_card import Progress, ProgressCard
from app.views.kit.walk_map import Stop, StopState, WalkMap
from app.views.kit.work_lines import WorkLine, WorkLines
from app.views.theme import palette
from app.views.verdict import Tone


def a_line(key: int, done: int = 0, wanted: int = 1) -> WorkLine:
    return WorkLine(key, ProductShown(f"Product {key}", f"SKU-{key}"), done, wanted)


def a_scan(number: int) -> ScanShown:
    return ScanShown(f"14:05:{number:02d}", f"item {number}", "+1", Tone.GOOD)


def test_the_line_just_scanned_is_on_top_and_done_lines_are_last(qtbot: QtBot) -> None:
    lines = WorkLines()
    qtbot.addWidget(lines)
    lines.show_lines([a_line(1, 1), a_line(2), a_line(3, 1), a_line(4)], newest=3)
    assert [line.key for line in lines.lines] == [3, 2, 4, 1]
    lines.show_lines([a_line(1, 1), a_line(2)])
    assert [line.key for line in lines.lines] == [2, 1]


def test_hidden_lines_are_counted_and_reached_by_the_wheel(qtbot: QtBot) -> None:
    lines = WorkLines()
    qtbot.addWidget(lines)
    lines.resize(600, 300)
    lines.show_lines([a_line(key) for key in range(9)])
    first = lines.grab().toImage()
    lines._scroll(1)
    assert lines.grab().toImage() != first
    lines._scroll(99)
    last = lines.grab().toImage()
    lines._scroll(1)
    assert lines.grab().toImage() == last


def test_the_sixth_scan_pushes_the_oldest_out(qtbot: QtBot) -> None:
    """Rule G2: the last five scans are shown."""
    scans = LastScans()
    qtbot.addWidget(scans)
    for number in range(6):
        scans.add(a_scan(number))
    assert [scan.text for scan in scans.scans] == [f"item {number}" for number in (5, 4, 3, 2, 1)]
    assert "item 5" in scans.accessibleName()


def test_the_bar_turns_to_good_when_all_is_done(qtbot: QtBot) -> None:
    card = ProgressCard()
    qtbot.addWidget(card)
    card.resize(400, 112)

    def bar_colours(done: int) -> set[str]:
        card.show_progress(Progress(done, 4, "lines"))
        image = card.grab().toImage()
        return {image.pixelColor(x, 112 - 26).name().upper() for x in range(30, 370)}

    assert palette().accent in bar_colours(2)
    assert palette().good not in bar_colours(2)
    assert palette().good in bar_colours(4)
    assert palette().accent not in bar_colours(4)


def test_a_card_with_a_title_is_higher(qtbot: QtBot) -> None:
    card = ProgressCard()
    qtbot.addWidget(card)
    plain = card.sizeHint().height()
    card.show_progress(Progress(0, 0, "lines", title="Order P01-000123-K4"))
    assert card.sizeHint().height() > plain


def test_the_same_product_always_gets_the_same_drawn_picture() -> None:
    def picture(product: ProductShown) -> QImage:
        image = QImage(120, 120, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        paint_picture(painter, QRectF(0, 0, 120, 120), product)
        painter.end()
        return image

    juice, mug = ProductShown("Apple juice", "J-1"), ProductShown("Mug", "M-1")
    assert picture(juice) == picture(ProductShown("Apple juice", "J-2"))
    assert picture(juice) != picture(mug)
    assert ground_of("drink", "a") == ground_of("drink", "b")


def test_a_product_without_a_name_can_be_painted(qtbot: QtBot) -> None:
    card = ProductCard()
    qtbot.addWidget(card)
    card.resize(700, 200)
    empty = card.grab().toImage()
    card.show_product(ProductShown("", "", "12"))
    assert card.grab().toImage() != empty


def test_a_stop_in_an_aisle_that_is_not_on_the_map_is_a_bug(qtbot: QtBot) -> None:
    walk = WalkMap()
    qtbot.addWidget(walk)
    with pytest.raises(ValueError, match="'Z'"):
        walk.show_walk("AB", [Stop("Z", 0.5, StopState.NEXT)])


@pytest.mark.parametrize(("along", "by_front"), [((0.1, 0.2), True), ((0.9, 0.8), False)])
def test_the_path_takes_the_nearer_cross_aisle(qtbot: QtBot, along: tuple[float, float], by_front: bool) -> None:
    walk = WalkMap()
    qtbot.addWidget(walk)
    walk.show_walk("ABC", [Stop("A", along[0], StopState.DONE), Stop("C", along[1], StopState.NEXT, "C-01-1")])
    ground = QRectF(0, 0, 300, 200)
    corners = [corner for corner, _ in walk._path(ground)]
    assert [corner.x() for corner in corners] == [50, 50, 250, 250]
    assert (corners[1].y() >= ground.bottom()) is by_front
    assert "C-01-1" in walk.accessibleName()
