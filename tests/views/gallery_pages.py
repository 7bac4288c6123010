"""Sample pages for the gallery and the tests of the shell: every widget of the kit with the goods of one order."""

import os
from collections.abc import Callable, Sequence

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.models.refusals import Reason, Refused
from app.views import words
from app.views.kit.card import Badge, Caption, Card, Heading, Label, Notice, button
from app.views.kit.columns import Column
from app.views.kit.empty_state import EmptyState
from app.views.kit.field_message import Field
from app.views.kit.key_bar import KeyHint
from app.views.kit.last_scans import LastScans
from app.views.kit.paged_table_model import PagedTableModel
from app.views.kit.product_card import ProductCard
from app.views.kit.progress_card import Progress, ProgressCard
from app.views.kit.prompt_card import PromptCard
from app.views.kit.search_box import Found, SearchBox
from app.views.kit.table_view import LineTable, TableView, in_card
from app.views.kit.timeline import Timeline
from app.views.kit.verdict_panel import VerdictPanel
from app.views.kit.walk_map import Stop, StopState, WalkMap
from app.views.kit.work_lines import WorkLine, WorkLines
from app.views.page import Page
from app.views.prompt import Prompt, Step, StepState
from app.views.verdict import Tone
from tests.views.gallery_goods import Orders, happenings, products, scans, t


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
        self.scans.show_scans(scans())


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
        self.scans.show_scans(scans())
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
        self.orders.show_happenings(happenings())


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
        self.model.set_source(Orders())


def _two_columns(page: QWidget, left: QVBoxLayout, right: QVBoxLayout) -> None:
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(16)
    left.setSpacing(16)
    right.setSpacing(16)
    row.addLayout(left, 25)
    row.addLayout(right, 10)
