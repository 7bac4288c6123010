"""Pictures of the shell and the kit, to be looked at: `python -m tests.views.gallery OUTDIR`.

Four pages that use every widget, in both languages, at two sizes, on both looks where it matters. Not a test: a picture
is right when a person says so.
"""

import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import Fault
from app.language import language
from app.models.people import Role, Worker
from app.models.refusals import Reason, Refused
from app.views import words
from app.views.kit.card import Badge, Caption, Card, Heading, Label, Notice, button
from app.views.kit.columns import Column
from app.views.kit.dialog import QuantityDialog, QuantityWords
from app.views.kit.empty_state import EmptyState
from app.views.kit.field_message import Field
from app.views.kit.key_bar import KeyHint
from app.views.kit.last_scans import LastScans, ScanShown
from app.views.kit.paged_table_model import PagedTableModel, PageWanted
from app.views.kit.product_card import ProductCard, ProductShown
from app.views.kit.progress_card import Progress, ProgressCard
from app.views.kit.prompt_card import Prompt, PromptCard, Step, StepState
from app.views.kit.search_box import Found, SearchBox
from app.views.kit.table_view import LineTable, TableView, in_card
from app.views.kit.timeline import Happening, Timeline
from app.views.kit.verdict_panel import VerdictPanel
from app.views.kit.walk_map import Stop, StopState, WalkMap
from app.views.kit.work_lines import WorkLine, WorkLines
from app.views.page import Page
from app.views.sections import SECTIONS, section
from app.views.shell import Shell
from app.views.top_bar import Status
from app.views.verdict import Tone

AT = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)


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


def keys(pairs: Sequence[tuple[str, str]], primary: int = -1) -> list[KeyHint]:
    """Answer sample keys that do nothing."""
    return [KeyHint(key, text, lambda: None, primary=index == primary) for index, (key, text) in enumerate(pairs)]


class PickingSample(Page):
    """Prompt, product, progress, walk, last scans."""

    floor = True

    def __init__(self) -> None:
        super().__init__()
        self.prompt, self.product = PromptCard(), ProductCard()
        self.progress, self.walk, self.scans = ProgressCard(), WalkMap(), LastScans()
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.prompt, 5)
        left.addWidget(self.product, 3)
        for widget, share in ((self.progress, 0), (self.walk, 3), (self.scans, 2)):
            right.addWidget(widget, share)
        _two_columns(self, left, right)

    def title(self) -> str:
        return t("拣货 · 波次 W-0412", "Picking · wave W-0412")

    def keys(self) -> list[KeyHint]:
        return keys(
            [
                ("U", t("撤销", "Undo")),
                ("S", t("缺货", "Short")),
                ("K", t("跳过", "Skip")),
                ("T", t("换箱", "Change tote")),
                ("F1", t("求助", "Help")),
            ]
        )

    def retranslate(self) -> None:
        done, now, later_ = StepState.DONE, StepState.NOW, StepState.LATER
        self.prompt.show_prompt(
            Prompt(
                t("去库位", "Go to"),
                "A-07-3",
                t("扫描库位条码", "Scan the location"),
                "3",
                t("数量", "Quantity"),
                t("件 → 周转箱 T-0012", "pieces → tote T-0012"),
                (Step(t("库位", "Location"), now), Step(t("商品", "Item"), later_), Step(t("周转箱", "Tote"), later_)),
            )
        )
        assert done
        self.product.show_product(products()[0])
        self.progress.show_progress(Progress(7, 12, t("行", "lines"), t("3 / 4 周转箱", "3 / 4 totes")))
        stops = [("A", 0.2), ("A", 0.75), ("B", 0.55), ("D", 0.8), ("D", 0.35), ("F", 0.4), ("G", 0.2)]
        states = [StopState.DONE] * 3 + [StopState.NEXT] + [StopState.LATER] * 3
        self.walk.show_walk("ABCDEFGH", [Stop(a, y, s) for (a, y), s in zip(stops, states, strict=True)])
        self.scans.show_scans(_scans())


