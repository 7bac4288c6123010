"""The exchange in real time: a real store, a real server on the loopback, real threads, and nothing left running."""

import stat
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from app.clock import SystemClock
from app.errors import Fault, StoreFault
from app.store.store import Store
from app.sync import runner as running
from app.sync.credentials import Credentials, FileKeeper, KeyStoreKeeper, keeper_for
from app.sync.exchange import Exchange
from app.sync.instructions import Status
from app.sync.runner import Ears, Progress
from app.sync.station_store import StationStore
from tests.store.builders import an_open_store, on_hand, receive
from tests.store.feed_pages import values
from tests.sync.servers import Honest, Server, a_server, saying

T = TypeVar("T")
HEAP = '["SZ","A-01-1","TEA-1","",""]'


@dataclass
class Desk:
    """A station with a store thread of its own, as the desktop has one."""

    store: Store
    keeper: FileKeeper
    statuses: list[Status] = field(default_factory=list)
    troubles: list[BaseException] = field(default_factory=list)
    offsets: list[float] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pool = ThreadPoolExecutor(1, thread_name_prefix="store")
        told = (self.statuses, self.troubles, self.offsets, self.rows, self.progress)
        ears = Ears(*(each.append for each in told))  # type: ignore[arg-type, attr-defined]
        self.end = StationStore(self.store, self.in_turn)
        self.exchange = Exchange(self.end, SystemClock(), self.keeper, ears)
        self.store.recorded = self.exchange.wake

    def in_turn(self, work: Callable[[], T], /) -> T:
        return self.pool.submit(work).result()

    def receive(self) -> None:
        self.in_turn(lambda: receive(self.store))

    @property
    def status(self) -> Status:
        return self.statuses[-1] if self.statuses else Status()


@contextmanager
def a_desk(folder: Path) -> Iterator[Desk]:
    with an_open_store(folder / "store.sqlite") as store:
        desk = Desk(store, FileKeeper(folder / "store.server"))
        try:
            yield desk
        finally:
            desk.exchange.stop()
            desk.pool.shutdown()


@contextmanager
def honest(**changes: Any) -> Iterator[tuple[Honest, Server]]:
    server = Honest(**changes)
    with a_server(**server.acts()) as http:
        yield server, http


