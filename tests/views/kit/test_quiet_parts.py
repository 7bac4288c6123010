"""Timeline, empty state, badges, language switch: small parts with one promise each."""

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app.language import set_language
from app.views.kit.card import Badge, Label, Notice, button
from app.views.kit.empty_state import EmptyState
from app.views.kit.timeline import ROW_PX, Happening, Timeline
from app.views.theme import dress, palette
from app.views.top_bar import LanguageSwitch, TopBar
from app.views.verdict import Tone


def test_the_newest_entry_of_a_long_timeline_is_in_view(qtbot: QtBot) -> None:
    timeline = Timeline()
    qtbot.addWidget(timeline)
    timeline.setMinimumSize(200, 100)
    timeline.resize(500, 200)
    with qtbot.waitExposed(timeline):
        timeline.show()
    timeline.show_happenings([Happening(f"10:{n:02d}", f"event {n}") for n in range(40)])
    qtbot.waitUntil(lambda: timeline.verticalScrollBar().value() == timeline.verticalScrollBar().maximum() > 0)
    assert timeline.widget().height() >= 40 * ROW_PX
    assert "event 39" in timeline.widget().accessibleName()


def test_an_empty_screen_leads_on(qtbot: QtBot) -> None:
    empty = EmptyState()
    qtbot.addWidget(empty)
    went: list[str] = []
    empty.say("No orders yet", "Take the first call.", "New order", lambda: went.append("on"))
    qtbot.mouseClick(empty._button, Qt.MouseButton.LeftButton)
    assert went == ["on"]
    empty.say("No orders yet")
    assert empty._button.isHidden()


def test_a_badge_says_its_state_in_words_and_makes_room_for_them(qtbot: QtBot) -> None:
    badge = Badge("late", Tone.ATTENTION)
    qtbot.addWidget(badge)
    narrow = badge.sizeHint().width()
    badge.say("offline since 14:05, 12 waiting", Tone.ATTENTION, "cloud-off")
    assert badge.sizeHint().width() > narrow
    assert badge.accessibleName() == "offline since 14:05, 12 waiting"


def test_a_notice_without_words_is_hidden(qtbot: QtBot) -> None:
    notice = Notice("Gift")
    qtbot.addWidget(notice)
    notice.say("")
    assert notice.isHidden()


@pytest.mark.parametrize(("floor", "height"), [(False, 44), (True, 64)])
def test_buttons_are_large_enough_for_their_place(qtbot: QtBot, floor: bool, height: int) -> None:
    for kind in ("plain", "primary", "danger", "quiet"):
        made = button("Cancel order", kind, floor, symbol="ban")  # type: ignore[arg-type]
        qtbot.addWidget(made)
        dress(made)
        made.ensurePolished()
        assert made.sizeHint().height() >= height


def test_a_click_on_the_other_language_wants_it_and_on_its_own_does_nothing(qtbot: QtBot) -> None:
    switch = LanguageSwitch()
    qtbot.addWidget(switch)
    wanted: list[str] = []
    switch.wanted.connect(wanted.append)
    set_language("en")
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton, pos=QPoint(90, 20))
    assert wanted == []
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert wanted == ["zh_CN"]
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert wanted == ["zh_CN", "zh_CN"]


def test_a_state_that_is_unknown_takes_no_room_in_the_top_bar(qtbot: QtBot) -> None:
    bar = TopBar()
    qtbot.addWidget(bar)
    bar.show_status("printer", None)
    assert bar._states["printer"].isHidden()
    with pytest.raises(KeyError):
        bar.show_status("fridge", None)


def test_a_label_changes_its_ink_with_its_meaning(qtbot: QtBot, qapp: object) -> None:
    label = Label("2.31", ink="good")
    qtbot.addWidget(label)
    dress(label)
    label.ensurePolished()
    assert label.palette().color(label.foregroundRole()).name().upper() == palette().good
    label.set_ink("wrong")
    assert label.palette().color(label.foregroundRole()).name().upper() == palette().wrong