class PackingSample(Page):
    """Verdict, lines, order, notice, carton and weight, last scans."""

    floor = True

    def __init__(self) -> None:
        super().__init__()
        self.verdict, self.lines = VerdictPanel(), WorkLines()
        self.progress, self.notice, self.scans = ProgressCard(), Notice(), LastScans()
        self.carton, self.weight = (Label("M3", 34, 800), Label("2.346 kg", 34, 800))
        self.carton_words, self.weight_words = Caption(size=18), Caption(size=18)
        self.carton_size, self.weight_range = Label("310 × 220 × 160 mm", 18, 500, "soft"), Label("", 18, 600, "good")
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.verdict, 2)
        left.addWidget(self.lines, 3)
        grid = QGridLayout()
        parts = (
            (self.carton_words, self.weight_words),
            (self.carton, self.weight),
            (self.carton_size, self.weight_range),
        )
        for row, pair in enumerate(parts):
            for column, widget in enumerate(pair):
                grid.addWidget(widget, row, column)
        card = Card()
        card.body.addLayout(grid)
        for widget, share in ((self.progress, 0), (self.notice, 0), (card, 0), (self.scans, 1)):
            right.addWidget(widget, share)
        _two_columns(self, left, right)

    def title(self) -> str:
        return t("打包台 3", "Packing bench 3")

    def keys(self) -> list[KeyHint]:
        return keys(
            [
                ("U", t("撤销", "Undo")),
                ("P", t("重打", "Print again")),
                ("N", t("下一包裹", "Next parcel")),
                ("S", t("缺货", "Short")),
                ("F1", t("求助", "Help")),
            ]
        )

    def retranslate(self) -> None:
        juice, mug, coffee, card = products()
        self.lines.show_lines(
            [
                WorkLine(1, juice, 2, 3),
                WorkLine(2, mug, 1, 1),
                WorkLine(3, coffee, 2, 2),
                WorkLine(4, card, 0, 1, remark=t("手工确认", "by hand")),
            ],
            newest=1,
        )
        self.progress.show_progress(
            Progress(
                5,
                7,
                t("件", "pieces"),
                t("包裹 1 / 2", "parcel 1 / 2"),
                t("订单 P01-000123-K4", "Order P01-000123-K4"),
                t("苏州 · 顺丰特快 · 17:30 截单", "Suzhou · SF Express · cut-off 17:30"),
            )
        )
        self.notice.say(t("礼品：附贺卡，不放价格单", "Gift: card inside, no price slip"))
        self.carton_words.setText(t("纸箱", "Carton"))
        self.weight_words.setText(t("重量", "Weight"))
        self.weight_range.setText(t("应为 2.31 – 2.39", "should be 2.31 – 2.39"))
        self.scans.show_scans(_scans())
        self.verdict.show_prompt(t("扫描商品或周转箱", "Scan an item or a tote"), t("一次一件", "One piece at a time"))


