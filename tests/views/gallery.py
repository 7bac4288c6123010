"""Pictures of the shell and the kit, to be looked at: `python -m tests.views.gallery OUTDIR`.

Four pages that use every widget, in both languages, at two sizes, on both looks where it matters. Not a test: a picture
is right when a person says so.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app.errors import Fault
from app.models.people import Role, Worker
from app.models.refusals import Reason, Refused
from app.views import words
from app.views.kit.dialog import QuantityDialog, QuantityWords
from app.views.sections import SECTIONS, section
from app.views.shell import Shell
from app.views.top_bar import Status
from app.views.verdict import Tone
from tests.views.gallery_goods import products, t
from tests.views.gallery_pages import BoardSample, DeskSample, PackingSample, PickingSample


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
