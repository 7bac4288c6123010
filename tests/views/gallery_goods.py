"""The goods, scans and orders that the sample pages show, in the language in force."""

import os
from collections.abc import Callable, Sequence
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


from app.language import language
from app.views.kit.last_scans import ScanShown
from app.views.kit.paged_table_model import PageWanted
from app.views.kit.product_card import ProductShown
from app.views.kit.timeline import Happening
from app.views.verdict import Tone


def t(chinese: str, english: str) -> str:
    """Answer the sample text in the language in force."""
    return chinese if language() == "zh_CN" else english


def products() -> list[ProductShown]:
    """Answer the goods of the sample order."""
    return [
        ProductShown(
            t("有机红富士苹果汁 1L", "Organic Fuji apple juice 1 L"),
            "JC-1001",
            "6901234567892",
            t("批次 L2608", "Lot L2608"),
            t("效期 2027-03-31", "Best before 2027-03-31"),
            category="drink",
        ),
        ProductShown(t("手工陶瓷马克杯", "Handmade ceramic mug"), "MG-2240", "6902890221476", category="mug"),
        ProductShown(
            t("精品挂耳咖啡 10 包", "Fine drip coffee, 10 bags"),
            "CF-0110",
            "6970011239914",
            t("批次 C1109", "Lot C1109"),
            category="coffee",
        ),
        ProductShown(
            t("节日贺卡（附言）", "Festive greeting card with a message"), "GC-0007", "6931204401120", category="card"
        ),
    ]


class Orders:
    """A hundred thousand made-up orders."""

    def count(self, on_done: Callable[[int], None]) -> None:
        on_done(102_311)

    def rows(self, wanted: PageWanted, on_done: Callable[[Sequence[Any]], None]) -> None:
        states = [
            (t("已打包", "packed"), Tone.GOOD),
            (t("拣货中", "picking"), Tone.ACCENT),
            (t("挂起", "held"), Tone.WRONG),
            (t("已承诺", "promised"), Tone.PLAIN),
            (t("缺货", "short"), Tone.ATTENTION),
        ]
        names = [t("王晓明", "Wang Xiaoming"), t("李娜", "Li Na"), "Anna Schmidt", t("欧阳建国", "Ouyang Jianguo")]
        rows = range(wanted.first, wanted.first + wanted.size)
        on_done(
            [
                (f"P01-{n:06d}", names[n % 4], *states[n * 7 % 5], str(n % 9 + 1), f"¥{n * 37 % 900}.00", "17:30")
                for n in rows
            ]
        )


def scans() -> tuple[ScanShown, ...]:
    juice, mug, _, _ = products()
    return (
        ScanShown("14:05:31", juice.name, "+1", Tone.GOOD),
        ScanShown("14:05:29", mug.name, "+1", Tone.GOOD),
        ScanShown(
            "14:05:22", t("椰子水 330ml", "Coconut water 330 ml"), t("不在此单", "not in this order"), Tone.WRONG
        ),
        ScanShown("14:05:17", t("整箱 ×12", "Pack of 12"), t("多了 9 件", "9 too many"), Tone.ATTENTION),
        ScanShown("14:05:15", "A-06-1", t("到位", "there"), Tone.GOOD),
    )


def happenings() -> list[Happening]:
    li = t("李娜", "Li Na")
    return [
        Happening(
            "09:12",
            t("订单已下", "Order placed"),
            t("电话 · 3 行", "by phone · 3 lines"),
            t("陈静", "Chen Jing"),
            "phone-call",
            Tone.ACCENT,
            "11-20",
        ),
        Happening("09:30", t("已下发波次 W-0412", "Released in wave W-0412"), "", t("系统", "planner"), "waypoints"),
        Happening(
            "10:02",
            t("拣货 2 / 3 行", "Picked 2 / 3 lines"),
            "A-07-3, B-02-1",
            t("赵强", "Zhao Qiang"),
            "route",
            Tone.GOOD,
        ),
        Happening(
            "10:05",
            t("扫错：椰子水 330ml", "Wrong scan: coconut water"),
            t("不在此单", "not in this order"),
            li,
            "octagon-x",
            Tone.WRONG,
        ),
        Happening(
            "10:11",
            t("包裹 1 已封箱", "Parcel 1 closed"),
            "SSCC 3 4006381 000000012 7",
            li,
            "package-check",
            Tone.GOOD,
            "11-21",
        ),
    ]
