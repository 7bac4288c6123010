"""Builders of documents and the way back from paper: pages rendered by PDFium, symbols decoded by zxing-cpp."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import zxingcpp

from app.models.people import Role
from app.printing import documents as d
from app.printing.preview import page_image

SSCC = "340123450000000017"
FROM = ("Packbench 上海仓", "上海市嘉定区曹安公路 4800 号 12 号楼", "电话 021-5959 0000")
TO_ZH = ("欧阳珺喆", "浙江省杭州市西湖区文三路 478 号", "华星时代广场 A 座 1706 室", "邮编 310012")
TO_EN = ("Ms Zoë Whitcombe-Ångström", "Flat 3, 17 St Mary's Crescent", "Leamington Spa CV31 1JL", "United Kingdom")
_ITEMS = {
    "zh_CN": (
        ("LAMP-42", "乳白玻璃床头灯（E27，含 LED 灯泡）", 2, "个"),
        ("TEA-0117", "西湖龙井 明前特级 250g 礼盒装", 1, "盒"),
        ("MUG-300-BL", "Blue stoneware mug 300 ml 蓝色粗陶马克杯，洗碗机可用，四只装礼盒", 4, "只"),
        ("CABLE-2M", "USB-C 数据线 2 m 编织", 10, "条"),
    ),
    "en": (
        ("85123A", "White hanging heart T-light holder", 6, "pcs"),
        ("71053", "White metal lantern", 2, "pcs"),
        ("22423", "Regency cakestand, three tiers, with hand-painted roses and gilded handle", 1, "pcs"),
        ("TEA-0117", "West Lake Longjing 西湖龙井 spring green tea, 250 g gift box", 10, "box"),
    ),
}


def a_slip(lang: str = "zh_CN", lines: int = 4, **changes: object) -> d.PackingSlip:
    items = _ITEMS[lang]
    given: dict[str, object] = {
        "lang": lang,
        "order_number": "P01-000123-K4",
        "sender": FROM,
        "recipient": TO_ZH if lang == "zh_CN" else TO_EN,
        "ordered_on": date(2026, 11, 23),
        "packed_on": date(2026, 11, 24),
        "lines": tuple(
            d.SlipLine(sku, name, quantity, quantity + (n % 4 == 1), unit, "", 1290 + 700 * (n % 9))
            for n, (sku, name, quantity, unit) in ((n, items[n % len(items)]) for n in range(lines))
        ),
        "parcel": 2,
        "parcels": 3,
        "sscc": SSCC,
        "carrier": "顺丰速运" if lang == "zh_CN" else "Royal Mail",
        "service": "标快" if lang == "zh_CN" else "Tracked 48",
        "packed_by": "W-0007 李娜",
    }
    return d.PackingSlip(**{**given, **changes})  # type: ignore[arg-type]


def a_pick_list(lang: str = "zh_CN", lines: int = 9) -> d.PickListSheet:
    items = _ITEMS[lang]
    return d.PickListSheet(
        lang=lang,
        pick_list_number="PL-000481",
        warehouse="上海仓" if lang == "zh_CN" else "Shanghai",
        printed_at=datetime(2026, 11, 24, 9, 5, tzinfo=UTC),
        worker="W-0007 李娜",
        cut_off_at=datetime(2026, 11, 24, 15, 0, tzinfo=UTC),
        totes=("T-0012", "T-0013"),
        lines=tuple(
            d.PickSheetLine(
                location=f"A-{n // 6 + 1:02d}-{n % 6 + 1}",
                sku=items[n % len(items)][0],
                name=items[n % len(items)][1],
                quantity=items[n % len(items)][2],
                unit=items[n % len(items)][3],
                tote=f"T-{12 + n % 2:04d}",
                order_number=f"P01-{123 + n % 2:06d}-K4",
                lot="L2611A" if n % 3 == 0 else "",
                best_before_on=date(2027, 3, 31) if n % 3 == 0 else None,
            )
            for n in range(lines)
        ),
    )


def a_parcel_label(lang: str = "zh_CN", **changes: object) -> d.ParcelLabel:
    given: dict[str, object] = {
        "lang": lang,
        "order_number": "P01-000123-K4",
        "sscc": SSCC,
        "sender": FROM,
        "recipient": TO_ZH if lang == "zh_CN" else TO_EN,
        "recipient_phone": "138 0571 6688" if lang == "zh_CN" else "+44 20 7946 0123",
        "carrier": "顺丰速运" if lang == "zh_CN" else "Royal Mail",
        "service": "标快 · 陆运" if lang == "zh_CN" else "Tracked 48",
        "parcel": 2,
        "parcels": 3,
        "weight_g": 2340,
        "route": "HZ-571" if lang == "zh_CN" else "CV31",
        "shipped_on": date(2026, 11, 24),
    }
    return d.ParcelLabel(**{**given, **changes})  # type: ignore[arg-type]


def a_manifest(lang: str = "zh_CN", parcels: int = 12) -> d.ManifestSheet:
    to = TO_ZH if lang == "zh_CN" else TO_EN
    listed = tuple(
        d.ManifestParcel(SSCC[:-3] + f"{n:03d}", f"P01-{n:06d}-K4", to[0], to[2], 800 + 317 * n)
        for n in range(1, parcels + 1)
    )
    return d.ManifestSheet(
        lang=lang,
        manifest_number="M-2026-11-24-02",
        carrier="顺丰速运" if lang == "zh_CN" else "Royal Mail",
        warehouse="上海仓" if lang == "zh_CN" else "Shanghai",
        handed_over_at=datetime(2026, 11, 24, 17, 42, tzinfo=UTC),
        parcels=listed[:-1],
        missing=listed[-1:],
        driver="王师傅" if lang == "zh_CN" else "J. Carter",
        vehicle="沪A·12345",
    )


def every_document(lang: str) -> dict[str, d.Document]:
    """Answer one of each kind in a language."""
    zh = lang == "zh_CN"
    lamp = "乳白玻璃床头灯（E27，含 LED 灯泡）" if zh else "Bedside lamp, opal glass, E27"
    return {
        "slip": a_slip(lang),
        "gift": a_slip(
            lang,
            message="生日快乐！愿你在新的一年里万事如意。——爸爸妈妈" if zh else "Happy birthday! With love.",
        ),
        "prices": a_slip(lang, shows_prices=True, currency="CNY" if zh else "GBP"),
        "pick_list": a_pick_list(lang),
        "manifest": a_manifest(lang),
        "commands": d.CommandSheet(lang, Role.PACKER, "PACK-2"),
        "parcel": a_parcel_label(lang),
        "product": d.ProductLabel(lang, "LAMP-42", lamp, "7032069804988", pack="12 × 1"),
        "product_lot": d.ProductLabel(
            lang, "TEA-0117", "西湖龙井 明前特级 250g 礼盒装" if zh else "Longjing spring green tea, 250 g gift box",
            "6921168509256", "L2611A", date(2027, 3, 31),
        ),
        "product_pack": d.ProductLabel(lang, "LAMP-42-CTN", lamp, "17032069804985", pack="12"),
        "product_sku": d.ProductLabel(lang, "85123A", lamp),
        "location": d.LocationLabel(lang, "A-01-3", "A", "up"),
        "location_long": d.LocationLabel(lang, "COLD-B-12-04-C", "COLD"),
        "tote": d.ToteLabel(lang, "T-0012"),
        "badge": d.BadgeLabel(lang, "W-0007", "欧阳珺喆" if zh else "Zoë Whitcombe-Ångström",
                              "打包员" if zh else "Packer", "PACK-2"),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """What a scanner reads from paper."""

    text: str
    identifier: str


def read_page(pdf: bytes, index: int = 0) -> set[Read]:
    """Decode every symbol on a page as a 203-dpi head would print it."""
    page = page_image(pdf, index)
    return read_pixels(np.frombuffer(page.rgb, np.uint8).reshape(page.height, page.width, 3)[..., 1].copy())


def read_pixels(grey: np.ndarray) -> set[Read]:
    found = zxingcpp.read_barcodes(grey, text_mode=zxingcpp.TextMode.Plain)
    return {Read(symbol.text, symbol.symbology_identifier) for symbol in found}
