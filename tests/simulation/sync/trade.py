"""A toy trade with the bones of the real one: goods move, work is given and taken away, orders go one way.

One fold for stations and server, as in the product: a station's own fold is a guess on the rows it has, the server's
says how it was. What contradicts the plan is booked all the same and opens an exception, a row named after its fact.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from app.models.wire import Envelope
from app.store.journal import envelope_hash

CATALOG = "catalog"
HOME = "warehouse/SZ"
STREAMS = (CATALOG, HOME)
SKUS = ("LAMP", "TEA")
LOCATIONS = ("A-01", "B-02")
STEPS = {"new": 0, "allocated": 1, "picking": 2, "shipped": 3, "cancelled": 3}

Key = tuple[str, str]
"""Entity and key of a row."""

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Image:
    """A row as it stands."""

    version: int
    values: Values


Rows = Mapping[Key, Image]


@dataclass(slots=True)
class Sheet:
    """The rows of one transaction: read through, changed in memory, written at its end."""

    rows: Rows
    changed: dict[Key, Values] = field(default_factory=dict)

    def get(self, entity: str, key: str) -> Values | None:
        changed = self.changed.get((entity, key))
        if changed is not None:
            return changed
        image = self.rows.get((entity, key))
        return image.values if image else None

    def put(self, entity: str, key: str, values: Values, **changes: Any) -> None:
        self.changed[entity, key] = {**values, **changes}

    def images(self) -> dict[Key, Image]:
        """The changed rows with their next versions."""
        return {
            key: Image(self.rows[key].version + 1 if key in self.rows else 1, values)
            for key, values in self.changed.items()
        }


def stream_of(key: Key) -> str:
    return CATALOG if key[0] == "product" else HOME


def encode(values: Values) -> bytes:
    return json.dumps(values).encode()


@lru_cache(maxsize=4096)
def decode(content: bytes) -> Values:
    values: Values = json.loads(content)
    return values


def fact_hash(fact: Envelope) -> bytes:
    """The product's own, so that the real journal's chain is the one the simulated server compares."""
    return envelope_hash(fact)


Fold = Callable[[Sheet, Envelope, Values], None]


def fold(sheet: Sheet, fact: Envelope) -> None:
    """Fold one fact of any kind."""
    FOLDS[fact.kind](sheet, fact, decode(fact.body))


def move(sheet: Sheet, body: Values, sku: str, legs: Iterable[tuple[str, int]]) -> None:
    """Book the legs of a move; `by` counts what each machine did to a balance, for the invariants."""
    for place, quantity in legs:
        key = f"{sku}@{place}"
        row = sheet.get("balance", key) or {"q": 0, "promised": 0, "by": {}}
        by, machine = row["by"], str(body["machine"])
        sheet.put("balance", key, row, q=row["q"] + quantity, by={**by, machine: by.get(machine, 0) + 1})


def moves_of(fact: Envelope) -> list[tuple[str, str, int]]:
    """(sku, place, quantity) of each leg that a fact books."""
    body = decode(fact.body)
    if fact.kind == "received":
        return [(body["sku"], "supplier", -body["q"]), (body["sku"], body["place"], body["q"])]
    if fact.kind == "picked":
        return [(body["sku"], body["place"], -1), (body["sku"], tote(body), 1)]
    if fact.kind == "shipped":
        legs = [(sku, -q, q) for sku, q in sorted(body["items"].items())]
        return [leg for sku, out, q in legs for leg in ((sku, tote(body), out), (sku, "customer", q))]
    return []


def tote(body: Values) -> str:
    return f"tote{body['machine']}"


def an_exception(sheet: Sheet, fact: Envelope, why: str) -> None:
    sheet.put("exception", fact.id.hex, {"why": why})


def step(sheet: Sheet, order_id: str, to: str, **changes: Any) -> bool:
    """Take an order on; it never goes back."""
    order = sheet.get("order", order_id)
    assert order
    onward = STEPS[to] > STEPS[order["state"]]
    sheet.put("order", order_id, order, **changes, state=to if onward else order["state"])
    return onward


def _received(sheet: Sheet, fact: Envelope, body: Values) -> None:
    _book(sheet, fact, body)


def _ordered(sheet: Sheet, fact: Envelope, body: Values) -> None:
    begin = {"state": "new", "number": "", "ordered": body["lines"], "shipped": {}, "address": "", "address_by": ""}
    sheet.put("order", body["order"], begin)


def _cancelled(sheet: Sheet, fact: Envelope, body: Values) -> None:
    """The tasks of the order stay: whoever picks for it learns from the order that it is cancelled."""
    if not sheet.get("order", body["order"]):
        an_exception(sheet, fact, "cancel_unknown")
    elif not step(sheet, body["order"], "cancelled"):
        an_exception(sheet, fact, "cancel_too_late")


def _readdressed(sheet: Sheet, fact: Envelope, body: Values) -> None:
    """Seen: overwrite. Not seen: the first accepted stays, and a person chooses. No clock is asked."""
    order = sheet.get("order", body["order"])
    if order and order["address_by"] == body["seen"]:
        sheet.put("order", body["order"], order, address=body["address"], address_by=fact.id.hex)
    else:
        an_exception(sheet, fact, "edit_conflict")


def _picked(sheet: Sheet, fact: Envelope, body: Values) -> None:
    _book(sheet, fact, body)
    task = sheet.get("task", body["task"])
    order = sheet.get("order", body["order"])
    if not (task and order and order["state"] != "cancelled" and _is_held(task, body)):
        an_exception(sheet, fact, "pick_unexpected")
        return
    sheet.put("task", body["task"], task, picked=task["picked"] + 1, open=task["picked"] + 1 < task["q"])
    balance = sheet.get("balance", f"{body['sku']}@{body['place']}")
    assert balance
    sheet.put("balance", f"{body['sku']}@{body['place']}", balance, promised=balance["promised"] - 1)
    if STEPS[order["state"]] < STEPS["picking"]:
        step(sheet, body["order"], "picking")


def _is_held(task: Values, body: Values) -> bool:
    """Whether the picker had the task when picking: same station, same token, not done."""
    return bool(task["open"] and (task["station"], task["token"]) == (body["as"], body["token"]))


def _shipped(sheet: Sheet, fact: Envelope, body: Values) -> None:
    _book(sheet, fact, body)
    order = sheet.get("order", body["order"])
    if not order or order["state"] == "cancelled":
        an_exception(sheet, fact, "ship_after_cancel")
        return
    rooms = {sku: order["ordered"].get(sku, 0) - order["shipped"].get(sku, 0) for sku in body["items"]}
    if any(q > rooms[sku] for sku, q in body["items"].items()):
        an_exception(sheet, fact, "over_ship")
    done = {sku: order["shipped"].get(sku, 0) + min(q, rooms[sku]) for sku, q in body["items"].items()}
    shipped = {**order["shipped"], **done}
    full = all(shipped.get(sku, 0) >= q for sku, q in order["ordered"].items())
    step(sheet, body["order"], "shipped" if full else "new", shipped=shipped)


def _book(sheet: Sheet, fact: Envelope, body: Values) -> None:
    """Physical facts are booked whatever anybody thinks of them."""
    for sku, place, quantity in moves_of(fact):
        move(sheet, body, sku, [(place, quantity)])


FOLDS: dict[str, Fold] = {
    "received": _received,
    "ordered": _ordered,
    "cancelled": _cancelled,
    "readdressed": _readdressed,
    "picked": _picked,
    "shipped": _shipped,
}
