"""Begins a server with a station's store: its master data and all of its facts, under their numbers (SYNC.md §1).

The facts go the way all facts go, so the tables are folded anew; the station is written down as an office station and
goes on from its last fact once it is enrolled.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

from app.errors import Fault
from app.language import tr
from app.models.wire import CHAIN_START, PUSH_FACTS_MAX, Push
from app.store.ingest import Offer, Verdict
from app.store.server_store import ServerStore
from app.store.station_file import read_facts, read_master, station_of
from app.store.stations import proof_of
from app.store.streams import COMMERCE, OFFICE


@dataclass(frozen=True, slots=True)
class Begun:
    """What a server began with."""

    station: str
    facts: int


def begin_with(store: ServerStore, source: Path) -> Begun:
    """Take a station's store in, which is only read. Raises: Fault when the server has other facts of that station."""
    station, token = station_of(source), secrets.token_urlsafe(32)
    store.load(read_master(source))
    store.take_in(station, OFFICE, COMMERCE, token)
    intake, prev, count = store.intake(), CHAIN_START, 0
    for facts in read_facts(source, PUSH_FACTS_MAX):
        offer = Offer(Push(station, store.epoch(), facts[0].seq, prev, facts), proof_of(token))
        (taken,) = intake.take([offer])
        if taken.verdict is not Verdict.TAKEN:
            raise Fault(
                tr("This server has other facts of station {station}.").format(station=station),
                tr("Begin with an empty database."),
            )
        prev, count = taken.ack.hash, count + len(facts)
    return Begun(station, count)
