"""What goes wrong around a scan: full disk, a store held by another program, a clock set back, everything said twice.

The screens are the real ones: the worker sees the fault in red with its remedy, nothing of the step is booked, the
prompt stays where it was, and the same scan works once the cause is gone.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.clock import FixedClock
from app.language import set_language
from app.models.orders import OrderDraft
from app.models.packing import ParcelClosed
from app.models.picking import Ask, PickWork, next_prompt
from app.models.refusals import Reason
from app.operations.orders import place_order, save_draft
from app.operations.reconcile import reconcile
from app.operations.shipping import close_manifest, manifest_scan, open_manifest
from app.operations.station import Station
from app.store import database
from app.store.pick_work import load_work
from app.views.kit.card import Label
from app.views.kit.toast import Toast
from app.views.picking_view import PickingView
from tests import builders, floor
from tests.views.floor_window import Window

HOUSE = Path(__file__).resolve().parents[2]
WAIT_S_MAX = 10.0


def journal_of(station: Station) -> list[Any]:
    with station.store.reader() as connection:
        return list(connection.exec_driver_sql("SELECT seq, id, at, monotonic, kind FROM journal ORDER BY seq"))


def assert_books_agree(station: Station) -> None:
    with station.store.reader() as connection:
        report = reconcile(connection)
    assert report.agrees, report.differences


def stored_work(station: Station, work: PickWork) -> PickWork:
    """The pick list as the file has it, whatever is remembered."""
    station.store.forget()
    with station.store.unit() as unit:
        return load_work(unit, work.pick_list_id)


# -- faults on the screen ----------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 16 MB; where none can be mounted an ordinary folder, and the test of the full disk is left out."""
    folder = tmp_path / "disk"
    folder.mkdir()
    line = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    mounted = sys.platform == "linux" and not subprocess.run(line, capture_output=True, check=False).returncode
    yield folder
    if mounted:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def walking(small_disk: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[Window]:
    """A picker in front of the picking screen who has scanned tote and location; faults go to the shell, as ever."""
    monkeypatch.setattr(database, "BUSY_MS_MAX", 50)
    set_language("en")
    with builders.a_stocked_station(small_disk, FixedClock(builders.NOON)) as station:
        floor.a_released_order(station, (builders.LAMP, 2), (builders.TEA, 1))
        window = Window(station, "picking", PickingView)
        window.desk.fault.connect(window.shell.show_fault)
        try:
            page = window.enter(builders.PICKER)
            page.take()
            window.settle()
            window.scan("T-0001", page._work.lines[0].location)
            yield window
        finally:
            window.close()


def scan_that_fails(window: Window, text: str) -> Any:
    """Scan while something is wrong; answer the fault that was told."""
    window.scan(text, settle=False)
    waited_until(lambda: window.bugs)
    [fault] = window.bugs
    window.bugs.clear()
    return fault


def waited_until(true: Callable[[], object]) -> None:
    until = time.monotonic() + WAIT_S_MAX
    while not true():
        assert time.monotonic() < until, "nothing was told"
        QApplication.processEvents()


def assert_stopped_and_goes_on(window: Window, fails: Callable[[], Any], mend: Callable[[], None]) -> None:
    """The scan is told as a fault with its remedy and not booked; mended, the same scan is booked once."""
    page, station = window.shell.page, window.station
    work, facts = page._work, len(journal_of(station))
    assert next_prompt(work).ask is Ask.ITEM
    fault = fails()
    assert fault.text
    assert fault.remedy
    [shown] = [each for each in window.shell.findChildren(Toast) if each.text == fault.text]
    assert shown.isVisible()
    assert fault.remedy in [label.text() for label in shown.findChildren(Label)]
    assert len(journal_of(station)) == facts
    assert page._work == work
    mend()
    window.scan(builders.LAMP_CODE)
    assert page._work.lines[0].picked == 1
    assert stored_work_on_its_thread(window, page._work) == page._work
    assert len(journal_of(station)) == facts + 1
    assert_books_agree(station)


def stored_work_on_its_thread(window: Window, work: PickWork) -> PickWork:
    found: list[PickWork] = []
    window.desk.call(lambda: stored_work(window.station, work), done=found.append)
    waited_until(lambda: found)
    return found[0]


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small disk as Linux does")
def test_a_disk_that_is_full_stops_the_scan_in_red_and_nothing_else(walking: Window) -> None:
    disk = walking.station.store.path.parent
    if not disk.is_mount():
        pytest.skip("only root may mount a small disk")
    ballast = disk / "ballast"
    fill(ballast)
    assert_stopped_and_goes_on(walking, lambda: scan_that_fails(walking, builders.LAMP_CODE), ballast.unlink)


def fill(ballast: Path) -> None:
    """Leave not one free page on the disk."""
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    assert os.statvfs(ballast.parent).f_bfree == 0


HOLD = """
import sys
import pysqlite3.dbapi2 as sqlite
held = sqlite.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held_by_another_program(path: Path) -> Iterator[subprocess.Popen[str]]:
    environment = os.environ | {"PYTHONPATH": str(HOUSE)}
    line = [sys.executable, "-c", HOLD, str(path)]
    child = subprocess.Popen(line, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with child:
        assert child.stdout
        assert child.stdout.readline().strip() == "held"
        try:
            yield child
        finally:
            child.kill()


def test_a_store_that_another_program_holds_stops_the_scan_in_red_and_nothing_else(walking: Window) -> None:
    with held_by_another_program(walking.station.store.path) as child:

        def let_go() -> None:
            child.kill()
            child.wait()

        assert_stopped_and_goes_on(walking, lambda: scan_that_fails(walking, builders.LAMP_CODE), let_go)


# -- a clock set back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("back", [timedelta(minutes=5), timedelta(hours=26), timedelta(days=400)])
def test_a_clock_set_back_in_the_middle_of_the_day_changes_no_turn(tmp_path: Path, back: timedelta) -> None:
    clock = FixedClock(builders.NOON, step=timedelta(milliseconds=3))
    with builders.a_stocked_station(tmp_path, clock) as station:
        shipment_id = floor.a_released_order(station, (builders.LAMP, 2), (builders.TEA, 1))
        work = floor.walk_to(station, floor.start_walk(station), Ask.ITEM)
        clock.advance(-back)
        floor.pick_all(station, work)
        sscc = floor.pack_all(station, shipment_id)
        customer = builders.add_customer(station)
        placed = place_order(station, builders.CLERK, builders.a_draft(customer, (builders.COCOA, 12))).work
        late = place_order(station, builders.CLERK, builders.a_draft(customer, (builders.COCOA, 1))).work
        assert [each.quantity for each in placed.plan.promises] == [12]
        assert placed.plan.promises[0].ship_on >= clock.at.date()
        assert late.plan.promises == (), "the same units were promised twice"
        assert floor.hand_over(station, sscc).refused is None
        facts = journal_of(station)
        assert_books_agree(station)
    assert [row.seq for row in facts] == list(range(1, len(facts) + 1))
    assert [row.id for row in facts] == sorted({row.id for row in facts})
    assert [row.monotonic for row in facts] == sorted(row.monotonic for row in facts)
    assert min(row.at for row in facts[-5:]) < max(row.at for row in facts), "the clock was not set back at all"


def test_a_clock_set_back_over_a_restart_gives_no_id_twice(tmp_path: Path) -> None:
    with builders.a_stocked_station(tmp_path, FixedClock(builders.NOON)) as station:
        before = journal_of(station)
    with builders.an_empty_station(tmp_path, clock=FixedClock(builders.NOON - timedelta(days=3))) as station:
        builders.receive(station, builders.TEA, 1)
        after = journal_of(station)
    assert after[-1].seq == before[-1].seq + 1
    assert after[-1].id > before[-1].id


# -- everything said twice ---------------------------------------------------------------------------------------------


def test_every_scan_said_twice_books_each_unit_once(tmp_path: Path) -> None:
    """A scanner that sends everything twice, too far apart to be a bounce: refused, told, and in the journal."""
    with builders.a_stocked_station(tmp_path, FixedClock(builders.NOON)) as station:
        shipment_id = floor.a_released_order(station, (builders.LAMP, 1), (builders.MILK, 1), (builders.PHONE, 1))
        work = floor.start_walk(station)
        while next_prompt(work).ask is not Ask.DONE:
            text = floor.expected_scan(work)
            work = floor.walk_on(station, work)
            again = floor.pick(station, work, text)
            assert next_prompt(again.work) == next_prompt(work)
        assert [line.picked for line in work.lines] == [1, 1, 1]
        parcel = packed_twice(station, shipment_id)
        manifest_id = open_manifest(station, builders.PACKER, floor.CARRIER).work.manifest_id
        assert open_manifest(station, builders.PACKER, floor.CARRIER).work.manifest_id == manifest_id
        scan = builders.a_scan(f"00{parcel}", "]C1")
        assert manifest_scan(station, builders.PACKER, manifest_id, scan).refused is None
        assert manifest_scan(station, builders.PACKER, manifest_id, scan).refused.reason is Reason.DONE_ALREADY
        assert close_manifest(station, builders.PACKER, manifest_id).refused is None
        assert close_manifest(station, builders.PACKER, manifest_id).refused is not None
        kinds = [row.kind for row in journal_of(station)]
        assert (kinds.count("item_picked"), kinds.count("item_packed"), kinds.count("parcel_handed_over")) == (3, 3, 1)
        assert kinds.count("scan_refused") >= 7
        assert_books_agree(station)


def packed_twice(station: Station, shipment_id: Any) -> str:
    """Pack, scanning everything twice; answer the parcel's SSCC."""
    floor.bench(station, None, "T-0001")
    outcome = floor.bench(station, None, "T-0001")
    assert outcome.refused is None
    sscc = ""
    while not outcome.work.all_packed:
        line = outcome.work.current
        text = floor.gs1(floor.CODES[line.sku], line.lot, line.serial) if line.lot or line.serial else ""
        text = text or floor.CODES[line.sku]
        outcome = floor.bench(station, shipment_id, text)
        closed = outcome.first(ParcelClosed)
        sscc = closed.sscc if closed else sscc
        assert floor.bench(station, shipment_id, text).refused is not None
    return sscc


def test_a_draft_that_is_placed_twice_is_one_order(tmp_path: Path) -> None:
    """The second placing of a kept draft is refused, whatever sent it twice."""
    with builders.a_stocked_station(tmp_path, FixedClock(builders.NOON)) as station:
        draft: OrderDraft = builders.a_draft(builders.add_customer(station), (builders.COCOA, 8))
        save_draft(station, builders.CLERK, draft)
        first, second = (place_order(station, builders.CLERK, draft) for _ in range(2))
        assert first.work.number
        assert second.refused is not None
        assert second.refused.reason is Reason.DONE_ALREADY
        assert_books_agree(station)
