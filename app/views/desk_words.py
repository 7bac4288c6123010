"""What a clerk reads of orders: stages, holds, priorities, days, money; one place, so that all desk screens say the
same.

Days are said as people say them on the phone ("today", "tomorrow", "Thu 26 Nov"), seen from the warehouse's calendar.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from app.language import language, later, tr
from app.models.addresses import Doubt, Question
from app.models.divisions import Division
from app.models.orders import HoldReason, Stage
from app.planning.promise import Decided, WaitReason
from app.printing.words import money
from app.views.verdict import Tone

__all__ = ["amount", "day_word", "money"]

_STAGES: Final[dict[Stage, tuple[str, Tone]]] = {
    Stage.WAITING: (later("No stock yet"), Tone.ATTENTION),
    Stage.PROMISED: (later("Promised"), Tone.PLAIN),
    Stage.RELEASED: (later("Released"), Tone.ACCENT),
    Stage.PICKED: (later("Picked"), Tone.ACCENT),
    Stage.PACKED: (later("Packed"), Tone.ACCENT),
    Stage.SHIPPED: (later("Shipped"), Tone.GOOD),
    Stage.HELD: (later("On hold"), Tone.ATTENTION),
    Stage.CANCELLED: (later("Cancelled"), Tone.PLAIN),
}
_HOLDS: Final[dict[HoldReason, str]] = {
    HoldReason.PRODUCT_NOT_MATCHED: later("Product not matched"),
    HoldReason.ADDRESS_IN_DOUBT: later("Address in doubt"),
    HoldReason.PRICE_WRONG: later("Price or amount wrong"),
    HoldReason.NO_STOCK: later("No stock"),
    HoldReason.REFUND_ASKED: later("Refund asked for"),
    HoldReason.WAITING_TO_MERGE: later("Waiting to be merged"),
    HoldReason.CREDIT_REFUSED: later("Credit refused"),
    HoldReason.CHANGED_AFTER_RELEASE: later("Changed after release"),
    HoldReason.NO_WAREHOUSE: later("No warehouse can serve it"),
    HoldReason.CANCELLED_BY_CHANNEL: later("Cancelled by the channel"),
    HoldReason.REMARK: later("A remark needs reading"),
    HoldReason.OTHER: later("Other reason"),
}
_PRIORITIES: Final = {2: later("Urgent"), 1: later("Normal"), 0: later("Can wait")}
_DECIDED: Final[dict[Decided, str]] = {
    Decided.NOTHING_TO_SEND: later("nothing to send yet"),
    Decided.ONLY_WAY: later("the only way"),
    Decided.DATE: later("arrives first"),
    Decided.PARCELS: later("fewest parcels"),
    Decided.COST: later("cheapest"),
    Decided.HOME: later("from here"),
}
_WAITS: Final[dict[WaitReason, str]] = {
    WaitReason.NOT_IN_STOCK: later("not in stock"),
    WaitReason.NO_DEPARTURE: later("no carrier leaves"),
    WaitReason.NOT_WHOLE: later("not all in one place"),
}
_WEEKDAYS: Final = (
    later("Mon"), later("Tue"), later("Wed"), later("Thu"), later("Fri"), later("Sat"), later("Sun"),
)  # fmt: skip
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_QUESTIONS: Final[dict[Doubt, str]] = {
    Doubt.WHICH_DISTRICT: later("“{read}” may be several districts"),
    Doubt.TYPO: later("“{read}” is no district"),
    Doubt.FORMER_NAME: later("“{read}” is a former name"),
    Doubt.DISAGREE: later("“{read}” contradicts itself"),
    Doubt.NO_DISTRICT: later("No district found in “{read}”"),
    Doubt.NO_STREET: later("No street behind “{read}”"),
    Doubt.NO_COUNTRY: later("No country named in “{read}”"),
}


def stage_word(stage: Stage) -> str:
    """Answer what a stage is called."""
    return tr(_STAGES[stage][0])


def stage_tone(stage: Stage) -> Tone:
    """Answer the tone of a stage's badge."""
    return _STAGES[stage][1]


def hold_word(reason: HoldReason) -> str:
    """Answer what a reason to hold is called."""
    return tr(_HOLDS[reason])


def priority_word(priority: int) -> str:
    """Answer what a priority is called; the highest goes first."""
    return tr(_PRIORITIES[max(0, min(2, priority))])


def decided_word(decided: Decided) -> str:
    """Answer why this promise and not another, in a few words."""
    return tr(_DECIDED[decided])


def wait_word(reason: WaitReason) -> str:
    """Answer why a quantity got no promise, in a few words."""
    return tr(_WAITS[reason])


def question_words(question: Question, choice: Division | None) -> str:
    """Answer a doubt about an address as one line, with the proposal if there is one."""
    words = _QUESTIONS[question.doubt]
    read = question.read
    if choice is not None and question.doubt in (Doubt.TYPO, Doubt.FORMER_NAME):
        read = read.removeprefix(choice.province).removeprefix(choice.city) or read
    doubt = tr(words).format(read=read)
    return tr("{doubt}: {place}?").format(doubt=doubt, place=place_word(choice)) if choice is not None else doubt


def place_word(place: Division) -> str:
    """Answer a district with what it lies in."""
    return " ".join(part for part in dict.fromkeys((place.province, place.city, place.district)) if part)


def amount(minor: int, currency: str) -> str:
    """Answer an amount as it stands in a column."""
    return money(minor, currency)


def plain_amount(minor: int) -> str:
    """Answer minor units as one would type them: "12.50"."""
    return f"{minor // 100}.{minor % 100:02d}"


def percent(hundredths: int) -> str:
    """Answer hundredths of a percent as a percentage: "12.5 %", "" for none."""
    return f"−{hundredths / 100:g} %" if hundredths else ""


def day_word(day: date, today: date) -> str:
    """Answer a day as one says it on the phone."""
    ahead = (day - today).days
    if ahead in (0, 1):
        return tr("today") if ahead == 0 else tr("tomorrow")
    weekday = tr(_WEEKDAYS[day.weekday()])
    if language() == "zh_CN":
        return f"{day.month}月{day.day}日 {weekday}"
    return f"{weekday} {day.day} {_MONTHS[day.month - 1]}"


def moment_word(at: datetime, zone: str, today: date) -> str:
    """Answer a moment in the warehouse's time: the clock today, else day and clock."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%H:%M}" if local.date() == today else f"{local:%m-%d} {local:%H:%M}"


def by_language(name: str, name_zh: str) -> str:
    """Answer the name in the language in force, the other one where it is missing."""
    return (name_zh or name) if language() == "zh_CN" else (name or name_zh)


def warehouse_short(code: str, names: Mapping[str, tuple[str, str]]) -> str:
    """Answer a warehouse's short name, its code where nothing is known of it."""
    return by_language(*names[code]).removesuffix(" Warehouse") if code in names else code


def shown_phone(phone: str) -> str:
    """Answer a phone number in groups that can be read aloud."""
    if len(phone) == 11 and phone.isdigit() and phone.startswith("1"):
        return f"{phone[:3]} {phone[3:7]} {phone[7:]}"
    return phone