def soon(holds: Callable[[], bool], what: str, seconds: float = 40) -> None:
    """Wait until something holds; machines are slow, so only never is a failure."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, f"never: {what}"
        time.sleep(0.005)


@pytest.fixture(autouse=True)
def no_long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "FEED_AGAIN_S", 0.05)
    monkeypatch.setattr(running, "AFTER_A_BUG_S", 0.05)
    quick = running.Tunables(poll_s=0.2, backoff_first_s=0.05, backoff_s_max=0.1)
    monkeypatch.setattr(running, "TUNABLES", quick)


def test_what_was_scanned_before_and_after_enrolling_arrives_by_itself(tmp_path: Path) -> None:
    """Rule H5: sent on reconnect by itself, not on the next scan."""
    with honest() as (server, http), a_desk(tmp_path) as desk:
        desk.receive()
        server.now_rows["stock", HEAP] = b"\x82\xa7on_hand\x0b\xa9allocated\x00"
        desk.exchange.enrol(http.url, "good")
        soon(lambda: server.ack("P01").seq == 1, "the old fact is there")
        desk.receive()
        soon(lambda: server.ack("P01").seq == 2, "the new fact is there")
        soon(lambda: desk.status == Status(online=True), "all is acknowledged")
        soon(lambda: not desk.end.touched("warehouse/SZ", 1), "the guesses are settled")
        assert on_hand(desk.store) == 11, "the server's outcome wins over the station's own"
        soon(lambda: len(values(desk.store, "SELECT code FROM tote")) == 2, "rows have come")
        assert desk.offsets
        assert abs(desk.offsets[-1]) < 1
        assert "warehouse/SZ" in desk.rows
        assert not desk.troubles


def test_rows_of_the_server_come_when_the_feed_tells_and_not_only_by_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "TUNABLES", running.Tunables(poll_s=600))
    with honest() as (server, http), a_desk(tmp_path) as desk:
        desk.exchange.enrol(http.url, "good")
        soon(lambda: bool(server.listeners) and desk.status.online, "the feed is open")
        server.put("catalog", "carton", '["C-1"]', {"length_mm": 9})
        server.hint("catalog")
        soon(lambda: values(desk.store, "SELECT length_mm FROM carton") == [(9,)], "the row is here")


def test_offline_is_told_with_what_waits_and_ends_by_itself(tmp_path: Path) -> None:
    with honest() as (server, http), a_desk(tmp_path) as desk:
        desk.exchange.enrol(http.url, "good")
        soon(lambda: desk.status.online, "online")
        server.down = True
        desk.receive()
        desk.receive()
        soon(lambda: desk.status.waiting == 2 and not desk.status.online, "offline")
        assert desk.status.offline_since is not None
        server.down = False
        soon(lambda: desk.status == Status(online=True), "online again")
        assert server.ack("P01").seq == 2


def test_a_token_that_proves_nothing_any_more_is_told_once(tmp_path: Path) -> None:
    with honest() as (_, http), a_desk(tmp_path) as desk:
        desk.exchange.enrol(http.url, "good")
        soon(lambda: desk.status.online, "online")
        http.acts["/v1/pull"] = http.acts["/v1/push"] = saying(401)
        asked = len(http.asked)
        soon(lambda: len(http.asked) > asked + 8, "it is tried again and again")
        assert [str(each) for each in desk.troubles] == [
            "The server does not know this station. Enrol it again in the settings."
        ]


def test_parked_facts_are_counted(tmp_path: Path) -> None:
    """Rule H2: never deleted, and seen."""
    with honest(parks=True) as (_, http), a_desk(tmp_path) as desk:
        desk.receive()
        desk.exchange.enrol(http.url, "good")
        soon(lambda: desk.status.parked == 1, "one is parked")
        soon(lambda: desk.progress[-1] == Progress(1, 1, (1,)), "it was stored, sent, and taken in")


def test_a_station_that_is_given_another_code_takes_its_facts_along(tmp_path: Path) -> None:
    with honest(enrols_as="P07") as (server, http), a_desk(tmp_path) as desk:
        desk.receive()
        ids = values(desk.store, "SELECT id FROM journal")
        desk.exchange.enrol(http.url, "good")
        soon(lambda: server.ack("P07").seq == 1, "the fact is there under the new code")
        assert desk.store.station == "P07"
        assert values(desk.store, "SELECT id FROM journal WHERE station = 'P07'") == ids


def test_a_copied_store_is_told_to_be_one_and_mended_by_enrolling_again(tmp_path: Path) -> None:
    with honest() as (server, http), a_desk(tmp_path) as desk:
        desk.exchange.enrol(http.url, "good")
        desk.receive()
        soon(lambda: server.ack("P01").seq == 1, "it is there")
        other = server.chains["P01"][0]
        server.chains["P01"] = [replace(other, worker="somebody else")]
        desk.receive()
        soon(lambda: desk.status.forked, "the server has another history")
        server.enrols_as = "P09"
        desk.exchange.enrol(http.url, "good")
        soon(lambda: server.ack("P09").seq == 2, "all is sent again")
        assert server.chains["P09"][0].id == other.id


def test_a_server_that_came_back_from_a_backup_is_sent_everything_again(tmp_path: Path) -> None:
    with honest() as (server, http), a_desk(tmp_path) as desk:
        desk.exchange.enrol(http.url, "good")
        for _ in range(3):
            desk.receive()
        soon(lambda: server.ack("P01").seq == 3 and desk.status == Status(online=True), "all is there")
        with server.lock:
            server.epoch, server.chains["P01"], server.feeds = 2, server.chains["P01"][:1], {}
        soon(lambda: server.ack("P01").seq == 3, "all is there again")
        soon(lambda: desk.end.started().saved.epoch == 2, "the new epoch is known")


def test_another_server_begins_with_all_facts(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        with honest(epoch=5) as (server, http):
            desk.receive()
            desk.exchange.enrol(http.url, "good")
            soon(lambda: server.ack("P01").seq == 1, "it is there")
            desk.exchange.stop()
        with honest() as (server, http):
            desk.exchange.enrol(http.url, "good")
            soon(lambda: server.ack("P01").seq == 1, "it is there too")


def test_a_code_that_is_not_good_changes_nothing(tmp_path: Path) -> None:
    with honest() as (_, http), a_desk(tmp_path) as desk:
        with pytest.raises(Fault, match="does not know this code"):
            desk.exchange.enrol(http.url, "bad")
        assert desk.keeper.load() is None
        assert not desk.exchange.start(http.url)
    with a_desk(tmp_path / "other") as desk, pytest.raises(Fault, match="cannot be reached"):
        desk.exchange.enrol("http://127.0.0.1:9", "good")


def test_the_next_start_goes_on_and_leaving_ends_it(tmp_path: Path) -> None:
    with honest() as (server, http):
        with a_desk(tmp_path) as desk:
            desk.exchange.enrol(http.url, "good")
        with a_desk(tmp_path) as desk:
            assert not desk.exchange.start("http://elsewhere")
            assert desk.exchange.start(http.url)
            desk.receive()
            soon(lambda: server.ack("P01").seq == 1, "it is there")
            desk.exchange.leave()
            assert not desk.exchange.start(http.url)
            desk.receive()
            assert values(desk.store, "SELECT count(*) FROM journal") == [(2,)]


def test_the_end_between_the_token_and_the_new_code_is_made_up_for(tmp_path: Path) -> None:
    with honest() as (server, http), a_desk(tmp_path) as desk:
        desk.receive()
        desk.end.follow(server.streams)
        desk.keeper.save(Credentials(http.url, "P08", "secret"))
        assert desk.exchange.start(http.url)
        soon(lambda: server.ack("P08").seq == 1, "it is there under the new code")


def test_a_bug_in_the_exchange_is_told_and_the_exchange_begins_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = StationStore.save
    broken = [StoreFault("no disk"), ZeroDivisionError()]

    def save(self: StationStore, saved: Any) -> None:
        if broken:
            raise broken.pop()
        plain(self, saved)

    with honest() as (server, http), a_desk(tmp_path) as desk:
        desk.receive()
        monkeypatch.setattr(StationStore, "save", save)
        monkeypatch.setattr(StationStore, "begin_anew", lambda *_: None)
        desk.exchange.enrol(http.url, "good")
        soon(lambda: desk.status == Status(online=True) and server.ack("P01").seq == 1, "it went on")
        assert [type(each) for each in desk.troubles] == [ZeroDivisionError, StoreFault]


def test_stopping_is_quick_also_while_the_server_says_nothing(tmp_path: Path) -> None:
    with honest() as (server, http), a_desk(tmp_path) as desk:
        desk.exchange.enrol(http.url, "good")
        soon(lambda: desk.status.online, "online")
        with server.lock:  # every pull hangs now
            desk.receive()
            time.sleep(0.3)
            started = time.monotonic()
            desk.exchange.stop()
            assert time.monotonic() - started < 3
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("sync")]


# -- the token ---------------------------------------------------------------------------------------------------------


def test_the_token_is_kept_for_this_user_alone(tmp_path: Path) -> None:
    keeper = FileKeeper(tmp_path / "folder" / "store.server")
    assert keeper.load() is None
    kept = Credentials("https://server", "P01", "secret")
    for _ in range(2):
        keeper.save(kept)
    assert keeper.load() == kept
    assert stat.S_IMODE(keeper.path.stat().st_mode) == 0o600
    keeper.path.write_text("{}")
    assert keeper.load() is None
    keeper.clear()
    assert keeper.load() is None
    (tmp_path / "no folder").write_text("")
    with pytest.raises(Fault):
        FileKeeper(tmp_path / "no folder" / "file").save(kept)


class Ring:
    """A key store of the system."""

    priority = 5

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, entry: str) -> str | None:
        return self.kept.get((service, entry))

    def set_password(self, service: str, entry: str, text: str) -> None:
        if not text:
            raise AssertionError
        self.kept[service, entry] = text

    def delete_password(self, service: str, entry: str) -> None:
        del self.kept[service, entry]


def test_a_key_store_is_used_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ring = Ring()
    monkeypatch.setattr("keyring.get_keyring", lambda: ring)
    keeper = keeper_for(tmp_path / "store.sqlite")
    assert isinstance(keeper, KeyStoreKeeper)
    kept = Credentials("https://server", "P01", "secret")
    keeper.save(kept)
    assert keeper.load() == kept
    keeper.clear()
    keeper.clear()
    assert (keeper.load(), list(tmp_path.iterdir())) == (None, [])
    ring.priority = 0
    assert keeper_for(tmp_path / "store.sqlite").is_file


def test_a_key_store_that_is_locked_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    from keyring.errors import KeyringLocked

    def locked(*_: str) -> None:
        raise KeyringLocked

    ring = Ring()
    monkeypatch.setattr(ring, "get_password", locked)
    with pytest.raises(Fault):
        KeyStoreKeeper(ring, "entry").load()
