"""Makes the documents of the day and puts them in the spool, in the same transaction as the fact they belong to.

A job holds the document's values, not a picture of it: the print thread renders it for the printer it goes to, and a
kill between the commit and the paper loses nothing.
"""

from uuid import UUID

from app.models.packing import PrintAsked
from app.models.refusals import Reason, Refused
from app.operations.spool import LABEL_PRINTER, PAPER_PRINTER, spool
from app.operations.station import Act, Author, Outcome, Station
from app.printing.documents import PackingSlip, ParcelLabel, SlipLine
from app.store.pack_work import ParcelPaper, load_parcel_paper
from app.store.packing import parcel


def spool_parcel(act: Act, order_id: UUID, parcel_id: UUID, reason: str = "") -> None:
    """Queue a closed parcel's label and packing slip."""
    paper = load_parcel_paper(act.unit, parcel_id, act.station.paper_language)
    spool(act, LABEL_PRINTER, parcel_label(paper, act.station.paper_language), order_id, reason)
    spool(act, PAPER_PRINTER, packing_slip(act, paper), order_id, reason)


def parcel_label(paper: ParcelPaper, lang: str) -> ParcelLabel:
    """Say what stands on a parcel's label."""
    address = paper.address
    return ParcelLabel(
        lang,
        paper.number,
        paper.sscc,
        paper.sender,
        recipient_lines(paper),
        address.phone,
        paper.carrier_name,
        paper.service,
        paper.parcel_no,
        paper.parcels_n,
        paper.weight_g,
        address.district or address.city or address.country,
        paper.ship_on,
    )


def packing_slip(act: Act, paper: ParcelPaper) -> PackingSlip:
    """Say what stands on a parcel's packing slip; no prices."""
    today = act.station.today(act.unit)
    return PackingSlip(
        act.station.paper_language,
        paper.number,
        paper.sender,
        recipient_lines(paper),
        paper.entered_at.date(),
        today,
        tuple(
            SlipLine(item.sku, paper.names[item.sku], item.quantity, paper.ordered[item.line_no], note=item.lot)
            for item in paper.contents
        ),
        paper.parcel_no,
        paper.parcels_n,
        paper.sscc,
        paper.carrier_name,
        paper.service,
        paper.worker,
        paper.note,
    )


def recipient_lines(paper: ParcelPaper) -> tuple[str, ...]:
    """Name, street and region in the order of the country."""
    address = paper.address
    if address.country in ("CN", ""):
        region = " ".join(part for part in dict.fromkeys((address.province, address.city, address.district)) if part)
        lines = [address.name, region, address.street, address.postcode]
    else:
        town = " ".join(part for part in (address.postcode, address.city) if part)
        lines = [address.name, address.street, town, address.province, address.country]
    return tuple(line for line in lines if line)


def print_again(station: Station, author: Author, parcel_id: UUID, reason: str) -> Outcome:
    """Queue a parcel's papers once more; the reason is kept."""
    with station.act(author) as act:
        row = act.unit.one(parcel, parcel_id)
        if row is None or not row["sscc"]:
            act.refused = Refused(Reason.NO_OPEN_PARCEL)
        elif not reason.strip():
            act.refused = Refused(Reason.NEEDS_REASON, field="reason")
        else:
            act.record(PrintAsked(row["order_id"], "parcel", reason))
            spool_parcel(act, row["order_id"], parcel_id, reason)
        return act.outcome()
