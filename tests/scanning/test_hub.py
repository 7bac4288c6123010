"""Scans of all devices on their way to the screen in front."""

from datetime import UTC, datetime, timedelta

from app.clock import FixedClock
from app.models.barcodes import Scan
from app.scanning.hub import WAITING_MAX, ScanHub

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def a_scan(text: str = "T-0012", device: str = "left", after_ms: int = 0) -> Scan:
    return Scan(text, "", device, NOON + timedelta(milliseconds=after_ms))


def a_hub() -> tuple[ScanHub, list[Scan]]:
    hub, heard = ScanHub(FixedClock(NOON)), list[Scan]()
    hub.listen(heard.append)
    return hub, heard


def test_the_same_code_twice_at_once_is_a_bounce_and_later_a_second_unit() -> None:
    """Rule D3: 150 ms, one device."""
    hub, heard = a_hub()
    for after_ms in (0, 150, 400, 551):
        hub.take(a_scan(after_ms=after_ms))
    assert [scan.at for scan in heard] == [NOON + timedelta(milliseconds=ms) for ms in (0, 400, 551)]
    assert hub.bounced == 1


def test_another_device_or_another_code_is_no_bounce() -> None:
    """Rule D3: two packers may scan the same code at the same moment."""
    hub, heard = a_hub()
    for text, device in (("T-0012", "left"), ("T-0012", "right"), ("T-0013", "left"), ("T-0012", "left")):
        hub.take(a_scan(text, device))
    assert len(heard) == 4
    assert hub.bounced == 0


def test_a_clock_that_is_set_back_makes_no_bounce() -> None:
    """Rule D3: the time between counts, not its sign."""
    hub, heard = a_hub()
    hub.take(a_scan())
    hub.take(a_scan(after_ms=-3_600_000))
    assert len(heard) == 2


def test_the_last_five_scans_are_kept_newest_first() -> None:
    """Rule G2: show the last five."""
    hub, _ = a_hub()
    for number in range(7):
        hub.take(a_scan(f"T-{number}"))
    assert [scan.text for scan in hub.last] == ["T-6", "T-5", "T-4", "T-3", "T-2"]


def test_scans_that_come_while_one_is_worked_wait_their_turn() -> None:
    """Rule G2: in order, none dropped, also from within the listener."""
    hub = ScanHub(FixedClock(NOON))
    told: list[str] = []

    def slow(scan: Scan) -> None:
        told.append(f"begin {scan.text}")
        if scan.text == "A":
            hub.take(a_scan("B"))
            hub.take(a_scan("C"))
        told.append(f"end {scan.text}")

    hub.listen(slow)
    hub.take(a_scan("A"))
    assert told == ["begin A", "end A", "begin B", "end B", "begin C", "end C"]


def test_a_paused_screen_gets_its_scans_afterwards() -> None:
    """Rule G2: queue bursts, drop none."""
    hub, heard = a_hub()
    hub.pause()
    for number in range(WAITING_MAX):
        hub.take(a_scan(f"T-{number}"))
    assert heard == []
    hub.resume()
    assert [scan.text for scan in heard] == [f"T-{number}" for number in range(WAITING_MAX)]


def test_a_dialog_listens_over_its_screen_and_gives_the_place_back() -> None:
    hub, screen = a_hub()
    dialog: list[Scan] = []
    leave = hub.listen(dialog.append)
    hub.take(a_scan("A"))
    leave()
    leave()
    hub.take(a_scan("B"))
    assert ([scan.text for scan in dialog], [scan.text for scan in screen]) == (["A"], ["B"])


def test_a_scan_between_two_screens_reaches_the_next_one_unless_it_is_old() -> None:
    """Rule G2: none dropped; but a scan of a minute ago means something else."""
    clock = FixedClock(NOON)
    hub, heard = ScanHub(clock), list[Scan]()
    hub.take(a_scan("OLD"))
    hub.take(a_scan("NEW", after_ms=57_000))
    clock.advance(timedelta(minutes=1))
    hub.listen(heard.append)
    assert [scan.text for scan in heard] == ["NEW"]


def test_a_listener_that_fails_does_not_stop_the_next_scan() -> None:
    hub = ScanHub(FixedClock(NOON))
    heard: list[str] = []

    def fails_once(scan: Scan) -> None:
        heard.append(scan.text)
        if scan.text == "A":
            raise LookupError("a bug in a screen")

    hub.listen(fails_once)
    try:
        hub.take(a_scan("A"))
    except LookupError:
        hub.take(a_scan("B"))
    assert heard == ["A", "B"]


def test_a_typed_code_is_a_scan_of_the_keyboard_now() -> None:
    """Rule G2: typing a damaged code still works."""
    hub, heard = a_hub()
    hub.enter("]C110AB7")
    hub.enter("")
    assert heard == [Scan("10AB7", "]C1", "keyboard", NOON)]