class DeskSample(Page):
    """Customer, lines, search with results, total, timeline."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.address = Heading("", 24), Label("", 16, 400, "soft")
        self.check = Notice(size=16)
        self.accept = button("F3", "plain")
        self.check.row.addWidget(self.accept)
        columns = (
            Column("name", "Product", 320, lambda r: r[0].name, lambda r: r[0].sku, stretch=True, strong=True),
            Column("quantity", "Quantity", 90, lambda r: r[1], right=True, strong=True),
            Column("price", "Price", 110, lambda r: r[2], right=True),
            Column("sum", "Sum", 120, lambda r: r[3], right=True, strong=True),
            Column("free", "Free", 110, lambda r: r[4], right=True),
            Column("promise", "Promise", 170, lambda r: r[5], tone=lambda r: r[6], badge=True),
        )
        self.lines = LineTable("desk_lines", columns)
        self.search = SearchBox(self._find)
        self.sum, self.parcels = Label("¥168.00", 44, 800), Label("", 16, 500, "soft")
        self.sum_words, self.place = Caption(), button("", "primary")
        self.orders = Timeline()
        self.orders_words = Caption()
        self.phone = Field(QLineEdit("1381234"), "")
        self._arrange()

    def _arrange(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        head = Card()
        row = QHBoxLayout()
        who = QVBoxLayout()
        who.addWidget(self.name)
        who.addWidget(self.address)
        row.addLayout(who, 1)
        row.addWidget(self.check)
        head.body.addLayout(row)
        left.addWidget(head)
        left.addWidget(in_card(self.lines), 1)
        left.addWidget(self.search)
        total = Card()
        for widget in (self.sum_words, self.sum, self.parcels, self.phone, self.place):
            total.body.addWidget(widget)
        last = Card()
        last.body.addWidget(self.orders_words)
        last.body.addWidget(self.orders, 1)
        right.addWidget(total)
        right.addWidget(last, 1)
        _two_columns(self, left, right)

    def _find(self, _text: str, on_found: Callable[[Sequence[Found]], None]) -> None:
        stock = t("库存 {n}", "{n} free")
        on_found(
            [
                Found(
                    1, t("椰子水 330ml", "Coconut water 330 ml"), "CW-0330  ·  yzs", "¥6.50", stock.format(n="2,310")
                ),
                Found(2, t("椰子水 1L", "Coconut water 1 L"), "CW-1000  ·  yzs", "¥15.80", stock.format(n="412")),
                Found(
                    3,
                    t("生椰拿铁 250ml × 6", "Coconut latte 250 ml × 6"),
                    "LT-0256  ·  synt",
                    "¥39.00",
                    t("缺货", "none"),
                    Tone.ATTENTION,
                ),
            ]
        )

    def keys(self) -> list[KeyHint]:
        return keys(
            [
                ("F2", t("客户", "Customer")),
                ("F12", t("商品表", "Products")),
                ("*", t("数量", "Quantity")),
                (".", t("价格", "Price")),
                ("/", t("折扣", "Discount")),
                ("Ctrl+Enter", t("下单", "Place order")),
            ],
            5,
        )

    def retranslate(self) -> None:
        self.name.setText(t("王晓明    138 **** 6721", "Wang Xiaoming    138 **** 6721"))
        self.address.setText(
            t("江苏省 苏州市 工业园区 星湖街 218 号 A3-502", "A3-502, 218 Xinghu St, Industrial Park, Suzhou")
        )
        self.check.say(t("“园区工业” → 工业园区？", "“Park Industrial” → Industrial Park?"))
        self.accept.setText(t("F3 接受", "F3 Accept"))
        juice, mug, coffee, _ = products()
        today, tomorrow = t("今日 · 苏州", "today · Suzhou"), t("明日 · 杭州", "tomorrow · Hangzhou")
        self.lines.show_rows(
            [
                (juice, "3", "¥18.00", "¥54.00", "1,204", today, Tone.GOOD),
                (mug, "1", "¥42.00", "¥42.00", "36", today, Tone.GOOD),
                (coffee, "2", "¥36.00", "¥72.00", "0", tomorrow, Tone.ATTENTION),
            ]
        )
        self.lines.choose(1)
        self.lines.retranslate()
        self.search.name(t("搜索", "Search"), t("名称 · 拼音首字母 · 编码 · 条码", "name · initials · SKU · barcode"))
        self.sum_words.setText(t("合计", "Total"))
        self.parcels.setText(t("2 个包裹 · 苏州今日、杭州明日", "2 parcels · Suzhou today, Hangzhou tomorrow"))
        self.place.setText(t("下单    Ctrl + Enter", "Place order    Ctrl + Enter"))
        self.orders_words.setText(t("最近订单", "Last orders"))
        self.orders.name(t("最近订单", "Last orders"))
        self.lines.name(t("订单行", "Order lines"))
        self.phone.name(t("电话", "Phone"))
        self.phone.message.say(words.field_sentence(Refused(Reason.UNKNOWN_CUSTOMER)))
        self.orders.show_happenings(_happenings())


class BoardSample(Page):
    """A paged table of a hundred thousand rows, badges, an empty state."""

    def __init__(self) -> None:
        super().__init__()
        columns = (
            Column("number", "Order", 160, lambda r: r[0], strong=True, sortable=True),
            Column("customer", "Customer", 180, lambda r: r[1], stretch=True, sortable=True),
            Column("state", "State", 140, lambda r: r[2], tone=lambda r: r[3], badge=True),
            Column("lines", "Lines", 80, lambda r: r[4], right=True),
            Column("sum", "Sum", 120, lambda r: r[5], right=True, sortable=True),
            Column("due", "Cut-off", 110, lambda r: r[6]),
        )
        self.model = PagedTableModel(columns)
        self.table = TableView("board", self.model)
        self.model.setParent(self.table)
        self.empty = EmptyState("inbox")
        self.badges = [Badge() for _ in range(4)]
        row = QHBoxLayout()
        for badge in self.badges:
            row.addWidget(badge)
        row.addStretch(1)
        row.addWidget(button("Release", "plain", symbol="waypoints"))
        row.addWidget(button("Cancel order", "danger"))
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addLayout(row)
        left.addWidget(in_card(self.table), 1)
        card = Card()
        card.body.addWidget(self.empty, 1)
        right.addWidget(card, 1)
        _two_columns(self, left, right)

    def keys(self) -> list[KeyHint]:
        return keys([("Enter", t("打开", "Open")), ("F5", t("刷新", "Refresh")), ("F7", t("筛选", "Filter"))])

    def retranslate(self) -> None:
        texts = (
            (t("全部 102,311", "all 102,311"), Tone.ACCENT, ""),
            (t("已拣 41", "picked 41"), Tone.GOOD, "check"),
            (t("将晚 7", "late soon 7"), Tone.ATTENTION, "clock"),
            (t("挂起 3", "held 3"), Tone.WRONG, "lock"),
        )
        for badge, (text, tone, symbol) in zip(self.badges, texts, strict=True):
            badge.say(text, tone, symbol)
        self.empty.say(
            t("请选择一张订单", "Choose an order"),
            t("这里显示它的每次扫描、包裹和通知。", "Its scans, parcels and notices appear here."),
            t("新订单", "New order"),
            lambda: None,
        )
        self.table.name(t("订单", "Orders"))
        self.model.set_source(_Orders())


class _Orders:
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


def _two_columns(page: QWidget, left: QVBoxLayout, right: QVBoxLayout) -> None:
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(16)
    left.setSpacing(16)
    right.setSpacing(16)
    row.addLayout(left, 25)
    row.addLayout(right, 10)


def _scans() -> tuple[ScanShown, ...]:
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


def _happenings() -> list[Happening]:
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


def a_shell() -> Shell:
    """Answer the shell with the sample pages and an administrator signed in."""
    samples = {"order_entry": DeskSample, "picking": PickingSample, "packing": PackingSample}
    shell = Shell([section(key, samples.get(key, BoardSample)) for key in SECTIONS], PackingSample)
    shell.set_worker(Worker("W-0007", "李娜", Role.ADMINISTRATOR, "W-0007"))
    return shell


def _shoot(shell: Shell, folder: Path, name: str) -> None:
    loop = QEventLoop()
    QTimer.singleShot(60, loop.quit)
    loop.exec()
    shell.grab().save(str(folder / f"{name}.png"))


def _tell_states(shell: Shell, offline: bool) -> None:
    text = t("离线自 14:05 · 12 条待发", "Offline since 14:05, 12 waiting") if offline else t("在线", "Online")
    online = Status(text, "cloud-off" if offline else "wifi", Tone.ATTENTION if offline else Tone.GOOD)
    shell.show_status("connection", online)
    shell.show_status("printer", Status(t("标签机 · 就绪", "Label printer ready"), "printer"))
    shell.show_status("scanners", Status(t("USB + 摄像头", "USB + camera"), "scan-barcode"))


def shoot_all(folder: Path) -> None:
    """Write all pictures into a folder."""
    shell = a_shell()
    shell.show()
    for code in ("zh_CN", "en"):
        shell.set_language(code)
        for width, height in ((1920, 1080), (1366, 768)):
            shell.resize(width, height)
            _shoot_size(shell, folder, f"{code}-{width}")
    for name, look in (("dark", "dark"), ("light", "light")):
        shell.resize(1920, 1080)
        shell.set_look(look)  # type: ignore[arg-type]
        for key in ("order_entry", "packing", "order_board", "picking"):
            shell.open(key)
            _shoot(shell, folder, f"look-{name}-{key}")
    shell.set_look(None, colour_blind=True)
    shell.open("packing")
    packing = shell.page
    assert isinstance(packing, PackingSample)
    packing.verdict.show_verdict(words.refused(Refused(Reason.NOT_IN_WORK, "MG-2240", "CW-0330")))
    _shoot(shell, folder, "look-colour-blind")
    shell.close()


def _shoot_size(shell: Shell, folder: Path, name: str) -> None:
    juice = products()[0].name
    wrong = words.refused(Refused(Reason.NOT_IN_WORK, expected=juice, read=t("椰子水 330ml", "Coconut water 330 ml")))
    for key in ("order_entry", "order_board", "picking", "packing"):
        shell.open(key)
        _tell_states(shell, offline=key == "picking")
        page = shell.page
        if isinstance(page, DeskSample):
            page.search.start(t("椰子水", "coconut"))
        _shoot(shell, folder, f"{name}-{key}")
        if isinstance(page, PackingSample):
            page.verdict.show_verdict(words.done(words.Done.SCANNED, juice, "2 / 3"))
            _shoot(shell, folder, f"{name}-packing-good")
            page.verdict.show_verdict(wrong)
            shell.show_fault(
                Fault(
                    t("标签机没有纸了", "The label printer is out of paper"),
                    t("请装纸后按 P 重打", "Load paper, then press P"),
                )
            )
            _shoot(shell, folder, f"{name}-packing-wrong")
            page.verdict.clear()
            shell.toasts.dismiss_newest()
        if isinstance(page, PickingSample):
            page.prompt.show_verdict(words.done(words.Done.PLACE_RIGHT, "A-06-1"))
            _shoot(shell, folder, f"{name}-picking-good")
            page.prompt.clear()
    shell.open("order_board")
    shell.busy.begin(t("正在建立演示仓库", "Building the demo warehouse"))
    shell.busy.progress(61_200, 102_311)
    _shoot(shell, folder, f"{name}-busy")
    shell.busy.end()
    asked = QuantityWords(
        t("几件？", "How many pieces?"),
        t("最多 12 件。请用键盘输入。", "At most 12. Type it on the keyboard."),
        t("取这个数量", "Take this many"),
        t("返回", "Go back"),
        t("1 到 {most}", "From 1 to {most}"),
        t("扫描的内容没有被采用", "Scanned text is not taken here"),
    )
    dialog = QuantityDialog(shell, asked, 12, 3)
    dialog.open()
    dialog.message.say(asked.bounds.format(most=12))
    dialog.grab().save(str(folder / f"{name}-dialog.png"))
    dialog.close()


if __name__ == "__main__":
    application = QApplication([])
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    shoot_all(target)
