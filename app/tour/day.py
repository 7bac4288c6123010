"""The day: sign in, a phone order, release, the walk, the bench, the dock; with the mistakes that days have.

Each step is a method, named after what a worker would say of it; input arrives as key events and camera pictures.
"""

from uuid import UUID

from PySide6.QtCore import QElapsedTimer, Qt

from app.bootstrap import Application
from app.config import changed
from app.models.packing import PackLine, PackWork
from app.models.picking import Ask
from app.operations.people import workers
from app.scanning.film import write_film
from app.tour.eyes import (
    Sight,
    a_caller,
    bench_in_hand,
    free_totes,
    newest_parcel,
    next_label,
    packed_label,
    walk_in_hand,
)
from app.tour.hands import Hands
from app.tour.record import Record
from app.views.floor_page import FloorPage
from app.views.hand_over_view import HandOverView

CLERK, PICKER, PACKER, SUPERVISOR = "clerk", "picker", "packer", "supervisor"
NO_SUCH_CODE = "4006381333931"
STEPS_MAX = 80


class Day:
    """One day at one station. Raises `Stuck` when the program does not answer as a worker needs it to."""

    def __init__(self, program: Application, record: Record) -> None:
        assert program.shell is not None
        assert program.desk is not None
        self.program, self.record = program, record
        self.shell, self.desk = program.shell, program.desk
        self.station = self.desk.station
        self.hands = Hands(self.shell, self.desk)
        self.badges = self.hands.ask(self._first_of_each_role)
        self.free_totes = self.hands.ask(lambda: free_totes(self.station))
        self.tote = self.free_totes[0]
        self.shipment_id: UUID | None = None
        self.sscc = ""

    def play(self) -> None:
        """The whole day, step by step."""
        for step in (
            self.sign_in,
            self.take_a_phone_order,
            self.look_at_the_board,
            self.release_it,
            self.walk_for_it,
            self.pack_it,
            self.hand_it_over,
            self.look_back,
            self.look_round,
        ):
            self.record.summary.steps.append(step.__name__)
            self.record.watchdog.step = step.__name__
            step()

    # -- the office --------------------------------------------------------------------------------------------------

    def sign_in(self) -> None:
        """By badge, once the station has run for a moment; the first picture is the empty station."""
        self.hands.until(lambda: self.shell.is_prepared, "the pages")
        self.record.shot(self.shell, "sign-in")
        self.become(CLERK)

    def take_a_phone_order(self) -> None:
        """A customer by the phone's last digits, a mistyped product, a second by its barcode, and Ctrl+Enter."""
        self.open("order_entry")
        digits, products = self.hands.ask(lambda: a_caller(self.station))
        self.hands.type(digits)
        self.hands.settle()
        self.record.shot(self.shell, "customer-found")
        self.hands.type("\r")
        self.hands.settle()
        self.hands.type(products[0])
        self.hands.settle()
        self.record.shot(self.shell, "mistyped-product-found")
        self.hands.type("\r")
        self.hands.settle()
        self.hands.type("*2\r")
        self.hands.settle()
        for code in products[1:]:
            self.hands.scan(code)
            self.hands.settle()
        self.hands.key(Qt.Key.Key_F6)
        self.hands.key(Qt.Key.Key_F6)
        self.hands.settle()
        self.record.shot(self.shell, "order-typed")
        self.hands.control(Qt.Key.Key_Return)
        self.hands.settle()
        self.record.count("orders_placed")
        self.record.shot(self.shell, "order-placed")

    def look_at_the_board(self) -> None:
        self.open("order_board")
        self.record.shot(self.shell, "order-board")

    def release_it(self) -> None:
        self.become(SUPERVISOR)
        self.open("waves")
        self.record.shot(self.shell, "release")
        self.hands.key(Qt.Key.Key_F5)
        self.hands.settle()
        self.hands.control(Qt.Key.Key_Return)
        self.hands.settle()
        self.hands.wait(600)
        self.hands.settle()
        self.record.shot(self.shell, "released")

    # -- the walk ----------------------------------------------------------------------------------------------------

    def walk_for_it(self) -> None:
        """A walk with a wrong place, a wrong item, an undo and a short pick."""
        self.become(PICKER)
        self.open("picking")
        self.record.shot(self.shell, "work-offered")
        self.hands.type("\r")
        self.hands.settle()
        wrong, undone, short = False, False, False
        for _ in range(STEPS_MAX):
            sight = self.hands.ask(lambda: walk_in_hand(self.station, self.badges[PICKER]))
            if sight is None or sight.prompt.ask is Ask.DONE:
                break
            if sight.prompt.shipment is not None:
                self.shipment_id = sight.prompt.shipment.shipment_id
            if not wrong and sight.prompt.ask is Ask.ITEM:
                wrong = self._scan_wrong_item()
            elif wrong and not short and sight.prompt.ask is Ask.ITEM and len(sight.work.lines) > 1:
                short = self._short(sight)
            else:
                self._walk_on(sight)
                if not undone and sight.prompt.ask is Ask.ITEM:
                    undone = self._undo()
        self.record.shot(self.shell, "walk-done")

    def _walk_on(self, sight: Sight) -> None:
        label = next_label(sight, self.free_totes)
        names = {Ask.TOTE: "tote-asked", Ask.PLACE: "place-asked", Ask.ITEM: "item-asked", Ask.EMPTY: "empty-asked"}
        self._once(names.get(sight.prompt.ask, "drop-asked"))
        if label:
            self.scan(label)
        else:
            self.hands.type("\r")
        self.hands.settle()

    def _scan_wrong_item(self) -> bool:
        self.scan(NO_SUCH_CODE)
        self.hands.settle()
        self.record.count("scans_refused")
        self.record.shot(self.shell, "wrong-item")
        self.hands.scan("CMD-CONFIRM")
        self.hands.settle()
        return True

    def _undo(self) -> bool:
        self.hands.type("u")
        self.hands.settle()
        self.record.count("undone")
        self.record.shot(self.shell, "undone")
        return True

    def _short(self, sight: Sight) -> bool:
        self.hands.type("s")
        self.hands.settle()
        self.record.shot(self.shell, "short-asked")
        self.hands.type("1")
        self.hands.type("0")
        self.hands.type("\r")
        self.hands.settle()
        self.record.count("short_picks")
        self.record.shot(self.shell, "short-told")
        return True

    # -- the bench ---------------------------------------------------------------------------------------------------

    def pack_it(self) -> None:
        """Open by tote, a wrong item, one item before the camera, the rest by scanner, reopen, close again."""
        self.become(PACKER)
        self.open("packing")
        self.record.shot(self.shell, "bench-empty")
        self.scan(self.tote)
        self.hands.settle()
        self.record.shot(self.shell, "bench-open")
        self.scan(NO_SUCH_CODE)
        self.hands.settle()
        self.record.count("scans_refused")
        self.record.shot(self.shell, "bench-wrong-item")
        self.hands.type("\r")
        self.hands.settle()
        self._show_to_camera()
        self._pack_the_rest()
        self.record.shot(self.shell, "parcel-closed")
        self.hands.type("r")
        self.hands.settle()
        self.record.shot(self.shell, "parcel-reopened")
        self.hands.type("u")
        self.hands.settle()
        self._pack_the_rest()

    def _show_to_camera(self) -> None:
        """One item is held before the webcam instead of the scanner."""
        line, codes = self._due_line()
        assert line is not None
        film = self.record.out / "camera.avi"
        with self.record.watchdog.looking_away():
            write_film(film, [packed_label(line, codes)], shown_s=4.0, between_s=1.0)
        before = self._packed_n()
        self.program.devices.use(changed(self.program.config, camera=str(film)))
        self.hands.until(lambda: self._packed_n() > before, "the camera")
        self.hands.settle()
        self.record.count("camera_scans")
        self.record.shot(self.shell, "packed-by-camera")
        self.program.devices.use(changed(self.program.config, camera=""))
        film.unlink()

    def _pack_the_rest(self) -> None:
        for _ in range(STEPS_MAX):
            line, codes = self._due_line()
            if line is None:
                return
            self.scan(packed_label(line, codes))
            self.hands.settle()
            self._once("item-packed")

    def _due_line(self) -> tuple[PackLine | None, dict[str, str]]:
        """What is to be packed next, None when all is; and the codes of the goods."""
        work, codes = self._bench()
        return work.current, codes

    def _packed_n(self) -> int:
        return sum(line.packed for line in self._bench()[0].lines)

    def _bench(self) -> tuple[PackWork, dict[str, str]]:
        assert self.shipment_id is not None
        shipment_id = self.shipment_id
        return self.hands.ask(lambda: bench_in_hand(self.station, shipment_id))

    # -- the dock ----------------------------------------------------------------------------------------------------

    def hand_it_over(self) -> None:
        """The parcel goes onto its carrier's manifest; closing names what is missing and asks once more."""
        self.open("shipping")
        self.record.shot(self.shell, "carriers")
        carrier, self.sscc = self.hands.ask(self._packed_parcel)
        page = self.shell.page
        assert isinstance(page, HandOverView)
        cap = next(row.cap for row in page.carriers.rows if row.key == carrier)
        self.hands.type(cap)
        self.hands.settle()
        self.scan(f"00{self.sscc}")
        self.hands.settle()
        self.record.shot(self.shell, "manifest")
        self.scan(f"00{self.sscc}")
        self.hands.settle()
        self.record.count("scans_refused")
        self.record.shot(self.shell, "parcel-twice")
        self.hands.type("\r")
        self.hands.settle()
        self.hands.type("d")
        self.hands.settle()
        self.hands.type("d")
        self.hands.settle()
        self.record.count("parcels_handed_over")
        self.record.shot(self.shell, "handed-over")

    def look_back(self) -> None:
        """The order on the board, with everything that happened to it."""
        self.become(SUPERVISOR)
        self.open("order_board")
        self.scan(f"00{self.sscc}")
        self.hands.settle()
        self.hands.wait(300)
        self.hands.settle()
        self.record.shot(self.shell, "order-lines")
        for leaf in ("order-work", "order-timeline"):
            self.hands.type("\r")
            self.hands.settle()
            self.record.shot(self.shell, leaf)

    def look_round(self) -> None:
        """Stock, printing, settings, and the other language at a key."""
        for section, name in (("stock", "stock"), ("print_centre", "print-centre")):
            self.open(section)
            self.hands.wait(300)
            self.hands.settle()
            self.record.shot(self.shell, name)
        self.become("administrator")
        self.open("settings")
        self.hands.wait(300)
        self.scan("A-01-1")
        self.hands.settle()
        self.record.shot(self.shell, "settings")
        self.shell.set_look("dark")
        self.hands.settle()
        self.open("order_board")
        self.hands.settle()
        self.record.shot(self.shell, "board-in-the-dark")
        self.shell.set_look(None)
        self.hands.settle()
        self.hands.scan("CMD-SIGN-OUT")
        self.hands.settle()
        self.hands.type("ll")
        self.hands.settle()
        self.record.shot(self.shell, "signed-out")

    # -- what the hands do -------------------------------------------------------------------------------------------

    def become(self, role: str) -> None:
        """Scan a badge; on any screen that is enough."""
        self.hands.scan(self.badges[role])
        self.hands.until(
            lambda: self.shell.worker is not None and self.shell.worker.badge == self.badges[role], "signing in"
        )
        self.hands.settle()

    def open(self, key: str) -> None:
        """Go to a section by its number on the rail."""
        keys = [section.key for section in self.shell.allowed]
        self.hands.control(Qt.Key(Qt.Key.Key_1.value + keys.index(key)))
        self.hands.settle()

    def scan(self, text: str) -> None:
        """Scan, and measure from the scanner's Enter to the painted verdict where a floor screen is in front."""
        page = self.shell.page
        self.record.count("scans")
        if not isinstance(page, FloorPage):
            self.hands.scan(text)
            return
        clock = QElapsedTimer()
        painted: list[float] = []
        connection = page.panel.painted.connect(lambda: painted.append(clock.nsecsElapsed() / 1e6))
        self.hands.scan(text)
        clock.start()
        self.hands.until(lambda: bool(painted), "the verdict")
        page.panel.painted.disconnect(connection)
        self.record.summary.scan_ms.append(round(painted[0], 2))

    def _once(self, name: str) -> None:
        """Take a picture of this kind of moment the first time only."""
        if not any(f"-{name}." in shot for shot in self.record.summary.shots):
            self.record.shot(self.shell, name)

    # -- what the tour knows of its warehouse (store thread) ---------------------------------------------------------

    def _first_of_each_role(self) -> dict[str, str]:
        with self.station.store.reader() as connection:
            found: dict[str, str] = {}
            for worker in workers(connection):
                found.setdefault(worker.role.value, worker.badge)
            return found

    def _packed_parcel(self) -> tuple[str, str]:
        assert self.shipment_id is not None
        return newest_parcel(self.station, self.shipment_id)
