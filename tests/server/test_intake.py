"""Facts come in exactly once and in each station's order, whatever is wrong with one of them (SYNC.md §4)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.models.allocation import Allocation, ShipmentReleased
from app.models.orders import Customer, CustomerAdded, OrderCancelled, OrderConfirmed, OrderEntered
from app.models.picks import HelpCalled
from app.models.wire import Ack, FactOutcome
from app.store.ingest import Taken, Verdict
from app.store.intake import Intake
from app.store.server_store import ServerStore
from tests import builders
from tests.server.clusters import rows
from tests.server.senders import Sender, a_receipt, a_stocked_server, take_in_station

ORDER = UUID(int=6)
BOOKED, PARKED = FactOutcome.BOOKED, FactOutcome.PARKED


@pytest.fixture
def server(database: str) -> Iterator[ServerStore]:
    with a_stocked_server(database) as store:
        take_in_station(store, "P07")
        take_in_station(store, "P08")
        yield store


@pytest.fixture
def intake(server: ServerStore) -> Intake:
    return server.intake()


def take(intake: Intake, *senders: Sender) -> list[Taken]:
    """Push what each station has not acknowledged, in one batch; the stations hear the answer."""
    answers = intake.take([sender.offer() for sender in senders])
    for sender, answer in zip(senders, answers, strict=True):
        sender.acked = answer.ack
    return answers


def on_hand(database: str, location: str = "A-01-1", sku: str = builders.TEA) -> int:
    text = "SELECT on_hand FROM stock WHERE warehouse = 'SZ' AND location = %s AND sku = %s"
    return sum(row[0] for row in rows(database, text, location, sku))


def outcomes(taken: Taken) -> list[FactOutcome]:
    return [each.outcome for each in taken.outcomes]


def journal_of(database: str, station: str = "P07") -> list[int]:
    return [row[0] for row in rows(database, "SELECT seq FROM journal WHERE station = %s ORDER BY seq", station)]


def test_pushing_the_same_facts_twice_moves_stock_once(intake: Intake, database: str) -> None:
    sender = Sender()
    sender.make(a_receipt(5), a_receipt(7))
    (first,) = intake.take([sender.offer()])
    (second,) = intake.take([sender.offer()])
    assert (first.verdict, first.ack, outcomes(first)) == (Verdict.TAKEN, sender.last, [BOOKED, BOOKED])
    assert (second.verdict, second.ack, second.outcomes) == (Verdict.TAKEN, sender.last, ())
    assert on_hand(database) == 12


def test_the_same_push_twice_in_one_batch_moves_stock_once(intake: Intake, database: str) -> None:
    sender = Sender()
    sender.make(a_receipt(5))
    answers = intake.take([sender.offer(), sender.offer()])
    assert [each.ack for each in answers] == [sender.last, sender.last]
    assert on_hand(database) == 5


def test_what_overlaps_is_skipped_and_the_rest_taken(intake: Intake, database: str) -> None:
    sender = Sender()
    sender.make(*(a_receipt() for _ in range(5)))
    intake.take([sender.offer(1, 3)])
    (taken,) = intake.take([sender.offer(2, 5)])
    assert [each.seq for each in taken.outcomes] == [4, 5]
    assert (taken.ack, on_hand(database)) == (sender.last, 5)


def test_a_push_that_begins_too_late_is_answered_with_where_to_begin(intake: Intake, database: str) -> None:
    sender = Sender()
    sender.make(*(a_receipt() for _ in range(5)))
    intake.take([sender.offer(1, 2)])
    (taken,) = intake.take([sender.offer(4, 5)])
    assert (taken.verdict, taken.ack.seq, journal_of(database)) == (Verdict.HOLE, 2, [1, 2])


def test_a_cloned_disk_is_told_apart_by_its_hash(intake: Intake, database: str) -> None:
    sender, clone = Sender(), Sender()
    sender.make(a_receipt())
    clone.facts = list(sender.facts)
    sender.make(a_receipt(2))
    clone.make(a_receipt(3))
    intake.take([sender.offer()])
    (taken,) = intake.take([clone.offer(1)])
    assert (taken.verdict, taken.ack, taken.outcomes) == (Verdict.FORK, sender.last, ())
    assert on_hand(database) == 3


def test_a_clone_s_old_push_is_a_fork_too(intake: Intake) -> None:
    """Its facts lie wholly below what is here, where only the journal can tell."""
    sender, clone = Sender(), Sender()
    sender.make(*(a_receipt() for _ in range(4)))
    clone.make(a_receipt(9), a_receipt(9))
    intake.take([sender.offer()])
    assert intake.take([clone.offer(1)])[0].verdict is Verdict.FORK
    assert intake.take([sender.offer(1, 2)])[0].verdict is Verdict.TAKEN


def test_facts_whose_chain_is_broken_are_not_taken(intake: Intake, database: str) -> None:
    sender = Sender()
    sender.make(a_receipt(), a_receipt(), a_receipt())
    sender.facts[1] = replace(sender.facts[1], body=sender.facts[1].body.replace(b"1", b"9"))
    (taken,) = intake.take([sender.offer()])
    assert (taken.verdict, journal_of(database)) == (Verdict.FORK, [])


def test_a_station_that_enrolled_anew_sends_its_facts_again_and_they_count_once(
    server: ServerStore, intake: Intake, database: str
) -> None:
    old = Sender()
    old.make(a_receipt(5), a_receipt(7))
    take(intake, old)
    new = old.renamed("P08")
    new.make(a_receipt(1))
    (taken,) = take(intake, new)
    assert (taken.ack, outcomes(taken), on_hand(database)) == (new.last, [BOOKED] * 3, 13)
    assert journal_of(database, "P08") == [3]
    assert rows(database, "SELECT seq FROM resent ORDER BY seq") == [(1,), (2,)]
    assert dict(taken.reached) == server.heads()
    assert intake.take([new.offer(1)])[0].ack == new.last, "also a repeat of it"


def test_an_unknown_kind_is_parked_and_blocks_nobody(intake: Intake, database: str) -> None:
    sender, other = Sender("P07"), Sender("P08")
    sender.make(a_receipt(5))
    sender.make_raw("item_teleported", b'{"to": "the moon"}')
    sender.make(a_receipt(7))
    other.make(a_receipt(1))
    first, second = take(intake, sender, other)
    assert (outcomes(first), outcomes(second)) == ([BOOKED, PARKED, BOOKED], [BOOKED])
    assert (first.ack, on_hand(database)) == (sender.last, 13)
    ((stream,),) = rows(database, "SELECT stream FROM feed WHERE entity = 'journal' AND seq = 2")
    assert stream == "commerce", "who knows what is in it"


def test_a_known_kind_that_cannot_be_read_is_parked_with_the_reason(intake: Intake, database: str) -> None:
    sender = Sender()
    sender.make_raw("stock_received", b'{"warehouse": 5}')
    (taken,) = take(intake, sender)
    assert outcomes(taken) == [PARKED]
    ((why,),) = rows(database, "SELECT why FROM parked")
    assert "warehouse" in why


def unfoldable() -> Any:
    """About an order that nobody knows: its fold fails by itself."""
    return OrderCancelled(UUID(int=5), "caller")


def unwritable() -> Any:
    """More than the books can hold: the statement for all rows of the batch fails and names none of them."""
    return a_receipt(2**40)


def a_double() -> Any:
    """The same customer a second time: a key of the table is violated."""
    return CustomerAdded(Customer(UUID(int=77), "王", "138", "wang", "w", builders.an_address()))


def too_much() -> Any:
    """More of a heap than lies there, promised by a station that did not know."""
    given = (Allocation(1, 1, builders.LAMP, "A-01-1", "", "", 10_000, 1),)
    return ShipmentReleased(UUID(int=9), ORDER, "SZ", "RIVER-STD", builders.NOON + timedelta(hours=1), 1, "W", given)


def an_order() -> Any:
    """What the one above is about."""
    lines = builders.lines((builders.LAMP, 10_000))
    return OrderEntered(ORDER, "A-1", "phone", UUID(int=77), "王", builders.an_address(), lines, "CNY", "", 1, False)


def elsewhere() -> Any:
    """From a warehouse that this server does not have: there is no stream for its rows."""
    return replace(a_receipt(), warehouse="MARS")


@pytest.mark.parametrize("poison", [unfoldable, unwritable, a_double, too_much, elsewhere])
@pytest.mark.parametrize("place", [0, 3, 7])
def test_a_fact_that_cannot_be_booked_is_parked_and_all_others_are(
    intake: Intake, database: str, poison: Any, place: int
) -> None:
    sender, other, setter = Sender("P07"), Sender("P08"), Sender("P08")
    setter.make(a_double(), an_order(), OrderConfirmed(ORDER, ()))
    take(intake, setter)
    other.facts, other.acked = list(setter.facts), setter.acked
    for number in range(8):
        sender.make(poison() if number == place else a_receipt())
    other.make(a_receipt(), HelpCalled(None, "pick"), a_receipt())
    first, second = take(intake, sender, other)
    assert outcomes(first) == [PARKED if number == place else BOOKED for number in range(8)]
    assert outcomes(second) == [BOOKED] * 3
    assert [each.seq for each in first.outcomes] == list(range(1, 9))
    assert (first.ack, second.ack) == (sender.last, other.last)
    assert on_hand(database) == 9
    assert journal_of(database) == list(range(1, 9))
    ((station, seq, why),) = rows(database, "SELECT station, seq, why FROM parked")
    assert (station, seq) == ("P07", place + 1)
    assert why


def test_many_poisoned_facts_in_one_push_are_all_parked(intake: Intake, database: str) -> None:
    sender = Sender()
    for number in range(40):
        sender.make((unfoldable, unwritable, a_receipt)[number % 3]())
    (taken,) = take(intake, sender)
    assert outcomes(taken) == [BOOKED if number % 3 == 2 else PARKED for number in range(40)]
    assert on_hand(database) == 13


def test_what_is_parked_is_driven_again_once_it_can_be_read(
    server: ServerStore, intake: Intake, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender = Sender()
    with monkeypatch.context() as older:
        older.setattr("app.store.ingest.KINDS", {})
        sender.make(a_receipt(5))
        sender.make_raw("item_teleported", b"{}")
        assert outcomes(take(intake, sender)[0]) == [PARKED, PARKED]
    before = server.heads()["warehouse/SZ"]
    assert on_hand(database) == 0
    assert server.drive_parked() == 1
    assert on_hand(database) == 5
    assert server.heads()["warehouse/SZ"] > before
    assert rows(database, "SELECT seq FROM parked") == [(2,)]
    assert server.drive_parked() == 0


@pytest.mark.parametrize(("proof", "verdict"), [(b"", Verdict.STRANGER), (b"x" * 32, Verdict.STRANGER)])
def test_a_push_without_the_station_s_token_is_not_taken(
    intake: Intake, database: str, proof: bytes, verdict: Verdict
) -> None:
    sender = Sender()
    sender.make(a_receipt())
    (taken,) = intake.take([replace(sender.offer(), proof=proof)])
    assert (taken.verdict, taken.ack, journal_of(database)) == (verdict, Ack(0, bytes(32)), [])


def test_a_revoked_station_changes_nothing_from_then_on(server: ServerStore, intake: Intake, database: str) -> None:
    sender = Sender()
    sender.make(a_receipt())
    take(intake, sender)
    server.revoke("P07")
    sender.make(a_receipt())
    assert intake.take([sender.offer()])[0].verdict is Verdict.REVOKED
    assert journal_of(database) == [1]


def test_a_station_that_knows_a_later_epoch_finds_an_old_copy(intake: Intake, database: str) -> None:
    sender = Sender()
    sender.make(a_receipt())
    (taken,) = intake.take([sender.offer(epoch=2)])
    assert (taken.verdict, taken.epoch, journal_of(database)) == (Verdict.OLD_COPY, 1, [])


def test_reached_names_the_positions_at_which_the_rows_stand(server: ServerStore, intake: Intake) -> None:
    sender, other = Sender("P07"), Sender("P08")
    sender.make(a_receipt())
    (taken,) = take(intake, sender)
    assert dict(taken.reached) == {"warehouse/SZ": server.heads()["warehouse/SZ"]}
    other.make(a_receipt())
    take(intake, other)
    (again,) = intake.take([sender.offer(1)])
    assert again.reached == taken.reached, "what others did later is not asked of this station"


def test_the_waits_between_two_tries_are_bounded() -> None:
    from app.store.transactions import WAIT_FIRST_S, WAIT_S_MAX, wait_s

    assert [wait_s(0, 0.0), wait_s(0, 1.0)] == [WAIT_FIRST_S / 2, WAIT_FIRST_S]
    assert wait_s(50, 1.0) == WAIT_S_MAX
