"""What desk screens ask of a scan: what it means in this warehouse, without booking anything; and what day it is."""

from datetime import date

from app.models.barcodes import Elements, Scan
from app.models.meaning import Meaning
from app.operations.meaning import resolve
from app.operations.station import Author, Station
from app.scanning.gs1 import parse_gs1, split_aim


def understood(station: Station, scan: Scan) -> tuple[Meaning, Elements | None]:
    """What the text means here, and what its GS1 elements say (None when it is no GS1 code). Thread: store."""
    with station.act(Author()) as act:
        today = station.today(act.unit)
        meaning = resolve(act.unit, station.warehouse, scan, today)
    symbology, text = split_aim(scan.text)
    return meaning, parse_gs1(text, scan.symbology or symbology, today)


def today_here(station: Station) -> date:
    """The calendar day where the warehouse stands. Thread: store."""
    with station.act(Author()) as act:
        return station.today(act.unit)
