"""Pick lists on paper, for the day the handhelds are out: what is left to pick of some shipments, in walking order."""

from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from app.models.refusals import Reason, Refused
from app.operations.spool import PAPER_PRINTER, spool
from app.operations.station import Act, Author, Outcome, Station
from app.printing.documents import LINES_MAX, PickListSheet, PickSheetLine
from app.store.catalog import warehouse
from app.store.pick_sheets import SheetRow, sheet_rows

SHIPMENTS_A_SHEET_MAX = 500
"""More than a day's walk of one person; SQLite takes as many values in one question without trouble."""


def print_pick_sheet(
    station: Station, author: Author, number: str, shipment_ids: Sequence[UUID], reason: str = ""
) -> Outcome:
    """Queue one A4 pick list of these shipments under a wave's or an order's number; refused when all is picked."""
    with station.act(author) as act:
        rows = sheet_rows(act.unit, list(shipment_ids)[:SHIPMENTS_A_SHEET_MAX])[:LINES_MAX]
        if not rows:
            act.refused = Refused(Reason.WRONG_STATE, read=number)
        else:
            only = rows[0].order_id if len({row.order_id for row in rows}) == 1 else None
            spool(act, PAPER_PRINTER, _sheet(act, number, rows), only, reason)
        return act.outcome()


def _sheet(act: Act, number: str, rows: list[SheetRow]) -> PickListSheet:
    home = act.unit.one(warehouse, act.station.warehouse)
    assert home is not None
    zone, language = ZoneInfo(home["timezone"]), act.station.paper_language
    chinese = language == "zh_CN"
    return PickListSheet(
        language,
        number,
        (home["name_zh"] if chinese else home["name"]) or home["code"],
        act.now.astimezone(zone),
        tuple(
            PickSheetLine(
                row.location,
                row.sku,
                (row.name_zh or row.name) if chinese else row.name,
                row.quantity,
                row.unit,
                row.tote,
                row.number,
                row.lot,
                row.expires_on,
            )
            for row in rows
        ),
        cut_off_at=min(row.cut_off_at for row in rows).astimezone(zone),
        totes=tuple(dict.fromkeys(row.tote for row in rows if row.tote)),
    )
